"""A kind of scheduled post: which schedules there are of it, and what one of them posts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.services.schedules import Post
from bot.services.work import UnitOfWork
from bot.workflows.schedule import Schedule


@dataclass(frozen=True, slots=True)
class ScheduleKind:
    """A kind of scheduled post, by a name of at most 20 characters.

    `wanted` says which schedules the workspace is set up to, all of them each time. It is asked
    again when the workspace's revision changed, so whoever changes its answer calls `mark_changed`.
    `post` puts what an occasion is for into the outbox, in the transaction that records the slot;
    it writes nothing else that may not be written again when that transaction fails.
    """

    name: str
    wanted: Callable[[UnitOfWork], Iterable[Schedule]]
    post: Post
