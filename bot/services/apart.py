"""What the clock does with a batch of records, each for itself: a broken one is not the others'."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from bot.services.work import UnitOfWork
from bot.store.engine import is_down

log = structlog.get_logger("baton.apart")

AGAIN_AFTER = timedelta(hours=1)
"""When a record that Baton stumbled over is looked at again."""


def each_apart(
    work: UnitOfWork,
    event: str,
    ids: Iterable[int],
    do: Callable[[int], None],
    put_off: Callable[[int], None],
) -> None:
    """Does something with each record. Of one that it fails for nothing is kept: the log names it
    after `event`, and it is put off, so that it is not stumbled over again and again. Raises
    `DBAPIError` when it is the database that is not well."""
    for id_ in ids:
        try:
            with work.session.begin_nested():
                do(id_)
        except Exception as error:
            if isinstance(error, DBAPIError) and is_down(error):
                raise
            log.exception(event, record=id_, again_at=str(work.now + AGAIN_AFTER))
            put_off(id_)
