"""The running sandbox: Slack's Web API, Socket Mode and the page on one port of this machine."""

import importlib.util
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Literal, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route, WebSocketRoute

from sandbox.actions import Actions
from sandbox.api.entrance import Entrance
from sandbox.app import install
from sandbox.cast import Cast, build
from sandbox.clock import Now
from sandbox.clockwork import Clockwork
from sandbox.commands import Commands
from sandbox.connections import BreakableProtocol
from sandbox.control import control_routes
from sandbox.delivery import ANSWER_SECONDS, Gateway, Transport
from sandbox.events import RETRY_SECONDS, Events
from sandbox.faults import Faults
from sandbox.hooks import ResponseUrls
from sandbox.http_delivery import HttpDelivery
from sandbox.modals import Modals
from sandbox.model import User
from sandbox.person import Person
from sandbox.rates import Rates
from sandbox.socket_mode import SocketMode
from sandbox.submissions import Submissions
from sandbox.uploads import upload_routes
from sandbox.workspace import Workspace

T = TypeVar("T")

_START_SECONDS = 10.0


class Sandbox:
    """A workspace with one app installed, ready to be connected to.

    `now` is the workspace's time, which people can move in the page when there is a `clockwork`;
    waiting for the app's answer is always in real time. With `delivery="http"` the app is posted to
    at `request_url` (or at the manifest's own URLs).
    Signatures are dated in real time, as the app compares them with its own clock; give
    `signing_now` to an app whose clock moves along. The cast's people sit down at `opened`, which
    may still be to come; what they said before that has its times then.
    """

    def __init__(
        self,
        cast: Cast,
        now: Now,
        manifest: Mapping[str, Any],
        port: int = 0,
        page: bool = True,
        delivery: Literal["socket", "http"] = "socket",
        request_url: str | None = None,
        *,
        bot_token: str | None = None,
        app_token: str | None = None,
        signing_secret: str | None = None,
        rates: bool = True,
        answer_seconds: float = ANSWER_SECONDS,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
        fault_seed: int = 0,
        signing_now: Now = time.time,
        clockwork: Clockwork | None = None,
        opened: float | None = None,
    ) -> None:
        """Build it; `start` runs it. Raises ManifestError for a manifest that Slack refuses."""
        self.now = now
        self.workspace: Workspace = build(cast, now, opened)
        if clockwork is not None:
            # Somebody may move the clock between a click and the form that it opens.
            self.workspace.clockwork, self.workspace.running = clockwork, time.monotonic
        self.workspace.modals = Modals(self.workspace)
        self.app, bot = install(
            manifest, bot_token=bot_token, app_token=app_token, signing_secret=signing_secret
        )
        self._move_in(bot, cast.app_in)
        self.faults = Faults(seed=fault_seed)
        self.rates = Rates(now, enabled=rates)
        self.hooks = ResponseUrls(self.workspace)
        self.sockets = SocketMode(self.app, self.workspace.running, self.workspace.feed)
        self.http = HttpDelivery(self.app, signing_now, request_url)
        transport: Transport = self.http if delivery == "http" else self.sockets
        self.gateway = Gateway(transport, self.faults, answer_seconds)
        self.events = Events(self.workspace, self.gateway, retry_seconds)
        self._people()
        self._page = page
        self._socket = _listen(port)
        self.port: int = self._socket.getsockname()[1]
        self.workspace.base_url = self.url
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def _move_in(self, bot: User, channels: Sequence[str]) -> None:
        self.workspace.app = self.app
        self.workspace.add_user(bot)
        for channel_id in channels:
            self.workspace.join(channel_id, bot.id)

    def _people(self) -> None:
        parts = (self.workspace, self.gateway, self.hooks)
        commands, actions, submissions = Commands(*parts), Actions(*parts), Submissions(*parts)
        self.workspace.make_person = lambda user_id: Person(
            self.workspace, user_id, commands, actions, submissions
        )

    # Running

    def start(self) -> "Sandbox":
        """Serve in a thread of its own; returns when calls can come."""
        config = uvicorn.Config(
            self._application(),
            http=BreakableProtocol,
            loop="asyncio",
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        server = self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=server.run,
            kwargs={"sockets": [self._socket]},
            name="sandbox-server",
            daemon=True,
        )
        self._thread.start()
        self.events.start()
        waited = threading.Event()
        deadline = _START_SECONDS
        while not server.started and deadline > 0:
            waited.wait(0.005)
            deadline -= 0.005
        if not server.started:
            raise RuntimeError("the sandbox did not start")
        return self

    def stop(self) -> None:
        """Hang up on everybody and free the port."""
        self.faults.clear()
        # Who still waits for an acknowledgement would wait in vain.
        self.sockets.close()
        self.events.stop()
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=_START_SECONDS)
        self.http.close()
        self._socket.close()

    def __enter__(self) -> "Sandbox":
        """Start."""
        return self.start()

    def __exit__(self, *exc: object) -> None:
        """Stop."""
        self.stop()

    def _application(self) -> Starlette:
        entrance = Entrance(
            self.workspace, self.app, self.rates, self.faults, self.hooks, self.sockets
        )
        routes: list[BaseRoute] = [
            Route("/api/{method:path}", entrance.api, methods=["GET", "POST"]),
            Route("/commands/{rest:path}", entrance.response_url, methods=["POST"]),
            Route("/actions/{rest:path}", entrance.response_url, methods=["POST"]),
            WebSocketRoute("/link/", self.sockets.serve),
            *upload_routes(self.workspace),
            *control_routes(self),
        ]
        if self._page and importlib.util.find_spec("sandbox.page.routes") is not None:
            # Imported late, so that the protocol works without the page and its templates.
            routes += import_module("sandbox.page.routes").page_routes(self.workspace)
        return Starlette(routes=routes)

    # Where it is, and with which keys

    @property
    def url(self) -> str:
        """Where it runs."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """The base URL of the Web API, for `SLACK_API_URL`."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """The installed app's bot token."""
        return self.app.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token, for Socket Mode."""
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        """What HTTP requests are signed with."""
        return self.app.signing_secret

    # Waiting

    def wait_for(self, look: Callable[[], T], timeout: float = 5.0) -> T:
        """Wait until `look` returns something true, and return it; TimeoutError after `timeout`.

        It looks again at every change in the workspace, and now and then besides.
        """
        return self.workspace.feed.wait_for(look, timeout)

    def wait_connected(self, connections: int = 1, timeout: float = 10.0) -> None:
        """Wait until the app has opened so many Socket Mode connections."""
        self.wait_for(lambda: self.sockets.connected >= connections, timeout)


def _listen(port: int) -> socket.socket:
    # Bound at once, so that the address is known before anything runs.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener
