"""What Slack delivers, in its shapes."""

from typing import Any

Payload = dict[str, Any]

RESPONSE_URL = "https://hooks.slack.com/commands/T0/1/abc"


def command(text: str = "48213 2x 04152-YZZA1 by 3pm", **changed: Any) -> Payload:
    return {
        "token": "verification",
        "team_id": "T0",
        "team_domain": "lakeside",
        "channel_id": "C0SERVICE",
        "channel_name": "service",
        "user_id": "U0TECH",
        "user_name": "luis",
        "command": "/parts",
        "text": text,
        "api_app_id": "A0",
        "is_enterprise_install": "false",
        "response_url": RESPONSE_URL,
        "trigger_id": "1.2.3",
    } | changed


def click(action_id: str = "step:claim", value: str | None = "1c", **changed: Any) -> Payload:
    action: Payload = {"type": "button", "action_id": action_id, "block_id": "b", "action_ts": "1"}
    if value is not None:
        action["value"] = value
    return {
        "type": "block_actions",
        "team": {"id": "T0", "domain": "lakeside"},
        "user": {"id": "U0COUNTER", "username": "sam", "team_id": "T0"},
        "api_app_id": "A0",
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "C0PARTS"},
        "channel": {"id": "C0PARTS", "name": "parts"},
        "message": {"type": "message", "ts": "1.1", "text": "P-48"},
        "response_url": RESPONSE_URL,
        "trigger_id": "1.2.4",
        "actions": [action],
    } | changed


def choice(value: str, **changed: Any) -> Payload:
    payload = click("step:#menu", None, **changed)
    payload["actions"][0] |= {"type": "overflow", "selected_option": {"value": value}}
    return payload


def submission(values: Payload | None = None, metadata: str = "{}", **changed: Any) -> Payload:
    """Values are states by field name; each field's block has the field's name."""
    states = values or {}
    return {
        "type": "view_submission",
        "team": {"id": "T0", "domain": "lakeside"},
        "user": {"id": "U0TECH", "username": "luis", "team_id": "T0"},
        "api_app_id": "A0",
        "trigger_id": "1.2.5",
        "view": {
            "id": "V0",
            "type": "modal",
            "callback_id": "parts",
            "private_metadata": metadata,
            "app_installed_team_id": "T0",
            "blocks": [
                {
                    "type": "input",
                    "block_id": f"block-{name}",
                    "element": {"type": state.get("type"), "action_id": name},
                }
                for name, state in states.items()
            ],
            "state": {"values": {f"block-{n}": {n: state} for n, state in states.items()}},
        },
    } | changed


def typed(value: str | None) -> Payload:
    return {"type": "plain_text_input", "value": value}


def user_change(deleted: bool = True, **changed: Any) -> Payload:
    return {
        "token": "verification",
        "team_id": "T0",
        "api_app_id": "A0",
        "type": "event_callback",
        "event_id": "Ev1",
        "event_time": 1700000000,
        "event": {
            "type": "user_change",
            "user": {"id": "U0GONE", "team_id": "T0", "deleted": deleted},
        },
    } | changed
