"""Series of meetings: the two that every store begins with, and what managers make of them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.address import Channel, Person
from bot.services.problems import NoSuchMeeting
from bot.services.work import UnitOfWork
from bot.store.directory import StoreInfo, mark_changed
from bot.store.meetings import SeriesRow, find_series_row, make_series, series_of
from bot.workflows.departments import Department
from bot.workflows.meeting import MINUTES_BEFORE, MOST_SERIES, QUESTIONS, SeriesKind
from bot.workflows.questions import BadAnswers

WEDNESDAY = 2
NINE = 9 * 60


@dataclass(frozen=True, slots=True)
class SeriesSetup:
    """What a series is to look like. Minutes count from midnight, Monday is 0."""

    name: str
    kind: SeriesKind
    days: tuple[int, ...]
    minute: int
    departments: tuple[Department, ...]
    minutes_before: int = MINUTES_BEFORE
    channel: Channel | None = None
    host: Person | None = None
    questions: tuple[str, ...] = QUESTIONS
    is_on: bool = True


def ensure_examples(work: UnitOfWork) -> None:
    """Gives every store that has no series yet the two that a store begins with: the shift huddle
    of service, and the weekly meeting of all managers."""
    stores = {store.id: store for store in work.directory.stores}
    for row in series_of(work.session, list(stores)):
        stores.pop(row.store_id, None)
    for store in stores.values():
        for example in _examples(store):
            make_series(work.session, id=work.id(), store_id=store.id, **_columns(example))


def _examples(store: StoreInfo) -> tuple[SeriesSetup, SeriesSetup]:
    week = store.hours(Department.SERVICE).week
    opens = min(shifts[0].minutes[0] for shifts in week if shifts)
    return (
        SeriesSetup(
            "Shift huddle",
            SeriesKind.SHIFT,
            tuple(day for day, shifts in enumerate(week) if shifts),
            opens,
            (Department.SERVICE,),
        ),
        SeriesSetup("Joint meeting", SeriesKind.JOINT, (WEDNESDAY,), NINE, tuple(Department)),
    )


def save_series(
    work: UnitOfWork, store: StoreInfo, setup: SeriesSetup, series_id: int = 0
) -> SeriesRow:
    """Changes a series, or adds one. Raises `BadAnswers` for a name that is taken, and for too many
    series; `NoSuchMeeting` for a series of another store."""
    rows = {row.id: row for row in series_of(work.session, [store.id])}
    if any(row.name == setup.name and row.id != series_id for row in rows.values()):
        raise BadAnswers({"name": "There is a meeting of that name. Choose another name."})
    if series_id and series_id not in rows:
        raise NoSuchMeeting
    if not series_id and len(rows) >= MOST_SERIES:
        raise BadAnswers({"name": f"A store has up to {MOST_SERIES} meetings. Change an old one."})
    row = rows.get(series_id) or SeriesRow(id=work.id(), store_id=store.id)
    for name, value in _columns(setup).items():
        setattr(row, name, value)
    work.session.add(row)
    work.session.flush()
    mark_changed(work.session, store.workspace_id)
    return row


def find_series(work: UnitOfWork, series_id: int) -> tuple[SeriesRow, StoreInfo]:
    """A series of this workspace, and its store. Raises `NoSuchMeeting`."""
    row = find_series_row(work.session, series_id)
    store = work.directory.store(row.store_id) if row else None
    if row is None or store is None:
        raise NoSuchMeeting
    return row, store


def _columns(setup: SeriesSetup) -> dict[str, object]:
    return {
        "name": setup.name,
        "kind": setup.kind.value,
        "days": list(setup.days),
        "minute": setup.minute,
        "minutes_before": setup.minutes_before,
        "channel": setup.channel,
        "departments": [each.value for each in setup.departments],
        "host": setup.host,
        "questions": list(setup.questions),
        "is_on": setup.is_on,
    }
