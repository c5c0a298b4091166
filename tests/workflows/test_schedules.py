"""Scheduled posts: once per slot, late once and marked, too late recorded, mistakes contained."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat.text import text
from bot.services import outgoing
from bot.services.problems import NoChannel
from bot.services.schedules import fire, skipped_since, sync, upcoming
from bot.services.work import UnitOfWork
from bot.store.outbox import Kind
from bot.store.schedules import ScheduleRow, SlotRow
from bot.store.stores import StoreDepartmentRow
from bot.workflows.schedule import Occasion, Outcome, Schedule, Timetable
from tests.world import CHICAGO, PEOPLE, World, local

SEVEN = 7 * 60
"""Minutes after midnight. The world begins on a Monday at 10:30, and is open Monday to Saturday."""
NAME = "digest:joan"


class Digest:
    """A kind of post, as a test wants it."""

    def __init__(self, world: World, minute: int = SEVEN) -> None:
        self.world = world
        self.minute = minute
        self.store_id = world.store.id
        self.open_days_only = True
        self.days = frozenset(range(7))
        self.occasions: list[Occasion] = []
        self.mistake: Exception | None = None
        self.sync()

    def wanted(self) -> Iterable[Schedule]:
        yield Schedule(
            name=NAME,
            kind="digest",
            store_id=self.store_id,
            subject="",
            title="Joan's digest",
            timetable=Timetable(CHICAGO, self.minute, self.days),
            open_days_only=self.open_days_only,
            most_late=timedelta(hours=4),
        )

    def post(self, work: UnitOfWork, occasion: Occasion) -> int:
        row = outgoing.tell(work, PEOPLE["Joan"], text(f"It is {occasion.slot:%A}."))
        self.occasions.append(occasion)
        if self.mistake:
            raise self.mistake
        return row

    def sync(self) -> None:
        wanted = list(self.wanted())
        with self.world.work() as work:
            sync(work, "digest", wanted)

    def at(self, *moment: int) -> Outcome | None:
        """What the engine does at this moment of the wall."""
        year, month, day, hour, minute = moment
        self.world.clock.at = local(month, day, hour, minute, year)
        with self.world.work() as work:
            return fire(work, NAME, self.post)

    def next(self) -> datetime | None:
        with self.world.work() as work:
            (found,) = upcoming(work)
        return found.at

    def slots(self) -> list[tuple[date, str, str]]:
        with self.world.database.transaction() as session:
            rows = session.scalars(
                select(SlotRow).where(SlotRow.store_id == self.store_id).order_by(SlotRow.slot)
            )
            return [(row.slot, row.outcome, row.note) for row in rows]


def test_a_new_schedule_begins_now_and_fires_once_a_day(world: World) -> None:
    digest = Digest(world)
    assert digest.next() == datetime(2026, 11, 24, 7, 0, tzinfo=CHICAGO)
    assert digest.at(2026, 11, 24, 6, 59) is None
    assert digest.at(2026, 11, 24, 7, 0) is Outcome.POSTED
    assert digest.at(2026, 11, 24, 7, 0) is None
    assert digest.at(2026, 11, 25, 7, 0) is Outcome.POSTED
    assert world.told("Joan") == ["It is Tuesday.", "It is Wednesday."]
    assert digest.occasions[0].due_at == datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    assert not digest.occasions[0].late


def test_a_day_on_which_nobody_opens_has_no_slot(world: World) -> None:
    digest = Digest(world)
    assert digest.at(2026, 11, 28, 7, 0) is Outcome.POSTED
    assert digest.next() == datetime(2026, 11, 30, 7, 0, tzinfo=CHICAGO)

    digest.open_days_only = False
    digest.sync()
    assert digest.next() == datetime(2026, 11, 29, 7, 0, tzinfo=CHICAGO)


def test_a_store_that_changes_its_days_moves_the_next_slot(world: World) -> None:
    digest = Digest(world)
    everyday = select(StoreDepartmentRow).where(StoreDepartmentRow.store_id == world.store.id)

    def close_on_tuesdays(session: Session) -> None:
        for row in session.scalars(everyday):
            row.hours = "Mon 8am-5pm, Wed-Fri 8am-5pm"

    world.change(close_on_tuesdays)
    digest.sync()
    assert digest.next() == datetime(2026, 11, 25, 7, 0, tzinfo=CHICAGO)


def test_late_is_posted_once_and_says_so_and_what_came_before_is_skipped(world: World) -> None:
    digest = Digest(world)
    before = world.clock.now()
    assert digest.at(2026, 11, 27, 9, 30) is Outcome.LATE
    assert digest.at(2026, 11, 27, 9, 31) is None
    assert world.told("Joan") == ["It is Friday."]
    assert digest.occasions[0].late == timedelta(hours=2, minutes=30)
    assert digest.slots() == [
        (date(2026, 11, 24), "skipped", "a newer one took its place"),
        (date(2026, 11, 25), "skipped", "a newer one took its place"),
        (date(2026, 11, 26), "skipped", "a newer one took its place"),
        (date(2026, 11, 27), "late", "2 h late"),
    ]
    with world.work() as work:
        skipped = skipped_since(work, before, [digest.store_id])
        assert [row.slot.day for row in skipped] == [24, 25, 26]
        assert skipped[0].title == "Joan's digest"
        assert skipped_since(work, world.clock.now(), [digest.store_id]) == []
        assert skipped_since(work, before, [1]) == []


def test_what_is_too_late_is_recorded_and_not_posted(world: World) -> None:
    digest = Digest(world)
    assert digest.at(2026, 11, 24, 11, 1) is Outcome.SKIPPED
    assert world.told("Joan") == []
    assert digest.slots() == [(date(2026, 11, 24), "skipped", "too late to be of use")]
    assert digest.next() == datetime(2026, 11, 25, 7, 0, tzinfo=CHICAGO)


def test_a_year_of_downtime_is_one_post_and_no_storm(world: World) -> None:
    digest = Digest(world)
    digest.open_days_only = False
    digest.sync()
    assert digest.at(2029, 1, 15, 7, 0) is Outcome.POSTED
    assert world.told("Joan") == ["It is Monday."]
    assert 400 <= len(digest.slots()) <= 404
    assert digest.at(2029, 1, 15, 7, 1) is None


def test_a_new_time_keeps_the_dates_that_are_over(world: World) -> None:
    digest = Digest(world)
    digest.at(2026, 11, 24, 7, 0)
    digest.minute = 9 * 60
    digest.sync()
    assert digest.next() == datetime(2026, 11, 25, 9, 0, tzinfo=CHICAGO)
    digest.minute = 8 * 60
    digest.sync()
    assert digest.next() == datetime(2026, 11, 25, 8, 0, tzinfo=CHICAGO)


def test_an_earlier_time_that_has_passed_today_begins_tomorrow(world: World) -> None:
    digest = Digest(world, 15 * 60)
    assert digest.next() == datetime(2026, 11, 23, 15, 0, tzinfo=CHICAGO)
    digest.minute = 10 * 60
    digest.sync()
    assert digest.next() == datetime(2026, 11, 24, 10, 0, tzinfo=CHICAGO)


def test_a_later_time_set_while_a_slot_was_waiting_is_done_at_that_time(world: World) -> None:
    digest = Digest(world)
    world.clock.at = datetime(2026, 11, 24, 8, 0, tzinfo=CHICAGO).astimezone(UTC)
    digest.minute = 9 * 60
    digest.sync()
    assert digest.at(2026, 11, 24, 8, 1) is None
    assert digest.next() == datetime(2026, 11, 24, 9, 0, tzinfo=CHICAGO)
    assert digest.at(2026, 11, 24, 9, 0) is Outcome.POSTED


def test_what_is_no_longer_wanted_stops_and_coming_back_does_nothing_twice(world: World) -> None:
    digest = Digest(world)
    digest.at(2026, 11, 24, 7, 0)
    with world.work() as work:
        sync(work, "digest", [])
        assert upcoming(work) == []
        sync(work, "other", digest.wanted())
        sync(work, "other", [])
    digest.sync()
    assert digest.next() == datetime(2026, 11, 25, 7, 0, tzinfo=CHICAGO)


def test_two_who_fire_the_same_slot_post_it_once(world: World) -> None:
    digest = Digest(world)
    digest.at(2026, 11, 24, 7, 0)
    # The other had read the schedule before this one was done with it, and brought it in line.
    with world.work() as work:
        row = work.session.get_one(ScheduleRow, (work.directory.workspace_id, NAME))
        row.next_slot, row.next_at, row.last_slot = date(2026, 11, 24), work.now, None
    assert digest.at(2026, 11, 24, 7, 1) is None
    assert len(world.outbox(Kind.DIRECT)) == 1
    assert digest.next() == datetime(2026, 11, 25, 7, 0, tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("mistake", "note"),
    [
        (ZeroDivisionError("typed by a customer"), "Baton stumbled over it (reference "),
        (NoChannel("Parts"), "Parts has"),
    ],
)
def test_a_mistake_is_recorded_and_nothing_of_it_is_kept(
    world: World, mistake: Exception, note: str
) -> None:
    digest = Digest(world)
    digest.mistake = mistake
    before = world.clock.now()
    assert digest.at(2026, 11, 24, 7, 0) is Outcome.FAILED
    assert world.outbox() == []
    ((slot, outcome, said),) = digest.slots()
    assert (slot.day, outcome) == (24, "failed")
    assert said.startswith(note)
    assert "customer" not in said
    with world.work() as work:
        assert len(skipped_since(work, before, [digest.store_id])) == 1
    digest.mistake = None
    assert digest.at(2026, 11, 25, 7, 0) is Outcome.POSTED


def test_the_hour_that_happens_twice_fires_once(world: World) -> None:
    world.clock.at = datetime(2026, 10, 30, 12, 0, tzinfo=UTC)
    digest = Digest(world, 90)
    digest.open_days_only = False
    digest.sync()
    digest.at(2026, 10, 31, 1, 30)
    # The clocks go back on November 1 at 2:00: 1:30 is at 6:30 and at 7:30 UTC.
    assert digest.next() == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    world.clock.at = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    with world.work() as work:
        assert fire(work, NAME, digest.post) is Outcome.POSTED
    world.clock.at = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    with world.work() as work:
        assert fire(work, NAME, digest.post) is None
    assert [slot.day for slot, _, _ in digest.slots()] == [31, 1]


def test_a_time_that_does_not_exist_is_the_first_moment_after_it(world: World) -> None:
    world.clock.at = datetime(2027, 3, 13, 12, 0, tzinfo=UTC)
    digest = Digest(world, 150)
    digest.open_days_only = False
    digest.sync()
    # The clocks spring from 2:00 to 3:00 on March 14, 2027, at 8:00 UTC.
    assert digest.next() == datetime(2027, 3, 14, 8, 0, tzinfo=UTC)
    assert digest.at(2027, 3, 14, 3, 0) is Outcome.POSTED
    assert not digest.occasions[0].late
    assert digest.next() == datetime(2027, 3, 15, 2, 30, tzinfo=CHICAGO)
