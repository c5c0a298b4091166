"""Socket Mode: Slack reaches Baton over a connection that Baton opens itself."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import App
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.chat.slack.app import dispatch
from bot.chat.slack.clients import SLACK_API, make_client
from bot.chat.slack.errors import meaning
from bot.chat.slack.socket_client import TOO_MANY, Client
from bot.chat.transport import KeyRefused, TransportError, TryLater

log = structlog.get_logger(__name__)

SILENT = 180.0
"""Seconds without a word or a ping from Slack until the connection counts as dead."""
PING_EVERY = 10.0
"""Seconds between our own pings: the answers to them count as a word."""
WATCH_EVERY = 1.0
"""Seconds between looks at the connection."""
DRAIN = 8.0
"""Seconds that work under way may still take when Baton stops."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between tries to connect: doubled each time. Slack allows about one a minute."""


class SocketMode:
    """One connection to Slack, kept up in the background.

    `on_stale` is called once, from a thread of this class, when the connection has died although
    Slack can be reached: then only a new process is sure to help.
    """

    def __init__(
        self,
        app: App,
        app_token: str,
        on_stale: Callable[[], None],
        api_url: str = SLACK_API,
        silent: float = SILENT,
    ) -> None:
        self._app = app
        self._on_stale = on_stale
        self._silent = silent
        self._web = make_client(None, api_url)
        self._stop = threading.Event()
        self._told_connected = False
        self._last_word = 0.0
        self._client = Client(app_token, self._web, PING_EVERY, self._take, self._heard)
        self._thread = threading.Thread(target=self._keep_up, name="socket-mode", daemon=True)

    @property
    def connected(self) -> bool:
        """Whether a connection is open now."""
        return self._client.is_connected()

    def start(self) -> None:
        """Starts to connect, and returns at once."""
        self._thread.start()

    def close(self) -> None:
        """Finishes and acknowledges what is in hand, then hangs up. A second call does nothing."""
        if self._client.closed:
            return
        self._stop.set()
        self._client.auto_reconnect_enabled = False
        self._client.finish(DRAIN)
        if self._thread.is_alive():
            self._thread.join(timeout=DRAIN)
        self._client.hang_up(DRAIN)

    def _keep_up(self) -> None:
        """Connects, then watches. The client itself renews a connection that Slack ends."""
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            problem = self._connect()
            if problem is None:
                self._watch()
                return
            pause = self._wait_for_another_try(problem, pause)

    def _wait_for_another_try(self, problem: TransportError, pause: float) -> float:
        wait = max(pause, problem.seconds) if isinstance(problem, TryLater) else pause
        log.warning(
            "slack_not_connected",
            reason=_sentence(problem),
            code=problem.code,
            again_in_seconds=round(wait),
        )
        self._stop.wait(wait)
        return min(pause * 2, LONGEST_PAUSE)

    def _connect(self) -> TransportError | None:
        """Opens a connection. Returns what went wrong, or None."""
        try:
            self._client.wss_uri = self._client.issue_new_wss_url()
            self._client.connect()
        except Exception as error:
            return meaning(error)
        # The client only notes in its log that the socket could not be opened.
        if not self._client.is_connected():
            return TryLater("socket_refused", FIRST_PAUSE)
        self._client.default_auto_reconnect_enabled = True
        self._client.auto_reconnect_enabled = True
        return None

    def _watch(self) -> None:
        """Counts the seconds without a word, so that a computer that slept is not taken for one."""
        heard, silence = self._last_heard(), 0.0
        self._note(connected=True)
        while not self._stop.wait(WATCH_EVERY):
            self._note(connected=self._client.is_connected())
            silence += WATCH_EVERY
            if heard != (heard := self._last_heard()):
                silence = 0.0
            if silence < self._silent:
                continue
            problem = self._reachable()
            if problem is None:
                log.error("slack_connection_dead", silent_seconds=round(self._silent))
                self._on_stale()
                return
            self._wait_for_another_try(problem, LONGEST_PAUSE)

    def _reachable(self) -> TransportError | None:
        """Whether Slack would open a connection. If not, a new process could not do better."""
        try:
            self._client.issue_new_wss_url()
        except Exception as error:
            return meaning(error)
        return None

    def _note(self, *, connected: bool) -> None:
        """Says once when the connection is lost, and once when it is back."""
        if connected and not self._told_connected:
            log.info("slack_connected", by="Socket Mode")
        elif self._told_connected and not connected:
            log.warning("slack_not_connected", reason="The connection to Slack was lost.")
            self._reconnect()
        self._told_connected = connected

    def _reconnect(self) -> None:
        """Tries once at once. After that the client itself does, at every ping."""
        try:
            self._client.connect_to_new_endpoint()
        except Exception as error:
            problem = meaning(error)
            log.warning("slack_not_connected", reason=_sentence(problem), code=problem.code)

    def _last_heard(self) -> float:
        session = self._client.current_session
        pong = session.last_ping_pong_time if session is not None else None
        return max(self._last_word, pong or 0.0)

    def _heard(self, _: str) -> None:
        self._last_word = time.time()

    def _take(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        """Works on one envelope and acknowledges it."""
        try:
            self._work(client, request)
        except Exception as error:
            # The acknowledgement was lost with the connection: the work itself is on disk.
            log.warning("slack_not_acknowledged", error=type(error).__name__)

    def _work(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        body: dict[str, Any] = request.payload
        response = dispatch(self._app, body)
        if response.status != 200:
            # Without an acknowledgement Slack sends an event again, and shows a person an error.
            return
        envelope = json.dumps(request.envelope_id)
        # Bolt has written the body as JSON already, so it is only put into the envelope.
        payload = f',"payload":{response.body}' if response.body.startswith("{") else ""
        client.send_message(f'{{"envelope_id":{envelope}{payload}}}')


def _sentence(problem: TransportError) -> str:
    if isinstance(problem, KeyRefused):
        return (
            "Slack refuses SLACK_APP_TOKEN: make one with the scope connections:write under Basic"
            " Information, App-Level Tokens."
        )
    if problem.code == TOO_MANY:
        return "Ten other connections of this app are open, and Slack gives no eleventh."
    if problem.code == "socket_refused":
        return "Slack let us in, but the connection could not be opened."
    return "Slack cannot be reached."
