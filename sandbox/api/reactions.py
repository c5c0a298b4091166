"""`reactions.*`."""

import re

from sandbox.api.call import Call, succeed
from sandbox.errors import SlackError, invalid_arguments
from sandbox.model import Json, Message
from sandbox.shapes import message_json

_NAME = re.compile(r"[a-z0-9_+'\-]+(::skin-tone-[2-6])?")


def add(call: Call) -> Json:
    """`reactions.add`."""
    message, name = _message(call), _name(call)
    if call.workspace.channels[message.channel].is_archived:
        raise SlackError("is_archived")
    if not call.workspace.react(message, call.bot, name, on=True):
        raise SlackError("already_reacted")
    return succeed()


def remove(call: Call) -> Json:
    """`reactions.remove`."""
    if not call.workspace.react(_message(call), call.bot, _name(call), on=False):
        raise SlackError("no_reaction")
    return succeed()


def get(call: Call) -> Json:
    """`reactions.get`."""
    message = _message(call)
    shape = message_json(call.workspace, message)
    return succeed(type="message", channel=message.channel, message=shape)


def _name(call: Call) -> str:
    name = call.args.required("name").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return name


def _message(call: Call) -> Message:
    ts = call.args.text("timestamp")
    if not call.args.text("channel") or not ts:
        raise SlackError("no_item_specified")
    try:
        float(ts)
    except ValueError as error:
        raise invalid_arguments("bad timestamp [json-pointer:/timestamp]") from error
    channel = call.channel()
    message = call.workspace.message(channel.id, ts)
    if message is None:
        raise SlackError("message_not_found")
    return message
