"""What people see and may do, and the workspace they do it in."""

import re
import threading
from typing import Any

import pytest

from sandbox.app import ManifestError, install
from sandbox.cast import Cast
from sandbox.clock import FrozenClock, Timestamps, micros_of
from sandbox.fields import client_side_errors, entered, initial_value
from sandbox.lakeside import (
    DANA,
    EVERYBODY,
    GENERAL,
    GRACE,
    LAKESIDE,
    LUIS,
    PARTS,
    PARTS_PEOPLE,
    SALES,
    SALES_PEOPLE,
    SAM,
    SERVICE,
    SERVICE_PEOPLE,
)
from sandbox.model import Change, ChangeKind, Channel, SandboxMistake, User
from sandbox.server import Sandbox
from tests.sandbox.apps import MANIFEST, RunningApp
from tests.sandbox.conftest import MakeBox
from tests.sandbox.forms import actions, button, field, modal, option, section

# The dealership


def test_lakeside_is_nine_people_in_three_departments() -> None:
    assert len(LAKESIDE.users) == len(EVERYBODY) == len(set(EVERYBODY)) == 9
    assert [len(d) for d in (SALES_PEOPLE, SERVICE_PEOPLE, PARTS_PEOPLE)] == [3, 4, 2]
    assert all(re.fullmatch(r"U0[A-Z0-9]{9}", user.id) for user in LAKESIDE.users)
    assert all(re.fullmatch(r"C0[A-Z0-9]{9}", channel.id) for channel in LAKESIDE.channels)
    names = [user.real_name for user in LAKESIDE.users]
    assert "Dana Whitfield" in names
    assert "Joan Price" in names


def test_the_morning_is_there_and_read(box: Sandbox) -> None:
    dana = box.workspace.person_named("Dana Whitfield")
    lines = dana.conversations()
    assert [line.name for line in lines] == ["general", "sales"]
    assert [line.unread for line in lines] == [0, 0]
    said = dana.messages(GENERAL)
    assert len(said) > 2
    assert said == sorted(said, key=lambda m: m.ts)
    with_replies = next(m for m in said if m.reply_count)
    assert len(dana.thread(GENERAL, with_replies.ts)) == 1 + with_replies.reply_count


# Reading and writing


def test_unread_counts(box: Sandbox) -> None:
    luis, sam = box.workspace.person_named("Luis"), box.workspace.person_named("Sam")
    root = luis.type(PARTS, "one")
    luis.reply(PARTS, str(root.ts), "in the thread")
    luis.type(PARTS, "two")

    def unread(person: Any) -> int:
        return next(c.unread for c in person.conversations() if c.id == PARTS)

    assert unread(sam) == 2
    assert unread(luis) == 0
    sam.mark_read(PARTS)
    assert unread(sam) == 0


def test_direct_conversations_newest_first(box: Sandbox) -> None:
    dana = box.workspace.person_named("Dana")
    with_luis, with_sam = dana.open_dm(LUIS), dana.open_dm(SAM)
    dana.type(with_sam, "first")
    dana.type(with_luis, "second")
    direct = [c for c in dana.conversations() if c.kind == "im"]
    assert [c.name for c in direct] == ["Luis Ortega", "Sam Becker"]
    assert box.workspace.person_named("Grace").messages(with_luis) == []


def test_where_one_cannot_write(box: Sandbox) -> None:
    workspace = box.workspace
    dana = workspace.person_named("Dana")
    assert dana.type(PARTS, "x").error == "You are not in #parts."
    assert dana.messages(PARTS), "a public channel can be read"
    workspace.add_channel(Channel("C0SECRET001", "secret", is_private=True, members=[GRACE]))
    assert dana.messages("C0SECRET001") == []
    workspace.archive(SALES)
    assert dana.type(SALES, "x").error == "#sales is archived."
    workspace.deactivate(DANA)
    assert dana.type(GENERAL, "x").error == "Your account has been deactivated."
    with pytest.raises(SandboxMistake):
        dana.type("C0NOWHERE01", "x")


