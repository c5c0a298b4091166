"""Time as the workspace sees it. Everybody gets a `Now`, so that tests and the demo can move it."""

import threading
import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

Now = Callable[[], float]
"""Seconds since the epoch."""

_STEP = 100


class FrozenClock:
    """A clock that stands still until somebody moves it."""

    def __init__(self, at: float) -> None:
        """Stand at `at`, in seconds since the epoch."""
        self._at = at

    def __call__(self) -> float:
        """The time it stands at."""
        return self._at

    def move(self, seconds: float) -> None:
        """Let that many seconds pass at once."""
        self._at += seconds


class ShiftedClock:
    """The real clock plus a shift: it runs, and can jump."""

    def __init__(self, shift: float = 0.0) -> None:
        """Run `shift` seconds ahead of the real clock (behind, when negative)."""
        self.shift = shift

    def __call__(self) -> float:
        """Seconds since the epoch, shifted."""
        return time.time() + self.shift

    def move(self, seconds: float) -> None:
        """Let that many seconds pass at once."""
        self.shift += seconds


class Timestamps:
    """Makes the `ts` of messages: strictly increasing, whatever the clock does."""

    def __init__(self, now: Now) -> None:
        """Take the time from `now`."""
        self._now = now
        self._last = 0
        self._lock = threading.Lock()

    def next(self) -> str:
        """The next `ts`, as in "1700000000.000100"."""
        with self._lock:
            # A clock that stands or was moved back must not make a message older than the last.
            self._last = max(int(self._now() * 1_000_000), self._last + _STEP)
            return as_ts(self._last)


def as_ts(micros: int) -> str:
    """Microseconds since the epoch as Slack writes them."""
    return f"{micros // 1_000_000:010d}.{micros % 1_000_000:06d}"


def micros_of(ts: str) -> int:
    """A `ts` (or plain seconds) as microseconds since the epoch; raises ValueError for others."""
    try:
        return int(Decimal(ts) * 1_000_000)
    except (InvalidOperation, OverflowError) as error:
        raise ValueError(ts) from error
