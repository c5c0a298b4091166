"""The day part of a typed time: "today", "next fri", "11/30", "Nov 30, 2026", "in 2 days".

Part of ``bot.trade.when``. The text must already be lower case and as keyed on a US keyboard.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.trade.hours import OpeningHours
from bot.trade.when_clock import END
from bot.trade.when_said import FULL_DAYS

YEARS_AHEAD = 5
"""A date further away than this is taken for a slip of the keys."""

_RECENT = timedelta(days=90)
"""A date without a year that passed this recently is refused; an older one means next year."""


@dataclass(frozen=True, slots=True)
class Day:
    """A typed day. ``weekday`` is a bare weekday, which may mean the next one once it is over."""

    date: date
    weekday: bool = False
    iso: bool = False  # typed as 2026-11-30, so that its hours are the 24-hour kind
    evening: bool = False  # "tonight"
    part: bool = False  # "this", which needs a part of the day after it


class BadDay(ValueError):
    """It looks like a day but there is none such. The message is a sentence for the typist.

    ``end`` is where the words end in the text.
    """

    end = 0


class PastDay(BadDay):
    """The day is over."""


_WEEKDAYS = {
    name: index
    for index, names in enumerate(
        ("mon monday", "tue tues tuesday", "wed weds wednesday wensday wendsday",
         "thu thur thurs thursday thrusday", "fri friday", "sat saturday saterday", "sun sunday")
    )
    for name in names.split()
}  # fmt: skip
_MONTHS = {
    name: index
    for index, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NEAR = {
    "today": 0, "tonight": 0, "this": 0, "day after tomorrow": 2, "yesterday": -1,
    **dict.fromkeys(
        ("tomorrow", "tmrw", "tmr", "tmw", "tmrrw", "tomorow", "tommorow", "tommorrow",
         "tomorrw", "tomorro", "2morrow"), 1),
}  # fmt: skip
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def _either(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_NAME = f"(?:{_either(_WEEKDAYS)})"
_TH = r"(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"(?:(?P<weekday>{_NAME})\b\.?,?\s+(?:the\s+)?)?(?:"
    rf"(?P<iso>(?P<iy>\d{{4}})-(?P<im>\d{{1,2}})-(?P<id>\d{{1,2}}))(?=t\d|{END})"
    rf"|(?P<sm>\d{{1,2}})/(?P<sd>\d{{1,2}})(?:/(?P<sy>\d{{4}}|\d{{2}}))?{END}"
    rf"|(?:(?P<month>{_either(_MONTHS)})\b\.?\s*(?P<md>\d{{1,2}}){_TH}"
    rf"|(?P<dd>\d{{1,2}}){_TH}\s*-?(?:of\s+)?(?P<dmonth>{_either(_MONTHS)})\b\.?)"
    rf"(?:,?\s+(?P<year>20\d\d))?{END})"
)
_WEEKDAY = re.compile(rf"(?:(?P<which>next|this|on)\s+)?(?P<weekday>{_NAME})\b\.?{END}")
_NEAR_DAY = re.compile(rf"(?P<near>{_either(_NEAR)}){END}")
_NEXT_WEEK = re.compile(rf"next\s+week{END}")
_OFFSET = re.compile(
    rf"(?:in\s+|within\s+)?(?P<count>\d{{1,4}}|{_either(_COUNTS)})\s*-?"
    rf"(?P<open>(?:business|working|work|open)\s+)?(?P<unit>d|days?|w|wks?|weeks?|mos?|months?)"
    rf"(?:\s+from\s+now)?{END}"
)
_FORMS = (_DATE, _WEEKDAY, _NEAR_DAY, _NEXT_WEEK, _OFFSET)


def match_day(text: str, at: int, today: date, hours: OpeningHours) -> tuple[Day, int] | None:
    """The day that begins at ``at`` and where it ends. Raises BadDay (PastDay) for no such day."""
    found = next((found for form in _FORMS if (found := form.match(text, at))), None)
    if found is None:
        return None
    try:
        return _day(found, today, hours), found.end()
    except BadDay as bad:
        bad.end = found.end()
        raise


def _day(found: re.Match[str], today: date, hours: OpeningHours) -> Day:
    if found.re is _DATE:
        return _date(found, today)
    if found.re is _WEEKDAY:
        return _weekday(found, today)
    if found.re is _NEAR_DAY:
        return _near(found["near"], today)
    if found.re is _NEXT_WEEK:  # its first open day
        return Day(hours.next_open_day(today + timedelta(days=6 - today.weekday())))
    return _offset(found, today, hours)


def _near(word: str, today: date) -> Day:
    if word == "yesterday":
        raise PastDay("Yesterday is over.")
    day = today + timedelta(days=_NEAR[word])
    return Day(day, evening=word == "tonight", part=word == "this")


def _weekday(found: re.Match[str], today: date) -> Day:
    """A bare weekday is the coming one (today counts); "next fri" is the one in next week."""
    wanted = _WEEKDAYS[found["weekday"]]
    if found["which"] == "next":
        return Day(today + timedelta(days=7 - today.weekday() + wanted))
    return Day(today + timedelta(days=(wanted - today.weekday()) % 7), weekday=True)


def _offset(found: re.Match[str], today: date, hours: OpeningHours) -> Day:
    typed, unit = found["count"], found["unit"]
    count = _COUNTS[typed] if typed in _COUNTS else int(typed)
    days = count * {"d": 1, "w": 7, "m": 30}[unit[0]]
    if days > YEARS_AHEAD * 366:
        raise BadDay(f'"{found[0]}" is more than {YEARS_AHEAD} years ahead.')
    if unit[0] == "m":
        return Day(_months_later(today, count))
    if not found["open"]:
        return Day(today + timedelta(days=days))
    day = today
    for _ in range(days):
        day = hours.next_open_day(day)
    return Day(day)


def _months_later(today: date, count: int) -> date:
    """The same day of a later month, or that month's last day."""
    years, month = divmod(today.month - 1 + count, 12)
    for day in range(today.day, 27, -1):
        try:
            return date(today.year + years, month + 1, day)
        except ValueError:
            continue
    return date(today.year + years, month + 1, min(today.day, 28))


