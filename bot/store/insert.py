"""Writes new rows at once, with prepared statements.

A session's flush would first have to find out what is new and in which order it goes; whoever makes
a record knows that. It is most of the time an opened item takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table, insert, inspect
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from bot.store import tables
from bot.store.prepared import Prepared


@dataclass(frozen=True, slots=True)
class _Into:
    """One table of a record: its statement, and what its columns are when nobody says.

    Columns and attributes have the same names, so that facts can be written as they are.
    """

    statement: Prepared
    defaults: tuple[tuple[str, object], ...]

    def complete(self, facts: dict[str, Any]) -> dict[str, Any]:
        """The facts with the defaults of those that are missing, which the record then has too."""
        for name, value in self.defaults:
            facts.setdefault(name, value)
        return facts


@cache
def _tables(record: type[tables.Table]) -> tuple[_Into, ...]:
    """The record's tables, the shared one first."""
    every = [table for table in inspect(record).tables if isinstance(table, Table)]
    return tuple(_Into(Prepared(insert(each)), _defaults(each)) for each in every)


def _defaults(table: Table) -> tuple[tuple[str, object], ...]:
    return tuple(
        (column.key, column.default.arg)
        for column in table.columns
        if isinstance(column.default, ScalarElementColumnDefault)
    )


@cache
def _lists(record: type[tables.Table]) -> tuple[tuple[str, str, str], ...]:
    """The record's lists: each with the attribute of its rows that names the record's own."""
    mapper: Mapper[Any] = inspect(record)
    found = []
    for relation in mapper.relationships:
        for mine, theirs in relation.synchronize_pairs:
            key = relation.mapper.get_property_by_column(theirs).key
            found.append((relation.key, key, mapper.get_property_by_column(mine).key))
    return tuple(found)


def insert_row(session: Session, record: type[tables.Table], **values: object) -> None:
    """Writes one row of a table of its own."""
    into = _tables(record)[0]
    into.statement.run(session, into.complete(values))


def insert_record(session: Session, record: tables.Table) -> None:
    """Writes a new record and what is on its lists.

    The session does not know them: who wants to change them later in the transaction loads them.
    """
    for into in _tables(type(record)):
        into.statement.run(session, into.complete(record.__dict__))
    for name, key, mine in _lists(type(record)):
        rows: Sequence[tables.Table] = record.__dict__.get(name, ())
        for row in rows:
            setattr(row, key, getattr(record, mine))
        if rows:
            (into,) = _tables(type(rows[0]))
            into.statement.run_each(session, [into.complete(row.__dict__) for row in rows])
