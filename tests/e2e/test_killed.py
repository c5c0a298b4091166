"""kill -9 at any instant: nothing acknowledged is lost, nothing is posted twice."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from bot.chat.address import Person
from bot.chat.slack.manifest import manifest
from bot.chat.transport import Workspace
from bot.clock import SystemClock
from bot.set_up import write_store
from bot.store.engine import Database
from bot.store.migrate import upgrade
from handlers.routes import COMMANDS
from sandbox.lakeside import DANA, JOAN, LAKESIDE, LUIS, RENEE, SAM, SERVICE, TEAM
from sandbox.server import Sandbox
from tests.e2e.house import LAKESIDE_SETUP
from tests.e2e.people import Someone
from tests.e2e.program import Mortal, free_port, healthy, listens, settings_for
from tests.e2e.storm import FAULTS, Storm, a_minute_passes, count_up, drained

SEED = 48213
STARTING = (0.05, 0.6)
"""Seconds after which it is killed while it starts, now and then."""


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("kind", "by_socket", "kills", "at_work"),
    [
        pytest.param("sqlite", False, 50, (0.1, 1.0), id="50-kills-signed-http-sqlite"),
        pytest.param(
            *("postgresql", True, 10, (0.5, 2.0)),
            id="10-kills-socket-mode-postgresql",
            marks=pytest.mark.postgres,
        ),
    ],
)
def test_killed_in_mid_flight(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    kind: str,
    by_socket: bool,
    kills: int,
    at_work: tuple[float, float],
) -> None:
    """`at_work` is how many seconds Baton works before it is killed, from and to."""
    address = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[kind])
    port = free_port()
    box = Sandbox(
        LAKESIDE,
        time.time,
        manifest(COMMANDS),
        page=False,
        rates=False,
        delivery="socket" if by_socket else "http",
        request_url=f"http://127.0.0.1:{port}/slack/events",
        answer_seconds=1.0,
        fault_seed=SEED,
    )
    box.workspace.join(SERVICE, DANA)
    chance = random.Random(SEED)
    asking = [Someone(box, id_) for id_ in (LUIS, RENEE, DANA)]
    counter = [Someone(box, id_) for id_ in (SAM, JOAN)]
    program = Mortal(settings_for(box, address, port, by_socket=by_socket), tmp_path / "log")
    with closing(Database(address)) as database, box:
        upgrade(database)
        bot = Person("slack", box.app.bot_user)
        there = Workspace("slack", TEAM.id, TEAM.name, box.url, bot)
        write_store(database, SystemClock(), LAKESIDE_SETUP, there)
        for fault in FAULTS:
            box.faults.add(fault)
        with Storm(box, asking, counter, SEED) as storm:
            # A slow machine serves fewer between two kills, and is killed more often for it.
            for number in count():
                if number >= kills and len(storm.acked) > 2 * kills / 3:
                    break
                in_start = number % 10 == 9
                alive = chance.uniform(*(STARTING if in_start else at_work))
                _live_and_die(box, program, port, alive, in_start=in_start)
        with program:
            if not database.is_sqlite:
                a_minute_passes(database)
            box.wait_for(lambda: healthy(port) and drained(database), 240)
            tally = count_up(box, database, storm, number)
            box.faults.clear()
            assert program.stop() == 0, program.said[-3000:]
    record_property("counted", f"{kind}: {tally}")
    assert tally.acked > 2 * kills / 3, "somebody was served between the kills"
    assert (tally.doubled, tally.lost) == ([], []), str(tally)
    assert "Traceback" not in program.said


def _live_and_die(
    box: Sandbox, program: Mortal, port: int, seconds: float, *, in_start: bool
) -> None:
    program.start()
    if not in_start:
        box.wait_for(lambda: listens(port), 60)
    # Not a wait for something: the moment of death is to be any.
    threading.Event().wait(seconds)
    assert program.running, program.said[-3000:]
    program.kill()
