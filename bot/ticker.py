"""Runs the regular jobs. APScheduler only ticks; what is due is decided by the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.services.work import UnitOfWork
from bot.store.directory import load_directory
from bot.store.engine import Database, is_down
from bot.store.stores import WorkspaceRow
from bot.trade.vin import VinDecoder
from jobs import Job

log = structlog.get_logger("baton.ticker")


class Ticker:
    """Does each job for each workspace, in a transaction of its own."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        decoder: VinDecoder,
        jobs: Sequence[Job],
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._decoder = decoder
        self._jobs = jobs
        self._wake = wake
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None}
        )

    def start(self) -> None:
        """Begins to tick, in a thread of its own."""
        for job in self._jobs:
            self._scheduler.add_job(
                self.run, "interval", seconds=job.seconds, args=[job], id=job.name
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Ends after the job that is under way."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def run(self, job: Job) -> None:
        """Does a job once, for every workspace. Trouble is logged and ends with the next tick."""
        try:
            with self._database.transaction() as session:
                workspaces = session.scalars(select(WorkspaceRow.id)).all()
            for workspace in workspaces:
                self._try_for(job, workspace)
        except DBAPIError as trouble:
            log.warning("job_postponed", job=job.name, error=type(trouble.orig).__name__)
        self._wake()

    def _try_for(self, job: Job, workspace_id: int) -> None:
        """Trouble in one workspace is not the next one's. Raises `DBAPIError` when it is the
        database that is not well."""
        try:
            self._run_for(job, workspace_id)
        except Exception as error:
            if isinstance(error, DBAPIError) and is_down(error):
                raise
            log.exception("job_failed", job=job.name, workspace=workspace_id)

    def _run_for(self, job: Job, workspace_id: int) -> None:
        with self._database.transaction() as session:
            directory = load_directory(session, session.get_one(WorkspaceRow, workspace_id))
            job.do(UnitOfWork(session, self._clock.now(), directory, self._decoder))
