"""Everything that one drawing of the page shows, read from the workspace at one moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.model import SLACKBOT, Channel, File, Message, User, View
from sandbox.page.clock import ClockFace, face
from sandbox.page.look import MESSAGES_AT_ONCE, Look, people
from sandbox.page.render.scene import Member, Scene
from sandbox.person import ConversationSummary
from sandbox.workspace import Workspace

_HOME_ZONE = ZoneInfo("America/Chicago")

# So many messages stand above one that an address points to.
_ABOVE_FOCUS = 5


@dataclass(frozen=True)
class Seen:
    """What a window shows. `earlier` is how many messages to ask for to see more, or 0.

    `waiting` counts everybody's private messages that are not read yet, by person.
    """

    look: Look
    scene: Scene
    team: str
    users: dict[str, User]
    files: dict[str, File]
    messages: list[Message]
    earlier: int
    thread: list[Message]
    conversations: list[ConversationSummary]
    view: View | None
    depth: int
    waiting: dict[str, int]
    app_user: str | None = None
    app_listens: bool = False
    clock: ClockFace | None = None

    @property
    def other(self) -> User | None:
        """The other one of a direct conversation."""
        channel = self.look.channel
        return self.users.get(channel.other(self.look.user.id)) if channel.is_im else None

    @property
    def name(self) -> str:
        """The conversation's name: "#service", or the other one's."""
        if not self.look.channel.is_im:
            return f"#{self.look.channel.name}"
        if self.other is None:
            return "somebody who left"
        yourself = " (you)" if self.other.id == self.look.user.id else ""
        return self.other.real_name + yourself


def see(workspace: Workspace, look: Look, hosts: frozenset[str], read: bool = False) -> Seen:
    """Read what this window shows; `read` says that the person has it before his eyes."""
    app = workspace.app
    # What is planned is read elsewhere, and nobody should wait for that.
    clock = face(workspace.clockwork)
    with workspace.lock:
        person = workspace.person(look.user.id)
        if app:
            # The app's conversation is always in the list, as in Slack, before a word is said.
            workspace.open_im(look.user.id, app.bot_user)
        if read and look.is_member and workspace.unread(look.user.id, look.channel.id):
            person.mark_read(look.channel.id)
        messages = _messages(workspace, look)
        first = _first(messages, look)
        stack = workspace.modals.stack(look.user.id)
        return Seen(
            look=look,
            scene=_scene(workspace, look, hosts),
            team=workspace.team.name,
            users=dict(workspace.users),
            files=dict(workspace.files),
            messages=[message.snapshot() for message in messages[first:]],
            earlier=len(messages) - first + MESSAGES_AT_ONCE if first else 0,
            thread=_thread(workspace, look),
            conversations=person.conversations(),
            view=person.top_view(),
            depth=len(stack),
            waiting={user.id: _waiting(workspace, user) for user in people(workspace)},
            app_user=app.bot_user if app else None,
            app_listens=bool(app and app.messages_tab and not app.messages_read_only),
            clock=clock,
        )


def _messages(workspace: Workspace, look: Look) -> list[Message]:
    """The live records: copying a long conversation whole would hold everybody else up."""
    channel, user = look.channel.id, look.user.id
    shown = [message for message in workspace.messages(channel) if message.in_channel]
    mine = [one for one in workspace.ephemerals(channel, user) if one.thread_ts is None]
    return sorted(shown + mine, key=lambda message: message.ts)


def _thread(workspace: Workspace, look: Look) -> list[Message]:
    if look.thread is None:
        return []
    channel = look.channel.id
    mine = [
        one for one in workspace.ephemerals(channel, look.user.id) if one.thread_ts == look.thread
    ]
    both = sorted(workspace.thread(channel, look.thread) + mine, key=lambda message: message.ts)
    return [message.snapshot() for message in both]


def _first(messages: list[Message], look: Look) -> int:
    """Where the page begins: so many messages back, or further when an address points there."""
    pointed = (place for place, message in enumerate(messages) if message.ts == look.focus)
    found = next(pointed, len(messages))
    return max(min(len(messages) - look.more, found - _ABOVE_FOCUS), 0)


def _waiting(workspace: Workspace, user: User) -> int:
    direct: Iterable[Channel] = workspace.channels.values()
    return sum(
        workspace.unread(user.id, channel.id)
        for channel in direct
        if channel.is_im and user.id in channel.members
    )


def _scene(workspace: Workspace, look: Look, hosts: frozenset[str]) -> Scene:
    return Scene(
        people={
            user.id: Member(user.real_name, user.title, user.is_bot or user.id == SLACKBOT)
            for user in workspace.users.values()
        },
        channels={c.id: c.name for c in workspace.channels.values() if not c.is_im},
        zone=zone_of(look.user),
        now=datetime.fromtimestamp(workspace.now(), UTC),
        acting=look.user.id,
        here=look.channel.id,
        hosts=hosts,
        scope="channel",
    )


def zone_of(user: User) -> ZoneInfo:
    """The person's time zone; the workspace's own where his is not one."""
    try:
        return ZoneInfo(user.tz)
    except (ZoneInfoNotFoundError, ValueError):
        return _HOME_ZONE