def test_what_people_type_is_only_text(box: Sandbox) -> None:
    luis = box.workspace.person_named("Luis")
    luis.type(PARTS, "<!channel> a & b @sam #parts")
    assert luis.messages(PARTS)[-1].text == f"&lt;!channel&gt; a &amp; b <@{SAM}> <#{PARTS}|parts>"


def test_a_tab_that_takes_no_messages(make_box: MakeBox) -> None:
    home = {"home_tab_enabled": True, "messages_tab_read_only_enabled": True}
    manifest = MANIFEST | {"features": MANIFEST["features"] | {"app_home": home}}
    box = make_box(manifest=manifest)
    dana = box.workspace.person_named("Dana")
    outcome = dana.type(dana.open_dm(box.app.bot_user), "hello")
    assert outcome.error == "Sending messages to this app has been turned off."


def test_what_was_seen_stays_as_it_was(box: Sandbox) -> None:
    luis = box.workspace.person_named("Luis")
    before = luis.messages(PARTS)[0]
    luis.react(PARTS, before.ts, "eyes")
    assert "eyes" not in before.reactions
    assert luis.messages(PARTS)[0].reactions["eyes"] == [LUIS]


# Private answers with buttons


def test_a_private_answer_can_be_replaced_and_taken_back(socket_app: RunningApp) -> None:
    @socket_app.app.command("/ask")
    def ask(ack: Any) -> None:
        ack(text="sure?", blocks=[actions(button("yes"), button("no"))])

    @socket_app.app.action("yes")
    def yes(ack: Any, body: dict[str, Any], respond: Any) -> None:
        assert "message" not in body, "Slack does not keep private messages"
        assert body["container"]["is_ephemeral"]
        ack()
        respond(text="done", replace_original=True)

    @socket_app.app.action("no")
    def no(ack: Any, respond: Any) -> None:
        ack()
        respond(delete_original=True)

    luis = socket_app.box.workspace.person_named("Luis")
    luis.type(PARTS, "/ask")
    asked = luis.messages(PARTS)[-1]
    assert luis.click(asked, "yes").ok
    assert (luis.messages(PARTS)[-1].text, luis.messages(PARTS)[-1].ephemeral_to) == ("done", LUIS)
    luis.type(PARTS, "/ask")
    again = luis.messages(PARTS)[-1]
    assert luis.click(again, "no").ok
    assert luis.messages(PARTS)[-1].text == "done"
    assert luis.click(again, "no").error == "This message was deleted."


def test_a_person_who_left_can_press_nothing(socket_app: RunningApp) -> None:
    ts = socket_app.client.chat_postMessage(
        channel=PARTS, text="card", blocks=[actions(button("go"))]
    )["ts"]
    luis = socket_app.box.workspace.person_named("Luis")
    socket_app.box.workspace.deactivate(LUIS)
    assert luis.click((PARTS, ts), "go").error == "Your account has been deactivated."


def test_an_app_without_interactivity_hears_no_clicks(socket_app: RunningApp) -> None:
    ts = socket_app.client.chat_postMessage(
        channel=PARTS, text="card", blocks=[actions(button("go"))]
    )["ts"]
    socket_app.box.app.interactive = False
    outcome = socket_app.box.workspace.person_named("Luis").click((PARTS, ts), "go")
    assert outcome.error == "This app is not configured to handle interactive responses."


def test_a_script_that_asks_for_the_impossible_is_told(socket_app: RunningApp) -> None:
    box = socket_app.box
    ts = socket_app.client.chat_postMessage(
        channel=PARTS, text="card", blocks=[actions(button("go"))]
    )["ts"]
    luis = box.workspace.person_named("Luis")
    with pytest.raises(SandboxMistake, match="there is go"):
        luis.click((PARTS, ts), "stop")
    with pytest.raises(SandboxMistake):
        luis.submit("V0NOTHERE01")
    with pytest.raises(SandboxMistake):
        box.workspace.person_named("Nobody")
    trigger = box.workspace.modals.new_trigger(LUIS, PARTS)
    socket_app.client.views_open(trigger_id=trigger, view=modal(field("ro")))
    form = luis.top_view()
    assert form is not None
    with pytest.raises(SandboxMistake, match="it has ro"):
        luis.submit(form.id, {"vin": "x"})
    with pytest.raises(SandboxMistake):
        box.workspace.person_named("Sam").submit(form.id)


