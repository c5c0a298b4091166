"""Actions: what somebody takes on in a meeting. It stays in agendas until it is done."""

from __future__ import annotations

from datetime import datetime

from bot.chat.card import Style
from bot.chat.form import Value
from bot.trade.entry import Entry
from bot.trade.hours import OpeningHours
from bot.workflows import common
from bot.workflows.declare import Ownership, Place, State, Step, Understood, Workflow
from bot.workflows.departments import Role
from bot.workflows.limits import ACTION_DAYS, Limits
from bot.workflows.mentions import take_person, take_unknown
from bot.workflows.questions import moment, person, required, story, words

NEW = State(common.QUEUE, "Nobody has it", "Claim it")
TO_DO = State(common.HELD, "To do", "Do it, then press Done")
FINISHED = State("done", "Done")

OPEN_STATES = frozenset(state.name for state in (NEW, TO_DO))

WHO = person("owner", "Who does it", required=True)
WHAT = story("what", "What", required=True, example="Call the fleet customer back", longest=1000)
DUE = moment("due", "By when", example="fri, tomorrow 9am", hint="Empty: in a week, at closing.")
NEW_DATE = required(moment("due", "By when", example="fri, tomorrow 9am"))
NOTE = words("why", "How it went", hint="One line, if you like.", longest=300)


def read_line(entry: Entry) -> Understood:
    """`@dana call the fleet customer back by fri`: what is left is what has to be done."""
    values: dict[str, Value] = {}
    complaints: list[str] = []
    if due := entry.take_time("by", "due", "before"):
        values["due"] = due.typed
    if who := take_person(entry):
        values["owner"] = str(who)
    elif unknown := take_unknown(entry):
        complaints.append(unknown)
    else:
        complaints.append("Who does it? Mention them first, like @dana call the customer by fri.")
    if entry.rest:
        values["what"] = entry.rest
    else:
        complaints.append("What is to be done? Write it like: @dana call the customer by fri.")
    values.update((name, raw) for name, raw in _kept(entry) if name not in values)
    return Understood(values, (*complaints, *entry.complaints))


def _kept(entry: Entry) -> list[tuple[str, str]]:
    """What looked like a time and was none, for the field that asks for one."""
    return [("due" if name == "by" else name, raw) for name, raw in entry.kept.items()]


def due_without_date(asked_at: datetime, limits: Limits, hours: OpeningHours) -> datetime:
    """When an action is due that was given without a date: some days later, at closing."""
    return common.closing_after(asked_at, limits[ACTION_DAYS], hours)


ACTION = Workflow(
    name="action",
    letter="A",
    command="meeting action",
    noun="Action",
    purpose="Give somebody an action from a meeting",
    usage="@dana call the fleet customer back by fri",
    examples=(
        "@dana call the fleet customer back by fri",
        "@sam count the oil filters by tomorrow 9am",
    ),
    questions=(WHO, WHAT, DUE),
    states=(NEW, TO_DO, FINISHED, common.CANCELLED),
    steps=(
        common.claim(OPEN_STATES),
        Step(
            "done",
            "Done",
            "finished it",
            starts_in=OPEN_STATES,
            ends_in=FINISHED.name,
            who=common.WORKERS,
            asks=(NOTE,),
            ownership=Ownership.TAKE_IF_FREE,
            style=Style.PRIMARY,
        ),
        Step(
            "move",
            "Move the date",
            "moved the date",
            starts_in=OPEN_STATES,
            who=common.WORKERS | {Role.REQUESTER},
            asks=(NEW_DATE, common.WHY),
            place=Place.MENU,
        ),
        *common.menu(OPEN_STATES, movers=common.WORKERS),
    ),
    read_line=read_line,
)
