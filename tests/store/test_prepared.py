"""Prepared statements: values and errors are those of SQLAlchemy, and a dead connection is left."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.chat.address import Person
from bot.store.engine import Database
from bot.store.insert import insert_row
from bot.store.migrate import upgrade
from bot.store.outbox import DeliveryRow
from bot.store.prepared import Prepared
from bot.store.stores import MemberRow, StoreRow
from bot.store.tables import Table, table_of

NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    upgrade(opened)
    yield opened
    opened.close()


def _write(database: Database, *keys: str) -> None:
    with database.transaction() as session:
        for key in keys:
            insert_row(session, DeliveryRow, key=key, at=NOON)


def test_values_are_written_as_the_columns_say(database: Database) -> None:
    with database.transaction() as session:
        insert_row(session, DeliveryRow, key="one", at=NOON, answer=[["link", 7], "é"])
    with database.reading() as session:
        row = session.get_one(DeliveryRow, "one")
        assert (row.at, row.answer) == (NOON, [["link", 7], "é"])


def test_what_was_written_is_found_in_the_same_transaction(database: Database) -> None:
    keys = table_of(DeliveryRow).c
    find = Prepared(select(keys.key).where(keys.key == bindparam("wanted")))
    with database.transaction() as session:
        assert list(find.run(session, {"wanted": "one"})) == []
        insert_row(session, DeliveryRow, key="one", at=NOON)
        assert [row[0] for row in find.run(session, {"wanted": "one"})] == ["one"]


def test_an_error_is_of_sqlalchemys_kind_and_nothing_stays(database: Database) -> None:
    _write(database, "one")
    with pytest.raises(IntegrityError):
        _write(database, "two", "one")
    with database.reading() as session:
        assert session.get(DeliveryRow, "two") is None


@pytest.mark.postgres
def test_a_connection_that_died_is_not_used_again(postgres_url: str) -> None:
    database = Database(postgres_url)
    upgrade(database)
    with database.reading() as one, database.reading() as other:
        one.execute(text("SELECT 1"))
        other.execute(text("SELECT 1"))
    killer = Database(postgres_url)
    with killer.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    killer.close()
    with pytest.raises(OperationalError) as found:
        _write(database, "one")
    assert found.value.connection_invalidated
    _write(database, "one")
    database.close()


def test_a_new_record_knows_its_lists_and_no_strange_names() -> None:
    sam = MemberRow(department="parts", person=Person("slack", "U0SAM"))
    store = StoreRow(name="Lakeside Motors", members=[sam])
    assert (store.name, store.members[0].person.id) == ("Lakeside Motors", "U0SAM")
    with pytest.raises(TypeError, match="nme"):
        StoreRow(nme="Lakeside Motors")


def test_facts_are_written_by_the_names_they_have() -> None:
    for mapper in Table.registry.mappers:
        assert all(attribute.key == attribute.columns[0].key for attribute in mapper.column_attrs)
