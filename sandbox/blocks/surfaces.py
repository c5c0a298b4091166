"""Whole messages and views: the rules that look at more than one block."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.blocks.check import Problem, Problems, Rule, array, boolean, one_of, record, string
from sandbox.blocks.complete import placed_elements, walk_blocks
from sandbox.blocks.composition import plain_text
from sandbox.blocks.layout import ALLOWED, Surface
from sandbox.blocks.tables import table_characters
from sandbox.model import Json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
MESSAGE_TEXT = 4_000
BLOCK_CHARACTERS = 13_200
_TABLE_CHARACTERS = 10_000
_CHARTS = 2


def message_problems(blocks: Any, at: str = "/blocks") -> list[Problem]:
    """What Slack refuses about the blocks of a message."""
    problems = Problems()
    _check_all(problems, at, blocks, Surface.MESSAGE, 0, MESSAGE_BLOCKS)
    return problems.found


def blocks_too_long(blocks: list[Json]) -> bool:
    """Do the texts of these blocks come to more than a message may hold?"""
    return _characters(blocks) > BLOCK_CHARACTERS


def too_many_tables(blocks: list[Json]) -> bool:
    """Is there more than the one `table` that a message may hold? There may be several others."""
    return [block["type"] for block in walk_blocks(blocks)].count("table") > 1


def view_problems(view: Any, kind: Surface, at: str = "/view") -> list[Problem]:
    """What Slack refuses about a modal or a Home tab."""
    problems = Problems()
    _VIEWS[kind](problems, at, view)
    if isinstance(view, dict) and "blocks" in view:
        _check_all(problems, f"{at}/blocks", view["blocks"], kind, 1, VIEW_BLOCKS)
    if not problems.found and kind is Surface.MODAL and _lacks_submit(view):
        problems.note(at, "must define `submit` to use an `input` block in modals")
    return problems.found


def _lacks_submit(view: Json) -> bool:
    asks = any(block["type"] == "input" for block in walk_blocks(view["blocks"]))
    return asks and "submit" not in view


def view_too_large(view: Json) -> bool:
    """Is the view more than Slack stores?"""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


def _anything(problems: Problems, at: str, value: Any) -> None:
    """Blocks are checked apart, because the surface matters."""


_VIEW_COMMON: dict[str, Rule] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_VIEWS: dict[Surface, Rule] = {
    Surface.MODAL: record(
        {"type": one_of("modal"), "title": plain_text(24), "blocks": _anything},
        {
            **_VIEW_COMMON,
            "close": plain_text(24),
            "submit": plain_text(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
        },
    ),
    Surface.HOME: record({"type": one_of("home"), "blocks": _anything}, _VIEW_COMMON),
}


def _check_all(
    problems: Problems, at: str, blocks: Any, surface: Surface, least: int, most: int
) -> None:
    before = len(problems.found)
    array(ALLOWED[surface], least, most)(problems, at, blocks)
    if len(problems.found) > before:
        # What looks at several blocks takes each of them for good.
        return
    places = list(_places(blocks, at))
    _check_unique(problems, "block_id", places)
    used = [
        [(f"{place}/{inside}", element) for inside, element in placed_elements(block)]
        for place, block in places
    ]
    if surface is Surface.MESSAGE:
        _check_unique(problems, "action_id", [pair for pairs in used for pair in pairs])
    else:
        # In a form the block tells two fields of one name apart.
        for pairs in used:
            _check_unique(problems, "action_id", pairs)
    _check_charts_and_tables(problems, places)


def _places(blocks: list[Json], at: str) -> Iterator[tuple[str, Json]]:
    for index, block in enumerate(blocks):
        yield f"{at}/{index}", block
        if block["type"] == "container":
            yield from _places(block["child_blocks"], f"{at}/{index}/child_blocks")
        elif block["type"] == "carousel":
            yield from _places(block["elements"], f"{at}/{index}/elements")


def _check_unique(problems: Problems, name: str, places: Iterable[tuple[str, Json]]) -> None:
    seen: Counter[str] = Counter()
    for place, holder in places:
        value = holder.get(name)
        if isinstance(value, str):
            seen[value] += 1
            if seen[value] == 2:
                problems.note(f"{place}/{name}", f'`{name}` "{value}" already exists')


def _check_charts_and_tables(problems: Problems, places: list[tuple[str, Json]]) -> None:
    charts = characters = 0
    for place, block in places:
        if block["type"] == "data_visualization":
            charts += 1
            if charts > _CHARTS:
                problems.note(place, f"no more than {_CHARTS} charts allowed")
        elif block["type"] in {"table", "data_table"}:
            characters += table_characters(block["rows"])
            if characters > _TABLE_CHARACTERS:
                problems.note(place, "tables must be less than 10001 characters")


def _characters(node: Any) -> int:
    if isinstance(node, list):
        return sum(_characters(item) for item in node)
    if not isinstance(node, dict):
        return 0
    if node.get("type") in {"plain_text", "mrkdwn", "markdown", "text"}:
        return len(str(node.get("text", "")))
    return sum(_characters(value) for value in node.values())
