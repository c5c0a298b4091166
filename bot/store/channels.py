"""Channels that could not be written to the last time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.chat.address import Channel
from bot.store.tables import Table


class BrokenChannelRow(Table):
    """One such channel, and the platform's own word for what is wrong with it."""

    __tablename__ = "broken_channels"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80))
    since: Mapped[datetime]
