"""Actions that people took on in meetings."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.items import Item


class Action(Item):
    """What an action has besides what every item has. `meeting_id` is the meeting it was given in,
    if one was going on."""

    __tablename__ = "actions"
    __table_args__ = (Index("ix_actions_meeting_id", "meeting_id"),)
    __mapper_args__ = {"polymorphic_identity": "action"}  # noqa: RUF012  # SQLAlchemy reads it from the class.

    id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    what: Mapped[str] = mapped_column(String(1000))
    meeting_id: Mapped[int | None]
