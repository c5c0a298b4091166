"""Remembers what was drawn before. A card that did not change is not drawn again for every window
at every change beside it, which would cost a long channel its liveliness."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """The last so many drawings, by everything that they depend on."""

    def __init__(self, most: int) -> None:
        """Keep the `most` that were last asked for."""
        self._most = most
        self._known: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, draw: Callable[[], T]) -> T:
        """What was drawn for this key, or else what `draw` makes now."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        drawn = draw()
        with self._lock:
            self._known[key] = drawn
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return drawn
