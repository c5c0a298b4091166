"""What a renderer needs to know beside the JSON: names, the clock, where on the page it draws."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.page.render.markup import safe_href

_PERMALINK = re.compile(
    r"(?:https?://(?P<host>[^/?#]+))?"
    r"/archives/(?P<channel>[A-Z0-9]+)(?:/p(?P<ts>\d{11,20}))?/?(?:\?thread_ts=(?P<thread>\d+\.\d+)[^#]*)?"
)


@dataclass(frozen=True, slots=True)
class Member:
    """A person, or an app, as the page speaks of him."""

    name: str
    title: str = ""
    is_app: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Where an address leads. `inside` means that it stays in this workspace."""

    href: str
    inside: bool


@dataclass(frozen=True)
class Scene:
    """Everything a pure renderer may look at.

    `scope` keeps ids apart when the same message is drawn twice (in its channel and its thread).
    `hosts` are the names under which this page is reached: links to them stay inside. `errors` are
    a form's complaints by block, `state` what the person has filled in by block and action.
    """

    people: Mapping[str, Member] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/Chicago"))
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    acting: str = ""
    here: str = ""
    hosts: frozenset[str] = frozenset()
    scope: str = "x"
    in_form: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    state: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def name(self, user: str, otherwise: str = "") -> str:
        """A person's name, or what the text itself offers, or the bare id."""
        member = self.people.get(user)
        return member.name if member else otherwise or user

    def id(self, *path: object) -> str:
        """An id that is the same at each rendering and safe inside any attribute."""
        told = "\0".join([self.scope, *map(str, path)])
        return (
            "i"
            + hashlib.sha1(told.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:12]
        )

    def link(self, url: str) -> Link | None:
        """Where this address leads, or None when a person must not follow it."""
        found = _PERMALINK.fullmatch(url)
        if found and (found["host"] is None or found["host"].lower() in self.hosts):
            return Link(self.permalink(found["channel"], found["ts"], found["thread"]), inside=True)
        href = safe_href(url)
        return Link(href, inside=False) if href else None

    def permalink(self, channel: str, digits: str | None = None, thread: str | None = None) -> str:
        """The address of a channel or of one message in it, for the person who acts."""
        where = f"/archives/{channel}" + (f"/p{digits}" if digits else "")
        asked = [f"as={self.acting}"] if self.acting else []
        asked += [f"thread_ts={thread}"] if thread else []
        return where + ("?" + "&".join(asked) if asked else "")
