"""What happens by the clock: at which local time, on which days, and how late is still useful.

A schedule becomes one slot per local date. Whether a slot is due is a question of its instant; that
it happens once is a question of its date, so a clock change can neither double it nor drop it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.chat.address import Channel
from bot.trade.wall import MINUTES_A_DAY, instant_of

EVERY_DAY = frozenset(range(7))
"""Monday is 0."""

LOOKED_BACK = 400
"""Days after which a slot that was missed is not even worth a record."""

_LOOKED_AHEAD = 800
_DAY = timedelta(days=1)

Closed = Callable[[date], bool]
"""Whether a local date is one on which nothing is scheduled."""


def never_closed(day: date) -> bool:
    """For what happens on holidays too."""
    return False


@dataclass(frozen=True, slots=True)
class Timetable:
    """A local time on days of the week.

    `minute` counts from the local midnight that the slot's date begins with. It may lie on the day
    before or after: three in the afternoon before a meeting is -540 on the meeting's date. Raises
    `ValueError` for a minute more than a day away.
    """

    zone: ZoneInfo
    minute: int
    days: frozenset[int] = EVERY_DAY

    def __post_init__(self) -> None:
        if not -MINUTES_A_DAY <= self.minute < 2 * MINUTES_A_DAY or not self.days <= EVERY_DAY:
            raise ValueError(f"no such time of a day: {self.minute} on {sorted(self.days)}")

    def instant(self, day: date) -> datetime:
        """When the slot of that local date is due, in UTC."""
        return instant_of(self.zone, day, self.minute)

    def next_after(
        self, at: datetime, closed: Closed = never_closed, last: date | None = None
    ) -> date | None:
        """The first slot that is due after `at`, and whose date is after `last`, the last one that
        is over. None when there is none in the next two years."""
        day = self._surely_before(at)
        if last is not None:
            day = max(day, last + _DAY)
        for _ in range(_LOOKED_AHEAD):
            if self._has(day, closed) and self.instant(day) > at:
                return day
            day += _DAY
        return None

    def missed(self, first: date, at: datetime, closed: Closed = never_closed) -> list[date]:
        """The slots from `first` on that are due at `at`, oldest first, at most those of the last
        400 days."""
        days = []
        day = max(first, self._surely_before(at) - LOOKED_BACK * _DAY)
        while self.instant(day) <= at:
            if self._has(day, closed):
                days.append(day)
            day += _DAY
        return days

    def _has(self, day: date, closed: Closed) -> bool:
        return day.weekday() in self.days and not closed(day)

    def _surely_before(self, at: datetime) -> date:
        """The newest date whose slot is due by `at` whatever the clocks did: yesterday's."""
        yesterday = at.astimezone(self.zone).date() - _DAY
        return yesterday - self.minute // MINUTES_A_DAY * _DAY


@dataclass(frozen=True, slots=True)
class Schedule:
    """One thing that a store wants done by the clock.

    `name` is unique in the workspace and stays the same for good, like ``digest:slack:U024``; a
    new time keeps the name. `subject` is what the kind needs to find what it is about: a person, a
    series. `title` is what people call it. `most_late`: later than that it is of no use any more.

    `channel` is where it posts, if it is one place, and `set_up_with` the command that changes
    that: when the channel breaks, the store's managers are told both.
    """

    name: str
    kind: str
    store_id: int
    subject: str
    title: str
    timetable: Timetable
    open_days_only: bool
    most_late: timedelta
    channel: Channel | None = None
    set_up_with: str = "/baton setup"


@dataclass(frozen=True, slots=True)
class Occasion:
    """One slot of a schedule whose time has come. `late` is nothing when it is as good as on time,
    so that words about it are needed only when it says something."""

    schedule: Schedule
    slot: date
    due_at: datetime
    late: timedelta = timedelta()


class Outcome(StrEnum):
    """What became of a slot. A kind's post answers with one of the first two."""

    POSTED = "posted"
    NOTHING = "nothing"
    """There was nothing to say."""
    LATE = "late"
    """Posted, after a downtime, and marked so."""
    SKIPPED = "skipped"
    """Too late to be of use, or a newer one took its place."""
    FAILED = "failed"
    """Baton stumbled over it; the note has the reference of the log's line."""
