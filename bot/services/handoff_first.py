"""The steps of a first hand-off: the checklist, the promises, the two signatures."""

from __future__ import annotations

from datetime import datetime

from bot.cards import handoff as cards
from bot.chat.address import Person
from bot.chat.form import Value
from bot.chat.text import Text, text
from bot.services import outgoing
from bot.services.handoff_watch import reminded
from bot.services.practice import Asked, Effect, Taking
from bot.services.problems import NoLongerPossible, NotAllowed
from bot.services.work import Place, UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.handoffs import Handoff, Promise
from bot.trade.when import say_time
from bot.trade.words import shorten
from bot.workflows import handoff as rules
from bot.workflows import handoff_questions as questions
from bot.workflows.departments import Department
from bot.workflows.handoff_line import MOST_PROMISES
from bot.workflows.handoff_questions import CHECKS, NOTHING_OWED, WITHDRAWN, Visit
from bot.workflows.limits import WE_OWE_DAYS
from bot.workflows.questions import BadAnswers, unless_changed

_LONGEST_LABEL = 60


def ask_checklist(handoff: Handoff, part: str, store: StoreInfo) -> Asked:
    """What is not ticked yet, and what may have been ticked by mistake. Two people may fill it at
    once: each says what he adds or takes back, so that neither undoes the other's."""
    shown = cards.say_visit(handoff, store.zone)
    visit = questions.first_visit(store.hours(Department.SERVICE))
    if known := _visit(handoff):
        visit = unless_changed(visit, shown, known)
    true = [name for name in questions.TICKS if getattr(handoff, name)]
    if shown:
        true.append(questions.VISIT)
    open_ = [name for name in questions.TICKS if not getattr(handoff, name)]
    if NOTHING_OWED in open_ and cards.first_of(handoff).owed:
        open_.remove(NOTHING_OWED)
    return Asked(questions.checklist(open_, visit, true), {questions.VISIT: shown})


def checklist(handoff: Handoff, taking: Taking) -> Effect:
    """Writes what was ticked and taken back, and says what changed."""
    said: list[str] = []
    for chosen, is_so in (("checks", True), ("undo", False)):
        for name in taking.typed.chosen(chosen):
            if name in questions.TICKS:
                setattr(handoff, name, is_so)
                said.append(("" if is_so else "not ") + questions.TICKS[name].lower())
    visit = taking.typed.values.get(questions.VISIT)
    if questions.VISIT in taking.typed.chosen("undo"):
        handoff.first_visit_on = handoff.first_visit_at = handoff.first_visit_asked_at = None
        said.append("no first visit")
    elif isinstance(visit, Visit) and visit != _visit(handoff):
        handoff.first_visit_on, handoff.first_visit_at = visit.on, visit.at
        handoff.first_visit_asked_at = None
        said.append(f"first visit {cards.say_visit(handoff, taking.place.store.zone)}")
    return Effect(text("checked: ", ", ".join(said)) if said else ())


def _visit(handoff: Handoff) -> Visit | None:
    on = handoff.first_visit_on
    return Visit(on, handoff.first_visit_at) if on else None


def sign_for_sales(handoff: Handoff, taking: Taking) -> Effect:
    """The salesperson signs, or anybody of sales."""
    place, me = taking.place, taking.place.person
    sales = {Department.SALES} & (place.actor.departments | place.actor.manages)
    if not sales and me != handoff.requester:
        raise NotAllowed(
            handoff.requester, " or anybody in Sales signs for sales. Nothing was changed."
        )
    _refuse_twice(handoff.service_signed_by, me, Department.SERVICE, Department.SALES)
    handoff.sales_signed_by, handoff.sales_signed_at = me, taking.work.now
    return _signed(handoff)


