"""From an outbox row to the call that delivers it.

`pack` reads the database, inside a transaction; `Sending` talks to the platform, outside of any.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy.orm import Session

from bot.chat.address import Channel, Person
from bot.chat.card import Button, Card, Content, Note
from bot.chat.stored import load_content
from bot.chat.transport import Transport, TryLater, Unsure
from bot.services.channels import is_broken
from bot.services.drawing import Shown, shown_by
from bot.services.links import located
from bot.services.nudges import drawn, is_nudge
from bot.store.directory import Directory, DirectoryCache
from bot.store.items import Item
from bot.store.outbox import Kind, OutboxRow
from bot.store.stores import WorkspaceRow
from bot.workflows import common

MOST_LOOKING = 20.0
"""Seconds a message may be looked for and then still be sent: the lease on it lasts a minute, and
when it is over another process may be looking as well."""
CLOCKS_APART = timedelta(minutes=5)
"""How far the platform's clock may be from ours when a message is looked for."""


@dataclass(frozen=True, slots=True)
class Skip:
    """There is nothing to send any more."""

    why: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message ready to go: what, where to, and what it is part of.

    One that is `withdrawn` is not sent any more; but an earlier try may have delivered it.
    """

    kind: Kind
    mark: str
    platform: str
    workspace: str
    lane: str
    content: Content
    first_try_at: datetime
    message: str | None = None
    answer_to: str | None = None
    version: int | None = None
    channel_was_broken: bool = False
    replaces: int | None = None
    withdrawn: Skip | None = None
    to_person: bool = False


MOVED_ON = Skip("it moved on before its card was posted")
TOO_LATE = Skip("it is too late for it to be of use")


def pack(
    session: Session, directories: DirectoryCache, row: OutboxRow, now: datetime
) -> Parcel | Skip:
    """The message as it is now: cards are drawn from today's record, links lead to where cards
    stand today."""
    too_late = row.until is not None and row.until <= now
    if too_late and row.attempts <= 1:
        return TOO_LATE
    workspace = session.get_one(WorkspaceRow, row.workspace_id)
    kind = Kind(row.kind)
    card = session.get(OutboxRow, row.card_id) if row.card_id else None
    content: Content | Skip
    version = None
    directory = directories.get(session, workspace.platform, workspace.external_id)
    if kind is Kind.EDIT and row.body is not None:
        is_out = card is not None and card.message is not None
        content = load_content(row.body) if is_out else Skip("the message is not there")
    elif kind in {Kind.CARD, Kind.EDIT}:
        content, version = _drawn(session, directory, row, card, now)
    elif kind is Kind.THREAD and (card is None or card.message is None):
        content = Skip("the message above it is not there")
    elif is_nudge(row):
        said = drawn(session, directory, row, now) if directory else None
        content = said or Skip("it is done meanwhile")
    elif kind is Kind.DIRECT:
        content = _private(session, row)
    else:
        content = load_content(row.body or [])
    if isinstance(content, Skip):
        return content
    return Parcel(
        kind,
        str(row.id),
        workspace.platform,
        workspace.external_id,
        row.lane,
        located(session, content),
        row.first_try_at or row.created_at,
        card.message if card else None,
        row.answer_to,
        version,
        is_broken(session, row.workspace_id, row.lane),
        card.id if card and kind is Kind.CARD else None,
        TOO_LATE if too_late else MOVED_ON if kind is Kind.CARD and version is None else None,
        Kind.DIRECT in {kind, Kind(card.kind) if card else None},
    )


def _private(session: Session, row: OutboxRow) -> Content:
    """A private message; about an item, with the button that opens it: not everybody who hears of
    an item is in the channel where its card stands."""
    content = load_content(row.body or [])
    item = session.get(Item, row.item_id) if row.item_id else None
    if item is None:
        return content
    opening = Button(common.OPEN, f"Open {item.label}", item.id)
    if isinstance(content, Card | Note):
        return replace(content, buttons=(*content.buttons, opening))
    return Note(content, (opening,))


def _drawn(
    session: Session,
    directory: Directory | None,
    row: OutboxRow,
    card: OutboxRow | None,
    now: datetime,
) -> tuple[Card | Skip, int | None]:
    shown = shown_by(session, directory, row, now) if directory else None
    if shown is None:
        return Skip("what it shows is not there"), None
    if row.kind == Kind.CARD:
        if shown.card_id == row.id:
            return shown.draw(), shown.version
        if row.attempts > 1:
            # It may be out all the same: once it is found, the next edit makes it a pointer.
            return shown.point(_where(session, shown)), None
        return MOVED_ON, None
    if card is None or card.message is None:
        return Skip("the card is not there"), None
    if shown.card_id != card.id:
        return shown.point(_where(session, shown)), None
    if _is_shown(row, card):
        return Skip("the card shows this already"), None
    return shown.draw(), shown.version


def _where(session: Session, shown: Shown) -> Channel | None:
    """The channel that the newest card is in, or on its way to."""
    card = session.get(OutboxRow, shown.card_id) if shown.card_id else None
    return Channel.read(card.lane) if card else None


def _is_shown(row: OutboxRow, card: OutboxRow) -> bool:
    """Whether a card that was drawn later than this edit was asked for is out already."""
    return card.version is not None and row.version is not None and card.version >= row.version


@dataclass(frozen=True, slots=True)
class Sent:
    """What is out. `version` is the item's version that the message shows, when that is known."""

    message: str | None = None
    version: int | None = None


class Sending:
    """One call, or two: when an earlier one may have arrived, it is looked for first."""

    def __init__(
        self, transport: Transport, unsure: bool, now: Callable[[], float] = monotonic
    ) -> None:
        self._transport = transport
        self._unsure = unsure
        self._now = now

    def send(self, parcel: Parcel) -> Sent | Skip:
        """Delivers the message. Raises `TransportError`."""
        match parcel.kind:
            case Kind.CARD | Kind.POST:
                return self._post(Channel.read(parcel.lane), parcel, None)
            case Kind.THREAD:
                return self._post(Channel.read(parcel.lane), parcel, parcel.message)
            case Kind.DIRECT:
                return self._post(self._where(parcel), parcel, None)
            case Kind.EDIT:
                self._transport.edit(self._where(parcel), parcel.message or "", parcel.content)
                return Sent(None, parcel.version)
            case Kind.ANSWER:
                self._answer(parcel)
        return Sent()

    def _where(self, parcel: Parcel) -> Channel:
        """The channel, or the conversation with a person."""
        if parcel.to_person:
            return self._transport.direct(Person.read(parcel.lane))
        return Channel.read(parcel.lane)

    def _post(self, where: Channel, parcel: Parcel, thread: str | None) -> Sent | Skip:
        if self._unsure:
            since = parcel.first_try_at - CLOCKS_APART
            began = self._now()
            found = self._transport.find(where, parcel.mark, since, thread)
            if found is not None:
                # It was drawn by the earlier try; the edits that were asked for since then follow.
                return Sent(found)
            if self._now() - began > MOST_LOOKING:
                raise TryLater("looked_too_long", 0.0)
        if parcel.withdrawn:
            return parcel.withdrawn
        message = self._transport.post(where, parcel.content, parcel.mark, thread)
        return Sent(message, parcel.version)

    def _answer(self, parcel: Parcel) -> None:
        """A private answer cannot be looked for. One that may have arrived is not sent again: the
        item itself is safe, and a doubled answer only confuses."""
        if self._unsure:
            return
        try:
            self._transport.answer(parcel.answer_to or "", parcel.content)
        except Unsure:
            return
