"""What the clock did: every regular job, by name, with how often it runs; and every kind of post
that has its local time.

Both are given a unit of work for one workspace, like a handler, but for a chore, which concerns the
whole database. None commits and none sends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.services import digest_settings, meeting_slots
from bot.services.digest import DIGEST
from bot.services.meetings import close_forgotten
from bot.services.upkeep import Tidying, tidy
from bot.services.watching import watch
from bot.services.work import UnitOfWork
from jobs.schedules import ScheduleKind


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every so many seconds for each workspace. Doing it twice, or on two replicas,
    does no harm."""

    name: str
    seconds: int
    do: Callable[[UnitOfWork], object]


@dataclass(frozen=True, slots=True)
class Chore:
    """A job that is done for all workspaces together."""

    name: str
    seconds: int
    do: Tidying


JOBS: tuple[Job | Chore, ...] = (
    Job("watch", 5, watch),
    Job("meetings", 30, close_forgotten),
    Chore("upkeep", 3600, tidy),
)

SCHEDULES: tuple[ScheduleKind, ...] = (
    ScheduleKind(meeting_slots.AGENDA, meeting_slots.agenda_schedules, meeting_slots.agenda_is_due),
    ScheduleKind(meeting_slots.GUEST, meeting_slots.guest_schedules, meeting_slots.guest_is_due),
    ScheduleKind(DIGEST, digest_settings.wanted, digest_settings.post),
)
