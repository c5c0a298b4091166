"""One call of the Web API: who calls, and what he sent, however he encoded it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.app import InstalledApp
from sandbox.errors import SlackError, invalid_arguments
from sandbox.hooks import ResponseUrls
from sandbox.model import Channel, Json, Message, User
from sandbox.socket_mode import SocketMode
from sandbox.strict import loads
from sandbox.workspace import Workspace

_TRUE = {"1", "true"}


class Args:
    """The arguments of a call. Forms carry strings, JSON carries values; both read the same."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        """Take what was sent."""
        self._given = given

    def raw(self) -> Mapping[str, Any]:
        """Everything as it was sent."""
        return self._given

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are taken as their digits."""
        value = self._given.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise (
                SlackError("invalid_array_arg")
                if isinstance(value, list)
                else invalid_arguments(f"must be a string [json-pointer:/{name}]")
            )
        return str(value)

    def required(self, name: str) -> str:
        """A string that must be there and not empty."""
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"missing required field: {name} [json-pointer:/{name}]")
        return value

    def boolean(self, name: str, default: bool = False) -> bool:
        """True for true, "true", 1 and "1"."""
        value = self._given.get(name)
        return default if value is None else str(value).lower() in _TRUE

    def integer(self, name: str, default: int) -> int:
        """A whole number."""
        value = self._given.get(name)
        if value is None or value == "":
            return default
        try:
            return int(str(value))
        except ValueError as error:
            raise invalid_arguments(f"must be an integer [json-pointer:/{name}]") from error

    def parsed(self, name: str) -> Any:
        """A JSON value, which forms carry as a string."""
        value = self._given.get(name)
        if isinstance(value, str):
            try:
                return loads(value)
            except ValueError as error:
                raise invalid_arguments(f"must be valid JSON [json-pointer:/{name}]") from error
        return value

    def listed(self, name: str) -> list[str]:
        """A list of strings, or one string with commas."""
        value = self._given.get(name)
        if isinstance(value, list):
            return [str(one) for one in value]
        return [one.strip() for one in str(value or "").split(",") if one.strip()]


@dataclass(frozen=True, slots=True)
class Call:
    """A call that may pass: the token was good and the scope was there."""

    method: str
    args: Args
    workspace: Workspace
    app: InstalledApp
    hooks: ResponseUrls
    sockets: SocketMode | None

    @property
    def bot(self) -> str:
        """The bot user who calls."""
        return self.app.bot_user

    def need(self, scope: str) -> None:
        """Refuse with `missing_scope` when the app was not granted this one."""
        if not self.app.may(scope):
            raise missing_scope(self.app, scope)

    def channel(self, name: str = "channel") -> Channel:
        """The conversation meant, when the bot can see it; its scopes are the caller's care."""
        channel_id = self.args.text(name)
        channel = self.workspace.channels.get(channel_id)
        hidden = channel is not None and (channel.is_im or channel.is_private)
        if channel is None or (hidden and self.bot not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def user(self, name: str = "user") -> User:
        """The person meant."""
        user = self.workspace.users.get(self.args.required(name))
        if user is None:
            raise SlackError("user_not_found")
        return user

    def own_message(self, channel: Channel, ts: str, refused: str) -> Message:
        """A message that the bot itself wrote; `refused` is the code for another's."""
        message = self.workspace.message(channel.id, ts)
        if message is None or message.subtype == "tombstone":
            raise SlackError("message_not_found")
        if message.user != self.bot:
            raise SlackError(refused)
        return message


def missing_scope(app: InstalledApp, needed: str) -> SlackError:
    """The app lacks a scope; Slack says which, and what it has."""
    return SlackError("missing_scope", needed=needed, provided=",".join(app.scopes))


def scope_for(channel: Channel, what: str) -> str:
    """The scope ("read", "history", "write") for this kind of conversation."""
    kind = "im" if channel.is_im else "groups" if channel.is_private else "channels"
    return f"{kind}:{what}"


def succeed(**more: Any) -> Json:
    """A good answer."""
    return {"ok": True, **more}
