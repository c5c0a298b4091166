import json
from typing import Any

import pytest

from bot.chat.card import Card
from bot.chat.exchange import (
    Answers,
    Click,
    Command,
    Done,
    Mend,
    PersonLeft,
    Redraw,
    Say,
    Show,
    ShowCard,
)
from bot.chat.form import Field, Form
from bot.chat.slack.app import BROKEN, NOT_OPENED, build_bolt, dispatch
from bot.chat.slack.forms import recall
from bot.chat.slack.transport import SlackTransport
from bot.chat.slack.views import Opened
from tests.slack import payloads
from tests.slack.checker import check_message, check_view
from tests.slack.fakes import FakeFront, FakeViews

FORM = Form("parts", "Ask parts", "Ask", (Field("ro", "RO"), Field("need", "Need")), context="x")
CARD = Card("The vehicle's whole story", "3 items")


class Desk:
    """The real Bolt app between a fake front and fake views."""

    def __init__(self, reply: Any, ends: Opened = Opened.YES) -> None:
        self.front = FakeFront(reply)
        self.views = FakeViews(ends)
        # Nothing listens there: whatever called Slack would fail.
        slack = SlackTransport("xoxb-test", "http://127.0.0.1:9/api/")
        self.bolt = build_bolt(self.front, slack, self.views)

    def send(self, payload: dict[str, Any]) -> dict[str, Any] | str:
        response = dispatch(self.bolt, payload)
        assert response.status == 200
        return json.loads(response.body) if response.body else ""


def test_a_command_is_answered_privately_in_the_acknowledgement() -> None:
    desk = Desk(Say(("P-48 asked <now>",)))
    said = desk.send(payloads.command("48213 payload 1500kg"))
    assert said == {
        "response_type": "ephemeral",
        "replace_original": False,
        "text": "P-48 asked &lt;now&gt;",
    }
    (heard,) = desk.front.heard
    assert isinstance(heard, Command)
    assert heard.text == "48213 payload 1500kg"


def test_a_command_is_answered_with_a_card() -> None:
    said = Desk(Say(CARD)).send(payloads.command())
    assert isinstance(said, dict)
    check_message(said["text"], said["blocks"])


def test_a_command_without_words_to_say_is_silent() -> None:
    assert Desk(Done()).send(payloads.command()) == ""


def test_a_command_opens_a_form() -> None:
    desk = Desk(Show(FORM))
    assert desk.send(payloads.command()) == ""
    ((trigger, view, on_top),) = desk.views.opened
    assert (trigger, on_top) == ("1.2.3", False)
    check_view(view)
    kept = recall(view["private_metadata"])
    assert (kept.context, kept.answer_to, kept.channel) == (
        "x",
        payloads.RESPONSE_URL,
        "C0SERVICE",
    )


def test_a_form_that_cannot_be_opened_is_replaced_by_words() -> None:
    said = Desk(Show(FORM, ("Type /parts again.",)), Opened.NO).send(payloads.command())
    assert isinstance(said, dict)
    assert said["text"] == "Type /parts again."
    said = Desk(ShowCard(CARD), Opened.NO).send(payloads.command())
    assert isinstance(said, dict)
    assert said["text"] == NOT_OPENED[0]


def test_a_form_that_is_open_already_needs_no_words() -> None:
    assert Desk(Show(FORM), Opened.BEFORE).send(payloads.command()) == ""


def test_a_form_with_too_much_in_it_is_replaced_by_words() -> None:
    large = Form("parts", "T", "S", (Field("ro", "RO"),), context="x" * 4000)
    said = Desk(Show(large, ("Please start again.",))).send(payloads.command())
    assert isinstance(said, dict)
    assert said["text"] == "Please start again."


def test_a_click_opens_a_form_over_the_conversation() -> None:
    desk = Desk(Show(FORM))
    assert desk.send(payloads.click()) == ""
    assert desk.views.opened[0][2] is False
    (heard,) = desk.front.heard
    assert isinstance(heard, Click)
    assert (heard.step, heard.item_id) == ("claim", 48)


def test_a_click_in_a_view_stacks_the_next_one_on_it() -> None:
    desk = Desk(ShowCard(CARD))
    assert desk.send(payloads.click(view={"type": "modal", "private_metadata": ""})) == ""
    assert desk.views.opened[0][2] is True
    check_view(desk.views.opened[0][1])


def test_a_click_in_an_opened_card_draws_it_anew() -> None:
    desk = Desk(Redraw(CARD))
    payload = payloads.click(view={"type": "modal", "id": "V7", "private_metadata": ""})
    assert desk.send(payload) == ""
    ((view_id, view),) = desk.views.updated
    assert view_id == "V7"
    check_view(view)


