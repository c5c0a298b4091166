"""Lakeside Motors with the real Baton at work: its own web server or Socket Mode, a real database,
and the sandbox in Slack's place, all over real sockets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

import uvicorn
from pydantic import SecretStr
from sqlalchemy import func, select
from starlette.applications import Starlette

from bot.app import Baton
from bot.chat.address import Channel, Person
from bot.chat.slack.manifest import manifest
from bot.clock import ShiftedClock
from bot.serve import Guarded
from bot.services.stores import StoreSetup
from bot.services.work import UnitOfWork
from bot.set_up import write_store
from bot.settings import Settings
from bot.store.directory import DirectoryCache
from bot.store.items import Item
from bot.store.load import load_items
from bot.store.outbox import OutboxRow, Progress
from bot.trade.vin import installed_decoder
from bot.workflows.departments import Department
from handlers.routes import COMMANDS
from jobs import JOBS
from sandbox import lakeside
from sandbox.model import Message, User
from sandbox.server import Sandbox
from tests.e2e.people import Someone, card_number, words_of

T = TypeVar("T")

CHICAGO = ZoneInfo("America/Chicago")
MONDAY = datetime(2026, 11, 23, 10, 30, tzinfo=CHICAGO)
"""When a test begins: 10:30 on a working Monday, with everybody there."""
PATIENCE = 15.0
"""Seconds a test waits for what must come. Only a failing test ever waits so long."""

SOCKET, HTTP = "socket mode", "signed http"
ROADS = (SOCKET, HTTP)
"""The ways from Slack to Baton."""


class WebServer:
    """Baton's own web server, as `baton run` starts it, on a free port."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self, web: Starlette) -> None:
        """Serve until `stop`. Who calls before it is up waits in the socket's queue."""
        config = uvicorn.Config(
            web, http=Guarded, log_config=None, access_log=False, server_header=False
        )
        self._server = server = uvicorn.Server(config)
        self._thread = threading.Thread(target=server.run, kwargs={"sockets": [self._socket]})
        self._thread.start()

    def stop(self) -> None:
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join()
        self._socket.close()


