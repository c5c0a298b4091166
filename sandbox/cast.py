"""Who is in a workspace when it opens: plain data, made into a workspace by `build`."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sandbox.clock import Now, as_ts
from sandbox.model import Channel, Message, Team, User
from sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Said:
    """A message that was there before: `minutes_ago` before the opening, in a channel by name.

    `replies` are the answers in its thread, and `reactions` who reacted with what.
    """

    minutes_ago: float
    channel: str
    user: str
    text: str
    replies: Sequence["Said"] = ()
    reactions: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cast:
    """A workspace's people, channels and past. `app_in` are the channels that the app is in."""

    team: Team
    users: Sequence[User]
    channels: Sequence[Channel]
    said: Sequence[Said] = ()
    app_in: Sequence[str] = ()


def build(cast: Cast, now: Now, opened: float | None = None) -> Workspace:
    """A fresh workspace of this cast; the cast itself is left alone. Its people sit down at
    `opened`, in seconds since the epoch: now, unless told otherwise."""
    workspace = Workspace(replace(cast.team), now)
    for user in cast.users:
        workspace.add_user(replace(user))
    for channel in cast.channels:
        workspace.add_channel(replace(channel, members=list(channel.members)))
    opened = now() if opened is None else opened
    for said in cast.said:
        _post(workspace, said, opened, None)
    for user in cast.users:
        for channel in cast.channels:
            # They have all read what was said before they sat down.
            workspace.mark_read(user.id, channel.id, as_ts(int(opened * 1_000_000)))
    return workspace


def _post(workspace: Workspace, said: Said, opened: float, thread_ts: str | None) -> None:
    ts = as_ts(int((opened - said.minutes_ago * 60) * 1_000_000))
    channel = workspace.channel_named(said.channel)
    message = workspace.post(
        Message(
            channel.id,
            ts,
            said.user,
            said.text,
            thread_ts=thread_ts,
            reactions={name: list(users) for name, users in said.reactions.items()},
        )
    )
    for reply in said.replies:
        _post(workspace, reply, opened, message.ts)
