"""Holding a meeting, from "I'm here" to the locked minutes."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from bot.services.agendas import record_from
from bot.services.meetings import close_forgotten
from bot.store.meetings import visits_between
from bot.store.stores import StoreDepartmentRow
from tests.workflows.meetings import HUDDLE, agenda, agendas, all_series, meeting, thread, types
from tests.world import CHANNELS, OUTSIDER, PEOPLE, World, local

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
    assert "Visits since Nov 1: Joan (Parts) at Shift huddle" in words
    assert "Guest of the day" not in words


def test_the_first_joint_meeting_of_a_month_shows_the_one_before(posted: World) -> None:
    posted.press("Joan", "meeting.here", meeting(posted).id)
    posted.clock.at = local(12, 1, 12)
    store_id = posted.store.id
    for day, shown in ((2, True), (7, True), (8, False)):
        with posted.work() as work:
            since = record_from(date(2026, 12, day))
            found = visits_between(work.session, store_id, since, date(2026, 12, day))
        assert bool(found) is shown
    assert "Visits since Nov 1: Joan (Parts)" in types(posted, "Priya", channel="sales")


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


def test_a_meeting_without_a_channel_is_not_begun(world: World) -> None:
    service = (world.store.id, "service")

    def close(session: Session) -> None:
        session.get_one(StoreDepartmentRow, service).channel = None

    world.change(close)
    world.clock.at = local(11, 24, 6, 40)
    words = types(world, "Grace", "start")
    assert words.startswith(
        "Shift huddle has no channel for its agenda and minutes yet. Choose one with /meeting setup"
    )
    assert agendas(world) == []
    assert "It has no channel to be posted in yet" in types(world, "Grace", "preview")
    huddle = next(row for row in all_series(world) if row.name == HUDDLE)
    form = world.press("Grace", "meeting.setup", huddle.id)
    world.answer("Grace", form, channel=str(CHANNELS["lobby"]))
    assert types(world, "Grace", "start").startswith("Started: Shift huddle")
    assert agendas(world)[0].lane == str(CHANNELS["lobby"])


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
