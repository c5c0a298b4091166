"""Keeps the database from growing with what nobody needs."""

from __future__ import annotations

from bot.services.work import UnitOfWork
from bot.store.queue import forget_old


def tidy(work: UnitOfWork) -> None:
    """Drops old deliveries and sent messages."""
    forget_old(work.session, work.now)
