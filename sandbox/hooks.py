"""`response_url`s: an app may answer what a person did five times within half an hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.drafts import read_draft
from sandbox.errors import SlackError
from sandbox.ids import digits, short_id
from sandbox.model import Message
from sandbox.voice import replace_content, say_as_app
from sandbox.workspace import Workspace

USES = 5
SECONDS = 1800.0
# Old URLs are forgotten, so that a long test does not grow without end.
_REMEMBERED = 10_000


class HookRefused(Exception):
    """The URL is used up, too old or unknown, or what was sent is not good."""

    def __init__(self, code: str, status: int = 404) -> None:
        """`code` is the word in the answer, `status` its HTTP status."""
        super().__init__(code)
        self.code = code
        self.status = status


@dataclass(slots=True)
class _Hook:
    user: str
    channel: str
    expires: float
    message: Message | None
    left: int = USES


class ResponseUrls:
    """All the URLs that were given out."""

    def __init__(self, workspace: Workspace) -> None:
        """Start with none."""
        self._workspace = workspace
        self._hooks: dict[str, _Hook] = {}

    def new(self, user: str, channel: str, message: Message | None = None) -> str:
        """A URL for what this person did: a command, or a click on `message`."""
        workspace = self._workspace
        kind = "commands" if message is None else "actions"
        path = f"{workspace.team.id}/{digits(13)}/{short_id(24)}"
        with workspace.lock:
            expires = workspace.running() + SECONDS
            self._hooks[f"{kind}/{path}"] = _Hook(user, channel, expires, message)
            if len(self._hooks) > _REMEMBERED:
                del self._hooks[next(iter(self._hooks))]
        return f"{workspace.base_url}/{kind}/{path}"

    def channel_of(self, path: str) -> str | None:
        """The conversation of a URL, for faults that mean one."""
        hook = self._hooks.get(path)
        return hook.channel if hook else None

    def use(self, path: str, body: Mapping[str, Any]) -> None:
        """Do what the app posted to the URL. Raises HookRefused."""
        with self._workspace.lock:
            hook = self._hooks.get(path)
            if hook is None:
                raise HookRefused("no_such_url")
            if self._workspace.running() > hook.expires:
                raise HookRefused("expired_url")
            if hook.left <= 0:
                raise HookRefused("used_url")
            try:
                self._apply(hook, body)
            except SlackError as error:
                raise HookRefused(error.code, 400) from error
            hook.left -= 1

    def _apply(self, hook: _Hook, body: Mapping[str, Any]) -> None:
        workspace, original = self._workspace, hook.message
        if original is not None and body.get("delete_original"):
            if self._still_there(original):
                workspace.delete(original)
            return
        draft = read_draft(body)
        # A command left no message of its own, so there is nothing to replace.
        if original is not None and body.get("replace_original"):
            if self._still_there(original):
                replace_content(original, draft)
                workspace.touched(original)
            return
        public = body.get("response_type") == "in_channel"
        say_as_app(
            workspace,
            hook.channel,
            draft,
            thread_ts=body.get("thread_ts"),
            only_to=None if public else hook.user,
        )

    def _still_there(self, message: Message) -> bool:
        if message.ephemeral_to is not None:
            return self._workspace.ephemeral(message.channel, message.ts) is message
        return self._workspace.message(message.channel, message.ts) is message
