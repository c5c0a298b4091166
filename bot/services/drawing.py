"""Draws an item's or a meeting's card from the record as it is now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.cards.agenda import agenda_card, moved_agenda
from bot.cards.items import item_card, moved_card
from bot.chat.address import Channel
from bot.chat.card import Card
from bot.services.agendas import agenda_of
from bot.services.registry import practice_of
from bot.services.steps import steps_offered
from bot.store.directory import Directory, StoreInfo
from bot.store.items import Item
from bot.store.load import load_item
from bot.store.meetings import load_meeting
from bot.store.outbox import OutboxRow


def card_of(item: Item, store: StoreInfo) -> Card:
    """The item's card, whole."""
    practice = practice_of(item.workflow)
    steps = steps_offered(practice, item)
    return item_card(item, practice.workflow, store, steps, practice.body(item, store))


def pointer_of(item: Item, where: Channel | None) -> Card:
    """What an older card turns into once the item has a newer one, in the channel `where`."""
    return moved_card(item, practice_of(item.workflow).workflow, where)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a card's message is about: its newest card, the version that is true now, and how to
    draw it, or a pointer to the channel where the newest one is."""

    card_id: int | None
    version: int
    draw: Callable[[], Card]
    point: Callable[[Channel | None], Card]


def shown_by(session: Session, directory: Directory, row: OutboxRow, now: datetime) -> Shown | None:
    """What the message shows, read as it is now. None when it is no longer there."""
    if row.meeting_id is not None:
        return _meeting(session, directory, row.meeting_id, now)
    item = load_item(session, row.item_id or 0, lock=False)
    store = directory.store(item.store_id) if item else None
    if item is None or store is None:
        return None
    return Shown(
        item.card_id,
        item.version,
        lambda: card_of(item, store),
        lambda where: pointer_of(item, where),
    )


def _meeting(
    session: Session, directory: Directory, meeting_id: int, now: datetime
) -> Shown | None:
    meeting = load_meeting(session, meeting_id, lock=False)
    store = directory.store(meeting.store_id) if meeting else None
    if meeting is None or store is None:
        return None
    return Shown(
        meeting.card_id,
        meeting.version,
        lambda: agenda_card(agenda_of(session, meeting, store, now), store),
        lambda where: moved_agenda(meeting, store, where),
    )
