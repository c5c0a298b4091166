"""Parts requests: a technician or advisor asks, the counter answers each line on its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.chat.card import Style
from bot.chat.form import Value
from bot.trade.entry import BadPartLine, TypedPart, read_part_lines
from bot.trade.hours import OpeningHours
from bot.trade.parts_lines import MOST_OF_ONE, bare_number
from bot.workflows import common
from bot.workflows.declare import Ownership, Place, Priority, State, Step, Workflow
from bot.workflows.departments import Department
from bot.workflows.limits import DOWN_MINUTES, NORMAL_MINUTES, WAITING_MINUTES, Limits
from bot.workflows.mentions import by_name
from bot.workflows.parts_line import read_line
from bot.workflows.questions import (
    CUSTOMER,
    RO,
    VEHICLE,
    VIN,
    Question,
    Reading,
    Unreadable,
    choice,
    choices,
    moment,
    required,
    story,
    typed,
    words,
)


class LineState(StrEnum):
    """Where one line of a request stands."""

    ASKED = "asked"
    IN_STOCK = "in_stock"
    ORDERED = "ordered"
    BACKORDERED = "backordered"
    ARRIVED = "arrived"
    DELIVERED = "delivered"
    NOT_AVAILABLE = "not_available"

    @property
    def label(self) -> str:
        """The state as the counter says it."""
        return _LINE_LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about the line."""
        return self not in {LineState.DELIVERED, LineState.NOT_AVAILABLE}


_LINE_LABELS = {
    LineState.ASKED: "not answered yet",
    LineState.IN_STOCK: "in stock",
    LineState.ORDERED: "ordered",
    LineState.BACKORDERED: "backordered",
    LineState.ARRIVED: "arrived",
    LineState.DELIVERED: "delivered to the bay",
    LineState.NOT_AVAILABLE: "not available",
}

READY = frozenset({LineState.IN_STOCK, LineState.ARRIVED})
COMING = frozenset({LineState.ORDERED, LineState.BACKORDERED})
ANSWERS = (
    LineState.IN_STOCK,
    LineState.ORDERED,
    LineState.BACKORDERED,
    LineState.NOT_AVAILABLE,
)

NEW = State(common.QUEUE, "Waiting for parts", "Claim it and answer each line")
CLAIMED = State(common.HELD, "At the counter", "Answer each line")
WAITING = State("waiting", "On order", "Mark what arrived, or move the ETA")
TO_DELIVER = State("ready", "Ready", "Deliver to the bay")
FINISHED = State("done", "Done")

OPEN_STATES = frozenset(s.name for s in (NEW, CLAIMED, WAITING, TO_DELIVER))

MOST_LINES = 60
"""More lines than this are a stock order, not a repair."""


def _read_lines(value: Value, reading: Reading) -> tuple[TypedPart, ...]:
    try:
        lines = tuple(read_part_lines(by_name(typed(value))))
    except BadPartLine as problem:
        raise Unreadable(str(problem)) from None
    if not lines:
        raise Unreadable("Write at least one part, like 2x 04152-YZZA1 oil filter.")
    if len(lines) > MOST_LINES:
        raise Unreadable(
            f"That is {len(lines)} lines; one request takes up to {MOST_LINES}. Please split it."
        )
    return _merged(lines, reading)


def _merged(lines: Iterable[TypedPart], reading: Reading) -> tuple[TypedPart, ...]:
    """The same part written twice is one line of both quantities, and the person hears so: two
    lines would be picked and answered as two parts."""
    merged: dict[object, TypedPart] = {}
    again: set[object] = set()
    for position, line in enumerate(lines):
        key: object = bare_number(line.number) if line.number else ("words", line.words.lower())
        first = merged.get(key)
        if first is None:
            merged[key] = line
        elif first.quantity + line.quantity > MOST_OF_ONE:
            merged[position] = line
        else:
            again.add(key)
            told_apart = line.words.lower() not in first.words.lower()
            said = ", ".join(w for w in (first.words, line.words if told_apart else "") if w)
            merged[key] = replace(first, quantity=first.quantity + line.quantity, words=said)
    for key in (key for key in merged if key in again):
        line = merged[key]
        name = line.number or line.words
        reading.notes.append(f"{name} was there more than once: {line.quantity} of it asked for.")
    return tuple(merged.values())


_LINES = story(
    "lines",
    "Parts, one per line",
    required=True,
    example="2x 04152-YZZA1 oil filter",
    hint="Quantity, part number, words. Rows pasted from a spreadsheet work too.",
)
LINES = Question(_LINES.field, _read_lines)
NEED_BY = moment("need_by", "Needed by", hint="Store time. Empty: as the priority says.")
PRIORITY = choice("priority", "How urgent", common.PRIORITIES)


def state_of(lines: Iterable[LineState], has_owner: bool) -> str:
    """Where a request stands, from its lines. What can be done now comes before what is awaited:
    an unanswered line first, then one to deliver, then one on order."""
    states = set(lines)
    if LineState.ASKED in states:
        return CLAIMED.name if has_owner else NEW.name
    if states & READY:
        return TO_DELIVER.name
    if states & COMING:
        return WAITING.name
    return FINISHED.name


