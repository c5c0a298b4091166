"""Meetings from the evening before to the locked minutes: what people type and press, and what the
clock does by itself."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat.card import Card, Note
from bot.chat.exchange import Say, Show
from bot.chat.form import Value
from bot.chat.stored import load_content
from bot.services.meetings import close_forgotten
from bot.store.directory import mark_changed
from bot.store.meetings import EntryRow, MeetingRow, SeriesRow, load_meeting, series_of
from bot.store.outbox import Kind, OutboxRow
from bot.store.stores import MemberRow, StoreRow
from bot.workflows.schedule import Outcome
from tests.world import (
    CHANNELS,
    OUTSIDER,
    PEOPLE,
    World,
    local,
    name_of,
    read_card,
    say,
    words_of,
)

HUDDLE, JOINT = "Shift huddle", "Joint meeting"
TOMORROW = date(2026, 11, 24)


def types(world: World, who: str, line: str = "", channel: str = "") -> str:
    """What somebody is answered to a line after /meeting, with a card read out whole."""
    reply = world.command(who, "meeting", line, channel=channel)
    if isinstance(reply, Say) and isinstance(reply.words, Card):
        return read_card(reply.words)
    return words_of(reply)


def go_to(world: World, month: int, day: int, hour: int, minute: int = 0) -> list[Outcome]:
    """It is that time, and what the clock does by then is done."""
    world.clock.at = local(month, day, hour, minute)
    return world.tick("agenda", "guest")


def meeting(world: World, name: str = HUDDLE, on: date = TOMORROW) -> MeetingRow:
    store_id = world.store.id
    with world.database.transaction() as session:
        found = session.scalars(
            select(MeetingRow.id)
            .join(SeriesRow, SeriesRow.id == MeetingRow.series_id)
            .where(
                SeriesRow.store_id == store_id,
                SeriesRow.name == name,
                MeetingRow.held_on == on,
            )
        ).one()
        loaded = load_meeting(session, found)
    assert loaded is not None
    return loaded


def agendas(world: World) -> list[OutboxRow]:
    return [row for row in world.outbox(Kind.CARD) if row.meeting_id is not None]


def agenda(world: World) -> str:
    """The newest agenda, as it would be drawn now."""
    shown = world.shows(agendas(world)[-1])
    assert isinstance(shown, Card)
    return read_card(shown)


def thread(world: World) -> list[str]:
    """What stands in the thread of the newest agenda."""
    card = agendas(world)[-1]
    found = []
    for row in world.outbox(Kind.THREAD):
        if row.card_id == card.id:
            found.append(read_stored(row))
    return found


def read_stored(row: OutboxRow) -> str:
    content = load_content(row.body or [])
    return read_card(content) if isinstance(content, Card) else say(content)  # type: ignore[arg-type]


@pytest.fixture
def posted(world: World) -> World:
    """Tomorrow at 7:00 AM the agenda of the huddle is out."""
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)
    go_to(world, 11, 24, 7)
    return world


@pytest.fixture
def running(posted: World) -> World:
    """Grace started the huddle at 7:30 AM."""
    posted.clock.at = local(11, 24, 7, 30)
    types(posted, "Grace", "start")
    return posted


# The agenda comes by itself.


def test_a_store_begins_with_a_huddle_and_a_joint_meeting(world: World) -> None:
    assert types(world, "Grace", "setup").splitlines() == [
        "Meetings of Lakeside Motors",
        "Shift huddle: Mon-Sat 7:30 AM, Service; agenda 30 min before in #service",
        "Joint meeting: Wed 9:00 AM, all departments; agenda 30 min before in #sales",
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


def all_meetings(world: World) -> list[MeetingRow]:
    mine = select(MeetingRow).where(MeetingRow.store_id == world.store.id)
    with world.database.transaction() as session:
        return list(session.scalars(mine.order_by(MeetingRow.held_on)))


def test_the_questions_are_asked_in_turn(world: World) -> None:
    for day in (23, 24, 25, 27):
        go_to(world, 11, day, 6)
        go_to(world, 11, day, 7)
    asked = [each.question for each in all_meetings(world) if each.question]
    first, second = "Where could we be selling more?", "How could we help each other improve?"
    assert asked[0] != asked[1]
    assert set(asked) == {first, second}


# The guest of the day.


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


# Being there.


def test_who_is_there_stands_on_the_agenda_with_who_visits(posted: World) -> None:
    for who in ("Grace", "Luis", "Joan"):
        posted.press(who, "meeting.here", meeting(posted).id, channel="service")
    assert "Here (3): Grace, Joan (Parts), Luis" in agenda(posted)
    posted.press("Luis", "meeting.here", meeting(posted).id, channel="service")
    assert posted.answered("Luis") == ["You are on the list already."]
    assert len(meeting(posted).here) == 3


def test_an_outsider_is_not_there(posted: World) -> None:
    posted.press(OUTSIDER, "meeting.here", meeting(posted).id, channel="service")
    assert meeting(posted).here == []


def test_the_joint_meeting_shows_the_month_of_visits(posted: World) -> None:
    posted.press("Joan", "meeting.here", meeting(posted).id)
    posted.clock.at = local(11, 24, 10)
    types(posted, "Grace", "end")
    words = types(posted, "Priya")
    assert words.startswith("Joint meeting · Wed Nov 25, 9:00 AM")
    assert "Visits in Nov: Joan (Parts) at Shift huddle" in words
    assert "Guest of the day" not in words


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
        ("اجتماع", "I do not know /meeting اجتماع. Try /meeting help."),
    ],
)
def test_what_cannot_be_read_gets_an_example(posted: World, line: str, said: str) -> None:
    words = types(posted, "Tom", line)
    assert words.startswith(said)
    assert len(line) < 400 or line in words, "nothing typed is lost"
    assert meeting(posted).entries == []


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
    assert len(agenda(posted).splitlines()) <= 20


# Holding it, and the minutes.


def test_the_minutes_go_into_the_thread_and_are_locked(running: World) -> None:
    running.press("Joan", "meeting.here", meeting(running).id)
    types(running, "Tom", "add the loaner keys are missing")
    types(running, "Tom", "notes two advisors at the drive on Mondays")
    types(running, "Grace", f"action @{PEOPLE['Dana']} call the fleet by fri")
    running.clock.at = local(11, 24, 7, 44)
    assert types(running, "Grace", "end") == (
        "Ended: Shift huddle, Tue Nov 24, 7:30 AM. The minutes are in its thread."
    )
    assert thread(running)[-1].splitlines() == [
        "Minutes · Shift huddle · Tue Nov 24",
        "From 7:30 AM to 7:44 AM, ended by Grace.",
        "Here (2)",
        "Grace, Joan (visiting from Parts)",
        "Decided",
        "• two advisors at the drive on Mondays (Tom)",
        "Actions",
        "• A-1 Dana: call the fleet, due Fri Nov 27, 6:00 PM",
        "Topics",
        "• the loaner keys are missing (Tom)",
        "Question",
        "Where could we be selling more?",
        "Locked.",
    ]
    card = agenda(running)
    assert "Over at 7:44 AM. The minutes are in the thread." in card
    assert "[" not in card, "nothing can be pressed any more"
    before = meeting(running)
    for step in ("here", "add", "start", "end"):
        running.press("Tom", f"meeting.{step}", before.id)
    assert all("minutes are locked" in words for words in running.answered("Tom"))
    assert len(running.answered("Tom")) >= 3
    assert meeting(running).version == before.version


def test_a_note_without_a_meeting_is_kept_and_explained(world: World) -> None:
    words = types(world, "Tom", "notes two advisors")
    assert words.startswith("No meeting is going on: Shift huddle comes Tue Nov 24, 7:30 AM.")
    assert "You typed: /meeting notes two advisors" in words


def test_a_meeting_that_has_not_begun_cannot_end(posted: World) -> None:
    words = types(posted, "Grace", "end")
    assert words.startswith("Shift huddle has not begun: it starts today 7:30 AM.")


def test_starting_early_posts_the_agenda(world: World) -> None:
    world.clock.at = local(11, 24, 6, 40)
    assert types(world, "Grace", "start").startswith("Started: Shift huddle, Tue Nov 24, 7:30 AM.")
    assert "Running since 6:40 AM" in agenda(world)
    assert "Here (1): Grace" in agenda(world)
    assert types(world, "Grace", "start").startswith("Shift huddle was started today 6:40 AM.")


def test_a_meeting_of_another_day_is_not_used_up_today(world: World) -> None:
    words = types(world, "Grace", "start")
    assert words.startswith("The next Shift huddle is Tue Nov 24, 7:30 AM: it can be started on")
    assert agendas(world) == []


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


def test_a_goal_needs_its_colon(world: World) -> None:
    types(world, "Grace", "add goal-setting class on Friday")
    with world.work() as work:
        said = select(EntryRow.kind).where(EntryRow.words == "goal-setting class on Friday")
        assert set(work.session.scalars(said)) == {"topic"}


def test_whoever_stands_there_may_lead_when_the_host_is_away(posted: World) -> None:
    assert "Grace leads Shift huddle" in types(posted, "Tom", "start")
    posted.press("Tom", "meeting.here", meeting(posted).id)
    assert types(posted, "Tom", "start").startswith("Started")
    posted.press("Grace", "meeting.here", meeting(posted).id)
    posted.press("Luis", "meeting.here", meeting(posted).id)
    assert "Grace leads Shift huddle. Ask them" in types(posted, "Luis", "end")
    assert types(posted, "Joan", "end", "service").startswith("Ended"), "any manager may"


def test_a_meeting_nobody_ends_closes_itself(posted: World) -> None:
    posted.clock.at = local(11, 24, 9, 29)
    with posted.work() as work:
        assert close_forgotten(work) == 0
    posted.clock.at = local(11, 24, 9, 30)
    with posted.work() as work:
        assert close_forgotten(work) == 1
    with posted.work() as work:
        assert close_forgotten(work) == 0
    assert "Nobody ended it, so it closed itself at 9:30 AM." in thread(posted)[-1]


def test_long_minutes_go_on_in_a_second_message(running: World) -> None:
    for number in range(40):
        types(running, "Tom", f"notes {number} " + "x" * 480)
    running.clock.at = local(11, 24, 7, 50)
    types(running, "Grace", "end")
    pages = thread(running)
    assert len(pages) > 2
    assert pages[1].startswith("Minutes · Shift huddle · Tue Nov 24 (continued)")
    assert sum(f"• {number} x" in page for page in pages for number in range(40)) == 40


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


# Setting up.


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


def all_series(world: World) -> list[SeriesRow]:
    mine = select(SeriesRow).where(SeriesRow.store_id == world.store.id)
    with world.database.transaction() as session:
        return list(session.scalars(mine.order_by(SeriesRow.id)))


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


def test_somebody_who_left_is_not_asked(world: World) -> None:
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)

    joan = (world.store.id, "parts", PEOPLE["Joan"])

    def leave(session: Session) -> None:
        session.delete(session.get_one(MemberRow, joan))

    world.change(leave)
    go_to(world, 11, 24, 7)
    assert meeting(world).guest == PEOPLE["Priya"]


def test_every_agenda_of_a_group_is_its_own(world: World) -> None:
    """What is meant is of this store: another workspace's meetings are not found."""
    world.clock.at = local(11, 24, 6, 40)
    types(world, "Grace", "start")
    other = World(world.database)
    other.press("Grace", "meeting.here", meeting(world).id)
    assert "not posted yet" in other.answered("Grace")[0]
    assert len(meeting(world).here) == 1
