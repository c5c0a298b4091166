"""A clock that people can move: what the page needs of it, and the leaps that it offers."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

MORNING = time(7)
_JUST_AFTER = 1.0
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that will happen by itself: when (seconds since the epoch), what, and where."""

    at: float
    what: str
    where: str = ""


class Clockwork(Protocol):
    """The clock behind a workspace, and what is planned by it."""

    @property
    def zone(self) -> str:
        """The name of the zone that the workspace lives in."""

    def now(self) -> float:
        """The present, in seconds since the epoch."""

    def forward(self, seconds: float) -> None:
        """Let that much time pass; returns when what fell due in it has been done."""

    def upcoming(self) -> Sequence[Event]:
        """What comes next, the nearest first."""


class Leap(StrEnum):
    """How far a person can move the clock at once."""

    NEXT = "next"
    HOUR = "hour"
    TOMORROW = "tomorrow"


# Two people may press at once: the second leap begins where the first one ended.
_leaping = threading.Lock()


def leap(clockwork: Clockwork, to: Leap) -> bool:
    """Move the clock; False when nothing is planned that it could go to."""
    with _leaping:
        seconds = _seconds(clockwork, to)
        if seconds is None:
            return False
        clockwork.forward(seconds)
        return True


def _seconds(clockwork: Clockwork, to: Leap) -> float | None:
    now = clockwork.now()
    match to:
        case Leap.HOUR:
            return _HOUR
        case Leap.TOMORROW:
            zone = ZoneInfo(clockwork.zone)
            today = datetime.fromtimestamp(now, UTC).astimezone(zone).date()
            morning = datetime.combine(today + timedelta(days=1), MORNING, zone)
            return morning.timestamp() - now
        case Leap.NEXT:
            ahead = [event.at for event in clockwork.upcoming() if event.at > now]
            return min(ahead) - now + _JUST_AFTER if ahead else None
