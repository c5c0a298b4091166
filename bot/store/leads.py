"""Trade-in leads found in repairs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, String, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.store.items import Item, ids_of, same_vehicle


class Lead(Item):
    """What a trade-in lead has besides what every item has. Amounts are USD cents.

    `contact_due_at` never moves, and only `contacted_at` says that it was kept. `worked_at` is when
    the customer was last spoken to or his vehicle appraised, `woken_at` when a lead that was put
    off came back on its day.
    """

    __tablename__ = "leads"
    __mapper_args__ = {"polymorphic_identity": "lead"}  # noqa: RUF012  # SQLAlchemy reads it from the class.

    id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    mileage: Mapped[int | None]
    model_year: Mapped[int | None]
    estimate: Mapped[int | None]
    trade_value: Mapped[int | None]
    purchase_price: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(20))
    agreed: Mapped[str] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(String(3000))
    leaves_at: Mapped[datetime | None]
    contact_due_at: Mapped[datetime]
    contacted_at: Mapped[datetime | None]
    worked_at: Mapped[datetime | None]
    appraised: Mapped[int | None]
    appointment_at: Mapped[datetime | None]
    ask_again_on: Mapped[date | None]
    woken_at: Mapped[datetime | None]
    lost_reason: Mapped[str | None] = mapped_column(String(20))


def first_lead_for(
    session: Session, store_id: int, ro: str | None, vin: str | None, since: datetime
) -> Lead | None:
    """The first lead flagged on this RO or VIN since then, cancelled ones aside. One that was put
    off counts until it is over: its customer will be asked again."""
    same = same_vehicle(ro=ro, vin=vin)
    if not same:
        return None
    return session.scalars(
        select(Lead)
        .where(
            Lead.id.in_(ids_of(store_id, same)),
            or_(Lead.created_at >= since, _is_put_off),
            Lead.state != "cancelled",
        )
        .order_by(Lead.created_at)
        .limit(1)
    ).first()


_is_put_off = and_(
    Lead.closed_at.is_(None), or_(Lead.ask_again_on.is_not(None), Lead.woken_at.is_not(None))
)


def credit_began(now: datetime, days: int) -> datetime:
    """From when on an earlier flag still holds the credit."""
    return now - timedelta(days=days)
