"""Words with a little meaning: the only rich text that crosses the port.

A `Text` is a tuple of spans. What a person typed is always a plain ``str`` span, so an adapter can
escape it without knowing where it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.chat.address import Channel, Person


@dataclass(frozen=True, slots=True)
class Bold:
    """Plain words that stand out."""

    words: str


@dataclass(frozen=True, slots=True)
class ItemLink:
    """A work item's number, leading to its card once the card is posted."""

    label: str
    item_id: int
    channel: Channel | None = None
    message: str | None = None


Span = str | Bold | Person | Channel | ItemLink
Text = tuple[Span, ...]

Place = Callable[[int], tuple[Channel, str | None] | None]
"""Where an item's card stands: its channel, and the message once it is posted."""


def text(*spans: Span) -> Text:
    """The spans as one text, without the empty ones."""
    return tuple(span for span in spans if span != "")


def join(separator: str, texts: Iterable[Text]) -> Text:
    """The texts in a row with the separator between them."""
    spans: list[Span] = []
    for each in texts:
        if not each:
            continue
        if spans:
            spans.append(separator)
        spans.extend(each)
    return tuple(spans)


def plain(words: Text, name: Callable[[Person | Channel], str] = str) -> str:
    """The text as bare words, for a notification, a log of steps or a test."""
    parts = []
    for span in words:
        match span:
            case str():
                parts.append(span)
            case Bold():
                parts.append(span.words)
            case ItemLink():
                parts.append(span.label)
            case Person() | Channel():
                parts.append(name(span))
    return "".join(parts)


def resolve(words: Text, place: Place) -> Text:
    """The text with every item link told where its card stands today."""
    spans: list[Span] = []
    for span in words:
        if isinstance(span, ItemLink) and (found := place(span.item_id)):
            span = replace(span, channel=found[0], message=found[1])
        spans.append(span)
    return tuple(spans)


def dump(words: Text) -> list[object]:
    """The text as JSON values, for the outbox and the memory of answers."""
    rows: list[object] = []
    for span in words:
        match span:
            case str():
                rows.append(span)
            case Bold():
                rows.append(["bold", span.words])
            case ItemLink():
                where = str(span.channel) if span.channel else None
                rows.append(["item", span.label, span.item_id, where, span.message])
            case Person():
                rows.append(["person", str(span)])
            case Channel():
                rows.append(["channel", str(span)])
    return rows


def load(rows: Iterable[object]) -> Text:
    """The text that `dump` wrote. Raises `ValueError` on anything else."""
    return tuple(_load_span(row) for row in rows)


def _load_span(row: object) -> Span:
    match row:
        case str():
            return row
        case ["bold", str(words)]:
            return Bold(words)
        case ["item", str(label), int(item_id), where, message]:
            channel = Channel.read(where) if isinstance(where, str) else None
            return ItemLink(label, item_id, channel, message if isinstance(message, str) else None)
        case ["person", str(address)]:
            return Person.read(address)
        case ["channel", str(address)]:
            return Channel.read(address)
    raise ValueError(f"not a span of text: {row!r}")
