"""What the clock will do, for whoever runs Baton: beside a running one, or while it is stopped.

Nothing is posted. A Baton that is stopped does not know yet what was set up since, so schedules are
brought in line first, as a running one does at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.chat.card import Content, rewrite
from bot.chat.plain import address, in_plain_lines
from bot.chat.slack.transport import SlackTransport
from bot.chat.text import Text, plain
from bot.chat.transport import TransportError
from bot.clock import Clock, SystemClock
from bot.services.preview import Draft, preview
from bot.services.problems import Problem
from bot.services.schedules import Post, Upcoming, sync, upcoming
from bot.services.work import UnitOfWork
from bot.settings import Settings
from bot.store.directory import load_directory
from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.store.stores import WorkspaceRow
from bot.trade.vin import installed_decoder
from jobs import SCHEDULES
from jobs.schedules import ScheduleKind

HEADER = ("name", "what", "store", "next", "last")
NOTHING = "Nothing is scheduled. /baton setup and /meeting setup in Slack change that."
_NEAR = 3

T = TypeVar("T")


class NoSuchSchedule(Exception):
    """No schedule has that name. The message is a sentence with names that come near."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Where to look, at which time, for which kinds."""

    settings: Settings
    clock: Clock = field(default_factory=SystemClock)
    kinds: tuple[ScheduleKind, ...] = SCHEDULES


def schedule_table(looking: Looking) -> list[tuple[str, ...]]:
    """Every schedule in a row of words under `HEADER`, the next one first. Raises
    `DatabaseTrouble`."""

    def rows(work: UnitOfWork) -> list[tuple[str, ...]]:
        return [_row(work, each) for each in _known(work, looking)]

    return [row for found in _in_each_workspace(looking, rows) for row in found]


def schedule_preview(looking: Looking, name: str) -> str:
    """What the schedule's next slot would post and where, if it were due now. Raises
    `DatabaseTrouble` and `NoSuchSchedule`."""
    posts = {kind.name: kind.post for kind in looking.kinds}
    names: list[str] = []

    def look(work: UnitOfWork) -> _Previewed | None:
        known = {each.schedule.name: each for each in _known(work, looking)}
        names.extend(known)
        if name not in known:
            return None
        return _previewed(work, known[name], posts[known[name].schedule.kind])

    for found in _in_each_workspace(looking, look):
        if found is not None:
            return _in_words(found, _speller(looking.settings))
    near = get_close_matches(name, names, n=_NEAR, cutoff=0.3) or sorted(names)[:_NEAR]
    raise NoSuchSchedule(
        f"No schedule is named {name!r}. Near it are: {', '.join(near)}." if near else NOTHING
    )


def _known(work: UnitOfWork, looking: Looking) -> list[Upcoming]:
    kinds = {kind.name for kind in looking.kinds}
    return [each for each in upcoming(work) if each.schedule.kind in kinds]


def _in_each_workspace(looking: Looking, do: Callable[[UnitOfWork], T]) -> list[T]:
    database = Database(looking.settings.database_url.get_secret_value())
    try:
        upgrade(database)
        with database.reading() as session:
            ids = session.scalars(select(WorkspaceRow.id)).all()
        return [_in_workspace(database, id_, looking, do) for id_ in ids]
    finally:
        database.close()


def _in_workspace(
    database: Database, workspace_id: int, looking: Looking, do: Callable[[UnitOfWork], T]
) -> T:
    with database.transaction() as session:
        directory = load_directory(session, session.get_one(WorkspaceRow, workspace_id))
        work = UnitOfWork(session, looking.clock.now(), directory, installed_decoder())
        for kind in looking.kinds:
            sync(work, kind.name, kind.wanted(work))
        return do(work)


def _row(work: UnitOfWork, each: Upcoming) -> tuple[str, ...]:
    zone = each.schedule.timetable.zone
    store = work.directory.store(each.schedule.store_id)
    due = _local(each.at, zone) if each.at else "no day in sight"
    if each.at and each.at <= work.now:
        due += " (due)"
    last = "not yet"
    if each.last is not None:
        note = f" ({each.last.note})" if each.last.note else ""
        last = f"{each.last.outcome}{note} {_local(each.last.done_at, zone)}"
    return each.schedule.name, each.schedule.title, store.name if store else "", due, last


def _local(at: datetime, zone: ZoneInfo) -> str:
    """A moment on the wall with its zone: "Tue Nov 24 2026, 7:00 AM CST"."""
    there = at.astimezone(zone)
    hour = there.strftime("%I:%M %p").lstrip("0")
    return f"{there:%a %b} {there.day} {there.year}, {hour} {there.tzname()}"


@dataclass(frozen=True, slots=True)
class _Previewed:
    head: str
    drafts: tuple[Draft, ...] = ()
    instead: Text = ("There would be nothing to say.",)


def _previewed(work: UnitOfWork, each: Upcoming, post: Post) -> _Previewed:
    zone = each.schedule.timetable.zone
    slot = each.slot or work.now.astimezone(zone).date()
    due = _local(each.schedule.timetable.instant(slot), zone)
    head = f"{each.schedule.title}, {due}. Nothing was posted."
    try:
        return _Previewed(head, tuple(preview(work, each.schedule, slot, post)))
    except Problem as problem:
        return _Previewed(head, (), ("It could not be posted: ", *problem.words))


def _in_words(found: _Previewed, spelled: Callable[[Content], Content]) -> str:
    """Outside of any transaction: the names are Slack's to tell."""
    drafts = [_drafted(draft, spelled) for draft in found.drafts]
    return "\n\n".join([found.head, *(drafts or [plain(found.instead, address)])])


def _drafted(draft: Draft, spelled: Callable[[Content], Content]) -> str:
    where = f"To {address(draft.where)}{', in the thread' if draft.in_thread else ''}:"
    return f"{where}\n{in_plain_lines(spelled(draft.content))}"


def _speller(settings: Settings) -> Callable[[Content], Content]:
    """Puts people's names in the place of their ids, if there is a token and Slack answers."""
    if settings.slack_bot_token is None:
        return lambda content: content
    slack = SlackTransport(settings.bot_token(), settings.slack_api_url)
    try:
        slack.identify()
    except TransportError:
        return lambda content: content
    return lambda content: rewrite(content, slack.spell_out)
