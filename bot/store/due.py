"""Which schedules are due, and which of their slots are over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, tuple_
from sqlalchemy.orm import Session

from bot.store.outbox import OutboxRow
from bot.store.schedules import ScheduleRow, SlotRow
from bot.store.stores import WorkspaceRow

ScheduleKey = tuple[int, str]
"""A schedule's workspace and name."""

_KEPT = timedelta(days=400)


def is_due(session: Session, now: datetime, kinds: Collection[str]) -> bool:
    """Whether any schedule of these kinds is due."""
    return session.scalar(_due((ScheduleRow.name,), now, kinds)) is not None


def claim_due(
    session: Session, now: datetime, kinds: Collection[str], passed_over: Collection[ScheduleKey]
) -> ScheduleKey | None:
    """The schedule of these kinds that has been due the longest, and that no other process is at.
    It is this transaction's until its end. Only its name is read: whoever reads all of it, and
    cannot, knows which one it is."""
    query = _due((ScheduleRow.workspace_id, ScheduleRow.name), now, kinds)
    if passed_over:
        key = tuple_(ScheduleRow.workspace_id, ScheduleRow.name)
        query = query.where(key.not_in(passed_over))
    found = session.execute(query.with_for_update(skip_locked=True)).first()
    return None if found is None else (found.workspace_id, found.name)


def claim_by_name(
    session: Session, workspace_id: int, name: str, now: datetime
) -> ScheduleRow | None:
    """The same for one schedule, if it is due."""
    return session.scalars(
        select(ScheduleRow)
        .where(
            ScheduleRow.workspace_id == workspace_id,
            ScheduleRow.name == name,
            ScheduleRow.next_at <= now,
        )
        .with_for_update(skip_locked=True)
    ).one_or_none()


def _due(what: Collection[Any], now: datetime, kinds: Collection[str]) -> Select[Any]:
    return (
        select(*what)
        .where(ScheduleRow.next_at <= now, ScheduleRow.kind.in_(kinds))
        .order_by(ScheduleRow.next_at)
        .limit(1)
    )


def slots_over(session: Session, workspace_id: int, name: str, since: date) -> set[date]:
    """The schedule's slots from that date on that are over."""
    return set(
        session.scalars(
            select(SlotRow.slot).where(
                SlotRow.workspace_id == workspace_id, SlotRow.name == name, SlotRow.slot >= since
            )
        )
    )


def newest_slots(
    session: Session, workspace_id: int, names: Collection[str]
) -> Mapping[str, SlotRow]:
    """For each schedule by name the newest slot that is over."""
    newest = (
        select(SlotRow.name, func.max(SlotRow.slot).label("slot"))
        .where(SlotRow.workspace_id == workspace_id, SlotRow.name.in_(names))
        .group_by(SlotRow.name)
        .subquery()
    )
    rows = session.scalars(
        select(SlotRow)
        .join(newest, (SlotRow.name == newest.c.name) & (SlotRow.slot == newest.c.slot))
        .where(SlotRow.workspace_id == workspace_id)
    )
    return {row.name: row for row in rows}


def write_slots(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Writes that slots are over. The database refuses one that is over already."""
    if rows:
        session.execute(insert(SlotRow), rows)


def slot_of_message(session: Session, row: OutboxRow) -> SlotRow | None:
    """The slot that was posted with that message, in the transaction that wrote both."""
    return session.scalars(
        select(SlotRow).where(
            SlotRow.workspace_id == row.workspace_id,
            SlotRow.done_at == row.created_at,
            SlotRow.message_id == row.id,
        )
    ).one_or_none()


def forget_old_slots(session: Session, now: datetime) -> None:
    """Drops the slots that nobody asks about any more."""
    # Their index begins with the workspace.
    each = SlotRow.workspace_id.in_(select(WorkspaceRow.id))
    session.execute(delete(SlotRow).where(each, SlotRow.done_at < now - _KEPT))
