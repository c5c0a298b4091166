"""The Slack adapter in front of a fake, connected to the sandbox over real sockets."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import uvicorn

from bot.chat.exchange import Done
from bot.chat.slack.app import build_bolt, responder
from bot.chat.slack.door import SlackDoor
from bot.chat.slack.manifest import manifest
from bot.chat.slack.socket_mode import SocketMode
from bot.chat.slack.transport import SlackTransport
from bot.chat.transport import CommandHelp
from bot.serve import Guarded
from bot.web import build_web
from sandbox import lakeside
from sandbox.server import Sandbox
from tests.slack.fakes import FakeFront

Road = Literal["socket", "http"]
COMMANDS = [
    CommandHelp("parts", "RO, quantity, part", "Ask the parts counter"),
    CommandHelp("lead", "RO est value", "Flag a trade-in lead"),
]


@dataclass
class Living:
    box: Sandbox
    front: FakeFront
    slack: SlackTransport
    stale: list[float]
    socket: SocketMode | None = None
    web_url: str = ""


@contextmanager
def living(road: Road, silent: float = 60.0) -> Iterator[Living]:
    front = FakeFront(Done())
    url = None if road == "socket" else "http://127.0.0.1"
    box = Sandbox(lakeside.LAKESIDE, time.time, manifest(COMMANDS, url), page=False, delivery=road)
    with box:
        slack = SlackTransport(box.bot_token, box.api_url)
        slack.identify()
        alive = Living(box, front, slack, [])
        run = _by_socket if road == "socket" else _by_http
        with run(alive, silent):
            yield alive


@contextmanager
def _by_socket(alive: Living, silent: float) -> Iterator[None]:
    box = alive.box

    def note() -> None:
        alive.stale.append(time.monotonic())

    bolt = build_bolt(alive.front, alive.slack)
    alive.socket = SocketMode(bolt, box.app_token, note, box.api_url, silent)
    alive.socket.start()
    try:
        box.wait_connected()
        yield
    finally:
        alive.socket.close()


@contextmanager
def _by_http(alive: Living, _: float) -> Iterator[None]:
    bolt = build_bolt(alive.front, alive.slack)
    door = SlackDoor(responder(bolt), alive.box.signing_secret)
    with serving(build_web(lambda: None, {"/slack/events": door})) as url:
        alive.web_url = url
        alive.box.http.request_url = f"{url}/slack/events"
        yield


@contextmanager
def serving(application: Callable[..., object]) -> Iterator[str]:
    """The application on a real port, for as long as the block lasts."""
    config = uvicorn.Config(
        application,
        http=Guarded,
        host="127.0.0.1",
        port=0,
        log_config=None,
        access_log=False,
        lifespan="off",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
