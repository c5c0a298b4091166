"""What the clock costs: a digest and an agenda in a store with a long past, and the minute in which
a whole group's digests are due.

Everything is asked in this process, through the same doors as the program's own: `Front`, `Firing`
and `Outbox`. Times are medians, of the small and the large store in turn.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import create_engine, func, select, text

from bot.chat.address import Channel, Person
from bot.chat.exchange import Command, Say, Sender
from bot.chat.slack.transport import SlackTransport
from bot.firing import Firing
from bot.front import Front
from bot.outbox import Outbox
from bot.services.digest import DIGEST
from bot.services.stores import StoreSetup, save_store
from bot.services.work import UnitOfWork
from bot.store.directory import load_directory, settle_workspace
from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.store.outbox import Kind, OutboxRow, Progress
from bot.store.stores import WorkspaceRow
from bot.trade.vin import installed_decoder
from bot.workflows.departments import Department
from handlers.routes import route
from jobs import SCHEDULES
from tests.bench.caller import PARTS, TEAM
from tests.bench.million import OPEN, fill
from tests.bench.servers import prepare, start_slack

NOW = datetime(2026, 9, 22, 12, tzinfo=UTC)
"""A Tuesday, 7:00 AM in Chicago."""
RECENT = 1_000
WEEKS = 8
ROUNDS = 15
STORES = 100
A_STORE_HAS = 60
GROWTH, SECONDS = 1.5, 10.0

_EPOCH = int(NOW.timestamp()) - 3_600
_STEP = WEEKS * 7 * 86_400 // (RECENT + OPEN)
_RECENTLY = _EPOCH - WEEKS * 7 * 86_400
_SECOND = (
    f"CASE WHEN n > :count - {RECENT + OPEN} THEN {_EPOCH} - (:count - n) * {_STEP}"
    f" ELSE {_RECENTLY} - (:count - {RECENT + OPEN} - n) * 60 END"
)
"""The newest 3,000 lie evenly in the last eight weeks, whatever the past before them: what a digest
speaks of is the same. Before that, one a minute."""
_AT = {
    "sqlite": f"strftime('%Y-%m-%d %H:%M:%S', {_SECOND}, 'unixepoch') || '.000000'",
    "postgresql": f"to_timestamp({_SECOND})",
}


class Clock:
    """A clock that stands where it was put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def past(kind: str, small: str, large: str, folder: Path, items: int) -> dict[str, float]:
    """How many times longer a digest and an agenda take with a long past than with a short one."""
    slack = start_slack("open", folder)
    try:
        for url, before in ((small, RECENT), (large, items)):
            prepare(url, f"http://127.0.0.1:{slack.port}/api/", folder)
            print(f"{kind}: writing {before:,} past items and {OPEN:,} open ones …", flush=True)
            fill(url, before + OPEN, _AT)
            _answer_lines(url)
    finally:
        slack.stop()
    ratios = {}
    with _front(small) as ask_small, _front(large) as ask_large:
        for name, words in (("digest", "baton digest"), ("agenda", "meeting")):
            took = _in_turn(partial(ask_small, words), partial(ask_large, words))
            ratios[name] = took[1] / took[0]
            print(
                f"{kind}: {name} with {RECENT:,} past items {took[0] * 1000:.1f} ms, "
                f"with {items:,} {took[1] * 1000:.1f} ms"
            )
    return ratios


