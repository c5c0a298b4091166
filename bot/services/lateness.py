"""Notices that time ran out: the card says so, once."""

from __future__ import annotations

from sqlalchemy import select

from bot.services import outgoing
from bot.services.work import UnitOfWork
from bot.store.items import Item

AT_ONCE = 200


def mark_late(work: UnitOfWork) -> int:
    """Marks open items whose due time has passed and redraws their cards. Returns how many. Nobody
    is pinged: the card, `/baton todo` and `/baton status` show it."""
    late = work.session.scalars(
        select(Item)
        .where(
            Item.closed_at.is_(None),
            Item.late_since.is_(None),
            Item.due_at <= work.now,
            Item.store_id.in_([store.id for store in work.directory.stores]),
        )
        .order_by(Item.due_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=Item)
    ).all()
    for item in late:
        item.late_since = item.due_at
        item.version += 1
        outgoing.edit_card(work, item)
    return len(late)
