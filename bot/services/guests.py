"""The guest of the day: a manager of another department who looks in, in fair turn."""

from __future__ import annotations

from datetime import datetime

from bot.cards.agenda import meeting_title
from bot.chat.address import Person
from bot.chat.card import Button, Note
from bot.chat.text import Text, text
from bot.services import outgoing
from bot.services.agendas import channel_of, guest_for, timetable_of
from bot.services.problems import MeetingOver, NoLongerPossible
from bot.services.work import Place, UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.meetings import MeetingRow, SeriesRow, load_meeting, meetings_around
from bot.trade.when import say_time
from bot.workflows.meeting import Phase, phase_of

SWAP = "meeting.swap"
"""The button with which a guest says that he cannot come."""


def settle_guest(work: UnitOfWork, store: StoreInfo, meeting: MeetingRow) -> int | None:
    """Chooses the guest, and tells him. Returns the message's row, if there is one to tell."""
    if meeting.guest is not None or not _is_coming(work, meeting):
        return None
    meeting.guest = guest_for(work.session, store, meeting)
    return ask_guest(work, store, meeting)


def _is_coming(work: UnitOfWork, meeting: MeetingRow) -> bool:
    """Whether it has not begun, by its time or earlier."""
    phase = phase_of(meeting.starts_at, meeting.started_at, meeting.ended_at, work.now)
    return phase is Phase.COMING


def ask_guest(work: UnitOfWork, store: StoreInfo, meeting: MeetingRow) -> int | None:
    """Tells the guest privately, with a way out. Returns the message's row, if there is a guest."""
    when = say_time(meeting.starts_at, store.zone, work.now)
    words = (
        f"You are the guest of the day at {meeting.series.name}, {when}",
        *_where(store, meeting),
        ". Ten minutes, standing: look in, and say what your department could do to help.",
    )
    return _tell(work, meeting, text(*words), until=meeting.starts_at)


def tell_guests(work: UnitOfWork, store: StoreInfo, series: SeriesRow) -> None:
    """A series was changed: who was named as a guest hears that his meeting starts at another hour,
    or is not held on that day, and then keeps his turn."""
    today = work.now.astimezone(store.zone).date()
    for each in meetings_around(work.session, series.id, today):
        if each.guest is None or each.card_id is not None:
            continue
        meeting = load_meeting(work.session, each.id)
        if meeting is None or meeting.guest is None or not _is_coming(work, meeting):
            continue
        timetable, was = timetable_of(store, series), meeting.starts_at
        if not series.is_on or meeting.held_on.weekday() not in timetable.days:
            title = f"{series.name}, {say_time(was, store.zone, work.now)}"
            words = text(f"{title}, is not held. You are not its guest of the day any more.")
            outgoing.tell(work, meeting.guest, words, until=was)
            meeting.guest = None
        elif (now := timetable.instant(meeting.held_on)) != was:
            meeting.starts_at = now
            title = f"{series.name} starts {say_time(now, store.zone, work.now)}"
            words = (f"{title} now", *_where(store, meeting), ". You are its guest of the day.")
            _tell(work, meeting, text(*words), until=max(was, now))


def _where(store: StoreInfo, meeting: MeetingRow) -> Text:
    channel = channel_of(store, meeting.series)
    return (" in ", channel) if channel else ()


def _tell(work: UnitOfWork, meeting: MeetingRow, words: Text, until: datetime) -> int | None:
    if meeting.guest is None:
        return None
    swap = Button(SWAP, "I can't, ask someone else", meeting.id)
    return outgoing.tell(work, meeting.guest, Note(words, (swap,)), until=until)


def swap(work: UnitOfWork, place: Place, meeting: MeetingRow) -> Person | None:
    """The guest cannot come: the next in turn is asked, and whoever could not stays next for
    another day. Returns who it is now. Raises `NoLongerPossible` and `MeetingOver`."""
    if meeting.ended_at is not None:
        raise MeetingOver(meeting.series.name, say_time(meeting.ended_at, place.store.zone))
    title = meeting_title(meeting, place.store)
    if not (_is_coming(work, meeting) and meeting.series.is_on):
        raise NoLongerPossible(f"{title} needs no guest any more. Nothing was changed.")
    if meeting.guest != place.person:
        now = (meeting.guest, " is") if meeting.guest else ("Nobody is",)
        raise NoLongerPossible(*now, f" the guest at {title}. Nothing was changed.")
    meeting.passed = [*meeting.passed, str(place.person)]
    meeting.guest = guest_for(work.session, place.store, meeting)
    ask_guest(work, place.store, meeting)
    meeting.version += 1
    outgoing.edit_card(work, meeting)
    return meeting.guest
