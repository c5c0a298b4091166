"""What follows when somebody leaves: nothing of his may be forgotten."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.chat.address import Person
from bot.chat.text import text
from bot.services import outgoing
from bot.services.history import record
from bot.services.registry import practice_of
from bot.services.steps import settle
from bot.services.work import Place, UnitOfWork
from bot.store.directory import mark_changed
from bot.store.items import Item
from bot.store.load import load_item
from bot.store.stores import MemberRow
from bot.workflows.departments import Actor


def person_left(work: UnitOfWork, person: Person) -> int:
    """Puts everything the person had back into the queue and takes him off the rosters. Returns how
    many items went back. Done twice, it does nothing the second time."""
    stores = {store.id: store for store in work.directory.stores}
    ids = work.session.scalars(
        select(Item.id).where(
            Item.store_id.in_(stores), Item.owner == person, Item.closed_at.is_(None)
        )
    ).all()
    for item_id in ids:
        item = load_item(work.session, item_id)
        if item is None:
            continue
        item.owner = None
        place = Place(stores[item.store_id], Actor(person, frozenset()), None)
        settle(practice_of(item.workflow), item, place, work)
        words = text(" put it back into the queue: ", person, " has left.")
        record(work, item, None, "left", words)
        outgoing.note_in_thread(work, item, text("Baton", *words))
        outgoing.edit_card(work, item)
    work.session.execute(
        delete(MemberRow).where(MemberRow.store_id.in_(stores), MemberRow.person == person)
    )
    mark_changed(work.session, work.directory.workspace_id)
    return len(ids)
