"""`api.test`, `auth.test`, `apps.connections.open` and `blocks.validate`."""

from typing import Any

from sandbox.api.call import Call, succeed
from sandbox.blocks.check import Problem
from sandbox.blocks.layout import Surface
from sandbox.blocks.surfaces import message_problems, view_problems
from sandbox.errors import SlackError, invalid_arguments
from sandbox.model import Json


def api_test(call: Call) -> Json:
    """`api.test`: says back what was sent, or fails as told."""
    sent = dict(call.args.raw())
    if "error" in sent:
        raise SlackError(str(sent["error"]), args=sent)
    return succeed(args=sent)


def auth_test(call: Call) -> Json:
    """`auth.test`: who am I?"""
    workspace = call.workspace
    return succeed(
        url=f"{workspace.base_url}/",
        team=workspace.team.name,
        user=workspace.users[call.bot].name,
        team_id=workspace.team.id,
        user_id=call.bot,
        bot_id=call.app.bot_id,
        app_id=call.app.id,
        is_enterprise_install=False,
    )


def connections_open(call: Call) -> Json:
    """`apps.connections.open`: an address for one Socket Mode connection."""
    if call.sockets is None or not call.app.socket_mode:
        raise SlackError("socket_mode_not_enabled")
    return succeed(url=call.sockets.new_link(call.workspace.base_url))


def blocks_validate(call: Call) -> Json:
    """`blocks.validate`: looks at blocks, a message or a view, and posts nothing."""
    given = [name for name in ("blocks", "message", "view") if call.args.raw().get(name)]
    if len(given) != 1:
        raise invalid_arguments("provide exactly one of `blocks`, `view`, or `message`")
    name = given[0]
    problems = _problems(name, call.args.parsed(name))
    if problems:
        errors = [
            {"pointer": p.pointer, "code": "failed_constraint", "message": p.message}
            for p in problems
        ]
        raise SlackError(f"invalid_{name}", errors=errors)
    return succeed()


def _problems(name: str, value: Any) -> list[Problem]:
    if name == "blocks":
        return message_problems(value, "")
    if name == "view":
        home = isinstance(value, dict) and value.get("type") == "home"
        return view_problems(value, Surface.HOME if home else Surface.MODAL, "")
    blocks = value.get("blocks") if isinstance(value, dict) else None
    return message_problems(blocks) if blocks else []
