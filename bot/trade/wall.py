"""The instant that a time on the wall means.

Two rules make that exact at a clock change: a wall time that happens twice (autumn) means its first
time, and one that does not exist (spring) means the first instant after the gap.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 1440


@lru_cache(maxsize=16_384)
def instant_of(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The instant, in UTC, of a wall time in the zone: so many minutes after the local midnight of
    ``day``. 1440 is the next midnight, -540 three in the afternoon of the day before.

    Remembered: counting open minutes asks for the same few thousand again and again."""
    days, minute = divmod(minute, MINUTES_A_DAY)
    wall = datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60))
    local = wall.replace(tzinfo=zone)
    instant = local.astimezone(UTC)
    if local.utcoffset() == instant.astimezone(zone).utcoffset():
        return instant
    return _after_gap(zone, wall, instant)


def _after_gap(zone: ZoneInfo, wall: datetime, late: datetime) -> datetime:
    """The first instant after the clocks sprang over ``wall``; ``late`` lies after it."""
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    offset = late.astimezone(zone).utcoffset()
    low, high = 0, max(1, (late - early) // timedelta(seconds=1))
    while low < high:
        middle = (low + high) // 2
        instant = early + timedelta(seconds=middle)
        if instant.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle + 1
    return early + timedelta(seconds=high)
