"""The guest of the day: who is asked, when, and who comes in his place."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from bot.chat.card import Note
from bot.chat.form import Value
from bot.store.outbox import Kind
from bot.store.stores import MemberRow
from bot.workflows.schedule import Outcome
from tests.workflows.meetings import HUDDLE, all_meetings, all_series, go_to, meeting, types
from tests.world import PEOPLE, World, local, name_of, say


def test_a_manager_of_another_department_is_told_the_afternoon_before(world: World) -> None:
    world.tick("agenda", "guest")
    assert Outcome.POSTED in go_to(world, 11, 23, 15)
    assert meeting(world).guest == PEOPLE["Joan"]
    (told,) = world.outbox(Kind.DIRECT)
    shown = world.shows(told)
    assert isinstance(shown, Note)
    assert told.lane == str(PEOPLE["Joan"])
    assert say(shown.words) == (
        "You are the guest of the day at Shift huddle, Tue Nov 24, 7:30 AM in #service. Ten "
        "minutes, standing: look in, and say what your department could do to help."
    )
    assert [button.label for button in shown.buttons] == ["I can't, ask someone else"]


def test_before_a_weekend_the_guest_of_monday_is_told_on_saturday(world: World) -> None:
    go_to(world, 11, 28, 9)
    go_to(world, 11, 28, 15)
    assert meeting(world, on=date(2026, 11, 30)).guest is not None


def test_a_swap_asks_the_next_in_turn_and_the_first_stays_next(world: World) -> None:
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)
    world.press("Joan", "meeting.swap", meeting(world).id)
    assert meeting(world).guest == PEOPLE["Priya"]
    assert world.answered("Joan") == ["Thank you for saying so. Priya is asked now."]
    assert len(world.outbox(Kind.DIRECT)) == 2
    world.press("Joan", "meeting.swap", meeting(world).id)
    assert "Priya is the guest at" in world.answered("Joan")[-1], "twice changes nothing"
    go_to(world, 11, 24, 15)
    assert meeting(world, on=date(2026, 11, 25)).guest == PEOPLE["Joan"]


def test_when_nobody_can_come_there_is_no_guest(world: World) -> None:
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)
    for who in ("Joan", "Priya"):
        world.press(who, "meeting.swap", meeting(world).id)
    assert meeting(world).guest is None
    assert "Nobody else can be asked" in world.answered("Priya")[0]


def test_over_two_weeks_the_guests_take_fair_turns(world: World) -> None:
    world.tick("agenda", "guest")
    for day in (23, 24, 25, 27, 28, 30):
        go_to(world, 11, day, 15)
    guests = [name_of(each.guest) for each in all_meetings(world) if each.guest]
    assert guests == ["Joan", "Priya", "Joan", "Priya", "Joan", "Priya"][: len(guests)]
    assert len(guests) >= 5


def test_somebody_who_left_is_not_asked(world: World) -> None:
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)

    joan = (world.store.id, "parts", PEOPLE["Joan"])

    def leave(session: Session) -> None:
        session.delete(session.get_one(MemberRow, joan))

    world.change(leave)
    go_to(world, 11, 24, 7)
    assert meeting(world).guest == PEOPLE["Priya"]


def test_whoever_was_asked_and_cannot_come_says_so_before_it_begins(world: World) -> None:
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)
    go_to(world, 11, 24, 7)
    needs_no = "Shift huddle · Tue Nov 24, 7:30 AM needs no guest any more. Nothing was changed."
    world.clock.at = local(11, 24, 7, 30)
    world.press("Joan", "meeting.swap", meeting(world).id)
    assert world.answered("Joan")[-1].startswith(needs_no)
    types(world, "Grace", "end")
    world.press("Joan", "meeting.swap", meeting(world).id)
    assert "Shift huddle ended Tue Nov 24, 7:30 AM" in world.answered("Joan")[-1]
    assert (meeting(world).guest, len(world.outbox(Kind.DIRECT))) == (PEOPLE["Joan"], 1)


def test_nobody_is_asked_to_a_meeting_that_was_started_early(world: World) -> None:
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)
    world.clock.at = local(11, 24, 6, 40)
    types(world, "Grace", "start")
    world.press("Joan", "meeting.swap", meeting(world).id)
    assert "needs no guest any more" in world.answered("Joan")[-1]
    assert meeting(world).guest == PEOPLE["Joan"]
    assert world.told("Priya") == []


def test_nobody_is_asked_to_a_meeting_that_is_switched_off(world: World) -> None:
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)
    huddle = next(row for row in all_series(world) if row.name == HUDDLE)
    world.answer("Grace", world.press("Grace", "meeting.setup", huddle.id), is_on="off")
    world.press("Joan", "meeting.swap", meeting(world).id)
    assert "needs no guest any more" in world.answered("Joan")[-1]
    assert world.told("Priya") == []


def huddle_becomes(world: World, **changes: Value) -> None:
    huddle = next(row for row in all_series(world) if row.name == HUDDLE)
    world.answer("Grace", world.press("Grace", "meeting.setup", huddle.id), **changes)


@pytest.mark.parametrize("changes", [{"is_on": "off"}, {"days": ("2", "3")}])
def test_who_was_named_hears_that_it_is_not_held(world: World, changes: dict[str, Value]) -> None:
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)
    assert meeting(world).guest == PEOPLE["Joan"]
    huddle_becomes(world, **changes)
    assert world.told("Joan")[-1] == (
        "Shift huddle, Tue Nov 24, 7:30 AM, is not held. You are not its guest of the day any more."
    )
    assert meeting(world).guest is None, "it was not his turn"
    said = len(world.told("Joan"))
    huddle_becomes(world, **changes)
    assert len(world.told("Joan")) == said


def test_who_was_named_hears_the_new_hour(world: World) -> None:
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)
    said = len(world.told("Joan"))
    huddle_becomes(world, questions="Who is off?")
    assert len(world.told("Joan")) == said, "nothing of his changed"
    huddle_becomes(world, start="9:15am")
    assert world.told("Joan")[-1].startswith(
        "Shift huddle starts Tue Nov 24, 9:15 AM now in #service. You are its guest of the day."
    )
    assert meeting(world).guest == PEOPLE["Joan"]
