"""What an agenda is made of: a store's live items, each list with its total and its first rows.

Every query starts from what is open, or from one day, and both have an index: a store's past costs
nothing however long it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from bot.chat.address import Person
from bot.store.actions import Action
from bot.store.handoffs import Handoff, Promise
from bot.store.items import Item
from bot.store.leads import Lead
from bot.store.tables import table_of
from bot.workflows.declare import Priority
from bot.workflows.departments import Department
from bot.workflows.parts import OPEN_STATES as WAITS_FOR_PARTS

MOST = 40
"""Rows of one list that are read: more is no agenda."""

KEPT, NO_SHOW = "kept", "no_show"
"""How a first visit went."""

_items = table_of(Item).c
_handoffs, _leads, _actions, _promises = (
    table_of(each).c for each in (Handoff, Lead, Action, Promise)
)
_OPEN = and_(
    _items.closed_at.is_(None), _items.to_department.in_([each.value for each in Department])
)
"""The departments are named because the index of what is open begins with them: without, a database
may take the index of all numbers, and walk through the past."""
_of_day = table_of(Handoff).alias("of_day").c


@dataclass(frozen=True, slots=True)
class Row:
    """One item on an agenda. `at` is the moment that the list is about: a delivery, the first
    visit, since when somebody waits, by when it is due."""

    id: int
    label: str
    words: str
    owner: Person | None
    requester: Person | None = None
    at: datetime | None = None
    ro: str | None = None
    customer: str | None = None
    is_down: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """The first rows of a list, and how many there are in all."""

    rows: tuple[Row, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """What a department has late, and due until the end of the day; the longest overdue first."""

    department: Department
    late: int
    today: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Win:
    """What somebody did for another department on one day. A sale is one that his lead became."""

    person: Person
    helped: Department
    items: tuple[Row, ...]
    is_sale: bool = False


@dataclass(frozen=True, slots=True)
class Visited:
    """How the first visits of one day went."""

    kept: int = 0
    no_shows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Live:
    """A store's live items, as one agenda shows them."""

    deliveries: Listing = Listing()
    visits: Listing = Listing()
    visited: Visited = Visited()
    waiting: Listing = Listing()
    due: tuple[Due, ...] = ()
    leads: Listing = Listing()
    wins: tuple[Win, ...] = ()
    promises: Listing = Listing()
    actions: Listing = Listing()


@dataclass(frozen=True, slots=True)
class Moment:
    """Which moment an agenda shows: the local date with its first instant and the one after its
    last, and the same of the last open day before it."""

    now: datetime
    today: date
    begins: datetime
    ends: datetime
    last_day: date
    last_begins: datetime
    last_ends: datetime


@dataclass(slots=True)
class _Agenda:
    session: Session
    store_id: int
    moment: Moment
    departments: Sequence[Department] = field(default_factory=tuple)


def live(
    session: Session, store_id: int, departments: Sequence[Department], moment: Moment
) -> Live:
    """Everything that the agenda of these departments' meeting says of the store's items."""
    asked = _Agenda(session, store_id, moment, departments)
    return Live(
        deliveries=_deliveries(asked),
        visits=_visits(asked),
        visited=_visited(asked),
        waiting=_waiting(asked),
        due=tuple(due for each in departments if (due := _due(asked, each))),
        leads=_leads_to_call(asked),
        wins=_wins(asked),
        promises=_promises_due(asked),
        actions=_open_actions(asked),
    )


def _deliveries(asked: _Agenda) -> Listing:
    """Today's deliveries, done ones too: they are told to everybody."""
    moment = asked.moment
    return _listing(
        asked,
        _of_handoffs(
            _handoffs.delivery_at,
            _of_day.delivery_at >= moment.begins,
            _of_day.delivery_at < moment.ends,
        ).where(_handoffs.kind == "first", _items.state != "cancelled"),
        _handoffs.delivery_at,
    )


def _visits(asked: _Agenda) -> Listing:
    """Today's first visits."""
    return _listing(
        asked,
        _of_handoffs(_handoffs.first_visit_at, _of_day.first_visit_on == asked.moment.today).where(
            _handoffs.kind == "first", _items.state != "cancelled"
        ),
        _handoffs.first_visit_at.is_(None),
        _handoffs.first_visit_at,
    )


def _visited(asked: _Agenda) -> Visited:
    """How the first visits of the last open day went, as far as somebody said so."""
    found = asked.session.execute(
        _of_handoffs(
            _handoffs.first_visit_at, _of_day.first_visit_outcome_on == asked.moment.last_day
        )
        .add_columns(_handoffs.first_visit_outcome)
        .where(
            _items.store_id == asked.store_id,
            _handoffs.first_visit_outcome.in_([KEPT, NO_SHOW]),
        )
        .order_by(_items.id)
    ).all()
    no_shows = [_row(columns) for *columns, outcome in found if outcome == NO_SHOW]
    return Visited(len(found) - len(no_shows), tuple(no_shows))


