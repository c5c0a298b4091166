"""What time makes of a lead: one that was put off comes back on its day."""

from __future__ import annotations

from functools import partial

from bot.cards.nudges import Said, named
from bot.chat.card import Button, Style
from bot.chat.text import Bold, text
from bot.services import outgoing
from bot.services.history import record
from bot.services.practice import FollowUp, Nudge, Turn, own_turn
from bot.services.work import UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.leads import Lead
from bot.trade.when import say_time
from bot.workflows import common
from bot.workflows import lead as rules
from bot.workflows.departments import Department

WAKE = "wake"


def turns(lead: Lead, store: StoreInfo) -> list[Turn]:
    """A lead that was put off is nobody's turn until its day."""
    return [] if lead.state == rules.LATER.name else [own_turn(lead)]


def follow_ups(lead: Lead, store: StoreInfo) -> list[FollowUp]:
    """The day on which somebody asks again."""
    if lead.state != rules.LATER.name or lead.ask_again_on is None:
        return []
    department = Department(lead.to_department)
    at = rules.opening_of(lead.ask_again_on, store.hours(department))
    return [FollowUp(at, department, partial(_wake, lead, store))]


def _wake(lead: Lead, store: StoreInfo, work: UnitOfWork) -> list[Nudge]:
    """The customer is to be called again. Who flagged it first keeps the credit."""
    lead.state = common.held_or_queued(common.HELD, lead.owner is not None)
    lead.woken_at = lead.changed_at = work.now
    lead.ask_again_on = None
    settle_due(lead, store)
    words = text(" brought it back: its day has come.")
    record(work, lead, None, WAKE, words)
    outgoing.note_in_thread(work, lead, text("Baton", *words))
    to = lead.owner or store.channel(Department(lead.to_department))
    return [Nudge(to, lead.id, WAKE)] if to else []


def settle_due(lead: Lead, store: StoreInfo) -> None:
    """The due time follows from where the lead stands, in the hours of whoever has it now."""
    clock = rules.Clock(
        lead.contact_due_at,
        lead.worked_at,
        lead.appointment_at,
        lead.ask_again_on,
        lead.woken_at,
    )
    hours = store.hours(Department(lead.to_department))
    lead.due_at = rules.due_at(lead.state, clock, store.limits, hours)


def say_wake(lead: Lead, nudge: Nudge, store: StoreInfo) -> Said | None:
    """That today is the day, for who put it off, or for all of sales."""
    is_back = lead.woken_at is not None and lead.state in {rules.NEW.name, rules.CLAIMED.name}
    if not is_back or nudge.to not in (lead.owner, store.channel(Department(lead.to_department))):
        return None
    due = say_time(lead.due_at, store.zone)
    phone = f", {lead.phone}" if lead.phone else ""
    words = text(
        *named(lead),
        " is back: ",
        Bold("today is the day to ask again"),
        f". Call the customer{phone}. Due {due}.",
    )
    buttons = [Button(common.OPEN, f"Open {lead.label}", lead.id)]
    if lead.owner is None:
        buttons.insert(0, Button("claim", "Claim", lead.id, Style.PRIMARY))
    return Said(words, tuple(buttons))
