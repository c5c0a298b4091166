"""The least that a committed `/parts` can cost: its statements and rows, by the driver alone.

No parsing, no rules, no words, no HTTP: what remains is the database's own time on this machine.
Nobody comes below it who asks and writes the same in the same order.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.string import TextLoader
from sqlalchemy import make_url

COUNT = 300
WARM_UP = 50
STEP = 1_000
"""How far the ids of one copy lie from those of the next."""

_WRITTEN = {
    "outbox": "item_id = {item} AND kind = 'card'",
    "items": "id = {item}",
    "parts_requests": "id = {item}",
    "part_lines": "request_id = {item}",
    "history": "item_id = {item}",
    "deliveries": "at = (SELECT max(at) FROM deliveries)",
}
"""The tables in the order in which a command writes them, and where its rows are."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the command: its statement and its values by column."""

    insert: str
    values: dict[str, Any]


def floor(database_url: str) -> float:
    """The median seconds of one command's statements, commit and sync included.

    The database is one in which Baton has opened a request; its last one is written anew each time.
    """
    with closing(_connect(database_url)) as connection:
        mark = "?" if isinstance(connection, sqlite3.Connection) else "%s"
        begin = "BEGIN IMMEDIATE" if mark == "?" else "BEGIN"
        rows = list(_rows(connection.cursor(), mark))
        store = next(row.values["store_id"] for row in rows if "ro" in row.values)
        seconds = []
        for number in range(1, WARM_UP + COUNT + 1):
            copies = [_copy(row, rows, number) for row in rows]
            ro = next(row.values["ro"] for row in copies if "ro" in row.values)
            began = time.perf_counter()
            cursor = connection.cursor()
            cursor.execute(begin)
            for question, values in _questions(mark, store, ro):
                cursor.execute(question, values)
                cursor.fetchall()
            for row in copies:
                cursor.execute(row.insert, list(row.values.values()))
            cursor.execute("COMMIT")
            seconds.append(time.perf_counter() - began)
    return statistics.median(seconds[WARM_UP:])


def _connect(database_url: str) -> Any:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        connection = sqlite3.connect(url.database or "", isolation_level=None)
        for setting in ("foreign_keys=ON", "temp_store=MEMORY", "synchronous=FULL"):
            connection.execute(f"PRAGMA {setting}")
        return connection
    server = psycopg.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    )
    # A copy needs what is inside no more than the database does.
    server.adapters.register_loader("json", TextLoader)
    return server


def _rows(cursor: Any, mark: str) -> Iterator[_Row]:
    cursor.execute("SELECT max(id) FROM items")
    (item,) = cursor.fetchone()
    for table, where in _WRITTEN.items():
        cursor.execute(f"SELECT * FROM {table} WHERE {where.format(item=item)}")  # noqa: S608
        names = [column[0] for column in cursor.description]
        columns = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join([mark] * len(names))
        insert = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
        for values in cursor.fetchall():
            yield _Row(insert, dict(zip(names, values, strict=True)))


def _copy(row: _Row, rows: Sequence[_Row], number: int) -> _Row:
    """The row as another command would write it: every id, number and RO is a new one."""
    ids = {each.values["id"] for each in rows if "id" in each.values}
    new = {
        name: value + number * STEP if isinstance(value, int) and value in ids else value
        for name, value in row.values.items()
    }
    others = {"number": 10_000_000 + number, "ro": str(30_000_000 + number), "key": f"copy{number}"}
    return _Row(row.insert, {**new, **{name: others[name] for name in others if name in new}})


def _questions(mark: str, store: int, ro: str) -> list[tuple[str, list[Any]]]:
    """What a command asks before it writes: the stores' revision, its number, a duplicate."""
    return [
        ("SELECT revision FROM workspaces WHERE platform = 'slack'", []),
        (
            f"UPDATE counters SET last = last + 1 WHERE store_id = {mark}"  # noqa: S608
            " AND workflow = 'parts' RETURNING last",
            [store],
        ),
        (
            "SELECT l.part_number, l.state, i.id, i.label FROM part_lines l"  # noqa: S608
            f" JOIN items i ON i.id = l.request_id WHERE l.store_id = {mark} AND l.ro = {mark}"
            " AND i.closed_at IS NULL",
            [store, ro],
        ),
    ]
