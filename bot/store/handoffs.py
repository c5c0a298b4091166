"""Hand-offs, the first hand-off of a new owner among them, and what was promised at delivery."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from bot.chat.address import Person
from bot.store.items import Item, ids_of, same_vehicle
from bot.store.tables import Table
from bot.workflows.handoff import HandoffKind

IS_TOLD = "first_visit_outcome_on IS NOT NULL"
STANDS = "kept_at IS NULL AND withdrawn_at IS NULL"


class Handoff(Item):
    """What a hand-off has besides what every item has. `kind` tells a first hand-off, with its
    checklist and two signatures, from any other.

    A first visit has a date, and an hour when one was named. On its evening the advisor is asked
    whether the customer came (`first_visit_asked_at`). How it went stays: `first_visit_outcome`
    (`bot.workflows.handoff_visit.Outcome`) of the visit of the day `first_visit_outcome_on`, which
    is an earlier day than `first_visit_on` when the customer did not come and has a new date;
    `first_visit_no_shows` counts how often that happened.
    """

    __tablename__ = "handoffs"
    __table_args__ = (
        Index("ix_handoffs_delivery_at", "delivery_at"),
        Index("ix_handoffs_first_visit_on", "first_visit_on"),
        Index(
            "ix_handoffs_visit_told",
            "first_visit_outcome_on",
            sqlite_where=text(IS_TOLD),
            postgresql_where=text(IS_TOLD),
        ),
    )
    __mapper_args__ = {"polymorphic_identity": "handoff"}  # noqa: RUF012  # SQLAlchemy reads it from the class.

    id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    what: Mapped[str] = mapped_column(String(3000))
    by: Mapped[datetime | None]
    delivery_at: Mapped[datetime | None]
    introduce_at: Mapped[datetime | None]
    advisor: Mapped[Person | None]
    introduced: Mapped[bool] = mapped_column(default=False)
    drive_shown: Mapped[bool] = mapped_column(default=False)
    card_given: Mapped[bool] = mapped_column(default=False)
    nothing_owed: Mapped[bool] = mapped_column(default=False)
    first_visit_on: Mapped[date | None]
    first_visit_at: Mapped[datetime | None]
    first_visit_asked_at: Mapped[datetime | None]
    first_visit_outcome: Mapped[str | None] = mapped_column(String(10))
    first_visit_outcome_on: Mapped[date | None]
    first_visit_outcome_at: Mapped[datetime | None]
    first_visit_outcome_by: Mapped[Person | None]
    first_visit_no_shows: Mapped[int] = mapped_column(default=0)
    sales_signed_by: Mapped[Person | None]
    sales_signed_at: Mapped[datetime | None]
    service_signed_by: Mapped[Person | None]
    service_signed_at: Mapped[datetime | None]

    promises: Mapped[list[Promise]] = relationship(
        lazy="raise", order_by="Promise.id", cascade="all"
    )


class Promise(Table):
    """A we-owe: something the store promised the buyer, with an owner and a date. Kept, or
    withdrawn because it was not owed after all.

    Each is watched on its own: `reminded_at` is when its owner heard, in the morning of its day,
    `told` how far it was told that its time has passed (`bot.workflows.watch.Told`).
    """

    __tablename__ = "promises"
    __table_args__ = (
        Index("ix_promises_handoff_id", "handoff_id"),
        Index(
            "ix_promises_open_due",
            "due_at",
            sqlite_where=text(STANDS),
            postgresql_where=text(STANDS),
        ),
        Index(
            "ix_promises_open_owner",
            "owner",
            sqlite_where=text(STANDS),
            postgresql_where=text(STANDS),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoffs.id"))
    what: Mapped[str] = mapped_column(String(500))
    owner: Mapped[Person]
    due_at: Mapped[datetime]
    kept_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    told: Mapped[int] = mapped_column(default=0)

    @property
    def is_open(self) -> bool:
        """Whether it still has to be kept."""
        return self.kept_at is None and self.withdrawn_at is None


def open_first_for(
    session: Session, store_id: int, stock: str | None, vin: str | None
) -> Handoff | None:
    """The first hand-off of this vehicle, by stock number or VIN, that is still open."""
    same = same_vehicle(stock=stock, vin=vin)
    if not same:
        return None
    return session.scalars(
        select(Handoff)
        .where(
            Handoff.id.in_(ids_of(store_id, same)),
            Handoff.kind == HandoffKind.FIRST.value,
            Handoff.closed_at.is_(None),
        )
        .order_by(Handoff.id)
        .limit(1)
    ).first()


def handoffs_owing(session: Session, store_ids: Collection[int], person: Person) -> list[int]:
    """The open hand-offs in which somebody has a promise to keep."""
    return list(
        session.scalars(
            select(Promise.handoff_id)
            .join(Item, Item.id == Promise.handoff_id)
            .where(
                Promise.owner == person,
                text(STANDS),
                Item.closed_at.is_(None),
                Item.store_id.in_(store_ids),
            )
            .distinct()
        )
    )
