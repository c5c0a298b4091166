"""Drives the sandbox from another process: faults, state, people, the clock. Loopback only."""

import ipaddress
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults import Fault, FaultKind
from sandbox.model import Json, SandboxMistake
from sandbox.person import Person
from sandbox.shapes import channel_json, message_json, view_json
from sandbox.workspace import Workspace

if TYPE_CHECKING:
    from sandbox.server import Sandbox

_DEEDS: dict[str, Callable[..., Any]] = {
    "type": Person.type,
    "reply": Person.reply,
    "click": Person.click,
    "change": Person.change,
    "submit": Person.submit,
    "close": Person.close,
    "react": Person.react,
    "mark_read": Person.mark_read,
    "open_dm": Person.open_dm,
    "join": Person.join,
    "leave": Person.leave,
    "invite": Person.invite,
    "reload": Person.reload,
    "messages": Person.messages,
    "thread": Person.thread,
    "conversations": Person.conversations,
    "top_view": Person.top_view,
}


def control_routes(sandbox: "Sandbox") -> list[Route]:
    """`/sandbox/...`: what tests and scripts in other processes use."""

    async def faults(request: Request) -> Response:
        if request.method == "POST":
            _add_faults(sandbox, await request.json())
        elif request.method == "DELETE":
            sandbox.faults.clear()
        waiting = [asdict(fault) for fault in sandbox.faults.waiting]
        applied = [[kind.value, method] for kind, method in sandbox.faults.applied]
        return JSONResponse(
            {"ok": True, "waiting": waiting, "applied": applied, "hanging": sandbox.faults.hanging}
        )

    async def release(_request: Request) -> Response:
        sandbox.faults.release()
        return JSONResponse({"ok": True})

    async def state(_request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(_state, sandbox))

    async def act(request: Request) -> Response:
        given = await request.json()
        return JSONResponse({"ok": True, "result": await run_in_threadpool(_act, sandbox, given)})

    async def clock(request: Request) -> Response:
        seconds = float((await request.json()).get("move", 0))
        move = getattr(sandbox.now, "move", None)
        if move is None:
            raise SandboxMistake("this sandbox's clock cannot be moved")
        move(seconds)
        return JSONResponse({"ok": True, "now": sandbox.now()})

    async def sockets(request: Request) -> Response:
        deeds = {"drop": sandbox.sockets.drop, "refresh": sandbox.sockets.refresh}
        deed = deeds.get((await request.json()).get("do"))
        if deed is None:
            raise SandboxMistake('"do" must be "drop" or "refresh"')
        deed()
        return JSONResponse({"ok": True, "connected": sandbox.sockets.connected})

    return [
        Route("/sandbox/faults", _guarded(faults), methods=["GET", "POST", "DELETE"]),
        Route("/sandbox/release", _guarded(release), methods=["POST"]),
        Route("/sandbox/state", _guarded(state), methods=["GET"]),
        Route("/sandbox/act", _guarded(act), methods=["POST"]),
        Route("/sandbox/clock", _guarded(clock), methods=["POST"]),
        Route("/sandbox/sockets", _guarded(sockets), methods=["POST"]),
    ]


def _guarded(endpoint: Callable[[Request], Any]) -> Callable[[Request], Any]:
    async def guarded(request: Request) -> Response:
        if not _is_local(request):
            return JSONResponse({"ok": False, "error": "only for this machine"}, 403)
        try:
            answer: Response = await endpoint(request)
        except (SandboxMistake, ValueError, TypeError) as error:
            return JSONResponse({"ok": False, "error": str(error)}, 400)
        return answer

    return guarded


def _is_local(request: Request) -> bool:
    # A web page elsewhere must not reach this through the browser of somebody who runs a demo:
    # it would send its own origin, or a host name that only resolves to this machine.
    host = request.url.hostname or ""
    from_here = request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    named = host in {"127.0.0.1", "localhost", "::1"}
    return from_here and named and "origin" not in request.headers


def _add_faults(sandbox: "Sandbox", given: Any) -> None:
    for one in given if isinstance(given, list) else [given]:
        sandbox.faults.add(_fault(one))


def _fault(given: Json) -> Fault:
    names = {one.name for one in fields(Fault)}
    if unknown := given.keys() - names:
        raise SandboxMistake(f"a fault has no {', '.join(sorted(unknown))}")
    return Fault(**{**given, "kind": FaultKind(given["kind"])})


def _state(sandbox: "Sandbox") -> Json:
    workspace: Workspace = sandbox.workspace
    modals = workspace.modals
    with workspace.lock:
        return {
            "ok": True,
            "seq": workspace.feed.seq,
            "now": workspace.now(),
            "team": asdict(workspace.team),
            "app": {"bot_user": sandbox.app.bot_user, "connected": sandbox.sockets.connected},
            "users": [asdict(user) for user in workspace.users.values()],
            "channels": [
                channel_json(workspace, c, "") | {"members": c.members}
                for c in workspace.channels.values()
            ],
            "messages": {
                channel_id: [message_json(workspace, m) for m in workspace.messages(channel_id)]
                for channel_id in workspace.channels
            },
            "views": {
                user_id: [
                    view_json(workspace, view) | {"errors": view.errors, "trouble": view.trouble}
                    for view in modals.stack(user_id)
                ]
                for user_id in workspace.users
                if modals.stack(user_id)
            },
            "ephemerals": [
                message_json(workspace, m) | {"channel": m.channel, "ephemeral_to": m.ephemeral_to}
                for m in workspace.all_ephemerals()
            ],
        }


def _act(sandbox: "Sandbox", given: Json) -> Any:
    """`{"person": "Dana", "do": "type", "args": [...], "named": {...}}`."""
    name = str(given.get("person"))
    workspace = sandbox.workspace
    person = workspace.person(name) if name in workspace.users else workspace.person_named(name)
    deed = _DEEDS.get(str(given.get("do")))
    if deed is None:
        raise SandboxMistake(f'"do" must be one of {", ".join(_DEEDS)}')
    args = [tuple(one) if isinstance(one, list) else one for one in given.get("args") or ()]
    return _plain(deed(person, *args, **(given.get("named") or {})))


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value
