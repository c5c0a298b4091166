"""What people do with a meeting: look at its agenda, add to it, hold it, end it.

A meeting is led by its host or a manager of the store. When the host is not there, whoever said
"I'm here" may start and end it: those who stand there are the meeting, and it must not hang on one
who is on vacation.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.cards.agenda import more_card
from bot.cards.minutes import minutes_cards
from bot.services import outgoing
from bot.services.agendas import (
    agenda_of,
    channel_of,
    guest_for,
    host_of,
    may_visit,
    question_for,
)
from bot.services.apart import AGAIN_AFTER, all_or_each
from bot.services.guests import ask_guest
from bot.services.problems import (
    AlreadySo,
    MeetingOver,
    NotAllowed,
    NotRunning,
)
from bot.services.work import Place, UnitOfWork
from bot.store.actions import Action
from bot.store.directory import StoreInfo
from bot.store.insert import insert_row
from bot.store.meetings import (
    AttendanceRow,
    EntryRow,
    MeetingRow,
    SeriesRow,
    forgotten,
    load_meeting,
    open_of,
    open_on,
)
from bot.store.outbox import OutboxRow
from bot.trade.when import say_time
from bot.workflows.departments import Department
from bot.workflows.meeting import (
    CLOSES_AFTER,
    MOST_ENTRIES,
    OF_THE_DAY,
    STILL_USEFUL,
    EntryKind,
    Phase,
    TypedEntry,
    phase_of,
    visits,
)
from bot.workflows.questions import BadAnswers

_MINUTE = timedelta(minutes=1)


# What goes on the agenda.


def add(
    work: UnitOfWork, place: Place, meeting: MeetingRow, typed: TypedEntry
) -> Department | None:
    """Puts a topic, a goal or a challenge on the agenda, or a note into the minutes. Returns the
    department that it speaks for, if it does.

    Raises `MeetingOver`, and `BadAnswers` when the agenda is full.
    """
    _check_open(meeting, place.store)
    if sum(each.kind == typed.kind for each in meeting.entries) >= MOST_ENTRIES:
        raise BadAnswers(
            {
                "words": f"{meeting.series.name} has {MOST_ENTRIES} of these already, plenty for "
                "one meeting."
            }
        )
    department = next(iter(_departments(place)), None)
    insert_row(
        work.session,
        EntryRow,
        id=work.id(),
        meeting_id=meeting.id,
        kind=typed.kind.value,
        person=place.person,
        department=department and department.value,
        words=typed.words,
        at=work.now,
    )
    if typed.kind in OF_THE_DAY:
        for each in {meeting, *open_on(work.session, meeting.store_id, meeting.held_on)}:
            changed(work, each)
    elif typed.kind is not EntryKind.NOTE:
        changed(work, meeting)
    return department


def changed(work: UnitOfWork, meeting: MeetingRow) -> None:
    """The agenda shows something new."""
    meeting.version += 1
    outgoing.edit_card(work, meeting)


def _departments(place: Place) -> list[Department]:
    """His departments, that of the channel he is in first. Who only manages, and all of them,
    speaks for one of them in its channel alone."""
    mine = place.actor.departments or place.actor.manages
    here = place.store.department_of(place.channel)
    if not place.actor.departments and len(mine) > 1 and here not in mine:
        return []
    return sorted(mine, key=lambda each: (each is not here, list(Department).index(each)))


# Holding it.


def attend(work: UnitOfWork, place: Place, meeting: MeetingRow) -> None:
    """Somebody is there. Raises `AlreadySo` and `MeetingOver`."""
    if any(each.person == place.person for each in meeting.here):
        raise AlreadySo("You are on the list already.")
    _check_open(meeting, place.store)
    _be_there(work, place, meeting)
    changed(work, meeting)


def _be_there(work: UnitOfWork, place: Place, meeting: MeetingRow) -> None:
    if any(each.person == place.person for each in meeting.here):
        return
    mine = _departments(place)
    visited = visits(mine, meeting.series.of)
    own = [each for each in mine if each in meeting.series.of] or mine
    insert_row(
        work.session,
        AttendanceRow,
        meeting_id=meeting.id,
        person=place.person,
        department=own[0].value if own else None,
        visited=visited,
        at=work.now,
    )


def start(work: UnitOfWork, place: Place, meeting: MeetingRow) -> None:
    """Begins the meeting. Its agenda is posted if that has not happened. Raises `NotAllowed`,
    `AlreadySo` and `MeetingOver`."""
    _check_open(meeting, place.store)
    if meeting.started_at is not None:
        when = say_time(meeting.started_at, place.store.zone, work.now)
        raise AlreadySo(f"{meeting.series.name} was started {when}.")
    _check_today(work, place, meeting)
    _check_leads(place, meeting)
    meeting.started_at, meeting.started_by = work.now, place.person
    meeting.closes_at = work.now + CLOSES_AFTER
    _be_there(work, place, meeting)
    if meeting.card_id is None:
        work.session.flush()
        fresh = load_meeting(work.session, meeting.id)
        assert fresh is not None  # noqa: S101  # It was locked by the caller.
        post_agenda(work, place.store, fresh)
    else:
        changed(work, meeting)


def end(work: UnitOfWork, place: Place, meeting: MeetingRow) -> None:
    """Ends the meeting: its minutes go into the agenda's thread and are locked. Raises
    `NotAllowed`, `NotRunning` and `MeetingOver`."""
    _check_open(meeting, place.store)
    if phase_of(meeting.starts_at, meeting.started_at, None, work.now) is not Phase.RUNNING:
        raise NotRunning(
            f"{meeting.series.name} has not begun: it starts "
            f"{say_time(meeting.starts_at, place.store.zone, work.now)}. /meeting start begins it."
        )
    _check_leads(place, meeting)
    meeting.ended_by = place.person
    _end(work, place.store, meeting)


def close_forgotten(work: UnitOfWork) -> int:
    """Ends what nobody ended two hours after its start. Returns how many."""
    stores = {store.id: store for store in work.directory.stores}
    ids = forgotten(work.session, list(stores), work.now)

    def close(some: Sequence[int]) -> list[None]:
        for meeting_id in some:
            meeting = load_meeting(work.session, meeting_id)
            if meeting is not None and meeting.closes_at is not None:
                _end(work, stores[meeting.store_id], meeting)
        return []

    def put_off(meeting_id: int) -> None:
        later = update(MeetingRow).where(MeetingRow.id == meeting_id)
        work.session.execute(
            later.values(closes_at=work.now + AGAIN_AFTER),
            execution_options={"synchronize_session": False},
        )

    all_or_each(work, "meeting_put_off", ids, close, put_off)
    return len(ids)


def _end(work: UnitOfWork, store: StoreInfo, meeting: MeetingRow) -> None:
    meeting.ended_at = work.now
    meeting.closes_at = None
    actions = work.session.scalars(
        select(Action).where(Action.meeting_id == meeting.id).order_by(Action.number)
    ).all()
    changed(work, meeting)
    for card in minutes_cards(meeting, actions, store):
        if meeting.card_id is not None:
            outgoing.reply(work, meeting.card_id, card)


def _check_open(meeting: MeetingRow, store: StoreInfo) -> None:
    if meeting.ended_at is not None:
        raise MeetingOver(meeting.series.name, say_time(meeting.ended_at, store.zone))


def _check_today(work: UnitOfWork, place: Place, meeting: MeetingRow) -> None:
    """Whether it can begin now: it is of today, and its agenda and minutes have a channel."""
    if meeting.held_on != work.now.astimezone(place.store.zone).date():
        raise NotRunning(
            f"The next {meeting.series.name} is {say_time(meeting.starts_at, place.store.zone)}: "
            "it can be started on its day. /meeting setup changes when it is."
        )
    if channel_of(place.store, meeting.series) is None:
        raise NotRunning(
            f"{meeting.series.name} has no channel for its agenda and minutes yet. Choose one with "
            "/meeting setup."
        )


def _check_leads(place: Place, meeting: MeetingRow) -> None:
    """Whether he may start and end it."""
    here = {each.person for each in meeting.here}
    host, managers = host_of(place.store, meeting.series), place.store.all_managers
    if place.person in (host, *managers) or not managers:
        return
    if place.person in here and host not in here:
        return
    if host in here:
        raise NotAllowed(host, f" leads {meeting.series.name}. Ask them, or a manager.")
    raise NotAllowed(
        *((host, " leads ") if host else ("A manager leads ",)),
        f"{meeting.series.name}. If they are not there, press “I'm here” on the agenda first: then "
        "you may.",
    )


# Posting it.


def post_agenda(
    work: UnitOfWork, store: StoreInfo, meeting: MeetingRow, late: timedelta = timedelta()
) -> int | None:
    """Posts the agenda, and what found no room on it into its thread. Returns the agenda's row;
    None when it is out already, or has nowhere to go."""
    channel = channel_of(store, meeting.series)
    if channel is None or meeting.card_id is not None or meeting.ended_at is not None:
        return None
    meeting.posted_at = work.now
    meeting.late_minutes = late // _MINUTE
    meeting.question = question_for(work.session, meeting.series, meeting.held_on)
    meeting.closes_at = meeting.closes_at or meeting.starts_at + CLOSES_AFTER
    if meeting.guest is None or meeting.guest not in may_visit(store, meeting.series):
        meeting.guest = guest_for(work.session, store, meeting)
        ask_guest(work, store, meeting)
    card_id = outgoing.post_card(work, meeting, channel, until=_useful_until(meeting))
    work.session.flush()
    more = more_card(agenda_of(work.session, meeting, store, work.now), store)
    if more is not None:
        outgoing.reply(work, card_id, more)
    return card_id


def bring_agendas(work: UnitOfWork, store: StoreInfo, series: SeriesRow) -> None:
    """The agenda that is out, or waits for a channel that broke, follows its series to another
    channel."""
    channel = channel_of(store, series)
    for meeting in open_of(work.session, series.id):
        card = work.session.get(OutboxRow, meeting.card_id) if meeting.card_id else None
        if channel is not None and card is not None and card.lane != str(channel):
            outgoing.post_card(work, meeting, channel, until=_useful_until(meeting))


def _useful_until(meeting: MeetingRow) -> datetime | None:
    """Until when an agenda that could not be posted is still worth it; a meeting that runs needs
    its card for the minutes."""
    return None if meeting.started_at else meeting.starts_at + STILL_USEFUL
