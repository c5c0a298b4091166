"""The clock that people can move, and what Slack counts in seconds while they do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from http.client import HTTPConnection
from typing import Any

import pytest

from sandbox.clockwork import Leap, leap
from sandbox.lakeside import PARTS, SALES
from sandbox.server import Sandbox
from tests.sandbox.apps import RunningApp, serve_socket
from tests.sandbox.conftest import MakeBox
from tests.sandbox.forms import modal
from tests.sandbox.winding import CHICAGO, MONDAY, Winding


@pytest.fixture
def winding() -> Winding:
    return Winding()


@pytest.fixture
def wound(make_box: MakeBox, winding: Winding) -> Iterator[RunningApp]:
    with serve_socket(make_box(now=winding.now, clockwork=winding)) as app:
        yield app


def test_next_is_just_after_the_nearest_event(winding: Winding) -> None:
    assert leap(winding, Leap.NEXT)
    assert winding.local == datetime(2026, 11, 23, 11, 30, 1, tzinfo=CHICAGO)
    assert leap(winding, Leap.NEXT)
    assert winding.local == datetime(2026, 11, 24, 7, 0, 1, tzinfo=CHICAGO)
    assert not leap(winding, Leap.NEXT)
    assert winding.local == datetime(2026, 11, 24, 7, 0, 1, tzinfo=CHICAGO)


def test_an_hour_is_an_hour(winding: Winding) -> None:
    assert leap(winding, Leap.HOUR)
    assert winding.now() - MONDAY.timestamp() == 3600


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        (datetime(2026, 11, 23, 6, 0, tzinfo=CHICAGO), 25),
        (datetime(2026, 11, 23, 23, 0, tzinfo=CHICAGO), 8),
        # The night in which the clocks go forward has an hour less, the other one more.
        (datetime(2026, 3, 7, 7, 0, tzinfo=CHICAGO), 23),
        (datetime(2026, 10, 31, 7, 0, tzinfo=CHICAGO), 25),
    ],
)
def test_tomorrow_is_seven_by_the_wall(at: datetime, hours: int) -> None:
    winding = Winding(at)
    assert leap(winding, Leap.TOMORROW)
    assert winding.now() - at.timestamp() == hours * 3600
    assert (winding.local.hour, winding.local.date()) == (7, at.date() + timedelta(days=1))


def ask(box: Sandbox, method: str, body: Any = None) -> tuple[int, Any]:
    with closing(HTTPConnection("127.0.0.1", box.port, timeout=5)) as connection:
        connection.request(method, "/sandbox/clock", json.dumps(body) if body else None)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def test_a_script_can_ask_and_move_but_not_back(make_box: MakeBox, winding: Winding) -> None:
    box = make_box(now=winding.now, clockwork=winding)
    status, told = ask(box, "GET")
    assert (status, told["now"]) == (200, MONDAY.timestamp())
    assert [event["what"] for event in told["upcoming"]] == ["Huddle", "Joan's digest"]
    assert ask(box, "POST", {"to": "next"})[1]["upcoming"][0]["what"] == "Joan's digest"
    assert ask(box, "POST", {"move": 60})[1]["now"] == winding.now()
    before = winding.now()
    assert ask(box, "POST", {"move": -60}) == (
        400,
        {"ok": False, "error": "time never goes backwards"},
    )
    assert ask(box, "POST", {"to": "yesterday"})[0] == 400
    assert winding.now() == before


def test_a_form_opens_though_somebody_moved_the_clock_meanwhile(
    wound: RunningApp, winding: Winding
) -> None:
    @wound.app.command("/ask")
    def answer(ack: Any, body: dict[str, Any], client: Any, respond: Any) -> None:
        leap(winding, Leap.TOMORROW)
        client.views_open(trigger_id=body["trigger_id"], view=modal())
        respond("the next morning")
        ack()

    luis = wound.box.workspace.person_named("Luis")
    assert luis.type(PARTS, "/ask").ok
    assert luis.top_view() is not None
    assert "the next morning" in [m.text for m in wound.box.workspace.ephemerals(PARTS, luis.id)]


def test_what_an_app_posts_after_a_leap_is_so_much_later(
    wound: RunningApp, winding: Winding
) -> None:
    first = wound.client.chat_postMessage(channel=SALES, text="before")["ts"]
    leap(winding, Leap.TOMORROW)
    second = wound.client.chat_postMessage(channel=SALES, text="after")["ts"]
    assert float(second) - float(first) > 20 * 3600
    assert wound.box.sockets.connected == 1
