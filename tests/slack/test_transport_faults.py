"""What is known of a message when Slack fails, and how long to wait."""

import socket
from datetime import UTC, datetime
from urllib.error import URLError

import pytest

from bot.chat.address import Channel, Person
from bot.chat.slack.clients import make_client
from bot.chat.slack.errors import meaning
from bot.chat.slack.transport import SlackTransport
from bot.chat.transport import (
    ContentRefused,
    KeyRefused,
    MessageGone,
    PersonGone,
    PlaceBroken,
    TransportError,
    TryLater,
    Unsure,
)
from tests.slack.scripted import Reply, Scripted, error

PARTS = Channel("slack", "C0PARTS")
SINCE = datetime(2026, 3, 2, 15, tzinfo=UTC)


@pytest.fixture
def slack(slack_server: Scripted) -> SlackTransport:
    return SlackTransport("xoxb-test", slack_server.url)


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        (error("is_archived"), PlaceBroken, "is_archived"),
        (error("channel_not_found"), PlaceBroken, "channel_not_found"),
        (error("restricted_action_read_only_channel"), PlaceBroken, None),
        (error("user_disabled"), PersonGone, "user_disabled"),
        (error("cannot_dm_bot"), PersonGone, "cannot_dm_bot"),
        (error("message_not_found"), MessageGone, "message_not_found"),
        (error("invalid_auth"), KeyRefused, "invalid_auth"),
        (error("token_revoked"), KeyRefused, "token_revoked"),
        (error("account_inactive"), KeyRefused, "account_inactive"),
        (error("accesslimited"), KeyRefused, "accesslimited"),
        (error("missing_scope", needed="chat:write"), KeyRefused, "missing_scope"),
        (error("service_unavailable"), TryLater, "service_unavailable"),
        (error("request_timeout"), TryLater, "request_timeout"),
        # Slack says that part of the work may have been done.
        (error("internal_error"), Unsure, "internal_error"),
        (error("fatal_error"), Unsure, "fatal_error"),
        (error("no_text"), ContentRefused, "no_text"),
        (error("something_new"), ContentRefused, "something_new"),
        (Reply(b"<html>no</html>", 502), Unsure, "http_502"),
        (Reply({"ok": False, "error": "x"}, 500), Unsure, "x"),
        (Reply(b"<html>hello</html>", 200), Unsure, "http_200"),
        (Reply(b"", 200), Unsure, "http_200"),
        (Reply(b'{"ok": true, "ts": "17'), Unsure, "http_200"),
        (Reply(b"[]"), Unsure, None),
        (Reply({"ok": True}), Unsure, "no_ts"),
        (Reply(b"null"), Unsure, "http_200"),
        (Reply(b"[" * 100_000), Unsure, None),
        (Reply({"ok": False, "error": {"odd": 1}}), Unsure, "http_200"),
        (Reply({"ok": False}), Unsure, "http_200"),
        (Reply(b"\xff\xfe", 200), Unsure, None),
        (Reply(b"gone", 404), TryLater, "http_404"),
        (Reply(hang_up=True), Unsure, "RemoteDisconnected"),
        (Reply({"ok": False, "error": "ratelimited"}, 429), TryLater, "ratelimited"),
    ],
)
def test_what_an_error_says_about_the_message(
    slack: SlackTransport,
    slack_server: Scripted,
    reply: Reply,
    kind: type[TransportError],
    code: str | None,
) -> None:
    slack_server.replies = [reply]
    with pytest.raises(TransportError) as raised:
        slack.post(PARTS, ("Hello",), "1")
    assert type(raised.value) is kind
    if code:
        assert raised.value.code == code
    # Whatever it was, nothing was sent a second time by itself.
    assert len(slack_server.asked) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 1.0),
        ("-5", 1.0),
        ("99999999", 3600.0),
        ("inf", 3600.0),
        ("nan", 30.0),
        ("soon", 30.0),
        ("", 30.0),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 30.0),
    ],
)
def test_slack_says_how_long_to_wait(
    slack: SlackTransport, slack_server: Scripted, header: str, seconds: float
) -> None:
    slack_server.replies = [Reply({"ok": False}, 429, {"Retry-After": header})]
    with pytest.raises(TryLater) as raised:
        slack.post(PARTS, ("Hello",), "1")
    assert raised.value.seconds == seconds


def test_slack_does_not_say_how_long_to_wait(slack: SlackTransport, slack_server: Scripted) -> None:
    slack_server.replies = [Reply(b"<html>slow down</html>", 429)]
    with pytest.raises(TryLater) as raised:
        slack.post(PARTS, ("Hello",), "1")
    assert raised.value.seconds == 30.0


def test_a_lost_answer_is_unsure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        slack = SlackTransport("xoxb-test", f"http://127.0.0.1:{listener.getsockname()[1]}/api")
        slack.client = make_client("xoxb-test", slack.api_url, timeout=1)
        # It listens, and never says a word.
        with pytest.raises(Unsure):
            slack.post(PARTS, ("Hello",), "1")


def test_a_refused_connection_was_never_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    slack = SlackTransport("xoxb-test", f"http://127.0.0.1:{port}/api")
    with pytest.raises(TryLater) as raised:
        slack.post(PARTS, ("Hello",), "1")
    assert raised.value.code == "ConnectionRefusedError"


def test_to_a_server_that_speaks_another_language_nothing_was_sent(slack_server: Scripted) -> None:
    slack = SlackTransport("xoxb-test", slack_server.url.replace("http://", "https://"))
    with pytest.raises(TryLater) as raised:
        slack.post(PARTS, ("Hello",), "1")
    assert raised.value.code == "SSLError"
    with pytest.raises(TryLater):
        slack.answer(slack.api_url.replace("/api/", "/commands/T0/1/abc"), ("Hello",))


def test_what_could_not_be_sent_whole_was_never_sent() -> None:
    # A proxy or a firewall that swallows everything: the connection itself takes too long.
    assert isinstance(meaning(URLError(TimeoutError())), TryLater)
    assert isinstance(meaning(TimeoutError()), Unsure)


def test_an_unknown_host_was_never_sent() -> None:
    slack = SlackTransport("xoxb-test", "http://nowhere.invalid/api")
    with pytest.raises(TryLater):
        slack.post(PARTS, ("Hello",), "1")


def test_a_reading_call_is_never_unsure(slack: SlackTransport, slack_server: Scripted) -> None:
    slack_server.replies = [Reply(hang_up=True), Reply(b"", 500), Reply(hang_up=True)]
    with pytest.raises(TryLater):
        slack.find(PARTS, "1", SINCE)
    with pytest.raises(TryLater):
        slack.direct(Person("slack", "U1"))
    with pytest.raises(TryLater):
        slack.identify()
    slack_server.replies = [Reply({"ok": True}), Reply(b"[]")]
    for _ in range(2):
        with pytest.raises(TryLater):
            slack.direct(Person("slack", "U1"))
