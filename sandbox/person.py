"""What a person can do in the workspace. The page and the tests use exactly this.

Everything here is synchronous and safe from any thread, except the server's own event loop: a
command or a click waits for the app's answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.actions import Actions, find_element, find_fields
from sandbox.app import CommandHelp
from sandbox.commands import Commands, not_in_threads, with_mentions
from sandbox.model import ChangeKind, Channel, Json, Message, SandboxMistake, User, View
from sandbox.outcome import Outcome, Stopwatch
from sandbox.submissions import Submissions
from sandbox.voice import installed, slackbot_says
from sandbox.workspace import Workspace

__all__ = ["CommandHelp", "ConversationSummary", "MessageRef", "Outcome", "Person"]

MessageRef = Message | tuple[str, str]
"""A message as it was seen, or its channel and ts."""

_LONGEST = 12_000
_DEACTIVATED = "Your account has been deactivated."


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """One line of the list at the side. `kind` is "channel", "private" or "im"."""

    id: str
    name: str
    kind: str
    unread: int
    last_ts: str
    with_user: str | None = None
    topic: str = ""
    is_archived: bool = False
    members: int = 0


class Person:
    """One person at his screen."""

    def __init__(
        self,
        workspace: Workspace,
        user_id: str,
        commands: Commands,
        actions: Actions,
        submissions: Submissions,
    ) -> None:
        """Made by the workspace: `workspace.person(...)`."""
        self._workspace = workspace
        self._commands = commands
        self._actions = actions
        self._submissions = submissions
        self.id = user_id

    @property
    def user(self) -> User:
        """Who he is."""
        return self._workspace.users[self.id]

    # Writing

    def type(self, channel: str, text: str) -> Outcome:
        """Write a message, or run a slash command when it starts with "/"."""
        return self._write(channel, text, None)

    def reply(self, channel: str, thread_ts: str, text: str) -> Outcome:
        """Write in the thread under a message (commands do not work there)."""
        root = self._workspace.message(channel, thread_ts)
        if root is None:
            raise SandboxMistake(f"there is no message {thread_ts} in {channel}")
        return self._write(channel, text, root.thread_ts or root.ts)

    def _write(self, channel_id: str, text: str, thread_ts: str | None) -> Outcome:
        watch, workspace = Stopwatch(), self._workspace
        channel = self._channel(channel_id)
        hindered = self._hindered(channel, text)
        if hindered:
            return watch.failed(hindered)
        if text.startswith("/"):
            if thread_ts is None:
                return self._commands.run(self.id, channel, text)
            words = not_in_threads(text.split()[0])
            slackbot_says(workspace, channel_id, self.id, words)
            return watch.failed(words)
        words = with_mentions(workspace, text.strip())
        message = workspace.post(Message(channel_id, "", self.id, words, thread_ts=thread_ts))
        return watch.fine(ts=message.ts)

    def _hindered(self, channel: Channel, text: str) -> str | None:
        app = self._workspace.app
        if self.user.deleted:
            return _DEACTIVATED
        if channel.is_archived:
            return f"#{channel.name} is archived."
        if self.id not in channel.members:
            return f"You are not in #{channel.name}."
        if not text.strip():
            return "There is nothing to send."
        if len(text) > _LONGEST:
            return "Your message is too long."
        with_app = channel.is_im and app is not None and channel.other(self.id) == app.bot_user
        if with_app and app is not None and (app.messages_read_only or not app.messages_tab):
            return "Sending messages to this app has been turned off."
        return None

    # Pressing and filling in

    def click(
        self,
        target: MessageRef | View | str,
        action_id: str,
        block_id: str | None = None,
        value: Any = None,
        selected: Any = None,
    ) -> Outcome:
        """Press a button, or choose from a menu, on a message or in a view (or its id).

        `selected` (or `value`) is what was chosen: an option by value or words, an id, a list.
        On a message as it was seen, a button that is gone by now can still be pressed.
        """
        chosen = selected if selected is not None else value
        if self.user.deleted:
            return Stopwatch().failed(_DEACTIVATED)
        if isinstance(target, View | str):
            view = self._open_view(target)
            shown = target if isinstance(target, View) else view
            return self._actions.in_view(
                view, find_element(shown.blocks, action_id, block_id), chosen
            )
        seen = self._seen(target)
        found = find_element(_all_blocks(seen), action_id, block_id)
        return self._actions.on_message(self.id, seen, found, chosen)

    def change(self, view_id: str, block_id: str, action_id: str, value: Any) -> Outcome:
        """Fill in one field of a form; the app hears of it when the field dispatches actions."""
        view = self._open_view(view_id)
        return self._actions.fill_in(view, find_element(view.blocks, action_id, block_id), value)

    def suggest(
        self, target: MessageRef | View | str, action_id: str, typed: str = ""
    ) -> list[Json]:
        """The options that the app offers in a menu of its own for what was typed."""
        if isinstance(target, View | str):
            view = self._open_view(target)
            found = find_element(view.blocks, action_id)
            return self._actions.suggest(self.id, view, found, typed)
        seen = self._seen(target)
        found = find_element(_all_blocks(seen), action_id)
        return self._actions.suggest(self.id, seen, found, typed)

    def submit(self, view_id: str, values: Mapping[str, Any] | None = None) -> Outcome:
        """Fill in fields (by block id or label) and submit the form.

        Required fields, lengths and formats are checked first, as Slack's clients do.
        """
        view = self._open_view(view_id)
        with self._workspace.lock:
            for (block, element), value in find_fields(view.blocks, values or {}):
                self._actions.keep(view, (block, element), value)
        if self.user.deleted:
            return Stopwatch().failed(_DEACTIVATED)
        if not view.body.get("submit"):
            return Stopwatch().failed("This form has nothing to submit.")
        return self._submissions.submit(view)

    def close(self, view_id: str, *, everything: bool = False) -> Outcome:
        """Press Cancel; `everything` is the cross that closes all stacked forms."""
        return self._submissions.close(self._open_view(view_id), everything=everything)

    def react(self, channel: str, ts: str, name: str, *, on: bool = True) -> Outcome:
        """Add or take back a reaction."""
        message = self._workspace.message(channel, ts)
        if message is None:
            raise SandboxMistake(f"there is no message {ts} in {channel}")
        self._workspace.react(message, self.id, name, on)
        return Stopwatch().fine()

    # Moving about

    def open_dm(self, user_id: str) -> str:
        """The id of the direct conversation with somebody."""
        return self._workspace.open_im(self.id, user_id).id

    def open_home(self) -> View | None:
        """Look at the app's Home tab; the app hears of it, and may publish one."""
        app = installed(self._workspace)
        channel = self.open_dm(app.bot_user)
        self._workspace.feed.emit(
            ChangeKind.HOME, user=self.id, channel=channel, detail={"opened": True}
        )
        view = self._workspace.modals.home(self.id)
        return view.snapshot() if view else None

    def join(self, channel: str) -> None:
        """Join a channel."""
        self._workspace.join(channel, self.id)

    def leave(self, channel: str) -> None:
        """Leave a channel."""
        self._workspace.leave(channel, self.id)

    def invite(self, channel: str, user_id: str) -> None:
        """Bring somebody (or the app's bot user) into a channel."""
        self._workspace.join(channel, user_id, inviter=self.id)

    def mark_read(self, channel: str) -> None:
        """Read everything in a conversation."""
        self._workspace.mark_read(self.id, channel)

    def reload(self) -> None:
        """Load the screen afresh: private answers are gone, as Slack promises nothing for them."""
        self._workspace.forget_ephemerals(self.id)

    # Looking

    def conversations(self) -> list[ConversationSummary]:
        """His channels by name, then his direct conversations, newest first."""
        with self._workspace.lock:
            mine = [c for c in self._workspace.channels.values() if self.id in c.members]
            lines = [self._summary(channel) for channel in mine]
        channels = sorted((one for one in lines if one.kind != "im"), key=lambda one: one.name)
        direct = [one for one in lines if one.kind == "im"]
        return channels + sorted(direct, key=lambda one: one.last_ts, reverse=True)

    def _summary(self, channel: Channel) -> ConversationSummary:
        workspace = self._workspace
        shown = [m for m in workspace.messages(channel.id) if m.in_channel]
        other = channel.other(self.id) if channel.is_im else None
        kind = "im" if channel.is_im else "private" if channel.is_private else "channel"
        return ConversationSummary(
            id=channel.id,
            name=workspace.users[other].real_name if other else channel.name,
            kind=kind,
            unread=workspace.unread(self.id, channel.id),
            last_ts=shown[-1].ts if shown else "",
            with_user=other,
            topic=channel.topic,
            is_archived=channel.is_archived,
            members=len(channel.members),
        )

    def messages(self, channel: str) -> list[Message]:
        """What he sees in a conversation, oldest first, with what only he sees.

        These are copies: they stay as they were when he looked.
        """
        workspace = self._workspace
        with workspace.lock:
            if not self._sees(self._channel(channel)):
                return []
            shown = [m for m in workspace.messages(channel) if m.in_channel]
            mine = [m for m in workspace.ephemerals(channel, self.id) if m.thread_ts is None]
            return [m.snapshot() for m in sorted(shown + mine, key=lambda m: m.ts)]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """What he sees of a thread: its root, then the replies."""
        workspace = self._workspace
        with workspace.lock:
            if not self._sees(self._channel(channel)):
                return []
            mine = [m for m in workspace.ephemerals(channel, self.id) if m.thread_ts == ts]
            both = sorted(workspace.thread(channel, ts) + mine, key=lambda m: m.ts)
            return [m.snapshot() for m in both]

    def top_view(self) -> View | None:
        """The form on top of his screen, with what is wrong after a failed submission."""
        with self._workspace.lock:
            stack = self._workspace.modals.stack(self.id)
            return stack[-1].snapshot() if stack else None

    def commands(self) -> list[CommandHelp]:
        """The slash commands that he can type."""
        return list(installed(self._workspace).commands.values())

    # Finding

    def _sees(self, channel: Channel) -> bool:
        # Anybody may look into a public channel; a guest only where he is a member.
        is_open = not channel.is_im and not channel.is_private and not self.user.restricted
        return self.id in channel.members or is_open

    def _channel(self, channel_id: str) -> Channel:
        channel = self._workspace.channels.get(channel_id)
        if channel is None:
            raise SandboxMistake(f"there is no conversation {channel_id}")
        return channel

    def _open_view(self, view: View | str) -> View:
        view_id = view.id if isinstance(view, View) else view
        found = self._workspace.modals.view(view_id)
        if found is None or found.user != self.id:
            raise SandboxMistake(f"{self.user.real_name} has no view {view_id} open")
        return found

    def _seen(self, target: MessageRef) -> Message:
        if isinstance(target, Message):
            return target
        channel, ts = target
        workspace = self._workspace
        message = workspace.message(channel, ts) or workspace.ephemeral(channel, ts)
        if message is None or message.ephemeral_to not in {None, self.id}:
            raise SandboxMistake(f"{self.user.real_name} sees no message {ts} in {channel}")
        return message.snapshot()


def _all_blocks(message: Message) -> list[Json]:
    attached = [b for one in message.attachments or () for b in one.get("blocks") or ()]
    return list(message.blocks or []) + attached
