"""The door of the Web API: reads the call, checks who calls, counts it, and says what came out."""

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sandbox.api.call import Args, Call
from sandbox.api.registry import METHODS, Method
from sandbox.app import InstalledApp
from sandbox.connections import break_connection
from sandbox.errors import SlackError
from sandbox.faults import CALL_FAULTS, Fault, FaultKind, Faults
from sandbox.hooks import HookRefused, ResponseUrls
from sandbox.ids import hex_digits
from sandbox.model import Json
from sandbox.rates import Rates, Tier
from sandbox.socket_mode import SocketMode
from sandbox.strict import loads
from sandbox.workspace import Workspace

_log = logging.getLogger(__name__)
_BREAKS_BEFORE = {FaultKind.DROP, FaultKind.HANG}
_BREAKS_AFTER = {FaultKind.LOSE_ANSWER, FaultKind.HANG_AFTER}


@dataclass(frozen=True, slots=True)
class Entrance:
    """Everything that a call passes."""

    workspace: Workspace
    app: InstalledApp
    rates: Rates
    faults: Faults
    hooks: ResponseUrls
    sockets: SocketMode | None

    async def api(self, request: Request) -> Response:
        """One call of `/api/{method}`."""
        name = request.path_params["method"]
        try:
            given = await _arguments(request)
        except SlackError as error:
            return self._answer(error.answer())
        channel = given.get("channel")
        fault = self.faults.take(name, channel if isinstance(channel, str) else None, CALL_FAULTS)
        refused = await self._fault_before(request, fault)
        if refused is not None:
            return refused
        answer = self._answer(*self._run(name, request, given))
        await self._fault_after(request, fault)
        return answer

    async def response_url(self, request: Request) -> Response:
        """One post to a `response_url`."""
        path = request.url.path.lstrip("/")
        fault = self.faults.take("response_url", self.hooks.channel_of(path), CALL_FAULTS)
        refused = await self._fault_before(request, fault)
        if refused is not None:
            return refused
        try:
            self.hooks.use(path, await _hook_body(request))
        except HookRefused as error:
            return _json({"ok": False, "error": error.code}, error.status)
        await self._fault_after(request, fault)
        return PlainTextResponse("ok")

    def _run(
        self, name: str, request: Request, given: Mapping[str, Any]
    ) -> tuple[Json, int | None]:
        method = METHODS.get(name)
        if method is None:
            return {"ok": False, "error": "unknown_method", "req_method": name}, None
        try:
            self._authenticate(method, request, given)
            wait = self._count(method, given)
            if wait is not None:
                return {"ok": False, "error": "ratelimited"}, wait
            call = Call(name, Args(given), self.workspace, self.app, self.hooks, self.sockets)
            with self.workspace.lock:
                if method.scope is not None:
                    call.need(method.scope)
                return method.run(call), None
        except SlackError as error:
            return error.answer(), None
        except Exception:
            _log.exception("%s failed", name)
            return {"ok": False, "error": "internal_error"}, None

    def _authenticate(self, method: Method, request: Request, given: Mapping[str, Any]) -> None:
        if method.token is None:
            return
        header = request.headers.get("authorization", "")
        token = header.removeprefix("Bearer ").strip() or str(given.get("token") or "")
        kinds = {self.app.bot_token: "bot", self.app.app_token: "app"}
        if not token:
            raise SlackError("not_authed")
        if token not in kinds:
            raise SlackError("invalid_auth")
        if kinds[token] != method.token:
            raise SlackError("not_allowed_token_type")

    def _count(self, method: Method, given: Mapping[str, Any]) -> int | None:
        key = [method.name, self.workspace.team.id, self.app.id]
        if method.tier is Tier.POSTING:
            key.append(str(given.get("channel")))
        return self.rates.retry_after(method.tier, *key)

    async def _fault_before(self, request: Request, fault: Fault | None) -> Response | None:
        if fault is None:
            return None
        if fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        elif fault.kind is FaultKind.ERROR:
            return self._answer({"ok": False, "error": fault.error})
        elif fault.kind is FaultKind.RATELIMIT:
            return self._answer({"ok": False, "error": "ratelimited"}, fault.retry_after)
        elif fault.kind is FaultKind.HTTP_STATUS:
            return PlainTextResponse("Something went wrong.", fault.status)
        elif fault.kind in _BREAKS_BEFORE:
            if fault.kind is FaultKind.HANG:
                await self.faults.hang()
            await break_connection(request.scope)
            return Response()
        return None

    async def _fault_after(self, request: Request, fault: Fault | None) -> None:
        if fault is None or fault.kind not in _BREAKS_AFTER:
            return
        if fault.kind is FaultKind.HANG_AFTER:
            await self.faults.hang()
        await break_connection(request.scope)

    def _answer(self, body: Json, wait: int | None = None) -> Response:
        response = _json(body, 200 if wait is None else 429)
        response.headers["x-slack-req-id"] = hex_digits(32)
        response.headers["x-oauth-scopes"] = ",".join(self.app.scopes)
        if wait is not None:
            response.headers["Retry-After"] = str(wait)
        return response


def _json(body: Json, status: int = 200) -> Response:
    return Response(
        json.dumps(body, allow_nan=False),
        status,
        media_type="application/json; charset=utf-8",
    )


async def _arguments(request: Request) -> Json:
    given: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form() as form:
            return given | {name: v for name, v in form.items() if isinstance(v, str)}
    body = await request.body()
    if not body:
        return given
    if kind == "application/json":
        return given | _object(body)
    if kind not in {"application/x-www-form-urlencoded", "text/plain", ""}:
        raise SlackError("invalid_post_type")
    try:
        return given | dict(parse_qsl(body.decode(), keep_blank_values=True))
    except UnicodeDecodeError as error:
        raise SlackError("invalid_form_data") from error


def _object(body: bytes) -> Json:
    try:
        parsed = loads(body)
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(parsed, dict):
        raise SlackError("json_not_object")
    # A null argument is one that was not given.
    return {name: value for name, value in parsed.items() if value is not None}


async def _hook_body(request: Request) -> Json:
    body = await request.body()
    try:
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            body = dict(parse_qsl(body.decode())).get("payload", "").encode()
        return _object(body)
    except (SlackError, UnicodeDecodeError) as error:
        raise HookRefused("invalid_payload", 400) from error
