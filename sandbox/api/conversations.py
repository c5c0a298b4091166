"""`conversations.*`, but for reading messages, which is in `history`."""

import re

from sandbox.api.call import Call, missing_scope, scope_for, succeed
from sandbox.api.paging import next_cursor, page
from sandbox.errors import SlackError, invalid_arguments
from sandbox.ids import new_id
from sandbox.model import Channel, Json
from sandbox.shapes import channel_json

_SCOPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "mpim": "mpim:read",
    "im": "im:read",
}
_NAME = re.compile(r"[\w\-]{1,80}")


def list_conversations(call: Call) -> Json:
    """`conversations.list`: everything public, and the rest where the bot is a member."""
    types = _types(call)
    without_archived = call.args.boolean("exclude_archived")
    seen = [
        channel
        for channel in call.workspace.channels.values()
        if type_of(channel) in types
        and (type_of(channel) == "public_channel" or call.bot in channel.members)
        and not (without_archived and channel.is_archived)
    ]
    items, cursor = page(sorted(seen, key=_id), _id, call.args)
    shapes = [channel_json(call.workspace, channel, call.bot) for channel in items]
    return succeed(channels=shapes, response_metadata=next_cursor(cursor))


def _types(call: Call) -> list[str]:
    types = call.args.listed("types") or ["public_channel"]
    for one in types:
        if one not in _SCOPES:
            raise SlackError("invalid_types")
        call.need(_SCOPES[one])
    return types


def type_of(channel: Channel) -> str:
    """The kind of a conversation as `types` names it."""
    if channel.is_im:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _id(channel: Channel) -> str:
    return channel.id


def users_conversations(call: Call) -> Json:
    """`users.conversations`: those of one person (the bot itself by default)."""
    types = _types(call)
    user = call.args.text("user") or call.bot
    if user not in call.workspace.users:
        raise SlackError("user_not_found")
    seen = [
        channel
        for channel in call.workspace.channels.values()
        if user in channel.members
        and type_of(channel) in types
        and (type_of(channel) == "public_channel" or call.bot in channel.members)
        and not (call.args.boolean("exclude_archived") and channel.is_archived)
    ]
    items, cursor = page(sorted(seen, key=_id), _id, call.args)
    shapes = [channel_json(call.workspace, channel, call.bot) for channel in items]
    return succeed(channels=shapes, response_metadata=next_cursor(cursor))


def info(call: Call) -> Json:
    """`conversations.info`."""
    channel = call.channel()
    call.need(scope_for(channel, "read"))
    shape = channel_json(call.workspace, channel, call.bot)
    if not call.args.boolean("include_num_members"):
        shape.pop("num_members", None)
    return succeed(channel=shape)


def members(call: Call) -> Json:
    """`conversations.members`."""
    channel = call.channel()
    call.need(scope_for(channel, "read"))
    items, cursor = page(sorted(channel.members), str, call.args)
    return succeed(members=items, response_metadata=next_cursor(cursor))


def open_conversation(call: Call) -> Json:
    """`conversations.open`: the direct conversation with one person."""
    call.need("im:write")
    if call.args.text("channel"):
        channel = call.channel()
        return succeed(channel={"id": channel.id}, no_op=True, already_open=True)
    users = call.args.listed("users")
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        # Group conversations are not built here; an app without their scope hears the same.
        raise missing_scope(call.app, "mpim:write")
    user = call.workspace.users.get(users[0])
    if user is None:
        raise SlackError("user_not_found")
    if user.deleted:
        raise SlackError("user_disabled")
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    known = call.workspace.im_between(call.bot, user.id)
    channel = call.workspace.open_im(call.bot, user.id)
    if call.args.boolean("return_im"):
        shape = channel_json(call.workspace, channel, call.bot)
    else:
        shape = {"id": channel.id}
    already = {"no_op": True, "already_open": True} if known else {}
    return succeed(channel=shape, **already)


def join(call: Call) -> Json:
    """`conversations.join`: any public channel."""
    channel = call.channel()
    if channel.is_im or channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    joined = call.workspace.join(channel.id, call.bot)
    shape = channel_json(call.workspace, channel, call.bot)
    warned = {} if joined else {"warning": "already_in_channel"}
    return succeed(channel=shape, **warned)


def leave(call: Call) -> Json:
    """`conversations.leave`."""
    channel = call.channel()
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    left = call.workspace.leave(channel.id, call.bot)
    return succeed() if left else succeed(not_in_channel=True)


def create(call: Call) -> Json:
    """`conversations.create`."""
    name = call.args.text("name")
    private = call.args.boolean("is_private")
    call.need("groups:write" if private else "channels:manage")
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > 80:
        raise SlackError("invalid_name_maxlength")
    if not _NAME.fullmatch(name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if any(channel.name == name for channel in call.workspace.channels.values()):
        raise SlackError("name_taken")
    channel = Channel(
        new_id("C", 11), name, is_private=private, members=[call.bot], creator=call.bot
    )
    call.workspace.add_channel(channel)
    return succeed(channel=channel_json(call.workspace, channel, call.bot))


def invite(call: Call) -> Json:
    """`conversations.invite`: several people at once."""
    channel = _managed(call)
    users = call.args.listed("users")
    if not users:
        raise SlackError("no_user")
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    for user in users:
        if user not in call.workspace.users:
            raise SlackError("user_not_found")
        if user == call.bot:
            raise SlackError("cant_invite_self")
        if user in channel.members:
            raise SlackError("already_in_channel")
    for user in users:
        call.workspace.join(channel.id, user, inviter=call.bot)
    return succeed(channel=channel_json(call.workspace, channel, call.bot))


def archive(call: Call) -> Json:
    """`conversations.archive`."""
    channel = _managed(call)
    if channel.is_archived:
        raise SlackError("already_archived")
    if channel.name == "general":
        raise SlackError("cant_archive_general")
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    call.workspace.archive(channel.id)
    return succeed()


def unarchive(call: Call) -> Json:
    """`conversations.unarchive`."""
    channel = _managed(call)
    if not channel.is_archived:
        raise SlackError("not_archived")
    call.workspace.archive(channel.id, archived=False)
    return succeed()


def set_topic(call: Call) -> Json:
    """`conversations.setTopic`."""
    channel = _managed(call)
    topic = call.args.text("topic")
    if len(topic) > 250:
        raise SlackError("too_long")
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    channel.topic = topic
    return succeed(channel=channel_json(call.workspace, channel, call.bot))


def _managed(call: Call) -> Channel:
    if not call.args.text("channel"):
        raise invalid_arguments("missing required field: channel [json-pointer:/channel]")
    channel = call.channel()
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    call.need("groups:write" if channel.is_private else "channels:manage")
    return channel
