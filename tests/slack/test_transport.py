from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.chat.address import Channel, Person
from bot.chat.card import Button, Card, Chart, ChartKind, Line, Section, Series, Table
from bot.chat.slack.transport import SlackTransport
from bot.chat.slack.views import Opened, Views
from bot.chat.transport import (
    AnswerTooLate,
    ContentRefused,
    PersonGone,
    PlaceBroken,
    TransportError,
    TryLater,
    Unsure,
)
from tests.slack.scripted import Reply, Scripted, error

PARTS = Channel("slack", "C0PARTS")
DIRECT = Channel("slack", "D0TECH")
SINCE = datetime(2026, 3, 2, 15, tzinfo=UTC)
CARD = Card(
    "P-48",
    "P-48 asked",
    sections=(
        Section("Lines", tuple(Line((f"{n}",), Button("answer", "Answer", 48)) for n in range(40))),
    ),
)
FIGURES = Card(
    "P-48",
    "P-48 asked",
    tables=(Table("Answers", ("Who", "Answered"), ((("Sam",), ("12",)),)),),
    chart=Chart("Minutes", ChartKind.BAR, ("Mon",), (Series("Sam", (12.0,)),), ("12 on Monday",)),
    buttons=(Button("claim", "Claim", 48),),
)


@pytest.fixture
def slack(slack_server: Scripted) -> SlackTransport:
    return SlackTransport("xoxb-test", slack_server.url)


def test_identify(slack: SlackTransport, slack_server: Scripted) -> None:
    slack_server.replies = [
        Reply(
            {
                "ok": True,
                "team_id": "T0",
                "team": "Lakeside",
                "url": "https://lakeside.slack.com/",
                "user_id": "U0BOT",
            }
        )
    ]
    workspace = slack.identify()
    assert (workspace.id, workspace.name) == ("T0", "Lakeside")
    assert workspace.bot == Person("slack", "U0BOT")
    assert slack.url == "https://lakeside.slack.com/"


def test_a_post_carries_its_mark_and_no_previews(
    slack: SlackTransport, slack_server: Scripted
) -> None:
    assert slack.post(PARTS, CARD, "17", "1.5") == "1700000000.000100"
    ((path, asked),) = slack_server.asked
    assert path == "/api/chat.postMessage"
    assert asked["channel"] == "C0PARTS"
    assert asked["thread_ts"] == "1.5"
    assert asked["text"] == "P-48 asked"
    assert asked["metadata"] == {"event_type": "baton", "event_payload": {"mark": "17"}}
    assert (asked["unfurl_links"], asked["unfurl_media"]) == (False, False)
    assert asked["parse"] == "none"
    assert len(asked["blocks"]) == 41


def test_words_take_the_old_blocks_away(slack: SlackTransport, slack_server: Scripted) -> None:
    slack.edit(PARTS, "1.1", ("Cancelled",))
    (_, asked) = slack_server.asked[0]
    assert (asked["ts"], asked["text"], asked["blocks"]) == ("1.1", "Cancelled", [])


def test_a_public_channel_is_entered_once(slack: SlackTransport, slack_server: Scripted) -> None:
    slack_server.replies = [error("not_in_channel")]
    slack.post(PARTS, ("Hello",), "1")
    assert slack_server.methods == ["chat.postMessage", "conversations.join", "chat.postMessage"]


@pytest.mark.parametrize(
    ("replies", "kind"),
    [
        ([error("not_in_channel"), error("method_not_supported_for_channel_type")], PlaceBroken),
        ([error("not_in_channel"), error("missing_scope")], PlaceBroken),
        ([error("not_in_channel"), error("is_archived")], PlaceBroken),
        ([error("not_in_channel"), Reply(hang_up=True)], TryLater),
        ([error("not_in_channel"), Reply(), error("not_in_channel")], PlaceBroken),
        ([error("not_in_channel"), Reply(), Reply(hang_up=True)], Unsure),
    ],
)
def test_a_channel_that_cannot_be_entered(
    slack: SlackTransport,
    slack_server: Scripted,
    replies: list[Reply],
    kind: type[TransportError],
) -> None:
    slack_server.replies = replies
    with pytest.raises(TransportError) as raised:
        slack.post(PARTS, ("Hello",), "1")
    assert type(raised.value) is kind


