"""People's names in channels: whoever is mentioned there in Slack's own way is also notified, and
Baton pings nobody for what is not his to act on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from slack_sdk.web import WebClient

from bot.chat.address import Person
from bot.chat.text import Span, Text

KNOWN_SECONDS = 12 * 3600
"""How long a name is kept: people marry, but not every day."""
UNKNOWN_SECONDS = 300
"""How long a name that could not be had is not asked for again."""
MOST = 10_000
MOST_SECONDS = 5.0
"""How long one message waits for names: it belongs to this process only for a minute."""


class Names:
    """The workspace's names, asked for once. Safe to use from several threads."""

    def __init__(self, client: WebClient, now: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._now = now
        self._known: dict[str, tuple[float, str]] = {}
        self._lock = threading.Lock()

    def speller(self) -> Callable[[Text], Text]:
        """What writes out the texts of one message, with names in the place of mentions. A name
        that Slack does not give, or not in time, stays a mention: better a ping than nobody."""
        ends = self._now() + MOST_SECONDS
        return lambda words: tuple(self._spelled(span, ends) for span in words)

    def _spelled(self, span: Span, ends: float) -> Span:
        return (self._name(span.id, ends) or span) if isinstance(span, Person) else span

    def _name(self, user: str, ends: float) -> str:
        now = self._now()
        until, name = self._known.get(user, (0.0, ""))
        if now < until or now >= ends:
            return name
        name = self._ask(user)
        with self._lock:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[user] = (now + (KNOWN_SECONDS if name else UNKNOWN_SECONDS), name)
        return name

    def _ask(self, user: str) -> str:
        try:
            found = self._client.users_info(user=user)["user"]
            profile = found.get("profile") or {}
            names = (profile.get("display_name"), found.get("real_name"), found.get("name"))
        except Exception:
            return ""
        return next((name.strip() for name in names if isinstance(name, str) and name.strip()), "")
