"""People type and press, a real Bolt app answers: the same over Socket Mode and signed HTTP."""

import threading
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.lakeside import DANA, GENERAL, LUIS, PARTS, SALES
from sandbox.model import Message
from tests.sandbox.apps import RunningApp
from tests.sandbox.forms import actions, button, modal, option, section


def ephemerals(running: RunningApp, name: str, channel: str) -> list[str]:
    person = running.box.workspace.person_named(name)
    return [m.text for m in person.messages(channel) if m.ephemeral_to]


def test_a_command_reaches_the_app_as_slack_sends_it(running: RunningApp) -> None:
    got: list[dict[str, Any]] = []

    @running.app.command("/ask")
    def ask(ack: Any, body: dict[str, Any]) -> None:
        got.append(body)
        ack()

    luis = running.box.workspace.person_named("Luis")
    assert luis.type(PARTS, "/ask max 1500kg <b> & co").ok
    body = got[0]
    assert body["command"] == "/ask"
    assert body["text"] == "max 1500kg &lt;b&gt; &amp; co"
    assert (body["user_id"], body["user_name"]) == (LUIS, "luis")
    assert (body["channel_id"], body["channel_name"]) == (PARTS, "parts")
    assert body["team_id"] == "T0LAKESIDE"
    assert body["team_domain"] == "lakeside-motors"
    assert body["is_enterprise_install"] == "false"
    assert body["api_app_id"] == running.box.app.id
    assert body["response_url"].startswith(running.box.url)
    assert body["trigger_id"].count(".") == 2
    assert body["token"]
    # He typed a command: nobody sees a message.
    assert (
        luis.messages(PARTS)[-1].text
        == "Counter is open on both sides until noon, then it is just me."
    )


def test_an_answer_to_a_command_is_private(running: RunningApp) -> None:
    @running.app.command("/ask")
    def ask(ack: Any) -> None:
        ack("only for you")

    running.box.workspace.person_named("Luis").type(PARTS, "/ask x")
    assert ephemerals(running, "Luis", PARTS) == ["only for you"]
    assert ephemerals(running, "Sam", PARTS) == []
    history = running.client.conversations_history(channel=PARTS)["messages"]
    assert "only for you" not in [m["text"] for m in history]
    luis = running.box.workspace.person_named("Luis")
    luis.reload()
    assert ephemerals(running, "Luis", PARTS) == []


def test_an_answer_in_channel_shows_what_was_typed(running: RunningApp) -> None:
    @running.app.command("/ask")
    def ask(ack: Any) -> None:
        ack(text="for all", blocks=[section("for all")], response_type="in_channel")

    running.box.workspace.person_named("Luis").type(PARTS, "/ask x")
    last = running.box.workspace.person_named("Sam").messages(PARTS)[-2:]
    assert [m.text for m in last] == ["/ask x", "for all"]
    assert last[1].bot_id == running.box.app.bot_id


def test_bad_blocks_in_an_answer_are_refused(running: RunningApp) -> None:
    @running.app.command("/ask")
    def ask(ack: Any) -> None:
        ack(text="t", blocks=[section("x" * 3001)])

    outcome = running.box.workspace.person_named("Luis").type(PARTS, "/ask x")
    assert outcome.error == '/ask failed with the error "invalid_blocks"'


def test_an_unknown_command_is_said_so(running: RunningApp) -> None:
    outcome = running.box.workspace.person_named("Luis").type(PARTS, "/nothing here")
    assert not outcome.ok
    assert outcome.error is not None
    assert outcome.error.startswith("/nothing is not a valid command.")
    assert ephemerals(running, "Luis", PARTS) == [outcome.error]


def test_commands_do_not_work_in_threads(running: RunningApp) -> None:
    luis = running.box.workspace.person_named("Luis")
    root = luis.messages(PARTS)[0]
    outcome = luis.reply(PARTS, root.ts, "/ask x")
    assert outcome.error == "/ask is not supported in threads. Sorry!"


def test_people_and_channels_are_escaped_where_the_manifest_says_so(running: RunningApp) -> None:
    got: list[str] = []

    @running.app.command("/tag")
    def tag(ack: Any, body: dict[str, Any]) -> None:
        got.append(body["text"])
        ack()

    running.box.workspace.person_named("Luis").type(PARTS, "/tag @dana in #sales a@b")
    assert got == [f"<@{DANA}|dana> in <#{SALES}|sales> a@b"]


def test_a_slow_app_times_out(running: RunningApp) -> None:
    let_go = threading.Event()

    @running.app.command("/ask")
    def ask(ack: Any) -> None:
        let_go.wait(5)
        ack("too late")

    outcome = running.box.workspace.person_named("Luis").type(PARTS, "/ask x")
    assert outcome.error == '/ask failed with the error "operation_timeout"'
    let_go.set()
    assert ephemerals(running, "Luis", PARTS) == [outcome.error]


def post(running: RunningApp, *blocks: dict[str, Any], channel: str = PARTS) -> Message:
    ts = running.client.chat_postMessage(channel=channel, text="card", blocks=list(blocks))["ts"]
    message = running.box.workspace.message(channel, ts)
    assert message is not None
    return message.snapshot()


