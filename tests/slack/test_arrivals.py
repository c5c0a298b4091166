import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.address import Channel, Person
from bot.chat.card import Button
from bot.chat.slack import keys
from bot.chat.slack.arrivals import (
    Unreadable,
    delivery_key,
    field_blocks,
    is_in_modal,
    read_answers,
    read_click,
    read_command,
    read_person_left,
    trigger,
)
from bot.chat.slack.forms import Remembered, remember
from tests.slack import payloads
from tests.slack.spoilt import spoilt


def test_a_command() -> None:
    command = read_command(payloads.command(" 48213 oil filter "))
    assert (command.name, command.text) == ("parts", "48213 oil filter")
    assert command.sender.person == Person("slack", "U0TECH")
    assert command.sender.channel == Channel("slack", "C0SERVICE")
    assert (command.sender.workspace, command.sender.home) == ("T0", "T0")
    assert command.answer_to == payloads.RESPONSE_URL


def test_typed_words_come_as_they_were_typed() -> None:
    command = read_command(payloads.command("Smith &amp; Sons &lt;!channel&gt; &amp;lt;"))
    assert command.text == "Smith & Sons <!channel> &lt;"


def test_what_no_database_takes_is_left_out() -> None:
    assert read_command(payloads.command("a\x00b\ud83dc")).text == "ab?c"


def test_a_button() -> None:
    click = read_click(payloads.click("step:in_stock#3", "1c:2"))
    assert (click.step, click.item_id, click.part) == ("in_stock", 48, "2")
    assert click.sender.channel == Channel("slack", "C0PARTS")
    assert click.answer_to == payloads.RESPONSE_URL


def test_a_menus_entry() -> None:
    click = read_click(payloads.choice("history#1c:part:with:colons"))
    assert (click.step, click.item_id, click.part) == ("history", 48, "part:with:colons")


@given(
    st.sampled_from(("claim", "in_stock")),
    st.integers(0, 2**63 - 1),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20),
)
def test_what_a_button_carries_comes_back(step: str, item_id: int, part: str) -> None:
    button = Button(step, "Label", item_id, part=part)
    ids = keys.ActionIds()
    ids.take(step)
    click = read_click(payloads.click(ids.take(step), keys.target(button)))
    assert (click.step, click.item_id, click.part) == (step, item_id, part)
    click = read_click(payloads.choice(keys.option_value(button)))
    assert (click.step, click.item_id, click.part) == (step, item_id, part)


@pytest.mark.parametrize(
    "payload",
    [
        payloads.click("step:claim", ""),
        payloads.click("step:claim", None),
        payloads.click("step:claim", "-5"),
        payloads.click("step:claim", "1_0"),
        payloads.click("step:claim", "zzzzzzzzzzzzz"),
        payloads.click("step:claim", "1C"),
        payloads.click("approve", "1c"),
        payloads.click("", "1c"),
        payloads.choice("history"),
        payloads.choice("#1c"),
        payloads.choice("history#?"),
        payloads.click(actions=[]),
        payloads.click(actions=None),
        payloads.click(actions=["claim"]),
    ],
)
def test_what_baton_did_not_draw_has_no_step(payload: dict[str, Any]) -> None:
    click = read_click(payload)
    assert (click.step, click.item_id, click.part) == ("", 0, "")


def test_a_click_in_a_modal_answers_where_the_modal_came_from() -> None:
    metadata = remember(Remembered("", "https://hooks.slack.com/x", "C7"))
    payload = payloads.click(view={"type": "modal", "private_metadata": metadata})
    for missing in ("channel", "container", "response_url"):
        payload[missing] = None
    click = read_click(payload)
    assert is_in_modal(payload)
    assert not is_in_modal(payloads.click())
    assert click.answer_to == "https://hooks.slack.com/x"
    assert click.sender.channel == Channel("slack", "C7")


