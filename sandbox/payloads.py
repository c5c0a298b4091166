"""What Slack sends to an app when a person does something."""

from sandbox.ids import digits
from sandbox.model import Channel, Json, Message, View
from sandbox.shapes import message_json, view_json
from sandbox.voice import installed
from sandbox.workspace import Workspace


def command_payload(
    workspace: Workspace, user: str, channel: Channel, command: str, text: str
) -> Json:
    """A slash command, without its `trigger_id` and `response_url`."""
    app = installed(workspace)
    return {
        "token": app.verification_token,
        "team_id": workspace.team.id,
        "team_domain": workspace.team.domain,
        "channel_id": channel.id,
        "channel_name": _spoken_name(channel),
        "user_id": user,
        "user_name": workspace.users[user].name,
        "command": command,
        "text": text,
        "api_app_id": app.id,
        "is_enterprise_install": "false",
    }


def _spoken_name(channel: Channel) -> str:
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


def _interaction(workspace: Workspace, kind: str, user: str) -> Json:
    app = installed(workspace)
    person = workspace.users[user]
    return {
        "type": kind,
        "team": {"id": workspace.team.id, "domain": workspace.team.domain},
        "user": {
            "id": user,
            "username": person.name,
            "name": person.name,
            "team_id": person.team or workspace.team.id,
        },
        "api_app_id": app.id,
        "token": app.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_action(
    workspace: Workspace, user: str, message: Message, action: Json, state: Json
) -> Json:
    """A click on a message, without its `trigger_id` and `response_url`."""
    channel = workspace.channels[message.channel]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    payload = _interaction(workspace, "block_actions", user) | {
        "container": container,
        "channel": {"id": channel.id, "name": _spoken_name(channel)},
        "state": {"values": state},
        "actions": [action],
    }
    # Slack does not store ephemerals, and so cannot send them along.
    if message.ephemeral_to is None:
        payload["message"] = message_json(workspace, message)
    if channel.shared:
        payload["is_ext_shared_channel"] = True
    return payload


def view_action(workspace: Workspace, view: View, action: Json) -> Json:
    """A click or a change in a modal or a Home tab, without its `trigger_id`."""
    return _interaction(workspace, "block_actions", view.user) | {
        "container": {"type": "view", "view_id": view.id},
        "view": view_json(workspace, view),
        "actions": [action],
    }


def submission(workspace: Workspace, view: View, response_urls: list[Json]) -> Json:
    """A submitted modal, without its `trigger_id`."""
    return _interaction(workspace, "view_submission", view.user) | {
        "view": view_json(workspace, view),
        "response_urls": response_urls,
    }


def closed(workspace: Workspace, view: View, cleared: bool) -> Json:
    """A modal that was closed and asked to be told."""
    return _interaction(workspace, "view_closed", view.user) | {
        "view": view_json(workspace, view),
        "is_cleared": cleared,
    }


def suggestion(workspace: Workspace, user: str, block_id: str, action_id: str, typed: str) -> Json:
    """What a person types into a menu whose options the app knows."""
    return _interaction(workspace, "block_suggestion", user) | {
        "action_id": action_id,
        "block_id": block_id,
        "value": typed,
    }


def event(workspace: Workspace, inner: Json) -> Json:
    """An event in its envelope."""
    app = installed(workspace)
    place = inner.get("channel")
    channel = workspace.channels.get(place) if isinstance(place, str) else None
    return {
        "token": app.verification_token,
        "team_id": workspace.team.id,
        "context_team_id": workspace.team.id,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": inner,
        "type": "event_callback",
        "event_id": f"Ev{digits(10)}",
        "event_time": int(workspace.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team.id,
                "user_id": app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": channel is not None and channel.shared,
        "event_context": f"4-{digits(20)}",
    }
