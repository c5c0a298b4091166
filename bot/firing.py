"""Fires what is due by the schedules, twice a second, in a thread of its own.

Every replica does so. Which of them does a slot is decided by the database, one slot a transaction.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.clock import Clock
from bot.services.schedules import Post, fire, sync
from bot.services.work import UnitOfWork
from bot.store.directory import DirectoryCache
from bot.store.due import Due, due_now
from bot.store.engine import Database
from bot.store.stores import WorkspaceRow
from bot.trade.vin import VinDecoder
from bot.workflows.schedule import Occasion, Outcome
from jobs.schedules import ScheduleKind

log = structlog.get_logger("baton.firing")

TICK_SECONDS = 0.5
MOST_REFUSALS = 3
"""How often a slot is tried whose rows the database refuses. Twice may be two who wrote the same at
the same moment; the third time it is a mistake of Baton's own."""


class WriteRefused(Exception):
    """The database refused what a kind's post wrote, again and again."""


class Firing:
    """Keeps the schedules in line with the stores, and fires what is due, until it is stopped."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        decoder: VinDecoder,
        kinds: Sequence[ScheduleKind],
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._decoder = decoder
        self._kinds = {kind.name: kind for kind in kinds}
        self._wake = wake
        self._directories = DirectoryCache()
        self._in_line: dict[int, tuple[int, datetime]] = {}
        self._refused: Counter[Due] = Counter()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="firing", daemon=True)

    def start(self) -> None:
        """Begins to fire."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the slot that is under way."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=15)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except Exception as error:
                log.exception("firing_trouble", error=type(error).__name__)
            self._stopping.wait(TICK_SECONDS)

    def look(self) -> int:
        """Fires everything that is due now. Returns how many slots were done here. Trouble with
        the database is logged and ends with the next look."""
        try:
            self._bring_in_line()
            with self._database.reading() as session:
                due = due_now(session, self._clock.now(), self._kinds)
        except DBAPIError as trouble:
            log.warning("schedules_postponed", error=type(trouble.orig).__name__)
            return 0
        return sum(self._fire(each) for each in due if not self._stopping.is_set())

    def _bring_in_line(self) -> None:
        """Looks what stores are set up to when that changed, and every hour: holidays are known for
        a stretch of time only."""
        with self._database.reading() as session:
            workspaces = session.execute(select(WorkspaceRow.id, WorkspaceRow.revision)).all()
        hour = self._clock.now().replace(minute=0, second=0, microsecond=0)
        for id_, revision in workspaces:
            if self._in_line.get(id_) != (revision, hour):
                for kind in self._kinds.values():
                    self._sync(id_, kind)
                self._in_line[id_] = (revision, hour)

    def _sync(self, workspace_id: int, kind: ScheduleKind) -> None:
        """One kind's schedules. Its mistakes leave its schedules as they are, and the others'
        alone."""
        try:
            self._in_work(workspace_id, lambda work: sync(work, kind.name, kind.wanted(work)))
        except DBAPIError:
            raise
        except Exception as error:
            reference = secrets.token_hex(3)
            log.exception("schedules_unknown", kind=kind.name, reference=reference, error=error)

    def _fire(self, due: Due) -> bool:
        """Does one slot. Returns whether it was done here."""
        stumbles = self._refused[due] >= MOST_REFUSALS
        post = _refuse if stumbles else self._kinds[due.kind].post
        try:
            outcome = self._fire_with(due, post)
        except OperationalError as trouble:
            log.warning("slot_postponed", kind=due.kind, error=type(trouble.orig).__name__)
            return False
        except DBAPIError as trouble:
            self._refused[due] += 0 if trouble.connection_invalidated else 1
            log.warning("slot_postponed", kind=due.kind, error=type(trouble.orig).__name__)
            return False
        del self._refused[due]
        if outcome in (Outcome.POSTED, Outcome.LATE):
            self._wake()
        return outcome is not None

    def _fire_with(self, due: Due, post: Post) -> Outcome | None:
        return self._in_work(due.workspace_id, lambda work: fire(work, due.name, post))

    def _in_work(
        self, workspace_id: int, do: Callable[[UnitOfWork], Outcome | None]
    ) -> Outcome | None:
        with self._database.transaction() as session:
            workspace = session.get_one(WorkspaceRow, workspace_id)
            directory = self._directories.get(session, workspace.platform, workspace.external_id)
            if directory is None:
                return None
            return do(UnitOfWork(session, self._clock.now(), directory, self._decoder))


def _refuse(_: UnitOfWork, __: Occasion) -> Outcome:
    raise WriteRefused
