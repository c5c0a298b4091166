"""What goes wrong on purpose, and what wears out: faults, rates, retries, connections."""

import http.client
import json
import threading
from contextlib import ExitStack
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed, ConnectionClosedError
from websockets.sync.client import connect

from sandbox.clock import FrozenClock, ShiftedClock
from sandbox.faults import Fault, FaultKind
from sandbox.http_delivery import signature
from sandbox.lakeside import PARTS, SALES
from sandbox.rates import Rates, Tier
from sandbox.server import Sandbox
from tests.sandbox.apps import RunningApp, serve_http, serve_socket
from tests.sandbox.conftest import MakeBox, client_of


def posted(box: Sandbox, text: str = "x") -> int:
    return sum(m.text == text for m in box.workspace.messages(PARTS))


def test_a_refused_call(box: Sandbox, client: WebClient) -> None:
    box.faults.add(Fault(FaultKind.ERROR, "chat.postMessage", error="fatal_error", channel=PARTS))
    assert client.chat_postMessage(channel=SALES, text="x")["ok"]
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=PARTS, text="x")
    assert refused.value.response["error"] == "fatal_error"
    assert client.chat_postMessage(channel=PARTS, text="x")["ok"]
    assert posted(box) == 1


def test_a_status_without_json(box: Sandbox, client: WebClient) -> None:
    box.faults.add(Fault(FaultKind.HTTP_STATUS, status=503, times=2))
    for _ in range(2):
        with pytest.raises(SlackApiError) as refused:
            client.chat_postMessage(channel=PARTS, text="x")
        assert refused.value.response.status_code == 503
    assert posted(box) == 0


def test_a_rate_limit_on_demand(box: Sandbox, client: WebClient) -> None:
    box.faults.add(Fault(FaultKind.RATELIMIT, "chat.update", retry_after=7))
    with pytest.raises(SlackApiError) as refused:
        client.chat_update(channel=PARTS, ts="1.1", text="x")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "7"
    assert refused.value.response["error"] == "ratelimited"


@pytest.mark.parametrize(
    ("kind", "done"), [(FaultKind.DROP, 0), (FaultKind.LOSE_ANSWER, 1)], ids=["drop", "lose"]
)
def test_a_broken_connection(box: Sandbox, client: WebClient, kind: FaultKind, done: int) -> None:
    box.faults.add(Fault(kind, "chat.postMessage"))
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        client.chat_postMessage(channel=PARTS, text="x")
    assert posted(box) == done
    assert client.chat_postMessage(channel=PARTS, text="x")["ok"]


@pytest.mark.parametrize(
    ("kind", "done"), [(FaultKind.HANG, 0), (FaultKind.HANG_AFTER, 1)], ids=["before", "after"]
)
def test_a_call_that_hangs(box: Sandbox, kind: FaultKind, done: int) -> None:
    box.faults.add(Fault(kind, "chat.postMessage"))
    impatient = WebClient(box.bot_token, base_url=box.api_url, retry_handlers=[], timeout=1)
    with pytest.raises(TimeoutError):
        impatient.chat_postMessage(channel=PARTS, text="x")
    assert posted(box) == done
    assert box.faults.hanging == 1
    box.faults.release()
    assert client_of(box).chat_postMessage(channel=PARTS, text="x")["ok"]


def test_the_default_retries_of_the_sdk_post_twice(box: Sandbox) -> None:
    # The trap that the outbox is there for.
    box.faults.add(Fault(FaultKind.LOSE_ANSWER, "chat.postMessage"))
    WebClient(box.bot_token, base_url=box.api_url).chat_postMessage(channel=PARTS, text="x")
    assert posted(box) == 2


def test_chance_repeats_with_its_seed(make_box: MakeBox) -> None:
    def failures(seed: int) -> list[bool]:
        box = make_box(fault_seed=seed)
        box.faults.add(Fault(FaultKind.ERROR, times=None, probability=0.5))
        client = client_of(box)
        outcomes = []
        for _ in range(20):
            try:
                outcomes.append(bool(client.auth_test()["ok"]))
            except SlackApiError:
                outcomes.append(False)
        return outcomes

    assert failures(1) == failures(1) != failures(2)


