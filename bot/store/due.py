"""Which schedules are due, and which of their slots are over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from bot.store.schedules import ScheduleRow, SlotRow

AT_ONCE = 500
_KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Due:
    """A schedule whose time has come."""

    workspace_id: int
    kind: str
    name: str


def due_now(session: Session, now: datetime, kinds: Collection[str]) -> list[Due]:
    """The schedules of these kinds that are due, the longest due first."""
    rows = session.execute(
        select(ScheduleRow.workspace_id, ScheduleRow.kind, ScheduleRow.name)
        .where(ScheduleRow.next_at <= now, ScheduleRow.kind.in_(kinds))
        .order_by(ScheduleRow.next_at)
        .limit(AT_ONCE)
    )
    return [Due(*row) for row in rows]


def lock_due(session: Session, workspace_id: int, name: str, now: datetime) -> ScheduleRow | None:
    """The schedule, if it is due and no other process is at it."""
    return session.scalars(
        select(ScheduleRow)
        .where(
            ScheduleRow.workspace_id == workspace_id,
            ScheduleRow.name == name,
            ScheduleRow.next_at <= now,
        )
        .with_for_update(skip_locked=True)
    ).one_or_none()


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


def forget_old_slots(session: Session, now: datetime) -> None:
    """Drops the slots that nobody asks about any more."""
    session.execute(delete(SlotRow).where(SlotRow.done_at < now - _KEPT))
