"""Puts SQLite's commits on the disk, many at once."""

from __future__ import annotations

import os
import threading

from sqlalchemy.exc import OperationalError


class WriteAheadLog:
    """The log beside a SQLite file, into which every commit is written first.

    SQLite would put it on the disk within each commit, while the next writer waits. Here the next
    one goes on meanwhile, and whoever waits for the disk takes with him all that was committed
    until then: a crowd waits once, not one after the other. SQLite itself sees to the disk before
    it moves the log's content into the file, so that what is settled here stays settled.

    `path` is empty where there is no log: in memory, and on PostgreSQL.
    """

    def __init__(self) -> None:
        self.path = ""
        self._settling = threading.Lock()
        self._committed = 0
        self._settled = 0

    def committed(self) -> int:
        """Counts a commit. Called by one writer at a time."""
        self._committed += 1
        return self._committed

    def settle(self, commit: int) -> None:
        """Returns when that commit survives a power cut. Raises `OperationalError` when the disk
        refuses."""
        with self._settling:
            if not self.path or self._settled >= commit:
                return
            reached = self._committed
            try:
                _sync(self.path)
            except OSError as trouble:
                raise OperationalError("fdatasync", None, trouble) from trouble
            self._settled = reached


def _sync(path: str) -> None:
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        # SQLite removes the log after it has put all of it into the file.
        return
    try:
        # macOS has only the slower one.
        getattr(os, "fdatasync", os.fsync)(file)
    finally:
        os.close(file)
