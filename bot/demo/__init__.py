"""`baton demo`: the sandbox and Baton in one process, with a morning's work already done."""

from __future__ import annotations

import sys
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import typer
from pydantic import SecretStr

from bot.app import Baton
from bot.chat.slack.manifest import manifest
from bot.clock import ShiftedClock
from bot.demo.clockwork import DemoClockwork
from bot.demo.store import ZONE, remember, set_up
from bot.log import set_up_logging
from bot.serve import listen, serve
from bot.settings import Settings
from bot.store.migrate import upgrade
from bot.trade.closed_days import public_holidays
from handlers.routes import COMMANDS
from sandbox import lakeside
from sandbox.morning import HUDDLE, MORNING, live
from sandbox.server import Sandbox

EARLY, HUDDLE_AT, OPENING = time(6, 55), time(7, 28), time(9, 5)
"""When the demo's day begins, before anything is posted; when service stands together; and when the
people sit down, with the store open, so that every clock runs."""


def run_demo(port: int, baton_port: int) -> None:
    """Serves until stopped. Everything lives in a temporary folder and is gone afterwards."""
    set_up_logging("WARNING")
    day = _working_day()
    clock = ShiftedClock(datetime.combine(day, EARLY, ZONE))
    opening = datetime.combine(day, OPENING, ZONE).timestamp()
    clockwork = DemoClockwork(clock, ZONE.key)
    with tempfile.TemporaryDirectory(prefix="baton-demo-") as folder:
        sandbox = _sandbox(clockwork, port, opening)
        with sandbox, listen("127.0.0.1", baton_port) as listening:
            baton = Baton(_settings(sandbox, folder, baton_port), clock)
            # What was before is written before anything runs by the clock.
            upgrade(baton.database)
            set_up(baton.database, clock, baton.slack.identify())
            remember(baton.database, clock)
            baton.start()
            try:
                clockwork.baton = baton
                clockwork.settle()
                sandbox.wait_connected()
                # What the first look set up is scheduled by the second.
                clockwork.settle()
                for at, scenes in ((HUDDLE_AT, HUDDLE), (OPENING, MORNING)):
                    begins = datetime.combine(day, at, ZONE).timestamp()
                    clockwork.run_on(begins - clockwork.now())
                    live(sandbox, scenes, clockwork.run_on)
                    # What was said last is in the chat at its own time, like the minutes.
                    clockwork.settle()
                typer.echo(f"Lakeside Motors is open: {sandbox.url}\nStop it with Ctrl-C.")
                # Whoever reads the output through a pipe waits for this line.
                sys.stdout.flush()
                serve(baton.web, listening)
            finally:
                baton.stop()


def _sandbox(clockwork: DemoClockwork, port: int, opening: float) -> Sandbox:
    """The page's port is the first thing somebody may have taken already."""
    # Bound a moment later by the sandbox itself, which knows nothing of our words for trouble.
    listen("127.0.0.1", port, "PORT").close()
    return Sandbox(
        lakeside.LAKESIDE,
        clockwork.now,
        manifest(COMMANDS),
        port,
        clockwork=clockwork,
        opened=opening,
    )


def _working_day() -> date:
    """Today if the store is open, so that the demo is never closed; else the next day it is. It is
    open the day after too, for whoever moves the clock there."""
    day = datetime.now(ZONE).date()
    holidays = public_holidays("US", "")
    while day.weekday() > 4 or day in holidays or day + timedelta(days=1) in holidays:
        day += timedelta(days=1)
    return day


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