def _of_handoffs(at: ColumnElement[Any], *of_day: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Hand-offs of one day: their ids come first, along that day's index."""
    return (
        _rows(at, owner=func.coalesce(_items.owner, _handoffs.advisor))
        .join_from(_handoffs.id.table, _items.id.table, _items.id == _handoffs.id)
        .where(_items.id.in_(select(_of_day.id).where(*of_day)))
    )


def _waiting(asked: _Agenda) -> Listing:
    """What waits for parts: vehicles down first, then who waits longest."""
    return _listing(
        asked,
        _rows(_items.created_at).where(
            _OPEN, _items.workflow == "parts", _items.state.in_(sorted(WAITS_FOR_PARTS))
        ),
        case(
            (_items.priority == Priority.DOWN.value, 0),
            (_items.priority == Priority.WAITING.value, 1),
            else_=2,
        ),
        _items.created_at,
    )


def _due(asked: _Agenda, department: Department) -> Due | None:
    """What the department has late or due today."""
    moment = asked.moment
    mine = (
        _items.store_id == asked.store_id,
        _OPEN,
        _items.to_department == department.value,
        _items.due_at < moment.ends,
    )
    late, total = asked.session.execute(
        select(
            func.coalesce(func.sum(case((_items.due_at <= moment.now, 1), else_=0)), 0),
            func.count(),
        ).where(*mine)
    ).one()
    if not total:
        return None
    found = asked.session.execute(
        _rows(_items.due_at).where(*mine).order_by(_items.due_at, _items.id).limit(MOST)
    )
    return Due(department, int(late), int(total) - int(late), tuple(_row(each) for each in found))


def _leads_to_call(asked: _Agenda) -> Listing:
    """Leads whose customer nobody has spoken to, the longest waiting first."""
    return _listing(
        asked,
        _rows(_items.created_at)
        .join_from(_items.id.table, _leads.id.table, _leads.id == _items.id)
        .where(
            _OPEN,
            _items.workflow == "lead",
            _leads.contacted_at.is_(None),
            _items.state.in_(["new", "claimed"]),
        ),
        _items.created_at,
    )


def _promises_due(asked: _Agenda) -> Listing:
    """What was promised to buyers for today or earlier, and is not kept."""
    return _listing(
        asked,
        _rows(_promises.due_at, words=_promises.what, owner=_promises.owner)
        .join_from(_promises.id.table, _items.id.table, _items.id == _promises.handoff_id)
        .where(
            _promises.kept_at.is_(None),
            _promises.withdrawn_at.is_(None),
            _promises.due_at < asked.moment.ends,
            _OPEN,
        ),
        _promises.due_at,
    )


def _open_actions(asked: _Agenda) -> Listing:
    """What these departments took on, or gave to another one, and is not done."""
    names = [each.value for each in asked.departments]
    return _listing(
        asked,
        _rows(_items.due_at).where(
            _OPEN,
            _items.workflow == "action",
            or_(_items.to_department.in_(names), _items.from_department.in_(names)),
        ),
        _items.due_at,
    )


def _wins(asked: _Agenda) -> tuple[Win, ...]:
    """Who helped which department on the last open day: whoever finished what another one had asked
    for, and whoever flagged what became a sale. The most first."""
    moment = asked.moment
    found = asked.session.execute(
        _rows(_items.closed_at)
        .add_columns(_items.from_department, _items.to_department, _items.state)
        .where(
            _items.store_id == asked.store_id,
            _items.workflow.in_(["parts", "lead", "handoff", "action"]),
            _items.closed_at >= moment.last_begins,
            _items.closed_at < moment.last_ends,
            _items.state.in_(["done", "sold"]),
            _items.from_department != _items.to_department,
        )
        .order_by(_items.closed_at, _items.id)
    )
    wins: dict[tuple[Person, Department, bool], list[Row]] = {}
    for *columns, sender, receiver, state in found:
        row = _row(columns)
        if state == "sold" and row.requester is not None:
            wins.setdefault((row.requester, Department(receiver), True), []).append(row)
        elif row.owner is not None:
            wins.setdefault((row.owner, Department(sender), False), []).append(row)
    return tuple(
        Win(person, helped, tuple(rows), is_sale)
        for (person, helped, is_sale), rows in sorted(
            wins.items(), key=lambda win: (not win[0][2], -len(win[1]), win[1][0].id)
        )
    )


def _rows(
    at: ColumnElement[Any],
    words: ColumnElement[Any] = _items.subject,
    owner: ColumnElement[Any] = _items.owner,
) -> Select[*tuple[Any, ...]]:
    return select(
        _items.id,
        _items.label,
        words,
        owner,
        _items.requester,
        at,
        _items.ro,
        _items.customer,
        _items.priority == Priority.DOWN.value,
    )


def _row(columns: Sequence[Any]) -> Row:
    return Row(*columns)


def _listing(
    asked: _Agenda, query: Select[*tuple[Any, ...]], *order: ColumnElement[Any]
) -> Listing:
    found = asked.session.execute(
        query.add_columns(func.count().over())
        .where(_items.store_id == asked.store_id)
        .order_by(*order, _items.id)
        .limit(MOST)
    ).all()
    total = found[0][-1] if found else 0
    return Listing(tuple(_row(each[:-1]) for each in found), total)
