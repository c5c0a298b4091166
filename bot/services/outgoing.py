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
from bot.store.outbox import Kind, OutboxRow, Progress

_A_DAY = timedelta(days=1)


def link(item: Item) -> ItemLink:
    """The item's number; where its card stands is filled in when the words go out."""
    return ItemLink(item.label, item.id)


def post_card(work: UnitOfWork, item: Item, channel: Channel) -> None:
    """A new card for the item. An older one becomes a pointer to it: at once to its channel, and to
    the message itself when that is out."""
    previous = item.card_id
    item.card_id = _row(
        work, Kind.CARD, str(channel), item_id=item.id, card_id=previous, version=item.version
    )
    if previous is not None:
        point_to_new_card(work, item.id, previous)


def point_to_new_card(work: UnitOfWork, item_id: int, old_id: int) -> None:
    """An older card drawn as a pointer to where the item's card is now."""
    old = work.session.get_one(OutboxRow, old_id)
    _row(work, Kind.EDIT, old.lane, item_id=item_id, card_id=old_id)


def edit_card(work: UnitOfWork, item: Item) -> None:
    """The card drawn anew from the record."""
    if item.card_id is None:
        return
    card = work.session.get_one(OutboxRow, item.card_id)
    _row(work, Kind.EDIT, card.lane, item_id=item.id, card_id=card.id, version=item.version)


def note_in_thread(work: UnitOfWork, item: Item, words: Text) -> None:
    """A line of history under the card."""
    if item.card_id is None:
        return
    card = work.session.get_one(OutboxRow, item.card_id)
    _row(work, Kind.THREAD, card.lane, item_id=item.id, card_id=card.id, body=words)


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
        _row(work, Kind.THREAD, above.lane, item_id=above.item_id, card_id=above.id, body=content)


def tell(work: UnitOfWork, person: Person, content: Content, item: Item | None = None) -> None:
    """A private message. About an item, it comes with the button that opens the item."""
    _row(work, Kind.DIRECT, str(person), item_id=item.id if item else None, body=content)


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
    *,
    item_id: int | None = None,
    card_id: int | None = None,
    version: int | None = None,
    body: Content | None = None,
    answer_to: str | None = None,
    after_id: int | None = None,
    until: datetime | None = None,
    drawn_from: dict[str, object] | None = None,
) -> int:
    id_ = work.id()
    insert_row(
        work.session,
        OutboxRow,
        id=id_,
        workspace_id=work.directory.workspace_id,
        kind=kind.value,
        lane=lane,
        item_id=item_id,
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


def repost_card(work: UnitOfWork, item_id: int | None, edit_id: int) -> None:
    """Posts the card anew when somebody deleted the message that an edit was meant for."""
    edit = work.session.get(OutboxRow, edit_id)
    item = work.session.get(Item, item_id) if item_id else None
    if edit is None or item is None or item.card_id != edit.card_id or item.closed_at:
        return
    lane = edit.lane
    item.card_id = None
    post_card(work, item, Channel.read(lane))
