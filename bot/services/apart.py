"""What the clock does with a batch of records, each for itself: a broken one is not the others'."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

import structlog

from bot.services.work import UnitOfWork
from bot.store.engine import is_down

T = TypeVar("T")

log = structlog.get_logger("baton.apart")

AGAIN_AFTER = timedelta(hours=1)
"""When a record or a schedule that Baton stumbled over is looked at again."""


def all_or_each(
    work: UnitOfWork,
    event: str,
    ids: Sequence[int],
    do: Callable[[Sequence[int]], list[T]],
    put_off: Callable[[int], None],
) -> list[T]:
    """Does something with all the records at once; when it stumbles, with each by itself. Of one
    that it fails for nothing is kept: the log names it after `event`, and it is put off, so that it
    is not stumbled over again and again. Raises `DBAPIError` when it is the database that is not
    well."""
    try:
        with work.session.begin_nested():
            return do(ids)
    except Exception as error:
        if is_down(error):
            raise
    # What was read and half changed is not true any more.
    work.session.expunge_all()
    done = []
    for id_ in ids:
        try:
            with work.session.begin_nested():
                done += do([id_])
        except Exception as error:
            if is_down(error):
                raise
            log.exception(event, record=id_, again_at=str(work.now + AGAIN_AFTER))
            put_off(id_)
    return done
