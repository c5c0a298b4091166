"""Tells whoever wants to know what happened, in order, so that a page or a test need not poll."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from sandbox.model import Change, ChangeKind, Json

Subscriber = Callable[[Change], None]
T = TypeVar("T")

_log = logging.getLogger(__name__)
# A predicate may look at things outside the workspace, which wake nobody here.
_LOOK_AGAIN_SECONDS = 0.05


class Feed:
    """The changes of one workspace, numbered from 1.

    Subscribers are called under the workspace's lock: quickly, and in order. They hand over to
    their own thread or loop and come back; they never wait for anything.
    """

    def __init__(self, lock: threading.RLock) -> None:
        """Share the workspace's lock."""
        self._changed = threading.Condition(lock)
        self._subscribers: list[Subscriber] = []
        self.seq = 0

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call `callback` with every change from now on; returns what ends it."""
        with self._changed:
            self._subscribers.append(callback)

        def unsubscribe() -> None:
            with self._changed:
                if callback in self._subscribers:
                    self._subscribers.remove(callback)

        return unsubscribe

    def emit(
        self,
        kind: ChangeKind,
        *,
        channel: str | None = None,
        ts: str | None = None,
        user: str | None = None,
        view: str | None = None,
        detail: Json | None = None,
    ) -> Change:
        """Number a change and tell everybody."""
        with self._changed:
            self.seq += 1
            change = Change(self.seq, kind, channel, ts, user, view, detail or {})
            for subscriber in tuple(self._subscribers):
                try:
                    subscriber(change)
                except Exception:
                    # One broken page must not stop the workspace for everybody else.
                    _log.exception("A subscriber failed on change %s", change.seq)
            self._changed.notify_all()
            return change

    def wait_for(self, look: Callable[[], T], timeout: float) -> T:
        """Wait until `look` returns something true, and return it; TimeoutError after `timeout`."""
        deadline = time.monotonic() + timeout
        while True:
            seen = self.seq
            # The lock is not held here: what is asked may need the workspace from other threads.
            if found := look():
                return found
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"it did not happen within {timeout:g} s")
            with self._changed:
                if self.seq == seen:
                    self._changed.wait(min(left, _LOOK_AGAIN_SECONDS))
