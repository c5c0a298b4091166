"""Three Batons on one database, killed at random, and the database goes away twice: every slot is
posted, and posted once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.chat.plain import in_plain_lines
from bot.chat.stored import load_content
from bot.services.schedules import sync
from bot.services.work import UnitOfWork
from bot.store.directory import load_directory
from bot.store.engine import Database
from bot.store.outbox import OutboxRow
from bot.store.schedules import SlotRow
from bot.store.stores import WorkspaceRow
from bot.trade.vin import installed_decoder
from tests.e2e.program import PATIENCE, surroundings
from tests.e2e.replica import (
    BEGINNING,
    EACH_MINUTE,
    FIRST_MINUTE,
    POSTS,
    READER,
    SLOTS,
    SPEED,
)
from tests.postgres import PostgresServer
from tests.world import World, open_database

SEED = 471
REPLICAS = 3
PROJECT = Path(__file__).parents[2]
LASTS = (FIRST_MINUTE + SLOTS // EACH_MINUTE - 12 * 60) / SPEED * 60
"""Real seconds from the beginning until the last slot is due."""
AWAY = (0.3, 0.65)
"""After which parts of that time the database is restarted."""


class Replicas:
    """Three of them at any moment: who dies is followed by another."""

    def __init__(self, address: str, log: Path) -> None:
        self._log = log
        self._address = address
        self._alive: list[int] = []
        self.began = 0.0

    def __enter__(self) -> Replicas:
        with self._log.open("ab") as said:
            self._nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.replica", self._address],
                env=surroundings(),
                cwd=PROJECT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )
        assert self._answer() == "ready"
        self.began = time.time()
        for _ in range(REPLICAS):
            self._one_more()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._alive:
            os.kill(process, signal.SIGKILL)
        self._nursery.kill()
        self._nursery.communicate(timeout=PATIENCE)

    def kill_one(self, chance: random.Random) -> None:
        os.kill(self._alive.pop(chance.randrange(REPLICAS)), signal.SIGKILL)
        self._one_more()

    def _one_more(self) -> None:
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(f"{self.began!r}\n")
        self._nursery.stdin.flush()
        self._alive.append(int(self._answer()))

    def _answer(self) -> str:
        assert self._nursery.stdout is not None
        return self._nursery.stdout.readline().strip()


@dataclass
class Tally:
    """What became of the slots."""

    kills: int = 0
    restarts: list[tuple[float, float]] = field(default_factory=list)
    """When the database went away and was back, in real seconds from the beginning."""
    missed: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)
    """Of the slots that were due while the database was there, in real seconds."""
    held_up: list[float] = field(default_factory=list)
    """Of the others."""

    def __str__(self) -> str:
        late = sorted(self.lateness)
        return (
            f"postgresql: {SLOTS} slots, {REPLICAS} replicas, {self.kills} kills, "
            f"{len(self.restarts)} restarts of the database: {len(self.missed)} missed, "
            f"{len(self.doubled)} doubled; lateness p50 {late[len(late) // 2]:.2f} s, "
            f"p99 {late[len(late) * 99 // 100]:.2f} s, most {late[-1]:.2f} s; "
            f"{len(self.held_up)} slots held up by a restart, most "
            f"{max(self.held_up, default=0.0):.2f} s"
        )


@pytest.fixture
def server(postgres_server: PostgresServer, postgres_url: str) -> Iterator[PostgresServer]:
    """The server, running again when the test is over."""
    yield postgres_server
    postgres_server.resume()


@pytest.mark.slow
@pytest.mark.postgres
def test_two_hundred_slots_are_posted_once_each(
    server: PostgresServer,
    postgres_url: str,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    with closing(open_database(postgres_url)) as database:
        World(database, BEGINNING)
        _bring_in_line(database)
        log = tmp_path / "log"
        tally = Tally()
        with Replicas(postgres_url, log) as replicas:
            with _Restarting(server, replicas.began, tally):
                _kill_at_random(replicas, tally)
            # The connections it had were to a server that is gone.
            database.engine.dispose()
            _wait_for_all(database)
        _count_up(database, tally)
    record_property("counted", str(tally))
    assert (tally.missed, tally.doubled) == ([], []), str(tally)
    assert tally.kills >= REPLICAS
    assert len(tally.restarts) == len(AWAY)
    assert "Traceback" not in log.read_text(errors="replace")


def _bring_in_line(database: Database) -> None:
    """Before anything is due: a schedule that is new never begins in the past."""
    with database.transaction() as session:
        workspace = session.scalars(select(WorkspaceRow)).one()
        directory = load_directory(session, workspace)
        work = UnitOfWork(session, BEGINNING, directory, installed_decoder())
        sync(work, POSTS.name, POSTS.wanted(work))


def _kill_at_random(replicas: Replicas, tally: Tally) -> None:
    """Until everything was due."""
    chance = random.Random(SEED)
    while time.time() < replicas.began + LASTS:
        # Not a wait for something: the moment of death is to be any.
        threading.Event().wait(chance.uniform(0.5, 2.0))
        replicas.kill_one(chance)
        tally.kills += 1


class _Restarting:
    """The database is restarted, as someone else does it, whatever happens meanwhile."""

    def __init__(self, server: PostgresServer, began: float, tally: Tally) -> None:
        self._server = server
        self._began = began
        self._tally = tally
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        for part in AWAY:
            threading.Event().wait(max(0.0, self._began + part * LASTS - time.time()))
            gone = time.time() - self._began
            self._server.halt()
            self._server.resume()
            self._tally.restarts.append((gone, time.time() - self._began))

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join()


def _wait_for_all(database: Database) -> None:
    deadline = time.time() + PATIENCE
    while time.time() < deadline:
        with database.reading() as session:
            if session.scalar(select(func.count()).select_from(SlotRow)) == SLOTS:
                return
        threading.Event().wait(0.1)


def _count_up(database: Database, tally: Tally) -> None:
    with database.reading() as session:
        slots = list(session.scalars(select(SlotRow)))
        rows = list(session.scalars(select(OutboxRow).where(OutboxRow.lane == str(READER))))
    posted = Counter(in_plain_lines(load_content(row.body)) for row in rows)
    tally.missed = [f"post {n}" for n in range(SLOTS) if not posted[str(n)]]
    tally.doubled = [f"post {n}" for n, times in posted.items() if times > 1]
    names = Counter(slot.name for slot in slots if slot.outcome in ("posted", "late"))
    tally.missed += [f"post:{n}" for n in range(SLOTS) if not names[f"post:{n}"]]
    tally.doubled += [name for name, times in names.items() if times > 1]
    for slot in slots:
        late = (slot.done_at - slot.due_at).total_seconds() / SPEED
        due = (slot.due_at - BEGINNING).total_seconds() / SPEED
        away = any(due <= back and gone <= due + late for gone, back in tally.restarts)
        (tally.held_up if away else tally.lateness).append(late)
