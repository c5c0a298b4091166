"""Tables and charts in words, for whoever or whatever cannot show them."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.card import Card, Chart, Content, Line, Section, Table
from bot.chat.text import Text, join, text


def in_words(content: Content) -> Content:
    """The content with no tables and charts in it, but what they say."""
    return card_in_words(content) if isinstance(content, Card) else content


def card_in_words(card: Card) -> Card:
    """The card with its tables as lists, "Sam: 12 · 38%" on each line, and its chart as the words
    that came with it."""
    sections = [*card.sections, *(_listed(table) for table in card.tables)]
    if card.chart:
        sections.append(_told(card.chart))
    return replace(card, sections=tuple(sections), tables=(), chart=None)


def _listed(table: Table) -> Section:
    header = tuple(text(name) for name in table.header)
    lines = [Line(_row(cells)) for cells in (header, *table.rows)]
    return Section(table.caption, tuple(line for line in lines if line.words))


def _row(cells: tuple[Text, ...]) -> Text:
    label, values = cells[0] if cells else (), join(" · ", cells[1:])
    return join(": ", (label, values))


def _told(chart: Chart) -> Section:
    return Section(chart.title, (Line(chart.words),))
