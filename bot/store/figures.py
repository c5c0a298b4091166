"""What figures are made of: plain rows of a store's items since a moment.

What mattered since then is still open, or was closed since then. Both have an index, so a store's
past costs nothing however long it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from bot.store.handoffs import Handoff
from bot.store.items import HistoryRow, Item
from bot.store.leads import Lead
from bot.store.parts import PartLine, PartsRequest
from bot.store.tables import Instant, table_of
from bot.workflows.departments import Department
from bot.workflows.parts import LineState


class Common(NamedTuple):
    """What every item's row begins with. `touched_at` is the first step by anybody but the
    asker."""

    from_department: str
    to_department: str
    state: str
    priority: str
    created_at: datetime
    due_at: datetime
    closed_at: datetime | None
    touched_at: datetime | None


class RequestRow(NamedTuple):
    """A parts request. Of its lines: how many, how many are answered and since when all are, and
    how many came from stock at first ask."""

    item: Common
    need_by: datetime | None
    lines: int
    answered: int
    answered_at: datetime | None
    from_stock: int


class LeadRow(NamedTuple):
    """A trade-in lead."""

    item: Common
    contact_due_at: datetime
    contacted_at: datetime | None
    appraised_at: datetime | None
    lost_reason: str | None


class HandoffRow(NamedTuple):
    """A hand-off."""

    item: Common
    kind: str
    delivery_at: datetime | None
    introduced: bool
    visit_booked: bool
    sales_signed_at: datetime | None
    service_signed_at: datetime | None


_items, _history = table_of(Item).c, table_of(HistoryRow).c
_requests, _leads, _handoffs = (table_of(each) for each in (PartsRequest, Lead, Handoff))
_lines = table_of(PartLine).c

_TOUCHED = (
    select(func.min(_history.at))
    .where(_history.item_id == _items.id, _history.actor != _items.requester)
    .scalar_subquery()
    .label("touched_at")
)
_COMMON = (
    *(_items.from_department, _items.to_department, _items.state, _items.priority),
    *(_items.created_at, _items.due_at, _items.closed_at, _TOUCHED),
)
_APPRAISED = (
    select(func.min(_history.at))
    .where(_history.item_id == _items.id, _history.step == "appraised")
    .scalar_subquery()
    .label("appraised_at")
)


_mine = table_of(Item).alias("mine")
_ANY: ColumnElement[bool] = true()
_STIRRED = or_(
    _mine.c.changed_at >= bindparam("since"),
    _mine.c.due_at.between(bindparam("since"), bindparam("until")),
)
"""Somebody took a step on it since then, or its time came and nobody did. What is open and neither
is in no figure: a counter with two thousand parts on order is as quick as any."""


def _since(workflow: str, rows: Select[Any], which: ColumnElement[bool] = _ANY) -> Select[Any]:
    """The rows of what is open, those of them that matter, and of what was closed since then.

    The ids are found first, in two walks along an index each: the departments are named because the
    index of what is open begins with them. A database that sees the joins first reads the whole
    past.
    """
    of_store = (_mine.c.store_id == bindparam("store"), _mine.c.workflow == workflow)
    departments = _mine.c.to_department.in_([each.value for each in Department])
    ids = union_all(
        select(_mine.c.id).where(*of_store, departments, _mine.c.closed_at.is_(None), which),
        select(_mine.c.id).where(*of_store, _mine.c.closed_at >= bindparam("since")),
    )
    return rows.where(_items.id.in_(ids))


_REQUESTS = _since(
    "parts",
    select(
        *_COMMON,
        _requests.c.need_by,
        func.count().label("lines"),
        func.count(_lines.answered_at).label("answered"),
        func.max(_lines.answered_at).label("answered_at"),
        func.sum(case((_lines.first_answer == LineState.IN_STOCK.value, 1), else_=0)).label("ours"),
    )
    .join_from(_items.id.table, _requests, _requests.c.id == _items.id)
    .join(_lines.id.table, _lines.request_id == _items.id)
    .group_by(_items.id, _requests.c.id),
    _STIRRED,
)
_LEADS = _since(
    "lead",
    select(
        *_COMMON,
        _leads.c.contact_due_at,
        _leads.c.contacted_at,
        _APPRAISED,
        _leads.c.lost_reason,
    ).join_from(_items.id.table, _leads, _leads.c.id == _items.id),
)
_HANDOFFS = _since(
    "handoff",
    select(
        *_COMMON,
        _handoffs.c.kind,
        _handoffs.c.delivery_at,
        _handoffs.c.introduced,
        _handoffs.c.first_visit_on.is_not(None).label("visit_booked"),
        _handoffs.c.sales_signed_at,
        _handoffs.c.service_signed_at,
    ).join_from(_items.id.table, _handoffs, _handoffs.c.id == _items.id),
)
_WIDTH = len(_COMMON)


def request_rows(
    session: Session, store_id: int, since: datetime, until: datetime
) -> list[RequestRow]:
    """Parts requests to which something happened since then, or whose time came until now."""
    return [
        RequestRow(Common(*row[:_WIDTH]), *row[_WIDTH:])
        for row in _read(session, _REQUESTS, store_id, since, until=until)
    ]


def lead_rows(session: Session, store_id: int, since: datetime) -> list[LeadRow]:
    """Leads that are open or were closed since then."""
    return [
        LeadRow(Common(*row[:_WIDTH]), *row[_WIDTH:])
        for row in _read(session, _LEADS, store_id, since)
    ]


def handoff_rows(session: Session, store_id: int, since: datetime) -> list[HandoffRow]:
    """Hand-offs that are open or were closed since then."""
    return [
        HandoffRow(Common(*row[:_WIDTH]), *row[_WIDTH:])
        for row in _read(session, _HANDOFFS, store_id, since)
    ]


def _read(
    session: Session, query: Any, store_id: int, since: datetime, **more: datetime
) -> Sequence[Any]:
    return session.execute(query, {"store": store_id, "since": since, **more}).all()


class Answers(NamedTuple):
    """How many lines were first answered in a window, and how many of them from stock."""

    lines: int
    from_stock: int


@cache
def _answers_between(windows: int) -> Any:
    """The statement for so many windows: it is made once."""
    bounds = [bindparam(f"bound_{place}", type_=Instant()) for place in range(windows + 1)]
    which = case(
        *((_lines.answered_at < bound, place) for place, bound in enumerate(bounds[1:])),
        else_=windows,
    ).label("place")
    return (
        select(
            which,
            func.count(),
            func.sum(case((_lines.first_answer == LineState.IN_STOCK.value, 1), else_=0)),
        )
        .where(
            _lines.store_id == bindparam("store"),
            _lines.answered_at >= bounds[0],
            _lines.answered_at < bounds[-1],
        )
        .group_by(text("place"))
    )


def first_answers(session: Session, store_id: int, bounds: Sequence[datetime]) -> list[Answers]:
    """The counter's first answers between each bound and the next: the fill rate of each window."""
    known: dict[str, Any] = {f"bound_{place}": bound for place, bound in enumerate(bounds)}
    rows = session.execute(_answers_between(len(bounds) - 1), {"store": store_id, **known})
    found = {place: Answers(lines, ours) for place, lines, ours in rows}
    return [found.get(place, Answers(0, 0)) for place in range(len(bounds) - 1)]


class Visits(NamedTuple):
    """How many first visits were kept, of those that somebody told of: kept or not. A visit that
    was cancelled was none."""

    kept: int
    told: int


_VISITS = (
    select(
        func.coalesce(func.sum(case((_handoffs.c.first_visit_outcome == "kept", 1), else_=0)), 0),
        func.count(),
    )
    .join_from(_handoffs, _items.id.table, _items.id == _handoffs.c.id)
    .where(
        _items.store_id == bindparam("store"),
        _handoffs.c.first_visit_outcome_on >= bindparam("first"),
        _handoffs.c.first_visit_outcome_on < bindparam("end"),
        _handoffs.c.first_visit_outcome.in_(["kept", "no_show"]),
    )
)


def first_visits(session: Session, store_id: int, first: date, end: date) -> Visits:
    """The first visits of the days from `first` on, without `end`."""
    known = {"store": store_id, "first": first, "end": end}
    kept, told = session.execute(_VISITS, known).one()
    return Visits(kept, told)
