"""When Baton must look at an item again, from the item's own facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.services.practice import FollowUp, Practice, Turn
from bot.store.directory import StoreInfo
from bot.store.items import Item
from bot.workflows.declare import Priority
from bot.workflows.watch import Alarm, Told, next_at, speak_at


def alarm_of(item: Item, turn: Turn) -> Alarm:
    """What the rules need to know of it. A vehicle down is urgent at any hour."""
    return Alarm(turn.since, Told(turn.record.told), item.priority == Priority.DOWN)


def next_look(
    practice: Practice[Any], item: Item, store: StoreInfo, now: datetime
) -> datetime | None:
    """When time alone next changes something about the item; None when it never does."""
    looks: list[datetime | None] = [
        act_at(follow_up, store, now) for follow_up in practice.follow_ups(item, store)
    ]
    turns = practice.turns(item, store) if item.closed_at is None else ()
    if turns and item.late_since is None:
        # The card turns, whatever the hour; who hears of it follows from there.
        looks.append(item.due_at)
    else:
        looks += [_tell_at(item, turn, store, now) for turn in turns]
    return min((at for at in looks if at is not None), default=None)


def act_at(follow_up: FollowUp, store: StoreInfo, now: datetime) -> datetime:
    """When a follow-up can be done, now at the earliest."""
    if follow_up.grace and now <= follow_up.at + follow_up.grace:
        return max(follow_up.at, now)
    return speak_at(follow_up.at, now, store.hours(follow_up.department))


def rouse(item: Item, now: datetime) -> None:
    """Its lateness counts from now: whoever has to do with it has not heard of it yet."""
    item.told = 0
    item.alarm_from = now
    if item.late_since is not None:
        item.late_since = item.due_at


def _tell_at(item: Item, turn: Turn, store: StoreInfo, now: datetime) -> datetime | None:
    hours = store.hours(turn.department)
    return next_at(alarm_of(item, turn), now, store.limits, hours)
