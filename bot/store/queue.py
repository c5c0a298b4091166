"""The outbox as a queue: what can go out now, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Result, Select, bindparam, delete, func, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from bot.store.ids import first_id_of
from bot.store.outbox import FORGETTABLE, UNFINISHED, DeliveryRow, OutboxRow, Progress

LEASE = timedelta(seconds=60)
"""How long a message belongs to the process that took it: longer than any call may last."""

PATIENCE = timedelta(seconds=10)
"""How long a message waits for one of another lane that it would rather follow: a confirmation for
its card, whose link it carries. The channel may be broken for days."""

KEPT = timedelta(days=30)
"""How long a message is kept once it is sent."""

FORGOTTEN_AT_ONCE = 10_000
"""How many messages are dropped in one transaction, which others may wait for. Once an hour, that
is more than any group of stores sends."""

_unfinished = text(f"outbox.{UNFINISHED}")


@dataclass(frozen=True, slots=True)
class Head:
    """The first message of a lane, and from when on it can go out."""

    id: int
    ready_at: datetime


_lane = select(func.min(OutboxRow.lane).label("lane")).where(_unfinished).cte(recursive=True)
# From one lane to the next along the index: a lane with a thousand messages costs no more than one.
_lanes = _lane.union_all(
    select(
        select(func.min(OutboxRow.lane))
        .where(_unfinished, OutboxRow.lane > _lane.c.lane)
        .scalar_subquery()
    ).where(_lane.c.lane.is_not(None))
)
_first_of_each = select(
    select(func.min(OutboxRow.id))
    .where(_unfinished, OutboxRow.lane == _lanes.c.lane)
    .scalar_subquery()
).where(_lanes.c.lane.is_not(None))
_first_of_one = select(func.min(OutboxRow.id)).where(
    _unfinished, OutboxRow.lane == bindparam("lane")
)


def _heads(first: Select[int]) -> Select[int, datetime, datetime | None, datetime, str]:
    before = aliased(OutboxRow)
    return (
        select(
            OutboxRow.id,
            OutboxRow.not_before,
            OutboxRow.lease_until,
            OutboxRow.created_at,
            before.progress,
        )
        .outerjoin(before, before.id == OutboxRow.after_id)
        .where(OutboxRow.id.in_(first))
        .order_by(OutboxRow.id)
    )


_HEADS = _heads(_first_of_each)
_HEAD = _heads(_first_of_one)


def lane_heads(session: Session) -> list[Head]:
    """The message that is next in each lane, oldest first."""
    return _read(session.execute(_HEADS))


def head_of_lane(session: Session, lane: str) -> Head | None:
    """The same for one lane."""
    return next(iter(_read(session.execute(_HEAD, {"lane": lane}))), None)


def _read(rows: Result[int, datetime, datetime | None, datetime, str]) -> list[Head]:
    heads = []
    for id_, not_before, lease_until, created_at, before in rows:
        ready_at = max(not_before, lease_until or not_before)
        if before in (Progress.WAITING, Progress.SENDING):
            ready_at = max(ready_at, created_at + PATIENCE)
        heads.append(Head(id_, ready_at))
    return heads


def take(session: Session, now: datetime, ids: Sequence[int]) -> list[tuple[int, bool]]:
    """Takes those of the messages that can still go out, and says for each whether an earlier try
    may have delivered it already.

    Rows that another process is taking at this moment are passed over.
    """
    rows = session.execute(
        select(OutboxRow.id, OutboxRow.progress)
        .where(
            OutboxRow.id.in_(ids),
            _unfinished,
            OutboxRow.not_before <= now,
            or_(OutboxRow.lease_until.is_(None), OutboxRow.lease_until <= now),
        )
        .order_by(OutboxRow.id)
        .with_for_update(skip_locked=True)
    ).all()
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_([row.id for row in rows]))
        .values(
            progress=Progress.SENDING.value,
            lease_until=now + LEASE,
            attempts=OutboxRow.attempts + 1,
            first_try_at=func.coalesce(OutboxRow.first_try_at, now),
        )
        .execution_options(synchronize_session=False)
    )
    return [(row.id, row.progress == Progress.SENDING.value) for row in rows]


def release_leases(session: Session) -> None:
    """Frees what a process that is gone had taken. Only for a database with one process."""
    session.execute(update(OutboxRow).where(_unfinished).values(lease_until=None))


def forget_old(session: Session, now: datetime) -> None:
    """Drops what is of no more use: deliveries that can no longer come twice, and messages that
    have long been sent, the oldest first and so many at once. Cards' rows stay."""
    session.execute(delete(DeliveryRow).where(DeliveryRow.at < now - timedelta(days=2)))
    # Ids grow with time. Another replica that tidies at the same moment takes the next ones.
    oldest = (
        select(OutboxRow.id)
        .where(OutboxRow.id < first_id_of(now - KEPT), text(FORGETTABLE))
        .order_by(OutboxRow.id)
        .limit(FORGOTTEN_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    session.execute(delete(OutboxRow).where(OutboxRow.id.in_(oldest)))
