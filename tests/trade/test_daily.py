"""A time of every day, as people type it."""

from __future__ import annotations

import pytest

from bot.trade.daily import read_daily, say_daily
from bot.trade.when import NotATime


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("7:15am", "7:15 AM"),
        ("at 7:15 AM.", "7:15 AM"),
        ("7", "7:00 AM"),
        ("6:45", "6:45 AM"),
        ("1", "1:00 PM"),
        ("19:30", "7:30 PM"),
        ("noon", "12:00 PM"),
        ("12", "12:00 PM"),
        ("midnight", "12:00 AM"),
        ("12am", "12:00 AM"),
        ("5 p", "5:00 PM"),
    ],
)
def test_times_of_day(typed: str, said: str) -> None:
    assert say_daily(read_daily(typed)) == said


@pytest.mark.parametrize(
    "typed", ["", "soon", "25:00", "13pm", "7am fri", "closing", "x" * 200, "in 2 h", "7:75"]
)
def test_anything_else_gets_the_example(typed: str) -> None:
    with pytest.raises(NotATime, match="7:15am"):
        read_daily(typed)
