"""What a hand-off asks: in its form, in its checklist, and about each promise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.chat.form import Field, Kind, Value
from bot.trade.hours import OpeningHours
from bot.trade.when import NotATime, read_day, read_time, say_day
from bot.workflows import common
from bot.workflows.handoff_line import LONGEST_PROMISE, NOTHING, read_owed
from bot.workflows.questions import (
    Question,
    Reading,
    Unreadable,
    choice,
    choices,
    moment,
    person,
    story,
    typed,
    words,
)


class HandoffKind(StrEnum):
    """What is handed over: a new owner, or anything else."""

    FIRST = "first"
    PLAIN = "plain"


TO = choice("department", "To which department", common.DEPARTMENTS, required=True)
KIND = choice(
    "kind",
    "What kind",
    (
        (HandoffKind.FIRST.value, "First hand-off of a new owner, from sales to service"),
        (HandoffKind.PLAIN.value, "Anything else"),
    ),
    hint="Empty: a first hand-off when sales hands a delivery or a vehicle to service.",
)
WHAT = story(
    "what",
    "What is needed",
    example="Squeak in the dash; she is here until noon",
    hint="A first hand-off needs no words here.",
)
BY = moment("by", "By when", hint="Store time. Empty: as fast as a normal request.")
DELIVERY = moment("delivery", "Delivery", example="5pm, Sat 11am")
ADVISOR = person("advisor", "Who should take it", hint="An advisor, if one is named. He is told.")
_OWED = story(
    "owed",
    "What we owe the buyer, one per line",
    example="second key by Fri",
    hint=f"Write {NOTHING} if nothing is owed.",
)
OWED = Question(_OWED.field, read_owed)
NOTE = words("why", "Note", hint="If you like. The person who asked reads it.", longest=300)

CHECKS = (
    ("introduced", "Introduced in person"),
    ("drive_shown", "Service drive shown"),
    ("card_given", "Service card given"),
)
"""What is ticked at delivery, by the record's own names."""

NOTHING_OWED = "nothing_owed"
VISIT = "first_visit"
TICKS = {**dict(CHECKS), NOTHING_OWED: "Nothing owed to the buyer"}
"""What the checklist's form ticks, with its words."""


_ROUGHLY = re.compile(r"\b(?:days?|weeks?|wks?|months?|mos?)\b", re.I)
"""A day that is counted and not named: "in 6 months"."""


@dataclass(frozen=True, slots=True)
class Visit:
    """When a customer first comes to service: a day, and an hour when one was named."""

    on: date
    at: datetime | None = None


def checklist(open_: Sequence[str], visit: Question, true: Sequence[str]) -> tuple[Question, ...]:
    """The checklist as a form: ticks that are still `open_`, the visit, and what is `true` but may
    have been a mistake."""
    asked = [visit]
    if open_:
        options = [(name, TICKS[name]) for name in open_]
        asked.insert(0, choices("checks", "Done now", options))
    if true:
        names = {**TICKS, VISIT: "First visit booked"}
        options = [(name, names[name]) for name in true]
        asked.append(choices("undo", "Not true after all", options))
    return tuple(asked)


def first_visit(hours: OpeningHours) -> Question:
    """The day of the first visit, with or without an hour, while service is open."""

    def read(value: Value, reading: Reading) -> Visit:
        visit = _read_visit(typed(value), reading.now, hours)
        if visit.at is None and not hours.opens_on(visit.on) and _ROUGHLY.search(typed(value)):
            moved = hours.next_open_day(visit.on)
            reading.notes.append(
                f"Service is closed on {say_day(visit.on)}, so this means {say_day(moved)}."
            )
            visit = Visit(moved)
        if not hours.opens_on(visit.on):
            raise Unreadable(f"Service is closed on {say_day(visit.on)}. Pick another day.")
        if visit.at and not hours.is_open(visit.at):
            raise Unreadable(f"Service is closed at that hour on {say_day(visit.on)}.")
        return visit

    field = Field(
        VISIT,
        "First visit booked for",
        Kind.TIME,
        hint="The hand-off is not done without it.",
        example="Dec 15 9am, in 6 months",
        longest=60,
    )
    return Question(field, read)


NEW_VISIT = "new_visit"


def new_visit(hours: OpeningHours) -> Question:
    """The visit that takes the place of one to which nobody came, if there is one already."""
    visit = first_visit(hours)
    field = replace(visit.field, name=NEW_VISIT, label="New date", hint="Empty: there is none yet.")
    return replace(visit, field=field)


def _read_visit(words_: str, now: datetime, hours: OpeningHours) -> Visit:
    try:
        return Visit(read_day(words_, now, hours))
    except NotATime:
        pass
    try:
        at = read_time(words_, now, hours).at
    except NotATime as problem:
        raise Unreadable(str(problem)) from None
    return Visit(hours.local_day(at), at)


LATER = (
    moment(
        "time",
        "When is the introduction",
        required=True,
        example="tomorrow 9am",
        hint="When service is open. It becomes the due time.",
    ),
)

WITHDRAWN = "withdrawn"


def new_promise(days: int) -> tuple[Question, ...]:
    """Something owed, with who takes care of it and by when."""
    return (
        words("what", "What is owed", required=True, example="second key", longest=LONGEST_PROMISE),
        person("owner", "Who takes care of it", hint="Empty: you."),
        moment("by", "By when", hint=f"Empty: {days} days after the delivery, at closing."),
    )


def changed_promise() -> tuple[Question, ...]:
    """The same of a promise that was made before, which may turn out not to be owed."""
    return (
        words("what", "What is owed", required=True, longest=LONGEST_PROMISE),
        person("owner", "Who takes care of it", required=True),
        moment("by", "By when", required=True),
        choices("gone", "Or else", ((WITHDRAWN, "It is not owed after all"),)),
    )


def pick_promise(promises: Sequence[tuple[str, str]]) -> tuple[Question, ...]:
    """Which promises were kept, given as (value, words). One alone needs no question."""
    if len(promises) < 2:
        return ()
    return (choices("promises", "What was kept", promises, required=True),)
