"""What the clock does: keeps the schedules in line with what stores are set up to, and does each
slot once.

A slot and everything that follows from it are one transaction. The slot's row is unique, so
whoever commits first has done it: other replicas, and the same process after a crash, find it over.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.chat.text import plain
from bot.services.problems import Problem
from bot.services.work import UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.due import (
    claim_by_name,
    newest_slots,
    slot_of_message,
    slots_over,
    write_slots,
)
from bot.store.meetings import MeetingRow
from bot.store.outbox import OutboxRow, Progress
from bot.store.schedules import NAME_LENGTH, ScheduleRow, SlotRow
from bot.store.stores import WorkspaceRow
from bot.workflows.departments import Department
from bot.workflows.schedule import Closed, Occasion, Outcome, Schedule, Timetable, never_closed

log = structlog.get_logger("baton.schedules")

Post = Callable[[UnitOfWork, Occasion], int | None]
"""Puts into the outbox what an occasion is for. Answers the row of the message that says it, or
None when there was nothing to say."""

ON_TIME = timedelta(minutes=1)
"""What is done this soon after its time is not called late."""

TOO_LATE = "too late to be of use"
NOT_SENT = "it could not be sent in time"
REFUSED = "it could not be sent"
OVERTAKEN = "a newer one took its place"
_MINUTE = timedelta(minutes=1)


def sync(work: UnitOfWork, kind: str, wanted: Iterable[Schedule]) -> None:
    """Brings the schedules of one kind in line with what is wanted. A new one begins now, never in
    the past; one with a new time keeps the dates that are over. Done twice, it changes nothing the
    second time."""
    workspace_id = work.directory.workspace_id
    # Replicas follow each other, so that no two write the same new row.
    work.session.execute(
        select(WorkspaceRow.id)
        .where(WorkspaceRow.id == workspace_id)
        .with_for_update(key_share=True)
    )
    schedules = {schedule.name: schedule for schedule in wanted}
    rows = {
        row.name: row
        for row in work.session.scalars(
            select(ScheduleRow).where(
                ScheduleRow.workspace_id == workspace_id, ScheduleRow.kind == kind
            )
        )
    }
    new = [name for name in schedules if name not in rows]
    before = newest_slots(work.session, workspace_id, new) if new else {}
    for name in new:
        over = before.get(name)
        rows[name] = ScheduleRow(
            workspace_id=workspace_id, name=name, last_slot=over.slot if over else None
        )
        work.session.add(rows[name])
    for name, row in rows.items():
        if name in schedules:
            _bring_in_line(work, row, schedules[name])
        else:
            work.session.delete(row)
    work.session.flush()


def _bring_in_line(work: UnitOfWork, row: ScheduleRow, schedule: Schedule) -> None:
    row.kind = schedule.kind
    row.store_id = schedule.store_id
    row.subject = schedule.subject
    row.title = schedule.title[:NAME_LENGTH]
    row.zone = schedule.timetable.zone.key
    row.minute = schedule.timetable.minute
    row.days = "".join(str(day) for day in sorted(schedule.timetable.days))
    row.open_days_only = schedule.open_days_only
    row.most_late = schedule.most_late // _MINUTE
    row.channel = schedule.channel
    row.set_up_with = schedule.set_up_with
    # What is due already is left to `fire`, which does it or records that it was too late.
    if row.next_at is None or row.next_at > work.now:
        _look_ahead(work, row, schedule)


def _look_ahead(work: UnitOfWork, row: ScheduleRow, schedule: Schedule) -> None:
    closed = _closed(schedule, work.directory.store(schedule.store_id))
    row.next_slot = schedule.timetable.next_after(work.now, closed, row.last_slot)
    row.next_at = schedule.timetable.instant(row.next_slot) if row.next_slot else None


def fire(work: UnitOfWork, name: str, post: Post) -> Outcome | None:
    """Does what is due of the schedule of that name. None when nothing is, or another process is at
    it or has done it. Raises `DBAPIError`."""
    row = claim_by_name(work.session, work.directory.workspace_id, name, work.now)
    return fire_claimed(work, row, post) if row is not None else None


def fire_claimed(work: UnitOfWork, row: ScheduleRow, post: Post) -> Outcome | None:
    """Does what is due of a schedule that is this transaction's, and moves it on. None when nothing
    was left to do.

    After a downtime only the newest slot that is still of use is posted; the others are recorded as
    skipped. What `post` raises is recorded, and nothing of it is kept. Raises `DBAPIError`, and
    then nothing at all is kept.
    """
    if row.next_slot is None:
        return None
    workspace_id, name = work.directory.workspace_id, row.name
    schedule = schedule_of(row)
    closed = _closed(schedule, work.directory.store(schedule.store_id))
    over = slots_over(work.session, workspace_id, name, row.next_slot)
    missed = schedule.timetable.missed(row.next_slot, work.now, closed)
    slots = [slot for slot in missed if slot not in over]
    outcome = None
    if slots and _lateness(work, schedule, slots[-1]) <= schedule.most_late:
        outcome = _do(work, schedule, slots[-1], post)
        _skip(work, schedule, slots[:-1], OVERTAKEN)
    elif slots:
        outcome = Outcome.SKIPPED
        _skip(work, schedule, slots, TOO_LATE)
    row.last_slot = max([*slots, *over, *([row.last_slot] if row.last_slot else [])], default=None)
    _look_ahead(work, row, schedule)
    work.session.flush()
    return outcome


def _do(work: UnitOfWork, schedule: Schedule, slot: date, post: Post) -> Outcome:
    late = _lateness(work, schedule, slot)
    occasion = Occasion(
        schedule,
        slot,
        schedule.timetable.instant(slot),
        late if late > ON_TIME else timedelta(),
    )
    note, message_id = "", None
    try:
        with work.session.begin_nested():
            message_id = post(work, occasion)
        outcome = Outcome.NOTHING if message_id is None else Outcome.POSTED
    except DBAPIError:
        raise
    except Problem as problem:
        outcome, note = Outcome.FAILED, plain(problem.words)
    except Exception:
        reference = secrets.token_hex(3)
        outcome, note = Outcome.FAILED, f"Baton stumbled over it (reference {reference})"
        log.exception("slot_failed", schedule=schedule.kind, reference=reference)
    if outcome is Outcome.POSTED and occasion.late:
        outcome, note = Outcome.LATE, f"{_said(late)} late"
    write_slots(work.session, [_slot(work, schedule, slot, outcome, note, message_id)])
    return outcome


def _skip(work: UnitOfWork, schedule: Schedule, slots: Sequence[date], why: str) -> None:
    rows = [_slot(work, schedule, slot, Outcome.SKIPPED, why) for slot in slots]
    write_slots(work.session, rows)


def _slot(
    work: UnitOfWork,
    schedule: Schedule,
    slot: date,
    outcome: Outcome,
    note: str,
    message_id: int | None = None,
) -> dict[str, object]:
    return {
        "workspace_id": work.directory.workspace_id,
        "name": schedule.name,
        "slot": slot,
        "store_id": schedule.store_id,
        "title": schedule.title[:NAME_LENGTH],
        "due_at": schedule.timetable.instant(slot),
        "done_at": work.now,
        "outcome": outcome.value,
        "note": note[:200],
        "message_id": message_id,
    }


def not_sent(session: Session, row: OutboxRow, now: datetime) -> None:
    """A message is over and nobody read it. If a slot was posted with it, then it was not, and the
    next digests say so."""
    slot = slot_of_message(session, row)
    meeting = session.get(MeetingRow, row.meeting_id) if row.meeting_id else None
    is_replaced = meeting is not None and meeting.card_id != row.id
    if slot is not None and not is_replaced:
        refused = row.progress == Progress.FAILED
        slot.outcome = (Outcome.FAILED if refused else Outcome.SKIPPED).value
        slot.note = REFUSED if refused else NOT_SENT
        slot.done_at = now


def _lateness(work: UnitOfWork, schedule: Schedule, slot: date) -> timedelta:
    return work.now - schedule.timetable.instant(slot)


def _said(late: timedelta) -> str:
    minutes = late // _MINUTE
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


def _closed(schedule: Schedule, store: StoreInfo | None) -> Closed:
    """The days on which the schedule has no slot: those on which no department of its store opens,
    if it keeps to open days."""
    if store is None or not schedule.open_days_only:
        return never_closed
    hours = [store.hours(department) for department in Department]
    return lambda day: not any(each.opens_on(day) for each in hours)


def schedule_of(row: ScheduleRow) -> Schedule:
    """The schedule as it is set up today."""
    timetable = Timetable(ZoneInfo(row.zone), row.minute, frozenset(int(day) for day in row.days))
    return Schedule(
        row.name,
        row.kind,
        row.store_id,
        row.subject,
        row.title,
        timetable,
        row.open_days_only,
        row.most_late * _MINUTE,
        row.channel,
        row.set_up_with,
    )


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A schedule, the slot it has next (None when none is in sight), and the last that is over."""

    schedule: Schedule
    slot: date | None
    at: datetime | None
    last: SlotRow | None


def upcoming(work: UnitOfWork) -> list[Upcoming]:
    """Every schedule of the workspace, the next one first."""
    rows = work.session.scalars(
        select(ScheduleRow).where(ScheduleRow.workspace_id == work.directory.workspace_id)
    ).all()
    last = newest_slots(work.session, work.directory.workspace_id, [row.name for row in rows])
    found = [
        Upcoming(schedule_of(row), row.next_slot, row.next_at, last.get(row.name)) for row in rows
    ]
    return sorted(
        found, key=lambda each: (each.at is None, each.at or work.now, each.schedule.name)
    )


def skipped_since(work: UnitOfWork, since: datetime, store_ids: Collection[int]) -> list[SlotRow]:
    """What was not posted for these stores since that moment, or was posted by nobody because Baton
    stumbled, in the order in which it was due: a digest says so."""
    return list(
        work.session.scalars(
            select(SlotRow)
            .where(
                SlotRow.workspace_id == work.directory.workspace_id,
                SlotRow.done_at > since,
                SlotRow.store_id.in_(store_ids),
                SlotRow.outcome.in_([Outcome.SKIPPED.value, Outcome.FAILED.value]),
            )
            .order_by(SlotRow.due_at, SlotRow.name)
        )
    )
