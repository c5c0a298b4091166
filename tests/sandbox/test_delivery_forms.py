"""People fill in forms, a real Bolt app answers: the same over Socket Mode and signed HTTP."""

from typing import Any

from sandbox.lakeside import LUIS, PARTS
from tests.sandbox.apps import RunningApp
from tests.sandbox.forms import actions, button, field, modal, option


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
