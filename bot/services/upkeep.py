"""Keeps the database from growing with what nobody needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.store.due import forget_old_slots
from bot.store.queue import forget_old

Tidying = Callable[[Session, datetime], object]
"""Something that is done in the whole database at once."""


def tidy(session: Session, now: datetime) -> None:
    """Drops old deliveries, sent messages and slots."""
    forget_old(session, now)
    forget_old_slots(session, now)
