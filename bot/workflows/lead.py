"""Trade-in leads: an advisor sees that a repair costs too much, and sales talks to the customer.

A lead answered within 10 minutes is three times likelier to become a visit (15,000 leads, 125
stores, 2014). A clock that "claimed" can stop gets gamed, so only *contacted* stops it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.chat.card import Style
from bot.trade.hours import OpeningHours
from bot.workflows import common
from bot.workflows.declare import Ownership, State, Step, Workflow
from bot.workflows.departments import Department
from bot.workflows.lead_line import Agreed, Reason, read_line
from bot.workflows.limits import (
    EXCESSIVE_PERCENT,
    FLEET_PERCENT,
    FOLLOW_UP_MINUTES,
    LEAD_MINUTES,
    OLD_EXCESSIVE_PERCENT,
    OLD_YEARS,
    Limits,
)
from bot.workflows.questions import (
    CUSTOMER,
    MILEAGE,
    PHONE,
    RO,
    VEHICLE,
    VIN,
    Question,
    choice,
    day,
    moment,
    money,
    story,
    words,
)


class Lost(StrEnum):
    """Why a lead came to nothing."""

    PRICE = "price"
    KEEPS = "keeps"
    ELSEWHERE = "elsewhere"
    UNREACHABLE = "unreachable"
    CREDIT = "credit"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The reason as people say it."""
        return _LOST_LABELS[self]


_LOST_LABELS = {
    Lost.PRICE: "price",
    Lost.KEEPS: "keeps the vehicle",
    Lost.ELSEWHERE: "bought elsewhere",
    Lost.UNREACHABLE: "not reachable",
    Lost.CREDIT: "credit",
    Lost.OTHER: "other",
}

NEW = State(common.QUEUE, "New lead", "Claim it and call the customer")
CLAIMED = State(common.HELD, "Claimed", "Call the customer, then press Contacted")
CONTACTED = State("contacted", "Contacted", "Appraise the vehicle, or set an appointment")
APPRAISED = State("appraised", "Appraised", "Set an appointment")
APPOINTMENT = State("appointment", "Appointment", "Meet the customer")
LATER = State("later", "Not now", "Ask again")
SOLD = State("sold", "Sold")
LOST = State("lost", "Lost")

_OPEN = (NEW, CLAIMED, CONTACTED, APPRAISED, APPOINTMENT, LATER)
OPEN_STATES = frozenset(state.name for state in _OPEN)
AFTER_CONTACT = frozenset(state.name for state in (CONTACTED, APPRAISED, APPOINTMENT, LATER))


