"""Opening hours as a manager types them: "Mon-Fri 7:30am-6pm, Sat 8-4, Sun closed".

A small explicit grammar: parts separated by commas, each with days, hours, or both. Hours without
days are one more shift of the same days ("Mon-Fri 8-12, 1-5"). Without am or pm an opening means
the morning from 5 to 11 and the afternoon from 12 to 4, and a closing the next such hour that
makes a shift of three hours or more. A store does not close past midnight in this notation; its
night belongs to the next day ("Mon 6pm-12am, Tue 12am-2am").
"""

import re
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from bot.trade.words import as_keyed, plain

EXAMPLE = "Write them like Mon-Fri 7:30am-6pm, Sat 8-4, Sun closed."
_DAY_MINUTES = 24 * 60
_SHORTEST = 3 * 60
_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS = {
    **{name: index for index, names in enumerate(
        ("m mon monday mondays", "tu tue tues tuesday tuesdays", "w wed weds wednesday wednesdays",
         "th thu thur thurs thursday thursdays", "f fri friday fridays",
         "sa sat saturday saturdays", "su sun sunday sundays")
    ) for name in names.split()},
}  # fmt: skip
_WEEK = tuple(range(7))
_GROUPS = {
    "daily": _WEEK, "every day": _WEEK, "everyday": _WEEK, "all week": _WEEK, "7 days": _WEEK,
    "weekdays": _WEEK[:5], "weekday": _WEEK[:5], "weekends": _WEEK[5:], "weekend": _WEEK[5:],
}  # fmt: skip

_TO = r"\s*(?:-|to|thru|through|till|until)\s*"
_CLOCK = r"(\d{1,2})(?::?([0-5]\d))?\s*([ap])?\.?(?:m\b\.?)?|(noon|midnight)"
_SHIFT = re.compile(rf"(?:from\s+)?(?:{_CLOCK}){_TO}(?:{_CLOCK})(?![\w:])")
_ALL_DAY = re.compile(r"24\s*(?:hours|hrs|h|/\s*7)?\b|all day\b|round the clock\b")
_CLOSED = re.compile(r"(?:is |are |we are )?closed\b|off\b|-$")
_GROUP = re.compile("|".join(re.escape(name) for name in sorted(_GROUPS, key=len, reverse=True)))
_DAY_NAME = "|".join(sorted(_DAYS, key=len, reverse=True))
_DAY_RANGE = re.compile(rf"({_DAY_NAME})\b\.?(?:{_TO}({_DAY_NAME})\b\.?)?")
_LINK = re.compile(r"(?:[\s:;,.=|&+/]|and\b)*")


class NotHours(ValueError):
    """The text, or the week, is not a store's opening hours. The message ends with an example."""


