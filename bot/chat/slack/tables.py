"""Tables as Slack's own blocks: one with figures can be sorted, any other is a plain one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.chat.address import Channel, Person
from bot.chat.card import Table
from bot.chat.slack.words import (
    NOTHING,
    Block,
    bold,
    can_mention,
    clean,
    cut,
    link_address,
    one_line,
    section,
    size,
    weigh,
)
from bot.chat.text import Bold, ItemLink, Span, Text, plain

COLUMNS = 20
ROWS = 99
"""Rows under the header, that both kinds of table take."""
LONGEST_CAPTION = 150
LONGEST_HEADING = 60
LONGEST_CELL = 200
PAGE = 10
# A few rows more than a page are shown at once: nobody turns a page for two of them.
ON_ONE_PAGE = 15
# "(the first 99 of 1000)" and the blocks themselves always have their place.
_NOTE = 160

_SIGN = "\N{MINUS SIGN}-"
_FIGURE = re.compile(
    rf"([+{_SIGN}]?)\$?((?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,15}})(?:\.\d{{1,6}})?) ?(%|[a-z]{{0,7}})",
    re.ASCII,
)
_EMPTY = ("", "-", "\N{EN DASH}", "\N{EM DASH}")


def draw_tables(tables: Sequence[Table], url: str, blocks: int, characters: int) -> list[Block]:
    """The tables in so many blocks and characters. Of one that does not fit, the first rows are
    shown and its caption says so."""
    drawn: list[Block] = []
    is_first = True
    tables = [table for table in tables if table.rows and _width(table)]
    for place, table in enumerate(tables):
        share = (characters - weigh(drawn)) // (len(tables) - place)
        # Slack takes one plain table in a message.
        if is_first and not any(_figures(table)):
            made, is_first = _plain_table(table, url, share), False
        else:
            made = _data_table(table, url, share)
        drawn += made if len(drawn) + len(made) <= blocks else []
    return drawn


def _width(table: Table) -> int:
    return min(COLUMNS, max(len(cells) for cells in (table.header, *table.rows)))


def _plain_table(table: Table, url: str, characters: int) -> list[Block]:
    caption = cut(one_line(table.caption), LONGEST_CAPTION)
    rows = _rows(table, url, characters - size(caption) - _NOTE)
    if len(rows) < 2:
        return _no_room(caption)
    settings = [{"is_wrapped": True}] * _width(table)
    block = {"type": "table", "rows": rows, "column_settings": settings}
    heading = bold(_noted(caption, table, rows))
    return [section(heading), block] if heading else [block]


def _data_table(table: Table, url: str, characters: int) -> list[Block]:
    caption = cut(one_line(table.caption, *table.header, "Table"), LONGEST_CAPTION)
    rows = _rows(table, url, characters - size(caption) - _NOTE)
    if len(rows) < 2:
        return _no_room(caption)
    below = len(rows) - 1
    block: Block = {
        "type": "data_table",
        "caption": _noted(caption, table, rows),
        "rows": rows,
        "page_size": below if below <= ON_ONE_PAGE else PAGE,
    }
    return [block]


def _no_room(caption: str) -> list[Block]:
    return [section(f"{bold(caption)} is too long to be shown here.")] if caption else []


def _noted(caption: str, table: Table, rows: Sequence[object]) -> str:
    """The caption, saying how many rows are shown where that is not all of them."""
    shown, all_ = len(rows) - 1, len(table.rows)
    return caption if shown == all_ else f"{caption} (the first {shown} of {all_})".strip()


def _rows(table: Table, url: str, characters: int) -> list[list[Block]]:
    """The header, and as many rows as weigh no more than so many characters."""
    width, figures = _width(table), _figures(table)
    names = [*table.header, *[""] * width][:width]
    rows = [[_raw_text(cut(one_line(name), LONGEST_HEADING)) for name in names]]
    left = characters - weigh(rows)
    for cells in table.rows[:ROWS]:
        padded = [*cells, *[()] * width][:width]
        row = [_cell(*cell, url) for cell in zip(padded, figures, strict=True)]
        left -= weigh(row)
        if left < 0:
            break
        rows.append(row)
    return rows


def _figures(table: Table) -> list[bool]:
    """For each column whether it holds figures of one kind, which can be sorted as such. The first
    one names the rows."""
    columns = range(1, _width(table))
    return [
        False,
        *[_all_figures([row[at] for row in table.rows if at < len(row)]) for at in columns],
    ]


def _all_figures(cells: Sequence[Text]) -> bool:
    told = [cell for cell in cells if one_line(plain(cell)) not in _EMPTY]
    units = {figure and figure[1] for figure in map(_figure, told)}
    return len(units) == 1 and None not in units


def _figure(cell: Text) -> tuple[float, str] | None:
    """A cell's value and its unit: "$1,250", "38%", "1 day"."""
    if not all(isinstance(span, str | Bold) for span in cell):
        return None
    found = _FIGURE.fullmatch(one_line(plain(cell)))
    if found is None:
        return None
    sign, digits, unit = found.groups()
    value = float(digits.replace(",", ""))
    return (-value if sign and sign in _SIGN else value), unit.removesuffix("s")


def _cell(cell: Text, is_figure: bool, url: str) -> Block:
    figure = _figure(cell) if is_figure else None
    if figure is not None:
        value = int(figure[0]) if figure[0].is_integer() else figure[0]
        return {"type": "raw_number", "value": value, "text": one_line(plain(cell))}
    if all(isinstance(span, str) for span in cell):
        return _raw_text(cut(one_line(plain(cell)), LONGEST_CELL))
    elements: list[Block] = []
    left = LONGEST_CELL
    for span in cell:
        if element := _element(span, url, left):
            elements.append(element)
            left -= size(element.get("text", ""))
    if not elements:
        return _raw_text("")
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": elements}],
    }


def _raw_text(words: str) -> Block:
    return {"type": "raw_text", "text": words or NOTHING}


def _element(span: Span, url: str, limit: int) -> Block | None:
    """A span as an element of rich text, which Slack takes as it is typed: nothing is escaped."""
    match span:
        case Person() if can_mention(span):
            return {"type": "user", "user_id": span.id}
        case Channel() if can_mention(span):
            return {"type": "channel", "channel_id": span.id}
    words = cut(clean(plain((span,), lambda who: who.id)).replace("\n", " "), limit)
    if limit <= 0 or not words:
        return None
    if isinstance(span, ItemLink) and (address := link_address(span, url)):
        return {"type": "link", "url": address, "text": words}
    style = {"style": {"bold": True}} if isinstance(span, Bold) else {}
    return {"type": "text", "text": words, **style}
