"""How a platform's requests come in over HTTP, whatever the web server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP."""

    status: int
    body: bytes = b""
    content_type: bytes = b"text/plain; charset=utf-8"


class Door(Protocol):
    """One platform's way in. It settles who is there before it reads what he brings."""

    def judge(
        self, headers: Iterable[tuple[bytes, bytes]], body: bytes
    ) -> Answer | Callable[[], Answer]:
        """An answer given at once, or work that may wait for a database and needs a thread.

        Called on the event loop, so it must be quick. Header names come in lower case.
        """


def refusal(status: int, reason: str) -> Answer:
    """A sentence that says why not, as JSON."""
    return Answer(status, json.dumps({"error": reason}).encode(), b"application/json")
