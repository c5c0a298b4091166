"""Gathers a manager's digest. It reads much and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.cards.digest_facts import Column, Digest, Group, StorePart
from bot.chat.address import Person
from bot.chat.text import Text, text
from bot.services.channels import broken_now
from bot.services.digest_weeks import comparison_of, trend_of
from bot.services.figures import column_of, facts_since
from bot.services.registry import practice_of
from bot.services.schedules import skipped_since
from bot.services.work import UnitOfWork
from bot.store.digests import last_sent
from bot.store.directory import Directory, StoreInfo
from bot.store.exceptions import Found, coming_actions, find_exceptions, owned_until, promised_until
from bot.store.items import Item
from bot.trade.wall import instant_of
from bot.trade.when import say_day, say_time
from bot.workflows.declare import Workflow
from bot.workflows.departments import Department
from bot.workflows.figures import Window
from bot.workflows.limits import STUCK_DAYS
from bot.workflows.trends import open_days_back

DIGEST = "digest"
"""The kind of its schedules, and the first word of their names."""

_SHOWN = 5
_SHOWN_OF_EACH = 2
_MOST_MINE = 8
_MOST_NOTICES = 6
_OLDEST_NOTICE = timedelta(days=7)
_INSTANT = timedelta(microseconds=1)

Managed = tuple[StoreInfo, tuple[Department, ...]]
"""A store, and those of its departments that somebody manages."""


def name_of(person: Person) -> str:
    """The name of somebody's schedule: one for each person, wherever he manages."""
    return f"{DIGEST}:{person}"


def managed_by(directory: Directory, person: Person) -> tuple[Managed, ...]:
    """What somebody manages: a general manager every department, in each of his stores."""
    found = []
    for store in directory.stores:
        manages = store.actor(person, None).manages
        if manages:
            found.append((store, tuple(each for each in Department if each in manages)))
    return tuple(found)


def digest_of(
    work: UnitOfWork,
    person: Person,
    today: date,
    *,
    late: timedelta = timedelta(),
) -> Digest | None:
    """Somebody's digest for the morning of that day, with what is true now. None for who manages
    nothing."""
    managed = managed_by(work.directory, person)
    if not managed:
        return None
    stores = [store for store, _ in managed]
    alone = len(managed) == 1
    parts = tuple(
        _part(work, store, departments, today, alone=alone) for store, departments in managed
    )
    return Digest(
        now=work.now,
        today=today,
        stores=parts,
        yours=_yours(work, stores, person, today, parts),
        promises=tuple(
            promised_until(
                work.session,
                [store.id for store in stores],
                person,
                instant_of(stores[0].zone, today + timedelta(days=1), 0),
                _MOST_MINE,
            )
        ),
        notices=tuple(_notices(work, managed, person)),
        trend=trend_of(
            work,
            [store for store, departments in managed if managed[0][1][0] in departments],
            managed[0][1][0],
            today,
        ),
        comparison=comparison_of(work, managed, today) if _begins_week(stores, today) else None,
        late=late,
    )


def _begins_week(stores: Sequence[StoreInfo], today: date) -> bool:
    """Whether it is the first open day of its week: Monday, unless every store is closed then."""
    monday = today - timedelta(days=today.weekday())
    earlier = (monday + timedelta(days=day) for day in range(today.weekday()))
    return not any(
        store.hours(department).opens_on(day)
        for day in earlier
        for store in stores
        for department in Department
    )


def _part(
    work: UnitOfWork,
    store: StoreInfo,
    departments: tuple[Department, ...],
    today: date,
    *,
    alone: bool,
) -> StorePart:
    opens = [store.hours(each).opens_on for each in departments]
    day = open_days_back(today, 1, opens)
    quiet_since = instant_of(store.zone, open_days_back(today, store.limits[STUCK_DAYS], opens), 0)
    found = find_exceptions(
        work.session,
        store.id,
        [each.value for each in departments],
        work.now,
        quiet_since,
        _SHOWN if alone else _SHOWN_OF_EACH,
    )
    shown = {item.id for group in (found.late, found.free, found.stuck) for item in group.first}
    actions = coming_actions(
        work.session, store.id, [each.value for each in departments], work.now, _MOST_MINE
    )
    return StorePart(
        store,
        departments,
        _group(found.late),
        _group(found.free),
        _group(found.stuck),
        tuple(_columns(work, store, departments, day, today)),
        tuple(_with_workflow(item) for item in actions if item.id not in shown),
    )


def _columns(
    work: UnitOfWork,
    store: StoreInfo,
    departments: Sequence[Department],
    day: date,
    today: date,
) -> list[Column]:
    """The last open day, to the midnight that today began with; and today, once it has begun to
    matter."""
    start, midnight = (instant_of(store.zone, each, 0) for each in (day, today))
    facts = facts_since(work.session, store, start, work.now)
    windows = [(Window(start, midnight), say_day(day))]
    opening = min(
        (at for each in departments if (at := store.hours(each).opening_on(today))),
        default=None,
    )
    if opening is not None and opening < work.now:
        windows.append((Window(midnight, work.now), "Today so far"))
    return [
        column_of(work.session, store, departments, facts, window, label)
        for window, label in windows
    ]


def _group(found: Found) -> Group:
    return Group(found.count, tuple(_with_workflow(item) for item in found.first))


def _with_workflow(item: Item) -> tuple[Item, Workflow]:
    return item, practice_of(item.workflow).workflow


def _yours(
    work: UnitOfWork,
    stores: Sequence[StoreInfo],
    person: Person,
    today: date,
    parts: Sequence[StorePart],
) -> tuple[tuple[Item, Workflow], ...]:
    """What the person himself has and is due by tonight, without what stands above already."""
    tonight = instant_of(stores[0].zone, today + timedelta(days=1), 0)
    shown = {
        item.id
        for part in parts
        for group in (part.late, part.free, part.stuck)
        for item, _ in group.first
    } | {item.id for part in parts for item, _ in part.actions}
    mine = owned_until(work.session, [store.id for store in stores], person, tonight, _MOST_MINE)
    return tuple(_with_workflow(item) for item in mine if item.id not in shown)


def _notices(work: UnitOfWork, managed: Sequence[Managed], person: Person) -> list[Text]:
    """Channels that Baton cannot write to, and what it did not post since the last digest."""
    store_ids = [store.id for store, _ in managed]
    found = broken_now(work, store_ids)
    store = managed[0][0]
    for slot in skipped_since(work, _heard_until(work, person), store_ids):
        others = slot.name.startswith(f"{DIGEST}:") and slot.name != name_of(person)
        if not others:
            due = say_time(slot.due_at, store.zone)
            found.append(text(f"Not posted: {slot.title}, {due}: {slot.note}."))
    more = len(found) - _MOST_NOTICES
    if more > 0:
        found[_MOST_NOTICES:] = [text(f"and {more} more")]
    return found


def _heard_until(work: UnitOfWork, person: Person) -> datetime:
    """Up to when somebody's digests told him what was not posted. What was skipped in the moment of
    his last one is still to be told."""
    sent = last_sent(work.session, work.directory.workspace_id, name_of(person))
    earliest = work.now - _OLDEST_NOTICE
    return max(sent - _INSTANT, earliest) if sent else earliest