def test_a_form_on_top_of_a_card_closes_with_it() -> None:
    payload = payloads.submission({"ro": payloads.typed("1")})
    payload["view"]["previous_view_id"] = "V7"
    assert Desk(Done()).send(payload) == {"response_action": "clear"}


def test_a_click_whose_form_cannot_be_opened_is_told_through_the_front() -> None:
    desk = Desk(Show(FORM, ("Too late, click again.",)), Opened.NO)
    assert desk.send(payloads.click()) == ""
    assert desk.front.said == [(desk.front.heard[0], ("Too late, click again.",))]


@pytest.mark.parametrize("reply", [Done(), Say(("The outbox says it",))])
def test_other_replies_to_a_click_are_silent(reply: Any) -> None:
    desk = Desk(reply)
    assert desk.send(payloads.click()) == ""
    assert (desk.views.opened, desk.front.said) == ([], [])


def test_a_foreign_button_reaches_the_front_without_a_step() -> None:
    desk = Desk(Done())
    desk.send(payloads.click("approve", "yes"))
    (heard,) = desk.front.heard
    assert isinstance(heard, Click)
    assert heard.step == ""


@pytest.mark.parametrize("reply", [Done(), Say(("The outbox says it",))])
def test_a_form_closes(reply: Any) -> None:
    desk = Desk(reply)
    assert desk.send(payloads.submission({"ro": payloads.typed("48213")})) == ""
    (heard,) = desk.front.heard
    assert isinstance(heard, Answers)
    assert heard.values == {"ro": "48213"}


def test_errors_stand_under_their_fields() -> None:
    answers = payloads.submission({"ro": payloads.typed("x"), "need": payloads.typed("")})
    said = Desk(Mend({"need": "When?", "store": "Which store?", "odd": "Hm."})).send(answers)
    assert said == {
        "response_action": "errors",
        "errors": {"block-need": "When?", "block-ro": "Which store? Hm."},
    }


def test_errors_without_any_field_close_the_form() -> None:
    assert Desk(Mend({"ro": "?"})).send(payloads.submission()) == ""


def test_a_form_is_followed_by_another() -> None:
    said = Desk(Show(FORM)).send(payloads.submission({"ro": payloads.typed("1")}))
    assert isinstance(said, dict)
    assert said["response_action"] == "update"
    check_view(said["view"])
    said = Desk(ShowCard(CARD)).send(payloads.submission())
    assert isinstance(said, dict)
    check_view(said["view"])


def test_a_person_who_left_reaches_the_front() -> None:
    desk = Desk(Done())
    assert desk.send(payloads.user_change()) == ""
    assert isinstance(desk.front.heard[0], PersonLeft)


def test_other_events_are_acknowledged_and_ignored() -> None:
    desk = Desk(Done())
    assert desk.send(payloads.user_change(deleted=False)) == ""
    event = {"type": "channel_archive", "channel": "C1"}
    assert desk.send(payloads.user_change(event=event)) == ""
    assert desk.front.heard == []


def test_our_own_doings_are_not_mistaken_for_anything() -> None:
    event = {"type": "message", "bot_id": "B0", "channel": "C1", "text": "hello", "ts": "1.1"}
    desk = Desk(Done())
    assert desk.send(payloads.user_change(event=event)) == ""
    assert desk.front.heard == []


def test_whatever_breaks_becomes_words() -> None:
    desk = Desk(RuntimeError("customer's name"))
    said = desk.send(payloads.command())
    assert isinstance(said, dict)
    assert said["text"] == BROKEN[0]
    said = desk.send(payloads.submission({"ro": payloads.typed("1")}))
    assert said == {"response_action": "errors", "errors": {"block-ro": BROKEN[0]}}
    # A click cannot carry words, and an event is sent again.
    assert dispatch(desk.bolt, payloads.click()).status == 500
    assert dispatch(desk.bolt, payloads.user_change()).status == 500


@pytest.mark.parametrize(
    "payload",
    [
        payloads.command(user_id=""),
        payloads.click(user={}),
        payloads.click(user={"id": "U1"}, team=None),
        {"type": "view_submission", "user": {"id": "U1"}, "view": {}},
        {"type": "view_submission", "user": 7, "view": 7},
        {"type": "block_actions", "actions": 7},
        {"type": "event_callback", "event": {}, "authorizations": 3},
    ],
)
def test_what_cannot_be_read_is_refused(payload: dict[str, Any]) -> None:
    desk = Desk(Done())
    assert dispatch(desk.bolt, payload).status in {400, 404}
    assert desk.front.heard == []


def test_what_nobody_listens_to_is_not_acknowledged() -> None:
    payload = {"type": "message_action", "callback_id": "x", "user": {"id": "U1"}}
    assert dispatch(Desk(Done()).bolt, payload).status == 404