def _date(found: re.Match[str], today: date) -> Day:
    typed = found[0]
    year, month, day = _numbers(found)
    if year is not None and year < 100:
        year += 2000
    wanted = _existing(today.year if year is None else year, month, day, typed)
    if year is None and wanted < today - _RECENT:
        wanted = _existing(today.year + 1, month, day, typed)
    weekday = found["weekday"]
    if weekday and _WEEKDAYS[weekday] != wanted.weekday():
        name = FULL_DAYS[wanted.weekday()]
        raise BadDay(f"{_us(wanted)} is a {name}, not a {FULL_DAYS[_WEEKDAYS[weekday]]}.")
    if wanted < today:
        raise PastDay(f"{_us(wanted)} is over.")
    if wanted > today + timedelta(days=366 * YEARS_AHEAD):
        raise BadDay(f"{_us(wanted)} is more than {YEARS_AHEAD} years ahead.")
    return Day(wanted, iso=found["iso"] is not None)


def _numbers(found: re.Match[str]) -> tuple[int | None, int, int]:
    if found["iso"]:
        return int(found["iy"]), int(found["im"]), int(found["id"])
    if found["sm"]:
        return int(found["sy"]) if found["sy"] else None, int(found["sm"]), int(found["sd"])
    year = int(found["year"]) if found["year"] else None
    if found["month"]:
        return year, _MONTHS[found["month"]], int(found["md"])
    return year, _MONTHS[found["dmonth"]], int(found["dd"])


def _existing(year: int, month: int, day: int, typed: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        hint = f"; {day}/{month} is month/day" if month > 12 >= day else ""
        raise BadDay(f'"{typed}" is no day of {year}{hint}.') from None


def _us(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"