def test_a_click_carries_the_message_and_can_replace_it(running: RunningApp) -> None:
    got: list[dict[str, Any]] = []

    @running.app.action("claim")
    def claim(ack: Any, body: dict[str, Any], respond: Any) -> None:
        got.append(body)
        ack()
        respond(text="claimed", blocks=[section("claimed")], replace_original=True)

    card = post(running, section(), actions(button("claim", value="P-48"), block_id="steps"))
    luis = running.box.workspace.person_named("Luis")
    assert luis.click(card, "claim").ok
    body = got[0]
    assert body["type"] == "block_actions"
    action = body["actions"][0]
    assert (action["action_id"], action["block_id"]) == ("claim", "steps")
    assert (action["value"], action["type"]) == ("P-48", "button")
    assert action["text"]["text"] == "Press"
    assert body["container"] == {
        "type": "message",
        "message_ts": card.ts,
        "channel_id": PARTS,
        "is_ephemeral": False,
    }
    assert body["message"]["ts"] == card.ts
    assert body["channel"] == {"id": PARTS, "name": "parts"}
    assert body["team"]["id"] == "T0LAKESIDE"
    assert luis.messages(PARTS)[-1].text == "claimed"
    # What he saw is gone, yet his finger was faster.
    assert luis.click(card, "claim").ok
    assert len(got) == 2


def test_menus_on_messages(running: RunningApp) -> None:
    got: list[dict[str, Any]] = []

    @running.app.action("more")
    @running.app.action("who")
    def chosen(ack: Any, body: dict[str, Any]) -> None:
        got.append(body)
        ack()

    overflow = {
        "type": "overflow",
        "action_id": "more",
        "options": [option("history"), option("cancel")],
    }
    card = post(
        running, section(accessory=overflow), actions({"type": "users_select", "action_id": "who"})
    )
    sam = running.box.workspace.person_named("Sam")
    assert sam.click(card, "more", selected="cancel").ok
    assert got[0]["actions"][0]["selected_option"]["value"] == "cancel"
    assert sam.click(card, "who", selected=LUIS).ok
    assert got[1]["actions"][0]["selected_user"] == LUIS
    block_id = got[1]["actions"][0]["block_id"]
    assert got[1]["state"]["values"][block_id]["who"]["selected_user"] == LUIS


def test_events_reach_the_app_where_it_is_a_member(running: RunningApp) -> None:
    said: list[tuple[str, str]] = []
    arrived = threading.Semaphore(0)

    @running.app.event("message")
    def message(event: dict[str, Any]) -> None:
        said.append((event["channel"], event["text"]))
        arrived.release()

    @running.app.event("app_mention")
    def mention(event: dict[str, Any]) -> None:
        said.append(("mention", event["user"]))
        arrived.release()

    luis = running.box.workspace.person_named("Luis")
    luis.type(GENERAL, "the app is not here")
    luis.type(PARTS, "hello")
    assert arrived.acquire(timeout=5)
    luis.type(PARTS, "ask @relay")
    assert arrived.acquire(timeout=5)
    assert arrived.acquire(timeout=5)
    running.box.wait_for(lambda: running.box.events.idle)
    assert sorted(said) == sorted(
        [
            (PARTS, "hello"),
            (PARTS, f"ask <@{running.box.app.bot_user}>"),
            ("mention", LUIS),
        ]
    )


def test_a_home_tab_is_published_when_it_is_opened(running: RunningApp) -> None:
    @running.app.event("app_home_opened")
    def opened(event: dict[str, Any], client: Any) -> None:
        client.views_publish(
            user_id=event["user"],
            view={"type": "home", "callback_id": "home", "blocks": [section("mine")]},
        )

    dana = running.box.workspace.person_named("Dana")
    assert dana.open_home() is None
    running.box.wait_for(lambda: running.box.workspace.modals.home(DANA))
    home = dana.open_home()
    assert home is not None
    assert home.blocks[0]["text"]["text"] == "mine"


def test_a_trigger_is_good_once_and_for_three_seconds(running: RunningApp) -> None:
    codes: list[str] = []
    now: Any = running.box.now

    def open_with(client: Any, trigger_id: str) -> str:
        try:
            client.views_open(trigger_id=trigger_id, view=modal())
        except SlackApiError as error:
            return str(error.response["error"])
        return "ok"

    @running.app.command("/ask")
    def ask(ack: Any, body: dict[str, Any], client: Any) -> None:
        if body["text"] == "late":
            now.move(3.1)
        codes.extend(open_with(client, body["trigger_id"]) for _ in range(2))
        ack()

    luis = running.box.workspace.person_named("Luis")
    luis.type(PARTS, "/ask")
    luis.type(PARTS, "/ask late")
    assert codes == ["ok", "exchanged_trigger_id", "expired_trigger_id", "expired_trigger_id"]
    assert open_with(running.client, "1.2.3") == "invalid_trigger_id"


@pytest.mark.parametrize("times", [1, 5, 6])
def test_a_response_url_is_good_five_times(running: RunningApp, times: int) -> None:
    statuses: list[int] = []

    @running.app.command("/ask")
    def ask(ack: Any, respond: Any) -> None:
        ack()
        statuses.extend(respond(f"answer {n}").status_code for n in range(times))

    running.box.workspace.person_named("Luis").type(PARTS, "/ask")
    assert statuses == [200] * min(times, 5) + [404] * (times - 5)
    assert len(ephemerals(running, "Luis", PARTS)) == min(times, 5)