def sign_for_service(handoff: Handoff, taking: Taking) -> Effect:
    """Whoever has it in service signs, or anybody of service. What nobody has yet is his then."""
    place, me = taking.place, taking.place.person
    with_service = handoff.to_department == Department.SERVICE
    service = {Department.SERVICE} & (place.actor.departments | place.actor.manages)
    if not service and not (with_service and me == handoff.owner):
        raise NotAllowed("Somebody in Service signs for service. Nothing was changed.")
    _refuse_twice(handoff.sales_signed_by, me, Department.SALES, Department.SERVICE)
    handoff.service_signed_by, handoff.service_signed_at = me, taking.work.now
    if handoff.owner is None and with_service:
        handoff.owner = me
    return _signed(handoff)


def _refuse_twice(signed: Person | None, me: Person, there: Department, here: Department) -> None:
    """Two signatures are two people's word: one person cannot give both."""
    if signed == me:
        raise NotAllowed(
            f"You signed for {there.value}. Somebody else in {here.label} signs for {here.value}. "
            "Nothing was changed."
        )


def _signed(handoff: Handoff) -> Effect:
    """A signature counts at once; whoever gave it hears what is still missing."""
    facts = cards.first_of(handoff)
    missing = list(rules.still_missing(facts))
    missing += [f"“{label}” is not ticked" for name, label in CHECKS if not getattr(handoff, name)]
    notes = (f"You signed {handoff.label}. Still missing: {'; '.join(missing)}.",)
    return Effect(notes=notes if missing else ())


def ask_owed(handoff: Handoff, part: str, store: StoreInfo) -> Asked:
    """What is owed, to whom of us, by when."""
    return Asked(questions.new_promise(store.limits[WE_OWE_DAYS]))


def owe(handoff: Handoff, taking: Taking) -> Effect:
    """One more thing is owed."""
    if len(handoff.promises) >= MOST_PROMISES:
        raise BadAnswers(
            {"what": f"That is {MOST_PROMISES} things already; open one more hand-off."}
        )
    typed, store, me = taking.typed, taking.place.store, taking.place.person
    after = max(handoff.delivery_at or taking.work.now, taking.work.now)
    hours = store.hours(Department.SALES)
    promise = Promise(
        id=taking.work.id(),
        what=typed.text("what") or "",
        owner=typed.person("owner") or me,
        due_at=typed.time("by") or rules.promise_due(after, store.limits, hours),
    )
    reminded(promise, handoff, store, taking.work.now)
    handoff.promises.append(promise)
    handoff.nothing_owed = False
    _tell(handoff, promise, taking)
    return Effect(text("wrote down: we owe ", *cards.say_promise(promise, store.zone)))


def ask_promise(handoff: Handoff, part: str, store: StoreInfo) -> Asked:
    """A promise as it stands, to be changed."""
    promise = _promise(handoff, part)
    what, owner, by = questions.changed_promise()[:3]
    shown = say_time(promise.due_at, store.zone)
    by = unless_changed(by, shown, promise.due_at)
    gone = questions.changed_promise()[3]
    values: dict[str, Value] = {
        "what": promise.what,
        "owner": str(promise.owner),
        "by": shown,
    }
    return Asked((what, owner, by, gone), values)


def change_promise(handoff: Handoff, taking: Taking) -> Effect:
    """A promise has another owner, another date, or turns out not to be owed."""
    promise, typed = _promise(handoff, taking.part), taking.typed
    if WITHDRAWN in typed.chosen("gone"):
        promise.withdrawn_at = taking.work.now
        return Effect(text("said it is not owed after all: ", promise.what))
    owner = promise.owner
    promise.what = typed.text("what") or promise.what
    promise.owner = typed.person("owner") or owner
    due = typed.time("by") or promise.due_at
    if due != promise.due_at:
        promise.due_at = due
        reminded(promise, handoff, taking.place.store, taking.work.now)
    if promise.owner != owner:
        _tell(handoff, promise, taking)
    return Effect(text("changed: we owe ", *cards.say_promise(promise, taking.place.store.zone)))


def _promise(handoff: Handoff, part: str) -> Promise:
    """The open promise of that id; the only one when no id is given."""
    still = cards.open_promises(handoff)
    found = [promise for promise in still if part == str(promise.id)]
    if not part and len(still) == 1:
        found = still
    if not found:
        raise NoLongerPossible(
            "That promise is settled already. Open ",
            outgoing.link(handoff),
            " to see what is still owed.",
        )
    return found[0]


