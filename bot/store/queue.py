"""The outbox as a queue: what can go out now, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from bot.store.outbox import UNFINISHED, DeliveryRow, OutboxRow, Progress

LEASE = timedelta(seconds=60)
"""How long a message belongs to the process that took it: longer than any call may last."""

_unfinished = text(f"outbox.{UNFINISHED}")


def take_ready(session: Session, now: datetime, limit: int) -> list[tuple[OutboxRow, bool]]:
    """Takes the first message of each lane that can go out now, and says for each whether an
    earlier try may have delivered it already.

    Rows that another process is taking at this moment are passed over.
    """
    earlier, before = aliased(OutboxRow), aliased(OutboxRow)
    first_of_lane = ~exists(
        select(earlier.id).where(
            earlier.lane == OutboxRow.lane,
            earlier.id < OutboxRow.id,
            earlier.progress.in_([Progress.WAITING.value, Progress.SENDING.value]),
        )
    )
    not_waiting_for_another = or_(
        OutboxRow.after_id.is_(None),
        ~exists(
            select(before.id).where(
                before.id == OutboxRow.after_id,
                before.progress.in_([Progress.WAITING.value, Progress.SENDING.value]),
            )
        ),
    )
    rows = session.scalars(
        select(OutboxRow)
        .where(
            _unfinished,
            OutboxRow.not_before <= now,
            or_(OutboxRow.lease_until.is_(None), OutboxRow.lease_until < now),
            first_of_lane,
            not_waiting_for_another,
        )
        .order_by(OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=OutboxRow)
    ).all()
    taken = [(row, row.progress == Progress.SENDING.value) for row in rows]
    for row in rows:
        row.progress = Progress.SENDING.value
        row.lease_until = now + LEASE
        row.attempts += 1
        row.first_try_at = row.first_try_at or now
    return taken


def next_ready_at(session: Session) -> datetime | None:
    """When the next waiting message may go out, or None when nothing waits."""
    return session.scalars(
        select(OutboxRow.not_before).where(_unfinished).order_by(OutboxRow.not_before).limit(1)
    ).first()


def release_leases(session: Session) -> None:
    """Frees what a process that is gone had taken. Only for a database with one process."""
    session.execute(update(OutboxRow).where(_unfinished).values(lease_until=None))


def forget_old(session: Session, now: datetime) -> None:
    """Drops what is of no more use: deliveries that can no longer come twice, and sent private
    messages. Cards' rows stay: they say where each card stands."""
    session.execute(delete(DeliveryRow).where(DeliveryRow.at < now - timedelta(days=2)))
    session.execute(
        delete(OutboxRow).where(
            OutboxRow.created_at < now - timedelta(days=30),
            OutboxRow.kind != "card",
            OutboxRow.progress.in_([Progress.SENT.value, Progress.SKIPPED.value]),
        )
    )
