"""Parts requests and their lines."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, bindparam, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from bot.store.items import Item
from bot.store.prepared import Prepared
from bot.store.tables import Table, table_of
from bot.trade.parts_lines import bare_number
from bot.workflows.parts import LineState

IS_ANSWERED = "answered_at IS NOT NULL"


class PartsRequest(Item):
    """What a parts request has besides what every item has."""

    __tablename__ = "parts_requests"
    __mapper_args__ = {"polymorphic_identity": "parts"}  # noqa: RUF012  # SQLAlchemy reads it from the class.

    id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    need_by: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]

    lines: Mapped[list[PartLine]] = relationship(
        lazy="raise", order_by="PartLine.position", cascade="all"
    )


class PartLine(Table):
    """One line of a request: what was asked, and the counter's answer to it.

    `ordered_at` is when it was first ordered, `arrived_at` when it came. A part that lies there too
    long is said once (`pickup_told_at`), and so is an order that has aged (`aging_told_at`).
    """

    __tablename__ = "part_lines"
    __table_args__ = (
        Index("ix_part_lines_request_id", "request_id"),
        Index("ix_part_lines_store_id_ro_part_number", "store_id", "ro", "part_number"),
        Index(
            "ix_part_lines_answered",
            "store_id",
            "answered_at",
            "first_answer",
            sqlite_where=text(IS_ANSWERED),
            postgresql_where=text(IS_ANSWERED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("parts_requests.id"))
    store_id: Mapped[int]
    ro: Mapped[str] = mapped_column(String(8))
    position: Mapped[int]
    quantity: Mapped[int]
    part_number: Mapped[str | None] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(String(3000))
    state: Mapped[str] = mapped_column(String(20), default=LineState.ASKED.value)
    bin: Mapped[str | None] = mapped_column(String(120))
    po: Mapped[str | None] = mapped_column(String(120))
    instead: Mapped[str | None] = mapped_column(String(120))
    eta: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    first_answer: Mapped[str | None] = mapped_column(String(20))
    ordered_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    pickup_told_at: Mapped[datetime | None]
    aging_told_at: Mapped[datetime | None]


_lines, _items = table_of(PartLine).c, table_of(Item).c
_OPEN_ON = Prepared(
    select(_lines.part_number, _lines.state, _items.id, _items.label)
    .join_from(_lines.id.table, _items.id.table, _items.id == _lines.request_id)
    .where(
        _lines.store_id == bindparam("store"),
        _lines.ro == bindparam("ro"),
        _items.closed_at.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A part that an open request asks for already."""

    item_id: int
    label: str
    part_number: str


def asked_already(
    session: Session, store_id: int, ro: str, part_numbers: Collection[str]
) -> Asked | None:
    """The open request on this RO that waits for one of these numbers, however punctuated."""
    wanted = {bare_number(number) for number in part_numbers}
    for part_number, state, item_id, label in _OPEN_ON.run(session, {"store": store_id, "ro": ro}):
        if part_number and bare_number(part_number) in wanted and LineState(state).is_open:
            return Asked(item_id, label, part_number)
    return None
