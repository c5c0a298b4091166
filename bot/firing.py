"""Fires what is due by the schedules, twice a second, in a thread of its own.

Every replica does so. Which of them does a slot is decided by the database, one slot a transaction.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.services.apart import AGAIN_AFTER
from bot.services.schedules import fire_claimed, sync
from bot.services.work import UnitOfWork
from bot.store.directory import DirectoryCache, load_directory
from bot.store.due import ScheduleKey, claim_due, is_due
from bot.store.engine import Database, is_down
from bot.store.schedules import ScheduleRow
from bot.store.stores import WorkspaceRow
from bot.trade.vin import VinDecoder
from bot.workflows.schedule import Occasion, Outcome
from jobs.schedules import ScheduleKind

log = structlog.get_logger("baton.firing")

TICK_SECONDS = 0.5
MOST_REFUSALS = 3
"""How often something is tried whose rows the database refuses. Twice may be two who wrote the same
at the same moment; the third time it is a mistake of Baton's own."""

MOST_PASSED_OVER = 3
"""How many slots in one look may have trouble with the database before it is the database's own."""

_WORKSPACES = select(
    WorkspaceRow.id, WorkspaceRow.revision, WorkspaceRow.platform, WorkspaceRow.external_id
)


class WriteRefused(Exception):
    """The database refused what a kind's post wrote, again and again."""


@dataclass(slots=True)
class _Claimed:
    """The schedule that a transaction has taken, by its workspace and name, for when the
    transaction fails."""

    key: ScheduleKey | None = None


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
        self._refused: Counter[ScheduleKey] = Counter()
        self._put_off: dict[ScheduleKey, datetime] = {}
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
        is passed over until the next look, one that Baton stumbles over for longer; after a few of
        them all the rest waits for the next look too."""
        now = self._clock.now()
        self._put_off = {key: until for key, until in self._put_off.items() if until > now}
        done = 0
        passed_over: set[ScheduleKey] = set()
        while not self._stopping.is_set() and len(passed_over) <= MOST_PASSED_OVER:
            claimed = _Claimed()
            try:
                outcome = self._fire_next({*passed_over, *self._put_off}, claimed)
            except Exception as error:
                if claimed.key is None and isinstance(error, DBAPIError):
                    log.warning("slot_postponed", error=type(error.orig).__name__)
                    break
                if claimed.key is None:
                    raise
                passed_over.add(claimed.key)
                self._troubled(claimed.key, error)
                continue
            if claimed.key is None:
                break
            del self._refused[claimed.key]
            if outcome in (Outcome.POSTED, Outcome.LATE):
                self._wake()
            done += outcome is not None
        return done

    def _troubled(self, key: ScheduleKey, error: Exception) -> None:
        """What is to become of a slot that could not be done. What its own post stumbles over is
        recorded by `fire_claimed` and does not come here."""
        workspace, schedule = key
        if isinstance(error, DBAPIError):
            log.warning("slot_postponed", schedule=schedule, error=type(error.orig).__name__)
            self._refused[key] += not is_down(error)
        else:
            log.exception("slot_put_off", schedule=schedule, workspace=workspace, exc_info=error)
            self._put_off[key] = self._clock.now() + AGAIN_AFTER

    def _fire_next(self, passed_over: Collection[ScheduleKey], claimed: _Claimed) -> Outcome | None:
        """Does one slot, in one transaction. When it raises, nothing of it is kept."""
        now = self._clock.now()
        with self._database.transaction() as session:
            claimed.key = key = claim_due(session, now, self._kinds, passed_over)
            if key is None:
                return None
            row = session.get_one(ScheduleRow, key)
            work = self._work(session, row.workspace_id, now)
            refused = self._refused[key] >= MOST_REFUSALS
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
                settled = [self._sync(id_, kind) for kind in self._kinds.values()]
                if all(settled):
                    self._in_line[id_] = (revision, hour)

    def _sync(self, workspace_id: int, kind: ScheduleKind) -> bool:
        """One kind's schedules in one workspace. Its mistakes leave its schedules as they are, and
        the others' alone. Returns whether it is settled until something changes: what the database
        refused is tried a few times more. Raises `DBAPIError` when the database is not well."""
        key = (workspace_id, kind.name)
        try:
            with self._database.transaction() as session:
                work = self._work(session, workspace_id, self._clock.now())
                sync(work, kind.name, kind.wanted(work))
        except Exception as error:
            if is_down(error):
                raise
            log.exception("schedules_unknown", kind=kind.name, workspace=workspace_id)
            self._refused[key] += 1
            if isinstance(error, DBAPIError) and self._refused[key] < MOST_REFUSALS:
                return False
        del self._refused[key]
        return True

    def _work(self, session: Session, workspace_id: int, now: datetime) -> UnitOfWork:
        directory = self._directories.get(session, *self._workspaces.get(workspace_id, ("", "")))
        if directory is None:
            # It was given its team's id a moment ago.
            directory = load_directory(session, session.get_one(WorkspaceRow, workspace_id))
        return UnitOfWork(session, now, directory, self._decoder)


def _refuse(_: UnitOfWork, __: Occasion) -> int | None:
    raise WriteRefused
