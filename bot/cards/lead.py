"""The part of a card that shows a trade-in lead: keep beside trade."""

from __future__ import annotations

from bot.cards.body import Body
from bot.chat.card import Fact, Line, Section
from bot.chat.text import Bold, Text, text
from bot.store.directory import StoreInfo
from bot.store.leads import Lead
from bot.trade.money import say_money
from bot.trade.when import say_day, say_time
from bot.workflows import lead as rules
from bot.workflows.lead import Lost, Verdict, Worth
from bot.workflows.lead_line import Agreed, Reason


def worth_of(lead: Lead, store: StoreInfo) -> Worth:
    """The numbers of a lead. What sales appraised is better than what was guessed before."""
    value = lead.trade_value if lead.appraised is None else lead.appraised
    today = lead.created_at.astimezone(store.zone).year
    return Worth(lead.estimate, value, lead.purchase_price, lead.model_year, today)


def body(lead: Lead, store: StoreInfo) -> Body:
    """What the flagger said, keep beside trade, and where the talk stands."""
    verdict = rules.compare(worth_of(lead, store), store.limits)
    lines = (
        Line(text(Bold("Keep"), f": {_keep(lead)}")),
        Line(text(Bold("Trade"), f": {_trade(lead)}")),
        Line(_said(verdict)),
    )
    return Body(
        facts=_facts(lead, store),
        sections=(Section("", lines),),
        lead=text(lead.note or ""),
        next_action=_next_action(lead, store),
    )


def _said(verdict: Verdict) -> Text:
    return text("👉 ", Bold(verdict.sentence)) if verdict.crosses else text(verdict.sentence)


def _keep(lead: Lead) -> str:
    repair = "repair not estimated yet"
    if lead.estimate is not None:
        repair = f"repair {say_money(lead.estimate)} (estimate)"
    miles = f", {lead.mileage:,} miles" if lead.mileage is not None else ""
    return f"{repair}{miles}"


def _trade(lead: Lead) -> str:
    known = []
    if lead.appraised is not None:
        known.append(f"appraised at {say_money(lead.appraised)}")
    if lead.trade_value is not None:
        known.append(f"trade-in value {say_money(lead.trade_value)} (estimate)")
    if lead.purchase_price is not None:
        known.append(f"bought for {say_money(lead.purchase_price)}")
    return ", ".join(known) or "trade-in value not known yet"


def _facts(lead: Lead, store: StoreInfo) -> tuple[Fact, ...]:
    is_later = lead.state == rules.LATER.name
    known = (
        ("Reason", Reason(lead.reason).label),
        ("Agreed to talk", Agreed(lead.agreed).label),
        ("Vehicle leaves", lead.leaves_at and say_time(lead.leaves_at, store.zone)),
        ("First contact", lead.contacted_at and say_time(lead.contacted_at, store.zone)),
        ("Appointment", lead.appointment_at and say_time(lead.appointment_at, store.zone)),
        ("Ask again on", is_later and lead.ask_again_on and say_day(lead.ask_again_on)),
        ("Lost because", lead.lost_reason and Lost(lead.lost_reason).label),
    )
    return tuple(Fact(label, text(value)) for label, value in known if value)


def _next_action(lead: Lead, store: StoreInfo) -> Text:
    """The state's own words, made exact by a time that the card knows."""
    match lead.state:
        case rules.NEW.name | rules.CLAIMED.name if lead.leaves_at and not lead.contacted_at:
            first = "Claim it and call" if lead.state == rules.NEW.name else "Call"
            leaves = say_time(lead.leaves_at, store.zone)
            return text(f"{first} the customer before the vehicle leaves, {leaves}")
        case rules.APPOINTMENT.name if lead.appointment_at:
            return text(f"Meet the customer {say_time(lead.appointment_at, store.zone)}")
        case rules.LATER.name if lead.ask_again_on:
            return text(f"Ask again on {say_day(lead.ask_again_on)}")
    return ()
