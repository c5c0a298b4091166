"""The composition root: the one place that knows every part and puts them together."""

from __future__ import annotations

import os
import signal
import threading

import structlog
from starlette.applications import Starlette

from bot.chat.slack.app import build_bolt, responder
from bot.chat.slack.door import SlackDoor
from bot.chat.slack.socket_mode import SocketMode
from bot.chat.slack.transport import SlackTransport
from bot.chat.transport import KeyRefused, TransportError, Workspace
from bot.clock import Clock, SystemClock
from bot.firing import Firing
from bot.front import Front
from bot.outbox import Outbox
from bot.settings import Settings
from bot.store.directory import settle_workspace
from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.ticker import Ticker
from bot.trade.vin import installed_decoder
from bot.web import build_web
from handlers.routes import route
from jobs import JOBS, SCHEDULES

log = structlog.get_logger("baton.app")

TRY_AGAIN_SECONDS = 5.0


class Baton:
    """A running Baton: the database, the outbox, the clock's jobs, and Slack's two ways in.

    Raises a `SettingsError` when it is not told enough, `DatabaseTrouble` when the database's
    address cannot be read.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        settings.require_slack()
        clock = clock or SystemClock()
        decoder = installed_decoder()
        self.clock = clock
        self.database = Database(settings.database_url.get_secret_value())
        self.slack = SlackTransport(settings.bot_token(), settings.slack_api_url)
        self.outbox = Outbox(self.database, clock, decoder, {"slack": self.slack})
        self.front = Front(self.database, clock, decoder, route, self.outbox.wake)
        self.ticker = Ticker(self.database, clock, decoder, JOBS, self.outbox.wake)
        self.firing = Firing(self.database, clock, decoder, SCHEDULES, self.outbox.wake)
        bolt = build_bolt(self.front, self.slack)
        # Signatures carry the real time, whatever the injected clock says.
        door = SlackDoor(responder(bolt), settings.signing_secret())
        self.web: Starlette = build_web(self.database.check, {"/slack/events": door})
        self.socket = (
            SocketMode(bolt, settings.app_token(), self._restart, settings.slack_api_url)
            if settings.app_token()
            else None
        )
        self.connection_died = False
        self._stopping = threading.Event()
        self._meeting = threading.Thread(target=self._keep_asking, name="identify", daemon=True)

    def start(self) -> None:
        """Takes the database, learns who it is on Slack, and begins to work.

        Raises `DatabaseTrouble`, or `KeyRefused` when Slack refuses the token. Slack not being
        there is no reason to stop: it is asked again until it answers.
        """
        self.database.hold()
        upgrade(self.database)
        try:
            self._settle(self.slack.identify())
        except KeyRefused:
            self.database.close()
            raise
        except TransportError as trouble:
            log.warning("slack_unreachable", why=trouble.code, then="asking again until it answers")
            self._meeting.start()
        self.slack.guests.start()
        self.outbox.start()
        self.ticker.start()
        self.firing.start()
        if self.socket:
            self.socket.start()

    def stop(self) -> None:
        """Finishes what is in hand, then lets go of everything."""
        self._stopping.set()
        self.slack.guests.stop()
        if self.socket:
            self.socket.close()
        self.firing.stop()
        self.ticker.stop()
        self.outbox.stop()
        self.database.close()

    def _keep_asking(self) -> None:
        while not self._stopping.wait(TRY_AGAIN_SECONDS):
            try:
                self._settle(self.slack.identify())
            except TransportError as trouble:
                log.warning("slack_unreachable", why=trouble.code)
            except Exception as error:
                # The database may be away by now. Nobody else would ask again.
                log.warning("workspace_not_settled", error=type(error).__name__)
            else:
                self.outbox.wake()
                return

    def _settle(self, workspace: Workspace) -> None:
        with self.database.transaction() as session:
            settle_workspace(
                session, workspace.platform, workspace.id, workspace.name, self.clock.now()
            )
        log.info("slack_known", workspace=workspace.id)

    def _restart(self) -> None:
        """Ends the process, so that whoever watches over it starts a new one."""
        log.error("connection_dead", then="stopping, to be started again")
        self.connection_died = True
        os.kill(os.getpid(), signal.SIGTERM)
