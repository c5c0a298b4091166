"""The first leg: stores, items, history, parts requests, leads, hand-offs, the outbox."""

from __future__ import annotations

from alembic import op

from bot.store import handoffs, leads, outbox, parts, stores  # noqa: F401
from bot.store.tables import Table

revision = "0001"
down_revision = None


def upgrade() -> None:
    Table.metadata.create_all(op.get_bind())


def downgrade() -> None:
    Table.metadata.drop_all(op.get_bind())
