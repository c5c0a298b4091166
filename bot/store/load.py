"""Loads an item whole: its workflow's own columns and its lists, in as few queries as there are
tables."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy import inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.sql.base import ExecutableOption

from bot.store.actions import Action
from bot.store.handoffs import Handoff
from bot.store.items import Item
from bot.store.leads import Lead
from bot.store.parts import PartsRequest

log = structlog.get_logger("baton.load")

RECORDS: tuple[type[Item], ...] = (PartsRequest, Lead, Handoff, Action)
"""Every workflow's record."""


def load_item(session: Session, item_id: int, *, lock: bool = True) -> Item | None:
    """The item with everything a card needs, or None.

    Locked, two transactions that change the same item follow each other (SQLite has one writer
    anyway).
    """
    workflow = session.execute(select(Item.workflow).where(Item.id == item_id)).scalar_one_or_none()
    record = next((r for r in RECORDS if inspect(r).polymorphic_identity == workflow), None)
    if record is None:
        return None
    query = select(record).where(record.id == item_id).options(*_lists(record))
    if lock:
        query = query.with_for_update(of=Item)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def load_items(session: Session, ids: Sequence[int]) -> list[Item]:
    """Several items whole, in the order of the ids, for reading."""
    found: dict[int, Item] = {}
    for record in RECORDS:
        query = select(record).where(record.id.in_(ids)).options(*_lists(record))
        found.update((item.id, item) for item in session.scalars(query))
    return [found[id_] for id_ in ids if id_ in found]


def load_sound(session: Session, ids: Sequence[int]) -> list[Item]:
    """The same without the items whose rows cannot be read: they are not the others' trouble. The
    log names them."""
    try:
        return load_items(session, ids)
    except DBAPIError:
        raise
    except Exception as error:
        if len(ids) == 1:
            log.exception("item_unreadable", record=ids[0], error=type(error).__name__)
            return []
        middle = len(ids) // 2
        return load_sound(session, ids[:middle]) + load_sound(session, ids[middle:])


def _lists(record: type[Item]) -> list[ExecutableOption]:
    return [
        selectinload(getattr(record, relation.key)) for relation in inspect(record).relationships
    ]
