"""A card: everything a person needs to see and do about one thing, on one message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.chat.text import Text


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


def rewrite(content: Content, words: Callable[[Text], Text]) -> Content:
    """The content with every text in it passed through `words`."""
    match content:
        case Card():
            return replace(
                content,
                status=words(content.status),
                lead=words(content.lead),
                facts=tuple(replace(fact, value=words(fact.value)) for fact in content.facts),
                sections=tuple(_rewritten(section, words) for section in content.sections),
                footer=words(content.footer),
            )
        case Note():
            return replace(content, words=words(content.words))
        case _:
            return words(content)


def _rewritten(section: Section, words: Callable[[Text], Text]) -> Section:
    lines = tuple(replace(line, words=words(line.words)) for line in section.lines)
    return replace(section, lines=lines)
