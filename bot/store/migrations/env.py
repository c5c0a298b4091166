"""Alembic's way in: it is handed a connection by `bot.store.migrate`, inside a transaction."""

from __future__ import annotations

from alembic import context

from bot.store import channels, handoffs, leads, parts, schedules  # noqa: F401  # Their tables join the metadata.
from bot.store.tables import Table

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
