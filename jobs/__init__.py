"""What the clock did: every regular job, by name, with how often it runs; and every kind of post
that has its local time.

Both are given a unit of work for one workspace, like a handler; they never commit and never send.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.services.upkeep import tidy
from bot.services.watching import watch
from bot.services.work import UnitOfWork
from jobs.schedules import ScheduleKind


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every so many seconds. Doing it twice, or on two replicas, does no harm."""

    name: str
    seconds: int
    do: Callable[[UnitOfWork], object]


JOBS: tuple[Job, ...] = (
    Job("watch", 5, watch),
    Job("upkeep", 3600, tidy),
)

SCHEDULES: tuple[ScheduleKind, ...] = ()
