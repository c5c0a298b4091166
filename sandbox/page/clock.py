"""The clock in words: what time it is in the workspace, and what posts when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sandbox.clockwork import Clockwork, Event
from sandbox.page.render import dates

LISTED = 10
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of what comes next, in the workspace's own time."""

    day: str
    time: str
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class ClockFace:
    """The clock as the page shows it. `at` is the moment in seconds since the epoch."""

    at: float
    day: str
    time: str
    full: str
    zone: str
    planned: tuple[Planned, ...]

    @property
    def next_minute(self) -> float:
        """Seconds until the words are no longer true."""
        return _MINUTE - self.at % _MINUTE


def face(clockwork: Clockwork | None) -> ClockFace | None:
    """What the clock shows now, or None for a workspace whose clock nobody can move."""
    if clockwork is None:
        return None
    zone = ZoneInfo(clockwork.zone)
    at = clockwork.now()
    now = _local(at, zone)
    events = sorted((event for event in clockwork.upcoming() if event.at > at), key=_when)
    return ClockFace(
        at=at,
        day=_short(now.date()),
        time=dates.clock(now),
        full=f"{now:%A, %B} {now.day}, {dates.clock(now)}",
        zone=f"{now:%Z}",
        planned=tuple(_planned(event, now, zone) for event in events[:LISTED]),
    )


def _when(event: Event) -> float:
    return event.at


def _planned(event: Event, now: datetime, zone: ZoneInfo) -> Planned:
    when = _local(event.at, zone)
    days = (when.date() - now.date()).days
    day = {0: "Today", 1: "Tomorrow"}.get(days) or _short(when.date())
    return Planned(day, dates.clock(when), event.what, event.where)


def _short(day: date) -> str:
    return f"{day:%a, %b} {day.day}"


def _local(at: float, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone(zone)
