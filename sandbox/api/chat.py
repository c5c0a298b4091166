"""`chat.*`: saying, changing and taking back."""

from sandbox.api.call import Call, succeed
from sandbox.drafts import normalised, read_draft
from sandbox.errors import SlackError
from sandbox.model import Channel, Json, Message
from sandbox.shapes import message_json
from sandbox.voice import replace_content, say_as_app


def post_message(call: Call) -> Json:
    """`chat.postMessage`: to a channel, or to a person by his id."""
    channel = _destination(call)
    draft = read_draft(call.args.raw())
    thread_ts = _thread(call, channel)
    message = say_as_app(
        call.workspace,
        channel.id,
        draft,
        thread_ts=thread_ts,
        broadcast=call.args.boolean("reply_broadcast"),
    )
    shape = message_json(call.workspace, message)
    return succeed(channel=channel.id, ts=message.ts, message=shape)


def _destination(call: Call) -> Channel:
    wanted = call.args.required("channel")
    workspace = call.workspace
    if wanted in workspace.users:
        user = workspace.users[wanted]
        if user.deleted:
            raise SlackError("channel_not_found")
        if user.is_bot:
            raise SlackError("cannot_dm_bot")
        _check_messages_tab(call)
        return workspace.open_im(call.bot, wanted)
    if wanted.startswith("#"):
        named = [c for c in workspace.channels.values() if c.name == wanted[1:] and not c.is_im]
        channel = named[0] if named else None
    else:
        channel = workspace.channels.get(wanted)
    if channel is None or (channel.is_private and call.bot not in channel.members):
        raise SlackError("channel_not_found")
    if channel.is_im:
        return _direct(call, channel)
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.bot not in channel.members and not call.app.may("chat:write.public"):
        raise SlackError("not_in_channel")
    return channel


def _direct(call: Call, channel: Channel) -> Channel:
    if call.bot not in channel.members or call.workspace.users[channel.other(call.bot)].deleted:
        raise SlackError("channel_not_found")
    _check_messages_tab(call)
    return channel


def _check_messages_tab(call: Call) -> None:
    if not call.app.messages_tab:
        raise SlackError("messages_tab_disabled")


def _thread(call: Call, channel: Channel) -> str | None:
    thread_ts = call.args.text("thread_ts")
    if not thread_ts:
        return None
    parent = call.workspace.message(channel.id, thread_ts)
    if parent is None:
        raise SlackError("thread_not_found")
    return parent.thread_ts or parent.ts


def post_ephemeral(call: Call) -> Json:
    """`chat.postEphemeral`: one person sees it, until he reloads."""
    channel = call.channel()
    user = call.args.required("user")
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.bot not in channel.members and not call.app.may("chat:write.public"):
        raise SlackError("not_in_channel")
    known = call.workspace.users.get(user)
    if known is None or known.deleted or user not in channel.members:
        raise SlackError("user_not_in_channel")
    draft = read_draft(call.args.raw())
    message = say_as_app(
        call.workspace, channel.id, draft, thread_ts=_thread(call, channel), only_to=user
    )
    return succeed(message_ts=message.ts)


def update(call: Call) -> Json:
    """`chat.update`: text without blocks removes the blocks."""
    channel = call.channel()
    message = call.own_message(channel, call.args.required("ts"), "cant_update_message")
    if channel.is_archived:
        raise SlackError("is_archived")
    draft = read_draft(call.args.raw())
    with call.workspace.lock:
        replace_content(message, draft)
        if draft.blocks is None and draft.attachments is None:
            call.workspace.edited(message, call.bot)
        else:
            # Slack shows no "edited" beside a message of blocks.
            call.workspace.touched(message)
    shape = message_json(call.workspace, message)
    return succeed(channel=channel.id, ts=message.ts, text=message.text, message=shape)


def delete(call: Call) -> Json:
    """`chat.delete`: only what the bot itself said."""
    channel = call.channel()
    ts = call.args.required("ts")
    message = call.own_message(channel, ts, "cant_delete_message")
    call.workspace.delete(message)
    return succeed(channel=channel.id, ts=ts)


def get_permalink(call: Call) -> Json:
    """`chat.getPermalink`."""
    channel = call.channel()
    message = _any_message(call, channel, call.args.required("message_ts"))
    link = call.workspace.link(channel.id, message.ts, message.thread_ts)
    return succeed(channel=channel.id, permalink=link)


def me_message(call: Call) -> Json:
    """`chat.meMessage`: an action in the third person."""
    channel = _destination(call)
    text = normalised(call.args.required("text"))
    message = call.workspace.post(
        Message(
            channel.id,
            "",
            call.bot,
            text,
            subtype="me_message",
            bot_id=call.app.bot_id,
            app_id=call.app.id,
        )
    )
    return succeed(channel=channel.id, ts=message.ts)


def _any_message(call: Call, channel: Channel, ts: str) -> Message:
    message = call.workspace.message(channel.id, ts)
    if message is None:
        raise SlackError("message_not_found")
    return message
