"""Brings a database to today's tables, one migration after the other."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.store.engine import Database, DatabaseTrouble

MIGRATIONS = Path(__file__).with_name("migrations")
_UPGRADE_LOCK = 4_171_771
"""The number of PostgreSQL's advisory lock under which only one process migrates."""


def upgrade(database: Database) -> None:
    """Applies the migrations that are missing. Several processes may call it at once.

    Raises `DatabaseTrouble` when the database does not answer, or was made by a newer Baton.
    """
    try:
        with database.engine.begin() as connection:
            if not database.is_sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})"))
            if _version(connection) != newest():
                _migrate(connection)
    except DBAPIError as problem:
        reason = str(problem.orig).strip().splitlines() or ["no reason given"]
        raise DatabaseTrouble(f"The database does not answer: {reason[0][:200]}") from None


def newest() -> str:
    """The last migration that this Baton knows. Their files are numbered."""
    files = (MIGRATIONS / "versions").glob("[0-9]*.py")
    return max(file.name.partition("_")[0] for file in files)


def _version(connection: Connection) -> str:
    """The last migration that was applied, or nothing in an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    version = str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")
    if version > newest():
        raise DatabaseTrouble(
            f"The database was made by a newer Baton (its tables are number {version}, this one "
            f"knows {newest()}). Install the newer one again."
        )
    return version


def _migrate(connection: Connection) -> None:
    # Alembic takes a sixth of the time that Baton needs to start, and is mostly not needed.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
