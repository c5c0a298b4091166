"""A form: a title, fields, and what is already known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.chat.text import Text


class Kind(StrEnum):
    """What a field asks for. Times, days, money and numbers are typed as words and read by Baton,
    so that "3pm" means the store's 3 PM on every phone."""

    TEXT = "text"
    LONG_TEXT = "long text"
    NUMBER = "number"
    MONEY = "money"
    TIME = "time"
    DAY = "day"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON = "person"
    PEOPLE = "people"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers a choice field offers."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `example` shows in the empty field, `hint` stands under it."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    hint: str = ""
    example: str = ""
    choices: tuple[Choice, ...] = ()
    longest: int = 200


Value = str | tuple[str, ...]
"""What a field holds as typed: words, one choice's value, an address, or several of them."""


@dataclass(frozen=True, slots=True)
class Form:
    """Questions asked at once. `name` routes the answers back, `context` is handed back untouched.

    `note` is one line above the fields: what was not understood, or what this is about.
    """

    name: str
    title: str
    submit: str
    fields: tuple[Field, ...]
    values: Mapping[str, Value] = field(default_factory=dict)
    note: Text = ()
    context: str = ""
