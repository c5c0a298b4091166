"""The weeks before the demo's morning: stories that Lakeside's people lived through.

They are told through the same services as everything else, with a clock that stands where each step
was taken, so that figures, histories and charts are true; only the messages of those days were
never sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update

from bot.chat.address import Channel, Person
from bot.chat.exchange import Sender
from bot.chat.form import Value
from bot.services.opening import open_item
from bot.services.registry import PRACTICES
from bot.services.steps import Ask, take_step
from bot.services.work import UnitOfWork, place_of
from bot.store.items import Item
from bot.store.outbox import Kind, OutboxRow, Progress
from bot.store.parts import PartsRequest
from bot.trade.entry import Entry
from bot.trade.hours import OpeningHours
from bot.workflows.departments import Department


@dataclass(frozen=True, slots=True)
class Act:
    """A step that somebody takes so many minutes after the one before, or so many open days later
    and then minutes after the opening. Without `answers` he leaves a form as it opens; answers
    about a part are given for every line."""

    after: float
    who: str
    step: str
    answers: Mapping[str, Value] | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was passed on: who asked for what, in one line, when, and what became of
    it."""

    at: time
    who: str
    command: str
    line: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Lakeside:
    """Where the past happens: the people by first name, and the channel each of them types in."""

    work: UnitOfWork
    people: Mapping[str, tuple[Person, Channel]]

    @property
    def hours(self) -> OpeningHours:
        """When people are there to do something."""
        return self.work.directory.stores[0].hours(Department.SERVICE)

    def at(self, moment: datetime) -> UnitOfWork:
        """The work of another moment, in the same transaction."""
        work = self.work
        return UnitOfWork(work.session, moment, work.directory, work.decoder)

    def sender(self, who: str) -> Sender:
        """Somebody at his own place."""
        person, channel = self.people[who]
        workspace = self.work.directory.external_id
        return Sender(person, workspace, workspace, channel)


def days_before(today: date, weeks: int) -> Iterator[date]:
    """The weekdays of so many weeks before, oldest first."""
    start = today - timedelta(weeks=weeks)
    for ahead in range((today - start).days):
        day = start + timedelta(days=ahead)
        if day.weekday() < 5:
            yield day


def live_through(lakeside: Lakeside, day: date, told: Told) -> None:
    """Lives through one story, up to the present: what would come later stays open."""
    zone, until = lakeside.hours.zone, lakeside.work.now
    now = datetime.combine(day, told.at, zone)
    item = _open(lakeside, now, told)
    # Held, so that not every step has to read it again.
    card = lakeside.work.session.get(OutboxRow, item.card_id)  # noqa: F841
    for act in told.acts:
        now = _moment(lakeside.hours, now, act)
        if now >= until:
            return
        _take(lakeside, now, item, act)


def _moment(hours: OpeningHours, now: datetime, act: Act) -> datetime:
    for _ in range(act.days):
        opening = hours.opening_on(hours.next_open_day(hours.local_day(now)))
        now = opening or now
    return now + timedelta(minutes=act.after)


def _open(lakeside: Lakeside, now: datetime, told: Told) -> Item:
    work = lakeside.at(now)
    practice = next(each for each in PRACTICES if each.workflow.command == told.command)
    place = place_of(work, lakeside.sender(told.who))
    hours = place.store.hours(practice.workflow.receiver or place.department)
    understood = practice.workflow.read_line(Entry(told.line, now, hours))
    return open_item(work, place, practice, understood.values).item


def _take(lakeside: Lakeside, now: datetime, item: Item, act: Act) -> None:
    work, sender = lakeside.at(now), lakeside.sender(act.who)
    # The record is read anew for each step, so what the last one wrote has to be there.
    work.session.flush()
    answers = None if act.answers is None else _for_each_line(item, act.answers)
    taken = take_step(work, sender, item.id, act.step, answers)
    if isinstance(taken, Ask):
        take_step(work, sender, item.id, act.step, taken.asked.values)


def _for_each_line(item: Item, answers: Mapping[str, Value]) -> Mapping[str, Value]:
    if not isinstance(item, PartsRequest):
        return answers
    return {f"{name}-{line.id}": said for name, said in answers.items() for line in item.lines}


def never_sent(lakeside: Lakeside) -> None:
    """Of all those messages, only the cards of what is still open are sent now."""
    session = lakeside.work.session
    session.flush()
    standing = select(Item.card_id).where(Item.closed_at.is_(None))
    session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.progress == Progress.WAITING.value,
            ~((OutboxRow.kind == Kind.CARD.value) & OutboxRow.id.in_(standing)),
        )
        .values(progress=Progress.SKIPPED.value, error="before the demo began")
        .execution_options(synchronize_session=False)
    )
