"""A store to test in: Lakeside Motors on a real database, its people, and a clock that moves.

What people do goes through `bot.front.Front` with the real handlers, as it does from a platform;
what came of it is read back from the tables. Each world is a workspace of its own, so that many
fit into one database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bot.chat.address import Channel, Person
from bot.chat.card import Card, Content, Note
from bot.chat.exchange import Answers, Arrival, Click, Command, Mend, Reply, Say, Sender, Show
from bot.chat.form import Form, Value
from bot.chat.stored import load_content
from bot.chat.text import Text, plain, text
from bot.front import Front
from bot.parcels import Parcel, pack
from bot.services.drawing import card_of
from bot.services.nudges import NUDGES, drawn
from bot.services.schedules import fire, sync, upcoming
from bot.services.watching import watch
from bot.services.work import UnitOfWork
from bot.store.directory import Directory, DirectoryCache, StoreInfo
from bot.store.engine import Database
from bot.store.ids import new_id
from bot.store.items import HistoryRow, Item
from bot.store.load import load_items
from bot.store.migrate import upgrade
from bot.store.outbox import Kind, OutboxRow
from bot.store.stores import (
    GeneralManagerRow,
    LimitRow,
    MemberRow,
    StoreDepartmentRow,
    StoreRow,
    WorkspaceRow,
)
from bot.trade.vin import installed_decoder
from bot.workflows.departments import Department
from bot.workflows.schedule import Outcome
from handlers.routes import route
from jobs import SCHEDULES

CHICAGO = ZoneInfo("America/Chicago")
HOURS = {
    Department.SALES: "Mon-Fri 9am-8pm, Sat 9am-6pm",
    Department.SERVICE: "Mon-Fri 7:30am-6pm, Sat 8am-4pm",
    Department.PARTS: "Mon-Fri 7:30am-6pm, Sat 8am-4pm",
}
MONDAY = datetime(2026, 11, 23, 10, 30, tzinfo=CHICAGO)
"""When a world begins, unless told otherwise: 10:30 on a Monday, with everybody there."""

MEMBERS = {
    Department.SALES: ("Dana", "Marcus", "Priya"),
    Department.SERVICE: ("Tom", "Renee", "Luis", "Grace"),
    Department.PARTS: ("Sam", "Joan"),
}
MANAGERS = {Department.SALES: "Priya", Department.SERVICE: "Grace", Department.PARTS: "Joan"}
STRANGER = "Nora"
"""She is of this workspace and on no roster."""
OUTSIDER = "Olga"
"""She is of another workspace, and sees the channels that are shared with it."""
STAFF = tuple(name for names in MEMBERS.values() for name in names)
CAST = (*STAFF, STRANGER, OUTSIDER)
CHANNELS = {
    **{each.value: Channel("slack", f"C{each.name}") for each in Department},
    "lobby": Channel("slack", "CLOBBY"),
}
"""A channel per department, and one that is nobody's."""

PEOPLE = {name: Person("slack", f"U{name.upper()}") for name in CAST}
_NAMES = {person: name for name, person in PEOPLE.items()} | {
    channel: f"#{name}" for name, channel in CHANNELS.items()
}


def name_of(who: Person | Channel) -> str:
    """A person's or channel's name, as these tests write it."""
    return _NAMES.get(who, str(who))


def say(words: Text) -> str:
    """A text as bare words, with people by name."""
    return plain(words, name_of)


