"""`files.*`: the upload in three steps, as Slack's SDKs do it."""

import mimetypes

from sandbox.api.call import Call, succeed
from sandbox.drafts import normalised
from sandbox.errors import SlackError, invalid_arguments
from sandbox.ids import new_id, short_id
from sandbox.model import Channel, File, Json, Message
from sandbox.shapes import file_json


def get_upload_url(call: Call) -> Json:
    """`files.getUploadURLExternal`: a place to send the bytes to."""
    name = call.args.required("filename")
    length = call.args.integer("length", 0)
    if length <= 0:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    file = File(
        id=new_id("F", 11),
        name=name,
        title=name,
        user=call.bot,
        size=length,
        created=int(call.workspace.now()),
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        alt_text=call.args.text("alt_txt"),
        upload_key=short_id(24),
    )
    call.workspace.files[file.id] = file
    link = f"{call.workspace.base_url}/upload/v1/{file.upload_key}"
    return succeed(upload_url=link, file_id=file.id)


def complete_upload(call: Call) -> Json:
    """`files.completeUploadExternal`: the files are there; share them where they belong."""
    listed = call.args.parsed("files")
    if not isinstance(listed, list) or not listed:
        raise invalid_arguments("missing required field: files [json-pointer:/files]")
    files = [_uploaded(call, one) for one in listed]
    places = call.args.listed("channels") or call.args.listed("channel_id")
    channels = [_shareable(call, channel_id) for channel_id in places]
    for channel in channels:
        _share(call, channel, files)
    return succeed(files=[file_json(call.workspace, file) for file in files])


def _uploaded(call: Call, one: object) -> File:
    file_id = one.get("id") if isinstance(one, dict) else None
    file = call.workspace.files.get(str(file_id))
    if file is None or not file.content or file.complete:
        raise SlackError("file_not_found")
    title = one.get("title") if isinstance(one, dict) else None
    file.title = str(title or file.name)
    file.complete = True
    return file


def _shareable(call: Call, channel_id: str) -> Channel:
    channel = call.workspace.channels.get(channel_id)
    if channel is None or (channel.is_private and call.bot not in channel.members):
        raise SlackError("channel_not_found")
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _share(call: Call, channel: Channel, files: list[File]) -> None:
    thread_ts = call.args.text("thread_ts") or None
    if thread_ts and call.workspace.message(channel.id, thread_ts) is None:
        raise SlackError("thread_not_found")
    for file in files:
        file.channels.append(channel.id)
    call.workspace.post(
        Message(
            channel.id,
            "",
            call.bot,
            normalised(call.args.text("initial_comment")),
            thread_ts=thread_ts,
            files=[file.id for file in files],
            subtype=None,
            bot_id=call.app.bot_id,
            app_id=call.app.id,
        )
    )


def info(call: Call) -> Json:
    """`files.info`."""
    file = call.workspace.files.get(call.args.required("file"))
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    return succeed(file=file_json(call.workspace, file), comments=[])
