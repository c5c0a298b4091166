"""The workspace: its people, conversations and messages, under one lock."""

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sandbox.clock import Now, Timestamps
from sandbox.feed import Feed, Subscriber
from sandbox.ids import new_id
from sandbox.model import (
    SLACKBOT,
    ChangeKind,
    Channel,
    File,
    Message,
    SandboxMistake,
    Team,
    User,
)

if TYPE_CHECKING:
    from sandbox.app import InstalledApp
    from sandbox.clockwork import Clockwork
    from sandbox.modals import Modals
    from sandbox.person import Person


class Workspace:
    """Everything that Slack would remember of one workspace.

    Whoever reads or changes several things at once holds `lock`. What the methods return are the
    live records: take a `snapshot()` to keep one.
    """

    def __init__(self, team: Team, now: Now) -> None:
        """Start empty, with Slackbot in it."""
        self.team = team
        self.now = now
        # What Slack counts in seconds, such as how long a trigger is good.
        self.running = now
        self.lock = threading.RLock()
        self.feed = Feed(self.lock)
        self.timestamps = Timestamps(now)
        self.users: dict[str, User] = {
            SLACKBOT: User(SLACKBOT, "slackbot", "Slackbot", emoji="🤖", color="757575")
        }
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.base_url = ""
        self._messages: dict[str, dict[str, Message]] = {}
        self._threads: dict[tuple[str, str], list[str]] = {}
        self._ephemerals: dict[tuple[str, str], Message] = {}
        self._last_read: dict[tuple[str, str], str] = {}
        # Set by the server that runs this workspace.
        self.app: InstalledApp | None = None
        self.clockwork: Clockwork | None = None
        self.modals: Modals
        self.make_person: Callable[[str], Person]

    # People and channels

    def add_user(self, user: User) -> User:
        """Take a person (or a bot) in."""
        with self.lock:
            self.users[user.id] = user
            self.feed.emit(ChangeKind.USER, user=user.id, detail={"joined": True})
            return user

    def deactivate(self, user_id: str) -> None:
        """A person leaves the company: he stays in the record, and can do nothing."""
        with self.lock:
            self.users[user_id].deleted = True
            self.feed.emit(ChangeKind.USER, user=user_id)

    def add_channel(self, channel: Channel) -> Channel:
        """Open a channel."""
        with self.lock:
            channel.created = channel.created or int(self.now())
            self.channels[channel.id] = channel
            self._messages.setdefault(channel.id, {})
            self.feed.emit(ChangeKind.CHANNEL, channel=channel.id, detail={"created": True})
            return channel

    def delete_channel(self, channel_id: str) -> None:
        """Delete a channel and everything in it, as an admin can."""
        with self.lock:
            self.channels.pop(channel_id, None)
            self._messages.pop(channel_id, None)
            self.feed.emit(ChangeKind.CHANNEL, channel=channel_id, detail={"deleted": True})

    def archive(self, channel_id: str, archived: bool = True) -> None:
        """Archive a channel, or bring it back."""
        with self.lock:
            self.channels[channel_id].is_archived = archived
            self.feed.emit(ChangeKind.CHANNEL, channel=channel_id, detail={"archived": archived})

    def join(self, channel_id: str, user_id: str, inviter: str | None = None) -> bool:
        """Make somebody a member; False when he was one already."""
        with self.lock:
            channel = self.channels[channel_id]
            if user_id in channel.members:
                return False
            channel.members.append(user_id)
            self.feed.emit(
                ChangeKind.MEMBER,
                channel=channel_id,
                user=user_id,
                detail={"joined": True, "inviter": inviter},
            )
            return True

    def leave(self, channel_id: str, user_id: str) -> bool:
        """Take somebody out of a channel; False when he was not in it."""
        with self.lock:
            channel = self.channels[channel_id]
            if user_id not in channel.members:
                return False
            channel.members.remove(user_id)
            self.feed.emit(
                ChangeKind.MEMBER, channel=channel_id, user=user_id, detail={"joined": False}
            )
            return True

    def im_between(self, one: str, other: str) -> Channel | None:
        """The direct conversation of two, when they have one."""
        pair = {one, other}
        for channel in self.channels.values():
            if channel.is_im and set(channel.members) == pair:
                return channel
        return None

    def open_im(self, one: str, other: str) -> Channel:
        """The direct conversation of two, opened when there was none."""
        with self.lock:
            known = self.im_between(one, other)
            if known is not None:
                return known
            members = [one] if one == other else [one, other]
            return self.add_channel(Channel(new_id("D"), is_im=True, members=members))

    def person(self, user_id: str) -> "Person":
        """Act as this person."""
        if user_id not in self.users:
            raise SandboxMistake(f"nobody here has the id {user_id}")
        return self.make_person(user_id)

    def person_named(self, name: str) -> "Person":
        """Act as the one person of this first, full or user name."""
        wanted = name.casefold()
        found = [
            user
            for user in self.users.values()
            if wanted
            in {user.name, user.real_name.casefold(), user.real_name.casefold().split()[0]}
        ]
        if len(found) != 1:
            raise SandboxMistake(f"{len(found)} people are called {name!r}")
        return self.make_person(found[0].id)

    def channel_named(self, name: str) -> Channel:
        """The channel called so, with or without its hash sign."""
        wanted = name.removeprefix("#")
        for channel in self.channels.values():
            if channel.name == wanted and not channel.is_im:
                return channel
        raise SandboxMistake(f"there is no channel #{wanted}")

    # Messages

    def post(self, message: Message) -> Message:
        """Store a message (an ephemeral only for its one reader) and tell everybody.

        An empty `ts` is filled in.
        """
        with self.lock:
            message.ts = message.ts or self.timestamps.next()
            if message.ephemeral_to is not None:
                self._ephemerals[message.channel, message.ts] = message
                kind = ChangeKind.EPHEMERAL
            else:
                self._messages[message.channel][message.ts] = message
                if message.is_reply:
                    known = self._threads.setdefault((message.channel, message.thread_ts or ""), [])
                    known.append(message.ts)
                self._count_reply(message)
                kind = ChangeKind.POSTED
            self._emit(kind, message)
            return message

    def _count_reply(self, message: Message) -> None:
        root = self.message(message.channel, message.thread_ts) if message.is_reply else None
        if root is None:
            return
        root.thread_ts = root.ts
        replies = self._replies(message.channel, root.ts)
        root.reply_count = len(replies)
        root.reply_users = list(dict.fromkeys(m.user for m in replies))
        root.latest_reply = replies[-1].ts if replies else None

    def edited(self, message: Message, by: str) -> None:
        """Mark a message as edited, and tell everybody."""
        with self.lock:
            message.edited_by, message.edited_ts = by, self.timestamps.next()
            self._emit(ChangeKind.EDITED, message)

    def touched(self, message: Message) -> None:
        """Tell everybody that a message looks different, without an "edited" mark."""
        with self.lock:
            self._emit(ChangeKind.EDITED, message, quiet=True)

    def delete(self, message: Message) -> None:
        """Take a message away; one with replies leaves a stone that keeps its thread."""
        with self.lock:
            if message.ephemeral_to is not None:
                self._ephemerals.pop((message.channel, message.ts), None)
            elif message.reply_count:
                message.subtype, message.user = "tombstone", SLACKBOT
                message.text, message.blocks = "This message was deleted.", None
                message.metadata, message.attachments, message.files = None, None, []
                message.bot_id = message.app_id = None
            else:
                del self._messages[message.channel][message.ts]
                self._count_reply(message)
            self._emit(ChangeKind.DELETED, message)

    def _emit(self, kind: ChangeKind, message: Message, quiet: bool = False) -> None:
        self.feed.emit(
            kind,
            channel=message.channel,
            ts=message.ts,
            user=message.ephemeral_to or message.user,
            detail={"thread_ts": message.thread_ts, "quiet": quiet},
        )

    def message(self, channel_id: str, ts: str | None) -> Message | None:
        """One message, when it is there and not ephemeral."""
        return self._messages.get(channel_id, {}).get(ts or "")

    def ephemeral(self, channel_id: str, ts: str) -> Message | None:
        """One ephemeral message, when it was not reloaded away."""
        return self._ephemerals.get((channel_id, ts))

    def ephemerals(self, channel_id: str, user_id: str) -> list[Message]:
        """What only this person sees in a conversation."""
        mine = [m for m in self._ephemerals.values() if m.ephemeral_to == user_id]
        return [m for m in mine if m.channel == channel_id]

    def all_ephemerals(self) -> list[Message]:
        """Every ephemeral that somebody still sees."""
        return list(self._ephemerals.values())

    def forget_ephemerals(self, user_id: str) -> None:
        """A person's screen reloads: what only he saw is gone."""
        with self.lock:
            kept = {k: m for k, m in self._ephemerals.items() if m.ephemeral_to != user_id}
            self._ephemerals = kept
            self.feed.emit(ChangeKind.EPHEMERAL, user=user_id, detail={"reloaded": True})

    def messages(self, channel_id: str) -> list[Message]:
        """All messages of a conversation and its threads, oldest first."""
        stored = self._messages.get(channel_id, {})
        return sorted(stored.values(), key=lambda m: m.ts)

    def thread(self, channel_id: str, root_ts: str) -> list[Message]:
        """A thread: its root first, then the replies, oldest first."""
        root = self.message(channel_id, root_ts)
        return ([root] if root else []) + self._replies(channel_id, root_ts)

    def _replies(self, channel_id: str, root_ts: str) -> list[Message]:
        stored = self._messages.get(channel_id, {})
        known = self._threads.get((channel_id, root_ts), [])
        return [stored[ts] for ts in sorted(known) if ts in stored]

    def react(self, message: Message, user_id: str, name: str, on: bool) -> bool:
        """Add or take back a reaction; False when there was nothing to do."""
        with self.lock:
            users = message.reactions.get(name, [])
            if (user_id in users) == on:
                return False
            left = [*users, user_id] if on else [u for u in users if u != user_id]
            message.reactions[name] = left
            if not left:
                del message.reactions[name]
            self.feed.emit(
                ChangeKind.REACTION,
                channel=message.channel,
                ts=message.ts,
                user=user_id,
                detail={"reaction": name, "added": on, "item_user": message.user},
            )
            return True

    # What was read

    def mark_read(self, user_id: str, channel_id: str, until: str | None = None) -> None:
        """This person has seen everything here, up to a `ts` if there is one."""
        with self.lock:
            self._last_read[user_id, channel_id] = until or self.timestamps.next()
            self.feed.emit(ChangeKind.READ, channel=channel_id, user=user_id)

    def unread(self, user_id: str, channel_id: str) -> int:
        """How many messages of others he has not seen (threads do not count)."""
        since = self._last_read.get((user_id, channel_id), "")
        return sum(
            1
            for m in self._messages.get(channel_id, {}).values()
            if m.ts > since and m.user != user_id and m.in_channel
        )

    # Waiting and listening

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Hear of every change; see `Feed` for what a callback may do."""
        return self.feed.subscribe(callback)

    def link(self, channel_id: str, ts: str, thread_ts: str | None = None) -> str:
        """The permanent address of a message."""
        address = f"{self.base_url}/archives/{channel_id}/p{ts.replace('.', '')}"
        if thread_ts and thread_ts != ts:
            address += f"?thread_ts={thread_ts}&cid={channel_id}"
        return address

    def members_of(self, channel: Channel) -> Iterable[User]:
        """The people in a conversation."""
        return [self.users[user_id] for user_id in channel.members if user_id in self.users]
