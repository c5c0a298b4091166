"""What needs a manager: open items that are late, that nobody has, that nothing happens to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from bot.chat.address import Person
from bot.store.handoffs import Promise
from bot.store.items import Item
from bot.workflows.declare import Priority
from bot.workflows.lead import LATER


@dataclass(frozen=True, slots=True)
class Found:
    """How many there are, and the first of them, loaded as far as a line in a list needs."""

    count: int = 0
    first: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Each open item is in one group at most: what is late, then what nobody has, then what is
    stuck. Vehicles down come first."""

    late: Found
    free: Found
    stuck: Found


def find_exceptions(
    session: Session,
    store_id: int,
    departments: Collection[str],
    now: datetime,
    unchanged_since: datetime,
    limit: int,
) -> Exceptions:
    """What is late at `now`, free, or was not touched since then and is not put off to a day."""
    mine = (
        Item.store_id == store_id,
        Item.to_department.in_(departments),
        Item.closed_at.is_(None),
    )
    late = Item.due_at < now
    groups = (
        late,
        and_(~late, Item.owner.is_(None)),
        and_(
            ~late,
            Item.owner.is_not(None),
            Item.changed_at < unchanged_since,
            Item.state != LATER.name,
        ),
    )
    counts = session.execute(
        select(*(func.coalesce(func.sum(case((group, 1), else_=0)), 0) for group in groups)).where(
            *mine
        )
    ).one()
    late_, free, stuck = (
        Found(count, _first(session, (*mine, group), limit) if count else ())
        for group, count in zip(groups, counts, strict=True)
    )
    return Exceptions(late_, free, stuck)


def _first(session: Session, where: Sequence[ColumnElement[bool]], limit: int) -> tuple[Item, ...]:
    down = case((Item.priority == Priority.DOWN.value, 0), else_=1)
    query = select(Item).where(*where).order_by(down, Item.due_at, Item.id).limit(limit)
    return tuple(session.scalars(query))


def owned_until(
    session: Session, store_ids: Collection[int], person: Person, until: datetime, limit: int
) -> tuple[Item, ...]:
    """The open items a person has that are due before then, the longest overdue first."""
    query = (
        select(Item)
        .where(
            Item.store_id.in_(store_ids),
            Item.owner == person,
            Item.closed_at.is_(None),
            Item.due_at < until,
        )
        .order_by(Item.due_at, Item.id)
        .limit(limit)
    )
    return tuple(session.scalars(query))


def promised_until(
    session: Session, store_ids: Collection[int], person: Person, until: datetime, limit: int
) -> list[tuple[Promise, str]]:
    """What a person owes a buyer by then, each with the number of its hand-off, the earliest
    first."""
    query = (
        select(Promise, Item.label)
        .join(Item, Item.id == Promise.handoff_id)
        .where(
            Promise.owner == person,
            Promise.kept_at.is_(None),
            Promise.withdrawn_at.is_(None),
            Promise.due_at < until,
            Item.store_id.in_(store_ids),
            Item.closed_at.is_(None),
        )
        .order_by(Promise.due_at, Promise.id)
        .limit(limit)
    )
    return [(promise, label) for promise, label in session.execute(query)]