def minutes_to_answer(priority: Priority, limits: Limits) -> int:
    """How long the counter has, in open minutes."""
    limit = {
        Priority.DOWN: DOWN_MINUTES,
        Priority.WAITING: WAITING_MINUTES,
        Priority.NORMAL: NORMAL_MINUTES,
    }[priority]
    return limits[limit]


@dataclass(frozen=True, slots=True)
class Clock:
    """What a request's due time follows from."""

    asked_at: datetime
    need_by: datetime | None
    priority: Priority
    etas: tuple[datetime, ...]
    ready_at: datetime | None


def due_at(state: str, clock: Clock, limits: Limits, hours: OpeningHours) -> datetime:
    """When the next action is due: the answer by the need-by time or the priority's minutes,
    whichever is first; what is on order at its earliest ETA; what is ready within the priority's
    minutes of being so."""
    minutes = minutes_to_answer(clock.priority, limits)
    if state == WAITING.name and clock.etas:
        return min(clock.etas)
    if state == TO_DELIVER.name and clock.ready_at:
        return hours.add_open(clock.ready_at, minutes)
    answer_by = hours.add_open(clock.asked_at, minutes)
    return min(answer_by, clock.need_by) if clock.need_by else answer_by


LATER = "later"
"""The answer of a line that is to stay unanswered for now."""

FORM_LINES = 20
"""How many lines one form can ask about: a form holds 100 blocks, a line takes up to four."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What the questions about a line need to know of it."""

    id: int
    title: str
    state: LineState


def answer_questions(lines: Sequence[LineFacts]) -> tuple[Question, ...]:
    """An answer, its detail and its ETA for each line. Several lines need not be answered at once,
    so there each can also be left for later."""
    options = tuple((state.value, state.label.capitalize()) for state in ANSWERS)
    if len(lines) > 1:
        options = ((LATER, "Answer later"), *options)
    questions: list[Question] = []
    for line in lines[:FORM_LINES]:
        questions += (
            choice(f"answer-{line.id}", line.title, options),
            words(f"detail-{line.id}", "Bin, PO number, or what instead", longest=120),
            moment(f"eta-{line.id}", "ETA, if ordered or backordered"),
        )
    return tuple(questions)


_SAID_TWICE = {
    LineState.IN_STOCK: re.compile(r"(?:bin|loc(?:ation)?)\b[\s#:.-]*(?=\S)", re.I),
    LineState.ORDERED: re.compile(
        r"p\.?\s?o\.?(?:\s*(?:number|no\.?|num))?(?:[\s#:.-]+|(?=\d))(?=\S)", re.I
    ),
    LineState.NOT_AVAILABLE: re.compile(r"instead\b[\s:,-]*(?=\S)", re.I),
}
_SAID_TWICE[LineState.BACKORDERED] = _SAID_TWICE[LineState.ORDERED]


def bare_detail(state: LineState, typed: str) -> str:
    """The bin, the PO number or what instead, without the word that the card puts before it."""
    said = _SAID_TWICE[state].match(typed)
    return typed[said.end() :] if said else typed


def pick_questions(label: str, lines: Sequence[LineFacts]) -> tuple[Question, ...]:
    """Which of several lines is meant. One line alone needs no question."""
    if len(lines) < 2:
        return ()
    options = tuple((str(line.id), line.title) for line in lines)
    return (choices("lines", label, options, required=True),)


STEPS = (
    common.claim(OPEN_STATES),
    Step(
        "all_in_stock",
        "All in stock",
        "answered: all in stock",
        starts_in=OPEN_STATES,
        who=common.RECEIVERS,
        ownership=Ownership.TAKE_IF_FREE,
    ),
    Step(
        "answer",
        "Answer lines",
        "answered",
        starts_in=OPEN_STATES,
        who=common.RECEIVERS,
        ownership=Ownership.TAKE_IF_FREE,
    ),
    Step(
        "arrived",
        "Arrived",
        "marked as arrived",
        starts_in=OPEN_STATES,
        who=common.RECEIVERS,
        ownership=Ownership.TAKE_IF_FREE,
    ),
    Step(
        "delivered",
        "Delivered to bay",
        "delivered",
        starts_in=OPEN_STATES,
        who=common.RECEIVERS,
        ownership=Ownership.TAKE_IF_FREE,
        style=Style.PRIMARY,
    ),
    Step(
        "line",
        "Answer",
        "answered",
        starts_in=OPEN_STATES,
        who=common.RECEIVERS,
        ownership=Ownership.TAKE_IF_FREE,
        place=Place.LINE,
    ),
    *common.menu(OPEN_STATES),
)

PARTS = Workflow(
    name="parts",
    letter="P",
    command="parts",
    noun="Parts request",
    purpose="Ask the parts counter for what a repair needs",
    usage="48213 2x 04152-YZZA1 oil filter by 3pm waiting",
    examples=(
        "48213 2x 04152-YZZA1 oil filter, 1x 90915-YZZD4 by 3pm waiting",
        "48377 1x FL-2051S filter, 15 qt 5W-40 down",
    ),
    questions=(
        required(RO),
        LINES,
        NEED_BY,
        PRIORITY,
        CUSTOMER,
        VIN,
        VEHICLE,
    ),
    states=(NEW, CLAIMED, WAITING, TO_DELIVER, FINISHED, common.CANCELLED),
    steps=STEPS,
    read_line=read_line,
    receiver=Department.PARTS,
    due_words="Answer due",
)
