"""What of meetings happens by the clock: agendas are posted, and guests are told the open day
before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.services.agendas import channel_of, last_open_day, may_visit, timetable_of
from bot.services.guests import settle_guest
from bot.services.meetings import post_agenda
from bot.services.series import ensure_examples
from bot.services.work import UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.meetings import MeetingRow, SeriesRow, find_series_row, series_of, settle_meeting
from bot.trade.wall import instant_of
from bot.workflows.meeting import GUEST_TOLD_AT, STILL_USEFUL
from bot.workflows.schedule import Occasion, Schedule, Timetable

AGENDA, GUEST = "agenda", "guest"
SET_UP_WITH = "/meeting setup"
_DAY = timedelta(days=1)
_GUEST_MOST_LATE = 5 * _DAY
"""Over a long weekend. Whether the meeting is still to come is asked anew."""


def agenda_schedules(work: UnitOfWork) -> Iterator[Schedule]:
    """One for each series that is on and has a channel."""
    for store, series in _on(work):
        channel = channel_of(store, series)
        if channel is None:
            continue
        yield Schedule(
            f"{AGENDA}:{series.id}",
            AGENDA,
            store.id,
            str(series.id),
            f"Agenda of {series.name}, {store.name}",
            timetable_of(store, series, series.minutes_before),
            open_days_only=True,
            most_late=timedelta(minutes=series.minutes_before) + STILL_USEFUL,
            channel=channel,
            set_up_with=SET_UP_WITH,
        )


def guest_schedules(work: UnitOfWork) -> Iterator[Schedule]:
    """One for each series that is on and that somebody may visit."""
    for store, series in _on(work):
        if channel_of(store, series) is None or not may_visit(store, series):
            continue
        yield Schedule(
            f"{GUEST}:{series.id}",
            GUEST,
            store.id,
            str(series.id),
            f"Guest of the day at {series.name}, {store.name}",
            Timetable(store.zone, GUEST_TOLD_AT),
            open_days_only=True,
            most_late=_GUEST_MOST_LATE,
            set_up_with=SET_UP_WITH,
        )


def _on(work: UnitOfWork) -> Iterator[tuple[StoreInfo, SeriesRow]]:
    ensure_examples(work)
    stores = {store.id: store for store in work.directory.stores}
    for series in series_of(work.session, list(stores)):
        if series.is_on:
            yield stores[series.store_id], series


def agenda_is_due(work: UnitOfWork, occasion: Occasion) -> int | None:
    """Posts the agenda of the meeting on that date, marked when it is late."""
    store, series = _of(work, occasion)
    if store is None or series is None:
        return None
    starts_at = timetable_of(store, series).instant(occasion.slot)
    meeting = settle_meeting(work.session, work.id(), series, occasion.slot, starts_at)
    return post_agenda(work, store, meeting, occasion.late)


def guest_is_due(work: UnitOfWork, occasion: Occasion) -> int | None:
    """Tells the guest of the next meeting, if it is on the open day after this one."""
    store, series = _of(work, occasion)
    if store is None or series is None:
        return None
    timetable = timetable_of(store, series)
    evening = instant_of(store.zone, occasion.slot + _DAY, 0) - timedelta(seconds=1)
    day = timetable.next_after(evening, lambda day: not store.opens_on(day))
    if day is None or last_open_day(store, day) != occasion.slot:
        return None
    meeting: MeetingRow = settle_meeting(
        work.session, work.id(), series, day, timetable.instant(day)
    )
    return settle_guest(work, store, meeting)


def _of(work: UnitOfWork, occasion: Occasion) -> tuple[StoreInfo | None, SeriesRow | None]:
    series = find_series_row(work.session, int(occasion.schedule.subject))
    if series is None or not series.is_on:
        return None, None
    return work.directory.store(series.store_id), series
