"""A store with a past: a million parts requests, written by the database itself.

All are of one store, done long ago but for the newest two thousand; each has its two lines, its
history and the row of its card, so that every table and every index of the command's path is big.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, create_engine, text

OPEN = 2_000
BIT = 2_097_152
"""Ids hold milliseconds above 21 bits; the past counts a millisecond for each request."""

_SERIES = {
    "sqlite": "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series"
    " WHERE n < :count) ",
    "postgresql": "WITH series AS"
    " (SELECT generate_series(CAST(1 AS BIGINT), CAST(:count AS BIGINT)) AS n) ",
}
_AT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', 1700000000 + n * 30, 'unixepoch') || '.000000'",
    "postgresql": "to_timestamp(1700000000 + n * 30)",
}
_DUE = {
    "sqlite": "'2035-01-02 12:00:00.000000'",
    "postgresql": "'2035-01-02 12:00:00+00'::timestamptz",
}
_JSON = {"sqlite": "'{json}'", "postgresql": "'{json}'::json"}


def fill(database_url: str, count: int, at: Mapping[str, str] = _AT) -> None:
    """Writes `count` requests of the only store, and counts them in its counter. `at` is when the
    n-th was asked, in each database's SQL."""
    engine = create_engine(database_url)
    kind = engine.dialect.name
    with engine.begin() as connection:
        store = connection.execute(text("SELECT id, workspace_id FROM stores")).one()
        for insert in _inserts(kind, at[kind]):
            _write(connection, _series(kind, insert), store.id, store.workspace_id, count)
        _write(
            connection,
            "INSERT INTO counters (store_id, workflow, last) VALUES (:store, 'parts', :count)",
            store.id,
            store.workspace_id,
            count,
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _series(kind: str, insert: str) -> str:
    """The rows' source stands before the INSERT on one database and after it on the other alike."""
    into, select = insert.split("\n", 1)
    return f"{into} {_SERIES[kind]}{select}"


def _write(connection: Connection, sql: str, store: int, workspace: int, count: int) -> None:
    known = {"store": store, "workspace": workspace, "count": count, "open": OPEN, "bit": BIT}
    used = {name: value for name, value in known.items() if f":{name}" in sql}
    connection.execute(text(sql), used)


def _inserts(kind: str, at: str) -> list[str]:
    due, json = _DUE[kind], _JSON[kind]
    empty, words = json.format(json="{}"), json.format(json='[" asked"]')
    is_open = "n > :count - :open"
    return [
        "INSERT INTO items (id, store_id, workflow, number, label, state, priority, requester,"
        " from_department, to_department, owner, due_at, subject, ro, customer, created_at,"
        " changed_at, closed_at, version, card_id)\n"
        f"SELECT n * :bit, :store, 'parts', n, 'P-' || n,"
        f" CASE WHEN {is_open} THEN 'claimed' ELSE 'done' END, 'normal',"
        " 'slack:U0TOM', 'service', 'parts', 'slack:U0SAM',"
        f" {due}, '2x oil filter, 1x drain plug', CAST(1000000 + n % 900000 AS VARCHAR(8)),"
        f" 'Customer ' || n, {at}, {at}, CASE WHEN {is_open} THEN NULL ELSE {at} END, 3,"
        " n * :bit + 3 FROM series",
        "INSERT INTO parts_requests (id)\nSELECT n * :bit FROM series",
        *(
            "INSERT INTO part_lines (id, request_id, store_id, ro, position, quantity,"
            " part_number, words, state)\n"
            f"SELECT n * :bit + {place}, n * :bit, :store,"
            f" CAST(1000000 + n % 900000 AS VARCHAR(8)), {place}, 1, '{number}', 'oil filter',"
            f" CASE WHEN {is_open} THEN 'asked' ELSE 'delivered' END FROM series"
            for place, number in ((0, "04152-YZZA1"), (1, "90915-YZZD4"))
        ),
        *(
            "INSERT INTO history (id, item_id, at, actor, step, words, before, after)\n"
            f"SELECT n * :bit + {place}, n * :bit, {at}, 'slack:U0SAM', '{step}', {words},"
            f" {empty}, {empty} FROM series"
            for place, step in ((1, "open"), (2, "claim"))
        ),
        "INSERT INTO outbox (id, workspace_id, kind, lane, item_id, progress, attempts, created_at,"
        " not_before, sent_at, message)\n"
        f"SELECT n * :bit + 3, :workspace, 'card', 'slack:C0PARTS', n * :bit, 'sent', 1, {at},"
        f" {at}, {at}, '1700000000.000100' FROM series",
    ]
