"""Where items' cards stand today, for the links in what people read."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat.address import Channel
from bot.chat.card import Content, rewrite
from bot.chat.text import ItemLink, Place, Text, resolve
from bot.store.items import Item
from bot.store.outbox import OutboxRow


def located(session: Session, content: Content) -> Content:
    """The content with every item link leading to that item's card, as far as it is posted."""
    place = _places(session, _linked(content))
    return rewrite(content, lambda words: resolve(words, place))


def _linked(content: Content) -> set[int]:
    linked: set[int] = set()

    def note(words: Text) -> Text:
        # A link that knows its channel was made in this transaction: its card is not posted yet.
        links = (span for span in words if isinstance(span, ItemLink) and span.channel is None)
        linked.update(link.item_id for link in links)
        return words

    rewrite(content, note)
    return linked


def _places(session: Session, ids: set[int]) -> Place:
    if not ids:
        return lambda item_id: None
    session.flush()
    rows = session.execute(
        select(Item.id, OutboxRow.lane, OutboxRow.message)
        .join(OutboxRow, OutboxRow.id == Item.card_id)
        .where(Item.id.in_(ids))
    )
    found = {item_id: (Channel.read(lane), message) for item_id, lane, message in rows}
    return found.get
