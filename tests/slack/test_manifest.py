import json
import time

from bot.chat.slack.manifest import SCOPES, manifest, manifest_text
from bot.chat.transport import CommandHelp
from sandbox.cast import Cast
from sandbox.model import Team
from sandbox.server import Sandbox

COMMANDS = [CommandHelp("parts", "48213 2x 04152-YZZA1 by 3pm", "Ask the parts counter")]


def test_over_socket_mode() -> None:
    made = manifest(COMMANDS)
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["features"]["slash_commands"] == [
        {
            "command": "/parts",
            "description": "Ask the parts counter",
            "usage_hint": "48213 2x 04152-YZZA1 by 3pm",
            "should_escape": True,
        }
    ]
    assert "request_url" not in json.dumps(made)


def test_over_http_everything_has_its_address() -> None:
    made = manifest(COMMANDS, "https://baton.example/")
    address = "https://baton.example/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"]["request_url"] == address
    assert made["features"]["slash_commands"][0]["url"] == address


def test_every_scope_has_its_reason() -> None:
    assert all(SCOPES.values())
    assert manifest(COMMANDS)["oauth_config"]["scopes"]["bot"] == list(SCOPES)


def test_slack_takes_it() -> None:
    read = json.loads(manifest_text(COMMANDS, "https://baton.example"))
    box = Sandbox(Cast(Team("T0", "Lakeside", "lakeside"), (), ()), time.time, read, page=False)
    box.stop()
