"""What needs a manager: open items that are late, that nobody has, that nothing happens to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from bot.chat.address import Person
from bot.store.handoffs import Promise
from bot.store.items import Item
from bot.workflows.declare import Priority
from bot.workflows.lead import APPOINTMENT, LATER
from bot.workflows.parts import WAITING as ON_ORDER


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


_HAS_ITS_DAY = [LATER.name, APPOINTMENT.name, ON_ORDER.name]
"""States in which nothing is to happen before the day that somebody named: a part on order is late
after its ETA, and until then just on its way. Neither is an action stuck before its date."""
_LATE = Item.due_at < bindparam("now")
_GROUPS: dict[str, ColumnElement[bool]] = {
    "late": _LATE,
    "free": and_(~_LATE, Item.owner.is_(None)),
    "stuck": and_(
        ~_LATE,
        Item.owner.is_not(None),
        Item.changed_at < bindparam("unchanged_since"),
        Item.state.not_in(_HAS_ITS_DAY),
        Item.workflow != "action",
    ),
}
_MINE = (
    Item.store_id == bindparam("store"),
    Item.to_department.in_(bindparam("departments", expanding=True)),
    Item.closed_at.is_(None),
)
_COUNTS = select(
    *(func.coalesce(func.sum(case((group, 1), else_=0)), 0) for group in _GROUPS.values())
).where(*_MINE)
_DOWN_FIRST = case((Item.priority == Priority.DOWN.value, 0), else_=1)
_FIRST = {
    name: select(Item)
    .where(*_MINE, group)
    .order_by(_DOWN_FIRST, Item.due_at, Item.id)
    .limit(bindparam("most"))
    for name, group in _GROUPS.items()
}


def find_exceptions(
    session: Session,
    store_id: int,
    departments: Collection[str],
    now: datetime,
    unchanged_since: datetime,
    limit: int,
) -> Exceptions:
    """What is late at `now`, free, or was not touched since then and does not wait for its day."""
    known = {
        "store": store_id,
        "departments": list(departments),
        "now": now,
        "unchanged_since": unchanged_since,
        "most": limit,
    }
    counts = session.execute(_COUNTS, known).one()
    return Exceptions(
        *(
            Found(count, tuple(session.scalars(_FIRST[name], known)) if count else ())
            for name, count in zip(_GROUPS, counts, strict=True)
        )
    )


_ACTIONS = (
    select(Item)
    .where(*_MINE, Item.workflow == "action", Item.owner.is_not(None), ~_LATE)
    .order_by(Item.due_at, Item.id)
    .limit(bindparam("most"))
)


def coming_actions(
    session: Session, store_id: int, departments: Collection[str], now: datetime, most: int
) -> list[Item]:
    """What people of these departments took on in meetings and is not due yet, the next first."""
    known = {"store": store_id, "departments": list(departments), "now": now, "most": most}
    return list(session.scalars(_ACTIONS, known))


_OWNED = (
    select(Item)
    .where(
        Item.store_id.in_(bindparam("stores", expanding=True)),
        Item.owner == bindparam("person"),
        Item.closed_at.is_(None),
        Item.due_at < bindparam("until"),
    )
    .order_by(Item.due_at, Item.id)
    .limit(bindparam("most"))
)
_PROMISED = (
    select(Promise, Item.label)
    .join(Item, Item.id == Promise.handoff_id)
    .where(
        Promise.owner == bindparam("person"),
        Promise.kept_at.is_(None),
        Promise.withdrawn_at.is_(None),
        Promise.due_at < bindparam("until"),
        Item.store_id.in_(bindparam("stores", expanding=True)),
        Item.closed_at.is_(None),
    )
    .order_by(Promise.due_at, Promise.id)
    .limit(bindparam("most"))
)


def owned_until(
    session: Session, store_ids: Collection[int], person: Person, until: datetime, limit: int
) -> tuple[Item, ...]:
    """The open items a person has that are due before then, the longest overdue first."""
    known = {"stores": list(store_ids), "person": person, "until": until, "most": limit}
    return tuple(session.scalars(_OWNED, known))


def promised_until(
    session: Session, store_ids: Collection[int], person: Person, until: datetime, limit: int
) -> list[tuple[Promise, str]]:
    """What a person owes a buyer by then, each with the number of its hand-off, the earliest
    first."""
    known = {"stores": list(store_ids), "person": person, "until": until, "most": limit}
    return [(promise, label) for promise, label in session.execute(_PROMISED, known)]
