"""People act, a real Bolt app answers: the same over Socket Mode and over signed HTTP."""

import threading
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.lakeside import DANA, GENERAL, LUIS, PARTS, SALES
from sandbox.model import Message
from tests.sandbox.apps import RunningApp
from tests.sandbox.forms import actions, button, field, modal, option, section


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
    assert got == [f"<@{DANA}> in <#{SALES}|sales> a@b"]


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


def open_form(running: RunningApp, view: dict[str, Any], name: str = "Luis") -> Any:
    @running.app.command("/ask")
    def ask(ack: Any, body: dict[str, Any], client: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    person = running.box.workspace.person_named(name)
    assert person.type(PARTS, "/ask").ok
    return person


def test_a_form_is_checked_filled_in_and_sent(running: RunningApp) -> None:
    got: list[dict[str, Any]] = []

    @running.app.view("form")
    def form(ack: Any, body: dict[str, Any]) -> None:
        got.append(body)
        ack()

    view = modal(
        field("ro", {"type": "plain_text_input", "max_length": 10}, label="Repair order"),
        field("dept", {"type": "static_select", "options": [option("parts"), option("sales")]}),
        field("who", {"type": "users_select"}, optional=True),
        private_metadata="kept",
    )
    luis = open_form(running, view)
    form_id = luis.top_view().id
    missing = luis.submit(form_id)
    assert missing.field_errors == {
        "ro": "Please complete this required field.",
        "dept": "Please complete this required field.",
    }
    assert luis.top_view().errors == missing.field_errors
    too_long = luis.submit(form_id, {"Repair order": "12345678901", "dept": "parts"})
    assert too_long.field_errors == {"ro": "Please enter no more than 10 characters."}
    assert not got
    assert luis.submit(form_id, {"ro": "48213 & co"}).ok
    assert luis.top_view() is None
    body = got[0]
    assert body["type"] == "view_submission"
    assert body["view"]["private_metadata"] == "kept"
    assert body["view"]["callback_id"] == "form"
    assert body["user"]["id"] == LUIS
    assert body["response_urls"] == []
    values = body["view"]["state"]["values"]
    assert values["ro"]["v"] == {"type": "plain_text_input", "value": "48213 & co"}
    chosen = values["dept"]["v"]["selected_option"]
    assert (chosen["value"], chosen["text"]["text"]) == ("parts", "Parts")
    assert values["who"]["v"] == {"type": "users_select", "selected_user": None}


def test_errors_of_a_submission_are_shown_and_nothing_typed_is_lost(running: RunningApp) -> None:
    answers = [
        {"response_action": "errors", "errors": {"ro": "Four to eight digits, like 48213."}},
        {"response_action": "errors", "errors": {"no_such_block": "?"}},
    ]

    @running.app.view("form")
    def form(ack: Any) -> None:
        ack(**answers.pop(0))

    luis = open_form(running, modal(field("ro")))
    form_id = luis.top_view().id
    outcome = luis.submit(form_id, {"ro": "x"})
    assert outcome.field_errors == {"ro": "Four to eight digits, like 48213."}
    assert luis.top_view().state["ro"]["v"]["value"] == "x"
    outcome = luis.submit(form_id)
    assert outcome.error == "We had some trouble connecting. Try again?"
    assert luis.top_view().trouble == outcome.error


def test_a_submission_can_update_push_and_clear(running: RunningApp) -> None:
    second = modal(field("eta"), callback_id="second")
    updated = modal(field("ro"), field("note", optional=True), callback_id="form2")

    @running.app.view("form")
    def form(ack: Any) -> None:
        ack(response_action="update", view=updated)

    @running.app.view("form2")
    def form2(ack: Any) -> None:
        ack(response_action="push", view=second)

    @running.app.view("second")
    def last(ack: Any) -> None:
        ack(response_action="clear")

    luis = open_form(running, modal(field("ro")))
    first_id = luis.top_view().id
    assert luis.submit(first_id, {"ro": "48213"}).ok
    view = luis.top_view()
    assert view.id == first_id
    assert view.callback_id == "form2"
    # The same ids keep what was typed.
    assert view.state["ro"]["v"]["value"] == "48213"
    assert luis.submit(first_id).ok
    pushed = luis.top_view()
    assert pushed.previous_id == pushed.root_id == first_id
    assert luis.submit(pushed.id, {"eta": "3pm"}).ok
    assert luis.top_view() is None


def test_a_silent_app_leaves_the_form_open(running: RunningApp) -> None:
    luis = open_form(running, modal(field("ro")))
    outcome = luis.submit(luis.top_view().id, {"ro": "1"})
    assert outcome.error == "We had some trouble connecting. Try again?"
    assert luis.top_view().state["ro"]["v"]["value"] == "1"


def test_closing_tells_the_app_that_asked_for_it(running: RunningApp) -> None:
    told: list[bool] = []

    @running.app.view_closed("form")
    def closed(ack: Any, body: dict[str, Any]) -> None:
        told.append(body["is_cleared"])
        ack()

    luis = open_form(running, modal(field("ro"), notify_on_close=True))
    assert luis.close(luis.top_view().id).ok
    assert told == [False]
    assert luis.top_view() is None


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


def test_a_click_in_a_form_can_push_and_update(running: RunningApp) -> None:
    @running.app.action("add")
    def add(ack: Any, body: dict[str, Any], client: Any) -> None:
        view = body["view"]
        assert body["container"] == {"type": "view", "view_id": view["id"]}
        client.views_update(
            view_id=view["id"], hash=view["hash"], view=modal(field("ro"), field("line2"))
        )
        client.views_push(trigger_id=body["trigger_id"], view=modal(callback_id="top"))
        ack()

    luis = open_form(running, modal(field("ro"), actions(button("add"))))
    first = luis.top_view()
    luis.change(first.id, "ro", "v", "48213")
    assert luis.click(first, "add").ok
    top = luis.top_view()
    assert top.callback_id == "top"
    luis.close(top.id)
    below = luis.top_view()
    assert below.id == first.id
    assert below.state["ro"]["v"]["value"] == "48213"
    assert "line2" in below.state
    assert below.hash != first.hash


def test_a_field_that_dispatches_tells_the_app(running: RunningApp) -> None:
    got: list[Any] = []

    @running.app.action("v")
    def changed(ack: Any, body: dict[str, Any]) -> None:
        got.append(body["view"]["state"]["values"]["kind"]["v"]["selected_option"]["value"])
        ack()

    select = {"type": "static_select", "options": [option("a"), option("b")]}
    luis = open_form(running, modal(field("kind", select, dispatch_action=True), field("note")))
    view = luis.top_view()
    luis.change(view.id, "kind", "v", "b")
    luis.change(view.id, "note", "v", "quiet")
    assert got == ["b"]


def test_an_external_menu_asks_the_app(running: RunningApp) -> None:
    @running.app.options("v")
    def offer(ack: Any, payload: dict[str, Any]) -> None:
        ack(options=[option(f"{payload['value']}-{n}") for n in range(3)])

    @running.app.view("form")
    def form(ack: Any, body: dict[str, Any]) -> None:
        assert body["view"]["state"]["values"]["who"]["v"]["selected_option"]["value"] == "ma-1"
        ack()

    luis = open_form(running, modal(field("who", {"type": "external_select"})))
    view = luis.top_view()
    offered = luis.suggest(view, "v", "ma")
    assert [one["value"] for one in offered] == ["ma-0", "ma-1", "ma-2"]
    assert luis.submit(view.id, {"who": "ma-1"}).ok


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