@dataclass(frozen=True, slots=True)
class Worth:
    """What is known of keeping a vehicle and of trading it. Amounts are USD cents; `today` is the
    year in which the model year is counted."""

    estimate: int | None
    trade_value: int | None
    purchase_price: int | None
    model_year: int | None
    today: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a repair crosses the store's threshold, and why, in one sentence for people. No
    percentage: there is nothing to compare with."""

    crosses: bool
    sentence: str
    percent: int | None = None


def percent_of(part: int, whole: int) -> int:
    """A share in whole percent, rounded half up. `whole` is above zero."""
    return (200 * part + whole) // (2 * whole)


def compare(worth: Worth, limits: Limits) -> Verdict:
    """Keep beside trade. Consumers are told to think at half of the trade-in value, 40% for older
    vehicles; fleets plan a replacement when a repair reaches 30% of the purchase price."""
    if worth.estimate is None:
        return Verdict(False, "There is no repair estimate yet, so there is nothing to compare.")
    fleet = _against_price(worth.estimate, worth.purchase_price, limits)
    if fleet and (fleet.crosses or worth.trade_value is None):
        return fleet
    if worth.trade_value is None:
        return Verdict(False, "The trade-in value is not known yet; an appraisal will tell.")
    return _against_value(worth.estimate, worth.trade_value, worth, limits)


def _against_value(estimate: int, value: int, worth: Worth, limits: Limits) -> Verdict:
    if value == 0:
        return Verdict(True, "The vehicle is worth nothing as a trade-in, so any repair is a lot.")
    years = limits[OLD_YEARS]
    old = worth.model_year is not None and worth.today - worth.model_year >= years
    least = limits[OLD_EXCESSIVE_PERCENT if old else EXCESSIVE_PERCENT]
    of_whom = f" for vehicles of {years} years and more" if old else ""
    return _verdict(estimate, value, least, "the trade-in value", f"talks from {least}%{of_whom}")


def _against_price(estimate: int, price: int | None, limits: Limits) -> Verdict | None:
    if not price:
        return None
    least = limits[FLEET_PERCENT]
    return _verdict(estimate, price, least, "the purchase price", f"talks to fleets from {least}%")


def _verdict(estimate: int, whole: int, least: int, of_what: str, from_where: str) -> Verdict:
    crosses = 100 * estimate >= least * whole
    percent = percent_of(estimate, whole)
    if not crosses:
        # 49.6% must not read as the 50% that it falls short of.
        percent = min(percent, least - 1)
    said = f"Repair is {percent:,}% of {of_what}; this store {from_where}."
    return Verdict(crosses, said, percent)


def reason_from(verdict: Verdict, estimate: int | None = None) -> Reason:
    """The reason of a lead whose flagger named none. An estimate (USD cents) that there is nothing
    to compare with yet is about the repair."""
    about_repair = verdict.crosses or (estimate is not None and verdict.percent is None)
    return Reason.REPAIR if about_repair else Reason.ASKED


_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20\d\d)(?!\d)")


def model_year_in(vehicle: str, today: int) -> int | None:
    """The model year in "2012 Silverado": a year that is not past the next one."""
    years = (int(found) for found in _YEAR.findall(vehicle))
    return next((year for year in years if year <= today + 1), None)


def contact_due_at(
    flagged_at: datetime, leaves_at: datetime | None, limits: Limits, hours: OpeningHours
) -> datetime:
    """When somebody must have spoken to the customer: within the store's minutes of open hours, or
    before the vehicle leaves, whichever is first."""
    soon = hours.add_open(flagged_at, limits[LEAD_MINUTES])
    return min(soon, leaves_at) if leaves_at else soon


@dataclass(frozen=True, slots=True)
class Clock:
    """What a lead's due time follows from. `worked_at` is when the customer was last spoken to or
    his vehicle appraised, `woken_at` when a lead that was put off came back."""

    contact_due_at: datetime
    worked_at: datetime | None
    appointment_at: datetime | None
    ask_again_on: date | None
    woken_at: datetime | None = None


def due_at(state: str, clock: Clock, limits: Limits, hours: OpeningHours) -> datetime:
    """When the next action is due: the first contact, then the next step some open hours later, an
    appointment at its time, asking again when its day opens. One that came back on its day is due
    like a next step: whoever put it off knows the customer."""
    if state == LATER.name and clock.ask_again_on:
        return opening_of(clock.ask_again_on, hours)
    if state == APPOINTMENT.name and clock.appointment_at:
        return clock.appointment_at
    began = max((at for at in (clock.worked_at, clock.woken_at) if at), default=None)
    if began:
        return hours.add_open(began, limits[FOLLOW_UP_MINUTES])
    return clock.contact_due_at


def opening_of(on: date, hours: OpeningHours) -> datetime:
    """When the store opens on that day, or on the next open one."""
    opening = hours.opening_on(on) or hours.opening_on(hours.next_open_day(on))
    assert opening is not None  # noqa: S101  # An open day has an opening.
    return opening


def still_booked(appointment_at: datetime | None, now: datetime) -> bool:
    """Whether an appointment is still to come: talking to the customer before it leaves it be."""
    return appointment_at is not None and appointment_at > now


ESTIMATE = money("estimate", "Repair estimate", example="4200", hint="USD, an estimate.")
TRADE_VALUE = money(
    "trade_value", "Trade-in value, if known", example="6500", hint="USD, an estimate, not retail."
)
PURCHASE_PRICE = money(
    "purchase_price", "Purchase price, if a fleet vehicle", example="58000", hint="USD."
)
REASON = choice(
    "reason",
    "Reason",
    [(each.value, each.label) for each in Reason],
    hint="Empty: as the numbers say.",
)
AGREED = choice(
    "agreed", "Did the customer agree to talk?", [(each.value, each.label) for each in Agreed]
)
LEAVES = moment("leaves_at", "When the vehicle leaves", hint="Sales calls before that.")
NOTE = story("note", "Note", example="Asked about hybrids")
FORM: tuple[Question, ...] = (
    *(RO, VIN, VEHICLE, CUSTOMER, PHONE, MILEAGE),
    *(ESTIMATE, TRADE_VALUE, PURCHASE_PRICE, REASON, AGREED, LEAVES, NOTE),
)

SAID = words("why", "What the customer said", hint="If you like.", longest=300)
SAID_TO_WHOM = words(
    "why",
    "What the customer said, and to whom",
    required=True,
    hint="Nobody pressed Contacted yet.",
    longest=300,
)
APPRAISAL = money("value", "Appraised at", required=True, example="6200", hint="USD.")
WHEN = moment("at", "When the customer comes", required=True)
ASK_AGAIN = day("on", "Ask again on", required=True)
WHY_LOST = choice(
    "reason", "Why", [(each.value, each.label.capitalize()) for each in Lost], required=True
)
LOST_WORDS = words("why", "In a few words", hint="The person who flagged it reads it.", longest=300)


def not_now_questions(was_contacted: bool) -> tuple[Question, ...]:
    """A lead that nobody called yet is only put off with what the customer said: else "not now"
    would be the button that stops the clock."""
    return (ASK_AGAIN, SAID if was_contacted else SAID_TO_WHOM)


def _work(  # Every step of whoever works the lead; an unclaimed one becomes his.
    name: str,
    label: str,
    done: str,
    starts_in: frozenset[str],
    *asks: Question,
    ends_in: str = "",
    confirm: str = "",
) -> Step:
    return Step(
        name,
        label,
        done,
        starts_in=starts_in,
        who=common.WORKERS,
        ends_in=ends_in,
        asks=asks,
        ownership=Ownership.TAKE_IF_FREE,
        style=Style.PRIMARY if name == "contacted" else Style.PLAIN,
        confirm=confirm,
    )


TO_CONTACT = frozenset(state.name for state in (NEW, CLAIMED, APPOINTMENT, LATER))

LEAD = Workflow(
    name="lead",
    letter="L",
    command="lead",
    noun="Trade-in lead",
    purpose="Tell sales about a vehicle that may not be worth its repair",
    usage="48213 est 4200 value 6500 agreed, asked about hybrids",
    examples=(
        "48213 est 4200 value 6500 agreed, asked about hybrids",
        "48377 est 9.8k bought 58000 truck down leaves 4pm not asked",
    ),
    questions=FORM,
    states=(*_OPEN, SOLD, LOST, common.CANCELLED),
    steps=(
        common.claim(OPEN_STATES),
        _work("contacted", "Contacted", "spoke to the customer", TO_CONTACT, SAID),
        _work("appraised", "Appraised", "appraised it", AFTER_CONTACT, APPRAISAL),
        _work(
            "appointment",
            "Appointment",
            "set an appointment",
            AFTER_CONTACT,
            WHEN,
            ends_in=APPOINTMENT.name,
        ),
        _work(
            "sold",
            "Sold",
            "sold them a vehicle",
            AFTER_CONTACT,
            ends_in=SOLD.name,
            confirm="They bought a vehicle from us, and the lead is done?",
        ),
        _work("lost", "Lost", "lost it", OPEN_STATES, WHY_LOST, LOST_WORDS, ends_in=LOST.name),
        _work("not_now", "Not now", "will ask again", OPEN_STATES, ends_in=LATER.name),
        *common.menu(OPEN_STATES, movers=common.WORKERS),
    ),
    read_line=read_line,
    receiver=Department.SALES,
    due_words="First contact due",
)