def test_a_closed_private_conversation_is_a_person_gone(
    slack: SlackTransport, slack_server: Scripted
) -> None:
    slack_server.replies = [error("channel_not_found")]
    with pytest.raises(PersonGone):
        slack.post(DIRECT, ("Hello",), "1")


def test_refused_blocks_become_words(slack: SlackTransport, slack_server: Scripted) -> None:
    slack_server.replies = [error("invalid_blocks")]
    slack.post(PARTS, CARD, "1")
    _, second = slack_server.asked[1]
    assert "blocks" not in second
    assert second["text"] == "P-48 asked"
    assert second["metadata"]["event_payload"] == {"mark": "1"}


def test_a_refused_chart_is_told_in_words(slack: SlackTransport, slack_server: Scripted) -> None:
    slack_server.replies = [error("invalid_blocks")] * 2
    slack.edit(PARTS, "1.1", FIGURES)
    kinds = [[block["type"] for block in asked["blocks"]] for _, asked in slack_server.asked]
    assert kinds == [
        ["header", "data_table", "section", "data_visualization", "actions"],
        ["header", "section", "section", "actions"],
        [],
    ]
    _, second = slack_server.asked[1]
    assert second["blocks"][1]["text"]["text"] == "*Answers*\nWho: Answered\nSam: 12"
    assert second["text"] == "P-48 asked"


def test_a_refused_table_is_told_in_words(slack: SlackTransport, slack_server: Scripted) -> None:
    slack_server.replies = [error("invalid_attachments")]
    slack.post(PARTS, FIGURES, "1")
    kinds = [block["type"] for block in slack_server.asked[1][1]["blocks"]]
    assert kinds == ["header", "section", "section", "actions"]


def test_too_large_a_table_is_cut_then_told_in_words(
    slack: SlackTransport, slack_server: Scripted
) -> None:
    slack_server.replies = [error("msg_blocks_too_long")] * 3
    rows = tuple(((f"Somebody with the number {n}",), ("12",)) for n in range(90))
    slack.post(PARTS, replace(FIGURES, tables=(Table("Answers", ("Who", "Answered"), rows),)), "1")
    asked = [each for _, each in slack_server.asked]
    tables = [[b for b in each.get("blocks", ()) if b["type"] == "data_table"] for each in asked]
    assert len(tables[0][0]["rows"]) == 91
    assert 2 < len(tables[1][0]["rows"]) < 80
    assert tables[2:] == [[], []]
    assert len(asked[2]["blocks"]) > 2
    assert "blocks" not in asked[3]


def test_a_refused_chart_in_a_private_answer(slack: SlackTransport, slack_server: Scripted) -> None:
    slack_server.replies = [Reply(b"invalid_blocks", 400), Reply(b"ok")]
    slack.answer(answer_url(slack_server), FIGURES)
    kinds = [block["type"] for block in slack_server.asked[1][1]["blocks"]]
    assert kinds == ["header", "section", "section", "actions"]


def test_too_much_in_blocks_is_tried_smaller_and_then_in_words(
    slack: SlackTransport, slack_server: Scripted
) -> None:
    slack_server.replies = [error("msg_blocks_too_long"), error("msg_blocks_too_long")]
    slack.edit(PARTS, "1.1", CARD)
    sizes = [len(asked["blocks"]) for _, asked in slack_server.asked]
    assert sizes[0] == 41
    assert 0 < sizes[1] <= 25
    assert sizes[2] == 0


def test_a_text_that_is_too_long_is_shortened(
    slack: SlackTransport, slack_server: Scripted
) -> None:
    slack_server.replies = [error("msg_too_long")]
    slack.post(PARTS, ("x" * 3900,), "1")
    assert len(slack_server.asked[1][1]["text"]) == 3000


