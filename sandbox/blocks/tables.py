"""`table`, `data_table` and the rich text that their cells may hold."""

from typing import Any

from sandbox.blocks.check import (
    Problems,
    Rule,
    anything,
    array,
    boolean,
    integer,
    number,
    one_of,
    record,
    string,
    typed,
)
from sandbox.model import Json

_COLUMNS = 20

_INLINE = array(anything)
_PARTS: dict[str, Rule] = {
    "rich_text_section": record({"type": anything, "elements": _INLINE}),
    "rich_text_list": record(
        {
            "type": anything,
            "elements": array(typed({"rich_text_section": anything})),
            "style": one_of("bullet", "ordered"),
        },
        {"indent": integer(0, 8), "offset": integer(0), "border": anything},
    ),
    "rich_text_quote": record({"type": anything, "elements": _INLINE}, {"border": anything}),
    "rich_text_preformatted": record(
        {"type": anything, "elements": _INLINE}, {"border": anything, "language": string()}
    ),
}
RICH_TEXT = record(
    {"type": one_of("rich_text"), "elements": array(typed(_PARTS))}, {"block_id": string(255, 1)}
)

_RAW_TEXT = record({"type": one_of("raw_text"), "text": string(None, 1)})
_RAW_NUMBER = record({"type": one_of("raw_number"), "value": number}, {"text": string()})
_HEADER_CELL = typed({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER})
_CELL = typed({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": RICH_TEXT})


def _as_wide_as_the_first(problems: Problems, at: str, value: Json) -> None:
    for index, row in enumerate(value["rows"]):
        if len(row) != len(value["rows"][0]):
            problems.note(f"{at}/rows/{index}", "all rows must have the same number of cells")


def _plain_header(problems: Problems, at: str, value: Json) -> None:
    for index, cell in enumerate(value["rows"][0]):
        _HEADER_CELL(problems, f"{at}/rows/0/{index}", cell)


TABLE = record(
    {"type": one_of("table"), "rows": array(array(_CELL, 1, _COLUMNS), 1, 100)},
    {
        "block_id": string(255, 1),
        "column_settings": array(
            record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean}),
            0,
            _COLUMNS,
        ),
    },
    _as_wide_as_the_first,
)
DATA_TABLE = record(
    {
        "type": one_of("data_table"),
        "caption": string(None, 1),
        # The header and one to a hundred rows under it.
        "rows": array(array(_CELL, 1, _COLUMNS), 2, 101),
    },
    {
        "block_id": string(255, 1),
        "page_size": integer(1, 100),
        "row_header_column_index": integer(0, _COLUMNS - 1),
    },
    _as_wide_as_the_first,
    _plain_header,
)


def table_characters(rows: Any) -> int:
    """How many characters a table shows, its limit being 10,000 a message."""
    if isinstance(rows, list):
        return sum(table_characters(item) for item in rows)
    if isinstance(rows, dict):
        own = rows.get("text")
        inside = sum(table_characters(v) for v in rows.values() if isinstance(v, list | dict))
        return inside + (len(own) if isinstance(own, str) else 0)
    return 0
