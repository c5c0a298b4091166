"""The web application on a real port, as a stranger on the network meets it."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from bot import serve as serve_module
from bot import web as web_module
from bot.chat.exchange import Arrival, Command, Reply, Say
from bot.chat.slack.app import build_bolt, responder
from bot.chat.slack.door import SlackDoor
from bot.chat.slack.transport import SlackTransport
from bot.web import LARGEST_BODY, build_web
from tests.edge import signed
from tests.slack.fakes import FakeFront, FakeViews
from tests.slack.living import serving


class Database:
    """Answers as it is told."""

    def __init__(self) -> None:
        self.trouble: Exception | None = None
        self.answers = threading.Event()
        self.answers.set()

    def check(self) -> None:
        self.answers.wait(30)
        if self.trouble:
            raise self.trouble


class Site:
    def __init__(self, url: str, front: FakeFront, database: Database) -> None:
        self.address = urlsplit(url).netloc
        self.front = front
        self.database = database

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.address, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def slack(self, body: bytes, at: float | None = None) -> tuple[int, bytes]:
        pairs = signed.headers(body, time.time() if at is None else at)
        given = {name.decode(): value.decode() for name, value in pairs}
        return self.ask("POST", "/slack/events", body, given)

    def connected(self) -> socket.socket:
        host, _, port = self.address.partition(":")
        return socket.create_connection((host, int(port)), timeout=5)

    def raw(self, sent: bytes) -> bytes:
        with self.connected() as connection:
            connection.sendall(sent)
            return connection.recv(65536)


@pytest.fixture
def site() -> Iterator[Site]:
    front, database = FakeFront(Say(("P-48 asked",))), Database()
    bolt = build_bolt(front, SlackTransport("xoxb-test", "http://127.0.0.1:9"), FakeViews())
    door = SlackDoor(responder(bolt), signed.SECRET)
    with serving(build_web(database.check, {"/slack/events": door})) as url:
        yield Site(url, front, database)


def test_a_signed_command_is_answered(site: Site) -> None:
    status, body = site.slack(signed.command(text="max payload 1500kg"))
    assert status == 200
    assert json.loads(body)["text"] == "P-48 asked"
    (heard,) = site.front.heard
    assert isinstance(heard, Command)
    assert heard.text == "max payload 1500kg"


def test_forged_stale_and_replayed_requests_are_refused(site: Site) -> None:
    body = signed.command()
    assert site.ask("POST", "/slack/events", body)[0] == 401
    assert site.slack(body, time.time() - 400)[0] == 401
    now = time.time()
    assert site.slack(body, now)[0] == 200
    assert site.slack(body, now)[0] == 401
    assert len(site.front.heard) == 1


def test_a_malformed_request_is_refused(site: Site) -> None:
    assert site.slack(b"payload={")[0] == 400


def test_a_body_that_says_it_is_too_large_is_not_read(site: Site) -> None:
    head = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
    assert b" 413 " in site.raw(head % (LARGEST_BODY + 1)).split(b"\r\n")[0]


def test_a_body_that_grows_too_large_is_cut_off(site: Site) -> None:
    head = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    assert b" 413 " in site.raw(head + chunk * 5).split(b"\r\n")[0]


def test_the_largest_body_is_read(site: Site) -> None:
    body = b"x=" + b"y" * (LARGEST_BODY - 2)
    assert site.slack(body)[0] == 400
    assert site.slack(body + b"y")[0] == 413


def test_a_body_that_never_ends_is_not_waited_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_module, "BODY_PATIENCE", 0.1)
    head = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\nx="
    with site.connected() as connection, connection.makefile("rb") as heard:
        connection.sendall(head)
        # It is answered, and then hung up on.
        assert b" 408 " in heard.read().split(b"\r\n")[0]


HEAD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"


def is_hung_up_on(connection: socket.socket) -> bool:
    """Reads to the end, which comes before the connection's own patience is over."""
    with suppress(ConnectionResetError):
        while connection.recv(65536):
            pass
    return True


@pytest.mark.parametrize("sent", [b"", b"POST", HEAD, HEAD + b"\r\n" + HEAD])
def test_a_request_that_does_not_come_is_not_waited_for(
    site: Site, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(serve_module, "HEAD_PATIENCE", 0.1)
    with site.connected() as connection:
        connection.sendall(sent)
        assert is_hung_up_on(connection)


def test_a_head_without_end_is_cut_off(site: Site) -> None:
    endless = b"x-many: " + b"y" * 4000 + b"\r\n"
    with site.connected() as connection:
        with suppress(ConnectionError):
            connection.sendall(HEAD + endless * 20_000)
        assert is_hung_up_on(connection)


def test_a_caller_who_hangs_up_is_forgotten(site: Site) -> None:
    with site.connected() as connection:
        connection.sendall(
            b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\nx="
        )
    assert site.slack(signed.command())[0] == 200


def test_other_doors_do_not_exist(site: Site) -> None:
    assert site.ask("GET", "/slack/events")[0] == 405
    assert site.ask("GET", "/")[0] == 404
    assert site.ask("POST", "/slack/event")[0] == 404


def test_callers_do_not_wait_for_each_other(site: Site) -> None:
    gate = threading.Barrier(8, timeout=5)

    def together(_: Arrival) -> Reply:
        gate.wait()
        return Say(("all here",))

    site.front.reply = together
    answers: list[int] = []
    callers = [
        threading.Thread(
            target=lambda n=n: answers.append(site.slack(signed.command(trigger_id=str(n)))[0])
        )
        for n in range(8)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert answers == [200] * 8


def test_it_is_well(site: Site) -> None:
    status, body = site.ask("GET", "/healthz")
    assert (status, json.loads(body)) == (200, {"status": "ok"})


def test_it_says_when_the_database_is_not(site: Site) -> None:
    site.database.trouble = ConnectionRefusedError("postgresql://baton:secret@db.internal/baton")
    status, body = site.ask("GET", "/healthz")
    assert status == 503
    assert json.loads(body) == {
        "status": "failing",
        "reason": "The database does not answer (ConnectionRefusedError).",
    }


def test_it_does_not_wait_for_a_database_that_hangs(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_module, "HEALTH_PATIENCE", 0.1)
    site.database.answers.clear()
    for _ in range(4):
        status, body = site.ask("GET", "/healthz")
        assert status == 503
        assert "within 0.1 seconds" in json.loads(body)["reason"]
    # Commands still get through.
    assert site.slack(signed.command())[0] == 200
    site.database.answers.set()


def test_a_door_that_breaks_says_nothing_of_it() -> None:
    class Broken:
        def judge(self, *_: object) -> object:
            def work() -> object:
                raise RuntimeError("Maria Lopez")

            return work

    with serving(build_web(lambda: None, {"/slack/events": Broken()})) as url:  # type: ignore[dict-item]
        status, body = Site(url, FakeFront(Say(())), Database()).ask("POST", "/slack/events")
    assert status == 500
    assert b"Maria" not in body
