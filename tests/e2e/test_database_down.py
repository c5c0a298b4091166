"""The database goes away in the middle of the day, and comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.store.directory import settle_workspace
from bot.store.engine import DatabaseTrouble
from sandbox.faults import Fault, FaultKind
from sandbox.lakeside import PARTS, SERVICE
from tests.e2e.house import Lakeside
from tests.e2e.people import errors_of, fields_of, words_of
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres

ONE_PART = "/parts 48213 1x 04152-YZZA1 oil filter"
DOWN = (
    "Baton's database does not answer right now. Nothing was saved; please try again in a minute."
)


@pytest.fixture
def server(postgres_server: PostgresServer, postgres_url: str) -> Iterator[PostgresServer]:
    """The server, running again when the test is over."""
    yield postgres_server
    postgres_server.resume()


@pytest.fixture
def store(server: PostgresServer, postgres_url: str, road: str) -> Iterator[Lakeside]:
    """The store at work on PostgreSQL, with one request and one form open."""
    with Lakeside(postgres_url, road, answer_seconds=3.0, retry_seconds=(60.0,)) as house:
        house.luis.types(SERVICE, ONE_PART)
        house.card("P-1")
        house.renee.types(SERVICE, "/parts")
        house.settle()
        yield house
        server.resume()


def healthz(house: Lakeside) -> tuple[int, dict[str, str]]:
    with closing(HTTPConnection("127.0.0.1", house.web.port, timeout=20)) as connection:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        return response.status, json.load(response)


def test_health_says_so_and_recovers(store: Lakeside, server: PostgresServer) -> None:
    assert healthz(store) == (200, {"status": "ok"})
    server.halt()
    status, said = healthz(store)
    assert status == 503
    assert said["status"] == "failing"
    assert said["reason"].startswith("The database d")
    server.resume()
    assert healthz(store) == (200, {"status": "ok"})


def test_everybody_is_told_in_one_sentence_and_nothing_typed_is_lost(
    store: Lakeside, server: PostgresServer
) -> None:
    server.halt()
    typed = "/parts 48214 1x 90915-YZZD4 pump"
    assert store.luis.types(SERVICE, typed) == f"{DOWN}\nYou typed: {typed}"
    # The form stays open with what is in it.
    answers = {"RO number": "48215", "Parts, one per line": "4x 90919-01253 plugs"}
    assert not store.renee.sends(answers).ok
    form = store.renee.sheet
    assert list(errors_of(form).values()) == [DOWN]
    assert fields_of(form)["Parts, one per line"] == "4x 90919-01253 plugs"
    # A click that was not saved is not acknowledged: Slack itself tells the person.
    assert not store.sam.tries(store.shown("P-1"), "Claim").ok
    server.resume()
    assert "P-2> is with Parts" in store.luis.types(SERVICE, typed)
    store.renee.fills({})
    store.sam.presses(store.card("P-1"), "Claim")
    store.card("P-1", store.sam.name)
    store.card("P-3", "plugs")
    store.settle()
    assert list(store.cards(PARTS)) == ["P-1", "P-2", "P-3"]


def test_what_waits_goes_out_when_it_is_back(store: Lakeside, server: PostgresServer) -> None:
    store.box.faults.add(Fault(FaultKind.HANG_AFTER, "chat.postMessage"))
    store.luis.types(SERVICE, "/parts 48214 1x 90915-YZZD4 pump")
    store.shown("P-2")
    # Posted, but before Baton can write that down, both Slack's answer and the database are gone.
    server.halt()
    store.box.faults.clear()
    server.resume()
    store.forward(minutes=2)
    store.baton.outbox.wake()
    store.settle()
    assert list(store.cards(PARTS)) == ["P-1", "P-2"]


def test_somebody_who_leaves_meanwhile_is_not_forgotten(
    store: Lakeside, server: PostgresServer
) -> None:
    store.sam.presses(store.card("P-1"), "Claim")
    store.card("P-1", store.sam.name)
    store.settle()
    server.halt()
    store.box.workspace.deactivate(store.sam.id)
    store.wait(lambda: store.box.events.idle or _waits_for_a_retry(store))
    server.resume()
    store.forward(seconds=61)
    assert "nobody has it yet" in words_of(store.card("P-1", "nobody has it yet"))


def _waits_for_a_retry(store: Lakeside) -> bool:
    """Whether the event was refused, and comes again in a minute."""
    return any(delivery.retry == 1 for _, _, delivery in store.box.events._due)


def test_it_is_down_when_the_house_opens(server: PostgresServer, postgres_url: str) -> None:
    server.halt()
    with (
        pytest.raises(DatabaseTrouble, match=r"^The database does not answer: .+"),
        Lakeside(postgres_url),
    ):
        pass


def test_it_goes_down_while_slack_is_still_asked_who_baton_is(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def settles_the_second_time(session: Session, platform: str, team: str, *more: Any) -> None:
        tries.append(team)
        if len(tries) == 1:
            raise OperationalError("", {}, Exception("it is down"))
        settle_workspace(session, platform, team, *more)

    monkeypatch.setattr("bot.app.TRY_AGAIN_SECONDS", 0.05)
    monkeypatch.setattr("bot.app.settle_workspace", settles_the_second_time)
    house = Lakeside(sqlite_url, set_up=False)
    house.box.faults.add(Fault(FaultKind.ERROR, "auth.test", error="service_unavailable"))
    with house:
        house.wait(lambda: len(tries) == 2)
