"""Looks at what time has made due: redraws the cards, and says it to whom it concerns, once.

An item is looked at under its own lock, and how far its lateness was told is written with the
messages, so that no replica and no restart says it twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.chat.address import Channel, Person
from bot.chat.text import Text, join, text
from bot.services import nudges, outgoing
from bot.services.apart import AGAIN_AFTER, all_or_each
from bot.services.history import record
from bot.services.practice import Nudge, Practice, Turn
from bot.services.registry import practice_of
from bot.services.watches import act_at, alarm_of, next_look
from bot.services.work import UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.items import TOLD, Item
from bot.store.load import load_items
from bot.workflows.watch import Alarm, Told, hearers, reached

AT_ONCE = 200
"""How many items one look takes. What one person must hear of them is one message."""


def watch(work: UnitOfWork) -> int:
    """Looks at the items whose time has come. Returns how many.

    People read minutes: what falls due within one is due at once for them, and one message. So the
    first of it takes what is due later in the same minute along.
    """
    stores = {store.id: store for store in work.directory.stores}
    waiting = select(Item.id).where(Item.store_id.in_(stores)).order_by(Item.look_at)
    if work.session.scalar(waiting.where(Item.look_at <= work.now).limit(1)) is None:
        return 0
    until = work.now.replace(second=59, microsecond=999_999)
    due = work.session.scalars(
        waiting.where(Item.look_at <= until)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=Item)
    ).all()

    def look(ids: Sequence[int]) -> list[Nudge]:
        items = {item.id: item for item in load_items(work.session, ids)}
        said: list[Nudge] = []
        for item in (items[id_] for id_ in ids):
            said += _look(practice_of(item.workflow), item, stores[item.store_id], work, until)
        return said

    def put_off(item_id: int) -> None:
        later = update(Item).where(Item.id == item_id).values(look_at=work.now + AGAIN_AFTER)
        work.session.execute(later.execution_options(synchronize_session=False))

    nudges.send(work, all_or_each(work, "item_put_off", due, look, put_off))
    return len(due)


def _look(
    practice: Practice[Any], item: Item, store: StoreInfo, work: UnitOfWork, until: datetime
) -> list[Nudge]:
    """Does what is due about one item, says what is late by `until`, and when to look again."""
    before = item.version
    said: list[Nudge] = []
    for follow_up in practice.follow_ups(item, store):
        if act_at(follow_up, store, work.now) <= work.now:
            said += follow_up.act(work)
            item.version = before + 1
    turns = practice.turns(item, store) if item.closed_at is None else ()
    if turns and item.due_at <= until:
        if item.late_since is None:
            item.late_since = item.due_at
            item.version = before + 1
        for turn in turns:
            said += _tell(item, turn, store, work, until)
    item.look_at = next_look(practice, item, store, work.now)
    if item.version != before:
        outgoing.edit_card(work, item)
    return said


def _tell(
    item: Item, turn: Turn, store: StoreInfo, work: UnitOfWork, until: datetime
) -> list[Nudge]:
    """Whom the next stage concerns, if its time has come. Who was told stands in the item's
    history, for whoever asks; its thread stays quiet, because a line there pings everybody who ever
    wrote in it."""
    alarm, hours = alarm_of(item, turn), store.hours(turn.department)
    stage = reached(alarm, until, store.limits, hours)
    if stage is alarm.told:
        return []
    turn.record.told = stage
    held = not (alarm.urgent or hours.is_open(turn.since))
    said = [
        Nudge(to, item.id, as_what.name.lower(), turn.about, held and as_what is Told.OWNER)
        for as_what, to in _hearers(alarm, stage, turn, store)
    ]
    if said or stage is Told.MANAGER:
        item.version += 1
    if said:
        names = join(", ", [text(nudge.to) for nudge in said])
        record(work, item, None, TOLD, _told_words(turn, names))
    return said


def _hearers(
    alarm: Alarm, stage: Told, turn: Turn, store: StoreInfo
) -> Iterator[tuple[Told, Person | Channel]]:
    """Everybody who hears, and as what. What nobody has is said in the department's channel."""
    backup, managers = store.backup(turn.department), store.managers_of(turn.department)
    found = hearers(alarm, stage, turn.owner, backup, managers)
    for as_what, people in found.items():
        yield from ((as_what, person) for person in people)
        channel = store.channel(turn.department)
        if as_what is Told.OWNER and not people and channel is not None:
            yield as_what, channel


def _told_words(turn: Turn, names: Text) -> Text:
    what = f" ({turn.what})" if turn.what else ""
    return text(" told ", *names, f" that it is late{what}.")
