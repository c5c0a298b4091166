"""Drives the sandbox from another process: faults, state, people, the clock. Loopback only."""

import ipaddress
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.clockwork import Leap, leap
from sandbox.faults import Fault, FaultKind
from sandbox.model import ChangeKind, Json, SandboxMistake
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
    control = _Control(sandbox)
    return [
        Route("/sandbox/faults", _guarded(control.faults), methods=["GET", "POST", "DELETE"]),
        Route("/sandbox/release", _guarded(control.release), methods=["POST"]),
        Route("/sandbox/state", _guarded(control.state), methods=["GET"]),
        Route("/sandbox/act", _guarded(control.act), methods=["POST"]),
        Route("/sandbox/clock", _guarded(control.clock), methods=["GET", "POST"]),
        Route("/sandbox/sockets", _guarded(control.sockets), methods=["POST"]),
    ]


class _Control:
    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox

    async def faults(self, request: Request) -> Response:
        faults = self._sandbox.faults
        if request.method == "POST":
            given = await request.json()
            for one in given if isinstance(given, list) else [given]:
                faults.add(_fault(one))
        elif request.method == "DELETE":
            faults.clear()
        waiting = [asdict(fault) for fault in faults.waiting]
        applied = [[kind.value, method] for kind, method in faults.applied]
        return JSONResponse(
            {"ok": True, "waiting": waiting, "applied": applied, "hanging": faults.hanging}
        )

    async def release(self, _request: Request) -> Response:
        self._sandbox.faults.release()
        return JSONResponse({"ok": True})

    async def state(self, _request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(_state, self._sandbox))

    async def act(self, request: Request) -> Response:
        given = await request.json()
        result = await run_in_threadpool(_act, self._sandbox, given)
        return JSONResponse({"ok": True, "result": result})

    async def clock(self, request: Request) -> Response:
        asked = await request.json() if request.method == "POST" else {}
        return JSONResponse(await run_in_threadpool(_clock, self._sandbox, asked))

    async def sockets(self, request: Request) -> Response:
        sockets = self._sandbox.sockets
        deeds = {
            "cut": sockets.cut,
            "drop": sockets.drop,
            "refresh": sockets.refresh,
            "warn": sockets.warn,
        }
        deed = deeds.get((await request.json()).get("do"))
        if deed is None:
            raise SandboxMistake(f'"do" must be one of {", ".join(deeds)}')
        deed()
        return JSONResponse({"ok": True, "connected": sockets.connected})


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


def _clock(sandbox: "Sandbox", asked: Json) -> Json:
    """`{"to": "next"}` leaps as a person does in the page, `{"move": 90}` by so many seconds."""
    workspace = sandbox.workspace
    if asked:
        _move(sandbox, asked)
        workspace.feed.emit(ChangeKind.CLOCK)
    upcoming = workspace.clockwork.upcoming() if workspace.clockwork else ()
    return {"ok": True, "now": sandbox.now(), "upcoming": [asdict(event) for event in upcoming]}


def _move(sandbox: "Sandbox", asked: Json) -> None:
    clockwork, seconds = sandbox.workspace.clockwork, float(asked.get("move", 0))
    move = clockwork.forward if clockwork else getattr(sandbox.now, "move", None)
    if move is None:
        raise SandboxMistake("this sandbox's clock cannot be moved")
    if clockwork and "to" in asked:
        if not leap(clockwork, Leap(asked["to"])):
            raise SandboxMistake("nothing is planned that the clock could go to")
        return
    if clockwork and seconds < 0:
        raise SandboxMistake("time never goes backwards")
    move(seconds)


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
