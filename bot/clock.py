"""What time it is. Injected everywhere, so that a test or the sandbox can move it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """A clock that runs at the usual pace from another moment, and can be moved forward."""

    def __init__(self, start: datetime) -> None:
        self._shift = start - datetime.now(UTC)

    def now(self) -> datetime:
        """The present instant of this clock, aware, in UTC."""
        return datetime.now(UTC) + self._shift

    def forward(self, by: timedelta) -> None:
        """Moves the clock ahead."""
        self._shift += by
