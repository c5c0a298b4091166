"""What follows when a channel cannot be written to: the managers of the stores that use it hear
once which one it is, what it is used for, and how to mend it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat.address import Channel, Person
from bot.chat.text import Text, text
from bot.services import outgoing
from bot.services.work import UnitOfWork
from bot.store.channels import BrokenChannelRow
from bot.store.directory import StoreInfo
from bot.store.schedules import ScheduleRow

_WHY = {
    "is_archived": "it is archived",
    "channel_not_found": "it was deleted, or it is private and Baton is not in it",
    "not_in_channel": "Baton is not in it and may not join by itself",
}
_MEND = {"is_archived": "unarchive it"}
_INVITE = "invite Baton there"


@dataclass(frozen=True, slots=True)
class _Use:
    """What a store needs a channel for, and the command that chooses another."""

    store: StoreInfo
    what: str
    set_up_with: str


def channel_broke(work: UnitOfWork, lane: str, code: str) -> None:
    """Notes that a channel broke, and tells those who can mend it, once."""
    channel = _channel(lane)
    if channel is None or _row(work.session, work.directory.workspace_id, channel):
        return
    work.session.add(
        BrokenChannelRow(
            workspace_id=work.directory.workspace_id,
            channel=channel,
            code=code[:80],
            since=work.now,
        )
    )
    heard: dict[Person, list[_Use]] = {}
    for use in _uses(work, channel):
        for manager in use.store.all_managers:
            heard.setdefault(manager, []).append(use)
    for manager, uses in heard.items():
        what = " and ".join(dict.fromkeys(use.what for use in uses))
        commands = " or ".join(dict.fromkeys(use.set_up_with for use in uses))
        words = text(
            "I cannot post to ",
            channel,
            f", where {what}: {_WHY.get(code, code)}. What waits goes out as soon as it works "
            f"again, unless it is out of date by then. To mend it, {_MEND.get(code, _INVITE)} or "
            f"choose another channel with {commands}.",
        )
        outgoing.tell(work, manager, words)


def channel_works(work: UnitOfWork, lane: str) -> None:
    """Notes that a channel can be written to again. When it breaks once more, that is news."""
    channel = _channel(lane)
    row = _row(work.session, work.directory.workspace_id, channel) if channel else None
    if row is not None:
        work.session.delete(row)


def is_broken(session: Session, workspace_id: int, lane: str) -> bool:
    """Whether the channel could not be written to the last time."""
    channel = _channel(lane)
    return channel is not None and _row(session, workspace_id, channel) is not None


def broken_now(work: UnitOfWork, store_ids: Collection[int]) -> list[Text]:
    """Each channel that these stores need and that cannot be written to, with how to mend it."""
    rows = work.session.scalars(
        select(BrokenChannelRow)
        .where(BrokenChannelRow.workspace_id == work.directory.workspace_id)
        .order_by(BrokenChannelRow.since, BrokenChannelRow.channel)
    )
    found = []
    for row in rows:
        uses = [use for use in _uses(work, row.channel) if use.store.id in store_ids]
        if uses:
            what = " and ".join(dict.fromkeys(use.what for use in uses))
            why = f", where {what}: {_WHY.get(row.code, row.code)}. Mend it with "
            found.append(text("I cannot post to ", row.channel, why, uses[0].set_up_with, "."))
    return found


def _uses(work: UnitOfWork, channel: Channel) -> Iterator[_Use]:
    """What the workspace's stores need the channel for."""
    for store in work.directory.stores:
        for department, info in store.departments.items():
            if info.channel == channel:
                what = f"{department.label} reads its cards"
                yield _Use(store, what, "/baton setup")
    rows = work.session.scalars(
        select(ScheduleRow)
        .where(
            ScheduleRow.workspace_id == work.directory.workspace_id,
            ScheduleRow.channel == channel,
        )
        .order_by(ScheduleRow.name)
    )
    for row in rows:
        if store_of := work.directory.store(row.store_id):
            yield _Use(store_of, f"{row.title} is posted", row.set_up_with)


def _row(session: Session, workspace_id: int, channel: Channel) -> BrokenChannelRow | None:
    return session.get(BrokenChannelRow, (workspace_id, channel))


def _channel(lane: str) -> Channel | None:
    try:
        return Channel.read(lane)
    except ValueError:
        return None
