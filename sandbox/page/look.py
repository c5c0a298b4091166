"""Who looks at what: what the address of a window says, checked against the workspace."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sandbox.model import SLACKBOT, Channel, User
from sandbox.page.people import department
from sandbox.workspace import Workspace

MESSAGES_AT_ONCE = 100
_MOST_MESSAGES = 5_000
_TS = re.compile(r"\d{1,12}\.\d{6}")


@dataclass(frozen=True, slots=True)
class Look:
    """One window: the person who acts, the conversation, the open thread, how far back it shows.

    `focus` is the message that an address points to.
    """

    user: User
    channel: Channel
    thread: str | None = None
    more: int = MESSAGES_AT_ONCE
    focus: str | None = None

    @property
    def address(self) -> str:
        """The address that shows this again."""
        asked = {"as": self.user.id, "in": self.channel.id}
        if self.thread:
            asked["thread"] = self.thread
        return "/?" + urlencode(asked)

    @property
    def is_member(self) -> bool:
        """May he write here, and not only read?"""
        return self.user.id in self.channel.members


def people(workspace: Workspace) -> list[User]:
    """Everybody one can act as, in the order they joined."""
    return [
        user
        for user in workspace.users.values()
        if not user.is_bot and not user.deleted and user.id != SLACKBOT
    ]


def can_read(channel: Channel, user: User) -> bool:
    """A public channel is open to all, as in Slack; the rest to its members."""
    return user.id in channel.members or not (channel.is_im or channel.is_private)


def look(workspace: Workspace, asked: Mapping[str, str]) -> Look | None:
    """What this window shows, or None while the workspace has nobody or nothing in it.

    An address may be old: for a person who left or a channel that is gone, it shows the nearest
    that is there.
    """
    with workspace.lock:
        everybody = people(workspace)
        user = next((u for u in everybody if u.id == asked.get("as")), None)
        user = user or (everybody[0] if everybody else None)
        channel = _channel(workspace, user, asked) if user else None
        if user is None or channel is None:
            return None
        if channel.id != asked.get("in"):
            return Look(user, channel)
        focus = _ts(asked.get("focus"))
        pointed = workspace.message(channel.id, focus)
        thread = pointed.thread_ts if pointed and pointed.is_reply else _ts(asked.get("thread"))
        return Look(user, channel, thread, _count(asked.get("more")), focus)


def _channel(workspace: Workspace, user: User, asked: Mapping[str, str]) -> Channel | None:
    other = asked.get("dm", "")
    if other in workspace.users:
        return workspace.open_im(user.id, other)
    wanted = workspace.channels.get(asked.get("in", ""))
    if wanted and can_read(wanted, user):
        return wanted
    return _start(list(workspace.channels.values()), user)


def _start(channels: list[Channel], user: User) -> Channel | None:
    """Where a person begins: in his department's channel."""
    mine = [one for one in channels if user.id in one.members and not one.is_archived]
    named = [one for one in mine if not one.is_im]
    own = [one for one in named if department(user).lower() in one.name]
    return next(iter([*own, *named, *mine]), None)


def _ts(asked: str | None) -> str | None:
    return asked if asked and _TS.fullmatch(asked) else None


def _count(asked: str | None) -> int:
    known = asked or ""
    readable = known.isascii() and known.isdigit() and len(known) <= len(str(_MOST_MESSAGES))
    wanted = int(known) if readable else MESSAGES_AT_ONCE
    return min(max(wanted, MESSAGES_AT_ONCE), _MOST_MESSAGES)
