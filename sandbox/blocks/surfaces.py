"""Whole messages and views: the rules that look at more than one block."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.blocks.check import Problem, Problems, Rule, array, boolean, one_of, record, string
from sandbox.blocks.complete import placed_elements
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
    if isinstance(blocks, list):
        _check_charts_and_tables(problems, at, blocks)
    return problems.found


def blocks_too_long(blocks: list[Json]) -> bool:
    """Do the texts of these blocks come to more than a message may hold?"""
    return _characters(blocks) > BLOCK_CHARACTERS


def view_problems(view: Any, kind: Surface, at: str = "/view") -> list[Problem]:
    """What Slack refuses about a modal or a Home tab."""
    problems = Problems()
    _VIEWS[kind](problems, at, view)
    if not isinstance(view, dict):
        return problems.found
    if "blocks" in view:
        _check_all(problems, f"{at}/blocks", view["blocks"], kind, 1, VIEW_BLOCKS)
    blocks = view.get("blocks")
    if isinstance(blocks, list):
        _check_charts_and_tables(problems, f"{at}/blocks", blocks)
        if kind is Surface.MODAL and "submit" not in view and _has_input(blocks):
            problems.note(at, "must define `submit` to use an `input` block in modals")
    return problems.found


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
    array(ALLOWED[surface], least, most)(problems, at, blocks)
    if not isinstance(blocks, list):
        return
    places = list(_places(blocks, at))
    _check_unique(problems, "block_id", [(place, block) for place, block in places])
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


def _places(blocks: Any, at: str) -> Iterator[tuple[str, Json]]:
    for index, block in enumerate(blocks if isinstance(blocks, list) else ()):
        if not isinstance(block, dict):
            continue
        yield f"{at}/{index}", block
        if block.get("type") == "container":
            yield from _places(block.get("child_blocks"), f"{at}/{index}/child_blocks")
        elif block.get("type") == "carousel":
            yield from _places(block.get("elements"), f"{at}/{index}/elements")


def _check_unique(problems: Problems, name: str, places: Iterable[tuple[str, Json]]) -> None:
    seen: Counter[str] = Counter()
    for place, holder in places:
        value = holder.get(name)
        if isinstance(value, str):
            seen[value] += 1
            if seen[value] == 2:
                problems.note(f"{place}/{name}", f'`{name}` "{value}" already exists')


def _check_charts_and_tables(problems: Problems, at: str, blocks: list[Any]) -> None:
    charts = characters = 0
    for index, block in enumerate(blocks):
        kind = block.get("type") if isinstance(block, dict) else None
        if kind == "data_visualization":
            charts += 1
            if charts > _CHARTS:
                problems.note(f"{at}/{index}", f"no more than {_CHARTS} charts allowed")
        elif kind in {"table", "data_table"}:
            characters += table_characters(block.get("rows"))
            if characters > _TABLE_CHARACTERS:
                problems.note(f"{at}/{index}", "tables must be less than 10001 characters")


def _has_input(blocks: Any) -> bool:
    return any(block.get("type") == "input" for _, block in _places(blocks, ""))


def _characters(node: Any) -> int:
    if isinstance(node, list):
        return sum(_characters(item) for item in node)
    if not isinstance(node, dict):
        return 0
    if node.get("type") in {"plain_text", "mrkdwn", "markdown", "text"}:
        return len(str(node.get("text", "")))
    return sum(_characters(value) for value in node.values())
