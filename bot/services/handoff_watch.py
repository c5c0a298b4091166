"""What time makes of a hand-off: promises on their day, and the evening of a first visit."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bot.cards import handoff as cards
from bot.cards.nudges import Said, named
from bot.chat.address import Person
from bot.chat.card import Button, Style
from bot.chat.text import Bold, Text, text
from bot.services import outgoing
from bot.services.practice import Asked, Effect, FollowUp, Nudge, Taking, Turn, own_turn
from bot.services.work import UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.handoffs import Handoff, Promise
from bot.trade.when import say_day, say_time
from bot.workflows import common
from bot.workflows import handoff as rules
from bot.workflows import handoff_questions as questions
from bot.workflows import handoff_visit as visits
from bot.workflows.departments import Department
from bot.workflows.handoff import HandoffKind
from bot.workflows.handoff_questions import Visit
from bot.workflows.handoff_visit import Outcome
from bot.workflows.questions import BadAnswers
from bot.workflows.watch import Told

PROMISE, VISIT = "promise", "visit"


def own_due(handoff: Handoff, store: StoreInfo) -> datetime:
    """When the hand-off itself is due, whatever was promised beside it."""
    named_time = handoff.introduce_at or handoff.delivery_at or handoff.by
    hours = store.hours(Department(handoff.to_department))
    return rules.due_at(
        rules.NEW.name, rules.Clock(handoff.created_at, named_time), store.limits, hours
    )


def turns(handoff: Handoff, store: StoreInfo) -> list[Turn]:
    """The hand-off until both sides have signed it, and each promise until it is kept."""
    promises = cards.open_promises(handoff) if handoff.kind == HandoffKind.FIRST else []
    if not promises:
        return [own_turn(handoff)]
    found = []
    if handoff.state != rules.STILL_OWED.name:
        own = own_turn(handoff)
        due = own_due(handoff, store)
        since = max(due, handoff.alarm_from or due)
        found.append(Turn(handoff, due, since, own.owner, own.department))
    for each in promises:
        department = _department_of(each.owner, handoff, store)
        due = each.due_at
        found.append(Turn(each, due, due, each.owner, department, each.id, each.what))
    return found


def _department_of(person: Person, handoff: Handoff, store: StoreInfo) -> Department:
    mine = store.roster.get(person, frozenset())
    return min(mine, key=list(Department).index, default=Department(handoff.to_department))


def reminded(promise: Promise, handoff: Handoff, store: StoreInfo, now: datetime) -> None:
    """A promise is new or has a new date: its owner hears in the morning of its day, unless that
    morning is over, and nobody was told yet that it is late."""
    hours = store.hours(_department_of(promise.owner, handoff, store))
    promise.reminded_at = now if rules.remind_at(promise.due_at, hours) <= now else None
    promise.told = Told.NOBODY


def follow_ups(handoff: Handoff, store: StoreInfo) -> list[FollowUp]:
    """The mornings of promises, and the evening of the first visit."""
    if handoff.kind != HandoffKind.FIRST or handoff.state == common.CANCELLED.name:
        return []
    found = []
    for promise in cards.open_promises(handoff):
        if promise.reminded_at is None:
            department = _department_of(promise.owner, handoff, store)
            at = rules.remind_at(promise.due_at, store.hours(department))
            found.append(FollowUp(at, department, partial(_remind, handoff, promise)))
    on = handoff.first_visit_on
    if on is not None and handoff.first_visit_asked_at is None and is_pending(handoff):
        at = visits.ask_at(on, store.hours(Department.SERVICE))
        ask = partial(_ask, handoff, store, at)
        found.append(FollowUp(at, Department.SERVICE, ask, visits.EVENING))
    return found


def _remind(handoff: Handoff, promise: Promise, work: UnitOfWork) -> list[Nudge]:
    promise.reminded_at = work.now
    if promise.due_at <= work.now:
        return []  # That it is late says it too.
    return [Nudge(promise.owner, handoff.id, PROMISE, promise.id)]


def say_promise(handoff: Handoff, nudge: Nudge, store: StoreInfo) -> Said | None:
    """The morning of a promise, for who keeps it."""
    promises = cards.open_promises(handoff)
    promise = next((each for each in promises if each.id == nudge.about), None)
    if promise is None or promise.owner != nudge.to:
        return None
    due = say_time(promise.due_at, store.zone)
    words = text(*named(handoff), f": we owe {promise.what}, and you keep it. Due ", Bold(due), ".")
    kept = Button("kept", "Kept", handoff.id, Style.PRIMARY, part=str(promise.id))
    return Said(words, (kept, _open(handoff)))


# The first visit.


def is_pending(handoff: Handoff) -> bool:
    """Whether nobody has said yet how the booked visit went."""
    return visits.is_pending(handoff.first_visit_on, handoff.first_visit_outcome_on)


def is_asked(handoff: Handoff) -> bool:
    """Whether its evening has come, and nobody has answered yet."""
    return handoff.first_visit_asked_at is not None and is_pending(handoff)


def _ask(handoff: Handoff, store: StoreInfo, at: datetime, work: UnitOfWork) -> list[Nudge]:
    handoff.first_visit_asked_at = work.now
    if work.now - at > visits.FORGOTTEN:
        return []
    to = _advisor(handoff, store) or store.channel(Department.SERVICE)
    return [Nudge(to, handoff.id, VISIT)] if to else []


def _advisor(handoff: Handoff, store: StoreInfo) -> Person | None:
    """Who has the customer in service: who has the hand-off, signed it, or was asked for; None when
    none of them is there any more."""
    known = (handoff.owner, handoff.service_signed_by, handoff.advisor)
    return next((one for one in known if one and store.may_own(one, Department.SERVICE)), None)


def say_visit(handoff: Handoff, nudge: Nudge, store: StoreInfo) -> Said | None:
    """The question of the evening."""
    if not is_asked(handoff) or handoff.first_visit_on is None:
        return None
    who, when = handoff.customer or "the customer", cards.say_visit(handoff, store.zone)
    words = text("Did ", Bold(who), f" come to the first visit, {when}? ", outgoing.link(handoff))
    buttons = (
        Button("visit_kept", "Kept", handoff.id, Style.PRIMARY),
        Button("visit_no_show", "No-show", handoff.id),
        Button("visit_cancelled", "Cancelled", handoff.id),
    )
    return Said(words, buttons, answer=Button(common.OPEN, "Answer", handoff.id))


def ask_no_show(handoff: Handoff, part: str, store: StoreInfo) -> Asked:
    """The new date, if there is one already."""
    return Asked((questions.new_visit(store.hours(Department.SERVICE)),))


def kept(handoff: Handoff, taking: Taking) -> Effect:
    """The customer came."""
    _went(handoff, taking, Outcome.KEPT)
    return Effect(news=text("the first visit was kept"))


def cancelled(handoff: Handoff, taking: Taking) -> Effect:
    """The customer called it off."""
    _went(handoff, taking, Outcome.CANCELLED)
    return Effect(text("said that the first visit was cancelled"), text("first visit cancelled"))


def no_show(handoff: Handoff, taking: Taking) -> Effect:
    """Nobody came. With a new date it is asked about again."""
    visit = taking.typed.values.get(questions.NEW_VISIT)
    before = handoff.first_visit_on
    if isinstance(visit, Visit) and before and visit.on <= before:
        raise BadAnswers({questions.NEW_VISIT: f"That is not after {say_day(before)}."})
    _went(handoff, taking, Outcome.NO_SHOW)
    handoff.first_visit_no_shows += 1
    said: Text = text("nobody came to the first visit")
    if isinstance(visit, Visit):
        handoff.first_visit_on, handoff.first_visit_at = visit.on, visit.at
        handoff.first_visit_asked_at = None
        said += (f", new date {cards.say_visit(handoff, taking.place.store.zone)}",)
    return Effect(text("said that ", *said), said)


def _went(handoff: Handoff, taking: Taking, outcome: Outcome) -> None:
    handoff.first_visit_outcome = outcome.value
    handoff.first_visit_outcome_on = handoff.first_visit_on
    handoff.first_visit_outcome_at = taking.work.now
    handoff.first_visit_outcome_by = taking.place.person


def _open(handoff: Handoff) -> Button:
    return Button(common.OPEN, f"Open {handoff.label}", handoff.id)
