"""The guest of the day: a manager of another department who looks in, in fair turn."""

from __future__ import annotations

from bot.cards.agenda import meeting_title
from bot.chat.address import Person
from bot.chat.card import Button, Note
from bot.chat.text import text
from bot.services import outgoing
from bot.services.agendas import channel_of, guest_for
from bot.services.problems import MeetingOver, NoLongerPossible
from bot.services.work import Place, UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.meetings import MeetingRow
from bot.trade.when import say_time
from bot.workflows.meeting import Phase, phase_of

SWAP = "meeting.swap"
"""The button with which a guest says that he cannot come."""


def settle_guest(work: UnitOfWork, store: StoreInfo, meeting: MeetingRow) -> bool:
    """Chooses the guest, and tells him. Returns whether there is one to tell."""
    if meeting.guest is not None or not _is_coming(work, meeting):
        return False
    meeting.guest = guest_for(work.session, store, meeting)
    ask_guest(work, store, meeting)
    return meeting.guest is not None


def _is_coming(work: UnitOfWork, meeting: MeetingRow) -> bool:
    """Whether it has not begun, by its time or earlier."""
    phase = phase_of(meeting.starts_at, meeting.started_at, meeting.ended_at, work.now)
    return phase is Phase.COMING


def ask_guest(work: UnitOfWork, store: StoreInfo, meeting: MeetingRow) -> None:
    """Tells the guest privately, with a way out."""
    if meeting.guest is None:
        return
    channel = channel_of(store, meeting.series)
    when = say_time(meeting.starts_at, store.zone, work.now)
    words = text(
        f"You are the guest of the day at {meeting.series.name}, {when}",
        *((" in ", channel) if channel else ()),
        ". Ten minutes, standing: look in, and say what your department could do to help.",
    )
    swap = Button(SWAP, "I can't, ask someone else", meeting.id)
    outgoing.tell(work, meeting.guest, Note(words, (swap,)), until=meeting.starts_at)


def swap(work: UnitOfWork, place: Place, meeting: MeetingRow) -> Person | None:
    """The guest cannot come: the next in turn is asked, and whoever could not stays next for
    another day. Returns who it is now. Raises `NoLongerPossible` and `MeetingOver`."""
    if meeting.ended_at is not None:
        raise MeetingOver(meeting.series.name, say_time(meeting.ended_at, place.store.zone))
    if meeting.guest != place.person:
        now = (meeting.guest, " is") if meeting.guest else ("Nobody is",)
        title = meeting_title(meeting, place.store)
        raise NoLongerPossible(*now, f" the guest at {title}. Nothing was changed.")
    if not (_is_coming(work, meeting) and meeting.series.is_on):
        title = meeting_title(meeting, place.store)
        raise NoLongerPossible(f"{title} needs no guest any more. Nothing was changed.")
    meeting.passed = [*meeting.passed, str(place.person)]
    meeting.guest = guest_for(work.session, place.store, meeting)
    ask_guest(work, place.store, meeting)
    meeting.version += 1
    outgoing.edit_card(work, meeting)
    return meeting.guest
