"""Which meeting somebody means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.chat.exchange import Sender
from bot.services.agendas import channel_of, timetable_of
from bot.services.problems import NoMeeting, NoSuchMeeting
from bot.services.series import ensure_examples
from bot.services.work import Place, UnitOfWork, check_home, place_in
from bot.store.directory import StoreInfo
from bot.store.meetings import (
    MeetingRow,
    SeriesRow,
    load_meeting,
    meetings_around,
    series_of,
    settle_meeting,
)
from bot.workflows.meeting import next_date


@dataclass(frozen=True, slots=True)
class Meant:
    """The meeting that somebody means. `meeting` is its record, when somebody needed one before."""

    series: SeriesRow
    held_on: date
    starts_at: datetime
    meeting: MeetingRow | None

    @property
    def is_open(self) -> bool:
        """Whether its agenda is out, or it was started, and nobody ended it."""
        return self.meeting is not None and self.meeting.closes_at is not None


def meant_by(work: UnitOfWork, place: Place) -> Meant:
    """The meeting that is running, else the one that is coming: of the channel he types in, else of
    his department, else the nearest of the store. Raises `NoMeeting`."""
    found = _all_coming(work, place)
    mine = place.actor.departments | place.actor.manages
    here = [each for each in found if channel_of(place.store, each.series) == place.channel]
    ours = [each for each in found if mine & set(each.series.of)]
    opened = [[each for each in group if each.is_open] for group in (here, ours)]
    return min(next((group for group in (*opened, here, ours) if group), found), key=_nearness)


def nearest_of_store(work: UnitOfWork, place: Place) -> Meant:
    """The store's next meeting, whosever it is: for what all agendas of a day show. Raises
    `NoMeeting`."""
    return min(_all_coming(work, place), key=_nearness)


def _all_coming(work: UnitOfWork, place: Place) -> list[Meant]:
    """The next meeting of each series that is on. Raises `NoMeeting` when there is none."""
    ensure_examples(work)
    found = [
        meant
        for series in series_of(work.session, [place.store.id])
        if series.is_on and (meant := _coming(work, place.store, series))
    ]
    if not found:
        raise NoMeeting
    return found


def _nearness(meant: Meant) -> tuple[bool, datetime, int]:
    return not meant.is_open, meant.starts_at, meant.series.id


def _coming(work: UnitOfWork, store: StoreInfo, series: SeriesRow) -> Meant | None:
    """The meeting of a series that is open, else the next one."""
    today = work.now.astimezone(store.zone).date()
    known = {each.held_on: each for each in meetings_around(work.session, series.id, today)}
    for meeting in known.values():
        if meeting.closes_at is not None:
            return Meant(series, meeting.held_on, meeting.starts_at, meeting)
    held = {day for day, each in known.items() if each.ended_at is not None}
    timetable = timetable_of(store, series)
    day = next_date(timetable, work.now, lambda day: not store.opens_on(day), held)
    if day is None:
        return None
    coming = Meant(series, day, timetable.instant(day), known.get(day))
    if coming.meeting is not None:
        # The series may have moved since somebody needed the record; its agenda is not out yet.
        coming.meeting.starts_at = coming.starts_at
    return coming


def open_meeting(work: UnitOfWork, place: Place) -> MeetingRow | None:
    """The meeting that somebody means, if its agenda is out and nobody ended it; locked."""
    try:
        meant = meant_by(work, place)
    except NoMeeting:
        return None
    return load_meeting(work.session, meant.meeting.id) if meant.is_open and meant.meeting else None


def settled(work: UnitOfWork, meant: Meant) -> MeetingRow:
    """The meeting's record, made if there is none yet, and locked."""
    return settle_meeting(work.session, work.id(), meant.series, meant.held_on, meant.starts_at)


def imagined(meant: Meant) -> MeetingRow:
    """The meeting's record, or one like it that is never written: for looking only."""
    if meant.meeting is not None:
        return meant.meeting
    return MeetingRow(
        id=0,
        series_id=meant.series.id,
        store_id=meant.series.store_id,
        held_on=meant.held_on,
        starts_at=meant.starts_at,
        passed=[],
        late_minutes=0,
        version=1,
        series=meant.series,
        entries=[],
        here=[],
    )


def find_meeting(work: UnitOfWork, sender: Sender, meeting_id: int) -> tuple[MeetingRow, Place]:
    """The meeting, locked, and who acts on it. Raises `NoSuchMeeting` and `Outsider`."""
    check_home(sender)
    meeting = load_meeting(work.session, meeting_id) if meeting_id else None
    store = work.directory.store(meeting.store_id) if meeting else None
    if meeting is None or store is None:
        raise NoSuchMeeting
    return meeting, place_in(store, sender)
