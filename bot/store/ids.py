"""Ids made before the row is written, so that rows can name each other in one flush.

An id is 63 bits: milliseconds since 1970, then 21 bits that are random in the first id of a
millisecond and counted on from there. Ids of one process therefore grow, which keeps indexes dense
and the outbox in order; nobody can tell a neighbour's id from his own.
"""

from __future__ import annotations

import secrets
import threading
from datetime import datetime

_RANDOM_BITS = 21
_lock = threading.Lock()
_last = 0


def first_id_of(at: datetime) -> int:
    """The smallest id that could have been made at that moment."""
    return int(at.timestamp() * 1000) << _RANDOM_BITS


def new_id(now: datetime) -> int:
    """A new id, greater than every id this process made before."""
    global _last  # noqa: PLW0603  # One process has one sequence; the lock keeps it.
    first = first_id_of(now)
    with _lock:
        _last = first | secrets.randbits(_RANDOM_BITS) if first > _last else _last + 1
        return _last
