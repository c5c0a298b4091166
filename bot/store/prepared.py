"""Statements on the way of every command: made once, then run by the driver itself.

SQLAlchemy's own way of running a statement takes five times as long as SQLite takes to carry it
out. Elsewhere that does not matter; in front of an acknowledgement it is most of the wait.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Select, Update
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]


class Prepared:
    """A statement that is run often, with values for its bound parameters by name.

    Values are written as the columns' types say; what is found comes as the driver gives it, so a
    statement asks for plain numbers and words only. Errors are those of SQLAlchemy.
    """

    def __init__(self, statement: Select[Any] | Insert | Update) -> None:
        self._statement = statement
        self._made: dict[str, _Made] = {}

    def run(self, session: Session, values: Values) -> Sequence[tuple[Any, ...]]:
        """Runs it. Returns the rows it finds or returns, if it is of that kind."""
        connection, made = self._on(session)
        bound = made.bound(values)
        return _with_cursor(connection, made.sql, lambda cursor: cursor.execute(made.sql, bound))

    def run_each(self, session: Session, several: Sequence[Values]) -> None:
        """Runs it once for each set of values."""
        connection, made = self._on(session)
        bound = [made.bound(values) for values in several]
        _with_cursor(connection, made.sql, lambda cursor: cursor.executemany(made.sql, bound))

    def _on(self, session: Session) -> tuple[Connection, _Made]:
        # A savepoint begins when the session is first asked for its connection inside of it.
        # Outside of one, asking would only take time.
        connection = session.connection() if session.in_nested_transaction() else session.bind
        assert isinstance(connection, Connection)  # noqa: S101  # `Database` opens every session on one.
        return connection, self._made.get(connection.dialect.name) or self._make(connection.dialect)

    def _make(self, dialect: Dialect) -> _Made:
        made = self._made[dialect.name] = _Made(self._statement, dialect)
        return made


def _with_cursor(
    connection: Connection, sql: str, do: Callable[[DBAPICursor], object]
) -> Sequence[tuple[Any, ...]]:
    cursor = connection.connection.cursor()
    try:
        do(cursor)
        return cursor.fetchall() if cursor.description else ()
    except connection.dialect.loaded_dbapi.Error as error:
        # SQLAlchemy explains it as it explains its own, and forgets a connection that died.
        connection._handle_dbapi_exception(error, sql, None, cursor, None)
    finally:
        cursor.close()


class _Made:
    """A statement as one kind of database takes it."""

    def __init__(self, statement: Select[Any] | Insert | Update, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101  # Every statement's compiler is one.
        self.sql = compiled.string
        self._names = None if dialect.positional else list(compiled.binds)
        self._parameters = [
            (name, compiled.binds[name].value, _writer(compiled, name, dialect))
            for name in self._names or compiled.positiontup or ()
        ]

    def bound(self, values: Values) -> Any:
        """The values as the driver takes them: in the order of the statement's marks, or by name.

        A parameter without a value has the one that the statement itself gives it, or is NULL.
        """
        ready = [
            value if (value := values.get(name, own)) is None or write is None else write(value)
            for name, own, write in self._parameters
        ]
        return dict(zip(self._names, ready, strict=True)) if self._names else ready


def _writer(compiled: SQLCompiler, name: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    return compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
