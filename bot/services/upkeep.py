"""Keeps the database from growing with what nobody needs."""

from __future__ import annotations

from bot.services.work import UnitOfWork
from bot.store.due import forget_old_slots
from bot.store.queue import forget_old


def tidy(work: UnitOfWork) -> None:
    """Drops old deliveries, sent messages and slots."""
    forget_old(work.session, work.now)
    forget_old_slots(work.session, work.now)
