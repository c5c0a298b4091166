"""Buttons and menus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat.card import Button, Style
from bot.chat.slack import keys
from bot.chat.slack.words import NOTHING, Block, plain_object, size, weigh

ELEMENTS = 25
OPTIONS = 5
LONGEST_LABEL = 75
LONGEST_CONFIRM = 300
LONGEST_CONFIRM_TITLE = 100
LONGEST_CONFIRM_BUTTON = 30


def can_draw(button: Button) -> bool:
    """Whether its step, item and part fit. A cut key would be another item's: better none."""
    return len(button.step) < keys.LONGEST_STEP and len(keys.target(button)) <= keys.LONGEST_VALUE


def draw_button(button: Button, ids: keys.ActionIds) -> Block:
    """One button as an element."""
    element: Block = {
        "type": "button",
        "action_id": ids.take(button.step),
        "text": plain_object(button.label, LONGEST_LABEL, button.step or NOTHING),
        "value": keys.target(button),
    }
    if button.style is not Style.PLAIN:
        element["style"] = button.style.value
    if button.confirm:
        element["confirm"] = _confirm(button)
    return element


def weigh_button(button: Button) -> int:
    """About how many characters Slack counts for a button, and never fewer."""
    label = size(button.label)
    words = 60 + min(label, LONGEST_LABEL)
    if button.confirm:
        words += min(size(button.confirm), LONGEST_CONFIRM)
        words += min(label, LONGEST_CONFIRM_TITLE) + LONGEST_CONFIRM_BUTTON
    return words


def _confirm(button: Button) -> Block:
    confirm: Block = {
        "title": plain_object(button.label, LONGEST_CONFIRM_TITLE),
        "text": plain_object(button.confirm, LONGEST_CONFIRM),
        "confirm": plain_object(button.label, LONGEST_CONFIRM_BUTTON),
        "deny": plain_object("Back", LONGEST_CONFIRM_BUTTON),
    }
    if button.style is Style.DANGER:
        confirm["style"] = "danger"
    return confirm


def action_rows(
    buttons: Sequence[Button], menu: Sequence[Button], ids: keys.ActionIds, characters: int
) -> list[Block]:
    """The buttons and the menu under a card, as many as weigh no more than `characters`.

    Slack asks one question for a whole menu, so an entry with a question of its own is a button.
    """
    asked = [entry for entry in menu if entry.confirm]
    elements = [draw_button(each, ids) for each in (*buttons, *asked) if can_draw(each)]
    entries = [entry for entry in menu if not entry.confirm and _can_be_option(entry)]
    elements += _menus(entries, ids)
    while elements and weigh(elements) > characters:
        elements.pop()
    rows = (elements[start : start + ELEMENTS] for start in range(0, len(elements), ELEMENTS))
    return [{"type": "actions", "elements": row} for row in rows]


def _can_be_option(entry: Button) -> bool:
    return len(keys.option_value(entry)) <= keys.LONGEST_OPTION and "#" not in entry.step


def _menus(entries: Sequence[Button], ids: keys.ActionIds) -> Iterator[Block]:
    for start in range(0, len(entries), OPTIONS):
        options = [
            {
                "text": plain_object(entry.label, LONGEST_LABEL, entry.step or NOTHING),
                "value": keys.option_value(entry),
            }
            for entry in entries[start : start + OPTIONS]
        ]
        yield {"type": "overflow", "action_id": ids.take(keys.MENU), "options": options}
