"""A message in plain lines, as the command line shows it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.address import Channel, Person
from bot.chat.card import Button, Card, Content, Note, Urgency
from bot.chat.figures import card_in_words
from bot.chat.text import Text, plain

_MARKS = {
    Urgency.CALM: "",
    Urgency.DUE: "[due] ",
    Urgency.LATE: "[late] ",
    Urgency.DONE: "[done] ",
    Urgency.STOPPED: "[stopped] ",
}


def in_plain_lines(content: Content) -> str:
    """Everything a message says: tables as lists, the chart as its words, buttons in brackets."""
    match content:
        case Card():
            return "\n".join(line for line in _card(card_in_words(content)) if line.strip())
        case Note():
            return "\n".join(line for line in (_said(content.words), _row(content.buttons)) if line)
        case _:
            return _said(content)


def address(who: Person | Channel) -> str:
    """Somebody or some place by the platform's id: "@U024", "#C024"."""
    return f"@{who.id}" if isinstance(who, Person) else f"#{who.id}"


def _card(card: Card) -> Iterator[str]:
    yield _MARKS[card.urgency] + card.title
    yield _said(card.status)
    yield _said(card.lead)
    for fact in card.facts:
        yield f"{fact.label}: {_said(fact.value)}"
    for section in card.sections:
        yield section.heading
        for line in section.lines:
            yield f"  {_said(line.words)}  {_row((line.button,) if line.button else ())}".rstrip()
    yield _row((*card.buttons, *card.menu))
    yield _said(card.footer)


def _said(words: Text) -> str:
    return plain(words, address)


def _row(buttons: tuple[Button, ...]) -> str:
    return " ".join(f"[{button.label}]" for button in buttons)
