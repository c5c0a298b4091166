"""Times as people in a dealership type them, read in the store's zone and hours.

Why a small explicit grammar and not ``dateparser``: that library guesses. It reads a part number
or an RO as a date, takes "5" for a day of the month, knows nothing of opening hours, and needs
milliseconds and the machine's own settings. Here every form is listed, anything else is refused
with an example, and what was understood can be said back.

Forms: an hour (``3pm  3:30 pm  330pm  3p  15:30  noon  midnight  eod  closing``), a stretch from
now (``now  asap  in 30 min  2h  1.5 hours``), or a day (``today  tonight  tomorrow  fri  next fri
11/30  11/30/26  Nov 30  30 Nov  2026-11-30  in 2 days  next week``) with or without an hour, in
either order. The rules:

* A day without an hour means that day's closing ("by Friday": before we close on Friday).
* A bare "5" or "5:30" means the next such hour within opening hours: 5 is 5 PM.
* An hour alone that has passed today means the next open day's; ``moved`` says so.
* A day on which the store is closed, without an hour, means the next open day's closing.
* "next fri" is the Friday of next week (weeks begin on Monday); a month/day without a year that
  passed within 90 days is refused as past, an older one means next year.
* "morning" ends at noon, "afternoon" at 5 PM or closing; so do "tomorrow am" and "fri pm".
* "midnight" ends the day it is said of.
* A wall time that the clock change skips is an hour later; one that happens twice is the first.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.trade.hours import OpeningHours
from bot.trade.when_clock import BadClock, Clock, match_clock, match_half, match_span
from bot.trade.when_days import YEARS_AHEAD, BadDay, Day, PastDay, match_day
from bot.trade.when_rules import Passed, on_day, today_or_next
from bot.trade.when_said import say_day, say_late, say_span, say_time
from bot.trade.words import as_keyed, plain

__all__ = [
    "InThePast",
    "NotATime",
    "TypedTime",
    "find_time",
    "read_day",
    "read_later_day",
    "read_time",
    "say_day",
    "say_late",
    "say_span",
    "say_time",
]

_EXAMPLE = "Try 3pm, tomorrow 9am, Fri 10:30 or 11/30 2pm."
_DAY_EXAMPLE = "Try Fri, tomorrow, 11/30 or Nov 30."
_STILL_TO_COME = "Give a time still to come, like tomorrow 9am or Fri 10:30."
_LONGEST = 80
_LEAD = re.compile(r"\s*(?:(?:by|at|before|until|till|on|@)\b\s*|@\s*)?")
_TAIL = re.compile(r"[\s.,;!]*")
_DAY_TO_CLOCK = re.compile(r"(?:\s*,?\s+|t(?=\d))(?:(?P<at>at|by|before|around|@)\s*)?")
_CLOCK_TO_DAY = re.compile(r"\s+(?:on\s+)?")
_OVER = re.compile(r"\s*(?:$|[,;.|)!])")


class NotATime(ValueError):
    """The text is no time that Baton knows. The message is a sentence with an example.

    ``typed`` is the part of the text that looked like a time, as it was typed.
    """

    def __init__(self, message: str, typed: str = "") -> None:
        super().__init__(message)
        self.typed = typed


class InThePast(NotATime):
    """A day, or an hour of a named day, that is over. An hour alone is moved instead."""


@dataclass(frozen=True)
class TypedTime:
    """What a typed time means. ``at`` is UTC and not before the ``now`` it was read at.

    ``moved`` is a sentence for the typist when it is not the day he may have thought of, like
    "3:00 PM has passed today, so this means Tue Nov 24, 3:00 PM, the next open day."
    ``typed`` is what was typed, when it was found inside a longer text.
    """

    at: datetime
    moved: str | None = None
    typed: str = ""


def read_time(text: str, now: datetime, hours: OpeningHours) -> TypedTime:
    """The time that the whole text is, at an aware ``now``. Raises NotATime or InThePast."""
    lead = _LEAD.match(text)
    start = lead.end() if lead and len(text) <= _LONGEST else 0
    found = find_time(text[start:], now, hours) if len(text) <= _LONGEST else None
    if found is None or not _TAIL.fullmatch(text, start + found[1]):
        raise NotATime(f'I could not read "{plain(text[:200], 40)}" as a time. {_EXAMPLE}', text)
    return found[0]


def find_time(text: str, now: datetime, hours: OpeningHours) -> tuple[TypedTime, int] | None:
    """The longest time at the start of ``text``, and how many characters it takes; else None.

    Raises NotATime for what has the form of a time but is none ("25:00", "11/31"), and InThePast
    for a day or an hour of a named day that is over.
    """
    typed = as_keyed(text[:_LONGEST]).lower()
    try:
        best = _longest(typed, hours.local_day(now), hours)
    except (BadClock, BadDay) as bad:
        raise _refused(bad, text[: bad.end]) from None
    span = match_span(typed, 0)
    if span is not None and (best is None or span[1] >= best[2]):
        if span[0].days > YEARS_AHEAD * 365:
            message = f'"{plain(text[: span[1]])}" is more than {YEARS_AHEAD} years ahead.'
            raise NotATime(f"{message} {_EXAMPLE}", text[: span[1]])
        return TypedTime(now.astimezone(UTC) + span[0]), span[1]
    if best is None:
        return None
    day, clock, end = best
    try:
        at, moved = on_day(day, clock, now, hours) if day else today_or_next(clock, now, hours)
    except Passed as passed:
        raise InThePast(f"{passed} {_STILL_TO_COME}", text[:end]) from None
    return TypedTime(at, moved), end


def read_day(text: str, now: datetime, hours: OpeningHours) -> date:
    """The day that the whole text is ("fri", "11/30", "next week"). Raises NotATime, InThePast.

    The date is the store's; whether the store is open on it is not asked.
    """
    typed = as_keyed(text[:_LONGEST]).lower()
    lead = _LEAD.match(typed)
    try:
        found = match_day(typed, lead.end() if lead else 0, hours.local_day(now), hours)
    except BadDay as bad:
        raise _refused(bad, text, _DAY_EXAMPLE) from None
    if found is None or found[0].part or not _TAIL.fullmatch(text[:_LONGEST], found[1]):
        raise NotATime(f'I could not read "{plain(text[:200], 40)}" as a day. {_DAY_EXAMPLE}', text)
    if len(text) > _LONGEST:
        raise NotATime(f"That is too long for a day. {_DAY_EXAMPLE}", text)
    return found[0].date


def read_later_day(text: str, now: datetime, hours: OpeningHours) -> date:
    """The day after today that the whole text is, for what is put off: "mon", said on a Monday, is
    the next one. Raises NotATime, InThePast, also for today."""
    found = read_day(text, now, hours)
    if found > hours.local_day(now):
        return found
    try:
        return read_day(f"next {text.strip()}", now, hours)
    except NotATime:
        raise NotATime("That is today. Give a later day, like tomorrow or Fri.", text) from None


_Match = tuple[Day | None, Clock | None, int]


def _longest(typed: str, today: date, hours: OpeningHours) -> _Match | None:
    """The longest of: a day with or without an hour after it, an hour with or without a day."""
    first = _day_first(typed, today, hours)
    second = _clock_first(typed, today, hours)
    if first is None or (second is not None and second[2] > first[2]):
        return second
    return first


def _day_first(typed: str, today: date, hours: OpeningHours) -> _Match | None:
    found = match_day(typed, 0, today, hours)
    if found is None:
        return None
    day, end = found
    join = _DAY_TO_CLOCK.match(typed, end)
    if join and (half := match_half(typed, join.end())):
        return day, half[0], half[1]
    clock = match_clock(typed, join.end()) if join else None
    # "fri 2 keys": a single number after a day is an hour only with "at", or with nothing after it
    if join and clock and (not clock[0].lone or join["at"] or _OVER.match(typed, clock[1])):
        return day, clock[0], clock[1]
    return None if day.part else (day, None, end)


def _clock_first(typed: str, today: date, hours: OpeningHours) -> _Match | None:
    found = match_clock(typed, 0)
    if found is None:
        return None
    clock, end = found
    join = _CLOCK_TO_DAY.match(typed, end)
    day = match_day(typed, join.end(), today, hours) if join else None
    if day and not day[0].part:
        return day[0], clock, day[1]
    return None, clock, end


def _refused(bad: BadClock | BadDay, typed: str, example: str = _EXAMPLE) -> NotATime:
    if isinstance(bad, PastDay):
        return InThePast(f"{bad} {_STILL_TO_COME}", typed)
    return NotATime(f"{bad} {example}", typed)
