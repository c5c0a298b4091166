"""A clockwork for tests: it stands still until it is moved, and two things are planned by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.clock import FrozenClock
from sandbox.clockwork import Event

CHICAGO = ZoneInfo("America/Chicago")
MONDAY = datetime(2026, 11, 23, 9, 41, 20, tzinfo=CHICAGO)


class Winding:
    """`ring`, if somebody sets it, is called with each event that falls due."""

    def __init__(self, at: datetime = MONDAY, zone: str = CHICAGO.key) -> None:
        self.zone = zone
        self.ring: Callable[[Event], object] = lambda event: None
        huddle = at.replace(hour=11, minute=30, second=0)
        digest = huddle.replace(hour=7, minute=0) + timedelta(days=1)
        self.planned = [
            Event(huddle.timestamp(), "Huddle", "#service"),
            Event(digest.timestamp(), "Joan's digest"),
        ]
        self._clock = FrozenClock(at.timestamp())

    def now(self) -> float:
        return self._clock()

    @property
    def local(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), ZoneInfo(self.zone))

    def forward(self, seconds: float) -> None:
        assert seconds >= 0
        before = self._clock()
        self._clock.move(seconds)
        for event in self.planned:
            if before < event.at <= self._clock():
                self.ring(event)

    def upcoming(self) -> list[Event]:
        return [event for event in self.planned if event.at > self._clock()]