def local(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    """A wall time at Lakeside, as the UTC instant that it is."""
    return datetime(year, month, day, hour, minute, tzinfo=CHICAGO).astimezone(UTC)


class StoppedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


def open_database(url: str) -> Database:
    """An empty database with today's tables. Its data may be lost in a power cut: waiting for the
    disk would be most of a test's time."""
    database = Database(url)
    if database.is_sqlite:

        @event.listens_for(database.engine, "connect")
        def hurry(connection: Any, record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

    upgrade(database)
    return database


@contextmanager
def open_world(url: str, at: datetime = MONDAY) -> Iterator[World]:
    """A world in an empty database, for one test."""
    database = open_database(url)
    try:
        yield World(database, at)
    finally:
        database.close()


_workspaces = count(1)


class World:
    """One store and its people. Names stand for people and channels everywhere."""

    def __init__(self, database: Database, at: datetime = MONDAY) -> None:
        self.database = database
        self.clock = StoppedClock(at)
        self.workspace = f"T{next(_workspaces)}"
        self.woken = 0
        self._arrivals = count(1)
        self._decoder = installed_decoder()
        self._directories = DirectoryCache()
        self._set_up()
        self.front = Front(database, self.clock, self._decoder, route, self._wake)

    # What people do.

    def command(self, who: str, name: str, words: str = "", *, channel: str = "") -> Reply:
        """Somebody types a command, in his own department's channel unless another is named."""
        where = channel or home_of(who)
        return self.front.handle(Command(*self._arrival(who, where), name=name, text=words))

    def click(self, who: str, step: str, label: str, *, part: str = "", channel: str = "") -> Reply:
        """Somebody presses a button on an item's card, in the channel where the card stands."""
        item = self.item(label)
        where = channel or item.to_department
        return self.front.handle(
            Click(*self._arrival(who, where), step=step, item_id=item.id, part=part)
        )

    def press(self, who: str, step: str, about: int, *, channel: str = "") -> Reply:
        """Somebody presses a button that is no step on an item, like one on an agenda."""
        where = channel or home_of(who)
        return self.front.handle(Click(*self._arrival(who, where), step=step, item_id=about))

    def answer(self, who: str, form: Form | Reply, **answers: Value) -> Reply:
        """Somebody submits a form: what it already held, and these answers over it."""
        if isinstance(form, Show):
            form = form.form
        assert isinstance(form, Form), f"no form to answer: {form}"
        values = {**form.values, **answers}
        labels = {field.name: field.label for field in form.fields}
        return self.front.handle(
            Answers(
                *self._arrival(who, ""),
                form=form.name,
                context=form.context,
                values=values,
                shown=tuple((labels.get(n, n), text(str(v))) for n, v in values.items() if v),
            )
        )

    def take(
        self,
        who: str,
        step: str,
        label: str,
        *,
        part: str = "",
        channel: str = "",
        **answers: Value,
    ) -> Reply:
        """A click, and the answers to the form it opens, if it opens one."""
        reply = self.click(who, step, label, part=part, channel=channel)
        return self.answer(who, reply, **answers) if isinstance(reply, Show) else reply

    def again(self, arrival: Arrival) -> Reply:
        """The same arrival delivered once more."""
        return self.front.handle(arrival)

    def wait(self, **by: float) -> None:
        """Time passes, ``wait(minutes=30)``, and what is due by then is looked at."""
        self.clock.forward(timedelta(**by))
        with self.work() as work:
            watch(work)

    def tick(self, *kinds: str) -> list[Outcome]:
        """The schedules are brought in line, and what is due by now is done: of these kinds, or of
        all."""
        wanted = [kind for kind in SCHEDULES if kind.name in kinds or not kinds]
        for kind in wanted:
            with self.work() as work:
                sync(work, kind.name, kind.wanted(work))
        posts = {kind.name: kind.post for kind in wanted}
        with self.work() as work:
            schedules = [each.schedule for each in upcoming(work) if each.schedule.kind in posts]
        done = []
        for schedule in schedules:
            with self.work() as work:
                done.append(fire(work, schedule.name, posts[schedule.kind]))
        return [outcome for outcome in done if outcome]

    # What came of it.

    @property
    def store(self) -> StoreInfo:
        """The store as it is set up now."""
        return self.directory.stores[0]

    @property
    def directory(self) -> Directory:
        """All stores of the workspace, as they are set up now."""
        with self.database.transaction() as session:
            found = self._directories.get(session, "slack", self.workspace)
        assert found is not None
        return found

    def item(self, label: str) -> Item:
        """The item with that number, whole."""
        return next(item for item in self.items() if item.label == label)

    def items(self) -> list[Item]:
        """All items of the store, in the order they were opened."""
        with self.database.transaction() as session:
            ids = session.scalars(
                select(Item.id).where(Item.store_id == self._store_id).order_by(Item.id)
            )
            return load_items(session, list(ids))

    def card(self, label: str) -> Card:
        """The item's card as it would be drawn now."""
        return self.card_of(self.item(label))

    def card_of(self, item: Item) -> Card:
        """The card of a record at hand."""
        return card_of(item, self.store)

    def card_text(self, label: str) -> str:
        """Everything the item's card says, line by line, with its buttons in brackets."""
        return read_card(self.card(label))

    def history(self, label: str) -> list[HistoryRow]:
        """Who did what when, oldest first."""
        item = self.item(label)
        return [row for row in self.all_history() if row.item_id == item.id]

    def all_history(self) -> list[HistoryRow]:
        """Who did what when with every item of the store, oldest first."""
        mine = select(Item.id).where(Item.store_id == self._store_id)
        query = select(HistoryRow).where(HistoryRow.item_id.in_(mine)).order_by(HistoryRow.id)
        with self.database.transaction() as session:
            return list(session.scalars(query))

    def told(self, who: str) -> list[str]:
        """The private messages somebody was sent, oldest first."""
        return self.private_messages().get(who, [])

    def private_messages(self, rows: Iterable[OutboxRow] | None = None) -> dict[str, list[str]]:
        """Everybody's private messages by name, oldest first; with `rows`, those among them."""
        found: dict[str, list[str]] = {}
        for row in self.outbox(Kind.DIRECT) if rows is None else rows:
            if row.kind == Kind.DIRECT and not nudges_of(row):
                name = name_of(Person.read(row.lane))
                found.setdefault(name, []).append(said_in(load_content(row.body or [])))
        return found

    def nudges(self, who: str) -> list[str]:
        """What somebody, or a channel, reads because time passed, oldest first: as it would be sent
        now, and what is no longer so left out."""
        lane = str(CHANNELS.get(who) or PEOPLE[who])
        rows = [row for row in self.outbox(lane=lane) if nudges_of(row)]
        directory = self.directory
        with self.database.transaction() as session:
            found = [drawn(session, directory, row, row.created_at) for row in rows]
        return [read(content) for content in found if content]

    def thread(self, label: str) -> list[str]:
        """The lines in the thread under an item's card."""
        item = self.item(label)
        rows = [row for row in self.outbox(Kind.THREAD) if row.item_id == item.id]
        return [said_in(load_content(row.body or [])) for row in rows]

    def answered(self, who: str) -> list[str]:
        """What somebody was answered privately, after a click or a form."""
        rows = [row for row in self.outbox(Kind.ANSWER) if row.answer_to == f"to:{who}"]
        return [said_in(load_content(row.body or [])) for row in rows]

    def shows(self, row: OutboxRow) -> Content | None:
        """What a message says if it goes out now; None when it is skipped."""
        with self.database.reading() as session:
            packed = pack(session, self._directories, row, self.clock.now())
        return packed.content if isinstance(packed, Parcel) else None

    def outbox(self, kind: Kind | None = None, lane: str = "") -> list[OutboxRow]:
        """Messages on their way out, oldest first."""
        query = select(OutboxRow).where(OutboxRow.workspace_id == self._workspace_id)
        if kind:
            query = query.where(OutboxRow.kind == kind.value)
        if lane:
            query = query.where(OutboxRow.lane == lane)
        with self.database.transaction() as session:
            return list(session.scalars(query.order_by(OutboxRow.id)))

    # How the store is set up.

    def set_limit(self, name: str, value: int) -> None:
        """The store chooses a number of its own."""

        def change(session: Session) -> None:
            session.merge(LimitRow(store_id=self._store_id, name=name, value=value))

        self.change(change)

    def make_general(self, who: str, *store_ids: int) -> None:
        """Somebody is a general manager of this store, or of those."""
        rows = [
            GeneralManagerRow(store_id=store_id, person=PEOPLE[who])
            for store_id in store_ids or (self._store_id,)
        ]
        self.change(lambda session: session.add_all(rows))

    def change(self, what: Callable[[Session], object]) -> None:
        """Changes the store's set-up, and tells everybody so."""
        with self.database.transaction() as session:
            what(session)
            workspace = session.get_one(WorkspaceRow, self._workspace_id)
            workspace.revision += 1

    @contextmanager
    def work(self) -> Iterator[UnitOfWork]:
        """A unit of work, for calling a use case directly. Committed at the end."""
        directory = self.directory
        with self.database.transaction() as session:
            yield UnitOfWork(session, self.clock.now(), directory, self._decoder)

    def sender(self, who: str, channel: str = "") -> Sender:
        """Somebody in a channel, as the platform names him."""
        home = "TELSEWHERE" if who == OUTSIDER else self.workspace
        return Sender(PEOPLE[who], self.workspace, home, CHANNELS[channel] if channel else None)

    def _arrival(self, who: str, channel: str) -> tuple[Sender, str, str]:
        return self.sender(who, channel), f"{self.workspace}-{next(self._arrivals)}", f"to:{who}"

    def _wake(self) -> None:
        self.woken += 1

    def _set_up(self) -> None:
        self._workspace_id = new_id(self.clock.now())
        self._store_id = new_id(self.clock.now())
        with self.database.transaction() as session:
            session.add(
                WorkspaceRow(
                    id=self._workspace_id,
                    platform="slack",
                    external_id=self.workspace,
                    name="Lakeside Motors",
                )
            )
            session.flush()
            session.add(_lakeside(self._store_id, self._workspace_id))


def _lakeside(store_id: int, workspace_id: int) -> StoreRow:
    return StoreRow(
        id=store_id,
        workspace_id=workspace_id,
        name="Lakeside Motors",
        zone=CHICAGO.key,
        country="",
        departments=[
            StoreDepartmentRow(
                department=each.value, channel=CHANNELS[each.value], hours=HOURS[each]
            )
            for each in Department
        ],
        members=[
            MemberRow(
                department=department.value,
                person=PEOPLE[name],
                manages=MANAGERS[department] == name,
            )
            for department, names in MEMBERS.items()
            for name in names
        ],
    )


def nudges_of(row: OutboxRow) -> list[list[Any]]:
    """What a message that time caused is about: item, why, which part of it, and whether it was
    held until the morning."""
    body: Any = row.body
    found: list[list[Any]] = body[NUDGES] if isinstance(body, dict) and NUDGES in body else []
    return found


def home_of(who: str) -> str:
    """The channel of somebody's own department; the lobby for who has none."""
    return next((d.value for d, names in MEMBERS.items() if who in names), "lobby")


def read_card(card: Card) -> str:
    """Everything a card says, line by line."""
    buttons = [*card.buttons, *card.menu]
    lines = [card.title, say(card.status), say(card.lead)]
    lines += [f"{fact.label}: {say(fact.value)}" for fact in card.facts]
    for section in card.sections:
        lines.append(section.heading)
        for line in section.lines:
            lines.append(say(line.words))
            buttons += [line.button] if line.button else []
    for table in card.tables:
        lines += [table.caption, " | ".join(table.header)]
        lines += [" | ".join(say(cell) for cell in row) for row in table.rows]
    if card.chart:
        lines += [card.chart.title, say(card.chart.words)]
    lines += [say(card.footer), " ".join(f"[{button.label}]" for button in buttons)]
    return "\n".join(line for line in lines if line)


def said_in(content: Content) -> str:
    """What a message says: a card line by line, anything else as bare words without buttons."""
    if isinstance(content, Card):
        return read_card(content)
    return say(content.words if isinstance(content, Note) else content)


def read(content: Content) -> str:
    """A message as words, with its buttons in brackets."""
    match content:
        case Card():
            return read_card(content)
        case Note(words, buttons):
            return " ".join([say(words), *(f"[{button.label}]" for button in buttons)])
        case _:
            return say(content)


def words_of(reply: Reply) -> str:
    """What a reply says in words, whichever kind it is."""
    match reply:
        case Say(Card(lead=words) | Note(words=words)):
            return say(words)
        case Say(tuple() as words):
            return say(words)
        case Show(form):
            return say(form.note)
        case Mend(errors):
            return " ".join(errors.values())
    card = getattr(reply, "card", None)
    return read_card(card) if isinstance(card, Card) else ""
