"""Finds items: by what identifies a vehicle, by who has them, by words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.chat.address import Person
from bot.store.items import CounterRow, Item, ids_of, same_vehicle
from bot.store.load import load_sound

_IDENTIFIERS = (Item.ro, Item.stock, Item.last8)
_LEADS = 4
"""How often what was found may lead to more: once for each identifier, and once to find no more."""


def items_of_vehicle(session: Session, store_id: int, typed: str, limit: int) -> list[Item]:
    """Everything about one vehicle, open items first, then newest first.

    `typed` is an RO, a stock number, a VIN or its last 8, in capitals. What one of its items knows
    leads to the others: a stock number to its VIN, that to an RO.
    """
    same = _identified_by(typed)
    known: set[tuple[str | None, ...]] = set()
    for _ in range(_LEADS):
        rows = session.execute(
            select(Item.ro, Item.stock, Item.last8)
            .where(Item.id.in_(ids_of(store_id, same)))
            .distinct()
            .limit(50)
        )
        found = {tuple(row) for row in rows}
        if found <= known:
            break
        known |= found
        same = _identified_by(typed)
        for column, values in zip(_IDENTIFIERS, zip(*known, strict=True), strict=True):
            same.append(column.in_({value for value in values if value}))
    return _load(session, [Item.id.in_(ids_of(store_id, same))], limit)


def _identified_by(typed: str) -> list[ColumnElement[bool]]:
    if len(typed) == 17:
        return same_vehicle(vin=typed)
    return [column == typed for column in _IDENTIFIERS]


def items_to_do(
    session: Session, store_id: int, person: Person, limit: int, also: Collection[int] = ()
) -> list[Item]:
    """What a person has, and those `also` in which he has a part, the longest overdue first."""
    mine = or_(Item.owner == person, Item.id.in_(also)) if also else Item.owner == person
    return _load(
        session,
        [Item.store_id == store_id, mine, Item.closed_at.is_(None)],
        limit,
        by_due=True,
    )


def items_asked_by(session: Session, store_id: int, person: Person, limit: int) -> list[Item]:
    """What a person asked for and still waits for."""
    return _load(
        session,
        [Item.store_id == store_id, Item.requester == person, Item.closed_at.is_(None)],
        limit,
        by_due=True,
    )


def items_open_in(
    session: Session, store_id: int, departments: Sequence[str], limit: int
) -> list[Item]:
    """What departments have open, the longest overdue first."""
    return _load(
        session,
        [
            Item.store_id == store_id,
            Item.to_department.in_(departments),
            Item.closed_at.is_(None),
        ],
        limit,
        by_due=True,
    )


def count_open_in(session: Session, store_id: int, departments: Sequence[str]) -> int:
    """How many items departments have open."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Item)
            .where(
                Item.store_id == store_id,
                Item.to_department.in_(departments),
                Item.closed_at.is_(None),
            )
        )
        or 0
    )


SEARCHED = 20_000
"""How many of a store's newest items of each kind a search for words reads: years of a large store,
in a fraction of the three seconds that an answer may take."""


def items_saying(session: Session, store_id: int, words: str, limit: int) -> list[Item]:
    """Items in which every word occurs: in number, subject, customer, vehicle or identifiers. Only
    the store's newest `SEARCHED` of each workflow are read."""
    given = session.execute(
        select(CounterRow.workflow, CounterRow.last).where(CounterRow.store_id == store_id)
    ).all()
    if not given:
        return []
    newest = [and_(Item.workflow == name, Item.number > last - SEARCHED) for name, last in given]
    found: list[ColumnElement[bool]] = [Item.id.in_(ids_of(store_id, newest))]
    columns = (Item.label, Item.subject, Item.customer, Item.vehicle, Item.ro, Item.stock, Item.vin)
    for word in words.split()[:6]:
        like = f"%{_literal(word.lower())}%"
        found.append(or_(*(func.lower(column).like(like, escape="\\") for column in columns)))
    return _load(session, found, limit)


def _literal(word: str) -> str:
    """The word with LIKE's own signs made plain. A phone's apostrophe and dash are other signs than
    a keyboard's, so any sign does for them."""
    bare = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return bare.replace("'", "_").replace("-", "_")


def _load(
    session: Session, where: Sequence[ColumnElement[bool]], limit: int, *, by_due: bool = False
) -> list[Item]:
    order = (
        (Item.due_at, Item.id)
        if by_due
        else (Item.closed_at.is_(None).desc(), Item.created_at.desc(), Item.id.desc())
    )
    ids = session.scalars(select(Item.id).where(*where).order_by(*order).limit(limit)).all()
    return load_sound(session, ids)
