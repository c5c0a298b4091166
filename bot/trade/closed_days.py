"""The days on which a store stays closed: its country's and state's public holidays, and its own.

The public ones come from the `holidays` library. A dealership is open on some of them (Presidents'
Day sells more cars than most Saturdays), so a store names those it works on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache

import holidays

YEARS = range(2020, 2051)
"""The years for which holidays are known: work further back or ahead needs no clock."""

NO_COUNTRY = ""
"""The country of a store that keeps no public holidays."""

_OBSERVED = " (observed)"
_DATE = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4}))")


class UnknownRegion(ValueError):
    """There is no such country, or no such state in it. The message is a sentence for a person."""


class NotDays(ValueError):
    """It is not a list of dates. The message is a sentence for who typed it."""


@cache
def public_holidays(country: str, region: str) -> Mapping[date, str]:
    """The public holidays of a country (two letters) and its state, by date, with their names.

    A day that is off because a holiday falls on a weekend has the holiday's own name. Raises
    `UnknownRegion`.
    """
    if country == NO_COUNTRY:
        return {}
    try:
        found = holidays.country_holidays(
            country, subdiv=region or None, years=YEARS, language="en_US"
        )
    except NotImplementedError:
        regions = ", ".join(_regions(country))
        raise UnknownRegion(
            f"I do not know the state {region!r}. Known are: {regions}."
            if regions
            else f"I do not know the country {country!r}. Write two letters, like US."
        ) from None
    return {day: name.replace(_OBSERVED, "") for day, name in sorted(found.items())}


def _regions(country: str) -> list[str]:
    return holidays.list_supported_countries().get(country, [])


def holiday_names(country: str, region: str) -> tuple[str, ...]:
    """The names of the holidays, in the order in which they come in a year."""
    order = {name: (day.month, day.day) for day, name in public_holidays(country, region).items()}
    return tuple(sorted(order, key=lambda name: order[name]))


def closed_days(
    country: str, region: str, own: Iterable[date], open_on: Collection[str]
) -> frozenset[date]:
    """Every day the store stays closed although its week says otherwise."""
    public = public_holidays(country, region)
    return frozenset({*(day for day, name in public.items() if name not in open_on), *own})


def read_days(typed: str) -> tuple[date, ...]:
    """The dates in "12/24/2026, 2027-01-02", in order. Raises `NotDays`."""
    days = []
    for part in re.split(r"[,;\n]+", typed):
        if not part.strip():
            continue
        found = _DATE.fullmatch(part.strip())
        if not found:
            raise NotDays(f"“{part.strip()[:40]}” is not a date like 12/24/2026.")
        year, month, day = found[1] or found[6], found[2] or found[4], found[3] or found[5]
        try:
            days.append(date(int(year), int(month), int(day)))
        except ValueError:
            raise NotDays(f"There is no {part.strip()[:40]}. Write it like 12/24/2026.") from None
    if len(days) > 200:
        raise NotDays(f"That is {len(days)} dates; up to 200 fit here.")
    return tuple(sorted(set(days)))


def say_days(days: Iterable[date]) -> str:
    """The dates as `read_days` takes them."""
    return ", ".join(f"{day.month}/{day.day}/{day.year}" for day in days)
