"""What a schedule would post, posted by nobody.

The kind's own post runs, and what it wrote is read the way the outbox reads it; then all of it is
rolled back. So a preview cannot differ from the post.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.chat.address import Channel, Person
from bot.chat.card import Content
from bot.chat.stored import load_content
from bot.chat.text import text
from bot.parcels import Skip, pack
from bot.services.links import located
from bot.services.schedules import Post
from bot.services.work import UnitOfWork
from bot.store.directory import DirectoryCache
from bot.store.outbox import Kind, OutboxRow
from bot.workflows.schedule import Occasion, Schedule


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that would be sent: where to, and whether in the thread of the one before."""

    where: Channel | Person
    content: Content
    in_thread: bool = False


def preview(work: UnitOfWork, schedule: Schedule, slot: date, post: Post) -> list[Draft]:
    """The messages that the slot would send if it were due now, in order. Raises what the post
    raises."""
    floor = work.id()
    trial = work.session.begin_nested()
    try:
        post(work, Occasion(schedule, slot, schedule.timetable.instant(slot)))
        work.session.flush()
        rows = work.session.scalars(
            select(OutboxRow)
            .where(
                OutboxRow.workspace_id == work.directory.workspace_id,
                OutboxRow.id > floor,
                OutboxRow.created_at == work.now,
                OutboxRow.kind.not_in([Kind.EDIT.value, Kind.ANSWER.value]),
            )
            .order_by(OutboxRow.id)
        ).all()
        return [_draft(work, row) for row in rows]
    finally:
        trial.rollback()


def _draft(work: UnitOfWork, row: OutboxRow) -> Draft:
    where = Person.read(row.lane) if row.kind == Kind.DIRECT else Channel.read(row.lane)
    if row.kind == Kind.THREAD:
        # What it stands under is not posted either, so it cannot be packed.
        words = located(work.session, load_content(row.body or []))
        return Draft(where, words, in_thread=True)
    packed = pack(work.session, DirectoryCache(), row, work.now)
    if isinstance(packed, Skip):
        return Draft(where, text(f"Not sent: {packed.why}."))
    return Draft(where, packed.content)
