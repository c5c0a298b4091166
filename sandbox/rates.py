"""Slack's rate limits: so many calls a minute for each method, workspace and app."""

import math
import threading
from dataclasses import dataclass
from enum import Enum

from sandbox.clock import Now


class Tier(Enum):
    """How often a method may be called; the value is calls a minute."""

    TWO = 20
    THREE = 50
    FOUR = 100
    POSTING = 60
    """`chat.postMessage`: one a second in each channel, with short bursts."""
    SPECIAL = 600
    """Methods with limits of their own that nobody meets: `auth.test` and the like."""


_BURST = {Tier.POSTING: 5}


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float


class Rates:
    """A bucket of calls for every method (and channel, where Slack counts by channel).

    A bucket holds a minute's calls (five for posting), and fills evenly.
    """

    def __init__(self, now: Now, *, enabled: bool = True) -> None:
        """Take the time from `now`."""
        self.enabled = enabled
        self._now = now
        self._buckets: dict[tuple[str, ...], _Bucket] = {}
        self._lock = threading.Lock()

    def retry_after(self, tier: Tier, *key: str) -> int | None:
        """Count one call; None when it may pass, else the seconds to wait."""
        if not self.enabled:
            return None
        holds = float(_BURST.get(tier, tier.value))
        a_second = tier.value / 60
        with self._lock:
            now = self._now()
            bucket = self._buckets.setdefault(key, _Bucket(holds, now))
            passed = max(0.0, now - bucket.filled)
            bucket.tokens = min(holds, bucket.tokens + passed * a_second)
            bucket.filled = now
            if bucket.tokens >= 1:
                bucket.tokens -= 1
                return None
            return max(1, math.ceil((1 - bucket.tokens) / a_second))

    def reset(self) -> None:
        """Forget all calls so far."""
        with self._lock:
            self._buckets.clear()
