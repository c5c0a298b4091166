"""What follows when somebody leaves: nothing of his may be forgotten."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select, update

from bot.chat.address import Person
from bot.chat.text import join, text
from bot.services import outgoing
from bot.services.history import record
from bot.services.registry import PRACTICES, practice_of
from bot.services.steps import settle
from bot.services.work import Place, UnitOfWork
from bot.store.directory import mark_changed
from bot.store.items import Item
from bot.store.load import load_item
from bot.store.stores import GeneralManagerRow, MemberRow, StoreDepartmentRow
from bot.workflows.departments import Actor


def helped_by(work: UnitOfWork, store_ids: Collection[int], person: Person) -> set[int]:
    """The open items in which somebody has a part although another may have the item."""
    return {
        item_id
        for practice in PRACTICES
        for item_id in practice.helped_by(work.session, store_ids, person)
    }


def person_left(work: UnitOfWork, person: Person) -> int:
    """Puts everything the person had back into the queue, gives his part of other items to somebody
    else, and takes him off the rosters. Returns how many items changed. Done twice, it does nothing
    the second time."""
    stores = {store.id: store for store in work.directory.stores}
    had = work.session.scalars(
        select(Item.id).where(
            Item.store_id.in_(stores), Item.owner == person, Item.closed_at.is_(None)
        )
    )
    ids = sorted({*had, *helped_by(work, stores, person)})
    for item_id in ids:
        item = load_item(work.session, item_id)
        if item is None:
            continue
        practice, store = practice_of(item.workflow), stores[item.store_id]
        said = [practice.let_go(item, person, store, work)]
        if item.owner == person:
            item.owner = None
            said.append(text("put it back into the queue"))
        if not any(said):
            continue
        settle(practice, item, Place(store, Actor(person, frozenset()), None), work)
        words = text(" ", *join(" and ", said), ": ", person, " has left.")
        record(work, item, None, "left", words)
        outgoing.note_in_thread(work, item, text("Baton", *words))
        outgoing.edit_card(work, item)
    for row in (MemberRow, GeneralManagerRow):
        work.session.execute(delete(row).where(row.store_id.in_(stores), row.person == person))
    work.session.execute(
        update(StoreDepartmentRow)
        .where(StoreDepartmentRow.store_id.in_(stores), StoreDepartmentRow.backup == person)
        .values(backup=None)
    )
    mark_changed(work.session, work.directory.workspace_id)
    return len(ids)
