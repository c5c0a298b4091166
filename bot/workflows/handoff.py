"""Hand-offs: anything that one department passes to another, the new owner above all.

Only 42% of buyers remember being introduced to service (DealerRater / Fixed Ops Journal, 16,000+
buyers), and those who were are 1.5 times likelier to come back (Cox 2016). So the first hand-off,
from sales to service at delivery, ends only when both sides have signed it and the first visit has
a date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.chat.card import Style
from bot.trade.hours import OpeningHours
from bot.workflows import common, handoff_visit
from bot.workflows.declare import Ownership, Place, State, Step, Workflow
from bot.workflows.departments import Department, Role
from bot.workflows.handoff_line import read_line
from bot.workflows.handoff_questions import ADVISOR, BY, DELIVERY, KIND, NOTE, OWED, TO, WHAT
from bot.workflows.handoff_questions import HandoffKind as HandoffKind
from bot.workflows.limits import NORMAL_MINUTES, WE_OWE_DAYS, Limits
from bot.workflows.questions import CUSTOMER, PHONE, RO, STOCK, VEHICLE, VIN

NEW = State(common.QUEUE, "New", "Claim it")
CLAIMED = State(common.HELD, "Claimed", "Do it, then press Done")
STILL_OWED = State("owed", "Signed; still owed", "Keep what was promised")
FINISHED = State("done", "Done")

_MOST_CLOSED_IN_A_ROW = 30
"""Days: longer than any department is closed."""

OPEN_STATES = frozenset(state.name for state in (NEW, CLAIMED, STILL_OWED))


def kind_of(
    chosen: str | None,
    sender: Department,
    receiver: Department,
    *,
    at_delivery: bool,
    of_vehicle: bool,
    by_then: bool,
) -> HandoffKind:
    """Which kind is meant, unless somebody chose. From sales to service, whoever speaks of a
    delivery or of what is owed means a new owner; so does whoever names a stock number or a VIN
    and no due time."""
    if chosen:
        return HandoffKind(chosen)
    if (sender, receiver) == (Department.SALES, Department.SERVICE) and (
        at_delivery or (of_vehicle and not by_then)
    ):
        return HandoffKind.FIRST
    return HandoffKind.PLAIN


@dataclass(frozen=True, slots=True)
class First:
    """What is known of a first hand-off. `owed` says that somebody said what is owed, be it
    nothing; `promises` are the due times of what still has to be kept."""

    introduced: bool
    visit_booked: bool
    owed: bool
    sales_signed: bool
    service_signed: bool
    promises: tuple[datetime, ...] = ()


def still_missing(first: First) -> tuple[str, ...]:
    """What keeps a first hand-off from being done, in words. What is owed may be kept later."""
    facts = (
        (first.visit_booked, "the first visit has no date"),
        (first.owed, "nobody said what is owed, or that nothing is"),
        (first.sales_signed, "sales has not signed"),
        (first.service_signed, "service has not signed"),
    )
    return tuple(sentence for is_so, sentence in facts if not is_so)


def state_of(first: First, *, has_owner: bool) -> str:
    """Where a first hand-off stands: it follows from its facts and from nothing else."""
    if still_missing(first):
        return CLAIMED.name if has_owner else NEW.name
    return STILL_OWED.name if first.promises else FINISHED.name


class Next(StrEnum):
    """What somebody has to do next on a first hand-off."""

    CLAIM = "claim"
    INTRODUCE = "introduce"
    INTRODUCE_LATER = "introduce later"
    BOOK_VISIT = "book visit"
    SAY_OWED = "say owed"
    SIGN_SALES = "sign sales"
    SIGN_SERVICE = "sign service"
    KEEP = "keep"


def next_steps(
    first: First, *, has_owner: bool, closed: bool, keep_first: bool
) -> tuple[Next, ...]:
    """What has to happen, in order; never nothing while the hand-off is open.

    `closed`: service is closed when the introduction is due. `keep_first`: a promise is due before
    anything else.
    """
    if not still_missing(first):
        return (Next.KEEP,) if first.promises else ()
    found = (
        (not has_owner, Next.CLAIM),
        (keep_first and bool(first.promises), Next.KEEP),
        (not first.introduced, Next.INTRODUCE_LATER if closed else Next.INTRODUCE),
        (not first.visit_booked, Next.BOOK_VISIT),
        (not first.owed, Next.SAY_OWED),
        (not first.sales_signed, Next.SIGN_SALES),
        (not first.service_signed, Next.SIGN_SERVICE),
    )
    return tuple(step for needed, step in found if needed)


@dataclass(frozen=True, slots=True)
class Clock:
    """What a hand-off's due time follows from: `due` is the introduction, the delivery, or the
    time that was asked for, in this order."""

    asked_at: datetime
    due: datetime | None
    promises: tuple[datetime, ...] = ()


def due_at(state: str, clock: Clock, limits: Limits, hours: OpeningHours) -> datetime:
    """When the next action is due: at the time that was named, else within the open minutes of a
    normal request; an earlier promise comes first. Once signed, only the promises count."""
    if state == STILL_OWED.name and clock.promises:
        return min(clock.promises)
    base = clock.due or hours.add_open(clock.asked_at, limits[NORMAL_MINUTES])
    return min((base, *clock.promises))


def promise_due(after: datetime, limits: Limits, hours: OpeningHours) -> datetime:
    """When something is due that was promised without a date: some days after the delivery, at
    closing."""
    return common.closing_after(after, limits[WE_OWE_DAYS], hours)


def remind_at(due: datetime, hours: OpeningHours) -> datetime:
    """When whoever promised something hears that its day has come: at the last opening before it
    is due."""
    day = hours.local_day(due)
    for _ in range(_MOST_CLOSED_IN_A_ROW):
        opening = hours.opening_on(day)
        if opening is not None and opening < due:
            return opening
        day -= timedelta(days=1)
    return due


BOTH_SIDES = common.EITHER_SIDE - {Role.HELPER}
"""Sales and service. Who only has something to keep changes nothing but that."""


def _step(
    name: str,
    label: str,
    done: str,
    *,
    who: frozenset[Role] = BOTH_SIDES,
    style: Style = Style.PLAIN,
    place: Place = Place.BUTTON,
) -> Step:
    return Step(name, label, done, starts_in=OPEN_STATES, who=who, style=style, place=place)


STEPS = (
    common.claim(OPEN_STATES),
    Step(
        "done",
        "Done",
        "finished it",
        starts_in=OPEN_STATES,
        ends_in=FINISHED.name,
        who=common.RECEIVERS,
        asks=(NOTE,),
        ownership=Ownership.TAKE_IF_FREE,
        style=Style.PRIMARY,
    ),
    _step("checklist", "Checklist", "went through the checklist"),
    _step("sign_sales", "Sign for sales", "signed for sales", style=Style.PRIMARY),
    _step("sign_service", "Sign for service", "signed for service", style=Style.PRIMARY),
    _step("owe", "Add we-owe", "added something owed"),
    _step("kept", "Kept", "kept a promise", who=common.EITHER_SIDE),
    _step("introduce_later", "Introduce later", "moved the introduction"),
    _step("promise", "Change", "changed a promise", who=common.EITHER_SIDE, place=Place.LINE),
    *handoff_visit.steps(OPEN_STATES | {FINISHED.name}),
    *common.menu(OPEN_STATES),
)

HANDOFF = Workflow(
    name="handoff",
    letter="H",
    command="handoff",
    noun="Hand-off",
    purpose="Hand a new owner to service, or anything to another department",
    usage="service Maria Lopez, stk 4471, delivery 5pm, two keys owed",
    examples=(
        "service Maria Lopez, stk 4471, delivery 5pm, two keys owed",
        "parts Ray Chen, touch-up pen in Oxford White, by Fri 10am",
    ),
    questions=(
        TO,
        KIND,
        CUSTOMER,
        WHAT,
        BY,
        DELIVERY,
        STOCK,
        ADVISOR,
        OWED,
        PHONE,
        RO,
        VIN,
        VEHICLE,
    ),
    states=(NEW, CLAIMED, STILL_OWED, FINISHED, common.CANCELLED),
    steps=STEPS,
    read_line=read_line,
)
