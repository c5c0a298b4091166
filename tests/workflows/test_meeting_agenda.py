"""An agenda: it comes by itself, shows what people put on it, and is found from any channel."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cards.agenda import PHONE_ROWS
from bot.chat.card import Card
from bot.chat.exchange import Say
from bot.store.meetings import EntryRow
from bot.store.outbox import Kind
from bot.store.stores import MemberRow, StoreRow
from bot.workflows.schedule import Outcome
from tests.workflows.meetings import (
    HUDDLE,
    JOINT,
    agenda,
    agendas,
    all_meetings,
    choose_channel,
    go_to,
    meeting,
    thread,
    types,
)
from tests.world import CHANNELS, PEOPLE, World, local, read_card, say

# It comes by itself.


def test_a_store_begins_with_a_huddle_and_a_joint_meeting(world: World) -> None:
    assert types(world, "Grace", "setup").splitlines() == [
        "Meetings of Lakeside Motors",
        "Shift huddle: Mon-Sat 7:30 AM, Service; agenda 30 min before in #service",
        "Joint meeting: Wed 9:00 AM, all departments; no channel yet, so no agenda: choose one",
        "[Add a meeting] [Change] [Change]",
    ]


def test_the_agenda_is_posted_half_an_hour_before(world: World) -> None:
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)
    assert go_to(world, 11, 24, 6, 59) == []
    assert go_to(world, 11, 24, 7) == [Outcome.POSTED]
    (row,) = agendas(world)
    assert row.lane == str(CHANNELS["service"])
    assert agenda(world).splitlines()[:2] == [
        "Shift huddle · Tue Nov 24, 7:30 AM",
        "Host Grace · Guest of the day Joan (Parts)",
    ]
    assert go_to(world, 11, 24, 7, 1) == [], "once"


def test_an_agenda_that_comes_late_says_so(world: World) -> None:
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)
    assert go_to(world, 11, 24, 7, 12) == [Outcome.LATE]
    assert "⏰ This agenda came 12 min late." in agenda(world)


def test_an_agenda_is_of_no_use_an_hour_into_the_meeting(world: World) -> None:
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)
    assert go_to(world, 11, 24, 8, 31) == [Outcome.SKIPPED]
    assert agendas(world) == []


def test_no_agenda_on_a_closed_day(world: World) -> None:
    store_id = world.store.id

    def keep_holidays(session: Session) -> None:
        session.get_one(StoreRow, store_id).country = "US"

    world.change(keep_holidays)
    world.clock.at = local(11, 25, 10)
    world.tick("agenda", "guest")
    go_to(world, 11, 26, 7)  # Thanksgiving
    assert agendas(world) == []
    assert Outcome.POSTED in go_to(world, 11, 27, 7)
    assert "Wins of Wed Nov 25" not in agenda(world), "nothing was won, so nothing is said"


def test_the_questions_are_asked_in_turn(world: World) -> None:
    for day in (23, 24, 25, 27):
        go_to(world, 11, day, 6)
        go_to(world, 11, day, 7)
    asked = [each.question for each in all_meetings(world) if each.question]
    first, second = "Where could we be selling more?", "How could we help each other improve?"
    assert asked[0] != asked[1]
    assert set(asked) == {first, second}


# Putting something on it.


def test_what_people_add_shows_on_the_agenda(posted: World) -> None:
    edits = len(posted.outbox(Kind.EDIT))
    assert types(posted, "Luis", "add the loaner keys are missing") == (
        "On the agenda of Shift huddle, Tue Nov 24, 7:30 AM: the loaner keys are missing"
    )
    assert len(posted.outbox(Kind.EDIT)) == edits + 1, "the posted agenda is edited in place"
    types(posted, "Priya", "add goal: ten cars")
    types(posted, "Priya", "add goal: twelve cars")
    types(posted, "Joan", "add challenge: tell us before ten what waits")
    words = agenda(posted)
    assert "Goals today: Sales: twelve cars" in words
    assert "ten cars" not in words, "the newest goal of a department counts"
    assert "Needed from you: Parts: tell us before ten what waits" in words
    assert "Also: the loaner keys are missing (Luis)" in words
    assert len(agendas(posted)) == 1


def test_who_manages_all_departments_speaks_for_one_of_them_in_its_channel_alone(
    posted: World,
) -> None:
    marcus = (posted.store.id, "sales", PEOPLE["Marcus"])
    posted.change(lambda session: session.delete(session.get_one(MemberRow, marcus)))
    for who in ("Nora", "Marcus"):
        posted.make_general(who)
    types(posted, "Priya", "add goal: twelve cars")
    assert types(posted, "Nora", "add goal: nobody waits", channel="lobby") == (
        "Your own goal, on the agenda of Shift huddle, Tue Nov 24, 7:30 AM: nobody waits\n"
        "To speak for a department, type it in its channel."
    )
    types(posted, "Marcus", "add goal: a clean drive", channel="lobby")
    types(posted, "Marcus", "add goal: a clean drive by ten", channel="lobby")
    types(posted, "Nora", "add challenge: be on time", channel="lobby")
    assert types(posted, "Nora", "add goal: no comebacks", channel="service").startswith(
        "Your department's goal, on the agenda of Shift huddle"
    )
    lines = agenda(posted).splitlines()
    place = lines.index("Goals today: Sales: twelve cars")
    assert lines[place + 1 : place + 4] == [
        "• Service: no comebacks",
        "• nobody waits (Nora)",
        "• a clean drive by ten (Marcus)",
    ]
    assert "Needed from you: be on time (Nora)" in lines


def test_the_button_adds_too(posted: World) -> None:
    form = posted.press("Tom", "meeting.add", meeting(posted).id)
    posted.answer("Tom", form, kind="goal", words="no comebacks")
    assert "Goals today: Service: no comebacks" in agenda(posted)


def test_an_action_stays_on_agendas_until_it_is_done(posted: World) -> None:
    types(posted, "Grace", f"action @{PEOPLE['Dana']} call the fleet by fri")
    line = "Actions: A-1 Dana: call the fleet, due Fri Nov 27, 6:00 PM"
    assert line in agenda(posted)
    posted.clock.at = local(11, 24, 8)
    types(posted, "Grace", "end")
    go_to(posted, 11, 25, 6)
    go_to(posted, 11, 25, 7)
    assert line in agenda(posted), "carried over"
    posted.take("Dana", "done", "A-1")
    assert "Actions" not in agenda(posted)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("add", "What shall I write down? Try /meeting add the loaner keys are missing again"),
        ("add goal:", "What shall I write down? Try /meeting add goal: twelve cars out by five"),
        ("notes", "What shall I write down? Try /meeting notes we try two advisors"),
        ("add " + "x" * 501, "That is 501 characters; 500 fit. Say it shorter."),
        ("frobnicate", "I do not know /meeting frobnicate. Try /meeting help."),
        (
            "frobnicate the lift",
            "I do not know /meeting frobnicate. Try /meeting help.\nYou typed: /meeting frobnicate",
        ),
        (
            "ad the keys are missing",
            "I do not know /meeting ad. Did you mean this?\n/meeting add the keys are missing",
        ),
        (
            "goal: twelve cars",
            "I do not know /meeting goal:. Did you mean this?\n/meeting add goal: twelve cars",
        ),
        ("stop", "I do not know /meeting stop. Did you mean this?\n/meeting end"),
        ("begin", "I do not know /meeting begin. Did you mean this?\n/meeting start"),
        ("اجتماع", "I do not know /meeting اجتماع. Try /meeting help."),
    ],
)
def test_what_cannot_be_read_gets_an_example(posted: World, line: str, said: str) -> None:
    words = types(posted, "Tom", line)
    assert words.startswith(said)
    assert len(line) < 400 or line in words, "nothing typed is lost"
    assert meeting(posted).entries == []


@pytest.mark.parametrize("line", ["Goal – twelve cars", "“goal”: twelve cars"])
def test_a_goal_as_a_phone_writes_it(posted: World, line: str) -> None:
    assert types(posted, "Tom", f"add {line}").startswith("Your department's goal, on the agenda")
    assert "twelve cars" in agenda(posted)


def test_a_goal_without_its_colon_is_a_topic_and_told_how(posted: World) -> None:
    said = types(posted, "Tom", "add goal twelve cars")
    assert said.startswith("On the agenda of Shift huddle")
    assert said.endswith("/meeting add goal: twelve cars out by five")
    assert "If you meant" not in types(posted, "Tom", "add the goal posts are gone")


def test_hostile_words_are_only_words(posted: World) -> None:
    for words in ("<!channel> *bold* &amp;", "شكرا يا جماعة", "payload=1 🚚" * 20):
        types(posted, "Tom", f"add {words}")
    shown = agenda(posted)
    assert "<!channel> *bold* &amp; (Tom)" in shown
    assert "شكرا يا جماعة (Tom)" in shown


def test_an_agenda_has_room_for_so_many_topics(posted: World) -> None:
    for number in range(40):
        types(posted, "Tom", f"add topic {number}")
    assert "has 40 of these already" in types(posted, "Tom", "add one more")
    # Its list, and the title, the host, the buttons around it.
    assert len(agenda(posted).splitlines()) <= PHONE_ROWS + 3


def test_a_goal_needs_its_colon(world: World) -> None:
    types(world, "Grace", "add goal-setting class on Friday")
    with world.work() as work:
        said = select(EntryRow.kind).where(EntryRow.words == "goal-setting class on Friday")
        assert set(work.session.scalars(said)) == {"topic"}


def test_the_managers_meeting_is_posted_where_they_chose_and_nowhere_else(world: World) -> None:
    world.tick("agenda", "guest")
    go_to(world, 11, 25, 8, 30)
    assert {row.lane for row in agendas(world)} <= {str(CHANNELS["service"])}
    choose_channel(world, JOINT, "lobby")
    go_to(world, 12, 2, 8, 29)
    assert go_to(world, 12, 2, 8, 30) == [Outcome.POSTED]
    assert agendas(world)[-1].lane == str(CHANNELS["lobby"])


# Which meeting is meant.


def test_the_channel_says_which_meeting_is_meant(world: World) -> None:
    assert types(world, "Priya", channel="service").startswith(HUDDLE)
    assert types(world, "Priya", channel="sales").startswith(JOINT)
    assert types(world, "Luis", channel="lobby").startswith(HUDDLE), "his department's"
    assert types(world, "Sam", channel="lobby").startswith(JOINT)
    assert types(world, "Nora", channel="lobby").startswith(HUDDLE), "the nearest"


def test_the_preview_is_what_will_be_posted_and_posts_nothing(world: World) -> None:
    world.command("Luis", "parts", "48213 1x oil filter down")
    for number in range(20):
        world.command("Luis", "parts", f"48{number + 300} 1x oil filter")
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)
    world.clock.at = local(11, 24, 7)
    before = len(world.outbox())
    reply = world.command("Grace", "meeting", "preview")
    assert len(world.outbox()) == before
    assert isinstance(reply, Say)
    assert isinstance(reply.words, Card)
    seen, footer = read_card(reply.words).splitlines(), say(reply.words.footer)
    assert footer == "Preview: nothing was posted. It is posted Tue Nov 24, 7:00 AM in #service."
    world.tick("agenda", "guest")
    posted = agenda(world).splitlines()
    *lines, buttons = posted
    assert seen[: len(lines)] == lines
    assert seen[-1] == buttons
    (more,) = thread(world)
    below = [line.removeprefix("In its thread: ") for line in seen[len(lines) : -2]]
    assert below == more.splitlines()[1:]


def test_every_agenda_of_a_group_is_its_own(world: World) -> None:
    """What is meant is of this store: another workspace's meetings are not found."""
    world.clock.at = local(11, 24, 6, 40)
    types(world, "Grace", "start")
    other = World(world.database)
    other.press("Grace", "meeting.here", meeting(world).id)
    assert "not posted yet" in other.answered("Grace")[0]
    assert len(meeting(world).here) == 1
