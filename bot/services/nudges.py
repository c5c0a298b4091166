"""What people hear because time passed: all that one of them must hear at once is one message.

The outbox keeps what it is about and not the words: they are drawn when the message goes out, from
the items as they are then, so that nobody hears of something that is done meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from bot.cards.nudges import Late, Said, late_words, message
from bot.chat.address import Channel, Person
from bot.chat.card import Button, Content, Style
from bot.chat.text import text
from bot.services import outgoing
from bot.services.practice import Nudge
from bot.services.registry import practice_of
from bot.services.work import UnitOfWork
from bot.store.directory import Directory, StoreInfo
from bot.store.items import Item
from bot.store.load import load_sound
from bot.store.outbox import Kind, OutboxRow
from bot.workflows import common
from bot.workflows.watch import Told

log = structlog.get_logger("baton.nudges")

NUDGES = "nudges"
"""The name under which an outbox row's body says what it is about."""

_AT_ONCE = timedelta(minutes=5)
"""A message that goes out within these says what was true when it was written: the moment that it
speaks of, whatever the tries took."""


def send(work: UnitOfWork, said: Iterable[Nudge]) -> None:
    """One message for each person and each channel."""
    heard: dict[Person | Channel, list[Nudge]] = {}
    for nudge in said:
        heard.setdefault(nudge.to, []).append(nudge)
    for to, nudges in heard.items():
        outgoing.nudge(work, to, dump(nudges))


def dump(nudges: Iterable[Nudge]) -> dict[str, object]:
    """What a message is about, as JSON values."""
    return {NUDGES: [[each.item_id, each.why, each.about, each.held] for each in nudges]}


def is_nudge(row: OutboxRow) -> bool:
    """Whether the row's words are drawn from what it is about."""
    body: Any = row.body
    return isinstance(body, dict) and NUDGES in body


def drawn(session: Session, directory: Directory, row: OutboxRow, now: datetime) -> Content | None:
    """The message as it is true now; None when nothing of it is so any more. What waited for a
    broken channel does not say "due now" hours later."""
    moment = now if now - row.created_at > _AT_ONCE else row.created_at
    to = Person.read(row.lane) if row.kind == Kind.DIRECT else Channel.read(row.lane)
    body: Any = row.body
    nudges = [Nudge(to, *each) for each in body[NUDGES]]
    items = {item.id: item for item in load_sound(session, [each.item_id for each in nudges])}
    said = []
    for nudge in nudges:
        item = items.get(nudge.item_id)
        store = directory.store(item.store_id) if item else None
        if item is None or store is None:
            log.warning("not_said", item=nudge.item_id)
            continue
        try:
            words = _said(item, nudge, store, moment)
        except Exception:
            # The others that the message is about are said all the same.
            log.exception("not_said", item=nudge.item_id)
            continue
        if words:
            said.append(replace(words, held=nudge.held))
    return message(said) if said else None


def _said(item: Item, nudge: Nudge, store: StoreInfo, now: datetime) -> Said | None:
    """One line, or None when it is no longer so."""
    practice = practice_of(item.workflow)
    if nudge.why in practice.says:
        return practice.says[nudge.why](item, nudge, store)
    turns = practice.turns(item, store) if item.closed_at is None else ()
    turn = next((each for each in turns if each.about == nudge.about), None)
    stage = Told[nudge.why.upper()]
    if turn is None or turn.record.told < stage:
        return None
    if stage is Told.OWNER and turn.owner != (nudge.to if isinstance(nudge.to, Person) else None):
        return None
    state = practice.workflow.state(item.state)
    next_action = practice.body(item, store).next_action or text(state.next_action)
    late = Late(turn.due_at, turn.owner, turn.department, turn.what, next_action)
    buttons = [Button(common.OPEN, f"Open {item.label}", item.id)]
    if item.owner is None and not turn.about:
        buttons.insert(0, Button("claim", "Claim", item.id, Style.PRIMARY))
    return Said(late_words(item, late, stage, store, now), tuple(buttons))
