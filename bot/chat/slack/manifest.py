"""The app manifest: what to paste at api.slack.com/apps to make the app."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.chat.slack.words import cut
from bot.chat.transport import CommandHelp

EVENTS_PATH = "/slack/events"
LONGEST_COMMAND = 32
LONGEST_DESCRIPTION = 2000
LONGEST_USAGE = 1000

SCOPES = {
    "chat:write": "post cards and messages, and edit them",
    "commands": "have slash commands",
    "channels:join": "enter a public department channel without being invited",
    "channels:history": "look whether a card is already there before posting it again",
    "groups:history": "the same in a private department channel",
    "im:write": "open the private conversation with a person",
    "im:history": "look there, too, before saying something again",
    "users:read": "write names without notifying people, and hear who is a guest or has left",
}
"""What Baton may do in a workspace, and why. There is nothing it does not need."""

EVENTS = ["user_change", "team_join"]


def manifest(commands: Sequence[CommandHelp], url: str | None = None) -> dict[str, Any]:
    """The manifest, for Socket Mode, or for HTTP when the `url` Slack reaches Baton at is given."""
    request = {"request_url": url.rstrip("/") + EVENTS_PATH} if url else {}
    command_url = {"url": request["request_url"]} if url else {}
    return {
        "display_information": {
            "name": "Baton",
            "description": "Hands work from one department to the next, and drops nothing.",
            "background_color": "#1d3b53",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Baton", "always_online": True},
            "slash_commands": [_command(command, command_url) for command in commands],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request, "bot_events": EVENTS},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def _command(command: CommandHelp, url: dict[str, str]) -> dict[str, Any]:
    return {
        "command": f"/{command.name.lstrip('/')}"[:LONGEST_COMMAND],
        **url,
        "description": cut(command.description, LONGEST_DESCRIPTION),
        "usage_hint": cut(command.usage, LONGEST_USAGE),
        "should_escape": True,
    }


def manifest_text(commands: Sequence[CommandHelp], url: str | None = None) -> str:
    """The manifest as JSON, which Slack takes as well as YAML."""
    return json.dumps(manifest(commands, url), indent=2, ensure_ascii=False)
