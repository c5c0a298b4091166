"""Carries out hand-offs: opening them, and what their steps do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cards import handoff as cards
from bot.services import handoff_first as first
from bot.services import handoff_watch as watched
from bot.services import outgoing
from bot.services.practice import Opening, Practice
from bot.services.problems import Duplicate
from bot.services.work import Place, UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.handoffs import Handoff, Promise, handoffs_owing, open_first_for
from bot.trade.when import say_time
from bot.trade.words import shorten
from bot.workflows import common
from bot.workflows import handoff as rules
from bot.workflows.departments import Department
from bot.workflows.handoff import HandoffKind
from bot.workflows.handoff_line import owed_of
from bot.workflows.questions import BadAnswers, Typed

_LONGEST_SUBJECT = 160
_LONGEST_NAME = 100


def _receiver(typed: Typed) -> Department:
    return Department(typed.text("department") or "")


def _kind(typed: Typed, sender: Department) -> HandoffKind:
    owed = owed_of(typed)
    return rules.kind_of(
        typed.text("kind"),
        sender,
        _receiver(typed),
        at_delivery=bool(typed.time("delivery") or owed.promises or owed.nothing),
        of_vehicle=bool(typed.text("stock") or typed.vin()),
        by_then=typed.time("by") is not None,
    )


def _check(typed: Typed, place: Place) -> None:
    """Whether the answers fit together."""
    sender, receiver = place.department, _receiver(typed)
    errors: dict[str, str] = {}
    if sender == receiver:
        errors["department"] = (
            f"You are asking as {sender.label} yourself. Pick the department that should get it, "
            "or type it in the channel of the one you ask for."
        )
    advisor = typed.person("advisor")
    if advisor and not place.store.may_own(advisor, receiver):
        errors["advisor"] = f"That person is not on the {receiver.label} roster."
    if _kind(typed, sender) == HandoffKind.FIRST:
        errors |= _first_errors(typed, sender, receiver)
    elif not typed.text("what") and not owed_of(typed).promises:
        errors["what"] = "What is needed? Write it like: squeak in the dash."
    if errors:
        raise BadAnswers(errors)


def _first_errors(typed: Typed, sender: Department, receiver: Department) -> dict[str, str]:
    if (sender, receiver) != (Department.SALES, Department.SERVICE):
        return {
            "kind": f"A first hand-off goes from Sales to Service; this one goes from "
            f"{sender.label} to {receiver.label}."
        }
    errors = {}
    if not typed.text("customer"):
        errors["customer"] = "Who is the new owner? Write the name, like Maria Lopez."
    if not (typed.text("stock") or typed.vin() or typed.time("delivery")):
        errors["stock"] = "Write the stock number, the VIN or the delivery time."
    return errors


def _check_duplicate(opening: Opening) -> None:
    """A vehicle is delivered once: a second first hand-off would be asked of the same two people,
    and signed on one of the cards only."""
    typed = opening.typed
    if _kind(typed, opening.place.department) is not HandoffKind.FIRST:
        return
    vin = typed.vin()
    earlier = open_first_for(
        opening.work.session,
        opening.place.store.id,
        typed.text("stock"),
        vin.number if vin else None,
    )
    if earlier:
        name = shorten(earlier.customer or "", _LONGEST_NAME)
        raise Duplicate(
            outgoing.link(earlier),
            f" is the first hand-off of this vehicle already, to {name}. Nothing was sent.",
        )


def _open(opening: Opening, shared: Mapping[str, Any]) -> Handoff:
    typed = opening.typed
    kind = _kind(typed, opening.place.department)
    handoff = Handoff(
        **shared,
        owner=typed.person("advisor"),
        kind=kind.value,
        what=_what(typed, kind),
        by=typed.time("by"),
        delivery_at=typed.time("delivery"),
        advisor=typed.person("advisor"),
        introduced=False,
        drive_shown=False,
        card_given=False,
        nothing_owed=kind is HandoffKind.FIRST and owed_of(typed).nothing,
    )
    handoff.subject = _subject(handoff)
    handoff.promises = _promises(opening, handoff) if kind is HandoffKind.FIRST else []
    if kind is HandoffKind.FIRST and cards.closed_at_introduction(handoff, opening.place.store):
        opening.notes.append(_closed(opening, handoff))
    return handoff


def _what(typed: Typed, kind: HandoffKind) -> str:
    """What is needed. What is owed stands on a list of its own only for a new owner."""
    said = [typed.text("what") or ""]
    if kind is HandoffKind.PLAIN:
        said += [f"owed: {promise.what}" for promise in owed_of(typed).promises]
    return shorten("\n".join(each for each in said if each), 3000)


def _subject(handoff: Handoff) -> str:
    name = shorten(handoff.customer or "", _LONGEST_NAME)
    if handoff.kind == HandoffKind.FIRST:
        return f"First hand-off of {name}"
    what = shorten(" ".join(handoff.what.split()), _LONGEST_SUBJECT)
    return f"{what} ({name})" if name else what


def _promises(opening: Opening, handoff: Handoff) -> list[Promise]:
    """What is owed, each thing with an owner and a date: the salesperson and some days after the
    delivery, unless others are named."""
    store, me = opening.place.store, opening.place.person
    hours = store.hours(Department.SALES)
    after = handoff.delivery_at or opening.work.now
    promises = []
    for typed in owed_of(opening.typed).promises:
        promise = Promise(
            id=opening.work.id(),
            what=typed.what,
            owner=typed.owner or me,
            due_at=typed.due_at or rules.promise_due(after, store.limits, hours),
        )
        watched.reminded(promise, handoff, store, opening.work.now)
        promises.append(promise)
        if promise.owner != me:
            opening.told.append((promise.owner, first.yours(handoff, promise, opening.place)))
    return promises


def _closed(opening: Opening, handoff: Handoff) -> str:
    store = opening.place.store
    due = handoff.delivery_at or opening.work.now
    opens = store.hours(Department.SERVICE).next_open(due)
    return (
        f"Service is closed then and opens {say_time(opens, store.zone)}. "
        f"Press “Introduce later” on {handoff.label} to say when they meet."
    )


def _settle(handoff: Handoff, store: StoreInfo, work: UnitOfWork) -> None:
    """State and due time follow from the facts, unless somebody ended it."""
    if handoff.state in {common.CANCELLED.name, rules.FINISHED.name}:
        return
    has_owner = handoff.owner is not None
    promises: tuple[Any, ...] = ()
    if handoff.kind == HandoffKind.FIRST:
        facts = cards.first_of(handoff)
        handoff.state = rules.state_of(facts, has_owner=has_owner)
        promises = facts.promises
    else:
        handoff.state = common.held_or_queued(handoff.state, has_owner)
    clock = rules.Clock(
        handoff.created_at, handoff.introduce_at or handoff.delivery_at or handoff.by, promises
    )
    if handoff.state != rules.FINISHED.name:
        hours = store.hours(Department(handoff.to_department))
        handoff.due_at = rules.due_at(handoff.state, clock, store.limits, hours)
    if watched.own_due(handoff, store) > work.now:
        handoff.told = 0  # It was moved, and what is late about it is a promise.


def _is_first(handoff: Handoff) -> bool:
    return handoff.kind == HandoffKind.FIRST


HANDOFF = Practice(
    workflow=rules.HANDOFF,
    record=Handoff,
    receivers=lambda typed, place: _receiver(typed),
    open=_open,
    settle=_settle,
    body=cards.body,
    check=_check,
    check_duplicate=_check_duplicate,
    helpers=lambda handoff: [promise.owner for promise in cards.open_promises(handoff)],
    helped_by=handoffs_owing,
    let_go=first.let_go,
    effects={
        "checklist": first.checklist,
        "sign_sales": first.sign_for_sales,
        "sign_service": first.sign_for_service,
        "owe": first.owe,
        "kept": first.keep,
        "promise": first.change_promise,
        "introduce_later": first.introduce_later,
        "visit_kept": watched.kept,
        "visit_no_show": watched.no_show,
        "visit_cancelled": watched.cancelled,
    },
    turns=watched.turns,
    follow_ups=watched.follow_ups,
    says={watched.PROMISE: watched.say_promise, watched.VISIT: watched.say_visit},
    offers={
        "done": lambda handoff: not _is_first(handoff),
        "checklist": _is_first,
        "sign_sales": lambda handoff: _is_first(handoff) and handoff.sales_signed_by is None,
        "sign_service": lambda handoff: _is_first(handoff) and handoff.service_signed_by is None,
        "owe": _is_first,
        "kept": lambda handoff: _is_first(handoff) and bool(cards.open_promises(handoff)),
        "promise": lambda handoff: _is_first(handoff) and bool(cards.open_promises(handoff)),
        "introduce_later": lambda handoff: _is_first(handoff) and not handoff.introduced,
        "visit_kept": watched.is_asked,
        "visit_no_show": watched.is_asked,
        "visit_cancelled": watched.is_asked,
    },
    asks={
        "checklist": first.ask_checklist,
        "owe": first.ask_owed,
        "kept": first.ask_kept,
        "promise": first.ask_promise,
        "introduce_later": first.ask_later,
        "visit_no_show": watched.ask_no_show,
    },
)
