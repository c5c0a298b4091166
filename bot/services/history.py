"""Writes an item's history: who did what when, with before and after."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from bot.chat.address import Channel, Person
from bot.chat.text import Text, dump
from bot.services.work import UnitOfWork
from bot.store.insert import insert_row
from bot.store.items import HistoryRow, Item
from bot.store.tables import Table

_BOOKKEEPING = frozenset(
    {"version", "changed_at", "card_id", "late_since", "look_at", "told", "alarm_from"}
)


def record(work: UnitOfWork, item: Item, actor: Person | None, step: str, words: Text) -> None:
    """Adds one line. What changed is read from the records themselves, so no step can forget it."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    if step != "open":
        for name, row in _rows(item):
            _changes(row, name, before, after)
    insert_row(
        work.session,
        HistoryRow,
        id=work.id(),
        item_id=item.id,
        at=work.now,
        actor=actor,
        step=step,
        words=dump(words),
        before=before,
        after=after,
    )


def _rows(item: Item) -> list[tuple[str, Table]]:
    """The item and its loaded children, each with the prefix its facts get."""
    state = inspect(item)
    rows: list[tuple[str, Table]] = [("", item)]
    mapper: Mapper[Any] = state.mapper
    for relation in mapper.relationships:
        if relation.key not in state.unloaded:
            children = getattr(item, relation.key)
            rows += [(f"{relation.key}[{child.id}].", child) for child in children]
    return rows


def _changes(row: Table, prefix: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    state = inspect(row)
    for column in state.mapper.column_attrs:
        if column.key in _BOOKKEEPING:
            continue
        change = state.attrs[column.key].history
        if change.has_changes():
            before[prefix + column.key] = _bare(change.deleted)
            after[prefix + column.key] = _bare(change.added)


def _bare(values: Any) -> Any:
    value = values[0] if values else None
    match value:
        case datetime() | date():
            return value.isoformat()
        case Person() | Channel():
            return str(value)
    return value
