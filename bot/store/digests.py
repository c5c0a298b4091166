"""When each manager wants his digest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.chat.address import Person
from bot.store.schedules import SlotRow
from bot.store.tables import Table
from bot.workflows.schedule import Outcome


class DigestSettingRow(Table):
    """What a person chose for his digest. Who has no row has the defaults.

    `minute` is minutes after midnight on his store's clock; `snoozed_until` is the first day on
    which he wants one again.
    """

    __tablename__ = "digest_settings"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    person: Mapped[Person] = mapped_column(primary_key=True)
    minute: Mapped[int]
    snoozed_until: Mapped[date | None]


def digest_settings(
    session: Session, workspace_id: int, people: Collection[Person]
) -> dict[Person, DigestSettingRow]:
    """What these people chose; nobody who never did."""
    rows = session.scalars(
        select(DigestSettingRow).where(
            DigestSettingRow.workspace_id == workspace_id, DigestSettingRow.person.in_(people)
        )
    )
    return {row.person: row for row in rows}


def last_sent(session: Session, workspace_id: int, name: str) -> datetime | None:
    """When the schedule of that name last posted something."""
    return session.scalar(
        select(func.max(SlotRow.done_at)).where(
            SlotRow.workspace_id == workspace_id,
            SlotRow.name == name,
            SlotRow.outcome.in_([Outcome.POSTED.value, Outcome.LATE.value]),
        )
    )


def last_message(session: Session, workspace_id: int, name: str) -> tuple[date, int] | None:
    """The newest slot in which the schedule of that name wrote a message, and the message's row."""
    found = session.execute(
        select(SlotRow.slot, SlotRow.message_id)
        .where(
            SlotRow.workspace_id == workspace_id,
            SlotRow.name == name,
            SlotRow.message_id.is_not(None),
        )
        .order_by(SlotRow.slot.desc())
        .limit(1)
    ).first()
    slot, message_id = found or (None, None)
    return (slot, message_id) if slot is not None and message_id is not None else None
