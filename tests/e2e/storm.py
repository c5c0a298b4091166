"""A busy counter while Baton is killed again and again, and Slack is not well either."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import func, select, update

from bot.store.engine import Database
from bot.store.items import HistoryRow, Item
from bot.store.outbox import OutboxRow, Progress
from sandbox.faults import Fault, FaultKind
from sandbox.lakeside import PARTS, SERVICE
from sandbox.model import Message
from sandbox.server import Sandbox
from tests.e2e.people import Someone, card_number, labels_of, words_of

FAULTS = tuple(
    Fault(kind, method, times=None, probability=chance, status=500, retry_after=1)
    for method in ("chat.postMessage", "chat.update", "conversations.open")
    for kind, chance in (
        (FaultKind.LOSE_ANSWER, 0.03),
        (FaultKind.HTTP_STATUS, 0.03),
        (FaultKind.RATELIMIT, 0.02),
    )
)
"""What goes wrong at Slack, of a hundred calls each."""

_ANSWERED = re.compile(r"(P-\d+)> is with Parts")
_UNFINISHED = (Progress.WAITING.value, Progress.SENDING.value)


class Storm:
    """People who ask for parts and people who press buttons, until `calm`."""

    def __init__(
        self, box: Sandbox, askers: list[Someone], counter: list[Someone], seed: int
    ) -> None:
        self.acked: dict[str, str] = {}
        """RO by RO, the number that somebody was told."""
        self.clicked: set[str] = set()
        """The numbers of cards on which a click was acknowledged."""
        self._box = box
        self._numbers = count(10_000)
        self._calm = threading.Event()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._ask, args=(person, random.Random(f"{seed}{person.id}")))
            for person in askers
        ]
        self._threads += [
            threading.Thread(target=self._press, args=(person, random.Random(f"{seed}{person.id}")))
            for person in counter
        ]

    def __enter__(self) -> Storm:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._calm.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, person: Someone, chance: random.Random) -> None:
        while not self._calm.wait(chance.uniform(0.1, 0.6)):
            with self._lock:
                ro = str(next(self._numbers))
            before = len(person.hints(SERVICE))
            outcome = person.at_slack.type(SERVICE, f"/parts {ro} 1x {ro}-A part of {ro}")
            said = "\n".join(person.hints(SERVICE)[before:])
            if outcome.ok and (found := _ANSWERED.search(said)):
                self.acked[ro] = found[1]

    def _press(self, person: Someone, chance: random.Random) -> None:
        """Claims, answers and delivers, mostly what was asked last."""
        wanted = ("Claim", "All in stock", "Delivered to bay")
        while not self._calm.wait(chance.uniform(0.1, 0.5)):
            shown = [m for m in person.at_slack.messages(PARTS) if set(wanted) & set(labels_of(m))]
            if not shown:
                continue
            card = chance.choice(shown[-8:])
            label = chance.choice([each for each in wanted if each in labels_of(card)])
            number = card_number(card)
            if person.tries(card, label).ok and number:
                self.clicked.add(number)


@dataclass
class Tally:
    """What came of it, counted in the database and in the sandbox."""

    kills: int
    acked: int
    clicks: int
    items: int = 0
    cards: int = 0
    lines: int = 0
    private: int = 0
    tries: int = 0
    faults: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills: {self.acked} commands acknowledged, {self.items} items, "
            f"{self.cards} cards, {self.lines} thread lines, {self.private} private messages, "
            f"{self.tries} of them tried again, {self.faults} faults of Slack's; "
            f"{len(self.lost)} lost, {len(self.doubled)} doubled"
        )


def drained(database: Database) -> bool:
    """Whether nothing is on its way any more."""
    with database.transaction() as session:
        unfinished = OutboxRow.progress.in_(_UNFINISHED)
        return not session.scalar(select(func.count()).where(unfinished))


def a_minute_passes(database: Database) -> None:
    """What processes that are dead had taken on a shared database is free again."""
    with database.transaction() as session:
        session.execute(update(OutboxRow).values(lease_until=None))


def count_up(box: Sandbox, database: Database, storm: Storm, kills: int) -> Tally:
    """Compares what people were told, what the database holds and what Slack shows."""
    tally = Tally(kills, len(storm.acked), len(storm.clicked))
    with database.transaction() as session:
        items = list(session.scalars(select(Item)))
        sent = list(session.scalars(select(OutboxRow).where(OutboxRow.kind != "edit")))
        steps = session.scalar(select(func.count()).where(HistoryRow.step != "open")) or 0
    tally.tries = sum(row.attempts > 1 for row in sent)
    tally.faults = len(box.faults.applied)
    labels = {item.label: item for item in items}
    ros = {item.ro: item.label for item in items}
    said = [m for room in box.workspace.channels for m in box.workspace.messages(room) if m.bot_id]
    cards = Counter(card_number(m) for m in said if m.channel == PARTS and m.in_channel)
    tally.items, tally.cards = len(items), cards.total()
    tally.lines = sum(m.is_reply for m in said)
    tally.private = sum(m.channel.startswith("D") for m in said)
    for ro, label in storm.acked.items():
        if ros.get(ro) != label:
            tally.lost.append(f"RO {ro} was acknowledged as {label} and is {ros.get(ro)}")
    for label in storm.clicked:
        if labels[label].owner is None:
            tally.lost.append(f"a click on {label} was acknowledged and changed nothing")
    tally.lost += [f"{label} has no card" for label in labels if not cards[label]]
    tally.doubled += [f"{label} has {cards[label]} cards" for label in labels if cards[label] > 1]
    marks = Counter(_mark(message) for message in said)
    for row in sent:
        if row.kind in {"card", "thread", "direct"} and marks[str(row.id)] == 0:
            tally.lost.append(f"{row.kind} {row.id} ({row.progress}, {row.error})")
    tally.doubled += [f"message {mark}" for mark, times in marks.items() if times > 1]
    if tally.lines != steps:
        tally.lost.append(f"{steps} steps have {tally.lines} thread lines")
    for message in said:
        label = card_number(message) or ""
        if label in labels and not _is_true(box, message, labels[label]):
            tally.lost.append(f"the card of {label} is not true: {words_of(message)}")
    return tally


def _mark(message: Message) -> str:
    return str((message.metadata or {}).get("event_payload", {}).get("mark"))


def _is_true(box: Sandbox, card: Message, item: Item) -> bool:
    """Whether the card shows who has the item, and that it is over when it is."""
    words = words_of(card)
    owner = box.workspace.users[item.owner.id].real_name if item.owner else "nobody has it"
    return owner in words and ("*Done*" in words) == (item.closed_at is not None)
