"""The part of a card that shows a hand-off: the checklist, the promises and the two signatures."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.cards.body import Body
from bot.chat.address import Person
from bot.chat.card import Button, Fact, Line, Section
from bot.chat.text import Bold, Text, join, text
from bot.store.directory import StoreInfo
from bot.store.handoffs import Handoff, Promise
from bot.trade.when import say_day, say_time
from bot.workflows import handoff as rules
from bot.workflows.departments import Department
from bot.workflows.handoff import HandoffKind, Next
from bot.workflows.handoff_questions import CHECKS
from bot.workflows.handoff_visit import Outcome

_YES, _NO = "✅", "⬜"
_SHOWN_PROMISES = 3
_SHOWN_STEPS = 2
"""The checklist below says the rest."""


def first_of(handoff: Handoff) -> rules.First:
    """The facts that the rules of a first hand-off look at."""
    standing = [promise for promise in handoff.promises if promise.withdrawn_at is None]
    return rules.First(
        introduced=handoff.introduced,
        visit_booked=handoff.first_visit_on is not None,
        owed=handoff.nothing_owed or bool(standing),
        sales_signed=handoff.sales_signed_by is not None,
        service_signed=handoff.service_signed_by is not None,
        promises=tuple(promise.due_at for promise in open_promises(handoff)),
    )


def open_promises(handoff: Handoff) -> list[Promise]:
    """What still has to be kept, the earliest first."""
    still = [promise for promise in handoff.promises if promise.is_open]
    return sorted(still, key=lambda promise: (promise.due_at, promise.id))


def closed_at_introduction(handoff: Handoff, store: StoreInfo) -> bool:
    """Whether the new owner would find nobody in service."""
    due = handoff.introduce_at or handoff.delivery_at
    hours = store.hours(Department.SERVICE)
    return due is not None and not handoff.introduced and not hours.is_staffed(due)


def say_visit(handoff: Handoff, zone: ZoneInfo) -> str:
    """The first visit as typed: its day, with the hour when one is known; empty when not booked."""
    if handoff.first_visit_at is not None:
        return say_time(handoff.first_visit_at, zone)
    return say_day(handoff.first_visit_on) if handoff.first_visit_on else ""


def say_promise(promise: Promise, zone: ZoneInfo) -> Text:
    """A promise with who keeps it and by when."""
    return text(promise.what, " · ", promise.owner, f" by {say_time(promise.due_at, zone)}")


def body(handoff: Handoff, store: StoreInfo) -> Body:
    """What is needed and by when; of a new owner also how far the introduction is."""
    lead = text(handoff.what)
    if handoff.kind != HandoffKind.FIRST:
        return Body(facts=_times(handoff, store.zone), lead=lead)
    sections = [_checklist(handoff, store.zone), _promises(handoff, store.zone)]
    sections.append(_signatures(handoff, store.zone))
    return Body(
        facts=_times(handoff, store.zone),
        sections=tuple(sections),
        lead=lead,
        next_action=_next_action(handoff, store),
        noun="First hand-off",
        told=max((promise.told for promise in open_promises(handoff)), default=0),
    )


def _times(handoff: Handoff, zone: ZoneInfo) -> tuple[Fact, ...]:
    known = (
        ("Delivery", handoff.delivery_at),
        ("Introduction", handoff.introduce_at),
        ("Needed by", handoff.by),
    )
    facts = [Fact(label, text(say_time(at, zone))) for label, at in known if at]
    if handoff.advisor:
        facts.append(Fact("Asked for", text(handoff.advisor)))
    return tuple(facts)


def _checklist(handoff: Handoff, zone: ZoneInfo) -> Section:
    ticks = [
        Line(text(f"{_YES if getattr(handoff, name) else _NO} {label}")) for name, label in CHECKS
    ]
    return Section("At delivery", (*ticks, Line(_visit(handoff, zone))))


def _visit(handoff: Handoff, zone: ZoneInfo) -> Text:
    """The first visit: when it is, whether somebody must still say how it went, and how it did."""
    visit, on = say_visit(handoff, zone), handoff.first_visit_outcome_on
    if not visit:
        return text(f"{_NO} First visit")
    outcome = Outcome(handoff.first_visit_outcome) if handoff.first_visit_outcome else None
    if outcome and on and on == handoff.first_visit_on:
        mark = _YES if outcome is Outcome.KEPT else "✖️"
        return text(f"{mark} First visit: ", Bold(f"{visit}, {outcome.label}"))
    before = f" ({outcome.label} on {say_day(on)})" if outcome and on else ""
    if handoff.first_visit_asked_at:
        return text("❓ First visit: ", Bold(visit), f"{before}. Did they come?")
    return text(f"{_YES} First visit: ", Bold(visit), before)


def _promises(handoff: Handoff, zone: ZoneInfo) -> Section:
    lines = [_promise(handoff, promise, zone) for promise in handoff.promises]
    if not lines:
        nothing = f"{_YES} Nothing owed" if handoff.nothing_owed else f"{_NO} Not said yet"
        lines = [Line(text(nothing))]
    return Section("We owe", tuple(lines))


def _promise(handoff: Handoff, promise: Promise, zone: ZoneInfo) -> Line:
    if promise.kept_at:
        return Line(text(f"{_YES} {promise.what} · ", promise.owner, ", kept"))
    if promise.withdrawn_at:
        return Line(text(f"✖️ {promise.what}: not owed after all"))
    button = None
    if handoff.closed_at is None:
        button = Button("promise", "Change", handoff.id, part=str(promise.id))
    return Line(text(f"{_NO} ", *say_promise(promise, zone)), button)


def _signatures(handoff: Handoff, zone: ZoneInfo) -> Section:
    lines = []
    for side, by, at in (
        (Department.SALES, handoff.sales_signed_by, handoff.sales_signed_at),
        (Department.SERVICE, handoff.service_signed_by, handoff.service_signed_at),
    ):
        if by and at:
            lines.append(Line(text(f"{_YES} {side.label}: ", by, f" {say_time(at, zone)}")))
        else:
            lines.append(Line(text(f"{_NO} {side.label}")))
    return Section("Signed", tuple(lines))


def _next_action(handoff: Handoff, store: StoreInfo) -> Text:
    promises = open_promises(handoff)
    steps = rules.next_steps(
        first_of(handoff),
        has_owner=handoff.owner is not None,
        closed=closed_at_introduction(handoff, store),
        keep_first=bool(promises) and promises[0].due_at <= handoff.due_at,
    )
    said = [_said(step, handoff, store) for step in steps[:_SHOWN_STEPS]]
    more = len(steps) - len(said)
    words = join("; ", [*said, text(f"and {more} more") if more else ()])
    first, *rest = words or ("",)
    return text(first[:1].upper() + first[1:], *rest) if isinstance(first, str) else words


def _said(step: Next, handoff: Handoff, store: StoreInfo) -> Text:
    match step:
        case Next.CLAIM:
            return text(f"{Department(handoff.to_department).label} claims it")
        case Next.INTRODUCE:
            return text("introduce the new owner")
        case Next.INTRODUCE_LATER:
            return text("service is closed when they meet: press Introduce later")
        case Next.BOOK_VISIT:
            return text("book the first visit")
        case Next.SAY_OWED:
            return text("say what is owed, or that nothing is")
        case Next.SIGN_SALES:
            return _signs(handoff.requester, handoff.service_signed_by, Department.SALES)
        case Next.SIGN_SERVICE:
            in_service = handoff.to_department == Department.SERVICE
            owner = handoff.owner if in_service else None
            return _signs(owner, handoff.sales_signed_by, Department.SERVICE)
        case Next.KEEP:
            return _keep(handoff, store.zone)


def _signs(who: Person | None, signed: Person | None, side: Department) -> Text:
    """Whose signature it is. Who signed for the other side does not sign for this one."""
    if who is None or who == signed:
        return text(f"{side.label} signs")
    return text(who, f" signs for {side.value}")


def _keep(handoff: Handoff, zone: ZoneInfo) -> Text:
    promises = open_promises(handoff)
    shown = [say_promise(promise, zone) for promise in promises[:_SHOWN_PROMISES]]
    more = len(promises) - len(shown)
    count = "one thing" if len(promises) == 1 else f"{len(promises)} things"
    ending = text(f", and {more} more") if more else ()
    return text(f"keep {count}: ", *join("; ", shown), *ending)
