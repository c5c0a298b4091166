"""People's names in channels: whoever is mentioned there in Slack's own way is also notified, and
Baton pings nobody for what is not his to act on."""

from __future__ import annotations

import threading
import time

from slack_sdk.web import WebClient

from bot.chat.address import Person
from bot.chat.text import Span, Text

KNOWN_SECONDS = 12 * 3600
"""How long a name is kept: people marry, but not every day."""
UNKNOWN_SECONDS = 300
"""How long a name that could not be had is not asked for again."""
MOST = 10_000


class Names:
    """The workspace's names, asked for once. Safe to use from several threads."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._known: dict[str, tuple[float, str]] = {}
        self._lock = threading.Lock()

    def spell_out(self, words: Text) -> Text:
        """The text with names in the place of mentions. A name that Slack does not give stays a
        mention: better a ping than nobody."""
        return tuple(self._spelled(span) for span in words)

    def _spelled(self, span: Span) -> Span:
        return (self._name(span.id) or span) if isinstance(span, Person) else span

    def _name(self, user: str) -> str:
        now = time.monotonic()
        until, name = self._known.get(user, (0.0, ""))
        if now < until:
            return name
        name = self._ask(user)
        with self._lock:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[user] = (now + (KNOWN_SECONDS if name else UNKNOWN_SECONDS), name)
        return name

    def _ask(self, user: str) -> str:
        try:
            found = self._client.users_info(user=user).get("user") or {}
        except Exception:
            return ""
        profile = found.get("profile") or {}
        for name in (profile.get("display_name"), found.get("real_name"), found.get("name")):
            if isinstance(name, str) and name.strip():
                return name.strip()
        return ""