# Fields


@pytest.mark.parametrize(
    ("element", "value", "shape"),
    [
        ({"type": "plain_text_input"}, "x", {"value": "x"}),
        ({"type": "plain_text_input"}, "", {"value": None}),
        ({"type": "number_input"}, 7, {"value": "7"}),
        ({"type": "email_text_input"}, "a@b.co", {"value": "a@b.co"}),
        ({"type": "url_text_input"}, "https://b.co", {"value": "https://b.co"}),
        ({"type": "datepicker"}, "2026-03-01", {"selected_date": "2026-03-01"}),
        ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
        ({"type": "datetimepicker"}, 1_700_000_000, {"selected_date_time": 1_700_000_000}),
        ({"type": "users_select"}, LUIS, {"selected_user": LUIS}),
        ({"type": "multi_users_select"}, [LUIS, SAM], {"selected_users": [LUIS, SAM]}),
        ({"type": "channels_select"}, PARTS, {"selected_channel": PARTS}),
        ({"type": "conversations_select"}, PARTS, {"selected_conversation": PARTS}),
        (
            {"type": "static_select", "options": [option("a")]},
            "A",
            {"selected_option": option("a")},
        ),
        (
            {"type": "multi_static_select", "options": [option("a"), option("b")]},
            ["b"],
            {"selected_options": [option("b")]},
        ),
        (
            {"type": "radio_buttons", "options": [option("a")]},
            "a",
            {"selected_option": option("a")},
        ),
        (
            {"type": "checkboxes", "options": [option("a"), option("b")]},
            ["a", "b"],
            {"selected_options": [option("a"), option("b")]},
        ),
        ({"type": "checkboxes", "options": [option("a")]}, [], {"selected_options": []}),
    ],
)
def test_every_field_in_slacks_shape(
    element: dict[str, Any], value: Any, shape: dict[str, Any]
) -> None:
    assert entered(element, value) == {"type": element["type"], **shape}


@pytest.mark.parametrize(
    ("element", "value", "wrong"),
    [
        ({"type": "email_text_input"}, "nobody", "Please enter a valid email address."),
        ({"type": "url_text_input"}, "lakeside", "Please enter a valid URL."),
        (
            {"type": "number_input", "is_decimal_allowed": False},
            "1.5",
            "Please enter a whole number.",
        ),
        (
            {"type": "number_input", "is_decimal_allowed": True, "min_value": "2"},
            "1.5",
            "Please enter a number of at least 2.",
        ),
        ({"type": "number_input", "is_decimal_allowed": True}, "many", "Please enter a number."),
        (
            {"type": "plain_text_input", "min_length": 4},
            "abc",
            "Please enter at least 4 characters.",
        ),
        (
            {"type": "multi_users_select", "max_selected_items": 1},
            [LUIS, SAM],
            "Please choose at most 1.",
        ),
    ],
)
def test_what_slacks_clients_refuse(element: dict[str, Any], value: Any, wrong: str) -> None:
    blocks = [field("b", element)]
    state = {"b": {"v": entered(element, value)}}
    assert client_side_errors(blocks, state) == {"b": wrong}
    assert client_side_errors(blocks, {"b": {"v": initial_value(element)}})["b"].startswith(
        "Please complete"
    )


# The workspace


def test_changes_are_numbered_and_told(box: Sandbox) -> None:
    heard: list[Change] = []
    stop = box.workspace.subscribe(heard.append)
    luis = box.workspace.person_named("Luis")
    luis.type(PARTS, "hello")
    luis.mark_read(PARTS)
    stop()
    luis.type(PARTS, "unheard")
    assert [change.kind for change in heard] == [ChangeKind.POSTED, ChangeKind.READ]
    assert heard[1].seq == heard[0].seq + 1
    assert (heard[0].channel, heard[0].user) == (PARTS, LUIS)