def test_nothing_smaller_is_left(slack: SlackTransport, slack_server: Scripted) -> None:
    slack_server.replies = [error("invalid_blocks"), error("invalid_blocks")]
    with pytest.raises(ContentRefused):
        slack.post(PARTS, CARD, "1")
    assert len(slack_server.asked) == 2


def message(ts: str, mark: str | None) -> dict[str, Any]:
    if mark is None:
        return {"type": "message", "ts": ts, "text": "talk"}
    metadata = {"event_type": "baton", "event_payload": {"mark": mark}}
    return {"type": "message", "ts": ts, "metadata": metadata}


def test_a_message_is_found_on_a_later_page(slack: SlackTransport, slack_server: Scripted) -> None:
    first = {
        "ok": True,
        "messages": [message("3", None), message("2", "18")],
        "response_metadata": {"next_cursor": "more"},
    }
    slack_server.replies = [Reply(first), Reply({"ok": True, "messages": [message("1", "17")]})]
    assert slack.find(PARTS, "17", SINCE) == "1"
    assert slack_server.methods == ["conversations.history"] * 2
    _, asked = slack_server.asked[0]
    assert asked["include_all_metadata"] == "1"
    # Slack's clock may be behind ours.
    assert float(asked["oldest"]) == SINCE.timestamp() - 300
    assert slack_server.asked[1][1]["cursor"] == "more"


def test_a_channel_is_entered_to_look_for_a_message(
    slack: SlackTransport, slack_server: Scripted
) -> None:
    there = Reply({"ok": True, "messages": [message("1", "17")]})
    slack_server.replies = [error("not_in_channel"), Reply(), there]
    assert slack.find(PARTS, "17", SINCE) == "1"
    history = "conversations.history"
    assert slack_server.methods == [history, "conversations.join", history]
    slack_server.replies = [error("not_in_channel"), error("is_archived")]
    with pytest.raises(PlaceBroken):
        slack.find(PARTS, "17", SINCE)


def test_a_reply_is_looked_for_in_its_thread(slack: SlackTransport, slack_server: Scripted) -> None:
    foreign = {"event_type": "other", "event_payload": {"mark": "17"}}
    odd: list[dict[str, Any]] = [{"ts": "4", "metadata": foreign}, {"ts": "5", "metadata": None}]
    slack_server.replies = [Reply({"ok": True, "messages": odd})]
    assert slack.find(PARTS, "17", SINCE, thread="1.5") is None
    assert slack_server.asked[0][0].endswith("conversations.replies")
    assert slack_server.asked[0][1]["ts"] == "1.5"


def test_a_private_conversation(slack: SlackTransport, slack_server: Scripted) -> None:
    assert slack.direct(Person("slack", "U1")) == Channel("slack", "D1")
    assert slack_server.asked[0][1]["users"] == "U1"


def answer_url(server: Scripted) -> str:
    return server.url.replace("/api/", "/commands/T0/1/abc")


def test_a_private_answer(slack: SlackTransport, slack_server: Scripted) -> None:
    slack_server.replies = [Reply(b"ok")]
    slack.answer(answer_url(slack_server), ("Sam has P-48",))
    assert slack_server.asked == [
        (
            "/commands/T0/1/abc",
            {
                "response_type": "ephemeral",
                "replace_original": False,
                "text": "Sam has P-48",
            },
        )
    ]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(b"used_url", 404), AnswerTooLate),
        (Reply(b"expired_url", 404), AnswerTooLate),
        (Reply({"ok": False, "error": "used_url"}, 404), AnswerTooLate),
        (Reply({"ok": False, "error": "expired_url"}), AnswerTooLate),
        (Reply(b"", 410), AnswerTooLate),
        (Reply(b"no_service", 403), AnswerTooLate),
        (Reply(b"is_archived", 403), PlaceBroken),
        (Reply(b"no_text", 400), ContentRefused),
        (Reply(b"", 429, {"Retry-After": "3"}), TryLater),
        (Reply(b"", 500), Unsure),
        (Reply(hang_up=True), Unsure),
        (Reply(b"", 302, {"Location": "http://127.0.0.1:9/"}), TryLater),
    ],
)
def test_a_private_answer_that_fails(
    slack: SlackTransport, slack_server: Scripted, reply: Reply, kind: type[TransportError]
) -> None:
    slack_server.replies = [reply]
    with pytest.raises(TransportError) as raised:
        slack.answer(answer_url(slack_server), ("Hello",))
    assert type(raised.value) is kind
    assert len(slack_server.asked) == 1


