import json
import threading
from collections import OrderedDict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.chat.door import Answer
from bot.chat.slack import door as door_module
from bot.chat.slack.door import SlackDoor
from tests.edge import signed
from tests.edge.signed import JSON, NOW, SECRET, changed, headers
from tests.slack import payloads


class Doorstep:
    """A door, a clock, and what got through."""

    def __init__(self, secret: str = SECRET) -> None:
        self.time = NOW
        self.through: list[dict[str, Any]] = []
        self.answer = Answer(200, b"{}")
        self.door = SlackDoor(self.respond, secret, lambda: self.time)

    def respond(self, payload: dict[str, Any]) -> Answer:
        self.through.append(payload)
        return self.answer

    def knock(self, body: bytes, given: signed.Headers | None = None) -> Answer:
        judged = self.door.judge(headers(body, self.time) if given is None else given, body)
        return judged if isinstance(judged, Answer) else judged()


@pytest.fixture
def step() -> Doorstep:
    return Doorstep()


def test_a_command_gets_through_whatever_words_are_in_it(step: Doorstep) -> None:
    assert step.knock(signed.command(text="max payload=1500kg & more +1 é")).status == 200
    assert step.through[0]["text"] == "max payload=1500kg & more +1 é"
    assert step.through[0] == payloads.command("max payload=1500kg & more +1 é")


def test_a_command_without_text_keeps_its_empty_field(step: Doorstep) -> None:
    step.knock(signed.command(text=""))
    assert step.through[0]["text"] == ""


def test_an_interaction_and_an_event_get_through(step: Doorstep) -> None:
    assert step.knock(signed.interaction(payloads.click())).status == 200
    body = signed.event(payloads.user_change())
    assert step.knock(body, headers(body, content_type=f"{JSON}; charset=utf-8")).status == 200
    assert step.through == [payloads.click(), payloads.user_change()]


def test_slack_checks_the_address(step: Doorstep) -> None:
    body = signed.event({"type": "url_verification", "token": "t", "challenge": "3eZbrw1a"})
    answer = step.knock(body, headers(body, content_type=JSON))
    assert (answer.status, answer.body) == (200, b"3eZbrw1a")
    assert step.through == []


def test_slacks_other_checks_are_only_acknowledged(step: Doorstep) -> None:
    assert step.knock(b"ssl_check=1&token=t").status == 200
    body = signed.event({"type": "app_rate_limited", "team_id": "T0"})
    assert step.knock(body, headers(body, content_type=JSON)).status == 200
    assert step.through == []


BODY = signed.command()
GOOD = headers(BODY)


@pytest.mark.parametrize(
    "given",
    [
        [],
        changed(GOOD, x_slack_signature=None),
        changed(GOOD, x_slack_request_timestamp=None),
        changed(GOOD, x_slack_signature=""),
        changed(GOOD, x_slack_signature="v0=" + "0" * 64),
        changed(GOOD, x_slack_signature=signed.signature(BODY, str(int(NOW)), "another")),
        changed(GOOD, x_slack_signature=signed.signature(BODY + b"&x=1", str(int(NOW)))),
        changed(GOOD, x_slack_signature="v0=ünïcode".encode()),
        changed(GOOD, x_slack_signature=b"\xff\xfe\x00"),
        changed(GOOD, x_slack_signature="v0=" + "0" * 100_000),
        changed(GOOD, x_slack_signature=GOOD[3][1].upper()),
        [*GOOD, GOOD[3]],
        [*GOOD, (b"x-slack-signature", b"v0=0")],
        [*GOOD, GOOD[2]],
        changed(GOOD, x_slack_request_timestamp="soon"),
        changed(GOOD, x_slack_request_timestamp="-1"),
        changed(GOOD, x_slack_request_timestamp="1e9"),
        changed(GOOD, x_slack_request_timestamp=" 1800000000"),
        changed(GOOD, x_slack_request_timestamp="9" * 5000),
        changed(GOOD, x_slack_request_timestamp="١٨٠٠٠٠٠٠٠٠"),
        headers(BODY, NOW - 301),
        headers(BODY, NOW + 301),
        headers(BODY, 0),
    ],
)
def test_a_forgery_is_refused(step: Doorstep, given: signed.Headers) -> None:
    answer = step.knock(BODY, given)
    assert answer.status == 401
    assert json.loads(answer.body)["error"].startswith("This request is refused")
    assert step.through == []


@pytest.mark.parametrize("age", [-299, 0, 299])
def test_the_clocks_may_differ_by_five_minutes(step: Doorstep, age: int) -> None:
    assert step.knock(BODY, headers(BODY, NOW + age)).status == 200