def _answer_lines(url: str) -> None:
    """Every closed request's lines were answered when it was asked, three of four from stock."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE part_lines SET answered_at = (SELECT closed_at FROM items"
                " WHERE items.id = part_lines.request_id), first_answer ="
                " CASE WHEN (request_id / 2097152) % 4 = 0 THEN 'ordered' ELSE 'in_stock' END"
                " WHERE state = 'delivered'"
            )
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


@contextmanager
def _front(url: str) -> Iterator[Callable[[str], None]]:
    """Asks the front desk for something, as the parts manager."""
    database = Database(url)
    front = Front(database, Clock(NOW), installed_decoder(), route, lambda: None)
    keys = count()
    joan = Sender(Person("slack", "U0JOAN"), TEAM, TEAM, Channel("slack", PARTS))

    def ask(words: str) -> None:
        name, _, rest = words.partition(" ")
        said = front.handle(
            Command(joan, f"clock-{next(keys)}-{time.monotonic()}", name=name, text=rest)
        )
        assert isinstance(said, Say), said

    try:
        yield ask
    finally:
        database.close()


def _in_turn(*asks: Callable[[], None]) -> list[float]:
    """The median seconds of each."""
    took: list[list[float]] = [[] for _ in asks]
    for _ in range(ROUNDS):
        for ask, times in zip(asks, took, strict=True):
            began = time.perf_counter()
            ask()
            times.append(time.perf_counter() - began)
    return [statistics.median(each[2:]) for each in took]


def group(kind: str, url: str, folder: Path) -> tuple[float, float, int]:
    """A group of stores whose digests are all due at once: seconds until all are in the outbox, and
    until all are delivered, with how many times Slack said 429."""
    database = Database(url)
    upgrade(database)
    clock = Clock(NOW - timedelta(minutes=1))
    _found_group(database, clock)
    kinds = [each for each in SCHEDULES if each.name == DIGEST]
    firing = Firing(database, clock, installed_decoder(), kinds, lambda: None)
    firing.look()
    clock.at = NOW
    began, worked = time.perf_counter(), time.process_time()
    firing.look()
    queued, worked = time.perf_counter() - began, time.process_time() - worked
    digests = _count(database)
    slack = start_slack("paced", folder)
    try:
        began = time.perf_counter()
        _deliver(database, clock, f"http://127.0.0.1:{slack.port}/api/")
        delivered = time.perf_counter() - began
        refused = int(urlopen(f"http://127.0.0.1:{slack.port}/api/refused").read())  # Our own.
    finally:
        slack.stop()
    print(
        f"{kind}: {digests} digests of {STORES} stores due at 7:00: in the outbox after "
        f"{queued:.1f} s ({worked:.1f} s of one processor), "
        f"delivered after {delivered:.1f} s more, {refused} refused with 429"
    )
    database.close()
    return queued, delivered, refused


def _found_group(database: Database, clock: Clock) -> None:
    """Stores with three managers each and some open work, and one general manager of all."""
    with database.transaction() as session:
        settle_workspace(session, "slack", TEAM, "Lakeside Group", clock.now())
    for number in range(STORES):
        with database.transaction() as session:
            directory = load_directory(session, session.scalars(select(WorkspaceRow)).one())
            work = UnitOfWork(session, clock.now(), directory, installed_decoder())
            store = save_store(work, _setup(number))
            session.flush()
            _fill_store(work, store)


def _setup(number: int) -> StoreSetup:
    return StoreSetup(
        name=f"Store {number:03}",
        zone="America/Chicago",
        channels={each: Channel("slack", f"C{each.name}{number}") for each in Department},
        managers={each: [Person("slack", f"U{each.name}{number}")] for each in Department},
        general=[Person("slack", "U0GENERAL")],
    )


def _fill_store(work: UnitOfWork, store_id: int) -> None:
    """Parts requests over the last two days, half of them done."""
    at = [work.now - timedelta(minutes=48 * place) for place in range(A_STORE_HAS)]
    ids = [work.id() for _ in at]
    rows = [
        {"id": id_, "store": store_id, "number": place + 1, "label": f"P-{place + 1}",
         "at": f"{when:%Y-%m-%d %H:%M:%S}.000000" if _is_sqlite(work) else when,
         "done": place % 2 == 1}
        for place, (id_, when) in enumerate(zip(ids, at, strict=True))
    ]  # fmt: skip
    for statement in (
        "INSERT INTO items (id, store_id, workflow, number, label, state, priority, requester,"
        " from_department, to_department, owner, due_at, subject, ro, created_at, changed_at,"
        " closed_at, version, told) VALUES (:id, :store, 'parts', :number, :label,"
        " CASE WHEN :done THEN 'done' ELSE 'claimed' END, 'normal', 'slack:U0TOM', 'service',"
        " 'parts', 'slack:U0SAM', :at, '2x oil filter', '48213', :at, :at,"
        " CASE WHEN :done THEN :at END, 1, 0)",
        "INSERT INTO parts_requests (id) VALUES (:id)",
        "INSERT INTO part_lines (id, request_id, store_id, ro, position, quantity, words, state,"
        " answered_at, first_answer) VALUES (:id, :id, :store, '48213', 0, 1, 'oil filter',"
        " 'delivered', :at, 'in_stock')",
    ):
        used = [
            {key: value for key, value in row.items() if f":{key}" in statement} for row in rows
        ]
        work.session.connection().execute(text(statement), used)


def _is_sqlite(work: UnitOfWork) -> bool:
    return work.session.connection().dialect.name == "sqlite"


def _count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).where(OutboxRow.kind == Kind.DIRECT.value)) or 0


def _deliver(database: Database, clock: Clock, api_url: str) -> None:
    """Sends what is in the outbox, until nothing is left."""
    slack = SlackTransport("xoxb-bench", api_url)
    slack.identify()
    outbox = Outbox(database, clock, installed_decoder(), {"slack": slack})
    outbox.start()
    sent = select(func.count()).where(
        OutboxRow.kind == Kind.DIRECT.value, OutboxRow.progress == Progress.SENT.value
    )
    left = _count(database)
    deadline = time.monotonic() + 120
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        with database.reading() as session:
            left = _count(database) - (session.scalar(sent) or 0)
    outbox.stop()
    assert not left, f"{left} digests were not delivered"
