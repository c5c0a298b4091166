"""The clock on the page, asked by plain HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from sandbox.clockwork import Event
from sandbox.lakeside import DANA, SALES
from sandbox.page.clock import LISTED, face
from tests.sandbox.conftest import MakeBox
from tests.sandbox.page.bot import MANIFEST
from tests.sandbox.page.inert import words
from tests.sandbox.page.window import Window
from tests.sandbox.winding import MONDAY, Winding


@pytest.fixture
def winding() -> Winding:
    return Winding()


@pytest.fixture
def wound(make_box: MakeBox, winding: Winding) -> Iterator[Window]:
    opened = Window(make_box(manifest=MANIFEST, page=True, now=winding.now, clockwork=winding))
    yield opened
    opened.close()


def test_without_a_clockwork_there_is_no_clock(window: Window) -> None:
    shown = window.regions(DANA, SALES)
    assert (shown["clock"], shown["planned"]) == ("", "")
    assert window.meta(DANA, SALES)["clock"] is None
    assert "clock-button" not in window.get("/", {"as": DANA, "in": SALES}).text
    told = window.act(DANA, "leap", to="hour")
    assert told["error"] == "This workspace's clock cannot be moved."


def test_the_clock_says_the_time_and_what_posts_when(wound: Window) -> None:
    shown = wound.regions(DANA, SALES)
    assert "Mon, Nov 23 9:41 AM" in words(shown["clock"])
    planned = words(shown["planned"])
    said = ("Monday, November 23, 9:41 AM", "CST", "Today", "11:30 AM", "Huddle", "#service",
            "Tomorrow", "7:00 AM", "Joan's digest")  # fmt: skip
    places = [
        planned.index(one, planned.index("What posts when") if one == "Tomorrow" else 0)
        for one in said
    ]
    assert places == sorted(places)
    clock = wound.meta(DANA, SALES)["clock"]
    assert (clock["at"], clock["next_minute"]) == (MONDAY.timestamp(), 40)


def test_the_clock_is_moved_and_only_it_is_drawn_again(wound: Window, winding: Winding) -> None:
    asked = {"as": DANA, "in": SALES}
    first = wound.get("/page/regions", asked).json["regions"]
    have = ",".join(f"{name}:{region['hash']}" for name, region in first.items())
    assert wound.act(DANA, "leap", to="next")["ok"]
    told = wound.get("/page/regions", asked | {"have": have}).json
    assert (
        {"clock", "planned", "head"}
        <= set(told["regions"])
        <= {"clock", "planned", "head", "guide"}
    )
    assert told["meta"]["clock"]["full"] == "Monday, November 23, 11:30 AM"
    assert "Huddle" not in told["regions"]["planned"]["html"]
    assert wound.act(DANA, "leap", to="next")["ok"]
    refused = wound.act(DANA, "leap", to="next")
    assert refused["error"] == "Nothing is planned that the clock could go to."
    assert wound.act(DANA, "leap", to="yesterday")["error"] == "The clock cannot go there."
    assert "Nothing is planned" in wound.regions(DANA, SALES)["planned"]


def test_a_long_plan_is_cut_and_in_order(winding: Winding) -> None:
    far = [Event(winding.now() + 86_400 * day, f"day {day}") for day in range(20, 0, -1)]
    winding.planned = far
    shown = face(winding)
    assert shown is not None
    assert [one.what for one in shown.planned] == [f"day {day}" for day in range(1, LISTED + 1)]
    assert [one.day for one in shown.planned[:3]] == ["Tomorrow", "Wed, Nov 25", "Thu, Nov 26"]
    later = face(Winding(MONDAY + timedelta(hours=3.5)))
    assert later is not None
    assert later.time == "1:11 PM"
