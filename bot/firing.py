"""Fires what is due by the schedules, twice a second, in a thread of its own.

Every replica does so. Which of them does a slot is decided by the database, one slot a transaction.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.services.schedules import fire_claimed, sync
from bot.services.work import UnitOfWork
from bot.store.directory import DirectoryCache, load_directory
from bot.store.due import claim_due, is_due
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

MOST_PASSED_OVER = 3
"""How many slots in one look may have trouble with the database before it is the database's own."""

_WORKSPACES = select(
    WorkspaceRow.id, WorkspaceRow.revision, WorkspaceRow.platform, WorkspaceRow.external_id
)


class WriteRefused(Exception):
    """The database refused what a kind's post wrote, again and again."""


@dataclass(slots=True)
class _Claimed:
    """The schedule that a transaction has taken, for when the transaction fails."""

    name: str = ""


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
        self._workspaces: dict[int, tuple[str, str]] = {}
        self._in_line: dict[int, tuple[int, datetime]] = {}
        self._refused: Counter[str] = Counter()
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
                if not is_due(session, self._clock.now(), self._kinds):
                    return 0
        except DBAPIError as trouble:
            log.warning("schedules_postponed", error=type(trouble.orig).__name__)
            return 0
        return self._fire_all()

    def _fire_all(self) -> int:
        """One slot after the other, the longest due first. One that the database has trouble with
        is passed over until the next look; after a few of them all the rest waits for it too."""
        done = 0
        passed_over: set[str] = set()
        while not self._stopping.is_set() and len(passed_over) <= MOST_PASSED_OVER:
            claimed = _Claimed()
            try:
                outcome = self._fire_next(passed_over, claimed)
            except DBAPIError as trouble:
                log.warning("slot_postponed", error=type(trouble.orig).__name__)
                if not claimed.name:
                    break
                passed_over.add(claimed.name)
                if not _is_down(trouble):
                    self._refused[claimed.name] += 1
                continue
            if not claimed.name:
                break
            del self._refused[claimed.name]
            if outcome in (Outcome.POSTED, Outcome.LATE):
                self._wake()
            done += outcome is not None
        return done

    def _fire_next(self, passed_over: Collection[str], claimed: _Claimed) -> Outcome | None:
        """Does one slot, in one transaction. Raises `DBAPIError`, and then nothing of it is
        kept."""
        now = self._clock.now()
        with self._database.transaction() as session:
            row = claim_due(session, now, self._kinds, passed_over)
            if row is None:
                return None
            claimed.name = row.name
            work = self._work(session, row.workspace_id, now)
            refused = self._refused[row.name] >= MOST_REFUSALS
            return fire_claimed(work, row, _refuse if refused else self._kinds[row.kind].post)

    def _bring_in_line(self) -> None:
        """Looks what stores are set up to when that changed, and every hour: holidays are known for
        a stretch of time only."""
        with self._database.reading() as session:
            workspaces = session.execute(_WORKSPACES).all()
        hour = self._clock.now().replace(minute=0, second=0, microsecond=0)
        self._workspaces = {id_: (platform, team) for id_, _, platform, team in workspaces}
        for id_, revision, _, _ in workspaces:
            if self._in_line.get(id_) != (revision, hour):
                for kind in self._kinds.values():
                    self._sync(id_, kind)
                self._in_line[id_] = (revision, hour)

    def _sync(self, workspace_id: int, kind: ScheduleKind) -> None:
        """One kind's schedules. Its mistakes leave its schedules as they are, and the others'
        alone."""
        try:
            with self._database.transaction() as session:
                work = self._work(session, workspace_id, self._clock.now())
                sync(work, kind.name, kind.wanted(work))
        except DBAPIError:
            raise
        except Exception as error:
            reference = secrets.token_hex(3)
            log.exception("schedules_unknown", kind=kind.name, reference=reference, error=error)

    def _work(self, session: Session, workspace_id: int, now: datetime) -> UnitOfWork:
        directory = self._directories.get(session, *self._workspaces.get(workspace_id, ("", "")))
        if directory is None:
            # It was given its team's id a moment ago.
            directory = load_directory(session, session.get_one(WorkspaceRow, workspace_id))
        return UnitOfWork(session, now, directory, self._decoder)


def _is_down(trouble: DBAPIError) -> bool:
    """Whether it is the database that is not well, and not what was written."""
    return trouble.connection_invalidated or isinstance(trouble, OperationalError | InterfaceError)


def _refuse(_: UnitOfWork, __: Occasion) -> Outcome:
    raise WriteRefused
