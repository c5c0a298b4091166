"""Slash commands: from what a person typed to what he is shown."""

import re

from sandbox.delivery import Delivery, DeliveryKind, Gateway, Undelivered
from sandbox.drafts import read_draft, typed_by_person
from sandbox.errors import SlackError
from sandbox.hooks import ResponseUrls
from sandbox.model import Channel, Json, Message
from sandbox.outcome import Outcome, Stopwatch
from sandbox.payloads import command_payload
from sandbox.voice import installed, say_as_app, slackbot_says
from sandbox.workspace import Workspace

_MENTION = re.compile(r"(?<!\S)([@#])([\w.-]*\w)")
_REFERENCE = re.compile(r"<@([A-Z0-9]+)>")


class Commands:
    """Runs slash commands for the people of one workspace."""

    def __init__(self, workspace: Workspace, gateway: Gateway, hooks: ResponseUrls) -> None:
        """Deliver through `gateway`; answers may come to `hooks`."""
        self._workspace = workspace
        self._gateway = gateway
        self._hooks = hooks

    def run(self, user: str, channel: Channel, typed: str) -> Outcome:
        """Do what he typed: `typed` starts with a slash."""
        watch = Stopwatch()
        command, _, text = typed.strip().partition(" ")
        known = installed(self._workspace).commands.get(command)
        if known is None:
            return self._privately(watch, channel, user, not_a_command(command))
        text = text.strip()
        escaped = typed_by_person(text)
        if known.should_escape:
            escaped = with_names(self._workspace, with_mentions(self._workspace, text))
        payload = command_payload(self._workspace, user, channel, command, escaped)
        payload["response_url"] = self._hooks.new(user, channel.id)
        payload["trigger_id"] = self._workspace.modals.new_trigger(user, channel.id)
        try:
            answer = self._gateway.deliver(Delivery(DeliveryKind.COMMAND, payload))
            self._apply(user, channel, typed, answer.body)
        except (Undelivered, SlackError) as error:
            return self._privately(
                watch, channel, user, f'{command} failed with the error "{error.code}"'
            )
        return watch.fine()

    def _apply(self, user: str, channel: Channel, typed: str, body: Json) -> None:
        public = body.get("response_type") == "in_channel"
        if public:
            # Slack shows everybody what was typed when the answer is for everybody.
            self._workspace.post(Message(channel.id, "", user, typed_by_person(typed)))
        if not body.get("text") and not body.get("blocks") and not body.get("attachments"):
            return
        draft = read_draft(body)
        say_as_app(self._workspace, channel.id, draft, only_to=None if public else user)

    def _privately(self, watch: Stopwatch, channel: Channel, user: str, words: str) -> Outcome:
        slackbot_says(self._workspace, channel.id, user, typed_by_person(words))
        return watch.failed(words)


def not_a_command(command: str) -> str:
    """What Slack says to a command that no app has."""
    return (
        f"{command} is not a valid command. In Slack, all messages that start with the “/” symbol"
        " are interpreted as commands. If you are trying to send a message and not run a command,"
        " try preceding the “/” with an empty space."
    )


def not_in_threads(command: str) -> str:
    """What Slack says to a command in a thread."""
    return f"{command} is not supported in threads. Sorry!"


def with_names(workspace: Workspace, text: str) -> str:
    """References to people as a command brings them: each with his name beside his id."""
    return _REFERENCE.sub(lambda found: f"<@{found[1]}|{workspace.users[found[1]].name}>", text)


def with_mentions(workspace: Workspace, text: str) -> str:
    """What a person typed, with @name and #channel turned into Slack's references."""
    people = {user.name: user.id for user in workspace.users.values()}
    channels = {c.name: c.id for c in workspace.channels.values() if not c.is_im}

    def reference(found: re.Match[str]) -> str:
        sign, name = found.group(1), found.group(2)
        if sign == "@" and name in {"channel", "here", "everyone"}:
            return f"<!{name}>"
        if sign == "@" and name in people:
            return f"<@{people[name]}>"
        if sign == "#" and name in channels:
            return f"<#{channels[name]}|{name}>"
        return found.group()

    return _MENTION.sub(reference, typed_by_person(text))
