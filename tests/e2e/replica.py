"""Batons that fire the same schedules, each a process of its own that can be killed.

`python -m tests.e2e.replica ADDRESS` loads everything once. Each line it is sent, with the moment
at which the test's time begins, makes one more replica, whose process id it answers: so a new one
is there in no time, however busy the machine is.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from zoneinfo import ZoneInfo

import structlog

from bot.chat.address import Person
from bot.chat.text import text
from bot.firing import Firing
from bot.services import outgoing
from bot.services.work import UnitOfWork
from bot.store.engine import Database
from bot.trade.vin import installed_decoder
from bot.workflows.schedule import Occasion, Schedule, Timetable
from jobs.schedules import ScheduleKind

SLOTS = 200
EACH_MINUTE = 10
"""How many schedules fall due in the same minute."""
SPEED = 60
"""A minute of the test's time is a second: local times have no seconds, and nobody has an hour."""
BEGINNING = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FIRST_MINUTE = 12 * 60 + 2
WRITES = 0.03
"""Seconds that a post takes to write, in the middle of its transaction, as a digest's would."""
LONG = 60.0
"""Real seconds before the beginning: nothing is due, and nothing was."""
READER = Person("slack", "U0READER01")


class FastClock:
    """A clock that runs faster. Processes that were told the same beginning agree."""

    def __init__(self, began: float, at: datetime = BEGINNING, speed: int = SPEED) -> None:
        """`began` is the real moment, in seconds since the epoch, at which it was `at`."""
        self._began = began
        self._at = at
        self._speed = speed

    def now(self) -> datetime:
        return self._at + timedelta(seconds=(time.time() - self._began) * self._speed)


def wanted(work: UnitOfWork) -> Iterator[Schedule]:
    """Two hundred schedules, ten of them each minute."""
    for number in range(SLOTS):
        minute = FIRST_MINUTE + number // EACH_MINUTE
        yield Schedule(
            name=f"post:{number}",
            kind="post",
            store_id=work.directory.stores[0].id,
            subject=str(number),
            title=f"Post {number}",
            timetable=Timetable(ZoneInfo("UTC"), minute),
            open_days_only=False,
            most_late=timedelta(hours=8),
        )


def post(work: UnitOfWork, occasion: Occasion) -> int:
    """A message, with a pause in the middle in which a process can die."""
    row = outgoing.tell(work, READER, text(occasion.schedule.subject))
    threading.Event().wait(WRITES)
    return row


POSTS = ScheduleKind("post", wanted, post)


def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    # Those that were killed leave nothing behind.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    database = Database(sys.argv[1])
    # A replica that is forked has this behind it, as one that has run for a minute.
    firing_on(database, time.time() + LONG).look()
    database.engine.dispose()
    print("ready", flush=True)
    for began in sys.stdin:
        parent = os.getpid()
        child = os.fork()
        if child == 0:
            firing_on(database, float(began)).start()
            _stay_while(parent)
        print(child, flush=True)


def firing_on(database: Database, began: float) -> Firing:
    return Firing(database, FastClock(began), installed_decoder(), (POSTS,), lambda: None)


def _stay_while(parent: int) -> NoReturn:
    while os.getppid() == parent:
        threading.Event().wait(1)
    os._exit(0)


if __name__ == "__main__":
    main()
