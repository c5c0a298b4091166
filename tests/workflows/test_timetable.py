"""Every local day has one slot, whatever the clocks do, and whenever somebody looks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.workflows.schedule import LOOKED_BACK, Timetable

US = (
    *("New_York", "Detroit", "Kentucky/Louisville", "Kentucky/Monticello", "Indiana/Indianapolis"),
    *("Indiana/Vincennes", "Indiana/Winamac", "Indiana/Marengo", "Indiana/Petersburg"),
    *("Indiana/Vevay", "Chicago", "Indiana/Tell_City", "Indiana/Knox", "Menominee"),
    *("North_Dakota/Center", "North_Dakota/New_Salem", "North_Dakota/Beulah", "Denver", "Boise"),
    *("Phoenix", "Los_Angeles", "Anchorage", "Juneau", "Sitka", "Metlakatla", "Yakutat", "Nome"),
    *("Adak", "Puerto_Rico"),
)
ODD = (
    "Pacific/Honolulu",
    "Pacific/Guam",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Africa/Casablanca",  # back for Ramadan
    "Africa/Cairo",  # at midnight, on Thursdays and Fridays
    "Pacific/Kiritimati",  # 14 hours ahead
    "Pacific/Pago_Pago",  # 11 hours behind
    "Asia/Kathmandu",  # 5:45
    "Asia/Beirut",  # at midnight
    "America/St_Johns",
    "America/Santiago",  # at midnight, the other way round
    "America/Nuuk",  # on Saturday evenings
    "Pacific/Chatham",  # at 2:45, by 12:45
    "Europe/Dublin",  # winter time is the one that is saved
    "Antarctica/Troll",  # two hours at once
    "UTC",
)
ZONES = (*(f"America/{city}" for city in US), *ODD)

FIRST, LAST = date(2024, 1, 1), date(2035, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def at_minute(day: date, minute: int) -> datetime:
    return datetime.combine(day, datetime.min.time()) + minute * MINUTE


def changes(zone: ZoneInfo, days: list[date]) -> Iterator[date]:
    """The days around those on which the zone's clocks are changed."""
    noons = [datetime.combine(day, datetime.min.time(), UTC).replace(hour=12) for day in days]
    offsets = [noon.astimezone(zone).utcoffset() for noon in noons]
    changed = [n for n in range(1, len(days)) if offsets[n] != offsets[n - 1]]
    yield from sorted({days[m] for n in changed for m in (n - 1, n, min(n + 1, len(days) - 1))})


def by_hand(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The first minute of the world at which the wall shows that time, or a later one."""
    wanted = at_minute(day, minute)
    about = wanted.replace(tzinfo=UTC)
    offset = about.astimezone(zone).utcoffset()
    assert offset is not None
    at = about - offset - 125 * MINUTE
    assert wall(at, zone) < wanted
    while wall(at, zone) < wanted:
        at += MINUTE
    return at


@pytest.mark.parametrize("name", ZONES)
def test_each_local_day_from_2024_to_2035_has_its_slot_at_its_time(name: str) -> None:
    zone = ZoneInfo(name)
    odd = set(changes(zone, DAYS))
    for minute in (0, 90, 150):
        timetable = Timetable(zone, minute)
        before = timetable.instant(FIRST - DAY)
        for day in DAYS:
            due = timetable.instant(day)
            assert due > before, f"{day} comes after the day before"
            before = due
            if day not in odd:
                assert wall(due, zone) == at_minute(day, minute)
        for day in odd:
            assert timetable.instant(day) == by_hand(zone, day, minute), f"{day} {minute}"


@pytest.mark.parametrize("name", ZONES)
def test_whoever_looks_at_any_instant_finds_each_day_once(name: str) -> None:
    """Looks and restarts at random instants, from minutes to weeks apart."""
    chance = random.Random(name)
    timetable = Timetable(ZoneInfo(name), chance.choice((0, 30, 90, 120, 150, 420, 1410, -540)))
    now = timetable.instant(FIRST) - MINUTE
    following = timetable.next_after(now)
    found: list[date] = []
    while found[-1:] < [LAST]:
        now += timedelta(minutes=chance.choice((7, 700, 2_000, 5_000, 20_000)) * chance.random())
        assert following is not None
        missed = timetable.missed(following, now)
        assert all(timetable.instant(day) <= now for day in missed)
        found += missed
        # What a process that starts now works out, and what one that goes on does, is the same.
        following = timetable.next_after(now)
        assert following == timetable.next_after(now, last=found[-1] if found else None)
        assert following is not None
        assert following - DAY == (found[-1] if found else FIRST - DAY)
    assert found[: len(DAYS)] == DAYS


def test_days_of_the_week_and_closed_days_are_left_out() -> None:
    timetable = Timetable(ZoneInfo("America/Chicago"), 420, frozenset({0, 2}))
    closed = {date(2026, 11, 25), date(2026, 12, 7)}
    at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    found = []
    for _ in range(4):
        day = timetable.next_after(at, closed.__contains__)
        assert day is not None
        found.append(day)
        at = timetable.instant(day)
    assert [(day.month, day.day) for day in found] == [(11, 23), (11, 30), (12, 2), (12, 9)]
    assert timetable.missed(date(2026, 11, 23), at, closed.__contains__) == found


def test_a_schedule_without_days_has_no_slot() -> None:
    zone = ZoneInfo("America/Chicago")
    at = datetime(2026, 11, 23, tzinfo=UTC)
    assert Timetable(zone, 420, frozenset()).next_after(at) is None
    assert Timetable(zone, 420).next_after(at, lambda day: True) is None


def test_what_was_missed_is_counted_for_a_year_and_a_bit() -> None:
    timetable = Timetable(ZoneInfo("America/Chicago"), 420)
    missed = timetable.missed(date(2024, 1, 1), datetime(2035, 1, 1, tzinfo=UTC))
    assert LOOKED_BACK <= len(missed) <= LOOKED_BACK + 2
    assert missed[-1] == date(2034, 12, 31)


@pytest.mark.parametrize("minute", [-1441, 2880])
def test_a_time_more_than_a_day_away_is_refused(minute: int) -> None:
    with pytest.raises(ValueError, match="no such time"):
        Timetable(ZoneInfo("UTC"), minute)


def test_the_afternoon_before_belongs_to_the_day_after() -> None:
    zone = ZoneInfo("America/Chicago")
    timetable = Timetable(zone, 15 * 60 - 1440, frozenset({0}))
    assert wall(timetable.instant(date(2026, 11, 23)), zone) == at_minute(date(2026, 11, 22), 900)
    assert timetable.next_after(datetime(2026, 11, 22, 20, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert timetable.next_after(datetime(2026, 11, 22, 21, 0, tzinfo=UTC)) == date(2026, 11, 30)
