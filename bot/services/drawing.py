"""Draws an item's card from the record as it is now."""

from __future__ import annotations

from bot.cards.items import item_card, moved_card
from bot.chat.address import Channel
from bot.chat.card import Card
from bot.services.registry import practice_of
from bot.services.steps import steps_offered
from bot.store.directory import StoreInfo
from bot.store.items import Item


def card_of(item: Item, store: StoreInfo) -> Card:
    """The item's card, whole."""
    practice = practice_of(item.workflow)
    steps = steps_offered(practice, item)
    return item_card(item, practice.workflow, store, steps, practice.body(item, store))


def pointer_of(item: Item, where: Channel | None) -> Card:
    """What an older card turns into once the item has a newer one, in the channel `where`."""
    return moved_card(item, practice_of(item.workflow).workflow, where)