def test_the_example_of_slacks_own_page() -> None:
    # https://docs.slack.dev/authentication/verifying-requests-from-slack
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id="
        b"G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-"
        b"collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700"
        b"885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c"
        b"447fce8b6703c"
    )
    given = changed(
        headers(body),
        x_slack_request_timestamp="1531420618",
        x_slack_signature="v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    )
    step = Doorstep()
    step.time = 1531420618.0
    assert step.knock(body, given).status == 200
    assert step.through[0]["command"] == "/webhook-collect"


def test_the_same_request_is_taken_once(step: Doorstep) -> None:
    given = headers(BODY)
    assert step.knock(BODY, given).status == 200
    assert step.knock(BODY, given).status == 401
    step.time += 299
    assert step.knock(BODY, given).status == 401
    # Slack signs an event it sends again with the time of the new try.
    assert step.knock(BODY, headers(BODY, step.time)).status == 200
    assert len(step.through) == 2


def test_a_request_from_ahead_of_our_clock_stays_known(step: Doorstep) -> None:
    given = headers(BODY, NOW + 299)
    assert step.knock(BODY, given).status == 200
    step.time += 598
    assert step.knock(BODY, given).status == 401


def test_what_was_not_done_may_come_again(step: Doorstep) -> None:
    given = headers(BODY)
    step.answer = Answer(500)
    assert step.knock(BODY, given).status == 500
    step.answer = Answer(200)
    assert step.knock(BODY, given).status == 200


def test_what_is_forgotten_while_another_is_judged_confuses_nobody(
    step: Doorstep, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = step.door.judge(headers(BODY), BODY)
    assert callable(work)
    step.answer = Answer(500)
    failing = threading.Thread(target=work)

    class Looked(OrderedDict[bytes, float]):
        def items(self) -> Any:
            found = iter(super().items())
            if not failing.ident:
                failing.start()
                failing.join(0.1)
            yield from found

    monkeypatch.setattr(step.door, "_seen", Looked(step.door._seen))
    step.time += 700
    other = signed.command(trigger_id="other")
    assert callable(step.door.judge(headers(other, step.time), other))
    failing.join()


def test_the_memory_is_bounded(step: Doorstep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "REMEMBERED", 10)
    for n in range(50):
        assert step.knock(signed.command(trigger_id=str(n))).status == 200
    assert len(step.door._seen) <= 10
    step.time += 700
    step.knock(signed.command(trigger_id="last"))
    assert len(step.door._seen) == 1


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", signed.FORM),
        (b"x=1", signed.FORM),
        (b"command=parts", signed.FORM),
        (b"command=%2Fparts&text=%ff", signed.FORM),
        (b"command=%2Fparts&text=\xff", signed.FORM),
        (b"command=%2Fparts&text=a&text=b", signed.FORM),
        (b"command=%2Fparts&" + b"&".join(b"x%d=1" % n for n in range(200)), signed.FORM),
        (b"payload=", signed.FORM),
        (b"payload=x", signed.FORM),
        (b"payload=[]", signed.FORM),
        (b"payload={}", signed.FORM),
        (b'payload={"type":7}', signed.FORM),
        (b"payload=" + b"[" * 100_000, signed.FORM),
        (b"", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b'"x"', JSON),
        (b"{}", JSON),
        (b'{"type":"something"}', JSON),
        (b'{"type":"url_verification"}', JSON),
        (b'{"type":"url_verification","challenge":5}', JSON),
        (b'{"type":"event_callback"}', JSON),
        (b'{"type":"event_callback","event":{}}', JSON),
        (b'{"type":"event_callback","event":{"type":7}}', JSON),
        (b"\xff\xfe{}", JSON),
        (b"[" * 100_000, JSON),
        (b"command=%2Fparts", "text/plain"),
        (b"command=%2Fparts", ""),
        (b"command=%2Fparts", "application/x-www-form-urlencoded-not"),
        (b"command=%2Fparts", "multipart/form-data; boundary=x"),
    ],
)
def test_what_slack_would_not_send_is_refused(
    step: Doorstep, body: bytes, content_type: str
) -> None:
    answer = step.knock(body, headers(body, content_type=content_type))
    assert answer.status == 400
    assert step.through == []


def test_two_content_types_are_none(step: Doorstep) -> None:
    given = [*headers(BODY), (b"content-type", JSON.encode())]
    assert step.knock(BODY, given).status == 400


def test_without_a_secret_nobody_gets_in() -> None:
    step = Doorstep("")
    answer = step.knock(BODY, headers(BODY, secret=""))
    assert answer.status == 503
    assert "SLACK_SIGNING_SECRET" in json.loads(answer.body)["error"]
    assert step.through == []


@given(
    st.binary(max_size=300),
    st.sampled_from([signed.FORM, JSON, "text/html", "application/json; charset=latin-1"]),
)
def test_no_body_breaks_the_door(body: bytes, content_type: str) -> None:
    step = Doorstep()
    assert step.knock(body, headers(body, content_type=content_type)).status in {200, 400}


@given(st.lists(st.tuples(st.sampled_from([b"x-slack-signature", b"content-type"]), st.binary())))
def test_no_headers_break_the_door(given: signed.Headers) -> None:
    assert Doorstep().knock(BODY, given).status == 401


def test_nothing_of_a_request_is_logged(step: Doorstep) -> None:
    with capture_logs() as logs:
        body = signed.command(text="Maria Lopez")
        step.knock(body, changed(headers(body), x_slack_signature="v0=Maria"))
        body = b"command=Maria+Lopez"
        step.knock(body)
    assert len(logs) == 2
    assert "Maria" not in str(logs)
