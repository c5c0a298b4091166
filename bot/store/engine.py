"""The database: one short transaction at a time on SQLite, many on PostgreSQL.

SQLite is the embedded default. It allows one writer, so writers queue on a lock in the process
(with 16 writers the slowest percentile is twenty times quicker than with SQLite's own waiting),
and one process, which a lock on a file beside the database holds.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot.store.wal import WriteAheadLog


class DatabaseTrouble(Exception):
    """The database cannot be used. The message is one plain sentence for whoever runs Baton."""


class Database:
    """An engine and the way to open a transaction on it.

    Raises `DatabaseTrouble` when the address cannot be read, or when another process already
    holds the same SQLite file.
    """

    def __init__(self, address: str) -> None:
        url = _read(address)
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._lock_file: int | None = None
        self._writing = threading.Lock() if self.is_sqlite else nullcontext()
        self._log = WriteAheadLog()
        self.engine = _sqlite(url, self._log) if self.is_sqlite else _postgresql(url)
        self._reader = self.engine.execution_options(reading=True)
        self._url = url

    def hold(self) -> None:
        """Keeps other processes off the same SQLite file until `close`. Nothing on PostgreSQL.

        Raises `DatabaseTrouble` when another process has it.
        """
        name = self._url.database
        if not self.is_sqlite or not name or name == ":memory:" or self._lock_file is not None:
            return
        path = Path(name)
        try:
            lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as problem:
            raise DatabaseTrouble(
                f"DATABASE_URL names the file {path}, and Baton cannot write beside it: "
                f"{problem.strerror}."
            ) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise DatabaseTrouble(
                f"Another Baton already runs on {path}. SQLite serves one process: stop the other, "
                "or set DATABASE_URL to a PostgreSQL database to run several."
            ) from None
        self._lock_file = lock

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed and on the disk at the end, or rolled back on any
        error."""
        with self._writing:
            with self.engine.begin() as connection, _session(connection) as session:
                yield session
                session.flush()
            mine = self._log.committed()
        self._log.settle(mine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only. On SQLite it waits for no writer, and no writer for it."""
        with self._reader.begin() as connection, _session(connection) as session:
            yield session

    def check(self) -> None:
        """Asks the database something. Raises `DatabaseTrouble` with the reason when it does not
        answer."""
        try:
            with self._reader.connect() as connection:
                connection.execute(text("SELECT 1 FROM workspaces LIMIT 1"))
        except DBAPIError as problem:
            raise DatabaseTrouble(f"The database does not answer: {_first_line(problem)}") from None

    def close(self) -> None:
        """Lets go of all connections and of the file."""
        self.engine.dispose()
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None


def is_down(trouble: Exception) -> bool:
    """Whether it is the database that is not well, and not what was written or read."""
    if not isinstance(trouble, DBAPIError):
        return False
    return trouble.connection_invalidated or isinstance(trouble, OperationalError | InterfaceError)


def _session(connection: Connection) -> Session:
    return Session(connection, autoflush=False, expire_on_commit=False)


def _first_line(problem: DBAPIError) -> str:
    return str(problem.orig).strip().splitlines()[0][:200] if str(problem.orig).strip() else "?"


def _read(address: str) -> URL:
    """The address, with the driver that Baton comes with: providers hand out `postgres://` and
    `postgresql://`. Raises `DatabaseTrouble`."""
    try:
        url = make_url(address)
    except ArgumentError:
        url = None
    kind = url.get_backend_name() if url else ""
    if url and kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url and kind == "sqlite":
        return url
    raise DatabaseTrouble(
        "DATABASE_URL is not the address of a database that Baton knows. Write it like "
        "sqlite:///baton.sqlite3 or postgresql+psycopg://user:password@host/baton."
    )


def _sqlite(url: URL, log: WriteAheadLog) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        """WAL, so that readers do not wait, with the log put on the disk after each commit."""
        connection.isolation_level = None
        for pragma in (
            "synchronous=FULL",
            "busy_timeout=30000",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-65536",
        ):
            connection.execute(f"PRAGMA {pragma}")
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        if mode == "wal":
            _, _, file = connection.execute("PRAGMA database_list").fetchone()
            log.path = f"{file}-wal"
            connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        """Takes the write lock at once, unless for reading: a transaction that turns into a writer
        later can fail."""
        reading = connection.get_execution_options().get("reading")
        connection.connection.execute("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: URL) -> Engine:
    return create_engine(url, pool_size=20, max_overflow=20, connect_args={"connect_timeout": 5})