class Lakeside:
    """The store at work. Use as a context; its people are attributes: `house.luis`."""

    def __init__(
        self, address: str, road: str = HTTP, *, set_up: bool = True, **sandbox: Any
    ) -> None:
        """`sandbox` are more options for it; rate limits are off unless asked for."""
        self.clock = ShiftedClock(MONDAY.astimezone(UTC))
        self.web = WebServer()
        self.road = road
        self.address = address
        self._set_up = set_up
        # A test's machine may be busy; how soon Baton answers is measured elsewhere.
        options: dict[str, Any] = {
            "rates": False,
            "page": False,
            "answer_seconds": PATIENCE,
            **sandbox,
        }
        self.box = Sandbox(
            lakeside.LAKESIDE,
            self.now,
            manifest(COMMANDS, None if road == SOCKET else self.web.url),
            delivery="http" if road == HTTP else "socket",
            request_url=f"{self.web.url}/slack/events",
            **options,
        )
        self.baton = self._new_baton()
        self._open = ExitStack()
        self.dana, self.marcus, self.priya = self._people(lakeside.SALES_PEOPLE)
        self.tom, self.renee, self.luis, self.grace = self._people(lakeside.SERVICE_PEOPLE)
        self.sam, self.joan = self._people(lakeside.PARTS_PEOPLE)

    def _people(self, ids: Sequence[str]) -> list[Someone]:
        return [Someone(self.box, id_) for id_ in ids]

    def newcomer(self, *channels: str) -> Someone:
        """Somebody whom no roster knows, in these channels."""
        nora = User("U0NORANEWBY", "nora", "Nora Newby")
        self.box.workspace.add_user(nora)
        for channel in channels:
            self.box.workspace.join(channel, nora.id)
        return Someone(self.box, nora.id)

    def settings(self) -> Settings:
        """What this Baton is told."""
        by_socket = self.road == SOCKET
        return Settings(
            _env_file=None,
            slack_bot_token=SecretStr(self.box.bot_token),
            slack_app_token=SecretStr(self.box.app_token) if by_socket else None,
            slack_signing_secret=None if by_socket else SecretStr(self.box.signing_secret),
            slack_api_url=self.box.api_url,
            database_url=SecretStr(self.address),
        )

    def _new_baton(self) -> Baton:
        return Baton(self.settings(), self.clock)

    # Running

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            opening.callback(self.web.stop)
            opening.enter_context(self.box)
            opening.callback(self.baton.stop)
            self.baton.start()
            self.web.start(self.baton.web)
            if self._set_up:
                self.set_up()
            if self.road == SOCKET:
                self.box.wait_connected()
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def set_up(self) -> None:
        """Tells Baton what the store looks like."""
        write_store(self.baton.database, self.clock, LAKESIDE_SETUP, self.baton.slack.workspace)

    def now(self) -> float:
        """What time it is for everybody, in seconds."""
        return self.clock.now().timestamp()

    def wait(self, look: Callable[[], T], timeout: float = PATIENCE) -> T:
        """Waits until it is so, and returns what was seen."""
        return self.box.wait_for(look, timeout)

    def settle(self) -> None:
        """Waits until nothing is on its way any more: what was to be said is said."""
        self.wait(lambda: self.box.events.idle and self.unfinished() == 0)

    def unfinished(self) -> int:
        """How many messages are still to go out."""
        with self.baton.database.transaction() as session:
            waiting = OutboxRow.progress.in_([Progress.WAITING.value, Progress.SENDING.value])
            return session.scalar(select(func.count()).where(waiting)) or 0

    def forward(self, **by: float) -> None:
        """Moves everybody's clock, and lets the regular jobs run."""
        self.clock.forward(timedelta(**by))
        self.tick()

    def tick(self) -> None:
        """Runs every regular job once, as the ticker does."""
        for job in JOBS:
            self.baton.ticker.run(job)
        self.baton.firing.look()

    @contextmanager
    def work(self) -> Iterator[UnitOfWork]:
        """One of Baton's own transactions, and what it wrote on its way out."""
        slack = self.baton.slack.workspace
        assert slack is not None
        with self.baton.database.transaction() as session:
            directory = DirectoryCache().get(session, slack.platform, slack.id)
            assert directory is not None
            yield UnitOfWork(session, self.clock.now(), directory, installed_decoder())
        self.baton.outbox.wake()

    # Looking

    def cards(self, channel: str) -> dict[str, Message]:
        """The cards in a channel by the number on them. Two of one number are a failure."""
        found: dict[str, Message] = {}
        for message in self.box.workspace.messages(channel):
            number = card_number(message)
            if number and message.in_channel:
                assert number not in found, f"{number} has two cards in {channel}"
                found[number] = message.snapshot()
        return found

    def card(self, number: str, saying: str = "", channel: str = lakeside.PARTS) -> Message:
        """The card, once it is there and says this, and Baton knows that it is: until then links
        lead to its channel only."""
        found = self.shown(number, saying, channel)
        self.wait(lambda: self._is_known(found))
        return found

    def _is_known(self, card: Message) -> bool:
        with self.baton.database.transaction() as session:
            known = select(OutboxRow.id).where(OutboxRow.message == card.ts)
            return session.scalar(known) is not None

    def shown(self, number: str, saying: str = "", channel: str = lakeside.PARTS) -> Message:
        """The same as soon as people see it."""

        def look() -> Message | None:
            card = self.cards(channel).get(number)
            return card if card and saying in words_of(card) else None

        try:
            found = self.wait(look)
        except TimeoutError:
            there = {each: words_of(card) for each, card in self.cards(channel).items()}
            raise AssertionError(f"no card {number} saying {saying!r} in {there}") from None
        assert found
        return found

    def link(self, number: str, channel: str = lakeside.PARTS) -> str:
        """The number as a link to its card, as Slack writes it."""
        ts = self.card(number, channel=channel).ts.replace(".", "")
        return f"<{self.box.url}/archives/{channel}/p{ts}|{number}>"

    def thread(self, number: str, channel: str = lakeside.PARTS) -> list[str]:
        """What stands under the card, oldest first."""
        root = self.card(number, channel=channel)
        return [words_of(m) for m in self.box.workspace.thread(channel, root.ts)[1:]]

    def items(self) -> list[Item]:
        """Every item in the database, oldest first."""
        with self.baton.database.transaction() as session:
            ids = session.scalars(select(Item.id).order_by(Item.id)).all()
            return load_items(session, ids)

    def item(self, number: str) -> Item:
        """The item of that number."""
        return next(item for item in self.items() if item.label == number)


def _person(id_: str) -> Person:
    return Person("slack", id_)


LAKESIDE_SETUP = StoreSetup(
    name="Lakeside Motors",
    zone=CHICAGO.key,
    country="",
    channels={
        Department.SALES: Channel("slack", lakeside.SALES),
        Department.SERVICE: Channel("slack", lakeside.SERVICE),
        Department.PARTS: Channel("slack", lakeside.PARTS),
    },
    members={
        Department.SALES: [_person(each) for each in lakeside.SALES_PEOPLE],
        Department.SERVICE: [_person(each) for each in lakeside.SERVICE_PEOPLE],
        Department.PARTS: [_person(each) for each in lakeside.PARTS_PEOPLE],
    },
    managers={
        Department.SALES: [_person(lakeside.PRIYA)],
        Department.SERVICE: [_person(lakeside.GRACE)],
        Department.PARTS: [_person(lakeside.JOAN)],
    },
)
"""The store as its managers would have set it up."""