def test_a_broken_listener_hurts_nobody(box: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    def broken(change: Change) -> None:
        raise RuntimeError("page gone")

    box.workspace.subscribe(broken)
    assert box.workspace.person_named("Luis").type(PARTS, "x").ok


def test_waiting_ends_with_the_change_or_the_time(box: Sandbox) -> None:
    luis = box.workspace.person_named("Luis")
    later = threading.Timer(0.05, lambda: luis.type(PARTS, "now"))
    later.start()
    assert box.wait_for(lambda: luis.messages(PARTS)[-1].text == "now")
    later.join()
    with pytest.raises(TimeoutError):
        box.wait_for(lambda: False, 0.1)


def test_many_people_at_once(socket_app: RunningApp) -> None:
    @socket_app.app.command("/ask")
    def ask(ack: Any, body: dict[str, Any], client: Any) -> None:
        client.chat_postMessage(channel=PARTS, text=body["text"])
        ack(f"got {body['text']}")

    people = [socket_app.box.workspace.person(user) for user in EVERYBODY]
    outcomes: list[bool] = []

    def talk(person: Any) -> None:
        for n in range(10):
            outcomes.append(person.type(GENERAL, f"/ask {person.id}-{n}").ok)

    threads = [threading.Thread(target=talk, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [True] * 90
    posted = [m.text for m in people[0].messages(PARTS) if m.text.startswith("U0")]
    assert len(posted) == len(set(posted)) == 90
    for person in people:
        mine = [m.text for m in person.messages(GENERAL) if m.ephemeral_to]
        assert sorted(mine) == sorted(f"got {person.id}-{n}" for n in range(10))


def test_guests_and_people_of_other_companies(make_box: MakeBox) -> None:
    guest = User("U0GUEST0001", "gus", "Gus Guest", restricted=True)
    vendor = User("U0VENDOR001", "vera", "Vera Vendor", team="T0VENDOR")
    cast = Cast(
        LAKESIDE.team,
        [*LAKESIDE.users, guest, vendor],
        [
            *LAKESIDE.channels,
            Channel("C0SHARED001", "shared", members=[vendor.id, GRACE], shared=True),
        ],
        app_in=[PARTS, "C0SHARED001"],
    )
    box = make_box(cast=cast)
    assert box.workspace.person(guest.id).messages(PARTS) == []
    from tests.sandbox.conftest import client_of

    client = client_of(box)
    assert client.users_info(user=guest.id)["user"]["is_restricted"]
    shown = client.users_info(user=vendor.id)["user"]
    assert (shown["team_id"], shown["is_stranger"]) == ("T0VENDOR", True)
    assert client.conversations_info(channel="C0SHARED001")["channel"]["is_ext_shared"]


def test_timestamps_never_stand_or_fall() -> None:
    clock = FrozenClock(1_700_000_000.0)
    stamps = Timestamps(clock)
    first, second = stamps.next(), stamps.next()
    assert (first, second) == ("1700000000.000000", "1700000000.000100")
    clock.move(-3600)
    third = stamps.next()
    clock.move(7200)
    assert first < second < third < stamps.next()
    assert micros_of("1700000000.000100") == 1_700_000_000_000_100
    for wrong in ("yesterday", "Infinity", "NaN"):
        with pytest.raises(ValueError, match=wrong):
            micros_of(wrong)


@pytest.mark.parametrize(
    "broken",
    [
        {"display_information": {}},
        {"display_information": {"name": "x" * 36}},
        {"features": {"slash_commands": [{"command": "ask", "description": "d"}]}},
        {"features": {"slash_commands": [{"command": "/ask"}]}},
        {"features": []} | {"oauth_config": 3},
        {"oauth_config": {"scopes": {"bot": ["chat:write"]}}},
    ],
)
def test_a_manifest_that_slack_refuses(broken: dict[str, Any]) -> None:
    with pytest.raises(ManifestError):
        install(MANIFEST | broken)


def test_a_service_channel_hears_sections(socket_app: RunningApp) -> None:
    answer = socket_app.client.chat_postMessage(
        channel=SERVICE, text="t", blocks=[section("words")]
    )
    assert answer["message"]["blocks"][0]["block_id"]
