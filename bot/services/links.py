"""Where items' cards stand today, for the links in what people read."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat.address import Channel
from bot.chat.card import Card, Content, Note, resolve_card
from bot.chat.text import ItemLink, Place, Text, resolve
from bot.store.items import Item
from bot.store.outbox import OutboxRow


def located(session: Session, content: Content) -> Content:
    """The content with every item link leading to that item's card, as far as it is posted."""
    place = _places(session, _linked(content))
    match content:
        case Card():
            return resolve_card(content, place)
        case Note(words, buttons):
            return Note(resolve(words, place), buttons)
        case _:
            return resolve(content, place)


def _linked(content: Content) -> set[int]:
    texts: Iterable[Text]
    if isinstance(content, Card):
        lines = (line.words for section in content.sections for line in section.lines)
        facts = (fact.value for fact in content.facts)
        texts = (content.status, content.lead, content.footer, *lines, *facts)
    else:
        texts = (content.words if isinstance(content, Note) else content,)
    spans = (span for words in texts for span in words if isinstance(span, ItemLink))
    # A link that knows its channel was made in this transaction: its card is not posted yet.
    return {span.item_id for span in spans if span.channel is None}


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
