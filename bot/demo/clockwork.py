"""The demo's clock, as the sandbox's page moves it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from bot.app import Baton
from bot.chat.address import Channel
from bot.clock import ShiftedClock
from bot.store.items import Item
from bot.store.meetings import MeetingRow, SeriesRow
from bot.store.outbox import UNFINISHED, OutboxRow
from bot.store.schedules import ScheduleRow
from jobs import JOBS
from sandbox.clockwork import Event
from sandbox.lakeside import LAKESIDE

PLANNED = 12
NEAREST, POSTS = 6, 4
"""How many of the next events the page hears of, and how many posts after them."""
JUST_AFTER = timedelta(seconds=1)
PATIENCE = 2.0
"""Seconds of real time in which what fell due at one moment should be in the chat."""
_LOOK_AGAIN = 0.01
_CHANNELS = {Channel("slack", each.id): f"#{each.name}" for each in LAKESIDE.channels}
_WAITING = (
    select(OutboxRow.id).where(text(UNFINISHED), OutboxRow.not_before <= bindparam("now")).limit(1)
)


class DemoClockwork:
    """Moves the clock from one event to the next, so that each is posted in its own time: a leap of
    a whole night would find half of them too late to be useful."""

    def __init__(self, clock: ShiftedClock, zone: str) -> None:
        self.zone = zone
        self.baton: Baton | None = None
        self._clock = clock
        self._settled = clock.now()

    def now(self) -> float:
        """The present, in seconds since the epoch."""
        return self._clock.now().timestamp()

    def forward(self, seconds: float) -> None:
        """Lets that much time pass; returns when what fell due in it is in the chat."""
        self.run_on(seconds)
        self.settle()

    def run_on(self, seconds: float) -> None:
        """Lets that much time pass, in which what falls due happens."""
        until = self._clock.now() + timedelta(seconds=seconds)
        while (event := self._first_before(until)) is not None:
            self._move(event + JUST_AFTER)
            self.settle()
        self._move(until)

    def upcoming(self) -> Sequence[Event]:
        """What Baton will do next by itself, the nearest first. Of what falls due only so much that
        the next agendas and digests are among them."""
        now = self._clock.now()
        nearest = self._after(now)[:NEAREST]
        if self.baton is None:
            return nearest
        with self.baton.database.reading() as session:
            posts = [event for event in _scheduled(session, now) if event not in nearest]
        return [*nearest, *posts[:POSTS]]

    def _after(self, moment: datetime) -> list[Event]:
        if self.baton is None:
            return []
        with self.baton.database.reading() as session:
            events = [
                *_scheduled(session, moment),
                *_looked_at(session, moment),
                *_closing(session, moment),
            ]
        return sorted(events, key=lambda event: event.at)[:PLANNED]

    def _first_before(self, until: datetime) -> datetime | None:
        # The clock runs by itself too, past what nobody has done yet.
        events = self._after(self._settled)
        ahead = (datetime.fromtimestamp(event.at, UTC) for event in events)
        return next(takewhile(lambda at: at + JUST_AFTER < until, ahead), None)

    def _move(self, to: datetime) -> None:
        """The clock runs meanwhile, and never goes back."""
        self._clock.forward(max(to - self._clock.now(), timedelta(0)))

    def settle(self) -> None:
        """Does what is due by now; returns when it is in the chat."""
        if self.baton is None:
            return
        self._settled = self._clock.now()
        for job in JOBS:
            self.baton.ticker.run(job)
        self.baton.firing.look()
        self._wait_for_the_chat(self.baton)

    def _wait_for_the_chat(self, baton: Baton) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with baton.database.reading() as session:
                waiting = session.scalar(_WAITING, {"now": self._clock.now()})
            if waiting is None:
                return
            time.sleep(_LOOK_AGAIN)


def _scheduled(session: Session, now: datetime) -> list[Event]:
    rows = session.execute(
        select(ScheduleRow.next_at, ScheduleRow.title, ScheduleRow.channel)
        .where(ScheduleRow.next_at > now)
        .order_by(ScheduleRow.next_at)
        .limit(PLANNED)
    )
    return [
        Event(at.timestamp(), title, _CHANNELS.get(channel, "") if channel else "")
        for at, title, channel in rows
        if at
    ]


def _looked_at(session: Session, now: datetime) -> list[Event]:
    """The items that time alone changes something about."""
    rows = session.execute(
        select(
            Item.look_at,
            Item.label,
            Item.subject,
            Item.to_department,
            Item.closed_at.is_(None) & (Item.look_at == Item.due_at),
            Item.late_since,
        )
        .where(Item.look_at > now)
        .order_by(Item.look_at)
        .limit(PLANNED)
    )
    return [
        Event(at.timestamp(), f"{label} {_happens(is_due, late)}: {subject}", f"#{department}")
        for at, label, subject, department, is_due, late in rows
        if at
    ]


def _closing(session: Session, now: datetime) -> list[Event]:
    """The meetings that close themselves, should nobody end them."""
    rows = session.execute(
        select(MeetingRow.closes_at, SeriesRow.name)
        .join(SeriesRow, SeriesRow.id == MeetingRow.series_id)
        .where(MeetingRow.closes_at > now)
    )
    return [Event(at.timestamp(), f"{name} closes if nobody ended it") for at, name in rows if at]


def _happens(is_due: bool, late_since: datetime | None) -> str:
    if late_since:
        return "is still late"
    return "is due" if is_due else "is asked about"
