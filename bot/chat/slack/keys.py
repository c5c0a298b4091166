"""What a button carries: its step in the action id, its item and part in the value.

The same item, part and step come back from a click, and nothing else is trusted.
"""

from __future__ import annotations

import re

from bot.chat.card import Button

STEP = "step:"
MENU = "#menu"
"""Stands where a step would in a menu's action id: the options carry their steps."""

LONGEST_STEP = 200
LONGEST_VALUE = 500
LONGEST_OPTION = 150
"""Characters in a button's and an option's value. Slack takes 2,000 in a button's, but a hundred
such buttons would be more than it takes in a view."""

_ITEM = re.compile(r"[0-9a-z]{1,13}")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LARGEST = 2**63 - 1


def base36(number: int) -> str:
    """A number from 0 up in as few letters and digits as it takes."""
    digits = ""
    while True:
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
        if number == 0:
            return digits


def target(button: Button) -> str:
    """The item and the part of it that a button is about."""
    item = base36(max(button.item_id, 0))
    return f"{item}:{button.part}" if button.part else item


def option_value(button: Button) -> str:
    """The same for a menu's entry, with its step in front."""
    return f"{button.step}#{target(button)}"


def read_target(value: str) -> tuple[int, str] | None:
    """The item and part in a value, or None when Baton did not write it."""
    item, _, part = value.partition(":")
    if not _ITEM.fullmatch(item):
        return None
    number = int(item, 36)
    return (number, part) if number <= _LARGEST else None


def read_step(action_id: str) -> str:
    """The step an action id names, or nothing when it names none."""
    if not action_id.startswith(STEP):
        return ""
    return action_id.removeprefix(STEP).partition("#")[0]


class ActionIds:
    """Gives out action ids: unique in a message, though a step may stand on many lines of it."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def take(self, step: str) -> str:
        """``step:claim`` the first time, ``step:claim#2`` the second."""
        count = self._taken[step] = self._taken.get(step, 0) + 1
        return f"{STEP}{step}" if count == 1 else f"{STEP}{step}#{count}"
