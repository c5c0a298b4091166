"""Tables: the plain one, and the data table that sorts and comes in pages."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.page.render import mrkdwn
from sandbox.page.render.markup import Content, tag
from sandbox.page.render.rich_text import rich_text
from sandbox.page.render.scene import Scene
from sandbox.page.render.shape import EMPTY, Json, entries, number, truth, whole, word

_ROWS_ON_A_PAGE = 5
_ALIGNMENTS = frozenset({"left", "center", "right"})


def table(block: Json, scene: Scene) -> Content:
    """A table whose first row is its header."""
    rows = _rows(block)
    if not rows:
        return None
    settings = [entry if isinstance(entry, Mapping) else EMPTY for entry in _settings(block)]
    head = [_cell("th", cell, _look(settings, place), scene) for place, cell in enumerate(rows[0])]
    body = [
        tag("tr", *[_cell("td", cell, _look(settings, at), scene) for at, cell in enumerate(row)])
        for row in rows[1:]
    ]
    return _framed(tag("thead", tag("tr", *head)), tag("tbody", *body))


def data_table(block: Json, scene: Scene) -> Content:
    """A table with a caption; its headers sort, and what is beyond the first page waits."""
    rows = _rows(block)
    if not rows:
        return None
    page = max(whole(block, "page_size") or _ROWS_ON_A_PAGE, 1)
    header = whole(block, "row_header_column_index") or 0
    head = [
        tag(
            "th",
            tag("button", _shown(cell, scene), type="button", data_sort=place),
            scope="col",
            class_="right" if _holds_numbers(rows, place) else None,
        )
        for place, cell in enumerate(rows[0])
    ]
    body = [
        tag(
            "tr",
            *[_data_cell(cell, place == header, scene) for place, cell in enumerate(row)],
            class_="beyond" if count >= page else None,
        )
        for count, row in enumerate(rows[1:])
    ]
    more = len(rows) - 1 - page
    caption = tag("caption", mrkdwn.plain(word(block, "caption")), dir="auto")
    show = f"Show {more} more" if more > 0 else ""
    return tag(
        "div",
        _framed(caption, tag("thead", tag("tr", *head)), tag("tbody", *body)),
        tag("button", show, type="button", class_="button", data_more=True) if show else None,
        class_="data-table",
        data_page=page,
    )


def _rows(block: Json) -> list[list[object]]:
    return [list(row) for row in entries(block, "rows") if isinstance(row, list | tuple)]


def _settings(block: Json) -> list[object]:
    return entries(block, "column_settings")


def _framed(*inside: Content) -> Content:
    """A wide table scrolls in its own frame; the frame can be reached by keyboard to do so."""
    frame = tag("table", *inside)
    return tag("div", frame, class_="table", tabindex="0", role="region", aria_label="Table")


def _look(settings: list[Json], place: int) -> str:
    chosen = settings[place] if place < len(settings) else EMPTY
    align = word(chosen, "align")
    named = [align] if align in _ALIGNMENTS else []
    return " ".join([*named, "wrapped" if truth(chosen, "is_wrapped") else "nowrap"])


def _cell(name: str, cell: object, look: str, scene: Scene) -> Content:
    return tag(name, _shown(cell, scene), class_=look, dir="auto")


def _holds_numbers(rows: list[list[object]], place: int) -> bool:
    return any(number(row[place], "value") is not None for row in rows[1:] if place < len(row))


def _data_cell(cell: object, header: bool, scene: Scene) -> Content:
    value = number(cell, "value")
    return tag(
        "th" if header else "td",
        _shown(cell, scene),
        scope="row" if header else None,
        data_number=value,
        class_="right" if value is not None else None,
        dir="auto",
    )


def _shown(cell: object, scene: Scene) -> Content:
    kind = word(cell, "type")
    if kind == "rich_text" and isinstance(cell, Mapping):
        return rich_text(cell, scene)
    value = number(cell, "value")
    if kind == "raw_number" and value is not None:
        return word(cell, "text") or f"{value:,.10g}"
    return mrkdwn.plain(word(cell, "text"))
