"""Weeks beside each other, and days counted back."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from bot.cards.digest_tables import trend_words
from bot.chat.text import plain
from bot.workflows.figures import Share
from bot.workflows.trends import Direction, Trend, last_mondays, open_days_back

MONDAYS = last_mondays(date(2026, 8, 26), 5)


def trend(*values: int | None, target: int = 80) -> Trend:
    return Trend("Fill rate", "%", MONDAYS[: len(values)], values, target)


def test_weeks_that_are_over_end_on_a_monday() -> None:
    assert MONDAYS[-1] == date(2026, 8, 24), "the week that runs is not over"
    assert last_mondays(date(2026, 8, 31), 2) == (
        date(2026, 8, 17),
        date(2026, 8, 24),
        date(2026, 8, 31),
    )


@pytest.mark.parametrize(
    ("values", "direction"),
    [
        ((), Direction.UNKNOWN),
        ((70,), Direction.UNKNOWN),
        ((70, None), Direction.UNKNOWN),
        ((60, 70), Direction.BETTER),
        ((70, 60), Direction.WORSE),
        ((70, 77), Direction.STEADY),
        ((70, 78), Direction.BETTER),
        # The average of the four before, 75, and not the 10 that lies five weeks back.
        ((10, 80, 70, 80, 70), Direction.BETTER),
        ((50, None, 50, 60), Direction.BETTER),
    ],
)
def test_where_a_trend_goes(values: tuple[int | None, ...], direction: Direction) -> None:
    assert trend(*values).direction is direction


def test_it_compares_with_up_to_four_weeks_that_had_something() -> None:
    assert trend(1, None, 2, 3, 4).before == (1, 2, 3)
    assert [value for _, value in trend(1, None, 2).known] == [1, 2]


def test_the_average_of_percentages_is_that_of_all_that_was_counted() -> None:
    shares = (Share(1, 2), Share(0, 0), Share(18, 20), Share(8, 10))
    weeks = Trend("Fill rate", "%", MONDAYS[:4], shares, 80)
    # 19 of 22 lines, and not the 70 between 50 and 90.
    assert weeks.average == Fraction(1900, 22)
    assert "80% last week; 86% on average in the 2 weeks before" in plain(trend_words(weeks), str)
    assert weeks.direction is Direction.STEADY
    counts = Trend("Leads flagged", "", MONDAYS[:4], (7, 6, 7, 10), 10)
    assert "10 last week; 6.7 on average" in plain(trend_words(counts), str)


def test_open_days_are_counted_back_over_closed_ones() -> None:
    weekdays = [lambda day: day.weekday() < 5]
    assert open_days_back(date(2026, 8, 24), 1, weekdays) == date(2026, 8, 21)
    assert open_days_back(date(2026, 8, 24), 6, weekdays) == date(2026, 8, 14)
    assert open_days_back(date(2026, 8, 24), 2, [lambda day: False]) == date(2026, 8, 22)
