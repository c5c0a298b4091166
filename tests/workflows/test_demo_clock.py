"""What the demo's clock says comes next, and where it stops."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest

from bot.app import Baton
from bot.clock import ShiftedClock
from bot.demo.clockwork import NEAREST, DemoClockwork
from tests.world import CHICAGO, World, local, open_world


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Alone in its database, as Lakeside is in the demo's."""
    with open_world(database_url) as opened:
        yield opened


def wound(world: World) -> DemoClockwork:
    clockwork = DemoClockwork(ShiftedClock(world.clock.at), CHICAGO.key)
    clockwork.baton = cast(Baton, SimpleNamespace(database=world.database))
    return clockwork


def test_the_demos_clock_stops_where_a_meeting_closes_itself(posted: World) -> None:
    event = (local(11, 24, 9, 30).timestamp(), "Shift huddle closes if nobody ended it")
    assert event in [(each.at, each.what) for each in wound(posted).upcoming()]


def test_the_demos_clock_tells_the_next_posts_however_much_falls_due(posted: World) -> None:
    for number in range(48213, 48233):
        posted.command("Tom", "parts", f"{number} 1x A-100 filter")
    events = wound(posted).upcoming()
    assert [each.at for each in events] == sorted(each.at for each in events)
    assert events[NEAREST:]
    assert all("Shift huddle" in each.what or "Joint" in each.what for each in events[NEAREST:])
