"""From a store's rows to the facts that figures are made of: what was promised, and when kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.cards.digest_facts import Column
from bot.store import figures as store_figures
from bot.store.directory import StoreInfo
from bot.store.figures import Common, HandoffRow, LeadRow, RequestRow
from bot.workflows import common, lead, parts
from bot.workflows.declare import Priority
from bot.workflows.departments import Department
from bot.workflows.figures import (
    Flagged,
    NewOwner,
    Numbers,
    Passed,
    Request,
    Share,
    Window,
    day_of,
    first_handoffs_of,
    given,
    leads_of,
    wait_of,
    waited_until,
)
from bot.workflows.handoff import HandoffKind
from bot.workflows.lead import Lost
from bot.workflows.limits import LABOR_RATE


@dataclass(frozen=True, slots=True)
class Facts:
    """What a store's departments passed to each other and is open, or was closed since a moment.

    `owners` are first hand-offs, `plain` all others.
    """

    requests: tuple[Request, ...]
    leads: tuple[Flagged, ...]
    owners: tuple[NewOwner, ...]
    plain: tuple[Passed, ...]

    @property
    def all(self) -> tuple[Passed, ...]:
        """Everything."""
        return (*self.requests, *self.leads, *self.owners, *self.plain)

    def of(self, department: Department) -> tuple[Passed, ...]:
        """What a department was asked for."""
        return tuple(item for item in self.all if item.receiver is department)


def facts_since(session: Session, store: StoreInfo, since: datetime, now: datetime) -> Facts:
    """Everything that happened since then until now, or should have."""
    handoffs = store_figures.handoff_rows(session, store.id, since)
    return Facts(
        requests=tuple(
            _request(row, store)
            for row in store_figures.request_rows(session, store.id, since, now)
        ),
        leads=leads_since(session, store, since),
        owners=tuple(_owner(row, store) for row in handoffs if row.kind == HandoffKind.FIRST),
        plain=tuple(_plain(row) for row in handoffs if row.kind != HandoffKind.FIRST),
    )


def _passed(row: Common, workflow: str) -> dict[str, Any]:
    return {
        "workflow": workflow,
        "sender": Department(row.from_department),
        "receiver": Department(row.to_department),
        "asked_at": row.created_at,
        "answered_at": row.touched_at,
        "closed_at": row.closed_at,
        "cancelled": row.state == common.CANCELLED.name,
    }


def _request(row: RequestRow, store: StoreInfo) -> Request:
    """The counter promised an answer to every line."""
    item, hours = row.item, store.hours(Department.PARTS)
    clock = parts.Clock(item.created_at, row.need_by, Priority(item.priority), (), None)
    answered = row.answered_at if row.answered == row.lines else None
    waited = answered and waited_until(
        item.created_at,
        answered,
        item.closed_at,
        from_stock=row.from_stock == row.lines,
        hours=hours,
    )
    return Request(
        **_passed(item, parts.PARTS.name),
        promised_at=parts.due_at(parts.NEW.name, clock, store.limits, hours),
        kept_at=answered,
        waited_until=waited,
    )


def _lead(row: LeadRow) -> Flagged:
    """Sales promised to speak with the customer."""
    lost = row.item.state == lead.LOST.name
    return Flagged(
        **_passed(row.item, lead.LEAD.name),
        promised_at=row.contact_due_at,
        kept_at=row.contacted_at,
        appraised_at=row.appraised_at,
        sold=row.item.state == lead.SOLD.name,
        lost=Lost(row.lost_reason or Lost.OTHER) if lost else None,
    )


def _owner(row: HandoffRow, store: StoreInfo) -> NewOwner:
    """Sales and service promised that both have signed by the evening of the delivery. What is owed
    has dates of its own. One that was signed before its delivery was delivered early."""
    item = row.item
    met = row.delivery_at or item.created_at
    delivered = min(met, item.closed_at) if item.closed_at else met
    signed = (row.sales_signed_at, row.service_signed_at)
    both = [at for at in signed if at]
    return NewOwner(
        **_passed(item, "handoff"),
        promised_at=store.hours(Department.SERVICE).end_of_open_day(delivered),
        kept_at=max(both) if len(both) == len(signed) else None,
        delivered_at=delivered,
        introduced=row.introduced,
        visit_booked=row.visit_booked,
    )


def _plain(row: HandoffRow) -> Passed:
    """It was promised to be done by its time."""
    return Passed(
        **_passed(row.item, "handoff"), promised_at=row.item.due_at, kept_at=row.item.closed_at
    )


def column_of(
    session: Session,
    store: StoreInfo,
    departments: Collection[Department],
    facts: Facts,
    window: Window,
    label: str,
) -> Column:
    """The figures of one window, from facts that reach back to its start."""
    days = {each: day_of(facts.of(each), window, store.hours(each)) for each in departments}
    return Column(label, days, numbers_of(session, store, facts, window))


def numbers_of(session: Session, store: StoreInfo, facts: Facts, window: Window) -> Numbers:
    """What counts across a store's departments in a window."""
    (answers,) = store_figures.first_answers(session, store.id, (window.start, window.end))
    counter = store.hours(Department.PARTS)
    # A window begins at a midnight, and ends at one or within the day that runs.
    last = window.end - timedelta(microseconds=1)
    visits = store_figures.first_visits(
        session,
        store.id,
        window.start.astimezone(store.zone).date(),
        last.astimezone(store.zone).date() + timedelta(days=1),
    )
    return Numbers(
        fill=Share(answers.from_stock, answers.lines),
        wait=wait_of(facts.requests, window, counter, store.limits[LABOR_RATE]),
        leads=leads_of(facts.leads, window),
        owners=first_handoffs_of(facts.owners, window, Share(visits.kept, visits.told)),
        given=given(facts.all, window),
    )


def leads_since(session: Session, store: StoreInfo, since: datetime) -> tuple[Flagged, ...]:
    """The leads that are open or were closed since then."""
    return tuple(_lead(row) for row in store_figures.lead_rows(session, store.id, since))
