"""What a workspace is made of. Plain records; the rules are in `workspace` and beside it."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

Json = dict[str, Any]

SLACKBOT = "USLACKBOT"
"""Slack's own voice: it tells a person what went wrong with a command."""


@dataclass(slots=True)
class Team:
    """A workspace's name and address."""

    id: str
    name: str
    domain: str


@dataclass(slots=True)
class User:
    """A person, or an app's bot user."""

    id: str
    name: str
    real_name: str
    title: str = ""
    email: str = ""
    tz: str = "America/Chicago"
    color: str = "4a5568"
    emoji: str = ""
    is_bot: bool = False
    is_admin: bool = False
    deleted: bool = False
    restricted: bool = False
    team: str = ""
    """His own workspace, when he is here through Slack Connect."""


@dataclass(slots=True)
class Channel:
    """A channel, or a direct conversation (`is_im`) of its two members."""

    id: str
    name: str = ""
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    members: list[str] = field(default_factory=list)
    topic: str = ""
    purpose: str = ""
    creator: str = ""
    created: int = 0
    shared: bool = False

    def other(self, user: str) -> str:
        """The other one of a direct conversation (himself in a conversation with himself)."""
        return next((member for member in self.members if member != user), user)


@dataclass(slots=True)
class Message:
    """A message as it is stored. `ephemeral_to` marks one that only that person sees."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    metadata: Json | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    edited_by: str | None = None
    edited_ts: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    ephemeral_to: str | None = None
    reply_count: int = 0
    reply_users: list[str] = field(default_factory=list)
    latest_reply: str | None = None

    @property
    def is_reply(self) -> bool:
        """Does it live in a thread under another message?"""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def in_channel(self) -> bool:
        """Is it shown in the channel itself and not only in its thread?"""
        return not self.is_reply or self.broadcast

    def snapshot(self) -> "Message":
        """A copy that later edits leave alone, as a screen keeps what it drew.

        Its blocks are shared and never changed in place: an edit puts others there.
        """
        return replace(
            self,
            reactions={name: list(users) for name, users in self.reactions.items()},
            reply_users=list(self.reply_users),
            files=list(self.files),
        )


@dataclass(slots=True)
class View:
    """A modal or an app's Home tab, with what the person has filled in so far."""

    id: str
    type: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    channel: str | None = None
    """Where the person was when it opened: a conversation picker may start there."""
    state: dict[str, dict[str, Json]] = field(default_factory=dict)
    """Values by block id and action id, in Slack's shapes."""
    errors: dict[str, str] = field(default_factory=dict)
    """What is wrong, by block id, after a submission that failed."""
    trouble: str | None = None
    """Slack's words over the whole form, when the app could not be reached."""

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, complete with ids."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    @property
    def callback_id(self) -> str:
        """The app's name for this form."""
        return str(self.body.get("callback_id") or "")

    @property
    def title(self) -> str:
        """The words at the top (a Home tab has none)."""
        return str((self.body.get("title") or {}).get("text", ""))

    def snapshot(self) -> "View":
        """A copy that later updates leave alone (its body is replaced, never changed)."""
        return replace(
            self,
            state={block: dict(fields) for block, fields in self.state.items()},
            errors=dict(self.errors),
        )


@dataclass(slots=True)
class File:
    """An uploaded file; it belongs to nobody's channel until it is shared."""

    id: str
    name: str
    title: str
    user: str
    size: int
    created: int
    content: bytes = b""
    mimetype: str = "application/octet-stream"
    alt_text: str = ""
    complete: bool = False
    channels: list[str] = field(default_factory=list)
    upload_key: str = ""


class ChangeKind(StrEnum):
    """What happened in the workspace."""

    POSTED = "posted"
    EDITED = "edited"
    DELETED = "deleted"
    EPHEMERAL = "ephemeral"
    REACTION = "reaction"
    CHANNEL = "channel"
    MEMBER = "member"
    USER = "user"
    READ = "read"
    VIEW = "view"
    HOME = "home"
    CONNECTION = "connection"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened, numbered. `user` is the one it happened to or by."""

    seq: int
    kind: ChangeKind
    channel: str | None = None
    ts: str | None = None
    user: str | None = None
    view: str | None = None
    detail: Json = field(default_factory=dict)


class SandboxMistake(Exception):
    """A script or a test asked for something that no person could do, such as an unknown name."""
