"""What follows when a department's channel cannot be written to: a manager hears which one."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.chat.address import Channel
from bot.chat.text import Text, text
from bot.services import outgoing
from bot.services.work import UnitOfWork
from bot.store.directory import mark_changed
from bot.store.stores import StoreDepartmentRow
from bot.workflows.departments import Department

_WHY = {
    "is_archived": "it is archived",
    "channel_not_found": "it was deleted, or it is private and Baton is not in it",
    "not_in_channel": "Baton is not in it and may not join by itself",
}


def channel_broke(work: UnitOfWork, lane: str, code: str) -> None:
    """Tells the store's managers once which channel broke, why, and how to mend it."""
    for row in _rows(work.session, lane):
        if row.broken:
            continue
        row.broken = code[:80]
        store = work.directory.store(row.store_id)
        label = Department(row.department).label
        words: Text = text(
            "I cannot post to ",
            Channel.read(lane),
            f", where {label} reads its cards: {_WHY.get(code, code)}. They are kept and go out as "
            "soon as it works again. To mend it, invite Baton there or choose another channel with "
            "/baton setup.",
        )
        for manager in store.all_managers if store else ():
            outgoing.tell(work, manager, words)
        mark_changed(work.session, work.directory.workspace_id)


def channel_works(work: UnitOfWork, lane: str) -> None:
    """Notes that a channel can be written to again."""
    for row in _rows(work.session, lane):
        if row.broken:
            work.session.execute(
                update(StoreDepartmentRow)
                .where(
                    StoreDepartmentRow.store_id == row.store_id,
                    StoreDepartmentRow.department == row.department,
                )
                .values(broken="")
            )
            mark_changed(work.session, work.directory.workspace_id)


def is_broken(session: Session, lane: str) -> bool:
    """Whether the channel could not be written to the last time."""
    return any(row.broken for row in _rows(session, lane))


def _rows(session: Session, lane: str) -> list[StoreDepartmentRow]:
    try:
        channel = Channel.read(lane)
    except ValueError:
        return []
    return list(
        session.scalars(select(StoreDepartmentRow).where(StoreDepartmentRow.channel == channel))
    )
