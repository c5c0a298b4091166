"""The regular jobs on a database of two workspaces: the trouble of one is not the other's, and what
concerns the whole database is done once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from structlog.testing import capture_logs

from bot.chat import text as words
from bot.services import outgoing
from bot.services.watching import watch
from bot.services.work import UnitOfWork
from bot.store.outbox import OutboxRow, Progress
from bot.store.queue import FORGOTTEN_AT_ONCE
from bot.store.tables import table_of
from bot.ticker import Ticker
from bot.trade.vin import installed_decoder
from jobs import JOBS, Chore, Job
from tests.world import PEOPLE, World, local, open_world

WATCH, UPKEEP = (next(job for job in JOBS if job.name == name) for name in ("watch", "upkeep"))


@pytest.fixture
def world(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Of a process that began now: one that has seen later days goes on with their ids."""
    monkeypatch.setattr("bot.store.ids._last", 0)
    with open_world(database_url) as opened:
        yield opened


@pytest.fixture
def other(world: World) -> World:
    """The next workspace, where Sam is late with a request at 12:30."""
    other = World(world.database)
    other.command("Tom", "parts", "48213 2x 04152-YZZA1 oil filter")
    other.click("Sam", "claim", "P-1")
    return other


def run(world: World, job: Job | Chore) -> list[str]:
    """Does the job as the ticker does, and returns what it logged."""
    ticker = Ticker(world.database, world.clock, installed_decoder(), [job], lambda: None)
    with capture_logs() as logs:
        ticker.run(job)
    return [each["event"] for each in logs]


def test_a_workspace_that_cannot_be_read_is_not_the_next_ones_trouble(
    world: World, other: World
) -> None:
    store = {"zone": "Chicago", "id": world.store.id}
    change = text("UPDATE stores SET zone = :zone WHERE id = :id")
    world.change(lambda session: session.execute(change, store))
    world.clock.at = local(11, 23, 12, 30)
    assert run(world, WATCH) == ["job_failed"]
    assert len(other.nudges("Sam")) == 1


def test_what_the_database_refuses_of_one_workspace_it_takes_of_the_next(
    world: World, other: World
) -> None:
    world.clock.at = local(11, 23, 12, 30)
    mine = world.directory.workspace_id

    def clash(work: UnitOfWork) -> None:
        if work.directory.workspace_id == mine:
            row = text("INSERT INTO workspaces VALUES (:id, 'slack', 'T0', '', 1)")
            work.session.execute(row, {"id": mine})
        watch(work)

    assert run(world, Job("clash", 5, clash)) == ["job_failed"]
    assert len(other.nudges("Sam")) == 1


def test_what_was_sent_is_forgotten_after_a_month_however_long_nobody_looked(
    world: World, other: World
) -> None:
    world.command("Luis", "parts", "48213 1x 04152-YZZA1 oil filter")
    world.click("Sam", "claim", "P-1")
    world.click("Sam", "all_in_stock", "P-1")
    before = [row.id for row in world.outbox()]
    _send(world, Progress.SENT)
    _send(other, Progress.WAITING)
    world.clock.forward(timedelta(days=29))
    run(world, UPKEEP)
    assert [row.id for row in world.outbox()] == before
    world.clock.forward(timedelta(days=300))
    waiting = [row.id for row in other.outbox()]
    assert run(world, UPKEEP) == []
    assert {row.kind for row in world.outbox()} == {"card"}, "it says where the card stands"
    assert [row.id for row in other.outbox()] == waiting


def _send(world: World, progress: Progress) -> None:
    """What became of everything that is on its way."""
    values = {"progress": progress.value, "id": world.directory.workspace_id}
    change = text("UPDATE outbox SET progress = :progress WHERE workspace_id = :id")
    world.change(lambda session: session.execute(change, values))


def test_so_much_is_forgotten_at_once_and_the_rest_the_next_time(world: World) -> None:
    with world.work() as work:
        outgoing.tell(work, PEOPLE["Joan"], words.text("a word"))
    (row,) = world.outbox()
    same = {column.name: getattr(row, column.name) for column in table_of(OutboxRow).columns}
    more = [{**same, "id": row.id + number} for number in range(1, FORGOTTEN_AT_ONCE + 5)]
    with world.work() as work:
        work.session.execute(insert(table_of(OutboxRow)), more)
    _send(world, Progress.SENT)
    world.clock.forward(timedelta(days=40))
    left = []
    for _ in range(2):
        run(world, UPKEEP)
        left.append(len(world.outbox()))
    assert left == [5, 0]


def test_upkeep_is_done_once_for_all_and_finds_what_is_old_along_an_index(
    world: World, other: World
) -> None:
    asked: list[tuple[str, Any]] = []

    @event.listens_for(world.database.engine, "before_cursor_execute")
    def note(_: object, __: object, statement: str, values: Any, *___: object) -> None:
        asked.append((statement, values))

    for each in (world, other):
        each.tick()
    world.clock.at = local(11, 24, 7)
    world.tick()
    slots = "SELECT count(*) FROM slots"
    with world.database.reading() as session:
        assert session.scalar(text(slots))
    asked.clear()
    world.clock.forward(timedelta(days=401))
    run(world, UPKEEP)
    deleted = [each for each in asked if each[0].startswith("DELETE")]
    assert [statement.split()[2] for statement, _ in deleted] == ["deliveries", "outbox", "slots"]
    with world.database.reading() as session:
        assert session.scalar(text(slots)) == 0
    if world.database.is_sqlite:
        # PostgreSQL reads a table this small from end to end, whatever indexes it has.
        plans = [_plan(world, *each) for each in deleted]
        assert "USING INDEX ix_outbox_forgettable (id<?)" in plans[1].replace("COVERING ", "")
        assert "ix_slots_workspace_id_done_at (workspace_id=? AND done_at<?)" in plans[2]


def _plan(world: World, statement: str, values: Any) -> str:
    with world.database.engine.connect() as connection:
        return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
