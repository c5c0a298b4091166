"""A card: everything a person needs to see and do about one thing, on one message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.chat.text import Place, Text, resolve


class Style(StrEnum):
    """How much a button stands out."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


class Urgency(StrEnum):
    """How a card looks from across the room."""

    CALM = "calm"
    LATE = "late"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Button:
    """One thing that can be done now. `part` names a line of the item when only it is meant."""

    step: str
    label: str
    item_id: int
    style: Style = Style.PLAIN
    confirm: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with what is known: "RO", "48213"."""

    label: str
    value: Text


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list, with the button that belongs to that row alone."""

    words: Text
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list. An empty heading means that the lines speak for themselves."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One message, whole: drawn from the record each time, never patched.

    `summary` is the card in one line of bare words: what a phone's notification and a screen
    reader say.
    """

    title: str
    summary: str
    status: Text = ()
    urgency: Urgency = Urgency.CALM
    lead: Text = ()
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    buttons: tuple[Button, ...] = ()
    menu: tuple[Button, ...] = ()
    footer: Text = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A few words with the buttons that go with them."""

    words: Text
    buttons: tuple[Button, ...] = ()


Content = Card | Note | Text
"""What a message can hold."""


def resolve_card(card: Card, place: Place) -> Card:
    """The card with every item link in it told where that item's own card stands today."""

    def words(each: Text) -> Text:
        return resolve(each, place)

    return replace(
        card,
        status=words(card.status),
        lead=words(card.lead),
        facts=tuple(replace(fact, value=words(fact.value)) for fact in card.facts),
        sections=tuple(
            replace(
                section,
                lines=tuple(replace(line, words=words(line.words)) for line in section.lines),
            )
            for section in card.sections
        ),
        footer=words(card.footer),
    )
