"""Runs the regular jobs. APScheduler only ticks; what is due is decided by the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.services.work import UnitOfWork
from bot.store.directory import load_directory
from bot.store.engine import Database, is_down
from bot.store.stores import WorkspaceRow
from bot.trade.vin import VinDecoder
from jobs import Chore, Job

log = structlog.get_logger("baton.ticker")


class Ticker:
    """Does each job for each workspace in a transaction of its own, and each chore in one."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        decoder: VinDecoder,
        jobs: Sequence[Job | Chore],
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

    def run(self, job: Job | Chore) -> None:
        """Does a job once. Trouble is logged and ends with the next tick."""
        try:
            if isinstance(job, Chore):
                self._try(job, lambda session: job.do(session, self._clock.now()))
            else:
                self._run_for_each(job)
        except DBAPIError as trouble:
            log.warning("job_postponed", job=job.name, error=type(trouble.orig).__name__)
        self._wake()

    def _run_for_each(self, job: Job) -> None:
        with self._database.transaction() as session:
            workspaces = session.scalars(select(WorkspaceRow.id)).all()
        for workspace_id in workspaces:
            self._try(job, partial(self._run_for, job, workspace_id), workspace=workspace_id)

    def _try(self, job: Job | Chore, do: Callable[[Session], object], **about: int) -> None:
        """Does it in one transaction. Trouble in one workspace is not the next one's. Raises
        `DBAPIError` when it is the database that is not well."""
        try:
            with self._database.transaction() as session:
                do(session)
        except Exception as error:
            if is_down(error):
                raise
            log.exception("job_failed", job=job.name, **about)

    def _run_for(self, job: Job, workspace_id: int, session: Session) -> None:
        directory = load_directory(session, session.get_one(WorkspaceRow, workspace_id))
        job.do(UnitOfWork(session, self._clock.now(), directory, self._decoder))
