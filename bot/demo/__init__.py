"""`baton demo`: the sandbox and Baton in one process, with a morning's work already done."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from pydantic import SecretStr

from bot.app import Baton
from bot.chat.address import Channel, Person
from bot.chat.slack.manifest import manifest
from bot.clock import ShiftedClock
from bot.demo.clockwork import DemoClockwork
from bot.log import set_up_logging
from bot.serve import listen, serve
from bot.services.stores import StoreSetup
from bot.set_up import write_store
from bot.settings import Settings
from bot.trade.closed_days import public_holidays
from bot.workflows.departments import Department
from handlers.routes import COMMANDS
from jobs import JOBS
from sandbox import lakeside
from sandbox.morning import MORNING, live
from sandbox.server import Sandbox

ZONE = ZoneInfo("America/Chicago")
OPENING = time(9, 5)
"""When the demo's morning begins: the store is open, so every clock runs."""


def run_demo(port: int, baton_port: int) -> None:
    """Serves until stopped. Everything lives in a temporary folder and is gone afterwards."""
    set_up_logging("WARNING")
    clock = ShiftedClock(_this_morning())
    clockwork = DemoClockwork(clock, ZONE.key)
    with tempfile.TemporaryDirectory(prefix="baton-demo-") as folder:
        sandbox = _sandbox(clockwork, port)
        with sandbox, listen("127.0.0.1", baton_port) as listening:
            baton = Baton(_settings(sandbox, folder, baton_port), clock)
            baton.start()
            try:
                _set_up(baton)
                sandbox.wait_connected()
                live(sandbox, MORNING, clock.forward)
                for job in JOBS:
                    baton.ticker.run(job)
                clockwork.baton = baton
                typer.echo(f"Lakeside Motors is open: {sandbox.url}\nStop it with Ctrl-C.")
                # Whoever reads the output through a pipe waits for this line.
                sys.stdout.flush()
                serve(baton.web, listening)
            finally:
                baton.stop()


def _sandbox(clockwork: DemoClockwork, port: int) -> Sandbox:
    """The page's port is the first thing somebody may have taken already."""
    # Bound a moment later by the sandbox itself, which knows nothing of our words for trouble.
    listen("127.0.0.1", port, "PORT").close()
    return Sandbox(lakeside.LAKESIDE, clockwork.now, manifest(COMMANDS), port, clockwork=clockwork)


def _this_morning() -> datetime:
    """Nine o'clock on a working day, today's if it is one, so that the demo is never closed."""
    day = datetime.now(ZONE).date()
    holidays = public_holidays("US", "")
    while day.weekday() > 4 or day in holidays:
        day += timedelta(days=1)
    return datetime.combine(day, OPENING, ZONE).astimezone(UTC)


def _settings(sandbox: Sandbox, folder: str, baton_port: int) -> Settings:
    return Settings(
        _env_file=None,
        slack_bot_token=SecretStr(sandbox.bot_token),
        slack_app_token=SecretStr(sandbox.app_token),
        slack_signing_secret=SecretStr(sandbox.signing_secret),
        slack_api_url=sandbox.api_url,
        database_url=SecretStr(f"sqlite:///{Path(folder) / 'demo.sqlite3'}"),
        baton_port=baton_port,
    )


def _set_up(baton: Baton) -> None:
    """The store as its managers would have set it up."""
    setup = StoreSetup(
        name="Lakeside Motors",
        zone=ZONE.key,
        channels={
            Department.SALES: _channel(lakeside.SALES),
            Department.SERVICE: _channel(lakeside.SERVICE),
            Department.PARTS: _channel(lakeside.PARTS),
        },
        members={
            Department.SALES: [_person(each) for each in lakeside.SALES_PEOPLE],
            Department.SERVICE: [_person(each) for each in lakeside.SERVICE_PEOPLE],
            Department.PARTS: [_person(each) for each in lakeside.PARTS_PEOPLE],
        },
        backups={
            Department.SALES: _person(lakeside.MARCUS),
            Department.SERVICE: _person(lakeside.RENEE),
            Department.PARTS: _person(lakeside.SAM),
        },
        managers={
            Department.SALES: [_person(lakeside.PRIYA)],
            Department.SERVICE: [_person(lakeside.GRACE)],
            Department.PARTS: [_person(lakeside.JOAN)],
        },
    )
    write_store(baton.database, baton.clock, setup, baton.slack.workspace)


def _person(id_: str) -> Person:
    return Person("slack", id_)


def _channel(id_: str) -> Channel:
    return Channel("slack", id_)
