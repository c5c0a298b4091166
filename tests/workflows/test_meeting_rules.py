"""Whose turn it is, when the next meeting comes, and what a line typed means."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workflows.departments import Department
from bot.workflows.meeting import (
    EntryKind,
    Phase,
    TypedEntry,
    next_date,
    next_in_turn,
    phase_of,
    read_entry,
    visits,
)
from bot.workflows.schedule import Timetable, never_closed
from tests.world import CHICAGO, local

DAY = timedelta(days=1)
START = date(2026, 11, 2)
names = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True)


def turns(groups: list[list[str]]) -> list[str]:
    """Who has each turn, with the group that is there on that day."""
    last: dict[str, date] = {}
    found = []
    for number, group in enumerate(groups):
        who = next_in_turn(group, last)
        assert who is not None
        last[who] = START + number * DAY
        found.append(who)
    return found


@given(names, st.integers(1, 60), st.integers(0, 59))
def test_nobody_has_two_turns_more_than_another(group: list[str], days: int, since: int) -> None:
    counts = Counter(dict.fromkeys(group, 0))
    counts.update(turns([group] * days)[since:])
    assert max(counts.values()) - min(counts.values()) <= 1


@given(names, st.integers(1, 30))
def test_everybody_has_a_turn_within_as_many_days_as_there_are_people(
    group: list[str], before: int
) -> None:
    found = turns([group] * (before + len(group)))
    assert set(found[before:]) == set(group)


@given(names, st.integers(1, 30))
def test_a_newcomer_is_next_once_and_then_waits_like_all_others(
    group: list[str], before: int
) -> None:
    before += len(group)
    found = turns([group] * before + [[*group, "new"]] * (len(group) + 1))
    assert found[before] == "new"
    assert "new" not in found[before + 1 : before + 1 + len(group)]


@given(st.lists(names, min_size=1, max_size=60))
def test_whoever_was_passed_over_longest_is_next(groups: list[list[str]]) -> None:
    """With people missing at random: of those who are there, nobody waited longer."""
    found = turns(groups)
    for number, (who, group) in enumerate(zip(found, groups, strict=True)):
        waited = {each: _since(each, found[:number]) for each in group}
        assert waited[who] == max(waited.values())


def _since(who: str, before: list[str]) -> int:
    return before[::-1].index(who) if who in before else len(before)


def test_nobody_has_a_turn_where_nobody_is() -> None:
    assert next_in_turn([], {}) is None


WEEKDAYS = Timetable(CHICAGO, 450, frozenset(range(5)))


def test_the_next_meeting_is_the_first_that_is_still_to_come() -> None:
    def after(day: int, hour: int, held: list[date] | None = None) -> date | None:
        return next_date(WEEKDAYS, local(11, day, hour), never_closed, held or [])

    assert after(23, 7) == date(2026, 11, 23)
    assert after(23, 8) == date(2026, 11, 24)
    assert after(27, 8) == date(2026, 11, 30), "after Friday comes Monday"
    assert after(23, 7, [date(2026, 11, 23)]) == date(2026, 11, 24), "held already"


def test_a_closed_day_has_no_meeting() -> None:
    found = next_date(WEEKDAYS, local(11, 25, 12), lambda day: day == date(2026, 11, 26), [])
    assert found == date(2026, 11, 27)
    assert next_date(WEEKDAYS, local(11, 25, 12), lambda day: True, []) is None


def test_a_meeting_runs_from_its_time_or_its_start_until_it_is_ended() -> None:
    eight, nine = local(11, 23, 8), local(11, 23, 9)
    assert phase_of(nine, None, None, eight) is Phase.COMING
    assert phase_of(nine, eight, None, eight) is Phase.RUNNING
    assert phase_of(nine, None, None, nine) is Phase.RUNNING
    assert phase_of(nine, eight, nine, nine) is Phase.ENDED


@pytest.mark.parametrize(
    ("typed", "kind", "words"),
    [
        ("the loaner keys", EntryKind.TOPIC, "the loaner keys"),
        ("goal: twelve cars", EntryKind.GOAL, "twelve cars"),
        ("Goal : twelve cars", EntryKind.GOAL, "twelve cars"),
        ("challenge - tell us before ten", EntryKind.CHALLENGE, "tell us before ten"),
        ("goal keepers are missing", EntryKind.TOPIC, "goal keepers are missing"),
        ("challange: tell us before ten", EntryKind.CHALLENGE, "tell us before ten"),
        ("GOALS= twelve cars", EntryKind.GOAL, "twelve cars"),
        ("bay 4: the lift is slow", EntryKind.TOPIC, "bay 4: the lift is slow"),
        ("lift: it is slow", EntryKind.TOPIC, "lift: it is slow"),
        ("goal:", EntryKind.GOAL, ""),
        ("topic: keys", EntryKind.TOPIC, "keys"),
    ],
)
def test_what_a_line_is(typed: str, kind: EntryKind, words: str) -> None:
    assert read_entry(typed) == TypedEntry(kind, words)


def test_only_people_of_no_department_that_meets_are_visitors() -> None:
    sales, service = Department.SALES, Department.SERVICE
    assert visits([sales], [service])
    assert not visits([sales, service], [service])
    assert not visits([], [service])
