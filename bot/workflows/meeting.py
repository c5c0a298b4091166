"""Shift meetings: ten minutes, standing, and the agenda has written itself.

A good shift meeting takes 10 to 15 minutes, standing, all roles, in the shop (Ward's,
fixedopsnow.com). Everyone may look in: each has a guest of the day from another department.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from bot.trade.words import as_keyed
from bot.workflows.departments import Department
from bot.workflows.schedule import Closed, Timetable

T = TypeVar("T")

QUESTIONS = ("Where could we be selling more?", "How could we help each other improve?")
"""What a joint meeting asks in turn, until a store writes its own."""

MINUTES_BEFORE = 30
"""How long before the start an agenda is posted, unless a series says otherwise."""

MOST_MINUTES_BEFORE = 720
CLOSES_AFTER = timedelta(hours=2)
"""So long after its start a meeting that nobody ended closes itself."""

STILL_USEFUL = timedelta(hours=1)
"""So long after the start of a meeting its agenda is still worth posting."""

GUEST_TOLD_AT = 15 * 60
"""Minutes after midnight at which the guest of the next meeting is told."""

LONGEST_WORDS = 500
"""Characters in a topic, a goal or a note."""
MOST_ENTRIES = 40
"""More topics or notes than this do not fit into one meeting."""
MOST_QUESTIONS = 20
MOST_SERIES = 12


class SeriesKind(StrEnum):
    """What a series of meetings is for."""

    SHIFT = "shift"
    """A department opens its shift, and a guest looks in."""
    JOINT = "joint"
    """The managers of all departments, with the record of who visited whom."""


class EntryKind(StrEnum):
    """What people put on an agenda, or write down in the meeting."""

    TOPIC = "topic"
    GOAL = "goal"
    CHALLENGE = "challenge"
    NOTE = "note"


OF_THE_DAY = frozenset({EntryKind.GOAL, EntryKind.CHALLENGE})
"""What a department says for a day: every agenda of the day shows it."""


class Phase(StrEnum):
    """How far a meeting is."""

    COMING = "coming"
    RUNNING = "running"
    ENDED = "ended"


def phase_of(
    starts_at: datetime, started_at: datetime | None, ended_at: datetime | None, now: datetime
) -> Phase:
    """A meeting runs from its time on, or from when somebody started it, until it is ended."""
    if ended_at is not None:
        return Phase.ENDED
    return Phase.RUNNING if started_at is not None or starts_at <= now else Phase.COMING


def next_in_turn(candidates: Iterable[T], last: Mapping[T, date]) -> T | None:
    """Whose turn it is: who never had one, else whose last was longest ago; among equals the first.

    So over any stretch nobody of an unchanged group has two turns more than another, and a
    newcomer is next once, not until he caught up.
    """
    return min(candidates, key=lambda each: last.get(each, date.min), default=None)


def next_date(
    timetable: Timetable, now: datetime, closed: Closed, held: Collection[date]
) -> date | None:
    """The date of the meeting that is coming: the first whose time is not over and that is not
    among the `held`. None when there is none in sight."""
    at, last = now, None
    while (found := timetable.next_after(at, closed, last)) is not None and found in held:
        last = found
    return found


_KIND = re.compile(r"\"?([a-z]{3,12})\"?(?:\s*[:=]\s*|\s+-\s+)", re.I)
_KINDS = tuple(each.value for each in (EntryKind.GOAL, EntryKind.CHALLENGE, EntryKind.TOPIC))
_NEARLY = 0.8
"""How much of a word is right when it is taken for the one that was meant."""


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """What somebody wants on the agenda."""

    kind: EntryKind
    words: str


def read_entry(typed: str) -> TypedEntry:
    """`goal: twelve cars` or `challenge: …`, though in haste; anything else is a topic."""
    found = _KIND.match(as_keyed(typed))
    meant = get_close_matches(found[1].lower(), _KINDS, 1, _NEARLY) if found else []
    if found is None or not meant:
        return TypedEntry(EntryKind.TOPIC, typed)
    return TypedEntry(EntryKind(meant[0]), typed[found.end() :])


def perhaps(typed: TypedEntry) -> EntryKind | None:
    """What a topic may have been meant for, when only its colon is missing."""
    first, _, rest = typed.words.partition(" ")
    meant = get_close_matches(first.lower(), _KINDS[:2], 1, _NEARLY) if rest else []
    return EntryKind(meant[0]) if meant and typed.kind is EntryKind.TOPIC else None


def visits(attended: Iterable[Department], series_of: Collection[Department]) -> bool:
    """Whether somebody of these departments is a visitor in a meeting of those."""
    mine = set(attended)
    return bool(mine) and mine.isdisjoint(series_of)
