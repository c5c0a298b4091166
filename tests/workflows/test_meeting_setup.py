"""Which meetings a store has, and how a manager changes that."""

from __future__ import annotations

from bot.chat.exchange import Show
from bot.chat.form import Value
from bot.store.directory import mark_changed
from bot.store.meetings import series_of
from bot.workflows.schedule import Outcome
from tests.workflows.meetings import (
    HUDDLE,
    JOINT,
    agenda,
    agendas,
    all_series,
    go_to,
    meeting,
    types,
)
from tests.world import CHANNELS, PEOPLE, World, local, words_of


def series_form(world: World, **changes: Value) -> Show:
    reply = world.press("Grace", "meeting.setup", 0)
    assert isinstance(reply, Show)
    return reply


def test_a_manager_adds_a_meeting(world: World) -> None:
    form = series_form(world)
    world.answer(
        "Grace", form, name="Parts huddle", start="8", departments=("parts",), before="10",
        host=str(PEOPLE["Sam"]), questions="What was not on the shelf?\n\n",
    )  # fmt: skip
    assert world.answered("Grace") == [
        "Parts huddle is saved: it starts at 8:00 AM, and its agenda is posted at 7:50 AM in "
        "#parts. /meeting preview shows what it will say."
    ]
    words = types(world, "Sam")
    assert words.startswith("Parts huddle · Tue Nov 24, 8:00 AM")
    assert "Host Sam · Guest of the day Grace (Service)" in words
    assert "Question: What was not on the shelf?" in words
    world.tick("agenda", "guest")
    assert Outcome.POSTED in go_to(world, 11, 24, 7, 50)


def test_a_meeting_is_changed_and_switched_off(world: World) -> None:
    types(world, "Grace", "setup")
    huddle = next(row for row in all_series(world) if row.name == HUDDLE)
    form = world.press("Grace", "meeting.setup", huddle.id)
    world.answer("Grace", form, start="6:45 am", is_on="off")
    assert "switched off" in world.answered("Grace")[-1]
    assert types(world, "Luis").startswith(JOINT)
    world.tick("agenda", "guest")
    assert go_to(world, 11, 24, 7) == []


def test_an_agenda_that_is_out_follows_its_meeting_to_a_new_channel(posted: World) -> None:
    huddle = next(row for row in all_series(posted) if row.name == HUDDLE)
    form = posted.press("Grace", "meeting.setup", huddle.id)
    posted.answer("Grace", form, channel=str(CHANNELS["lobby"]))
    cards = agendas(posted)
    assert [card.lane for card in cards] == [str(CHANNELS["service"]), str(CHANNELS["lobby"])]
    assert meeting(posted).card_id == cards[-1].id
    assert agenda(posted).startswith("Shift huddle")


def test_an_agenda_that_is_out_follows_its_department_to_a_new_channel(posted: World) -> None:
    service, lobby = str(CHANNELS["service"]), str(CHANNELS["lobby"])
    form = posted.command("Grace", "baton", "setup")
    posted.answer("Grace", form, **{"channel-service": lobby})
    assert [card.lane for card in agendas(posted)] == [service, lobby]
    assert meeting(posted).card_id == agendas(posted)[-1].id
    assert agenda(posted).startswith("Shift huddle")
    own = next(row for row in all_series(posted) if row.name == HUDDLE)
    posted.answer("Grace", posted.press("Grace", "meeting.setup", own.id), channel=lobby)
    form = posted.command("Grace", "baton", "setup")
    posted.answer("Grace", form, **{"channel-service": service})
    assert len(agendas(posted)) == 2, "a meeting with a channel of its own stays there"


def test_a_meeting_that_moves_after_its_guest_was_told_moves_whole(world: World) -> None:
    """The record is there since the guest was asked; the agenda says the new hour all the same."""
    go_to(world, 11, 23, 15, 1)
    types(world, "Grace", "add two advisors are off")
    store_id = world.store.id
    with world.work() as work:
        (row,) = [each for each in series_of(work.session, [store_id]) if each.name == HUDDLE]
        row.minute = 10 * 60
        mark_changed(work.session, work.directory.workspace_id)
    assert "10:00 AM" in types(world, "Grace", "")
    go_to(world, 11, 23, 16)
    assert go_to(world, 11, 24, 9, 31) == [Outcome.POSTED]
    assert agenda(world).startswith("Shift huddle · Tue Nov 24, 10:00 AM")
    assert meeting(world).closes_at == local(11, 24, 12)


def test_what_does_not_fit_stays_in_the_form(world: World) -> None:
    types(world, "Grace", "setup")
    form = series_form(world)
    good: dict[str, Value] = {"name": "Late huddle", "start": "4pm", "departments": ("sales",)}
    for name, bad, said in (
        ("name", "", "This one is needed."),
        ("name", HUDDLE, "There is a meeting of that name."),
        ("start", "25:00", "There is no hour"),
        ("start", "soon", "as a time of day. Write it like 7:15am."),
        ("before", "721", "Up to 720 minutes"),
        ("before", "-5", "Write a whole number"),
        ("days", (), "This one is needed."),
        ("departments", (), "This one is needed."),
        ("questions", "x" * 201, "up to 200 characters"),
    ):
        assert said in words_of(world.answer("Grace", form, **{**good, name: bad})), (name, bad)
    assert len(all_series(world)) == 2


def test_only_managers_set_up(world: World) -> None:
    assert "Only a manager of this store can do that." in types(world, "Tom", "setup")
    world.press("Tom", "meeting.setup", 0)
    assert "Only a manager" in world.answered("Tom")[0]


def test_an_agenda_before_midnight_belongs_to_the_next_day(world: World) -> None:
    world.answer(
        "Grace", series_form(world), name="Early", start="12:10am", departments=("parts",),
        before="30",
    )  # fmt: skip
    world.tick("agenda", "guest")
    assert Outcome.POSTED in go_to(world, 11, 23, 23, 40)
    assert meeting(world, "Early").posted_at is not None
