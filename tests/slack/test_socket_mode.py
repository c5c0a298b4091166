import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.socket_mode.builtin import SocketModeClient
from structlog.testing import capture_logs

from bot.chat.exchange import Arrival, Done, Reply, Say
from bot.chat.slack import socket_mode
from bot.chat.slack.app import build_bolt
from bot.chat.slack.socket_mode import SocketMode
from bot.chat.slack.transport import SlackTransport
from sandbox import lakeside
from sandbox import socket_mode as slacks_side
from sandbox.faults import Fault, FaultKind
from tests.slack.fakes import FakeFront
from tests.slack.living import Living, living
from tests.slack.scripted import Reply as Scripted_
from tests.slack.scripted import Scripted, error


@pytest.fixture
def alive() -> Iterator[Living]:
    with living("socket") as running:
        yield running


def asks(alive: Living) -> bool:
    return alive.box.workspace.person(lakeside.LUIS).type(lakeside.PARTS, "/parts 48213").ok


def until(look: Any, seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_slack_renews_the_connection(alive: Living) -> None:
    assert asks(alive)
    alive.box.sockets.refresh()
    until(lambda: asks(alive))
    assert alive.socket is not None
    assert alive.socket.connected


def test_a_broken_connection_comes_back_at_once(alive: Living) -> None:
    alive.box.sockets.drop()
    alive.box.wait_for(lambda: not alive.box.sockets.connected)
    # Sooner than the client's own look at the connection, which comes with its next ping.
    alive.box.wait_connected(timeout=5)
    until(lambda: asks(alive))
    assert alive.stale == []


def test_a_connection_that_breaks_without_a_word_comes_back_at_once(alive: Living) -> None:
    alive.box.sockets.cut()
    alive.box.wait_for(lambda: not alive.box.sockets.connected)
    # Sooner than the client's own look at the connection, which comes with its next ping.
    alive.box.wait_connected(timeout=5)
    until(lambda: asks(alive))


def test_an_answer_of_any_length_arrives(alive: Living) -> None:
    line = "\N{AUTOMOBILE}" * 100
    alive.front.reply = Say(("\n".join([line] * 50),))
    assert asks(alive)
    message = alive.box.workspace.person(lakeside.LUIS).messages(lakeside.PARTS)[-1]
    assert str(message.blocks).count(line) == 50


def test_what_slack_sends_is_read_while_it_lets_nobody_connect(alive: Living) -> None:
    method = "apps.connections.open"
    alive.box.faults.add(Fault(FaultKind.RATELIMIT, method, times=None, retry_after=3600))
    alive.box.sockets.warn()
    until(lambda: alive.box.faults.applied)
    assert asks(alive)
    # Until the hour is over, nobody asks again.
    alive.box.sockets.warn()
    assert asks(alive)
    assert len(alive.box.faults.applied) == 1


def test_what_came_in_last_is_finished_too(alive: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    came, go_on = threading.Event(), threading.Event()
    work_on = SocketModeClient.run_message_listeners

    def late(client: SocketModeClient, message: dict[str, Any], raw: str) -> None:
        if "envelope_id" in message:
            # It is in no queue any more, and in nobody's hand yet.
            came.set()
            assert go_on.wait(10)
        work_on(client, message, raw)

    monkeypatch.setattr(SocketModeClient, "run_message_listeners", late)
    outcomes: list[bool] = []
    typing = threading.Thread(target=lambda: outcomes.append(asks(alive)))
    typing.start()
    assert came.wait(5)
    assert alive.socket is not None
    closing = threading.Thread(target=alive.socket.close)
    closing.start()
    closing.join(0.5)
    go_on.set()
    closing.join(0.5)
    typing.join()
    assert outcomes == [True]


def test_closing_ends_a_receiver_that_is_just_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    begins = threading.Event()
    session_id = SocketModeClient.session_id

    def slowly(client: SocketModeClient) -> str | None:
        # The receiver asks for this between its look at the session and calling it alive.
        if threading.current_thread() is client.current_session_runner.thread:
            begins.set()
            until(lambda: client.closed)
        return session_id(client)

    monkeypatch.setattr(SocketModeClient, "session_id", slowly)
    with living("socket") as alive:
        assert alive.socket is not None
        assert begins.wait(10)
        closer = threading.Thread(target=alive.socket.close, daemon=True)
        closer.start()
        closer.join(10)
        assert not closer.is_alive()


def test_closing_finishes_what_is_in_hand(alive: Living) -> None:
    assert alive.socket is not None
    started, done = threading.Event(), threading.Event()

    def slowly(_: Arrival) -> Reply:
        started.set()
        time.sleep(0.5)
        done.set()
        return Say(("P-48 asked",))

    alive.front.reply = slowly
    luis = alive.box.workspace.person(lakeside.LUIS)
    outcomes: list[Any] = []
    typing = threading.Thread(
        target=lambda: outcomes.append(luis.type(lakeside.PARTS, "/parts 48213"))
    )
    typing.start()
    assert started.wait(5)
    alive.socket.close()
    assert done.is_set()
    typing.join()
    # The acknowledgement, too, was still sent.
    assert outcomes[0].ok
    assert luis.messages(lakeside.PARTS)[-1].text == "P-48 asked"


class Trying:
    """Socket Mode against a server that answers as it is told."""

    def __init__(self, server: Scripted, silent: float = 60.0) -> None:
        slack = SlackTransport("xoxb-test", server.url)
        bolt = build_bolt(FakeFront(Done()), slack)
        self.stale = threading.Event()
        self.socket = SocketMode(bolt, "xapp-test", self.stale.set, server.url, silent)

    def __enter__(self) -> "Trying":
        self.socket.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


def test_each_failed_try_is_one_plain_sentence(
    slack_server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "FIRST_PAUSE", 0.05)
    slack_server.replies = [
        error("invalid_auth"),
        Scripted_(hang_up=True),
        Scripted_({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "1"}),
    ]
    with capture_logs() as logs, Trying(slack_server):
        until(lambda: len(slack_server.asked) >= 4)
        # The fourth address leads nowhere.
        until(lambda: len(logs) >= 4)
    reasons = [str(line["reason"]) for line in logs]
    assert reasons[0].startswith("Slack refuses SLACK_APP_TOKEN")
    assert reasons[1:3] == ["Slack cannot be reached."] * 2
    assert reasons[3] == "Slack let us in, but the connection could not be opened."
    assert [line["code"] for line in logs][:3] == [
        "invalid_auth",
        "RemoteDisconnected",
        "ratelimited",
    ]
    assert "xapp" not in str([line for line in logs if line["code"] != "invalid_auth"])


def test_nothing_is_opened_once_it_is_over(
    slack_server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "DRAIN", 0.1)
    asked, over = threading.Event(), threading.Event()

    def late() -> None:
        asked.set()
        assert over.wait(10)

    with socket.create_server(("127.0.0.1", 0)) as line:
        line.setblocking(False)
        url = f"ws://127.0.0.1:{line.getsockname()[1]}/"
        slack_server.replies = [
            Scripted_({"ok": True, "url": url}, wait=late),
        ]
        with Trying(slack_server):
            (trying,) = [t for t in threading.enumerate() if t.name == "socket-mode"]
            assert asked.wait(5)
        over.set()
        trying.join(5)
        with pytest.raises(BlockingIOError):
            line.accept()


def test_an_eleventh_connection_is_not_tried_again_at_once(
    alive: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slacks_side, "CONNECTIONS", 0)
    # It changes nothing, and counts.
    alive.box.faults.add(Fault(FaultKind.SLOW, "apps.connections.open", times=None, seconds=0))
    with capture_logs() as logs:
        alive.box.sockets.refresh()
        until(lambda: [line for line in logs if "code" in line])
    (problem,) = [line for line in logs if "code" in line]
    assert problem["code"] == "too_many_websockets"
    assert problem["reason"].startswith("Ten other connections")
    assert len(alive.box.faults.applied) == 1


def test_a_silent_connection_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_mode, "WATCH_EVERY", 0.05)
    # No ping of ours within the test, and so no answer to one: as if the line were dead.
    monkeypatch.setattr(socket_mode, "PING_EVERY", 3600.0)
    with living("socket", silent=0.5) as alive, capture_logs() as logs:
        until(lambda: alive.stale)
        time.sleep(0.3)
        assert len(alive.stale) == 1
    assert "slack_connection_dead" in [line["event"] for line in logs]


def test_a_talking_connection_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_mode, "WATCH_EVERY", 0.05)
    monkeypatch.setattr(socket_mode, "PING_EVERY", 0.1)
    with living("socket", silent=0.6) as alive:
        time.sleep(1.5)
        assert alive.stale == []


def test_while_slack_is_away_the_process_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_mode, "WATCH_EVERY", 0.05)
    monkeypatch.setattr(socket_mode, "PING_EVERY", 3600.0)
    monkeypatch.setattr(socket_mode, "LONGEST_PAUSE", 0.2)
    with living("socket", silent=0.3) as alive, capture_logs() as logs:
        alive.box.faults.add(Fault(FaultKind.DROP, "apps.connections.open", times=None))
        time.sleep(1.2)
        assert alive.stale == []
        assert "Slack cannot be reached." in [line.get("reason") for line in logs]
        alive.box.faults.clear()
        until(lambda: alive.stale)
