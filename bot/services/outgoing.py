"""Puts messages into the outbox, in the transaction that causes them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.address import Channel, Person
from bot.chat.card import Content
from bot.chat.stored import dump_content
from bot.chat.text import ItemLink, Text
from bot.services.work import UnitOfWork
from bot.store.insert import insert_row
from bot.store.items import Item
from bot.store.meetings import MeetingRow
from bot.store.outbox import Kind, OutboxRow, Progress

HasCard = Item | MeetingRow
"""What has one card that is edited in place."""

NOTHING = (None, None)
"""A message that is about no item and no meeting."""

_A_DAY = timedelta(days=1)


def link(item: Item) -> ItemLink:
    """The item's number; where its card stands is filled in when the words go out."""
    return ItemLink(item.label, item.id)


def post_card(
    work: UnitOfWork, thing: HasCard, channel: Channel, *, until: datetime | None = None
) -> int:
    """A new card for the item or meeting. An older one becomes a pointer to it: at once to its
    channel, and to the message itself when that is out. After `until` it is of no more use.
    Returns the card's row, for `reply`."""
    previous = thing.card_id
    card_id = thing.card_id = _row(
        work,
        Kind.CARD,
        str(channel),
        _about(thing),
        card_id=previous,
        version=thing.version,
        until=until,
    )
    if previous is not None:
        point_to_new_card(work, previous)
    return card_id


def point_to_new_card(work: UnitOfWork, old_id: int) -> None:
    """An older card drawn as a pointer to where the newer one is."""
    old = work.session.get_one(OutboxRow, old_id)
    _row(work, Kind.EDIT, old.lane, (old.item_id, old.meeting_id), card_id=old_id)


def edit_card(work: UnitOfWork, thing: HasCard) -> None:
    """The card drawn anew from the record."""
    if thing.card_id is None:
        return
    card = work.session.get_one(OutboxRow, thing.card_id)
    _row(work, Kind.EDIT, card.lane, _about(thing), card_id=card.id, version=thing.version)


def note_in_thread(work: UnitOfWork, item: Item, words: Text) -> None:
    """A line of history under the card."""
    if item.card_id is None:
        return
    card = work.session.get_one(OutboxRow, item.card_id)
    _row(work, Kind.THREAD, card.lane, _about(item), card_id=card.id, body=words)


def post(
    work: UnitOfWork, channel: Channel, content: Content, *, until: datetime | None = None
) -> int:
    """A message of its own in a channel. After `until` it is of no more use: what could not be sent
    by then is skipped. Returns the message's row, for `reply`."""
    return _row(work, Kind.POST, str(channel), body=content, until=until)


def reply(work: UnitOfWork, message_row_id: int, content: Content) -> None:
    """A message in the thread under a card or a post, once that is out. Nothing when the post is so
    old that it was forgotten."""
    above = work.session.get(OutboxRow, message_row_id)
    if above is not None:
        _row(work, Kind.THREAD, above.lane, (above.item_id, None), card_id=above.id, body=content)


def tell(
    work: UnitOfWork,
    person: Person,
    content: Content,
    item: Item | None = None,
    *,
    until: datetime | None = None,
) -> int:
    """A private message. About an item, it comes with the button that opens the item. After `until`
    it is of no more use: what could not be sent by then is skipped. Returns the message's row."""
    about = _about(item) if item else NOTHING
    return _row(work, Kind.DIRECT, str(person), about, body=content, until=until)


def edit_message(work: UnitOfWork, message_row_id: int, content: Content) -> None:
    """A post or a private message drawn anew, once it is out. Nothing when it is so old that it was
    forgotten."""
    sent = work.session.get(OutboxRow, message_row_id)
    if sent is not None:
        _row(work, Kind.EDIT, sent.lane, card_id=sent.id, body=content)


def nudge(work: UnitOfWork, to: Person | Channel, about: dict[str, object]) -> None:
    """A message whose words are drawn when it goes out, from what it is `about`. In a channel it is
    of no use a day later."""
    if isinstance(to, Person):
        _row(work, Kind.DIRECT, str(to), drawn_from=about)
    else:
        _row(work, Kind.POST, str(to), drawn_from=about, until=work.now + _A_DAY)


def answer_later(
    work: UnitOfWork, answer_to: str, content: Content, after: int | None = None
) -> None:
    """A private answer where the question came from, once the row `after` is out. Nothing when the
    question left no address."""
    if answer_to:
        lane = f"answer:{work.id()}"
        _row(work, Kind.ANSWER, lane, body=content, answer_to=answer_to, after_id=after)


def _row(
    work: UnitOfWork,
    kind: Kind,
    lane: str,
    about: tuple[int | None, int | None] = NOTHING,
    *,
    card_id: int | None = None,
    version: int | None = None,
    body: Content | None = None,
    answer_to: str | None = None,
    after_id: int | None = None,
    until: datetime | None = None,
    drawn_from: dict[str, object] | None = None,
) -> int:
    id_ = work.id()
    item_id, meeting_id = about
    insert_row(
        work.session,
        OutboxRow,
        id=id_,
        workspace_id=work.directory.workspace_id,
        kind=kind.value,
        lane=lane,
        item_id=item_id,
        meeting_id=meeting_id,
        card_id=card_id,
        version=version,
        after_id=after_id,
        body=drawn_from if body is None else dump_content(body),
        answer_to=answer_to,
        progress=Progress.WAITING.value,
        attempts=0,
        created_at=work.now,
        not_before=work.now,
        until=until,
    )
    return id_


def repost_card(work: UnitOfWork, edit_id: int) -> None:
    """Posts the card anew when somebody deleted the message that an edit was meant for."""
    edit = work.session.get(OutboxRow, edit_id)
    thing = _thing(work, edit) if edit else None
    if edit is None or thing is None or thing.card_id != edit.card_id or _is_over(thing):
        return
    lane = edit.lane
    thing.card_id = None
    post_card(work, thing, Channel.read(lane))


def _thing(work: UnitOfWork, row: OutboxRow) -> HasCard | None:
    """What the message is about."""
    if row.meeting_id is not None:
        return work.session.get(MeetingRow, row.meeting_id)
    return work.session.get(Item, row.item_id) if row.item_id else None


def _is_over(thing: HasCard) -> bool:
    return (thing.ended_at if isinstance(thing, MeetingRow) else thing.closed_at) is not None


def _about(thing: HasCard) -> tuple[int | None, int | None]:
    """The item and the meeting that a message is about."""
    return (None, thing.id) if isinstance(thing, MeetingRow) else (thing.id, None)
