"""Messages on their way out, and arrivals already dealt with."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables import Table


class Kind(StrEnum):
    """What is to be sent."""

    CARD = "card"
    POST = "post"
    EDIT = "edit"
    THREAD = "thread"
    DIRECT = "direct"
    ANSWER = "answer"


class Progress(StrEnum):
    """How far a message is. `SENDING` is written before the call, so that after a crash it is known
    which messages may be out there already."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"


UNFINISHED = "progress IN ('waiting', 'sending')"

FORGETTABLE = "kind != 'card' AND progress IN ('sent', 'skipped', 'failed')"
"""What is over and is asked about for a while only. Cards' rows stay: they say where each card
stands."""


class OutboxRow(Table):
    """One message. Rows of one `lane` (a channel, a person) go out in the order of their ids.

    A `CARD` row is also where the card stands: `message` is its id in the lane's channel. `EDIT`
    and `THREAD` rows name that row in `card_id`; a `CARD` row names the card that it replaces.
    A `POST` row is a message of its own, with its content in `body`; a `THREAD` row may name it
    too. After `until` a message is of no more use and is not sent.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_unfinished",
            "lane",
            "id",
            sqlite_where=text(UNFINISHED),
            postgresql_where=text(UNFINISHED),
        ),
        Index(
            "ix_outbox_forgettable",
            "id",
            sqlite_where=text(FORGETTABLE),
            postgresql_where=text(FORGETTABLE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    kind: Mapped[str] = mapped_column(String(10))
    lane: Mapped[str] = mapped_column(String(200))
    item_id: Mapped[int | None]
    meeting_id: Mapped[int | None]
    card_id: Mapped[int | None]
    after_id: Mapped[int | None]
    version: Mapped[int | None]
    body: Mapped[list[Any] | dict[str, Any] | None] = mapped_column(JSON)
    answer_to: Mapped[str | None] = mapped_column(Text)
    progress: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    until: Mapped[datetime | None]
    first_try_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    message: Mapped[str | None] = mapped_column(String(80))
    error: Mapped[str | None] = mapped_column(String(200))


class DeliveryRow(Table):
    """An arrival that was dealt with, and what was answered: the same arrival delivered twice gets
    the same answer and does nothing."""

    __tablename__ = "deliveries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
    answer: Mapped[list[Any] | None] = mapped_column(JSON)