@dataclass(frozen=True)
class Shift:
    """One stretch of opening on one day, in local wall time.

    ``closes`` 0:00 means midnight at the end of the day, so 0:00 to 0:00 is all day. Raises
    NotHours when it closes before it opens, and for seconds.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if any(t.second or t.microsecond or t.tzinfo for t in (self.opens, self.closes)):
            raise NotHours("Opening hours are in whole minutes of the store's own clock.")
        if self.minutes[0] >= self.minutes[1]:
            said = f"{_say_clock(self.opens)}-{_say_clock(self.closes)}"
            raise NotHours(
                f"{said} goes past midnight. Give the night to the next day, like "
                "Mon 6pm-12am, Tue 12am-2am."
            )

    @property
    def minutes(self) -> tuple[int, int]:
        """Opening and closing in minutes after midnight; closing is 1 to 1440."""
        opens = self.opens.hour * 60 + self.opens.minute
        return opens, self.closes.hour * 60 + self.closes.minute or _DAY_MINUTES


Week = tuple[tuple[Shift, ...], ...]
"""Seven days, Monday first, each with its shifts in order."""


def read_hours(text: str) -> Week:
    """The week in ``text``; days that are not named are closed. Raises NotHours with an example."""
    typed = " ".join(as_keyed(text[:1000]).lower().split())
    week: list[list[Shift]] = [[] for _ in _WEEK]
    days: list[int] = list(_WEEK) if _ALL_DAY.fullmatch(typed) else []
    waiting = False  # days were named, and their hours have not come yet
    shut = False  # "closed" came first, so the days that follow need no hours
    at = _next_part(typed, 0)
    while at < len(typed):
        if named := _read_days(typed, at):
            days, at = (days if waiting else []) + named[0], named[1]
            waiting = not shut
        elif not waiting and (closed := _CLOSED.match(typed, at)):
            shut, at = True, closed.end()
        elif (hours := _read_shift(typed, at)) and days:
            for day in days:
                week[day].extend(hours[0])
            waiting, shut, at = False, False, hours[1]
        else:
            raise NotHours(f'I could not read "{plain(typed[at:], 40)}" as hours. {EXAMPLE}')
        at = _next_part(typed, at)
    if waiting:
        raise NotHours(f'I found no hours at the end of "{plain(typed, 60)}". {EXAMPLE}')
    return _checked(week)


def say_hours(week: Week) -> str:
    """The same notation back: "Mon-Fri 7:30am-6pm, Sat 8am-4pm, Sun closed"."""
    parts, first = [], 0
    for day in range(1, 8):
        if day == 7 or week[day] != week[first]:
            name = _NAMES[first] if day - 1 == first else f"{_NAMES[first]}-{_NAMES[day - 1]}"
            parts.append(f"{name} {_say_shifts(week[first])}")
            first = day
    return ", ".join(parts)


def _next_part(typed: str, at: int) -> int:
    """Where the next word begins: past spaces, commas, colons and an "and"."""
    link = _LINK.match(typed, at)
    return link.end() if link else at


def _read_days(typed: str, at: int) -> tuple[list[int], int] | None:
    """The days named at ``at`` ("mon-fri", "weekends", "sun"), and where they end."""
    if group := _GROUP.match(typed, at):
        return list(_GROUPS[group[0]]), group.end()
    if found := _DAY_RANGE.match(typed, at):
        first = _DAYS[found[1]]
        last = _DAYS[found[2]] if found[2] else first
        return [(first + n) % 7 for n in range((last - first) % 7 + 1)], found.end()
    return None


def _read_shift(typed: str, at: int) -> tuple[list[Shift], int] | None:
    """The hours at ``at``, none for "closed", and where they end."""
    if shut := _CLOSED.match(typed, at):
        return [], shut.end()
    if found := _SHIFT.match(typed, at):
        return [_shift(found)], found.end()
    if all_day := _ALL_DAY.match(typed, at):
        return [Shift(time(), time())], all_day.end()
    return None


def _shift(found: re.Match[str]) -> Shift:
    try:
        opens = _opening(found[1], found[2], found[3], found[4])
        closes = _closing(found[5], found[6], found[7], found[8], opens)
        if not found[3] and not found[4] and found[7] == "a" and closes <= opens:
            opens %= 12 * 60  # "1-4am"
        return Shift(_time(opens), _time(closes))
    except NotHours:
        raise
    except ValueError:
        raise NotHours(f'"{plain(found[0])}" is not a time of day. {EXAMPLE}') from None


def _opening(hour: str, minute: str, half: str, word: str) -> int:
    if word:
        return 12 * 60 if word == "noon" else 0
    h = int(hour)
    if half:
        return _half_day(h, half) * 60 + int(minute or 0)
    return (h + 12 if 1 <= h <= 4 and len(hour) == 1 else h) * 60 + int(minute or 0)


def _closing(hour: str, minute: str, half: str, word: str, opens: int) -> int:
    if word:
        return 12 * 60 if word == "noon" else _DAY_MINUTES
    h, m = int(hour), int(minute or 0)
    if half:
        return _half_day(h, half) * 60 + m or _DAY_MINUTES
    if h > 12 or h == 0:
        return h * 60 + m or _DAY_MINUTES
    afternoon = h % 12 * 60 + m + 12 * 60
    if h == 12:  # "8-12" is noon, "5pm-12" is midnight
        return afternoon if opens < afternoon else _DAY_MINUTES + m
    morning = afternoon - 12 * 60
    return morning if morning - opens >= _SHORTEST else afternoon


def _half_day(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half == "p" else 0)


def _time(minutes: int) -> time:
    return time() if minutes == _DAY_MINUTES else time(minutes // 60, minutes % 60)


def _checked(week: list[list[Shift]]) -> Week:
    days = tuple(tuple(sorted(shifts, key=lambda shift: shift.minutes)) for shifts in week)
    if not any(days):
        raise NotHours(f"A store is open on at least one day of the week. {EXAMPLE}")
    for name, shifts in zip(_NAMES, days, strict=True):
        for earlier, later in pairwise(shifts):
            if earlier.minutes[1] > later.minutes[0]:
                raise NotHours(f"{name} has hours that overlap: {_say_shifts(shifts)}. {EXAMPLE}")
    return days


def _say_shifts(shifts: tuple[Shift, ...]) -> str:
    if shifts == (Shift(time(), time()),):
        return "24 hours"
    said = (f"{_say_clock(shift.opens)}-{_say_clock(shift.closes)}" for shift in shifts)
    return " and ".join(said) or "closed"


def _say_clock(at: time) -> str:
    minute = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minute}{'am' if at.hour < 12 else 'pm'}"
