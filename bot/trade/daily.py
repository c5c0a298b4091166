"""A time of every day, like that of a digest: "7:15am", "7", "noon", "19:30"."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.trade.when import NotATime
from bot.trade.when_clock import BadClock, Kind, match_clock
from bot.trade.when_said import say_hour
from bot.trade.words import as_keyed, plain

_EXAMPLE = "Write it like 7:15am."
_LONGEST = 40
_HALF_DAY = 720
_EARLIEST = 5 * 60
"""A bare hour from 5 on means the morning, an earlier one the afternoon, as in opening hours."""


def read_daily(text: str) -> int:
    """The minutes after midnight that the whole text is, 0 to 1439. Raises `NotATime` with an
    example."""
    typed = as_keyed(text[:_LONGEST]).lower().strip().rstrip(".")
    typed = typed.removeprefix("at ").strip()
    try:
        found = match_clock(typed, 0)
    except BadClock as bad:
        raise NotATime(f"{bad} {_EXAMPLE}", text) from None
    if found is None or found[1] != len(typed) or found[0].kind not in (Kind.EXACT, Kind.BARE):
        raise NotATime(
            f'I could not read "{plain(text[:200], 40)}" as a time of day. {_EXAMPLE}', text
        )
    clock = found[0]
    if clock.kind is Kind.BARE and clock.minutes < _EARLIEST:
        return clock.minutes + _HALF_DAY
    return clock.minutes % (2 * _HALF_DAY)


def say_daily(minute: int) -> str:
    """Minutes after midnight as people say them: "7:15 AM"."""
    return say_hour(datetime(2000, 1, 1, minute // 60, minute % 60, tzinfo=UTC))
