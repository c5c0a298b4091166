"""Records as Slack writes them in JSON."""

from sandbox.app import InstalledApp
from sandbox.model import Channel, File, Json, Message, User, View
from sandbox.workspace import Workspace


def user_json(workspace: Workspace, user: User) -> Json:
    """A person as `users.info` shows him."""
    app = workspace.app
    profile: Json = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        # Nobody at Lakeside has set one, so that Slack shows the full names.
        "display_name": "",
        "display_name_normalized": "",
        "title": user.title,
        "team": workspace.team.id,
    }
    if user.email and app is not None and app.may("users:read.email"):
        profile["email"] = user.email
    if app is not None and user.id == app.bot_user:
        profile |= {"api_app_id": app.id, "bot_id": app.bot_id}
    shape: Json = {
        "id": user.id,
        "team_id": user.team or workspace.team.id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": int(workspace.now()),
    }
    if user.deleted:
        return shape
    return shape | {
        "color": user.color,
        "real_name": user.real_name,
        "tz": user.tz,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.restricted,
        "is_ultra_restricted": False,
        "is_stranger": bool(user.team),
    }


def channel_json(workspace: Workspace, channel: Channel, viewer: str) -> Json:
    """A conversation as `conversations.info` shows it to `viewer`."""
    common: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.is_im,
        "is_org_shared": False,
        "context_team_id": workspace.team.id,
    }
    if channel.is_im:
        other = channel.other(viewer)
        deleted = other in workspace.users and workspace.users[other].deleted
        return common | {"user": other, "is_user_deleted": deleted, "priority": 0}
    return common | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_general": channel.name == "general",
        "is_member": viewer in channel.members,
        "is_shared": channel.shared,
        "is_ext_shared": channel.shared,
        "creator": channel.creator,
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": channel.creator, "last_set": 0},
        "num_members": len(channel.members),
    }


def message_json(workspace: Workspace, message: Message, metadata: bool = True) -> Json:
    """A message as history shows it; its metadata only where it was asked for."""
    shape: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    app = workspace.app
    if message.bot_id is not None and app is not None:
        shape |= {
            "bot_id": message.bot_id,
            "app_id": message.app_id,
            "bot_profile": bot_profile(workspace, app),
        }
    shape["team"] = workspace.team.id
    optional = {
        "subtype": message.subtype,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "thread_ts": message.thread_ts,
        "files": [file_json(workspace, workspace.files[f]) for f in message.files] or None,
    }
    shape |= {name: value for name, value in optional.items() if value is not None}
    if message.is_reply:
        root = workspace.message(message.channel, message.thread_ts)
        shape["parent_user_id"] = root.user if root else ""
    elif message.reply_count:
        shape |= _thread_summary(message)
    if message.edited_ts is not None:
        shape["edited"] = {"user": message.edited_by, "ts": message.edited_ts}
    if message.reactions:
        shape["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message.reactions.items()
        ]
    if metadata and message.metadata is not None:
        shape["metadata"] = message.metadata
    return shape


def _thread_summary(root: Message) -> Json:
    return {
        "reply_count": root.reply_count,
        "reply_users_count": len(root.reply_users),
        "latest_reply": root.latest_reply,
        "reply_users": root.reply_users[:5],
        "is_locked": False,
        "subscribed": False,
    }


def bot_profile(workspace: Workspace, app: InstalledApp) -> Json:
    """What stands beside a bot's message."""
    return {
        "id": app.bot_id,
        "app_id": app.id,
        "user_id": app.bot_user,
        "name": app.name,
        "deleted": False,
        "team_id": workspace.team.id,
    }


def file_json(workspace: Workspace, file: File) -> Json:
    """A file as `files.info` shows it."""
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2] if "." in file.name else "binary",
        "user": file.user,
        "user_team": workspace.team.id,
        "size": file.size,
        "is_external": False,
        "is_public": bool(file.channels),
        "url_private": f"{workspace.base_url}/files/{file.id}/{file.name}",
        "url_private_download": f"{workspace.base_url}/files/{file.id}/{file.name}",
        "channels": [c for c in file.channels if c.startswith("C")],
        "ims": [c for c in file.channels if c.startswith("D")],
    }


def view_json(workspace: Workspace, view: View) -> Json:
    """A view as Slack gives it to its app, with what the person has filled in."""
    app = workspace.app
    body = view.body
    shape: Json = {
        "id": view.id,
        "team_id": workspace.team.id,
        "type": view.type,
        "blocks": view.blocks,
        "private_metadata": body.get("private_metadata") or "",
        "callback_id": view.callback_id,
        "state": {"values": view.state},
        "hash": view.hash,
        "title": body.get("title"),
        "clear_on_close": bool(body.get("clear_on_close")),
        "notify_on_close": bool(body.get("notify_on_close")),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": app.id if app else "",
        "external_id": body.get("external_id") or "",
        "app_installed_team_id": workspace.team.id,
        "bot_id": app.bot_id if app else "",
    }
    if view.type == "home":
        for name in ("submit", "close"):
            shape[name] = None
        shape["title"] = {"type": "plain_text", "text": "View Title", "emoji": True}
    return shape