def test_what_slack_says_of_a_private_answer_is_not_passed_on(
    slack: SlackTransport, slack_server: Scripted
) -> None:
    slack_server.replies = [error("Maria Lopez is no block")]
    with pytest.raises(ContentRefused) as raised:
        slack.answer(answer_url(slack_server), ("Hello",))
    assert raised.value.code == "unknown_error"


def test_a_private_answer_in_words_when_the_blocks_are_refused(
    slack: SlackTransport, slack_server: Scripted
) -> None:
    slack_server.replies = [Reply(b"invalid_blocks", 400), Reply(b"ok")]
    slack.answer(answer_url(slack_server), CARD)
    assert "blocks" not in slack_server.asked[1][1]


@pytest.mark.parametrize(
    ("answer_to", "api_url"),
    [
        ("http://hooks.slack.com/x", "https://slack.com/api/"),
        ("https://hooks.slack.com.evil.example/x", "https://slack.com/api/"),
        ("https://evil.example/hooks.slack.com", "https://slack.com/api/"),
        ("https://evilslack.com/x", "https://slack.com/api/"),
        ("https://hooks.slack.com@evil.example/x", "https://slack.com/api/"),
        ("https://user@hooks.slack.com/x", "https://slack.com/api/"),
        ("https://hooks.slack.com:8443/x", "https://slack.com/api/"),
        ("https://169.254.169.254/latest", "https://slack.com/api/"),
        ("file:///etc/passwd", "https://slack.com/api/"),
        ("", "https://slack.com/api/"),
        ("https://[", "https://slack.com/api/"),
        ("http://127.0.0.1:5433/x", "http://127.0.0.1:8765/api/"),
        ("https://127.0.0.1:8765/x", "http://127.0.0.1:8765/api/"),
        ("http://localhost:8765/x", "http://127.0.0.1:8765/api/"),
        ("https://hooks.slack.com/x", "http://127.0.0.1:8765/api/"),
        ("http://127.0.0.1:port/x", "http://127.0.0.1:8765/api/"),
    ],
)
def test_nobody_but_slack_is_ever_called(answer_to: str, api_url: str) -> None:
    with pytest.raises(AnswerTooLate) as raised:
        SlackTransport("xoxb-test", api_url).answer(answer_to, ("Hello",))
    assert raised.value.code == "foreign_url"


@pytest.mark.parametrize(
    ("reply", "ends"),
    [
        (Reply(), Opened.YES),
        (error("expired_trigger_id"), Opened.NO),
        (error("exchanged_trigger_id"), Opened.BEFORE),
        (error("push_limit_reached"), Opened.NO),
        (Reply(hang_up=True), Opened.NO),
        (Reply(b"", 500), Opened.NO),
    ],
)
def test_opening_a_view(slack_server: Scripted, reply: Reply, ends: Opened) -> None:
    views = Views("xoxb-test", slack_server.url)
    slack_server.replies = [reply]
    assert views.open("1.2.3", {"type": "modal"}, on_top=True) is ends
    assert slack_server.methods == ["views.push"]
    views.close()


def test_opening_a_view_takes_two_seconds_at_most(slack_server: Scripted) -> None:
    import threading
    import time

    release = threading.Event()
    slack_server.replies = [Reply(wait=lambda: release.wait(10))]
    views = Views("xoxb-test", slack_server.url)
    began = time.monotonic()
    assert views.open("1.2.3", {"type": "modal"}, on_top=False) is Opened.NO
    assert time.monotonic() - began < 2.4
    release.set()
    views.close()
