"""The engine at work on a database of its own: trouble with one is not the others', and odd clocks
and restarts neither double a day nor lose one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bot.chat import text as words
from bot.firing import Firing
from bot.services import outgoing
from bot.services.schedules import Post
from bot.services.work import UnitOfWork
from bot.store.outbox import Kind
from bot.store.schedules import ScheduleRow, SlotRow
from bot.trade.vin import installed_decoder
from bot.workflows.schedule import Occasion, Schedule, Timetable
from jobs.schedules import ScheduleKind
from tests.world import CHICAGO, PEOPLE, World, local, open_world

DAY = timedelta(days=1)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with open_world(database_url) as opened:
        yield opened


def tell_joan(work: UnitOfWork, occasion: Occasion) -> int:
    return outgoing.tell(work, PEOPLE["Joan"], words.text(occasion.schedule.name))


def kind(name: str, post: Post = tell_joan, *names: str) -> ScheduleKind:
    """A kind whose schedules are all at seven on open days."""

    def wanted(work: UnitOfWork) -> Iterable[Schedule]:
        for each in names or (name,):
            yield Schedule(
                name=each,
                kind=name,
                store_id=work.directory.stores[0].id,
                subject="",
                title=each,
                timetable=Timetable(CHICAGO, 420),
                open_days_only=True,
                most_late=timedelta(hours=4),
            )

    return ScheduleKind(name, wanted, post)


def firing(world: World, *kinds: ScheduleKind) -> Firing:
    """As a process that has just started."""
    return Firing(world.database, world.clock, installed_decoder(), kinds, lambda: None)


def outcomes(world: World) -> dict[str, str]:
    with world.database.transaction() as session:
        return {row.name: row.outcome for row in session.scalars(select(SlotRow))}


def test_one_look_does_everything_that_is_due(world: World) -> None:
    engine = firing(world, kind("digest", tell_joan, *(f"digest:{n}" for n in range(30))))
    assert engine.look() == 0
    world.clock.at = local(11, 24, 7)
    assert engine.look() == 30
    assert engine.look() == 0
    assert sorted(world.told("Joan")) == sorted(f"digest:{n}" for n in range(30))


def test_a_mistake_in_one_kind_is_not_the_others(world: World) -> None:
    def stumble(work: UnitOfWork, occasion: Occasion) -> int:
        outgoing.tell(work, PEOPLE["Joan"], words.text("half of it"))
        raise ZeroDivisionError

    engine = firing(world, kind("bad", stumble), kind("good"))
    engine.look()
    world.clock.at = local(11, 24, 7)
    engine.look()
    assert outcomes(world) == {"bad": "failed", "good": "posted"}
    assert world.told("Joan") == ["good"]


def test_a_kind_that_cannot_say_what_it_wants_keeps_what_it_had(world: World) -> None:
    good = kind("good")
    firing(world, good).look()

    def confused(work: UnitOfWork) -> Iterable[Schedule]:
        raise ZeroDivisionError

    engine = firing(world, ScheduleKind("good", confused, tell_joan), kind("other"))
    world.clock.at = local(11, 24, 7)
    engine.look()
    assert outcomes(world)["good"] == "posted"


def test_what_the_database_does_not_take_of_one_kinds_schedules_is_not_the_others(
    world: World,
) -> None:
    tries = Counter[str]()

    def clashing(work: UnitOfWork) -> Iterable[Schedule]:
        tries["clash"] += 1
        _clash(work)
        yield from ()

    engine = firing(world, ScheduleKind("clash", clashing, tell_joan), kind("good"))
    for _ in range(5):
        engine.look()
    assert tries["clash"] == 3, "it is left alone until something changes"
    world.clock.at = local(11, 24, 7)
    engine.look()
    assert outcomes(world) == {"good": "posted"}
    assert tries["clash"] == 4, "an hour later it may be well"


def test_a_store_that_cannot_be_read_is_not_the_others_trouble(world: World) -> None:
    other = World(world.database)
    engine = firing(world, kind("digest"))
    engine.look()
    store_id = world.store.id
    _set_zone(world, store_id, "Chicago")
    world.clock.at = local(11, 24, 7)
    with capture_logs() as logs:
        for _ in range(3):
            engine.look()
    assert (world.told("Joan"), other.told("Joan")) == ([], ["digest"])
    assert [each["schedule"] for each in logs if each["event"] == "slot_put_off"] == ["digest"]
    _set_zone(world, store_id, CHICAGO.key)
    world.clock.at = local(11, 24, 8)
    engine.look()
    assert world.told("Joan") == ["digest"], "late, and not lost"


def _set_zone(world: World, store_id: int, zone: str) -> None:
    """Writes past Baton what it never writes itself."""
    change = text("UPDATE stores SET zone = :zone WHERE id = :id")
    world.change(lambda session: session.execute(change, {"zone": zone, "id": store_id}))


def test_a_schedule_that_cannot_be_read_is_not_the_others_trouble(world: World) -> None:
    engine = firing(world, kind("digest", tell_joan, "a", "b"))
    engine.look()
    broken = text("UPDATE schedules SET channel = 'nowhere' WHERE name = 'a'")
    with world.database.transaction() as session:
        session.execute(broken)
    world.clock.at = local(11, 24, 7)
    with capture_logs() as logs:
        assert engine.look() == 1
        assert engine.look() == 0
    assert outcomes(world) == {"b": "posted"}
    assert [each["schedule"] for each in logs if each["event"] == "slot_put_off"] == ["a"]


def test_what_the_database_does_not_take_is_tried_again_and_then_recorded(world: World) -> None:
    tries = Counter[str]()

    def clash(work: UnitOfWork, occasion: Occasion) -> int:
        tries["clash"] += 1
        _clash(work)
        return 1

    engine = firing(world, kind("clash", clash), kind("good"))
    engine.look()
    world.clock.at = local(11, 24, 7)
    engine.look()
    assert outcomes(world) == {"good": "posted"}
    for _ in range(5):
        engine.look()
    assert tries["clash"] == 3
    assert outcomes(world) == {"good": "posted", "clash": "failed"}


def _clash(work: UnitOfWork) -> None:
    """Writes a row that is there already."""
    work.session.execute(
        text("INSERT INTO workspaces VALUES (:id, 'slack', 'T0', '', 1)"),
        {"id": work.directory.workspace_id},
    )


def test_a_database_that_is_not_there_is_tried_again(world: World) -> None:
    down = [True, True, True]

    def unwell(work: UnitOfWork, occasion: Occasion) -> int:
        row = outgoing.tell(work, PEOPLE["Joan"], words.text("unwell"))
        if down:
            down.pop()
            _fail(work.session)
        return row

    engine = firing(world, kind("unwell", unwell))
    engine.look()
    world.clock.at = local(11, 24, 7)
    for _ in range(5):
        engine.look()
    assert outcomes(world) == {"unwell": "posted"}
    assert world.told("Joan") == ["unwell"]


def _fail(session: Session) -> None:
    """What a database says that cannot go on now."""
    raise OperationalError("SELECT 1", {}, RuntimeError("terminating connection"))


def test_a_change_of_the_store_reaches_the_schedules_at_the_next_look(world: World) -> None:
    engine = firing(world, kind("digest"))
    engine.look()
    assert _next(world) == local(11, 24, 7)
    world.change(lambda session: _close(session, world, date(2026, 11, 24)))
    engine.look()
    assert _next(world) == local(11, 25, 7)


def _close(session: Session, world: World, day: date) -> None:
    session.execute(text("UPDATE stores SET closed_on = :days"), {"days": f'["{day.isoformat()}"]'})


def _next(world: World) -> datetime | None:
    with world.database.transaction() as session:
        return session.scalars(select(ScheduleRow.next_at)).one()


ODD_ZONES = (
    "America/Chicago",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Pacific/Kiritimati",
)


def test_odd_clocks_and_restarts_neither_double_a_day_nor_lose_one(sqlite_url: str) -> None:
    """The days around the clock changes of 2026, looked at by processes that come and go at random,
    with downtimes of up to two days and one of half a year."""
    chance = random.Random(2026)

    def wanted(work: UnitOfWork) -> Iterable[Schedule]:
        for name in ODD_ZONES:
            for minute in (0, 100, 150):
                yield Schedule(
                    name=f"post:{name}:{minute}",
                    kind="post",
                    store_id=work.directory.stores[0].id,
                    subject="",
                    title=name,
                    timetable=Timetable(ZoneInfo(name), minute),
                    open_days_only=False,
                    most_late=timedelta(hours=30),
                )

    posts = ScheduleKind("post", wanted, tell_joan)
    with open_world(sqlite_url, at=datetime(2026, 3, 5, tzinfo=CHICAGO)) as world:
        engine = firing(world, posts)
        engine.look()
        began = {row.name: row.next_slot for row in _rows(world)}
        for month, day in ((3, 5), (3, 20), (4, 2), (4, 22), (10, 28)):
            world.clock.at = max(world.clock.at, local(month, day))
            while world.clock.at < local(month, day) + 6 * DAY:
                world.clock.forward(
                    timedelta(minutes=chance.choice((9, 300, 2_800)) * chance.random())
                )
                if chance.random() < 0.3:
                    engine = firing(world, posts)
                engine.look()
        with world.database.transaction() as session:
            slots = list(session.scalars(select(SlotRow)))
        told = Counter(world.told("Joan"))
        assert len(world.outbox(Kind.DIRECT)) == sum(told.values())
        for row in _rows(world):
            mine = sorted((slot for slot in slots if slot.name == row.name), key=lambda s: s.slot)
            days = [slot.slot for slot in mine]
            first = began[row.name]
            assert first is not None
            assert days == [first + n * DAY for n in range(len(days))], "each day, and each once"
            assert row.next_slot == days[-1] + DAY
            posted = [slot for slot in mine if slot.outcome in ("posted", "late")]
            assert told[row.name] == len(posted)
            assert {slot.outcome for slot in mine} <= {"posted", "late", "skipped"}


def _rows(world: World) -> list[ScheduleRow]:
    with world.database.transaction() as session:
        return list(session.scalars(select(ScheduleRow)))