def test_every_kind_of_answer() -> None:
    states = {
        "words": payloads.typed("Smith &amp; Sons"),
        "empty": payloads.typed(None),
        "person": {"type": "users_select", "selected_user": "U1"},
        "nobody": {"type": "users_select", "selected_user": None},
        "people": {"type": "multi_users_select", "selected_users": ["U1", "U2"]},
        "channel": {"type": "conversations_select", "selected_conversation": "C1"},
        "one": {"type": "static_select", "selected_option": {"value": "a"}},
        "none": {"type": "radio_buttons", "selected_option": None},
        "several": {"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]},
    }
    metadata = remember(Remembered("P-48", "https://hooks.slack.com/x", "C1"))
    answers = read_answers(payloads.submission(states, metadata))
    assert answers.values == {
        "words": "Smith & Sons",
        "empty": "",
        "person": "slack:U1",
        "nobody": "",
        "people": ("slack:U1", "slack:U2"),
        "channel": "slack:C1",
        "one": "a",
        "none": "",
        "several": ("a", "b"),
    }
    assert (answers.form, answers.context) == ("parts", "P-48")
    assert answers.answer_to == "https://hooks.slack.com/x"
    assert answers.sender.channel == Channel("slack", "C1")


def test_a_form_is_read_as_it_was_seen_too() -> None:
    option = {"text": {"type": "plain_text", "text": "Customer waits"}, "value": "waiting"}
    payload = payloads.submission(
        {
            "lines": payloads.typed("1x oil &amp; filter"),
            "by": payloads.typed(None),
            "priority": {"type": "radio_buttons", "selected_option": option},
            "to": {"type": "users_select", "selected_user": "U0SAM"},
            "done": {"type": "checkboxes", "selected_options": [option, option]},
        }
    )
    for block in payload["view"]["blocks"]:
        block["label"] = {"type": "plain_text", "text": block["block_id"].upper()}
    assert read_answers(payload).shown == (
        ("BLOCK-LINES", ("1x oil & filter",)),
        ("BLOCK-PRIORITY", ("Customer waits",)),
        ("BLOCK-TO", (Person("slack", "U0SAM"),)),
        ("BLOCK-DONE", ("Customer waits, Customer waits",)),
    )


def test_blocks_are_found_by_field() -> None:
    payload = payloads.submission({"ro": payloads.typed("1"), "eta": payloads.typed("")})
    assert field_blocks(payload) == {"ro": "block-ro", "eta": "block-eta"}


def test_someone_of_another_company_is_said_to_be() -> None:
    guest = {"id": "U9", "team_id": "T9"}
    assert read_click(payloads.click(user=guest)).sender.home == "T9"
    assert read_click(payloads.click(user=guest)).sender.workspace == "T0"
    payload = payloads.submission(user=guest, team={"id": "T9"})
    assert read_answers(payload).sender.workspace == "T0"


def test_a_person_who_left() -> None:
    left = read_person_left(payloads.user_change())
    assert left is not None
    assert left.sender.person == Person("slack", "U0GONE")


@pytest.mark.parametrize(
    "payload",
    [
        payloads.user_change(deleted=False),
        payloads.user_change(event={"type": "channel_archive", "channel": "C1"}),
        payloads.user_change(event={"type": "user_change", "user": "U1"}),
    ],
)
def test_other_news_says_nothing(payload: dict[str, Any]) -> None:
    assert read_person_left(payload) is None


def test_the_same_thing_has_the_same_key() -> None:
    once, again = payloads.command(), dict(reversed(payloads.command().items()))
    assert delivery_key(once) == delivery_key(again)
    assert delivery_key(once) != delivery_key(payloads.command(trigger_id="1.2.9"))


def test_the_trigger() -> None:
    assert trigger(payloads.click()) == "1.2.4"
    assert trigger({}) == ""


readers: list[tuple[Callable[[Any], object], dict[str, Any]]] = [
    (read_command, payloads.command()),
    (read_click, payloads.click()),
    (read_click, payloads.choice("history#1c")),
    (read_answers, payloads.submission({"ro": payloads.typed("1")}, remember(Remembered("x")))),
    (read_person_left, payloads.user_change()),
    (field_blocks, payloads.submission({"ro": payloads.typed("1")})),
    (trigger, payloads.click()),
    (is_in_modal, payloads.click()),
]


@given(st.sampled_from(readers), st.data())
def test_nothing_that_arrives_breaks_the_reading(
    reader: tuple[Callable[[Any], object], dict[str, Any]], data: st.DataObject
) -> None:
    read, example = reader
    payload = spoilt(data, example)
    with contextlib.suppress(Unreadable):
        read(payload)
