"""Work items: what all workflows share, their history, and their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    func,
    select,
    text,
    union,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.chat.address import Person
from bot.store.prepared import Prepared
from bot.store.tables import Table, table_of

IS_OPEN = "closed_at IS NULL"
IS_CLOSED = "closed_at IS NOT NULL"
IS_WATCHED = "look_at IS NOT NULL"

TOLD = "told"
"""The history's name for having told somebody that something is late."""


class Item(Table):
    """One piece of work between two departments. Each workflow adds a table of its own to it.

    `look_at` is when Baton must look at it again, because time alone changes something then: it
    turns late, somebody must hear of it, a customer may have come. `told` is how far its lateness
    was told (`bot.workflows.watch.Told`), `alarm_from` from when on that counts where it is later
    than the due time: the item came to another department, or turned out to be due long since.
    """

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("store_id", "workflow", "number"),
        Index("ix_items_store_id_ro", "store_id", "ro"),
        Index("ix_items_store_id_last8", "store_id", "last8"),
        Index("ix_items_store_id_stock", "store_id", "stock"),
        *(
            Index(
                f"ix_items_open_{column}",
                "store_id",
                column,
                "due_at",
                sqlite_where=text(IS_OPEN),
                postgresql_where=text(IS_OPEN),
            )
            for column in ("to_department", "owner", "requester")
        ),
        Index(
            "ix_items_look_at",
            "look_at",
            sqlite_where=text(IS_WATCHED),
            postgresql_where=text(IS_WATCHED),
        ),
        Index(
            "ix_items_closed",
            "store_id",
            "workflow",
            "closed_at",
            sqlite_where=text(IS_CLOSED),
            postgresql_where=text(IS_CLOSED),
        ),
    )
    __mapper_args__ = {"polymorphic_on": "workflow"}  # noqa: RUF012  # SQLAlchemy reads it from the class.

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    workflow: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(20))
    priority: Mapped[str] = mapped_column(String(10))
    requester: Mapped[Person]
    from_department: Mapped[str] = mapped_column(String(20))
    to_department: Mapped[str] = mapped_column(String(20))
    owner: Mapped[Person | None]
    due_at: Mapped[datetime]
    subject: Mapped[str] = mapped_column(String(300))
    ro: Mapped[str | None] = mapped_column(String(8))
    stock: Mapped[str | None] = mapped_column(String(16))
    vin: Mapped[str | None] = mapped_column(String(17))
    last8: Mapped[str | None] = mapped_column(String(8))
    customer: Mapped[str | None] = mapped_column(String(500))
    phone: Mapped[str | None] = mapped_column(String(60))
    vehicle: Mapped[str | None] = mapped_column(String(500))
    weight_class: Mapped[int | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    late_since: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
    told: Mapped[int] = mapped_column(default=0)
    alarm_from: Mapped[datetime | None]
    version: Mapped[int]
    card_id: Mapped[int | None]


class HistoryRow(Table):
    """Who did what when, with before and after. Rows are only ever added; the database refuses to
    change one."""

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_item_id_id", "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # Checked at the commit: one flush writes an item and its first line in any order.
    item_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", deferrable=True, initially="DEFERRED")
    )
    at: Mapped[datetime]
    actor: Mapped[Person | None]
    step: Mapped[str] = mapped_column(String(40))
    words: Mapped[list[Any]] = mapped_column(JSON)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


class CounterRow(Table):
    """The last number a store gave in one workflow."""

    __tablename__ = "counters"

    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    workflow: Mapped[str] = mapped_column(String(20), primary_key=True)
    last: Mapped[int]


_counters = table_of(CounterRow)
_BUMP = Prepared(
    update(_counters)
    .where(_counters.c.store_id == bindparam("store"), _counters.c.workflow == bindparam("name"))
    .values(last=_counters.c.last + 1)
    .returning(_counters.c.last)
)


def next_number(session: Session, store_id: int, workflow: str) -> int:
    """The store's next number in a workflow.

    The counter's row stays locked until the transaction ends, so two people who ask for the same
    thing at once are answered one after the other: a check made after this call sees the first.
    """
    which = {"store": store_id, "name": workflow}
    found = _BUMP.run(session, which)
    if not found:
        insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
        session.execute(
            insert(CounterRow)
            .values(store_id=store_id, workflow=workflow, last=0)
            .on_conflict_do_nothing()
        )
        found = _BUMP.run(session, which)
    return int(found[0][0])


def ids_of(store_id: int, same: Sequence[ColumnElement[bool]]) -> CompoundSelect[int]:
    """The store's items of which any of this is true, each looked up on an index of its own: joined
    by OR, a database may rather read all the store ever had."""
    return union(*(select(Item.id).where(Item.store_id == store_id, each) for each in same))


def same_vehicle(
    *, ro: str | None = None, stock: str | None = None, vin: str | None = None
) -> list[ColumnElement[bool]]:
    """What is true of an item about the vehicle that is known by these, one for each that is."""
    same: list[ColumnElement[bool]] = []
    if ro:
        same.append(Item.ro == ro)
    if stock:
        same.append(Item.stock == stock)
    if vin:
        # The last 8 have an index; the whole VIN decides.
        same.append(and_(Item.last8 == vin[-8:], Item.vin == vin))
    return same


def last_history_of(
    session: Session, item_ids: Sequence[int], most: int
) -> dict[int, list[HistoryRow]]:
    """The newest lines of history of each item, `most` of them, oldest first. That somebody was
    told that it is late is nothing new of it."""
    from_the_end = func.row_number().over(
        partition_by=HistoryRow.item_id, order_by=HistoryRow.id.desc()
    )
    numbered = (
        select(HistoryRow.id, from_the_end.label("place"))
        .where(HistoryRow.item_id.in_(item_ids), HistoryRow.step != TOLD)
        .subquery()
    )
    newest = select(numbered.c.id).where(numbered.c.place <= most)
    found: dict[int, list[HistoryRow]] = {}
    rows = select(HistoryRow).where(HistoryRow.id.in_(newest)).order_by(HistoryRow.id)
    for row in session.scalars(rows):
        found.setdefault(row.item_id, []).append(row)
    return found


def history_of(session: Session, item_id: int) -> list[HistoryRow]:
    """Everything that happened to an item, oldest first."""
    rows = select(HistoryRow).where(HistoryRow.item_id == item_id).order_by(HistoryRow.id)
    return list(session.scalars(rows))
