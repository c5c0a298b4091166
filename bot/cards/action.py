"""The part of a card that shows an action: what has to be done, whole."""

from __future__ import annotations

from bot.cards.body import Body
from bot.chat.text import text
from bot.store.actions import Action


def body(action: Action) -> Body:
    """What has to be done."""
    return Body(lead=text(action.what))