def test_a_command_delivered_twice(running: RunningApp) -> None:
    got: list[dict[str, Any]] = []

    @running.app.command("/ask")
    def ask(ack: Any, body: dict[str, Any]) -> None:
        got.append(body)
        ack("once")

    running.box.faults.add(Fault(FaultKind.DELIVER_TWICE, "slash_commands"))
    luis = running.box.workspace.person_named("Luis")
    assert luis.type(PARTS, "/ask").ok
    assert len(got) == 2
    assert got[0]["trigger_id"] == got[1]["trigger_id"]
    assert sum(m.text == "once" for m in luis.messages(PARTS)) == 1


def test_a_command_that_never_arrives(running: RunningApp) -> None:
    running.box.faults.add(Fault(FaultKind.LOSE_DELIVERY))
    outcome = running.box.workspace.person_named("Luis").type(PARTS, "/ask")
    assert outcome.error == '/ask failed with the error "operation_timeout"'


def test_nobody_is_connected(make_box: MakeBox) -> None:
    for delivery in ("socket", "http"):
        box = make_box(delivery=delivery, request_url="http://127.0.0.1:9/slack/events")
        outcome = box.workspace.person_named("Luis").type(PARTS, "/ask")
        assert outcome.error == '/ask failed with the error "dispatch_failed"'


def test_an_event_is_tried_four_times(make_box: MakeBox) -> None:
    clock = ShiftedClock()
    box = make_box(now=clock, delivery="http", answer_seconds=1.0)
    seen: list[tuple[str | None, str | None]] = []
    arrived = threading.Semaphore(0)
    with serve_http(box) as running:

        @running.app.event("message")
        def message(request: Any) -> None:
            headers = request.headers
            number = headers.get("x-slack-retry-num", [None])[0]
            seen.append((number, headers.get("x-slack-retry-reason", [None])[0]))
            arrived.release()
            raise RuntimeError("broken app")

        box.workspace.person_named("Luis").type(PARTS, "hello")
        for _ in range(2):
            assert arrived.acquire(timeout=5)
        assert not arrived.acquire(timeout=0.2)
        box.wait_for(lambda: box.events.waiting)
        clock.move(61)
        assert arrived.acquire(timeout=5)
        box.wait_for(lambda: box.events.waiting)
        clock.move(301)
        assert arrived.acquire(timeout=5)
        box.wait_for(lambda: box.events.idle)
    assert seen == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


# Rates


def test_rates_by_the_clock() -> None:
    clock = FrozenClock(1000.0)
    rates = Rates(clock)
    assert [rates.retry_after(Tier.POSTING, "m", "C1") for _ in range(6)] == [None] * 5 + [1]
    assert rates.retry_after(Tier.POSTING, "m", "C2") is None
    clock.move(1.0)
    assert rates.retry_after(Tier.POSTING, "m", "C1") is None
    assert rates.retry_after(Tier.POSTING, "m", "C1") == 1
    waits = [rates.retry_after(Tier.TWO, "list") for _ in range(21)]
    assert waits == [None] * 20 + [3]
    clock.move(60.0)
    assert [rates.retry_after(Tier.TWO, "list") for _ in range(21)] == [None] * 20 + [3]


def test_too_many_calls_are_refused(make_box: MakeBox) -> None:
    clock = FrozenClock(1_700_000_000.0)
    box = make_box(now=clock, rates=True)
    client = client_of(box)
    for _ in range(5):
        client.chat_postMessage(channel=PARTS, text="x")
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=PARTS, text="x")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"
    assert client.chat_postMessage(channel=SALES, text="x")["ok"]
    clock.move(1.0)
    assert client.chat_postMessage(channel=PARTS, text="x")["ok"]
    assert posted(box) == 6


