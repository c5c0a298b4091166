"""What every item shares, whatever its workflow: the queue, the claim and the menu."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.card import Style
from bot.trade.hours import OpeningHours
from bot.workflows.declare import Ownership, Place, Priority, State, Step
from bot.workflows.departments import Department, Role
from bot.workflows.questions import choice, person, words

QUEUE = "new"
"""The state in which every item begins: nobody has it yet."""

HELD = "claimed"
"""The state an item goes to when somebody takes it out of the queue."""

CANCELLED = State("cancelled", "Cancelled")

RECEIVERS = frozenset({Role.RECEIVER, Role.OWNER, Role.MANAGER})
WORKERS = frozenset({Role.OWNER, Role.TAKER, Role.MANAGER})
"""Whoever has it, or takes it now because nobody does: no colleague works what another has."""
EITHER_SIDE = frozenset(Role)

PRIORITIES = (
    (Priority.NORMAL.value, "Normal"),
    (Priority.WAITING.value, "Customer waits"),
    (Priority.DOWN.value, "Vehicle down"),
)
DEPARTMENTS = tuple((each.value, each.label) for each in Department)
WHY = words("why", "Why", hint="One line. The person who asked reads it.", longest=300)


def held_or_queued(state: str, has_owner: bool) -> str:
    """The state once it is known whether somebody has the item: the queue and the claim follow the
    owner, all other states stay."""
    if state == QUEUE and has_owner:
        return HELD
    if state == HELD and not has_owner:
        return QUEUE
    return state


def claim(open_states: frozenset[str]) -> Step:
    """Somebody in the receiving department takes it. It never stops the clock of the outcome."""
    return Step(
        "claim",
        "Claim",
        "claimed it",
        starts_in=open_states,
        who=frozenset({Role.RECEIVER}),
        ownership=Ownership.TAKE,
        style=Style.PRIMARY,
    )


def menu(open_states: frozenset[str], movers: frozenset[Role] = RECEIVERS) -> tuple[Step, ...]:
    """What the menu of every card holds, besides the history. `movers` may give it to somebody else
    or to another department."""
    return (
        Step(
            "reassign",
            "Give to someone else",
            "gave it to someone else",
            starts_in=open_states,
            who=movers,
            asks=(person("to", "Who takes it", required=True), WHY),
            place=Place.MENU,
        ),
        Step(
            "pass_on",
            "Pass to another department",
            "passed it on",
            starts_in=open_states,
            who=movers,
            asks=(choice("department", "Which department", DEPARTMENTS, required=True), WHY),
            ownership=Ownership.RELEASE,
            place=Place.MENU,
        ),
        Step(
            "cancel",
            "Cancel",
            "cancelled it",
            starts_in=open_states,
            ends_in=CANCELLED.name,
            who=frozenset({Role.REQUESTER, Role.MANAGER}),
            asks=(WHY,),
            place=Place.MENU,
        ),
    )


def closing_after(at: datetime, days: int, hours: OpeningHours) -> datetime:
    """The closing so many days later, or that of the next open day after them."""
    day = hours.local_day(at) + timedelta(days=days)
    if not hours.opens_on(day):
        day = hours.next_open_day(day)
    return hours.closing_on(day) or at + timedelta(days=days)


HISTORY = "history"
"""The menu entry that shows who did what when. It changes nothing, so it is no step."""

OPEN = "open"
"""The button in a private answer that shows an item's card at once. It changes nothing either."""