def ask_kept(handoff: Handoff, part: str, store: StoreInfo) -> Asked:
    """Which of several promises was kept; `part` names one alone."""
    still = _still(handoff, part)
    return Asked(
        questions.pick_promise(
            [(str(each.id), shorten(each.what, _LONGEST_LABEL)) for each in still]
        )
    )


def keep(handoff: Handoff, taking: Taking) -> Effect:
    """A promise was kept, or several."""
    picked = set(taking.typed.chosen("promises"))
    still = _still(handoff, taking.part)
    kept = [each for each in still if not picked or str(each.id) in picked]
    for promise in kept:
        promise.kept_at = taking.work.now
    return Effect(text("kept the promise: ", ", ".join(promise.what for promise in kept)))


def _still(handoff: Handoff, part: str) -> list[Promise]:
    """The open promises, or the one of that id. Raises `NoLongerPossible` when it is settled."""
    return [_promise(handoff, part)] if part else cards.open_promises(handoff)


def ask_later(handoff: Handoff, part: str, store: StoreInfo) -> Asked:
    """When they meet instead."""
    return Asked(questions.LATER)


def introduce_later(handoff: Handoff, taking: Taking) -> Effect:
    """The introduction has a new time, at which service is there. Who waits for it hears so."""
    store, me = taking.place.store, taking.place.person
    at = taking.typed.time("time") or taking.work.now
    hours = store.hours(Department.SERVICE)
    if not hours.is_staffed(at):
        opens = say_time(hours.next_open(at), store.zone)
        said = f"Service is closed at {say_time(at, store.zone)}. It opens {opens}."
        raise BadAnswers({"time": said})
    handoff.introduce_at = at
    news = text("the introduction is now ", _when(at, taking))
    if handoff.owner not in (None, me, handoff.requester) and handoff.owner is not None:
        words = text(
            outgoing.link(handoff), f" ({handoff.subject}): ", *news, ". ", me, " moved it."
        )
        outgoing.tell(taking.work, handoff.owner, words, handoff)
    return Effect(text("moved the introduction to ", _when(at, taking)), news)


def let_go(handoff: Handoff, person: Person, store: StoreInfo, work: UnitOfWork) -> Text:
    """What somebody who left had promised goes to the salesperson, else to whoever has the
    hand-off, else to a manager."""
    theirs = [promise for promise in cards.open_promises(handoff) if promise.owner == person]
    seller = handoff.requester if store.may_own(handoff.requester, Department.SALES) else None
    managers = (
        *store.managers.get(Department.SALES, ()),
        *store.managers.get(Department.SERVICE, ()),
    )
    heir = next(
        (each for each in (seller, handoff.owner, *managers) if each not in (None, person)), None
    )
    if not theirs or heir is None:
        return ()
    for promise in theirs:
        promise.owner = heir
    what = ", ".join(promise.what for promise in theirs)
    words = text(
        outgoing.link(handoff),
        f" ({handoff.subject}): we owe {what}, and it is yours to keep now. ",
        person,
        " has left.",
    )
    outgoing.tell(work, heir, words, handoff)
    return text("gave what is owed to ", heir)


def _when(at: datetime, taking: Taking) -> str:
    return say_time(at, taking.place.store.zone, taking.work.now)


def _tell(handoff: Handoff, promise: Promise, taking: Taking) -> None:
    if promise.owner != taking.place.person:
        words = yours(handoff, promise, taking.place)
        outgoing.tell(taking.work, promise.owner, words, handoff)


def yours(handoff: Handoff, promise: Promise, place: Place) -> Text:
    """What somebody reads when a promise is his to keep."""
    return text(
        outgoing.link(handoff),
        f" ({handoff.subject}): we owe {promise.what}, and it is yours to keep by ",
        f"{say_time(promise.due_at, place.store.zone)}. ",
        place.person,
        " wrote it down.",
    )
