"""Weeks beside each other, and days counted back."""

from __future__ import annotations

from datetime import date

import pytest

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


def test_open_days_are_counted_back_over_closed_ones() -> None:
    weekdays = [lambda day: day.weekday() < 5]
    assert open_days_back(date(2026, 8, 24), 1, weekdays) == date(2026, 8, 21)
    assert open_days_back(date(2026, 8, 24), 6, weekdays) == date(2026, 8, 14)
    assert open_days_back(date(2026, 8, 24), 2, [lambda day: False]) == date(2026, 8, 22)
