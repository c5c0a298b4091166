"""Carries out trade-in leads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.cards import lead as cards
from bot.chat.text import Text, text
from bot.services import lead_watch as watched
from bot.services import outgoing
from bot.services.practice import Asked, Effect, Opening, Practice, Taking
from bot.services.problems import Duplicate
from bot.services.work import UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.leads import Lead, credit_began, first_lead_for
from bot.trade.money import say_money
from bot.trade.when import say_day, say_time
from bot.trade.words import shorten
from bot.workflows import lead as rules
from bot.workflows.declare import Priority
from bot.workflows.departments import Department
from bot.workflows.lead import Lost
from bot.workflows.lead_line import Agreed, Reason
from bot.workflows.limits import LEAD_CREDIT_DAYS
from bot.workflows.questions import BadAnswers, Typed

LONGEST_SUBJECT = 300


def _check_duplicate(opening: Opening) -> None:
    """The first to flag a vehicle keeps the credit, and no customer is called twice."""
    store, now = opening.place.store, opening.work.now
    days = store.limits[LEAD_CREDIT_DAYS]
    vin = opening.typed.vin()
    earlier = first_lead_for(
        opening.work.session,
        store.id,
        opening.typed.text("ro"),
        vin.number if vin else None,
        since=credit_began(now, days),
    )
    if earlier:
        when = say_time(earlier.created_at, store.zone, now)
        credit = f"keeps the credit for {days} days"
        if earlier.created_at < credit_began(now, days):
            credit = "keeps the credit until it is over"
        raise Duplicate(
            outgoing.link(earlier),
            " is about this vehicle: ",
            earlier.requester,
            f" flagged it first, {when}, and {credit}. Nothing was sent.",
        )


def _open(opening: Opening, shared: Mapping[str, Any]) -> Lead:
    typed, store = opening.typed, opening.place.store
    _check_identified(typed)
    lead = Lead(
        **shared,
        mileage=typed.whole("mileage"),
        model_year=_model_year(opening, shared["vehicle"]),
        estimate=typed.whole("estimate"),
        trade_value=typed.whole("trade_value"),
        purchase_price=typed.whole("purchase_price"),
        agreed=typed.text("agreed") or Agreed.NOT_ASKED.value,
        note=typed.text("note"),
        leaves_at=typed.time("leaves_at"),
    )
    verdict = rules.compare(cards.worth_of(lead, store), store.limits)
    lead.reason = typed.text("reason") or rules.reason_from(verdict, lead.estimate).value
    if lead.reason == Reason.DOWNTIME:
        lead.priority = Priority.DOWN.value
    lead.contact_due_at = rules.contact_due_at(
        lead.created_at, lead.leaves_at, store.limits, store.hours(Department.SALES)
    )
    lead.subject = _subject(lead)
    return lead


def _check_identified(typed: Typed) -> None:
    if not any(typed.values.get(name) for name in ("ro", "vin", "vehicle", "customer")):
        raise BadAnswers(
            {"ro": "Which vehicle? Give its RO or VIN, or at least the vehicle or the customer."}
        )


def _model_year(opening: Opening, vehicle: str | None) -> int | None:
    """As the VIN says, else as somebody typed it with the vehicle."""
    vin = opening.typed.vin()
    decoded = opening.work.decoder.decode(vin) if vin else None
    if decoded and decoded.year:
        return decoded.year
    today = opening.work.now.astimezone(opening.place.store.zone).year
    return rules.model_year_in(vehicle or "", today)


def _subject(lead: Lead) -> str:
    """The lead in one line, wherever its card is not in sight."""
    names = (
        lead.vehicle,
        lead.ro and f"RO {lead.ro}",
        lead.last8 and f"VIN …{lead.last8}",
        lead.customer,
    )
    said = [next(name for name in names if name)]
    if lead.estimate is not None:
        said.append(f"repair {say_money(lead.estimate)}")
    if lead.trade_value is not None:
        said.append(f"value {say_money(lead.trade_value)}")
    if len(said) == 1:
        said.append(Reason(lead.reason).label.lower())
    return shorten(", ".join(said), LONGEST_SUBJECT)


def _settle(lead: Lead, store: StoreInfo, work: UnitOfWork) -> None:
    """The due time follows from where the lead stands, unless it is over."""
    if lead.state in rules.OPEN_STATES:
        watched.settle_due(lead, store)


def _talked(lead: Lead, state: str, now: datetime) -> None:
    """Somebody dealt with the customer: an appointment that is still to come stays, one that has
    passed is over."""
    lead.worked_at = now
    lead.ask_again_on = None
    if rules.still_booked(lead.appointment_at, now):
        state = rules.APPOINTMENT.name
    else:
        lead.appointment_at = None
    lead.state = state


def _contacted(lead: Lead, taking: Taking) -> Effect:
    lead.contacted_at = lead.contacted_at or taking.work.now
    _talked(lead, rules.CONTACTED.name, taking.work.now)
    return Effect()


def _appraised(lead: Lead, taking: Taking) -> Effect:
    lead.appraised = taking.typed.whole("value")
    _talked(lead, rules.APPRAISED.name, taking.work.now)
    return Effect(text(f"appraised it at {say_money(lead.appraised or 0)}"))


def _appointment(lead: Lead, taking: Taking) -> Effect:
    moved = rules.still_booked(lead.appointment_at, taking.work.now)
    lead.appointment_at = taking.typed.time("at")
    lead.worked_at = taking.work.now
    lead.ask_again_on = None
    assert lead.appointment_at is not None  # noqa: S101  # The question is required.
    when = say_time(lead.appointment_at, taking.place.store.zone, taking.work.now)
    if moved:
        return Effect(
            text(f"moved the appointment to {when}"), text(f"appointment moved to {when}")
        )
    return Effect(text(f"set an appointment {when}"), text(f"appointment {when}"))


def _not_now(lead: Lead, taking: Taking) -> Effect:
    lead.ask_again_on = taking.typed.day("on")
    lead.appointment_at = None
    assert lead.ask_again_on is not None  # noqa: S101  # The question is required.
    on, why = say_day(lead.ask_again_on), taking.typed.text("why")
    said = f" ({why})" if why else ""
    return Effect(text(f"will ask again on {on}"), text(f"not now{said}, Sales asks again on {on}"))


def _ask_not_now(lead: Lead, part: str, store: StoreInfo) -> Asked:
    return Asked(rules.not_now_questions(lead.contacted_at is not None))


def _lost(lead: Lead, taking: Taking) -> Effect:
    reason = Lost(taking.typed.text("reason") or Lost.OTHER)
    why = taking.typed.text("why")
    if reason is Lost.OTHER and not why:
        raise BadAnswers({"why": "Say in a few words what it was."})
    lead.lost_reason = reason.value
    said: Text = text("lost: ", why if reason is Lost.OTHER and why else reason.label)
    if why and reason is not Lost.OTHER:
        said += (f" ({why})",)
    return Effect(text(f"lost it, {reason.label}"), ending=said)


def _was_contacted(lead: Lead) -> bool:
    return lead.contacted_at is not None


LEAD = Practice(
    workflow=rules.LEAD,
    record=Lead,
    receivers=lambda typed, place: Department.SALES,
    open=_open,
    settle=_settle,
    body=cards.body,
    check_duplicate=_check_duplicate,
    effects={
        "contacted": _contacted,
        "appraised": _appraised,
        "appointment": _appointment,
        "not_now": _not_now,
        "lost": _lost,
    },
    offers={
        "appraised": _was_contacted,
        "appointment": _was_contacted,
        "sold": _was_contacted,
    },
    asks={"not_now": _ask_not_now},
    turns=watched.turns,
    follow_ups=watched.follow_ups,
    says={watched.WAKE: watched.say_wake},
)
