"""A Baton that looks all the time at what is late, as a process that can be killed."""

from __future__ import annotations

import sys
import threading
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

import structlog

from bot.app import Baton
from bot.settings import Settings
from jobs import JOBS
from tests.e2e.nursery import forked
from tests.e2e.program import PATIENCE, surroundings
from tests.e2e.replica import FastClock

SPEED = 120
"""Two minutes of the test's time are a second."""
BEGINNING = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""A Monday, 10:00 AM at Lakeside."""
WATCH = next(job for job in JOBS if job.name == "watch")


def fast_clock(began: float) -> FastClock:
    """Everybody's clock, when it began to run at that real moment."""
    return FastClock(began, BEGINNING, SPEED)


class Reminding:
    """One Baton after the other."""

    def __init__(self, began: float, settings: dict[str, str], log: Path) -> None:
        self._began = began
        self._settings = surroundings(**settings)
        self._log = log
        self._process: BaseProcess | None = None

    def start(self) -> None:
        folder = self._log.parent
        self._process = forked(live, self._began, self._settings, folder, self._log, self._log)

    def kill(self) -> None:
        """The power is gone: nothing is finished, nothing is cleaned up."""
        assert self._process is not None
        assert self._process.is_alive(), self._log.read_text(errors="replace")[-3000:]
        self._process.kill()
        self._process.join(PATIENCE)


def live(began: float) -> None:
    """A whole Baton. It looks at what is late again and again, and dies in the middle of it."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    baton = Baton(Settings(_env_file=None), fast_clock(began))
    baton.start()
    while True:
        baton.ticker.run(WATCH)
        threading.Event().wait(0.02)
