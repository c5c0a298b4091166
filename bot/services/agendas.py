"""Puts an agenda together from the meeting's record and the store's live items. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.cards.agenda_topics import Agenda
from bot.chat.address import Channel, Person
from bot.store.agenda import Moment, live
from bot.store.directory import StoreInfo
from bot.store.meetings import (
    MeetingRow,
    SeriesRow,
    last_guests,
    last_questions,
    said_on,
    visits_between,
)
from bot.trade.wall import instant_of
from bot.workflows.departments import Department
from bot.workflows.meeting import OF_THE_DAY, SeriesKind, next_in_turn
from bot.workflows.schedule import Timetable

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_LOOKED_BACK = 30
"""Days within which a store was surely open."""


def agenda_of(session: Session, meeting: MeetingRow, store: StoreInfo, now: datetime) -> Agenda:
    """The agenda as it is now. Who will be the guest and what will be asked is shown before it is
    settled, as it would be settled now."""
    series, on = meeting.series, meeting.held_on
    is_joint = series.kind == SeriesKind.JOINT
    return Agenda(
        meeting,
        live(session, store.id, series.of, moment_of(store, now, on)),
        moment_of(store, now, on),
        meeting.question or question_for(session, series, on) or "",
        host_of(store, series),
        meeting.guest or guest_for(session, store, meeting),
        tuple(said_on(session, store.id, on, OF_THE_DAY)),
        tuple(visits_between(session, store.id, record_from(on), on)) if is_joint else (),
        record_from(on),
    )


def record_from(on: date) -> date:
    """The first day of the record of visits: of the month, and in its first week of the one before,
    which nobody would see whole otherwise."""
    return (on - _WEEK).replace(day=1)


def moment_of(store: StoreInfo, now: datetime, on: date) -> Moment:
    """The day of the meeting, and the last open day before it."""
    last = last_open_day(store, on)
    return Moment(
        now,
        on,
        instant_of(store.zone, on, 0),
        instant_of(store.zone, on + _DAY, 0),
        last,
        instant_of(store.zone, last, 0),
        instant_of(store.zone, last + _DAY, 0),
    )


def last_open_day(store: StoreInfo, before: date) -> date:
    """The last day before on which any department opened; the day before if none did for long."""
    days = (before - n * _DAY for n in range(1, _LOOKED_BACK))
    return next((day for day in days if store.opens_on(day)), before - _DAY)


def question_for(session: Session, series: SeriesRow, on: date) -> str | None:
    """The question whose turn it is."""
    return next_in_turn(series.questions, last_questions(session, series.id, on))


def guest_for(session: Session, store: StoreInfo, meeting: MeetingRow) -> Person | None:
    """The manager of another department whose turn it is, without those who could not."""
    asked = [each for each in may_visit(store, meeting.series) if str(each) not in meeting.passed]
    last: Mapping[Person, date] = last_guests(session, store.id, meeting.held_on) if asked else {}
    return next_in_turn(asked, last)


def may_visit(store: StoreInfo, series: SeriesRow) -> list[Person]:
    """The managers who belong to none of the departments that meet. A general manager belongs to
    all of them."""
    if series.kind == SeriesKind.JOINT:
        return []
    own = set(series.of)
    managers = {person for people in store.managers.values() for person in people}
    return sorted(
        person
        for person in managers
        if own.isdisjoint(_home(store, person)) and person not in store.general
    )


def _home(store: StoreInfo, person: Person) -> frozenset[Department]:
    actor = store.actor(person, None)
    return actor.departments | actor.manages


def timetable_of(store: StoreInfo, series: SeriesRow, minutes_before: int = 0) -> Timetable:
    """When the meetings of a series begin, or so many minutes before that."""
    return Timetable(store.zone, series.minute - minutes_before, frozenset(series.days))


def channel_of(store: StoreInfo, series: SeriesRow) -> Channel | None:
    """Where its agendas go: its own channel, else that of the first of its departments that has
    one. The meeting of all managers is no one department's: until they choose a channel, it is not
    read out to the salespeople."""
    if series.channel is not None or series.kind == SeriesKind.JOINT:
        return series.channel
    return next((found for each in series.of if (found := store.channel(each))), None)


def host_of(store: StoreInfo, series: SeriesRow) -> Person | None:
    """Who leads it: the one who was named, else the first manager of its departments."""
    if series.host is not None:
        return series.host
    managers: Iterable[Person] = (
        person for each in series.of for person in store.managers.get(each, ())
    )
    return next(iter(managers), None)
