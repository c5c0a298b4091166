"""What can be seen of a store's items at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import inspect

from bot.store.items import Item
from tests.world import World


@dataclass(frozen=True)
class Seen:
    """One item at one moment: its record, every fact of it, and its history."""

    item: Item = field(compare=False)
    facts: Mapping[str, object]
    history: tuple[object, ...]


def look(world: World) -> dict[str, Seen]:
    """Every item of the store as it is now, by its number."""
    rows: dict[int, tuple[object, ...]] = {}
    for row in world.all_history():
        seen = (row.id, row.at, row.actor, row.step, row.words, row.before, row.after)
        rows[row.item_id] = (*rows.get(row.item_id, ()), seen)
    return {item.label: Seen(item, _facts(item), rows.get(item.id, ())) for item in world.items()}


def _facts(row: Any) -> dict[str, object]:
    """Every column of a record and of its lists."""
    mapper = inspect(row).mapper
    facts = {column.key: getattr(row, column.key) for column in mapper.column_attrs}
    for relation in mapper.relationships:
        facts[relation.key] = [_facts(child) for child in getattr(row, relation.key)]
    return facts
