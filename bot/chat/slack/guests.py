"""The workspace's guests: people from outside whom somebody let into a channel.

Whether somebody is one must be known before his command or click is answered, and Slack does not
say it there. So all are asked for beforehand, again every hour, and kept up to date by events,
which on several replicas only one of them hears.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk.web import WebClient

log = structlog.get_logger(__name__)

AGAIN_SECONDS = 3600.0
RETRY_SECONDS = 60.0
PAGE = 1000


class Guests:
    """Who is a guest, as far as Slack has said so yet. Safe to use from several threads."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._known: frozenset[str] = frozenset()
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    def __contains__(self, user: str) -> bool:
        return user in self._known

    def start(self) -> None:
        """Asks Slack now and every hour, in a thread of its own."""
        threading.Thread(target=self._keep_asking, name="guests", daemon=True).start()

    def stop(self) -> None:
        """Asks no more."""
        self._stopping.set()

    def learn(self) -> bool:
        """Asks Slack for everybody. Returns whether it answered; else what is known stays."""
        try:
            found = [
                str(user.get("id", ""))
                for page in self._client.users_list(limit=PAGE)
                for user in page.get("members") or []
                if _is_guest(user)
            ]
        except Exception as trouble:
            log.info("guests_unknown", why=type(trouble).__name__, then="asking again")
            return False
        with self._lock:
            self._known = frozenset(found)
        return True

    def heard(self, user: Mapping[str, Any]) -> None:
        """An event described somebody as he is now."""
        id_ = frozenset([str(user.get("id", ""))])
        with self._lock:
            self._known = self._known | id_ if _is_guest(user) else self._known - id_

    def _keep_asking(self) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            wait = AGAIN_SECONDS if self.learn() else RETRY_SECONDS


def _is_guest(user: Mapping[str, Any]) -> bool:
    return user.get("is_restricted") is True or user.get("is_ultra_restricted") is True
