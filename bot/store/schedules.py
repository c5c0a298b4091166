"""What happens by the clock, when next, and what became of each time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.chat.address import Channel
from bot.store.tables import Table

NAME_LENGTH = 160


class ScheduleRow(Table):
    """One schedule, as it is set up today. `next_at` is when the slot of `next_slot` is due, empty
    when none is in sight; `last_slot` is the newest date that is over."""

    __tablename__ = "schedules"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    store_id: Mapped[int]
    subject: Mapped[str] = mapped_column(String(NAME_LENGTH))
    title: Mapped[str] = mapped_column(String(NAME_LENGTH))
    zone: Mapped[str] = mapped_column(String(60))
    minute: Mapped[int]
    days: Mapped[str] = mapped_column(String(7))
    open_days_only: Mapped[bool]
    most_late: Mapped[int]
    """Minutes."""
    channel: Mapped[Channel | None] = mapped_column(index=True)
    set_up_with: Mapped[str] = mapped_column(String(40))
    next_slot: Mapped[date | None]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    last_slot: Mapped[date | None]


class SlotRow(Table):
    """One slot that is over. That there is one row for each local date is what makes a post happen
    once, on any number of replicas. It outlives its schedule. `message_id` is the outbox row that
    was written with it."""

    __tablename__ = "slots"
    __table_args__ = (Index("ix_slots_workspace_id_done_at", "workspace_id", "done_at"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    slot: Mapped[date] = mapped_column(primary_key=True)
    store_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(NAME_LENGTH))
    due_at: Mapped[datetime]
    done_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(200))
    message_id: Mapped[int | None]