# Connections


def test_connections_are_replaced_and_lost(box: Sandbox) -> None:
    with serve_socket(box) as running:

        @running.app.command("/ask")
        def ask(ack: Any) -> None:
            ack("here")

        luis = box.workspace.person_named("Luis")
        assert luis.type(PARTS, "/ask").ok
        before = box.workspace.feed.seq
        box.sockets.refresh()
        box.wait_for(lambda: box.workspace.feed.seq >= before + 2 and box.sockets.connected == 1)
        assert luis.type(PARTS, "/ask").ok


def test_ten_connections_and_no_more(box: Sandbox, client: WebClient) -> None:
    with ExitStack() as stack:
        lines = [
            stack.enter_context(
                connect(client.apps_connections_open(app_token=box.app_token)["url"])
            )
            for _ in range(11)
        ]
        heard = [json.loads(line.recv()) for line in lines]
        assert [each.get("num_connections") for each in heard] == [*range(1, 11), None]
        assert (heard[10]["type"], heard[10]["reason"]) == ("disconnect", "too_many_websockets")
        assert box.sockets.connected == 10
        with pytest.raises(ConnectionClosed):
            lines[10].recv()


def test_a_connection_is_warned_or_cut(box: Sandbox, client: WebClient) -> None:
    with connect(client.apps_connections_open(app_token=box.app_token)["url"]) as line:
        line.recv()
        box.sockets.warn()
        assert json.loads(line.recv())["reason"] == "warning"
        assert box.sockets.connected == 1
        box.sockets.cut()
        with pytest.raises(ConnectionClosedError) as closed:
            line.recv()
        # Not even a closing frame came.
        assert closed.value.rcvd is None


def test_the_request_url_is_verified_and_signed(make_box: MakeBox) -> None:
    box = make_box(delivery="http")
    with serve_http(box):
        assert box.http.verify()
    from slack_sdk.signature import SignatureVerifier

    made = signature(box.signing_secret, "1700000000", b"body=1")
    verifier = SignatureVerifier(box.signing_secret)
    assert verifier.generate_signature(timestamp="1700000000", body="body=1") == made


# From another process


def control(box: Sandbox, method: str, path: str, body: Any = None, **headers: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", box.port, timeout=5)
    try:
        connection.request(method, f"/sandbox/{path}", json.dumps(body), headers)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def test_control_from_another_process(socket_app: RunningApp) -> None:
    box = socket_app.box

    @socket_app.app.command("/ask")
    def ask(ack: Any) -> None:
        ack("hello")

    done = control(box, "POST", "act", {"person": "Luis", "do": "type", "args": [PARTS, "/ask"]})
    assert done["result"]["ok"]
    state = control(box, "GET", "state")
    assert state["ephemerals"][0]["text"] == "hello"
    assert len(state["messages"][PARTS]) == 2
    shown = control(box, "POST", "act", {"person": "Luis", "do": "messages", "args": [PARTS]})
    assert shown["result"][-1]["text"] == "hello"
    assert control(box, "POST", "faults", {"kind": "error", "method": "auth.test"})["waiting"]
    assert control(box, "DELETE", "faults")["waiting"] == []
    assert "error" in control(box, "POST", "faults", {"kind": "error", "colour": 1})
    assert "error" in control(box, "POST", "act", {"person": "Nobody", "do": "type"})
    assert control(box, "POST", "clock", {"move": 60})["now"] > state["now"] + 59
    before = box.workspace.feed.seq
    assert control(box, "POST", "sockets", {"do": "refresh"})["ok"]
    box.wait_for(lambda: box.workspace.feed.seq >= before + 2 and box.sockets.connected == 1)


def test_control_is_for_this_machine_only(box: Sandbox) -> None:
    refused = "only for this machine"
    assert control(box, "GET", "state", Origin="https://evil.test")["error"] == refused
    assert control(box, "GET", "state", Host="evil.test")["error"] == refused
