"""The regular jobs on a database of two workspaces: the trouble of one is not the other's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.services.work import UnitOfWork
from bot.ticker import Ticker
from bot.trade.vin import installed_decoder
from jobs import JOBS, Job
from tests.world import World, local, open_world

WATCH = next(job for job in JOBS if job.name == "watch")


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with open_world(database_url) as opened:
        yield opened


@pytest.fixture
def other(world: World) -> World:
    """The next workspace, where Sam is late with a request at 12:30."""
    other = World(world.database)
    other.command("Tom", "parts", "48213 2x 04152-YZZA1 oil filter")
    other.click("Sam", "claim", "P-1")
    return other


def run(world: World, job: Job) -> list[str]:
    """Does the job as the ticker does at 12:30, and returns what it logged."""
    world.clock.at = local(11, 23, 12, 30)
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
    assert run(world, WATCH) == ["job_failed"]
    assert len(other.nudges("Sam")) == 1


def test_what_the_database_refuses_of_one_workspace_it_takes_of_the_next(
    world: World, other: World
) -> None:
    mine = world.directory.workspace_id

    def clash(work: UnitOfWork) -> None:
        if work.directory.workspace_id == mine:
            row = text("INSERT INTO workspaces VALUES (:id, 'slack', 'T0', '', 1)")
            work.session.execute(row, {"id": mine})
        WATCH.do(work)

    assert run(world, Job("clash", 5, clash)) == ["job_failed"]
    assert len(other.nudges("Sam")) == 1
