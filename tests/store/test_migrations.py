"""The migrations make the tables that the code expects, and guard the history."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.chat.address import Person
from bot.store import (  # noqa: F401  # Their tables.
    actions,
    channels,
    digests,
    handoffs,
    items,
    leads,
    meetings,
    outbox,
    parts,
    schedules,
    stores,
)
from bot.store.engine import Database
from bot.store.migrate import newest, upgrade
from bot.store.tables import Table


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    upgrade(opened)
    yield opened
    opened.close()


def test_a_migrated_database_has_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    upgrade(database)
    with database.transaction() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == newest()


def test_a_line_of_history_cannot_be_changed(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(
            Table.metadata.tables["workspaces"].insert(),
            {"id": 1, "platform": "slack", "external_id": "T1", "name": "", "revision": 1},
        )
        connection.execute(
            Table.metadata.tables["stores"].insert(),
            {"id": 2, "workspace_id": 1, "name": "Lakeside", "zone": "America/Chicago"},
        )
        now = datetime(2026, 11, 23, 16, tzinfo=UTC)
        connection.execute(Table.metadata.tables["items"].insert(), _item(now))
        line = {"id": 4, "item_id": 3, "at": now, "step": "open", "words": []}
        connection.execute(
            Table.metadata.tables["history"].insert(), {**line, "before": {}, "after": {}}
        )
    with (
        pytest.raises(DBAPIError, match="never changed"),
        database.engine.begin() as connection,
    ):
        connection.execute(text("UPDATE history SET step = 'cancel'"))


def _item(now: datetime) -> dict[str, object]:
    return {
        "id": 3,
        "store_id": 2,
        "workflow": "parts",
        "number": 1,
        "label": "P-1",
        "state": "new",
        "priority": "normal",
        "requester": Person("slack", "U1"),
        "from_department": "service",
        "to_department": "parts",
        "due_at": now,
        "subject": "1× oil filter",
        "created_at": now,
        "changed_at": now,
        "version": 1,
    }
