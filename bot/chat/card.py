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
    DUE = "due"
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
class Table:
    """Rows under a header, the first column naming each row.

    A platform may draw a column of figures ("$1,250", "38%", "12") so that it can be sorted.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]


class ChartKind(StrEnum):
    """How a chart shows its figures. A pie shows its first series, a slice for each category."""

    LINE = "line"
    BAR = "bar"
    AREA = "area"
    PIE = "pie"


@dataclass(frozen=True, slots=True)
class Series:
    """One line or colour of a chart: a value for each of the chart's categories, in order."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures as a picture. `words` says the same for who cannot see it, and is always shown."""

    title: str
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    words: Text


@dataclass(frozen=True, slots=True)
class Card:
    """One message, whole: drawn from the record each time, never patched.

    `summary` is the card in one line of bare words: what a phone's notification and a screen
    reader say. Tables and the chart come after the sections and before the buttons.
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
    tables: tuple[Table, ...] = ()
    chart: Chart | None = None


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
                tables=tuple(_rewritten_table(table, words) for table in content.tables),
                chart=content.chart and replace(content.chart, words=words(content.chart.words)),
            )
        case Note():
            return replace(content, words=words(content.words))
        case _:
            return words(content)


def _rewritten(section: Section, words: Callable[[Text], Text]) -> Section:
    lines = tuple(replace(line, words=words(line.words)) for line in section.lines)
    return replace(section, lines=lines)


def _rewritten_table(table: Table, words: Callable[[Text], Text]) -> Table:
    return replace(table, rows=tuple(tuple(words(cell) for cell in row) for row in table.rows))
