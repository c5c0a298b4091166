"""Parts requests and their lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from bot.store.items import Item
from bot.store.tables import Table
from bot.workflows.parts import LineState


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
    """One line of a request: what was asked, and the counter's answer to it."""

    __tablename__ = "part_lines"
    __table_args__ = (
        Index("ix_part_lines_request_id", "request_id"),
        Index("ix_part_lines_store_id_ro_part_number", "store_id", "ro", "part_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("parts_requests.id"))
    store_id: Mapped[int]
    ro: Mapped[str] = mapped_column(String(8))
    position: Mapped[int]
    quantity: Mapped[int]
    part_number: Mapped[str | None] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(20), default=LineState.ASKED.value)
    bin: Mapped[str | None] = mapped_column(String(120))
    po: Mapped[str | None] = mapped_column(String(120))
    instead: Mapped[str | None] = mapped_column(String(120))
    eta: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    first_answer: Mapped[str | None] = mapped_column(String(20))


def open_request_for(
    session: Session, store_id: int, ro: str, part_numbers: Iterable[str]
) -> tuple[PartsRequest, str] | None:
    """An open request that already asks for one of these numbers on this RO, with that number."""
    wanted = [number for number in part_numbers if number]
    if not wanted:
        return None
    found = session.execute(
        select(PartsRequest, PartLine.part_number)
        .join(PartLine, PartLine.request_id == PartsRequest.id)
        .where(
            PartLine.store_id == store_id,
            PartLine.ro == ro,
            PartLine.part_number.in_(wanted),
            PartLine.state.in_([state.value for state in LineState if state.is_open]),
            PartsRequest.closed_at.is_(None),
        )
        .limit(1)
    ).first()
    return (found[0], str(found[1])) if found else None
