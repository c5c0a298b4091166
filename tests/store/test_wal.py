"""What is committed on SQLite is on the disk before anybody hears of it."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.store.engine import Database

ADD = text("INSERT INTO notes VALUES ('one')")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    opened = Database(f"sqlite:///{tmp_path}/baton.sqlite3")
    with opened.transaction() as session:
        session.execute(text("CREATE TABLE notes (words TEXT)"))
    return opened


def watched(monkeypatch: pytest.MonkeyPatch, then: Callable[[], None]) -> list[int]:
    """The files that are put on the disk, by inode, and what else happens meanwhile."""
    synced: list[int] = []

    def sync(file: int) -> None:
        synced.append(os.fstat(file).st_ino)
        then()

    monkeypatch.setattr(os, "fdatasync", sync, raising=False)
    return synced


def test_a_commit_is_on_the_disk_when_the_transaction_ends(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = watched(monkeypatch, lambda: None)
    with database.transaction() as session:
        session.execute(ADD)
        assert synced == []
    assert synced == [(tmp_path / "baton.sqlite3-wal").stat().st_ino]


def test_nothing_is_written_for_what_failed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = watched(monkeypatch, lambda: None)
    with pytest.raises(OperationalError), database.transaction() as session:
        session.execute(text("INSERT INTO nowhere VALUES (1)"))
    assert synced == []


def test_a_crowd_waits_for_the_disk_together(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd, committed = 8, threading.Semaphore(0)

    def write(_: int) -> None:
        with database.transaction() as session:
            session.execute(ADD)
        committed.release()

    def wait_for_the_others() -> None:
        # The disk is slow: meanwhile all others commit, and none of them is told so yet.
        while len(synced) == 1 and count() < crowd:
            assert not committed.acquire(blocking=False)

    def count() -> int:
        with database.reading() as session:
            return int(session.scalar(text("SELECT count(*) FROM notes")) or 0)

    synced = watched(monkeypatch, wait_for_the_others)
    with ThreadPoolExecutor(crowd) as pool:
        list(pool.map(write, range(crowd)))
    # Who had committed and not yet counted it when the others went may need a third.
    assert 2 <= len(synced) <= 3
    assert count() == crowd


def test_a_disk_that_refuses_is_an_error_of_the_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OSError(5, "Input/output error")

    watched(monkeypatch, refuse)
    with pytest.raises(OperationalError), database.transaction() as session:
        session.execute(ADD)


def test_a_database_in_memory_has_no_log(monkeypatch: pytest.MonkeyPatch) -> None:
    synced = watched(monkeypatch, lambda: None)
    with Database("sqlite://").transaction() as session:
        session.execute(text("CREATE TABLE notes (words TEXT)"))
    assert synced == []
