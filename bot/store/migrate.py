"""Brings a database to today's tables, one migration after the other."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.store.engine import Database, DatabaseTrouble

MIGRATIONS = Path(__file__).with_name("migrations")
_UPGRADE_LOCK = 4_171_771
"""The number of PostgreSQL's advisory lock under which only one process migrates."""


def upgrade(database: Database) -> None:
    """Applies the migrations that are missing. Several processes may call it at once.

    Raises `DatabaseTrouble` when the database does not answer.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with database.engine.begin() as connection:
            if not database.is_sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as problem:
        reason = str(problem.orig).strip().splitlines() or ["no reason given"]
        raise DatabaseTrouble(f"The database does not answer: {reason[0][:200]}") from None
