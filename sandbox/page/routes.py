"""The page's addresses. `page_routes(workspace)` is all that the sandbox's server needs to know."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from sandbox.page.acts import act
from sandbox.page.around import meta
from sandbox.page.guide import STORIES
from sandbox.page.lines import Line
from sandbox.page.live import changes
from sandbox.page.look import Look, look
from sandbox.page.regions import Region, changed, regions, templates
from sandbox.page.remembered import Remembered
from sandbox.page.render.emoji import EMOJI, QUICK
from sandbox.page.seen import Seen, see
from sandbox.page.tour import Tour
from sandbox.workspace import Workspace

_STATIC = Path(__file__).parent / "static"
_MOST_BYTES = 256 * 1024
_MICROS = 6
# A hundred messages on the screens of nine people, and some room.
_LINES_KEPT = 2_000
_WHO = "sandbox_as"
_TOUR_OFF = "sandbox_tour"
_NOBODY = "<!doctype html><title>Sandbox</title><p>This workspace has nobody in it yet.</p>"

# Nothing on this page comes from elsewhere but pictures that a message shows; no script or style
# stands in the markup, so that a mistake in escaping would still run nothing.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
        " img-src 'self' http: https: data:; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page_routes(workspace: Workspace) -> list[BaseRoute]:
    """Every address of the page, to be mounted at the root."""
    page = Page(workspace)
    return [
        Route("/", page.index),
        Route("/archives/{channel}", page.archive),
        Route("/archives/{channel}/{message}", page.archive),
        Route("/page/regions", page.regions),
        Route("/page/live", page.live),
        Route("/page/act", page.act, methods=["POST"]),
        Mount("/page/static", _Static(directory=_STATIC)),
    ]


class _Json(JSONResponse):
    """JSON in plain ASCII: half a surrogate pair in what somebody typed has no UTF-8."""

    def render(self, content: object) -> bytes:
        """Write it, with everything else escaped."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")


class _Static(StaticFiles):
    """Files that a browser keeps but asks about each time, so that an update is seen at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, to be checked again before the next use."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


class Page:
    """The page of one workspace, and how far its guided tour has come."""

    def __init__(self, workspace: Workspace) -> None:
        """Show this workspace."""
        self._workspace = workspace
        self._tour = Tour(STORIES)
        self._remembered: Remembered[Line] = Remembered(_LINES_KEPT)
        self._version = _version()
        # Another server, even with the same files, has other people and messages in it.
        self._born = secrets.token_hex(6)

    async def index(self, request: Request) -> Response:
        """The whole page; an address that does not say everything leads to one that does."""
        asked = _asked(request)
        found = await run_in_threadpool(look, self._workspace, asked)
        if found is None:
            return HTMLResponse(_NOBODY, headers=_HEADERS)
        if (asked.get("as"), asked.get("in")) != (found.user.id, found.channel.id):
            return RedirectResponse(found.address, status_code=303, headers=_HEADERS)
        hosts = _hosts(request, self._workspace)
        touring = request.cookies.get(_TOUR_OFF) != "off"
        html = await run_in_threadpool(self._whole, found, hosts, touring)
        # A lone half of a surrogate pair in what somebody typed cannot be written as UTF-8.
        response = HTMLResponse(html.encode("utf-8", "replace"), headers=_HEADERS)
        response.set_cookie(_WHO, found.user.id, samesite="strict", httponly=True)
        return response

    async def archive(self, request: Request) -> Response:
        """A permanent address, as the app hands them out: leads to the message in its place."""
        channel = request.path_params["channel"]
        digits = str(request.path_params.get("message", "")).removeprefix("p")
        asked = _acting(request) | {"in": channel}
        if digits.isascii() and digits.isdigit() and len(digits) > _MICROS:
            asked["focus"] = f"{digits[:-_MICROS]}.{digits[-_MICROS:]}"
        if "thread_ts" in request.query_params:
            asked["thread"] = request.query_params["thread_ts"]
        return RedirectResponse("/?" + urlencode(asked), status_code=303)

    async def regions(self, request: Request) -> Response:
        """The parts of the page that differ from those the window has."""
        asked = _asked(request)
        found = await run_in_threadpool(look, self._workspace, asked)
        if found is None:
            return _Json({"regions": {}, "meta": None}, status_code=404)
        have = dict(pair.split(":", 1) for pair in asked.get("have", "").split(",") if ":" in pair)
        read = asked.get("seen") == "1"
        hosts = _hosts(request, self._workspace)
        told = await run_in_threadpool(self._changed, found, hosts, have, read)
        return _Json(told, headers=_HEADERS)

    async def live(self, _request: Request) -> Response:
        """An endless stream that says when to look again."""
        return StreamingResponse(
            changes(self._workspace, self._born),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def act(self, request: Request) -> Response:
        """Do something as somebody, and say how it came out."""
        if not _from_here(request):
            return _refused("Only this page may do that.", 403)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST_BYTES:
                return _refused("That is too much at once.", 413)
        try:
            asked = json.loads(body)
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            return _refused("That could not be read.", 400)
        told = await run_in_threadpool(act, self._workspace, self._tour, asked)
        return _Json(told, headers=_HEADERS)

    def _whole(self, found: Look, hosts: frozenset[str], touring: bool) -> str:
        seen = see(self._workspace, found, hosts, read=True)
        app = self._workspace.app
        commands = [] if app is None else list(app.commands.values())
        return (
            templates()
            .get_template("page.html")
            .render(
                look=found,
                team=seen.team,
                meta=meta(seen),
                regions=self._regions(seen),
                reactions=[(name, EMOJI[name]) for name in QUICK],
                commands={
                    "commands": [
                        {"name": one.command, "hint": one.usage_hint, "does": one.description}
                        for one in commands
                    ],
                    "people": [
                        {"name": f"@{user.name}", "hint": user.real_name, "does": user.title}
                        for user in seen.users.values()
                        if user.id in seen.waiting
                    ],
                },
                version=self._version,
                born=self._born,
                touring=touring,
            )
        )

    def _regions(self, seen: Seen) -> dict[str, Region]:
        return regions(self._workspace, seen, self._tour, self._remembered)

    def _changed(
        self, found: Look, hosts: frozenset[str], have: Mapping[str, str], read: bool
    ) -> dict[str, object]:
        seen = see(self._workspace, found, hosts, read)
        return {
            "regions": changed(self._regions(seen), have),
            "meta": meta(seen),
        }


def _version() -> str:
    """A word for the files that this server sends; it changes when they do."""
    told = hashlib.sha1(usedforsecurity=False)
    for file in sorted(_STATIC.iterdir()):
        told.update(file.read_bytes())
    return told.hexdigest()[:10]


def _acting(request: Request) -> dict[str, str]:
    """Who acts: as the address says, or else the last one who did in this browser."""
    who = request.query_params.get("as") or request.cookies.get(_WHO)
    return {"as": who} if who else {}


def _asked(request: Request) -> dict[str, str]:
    return dict(request.query_params) | _acting(request)


def _hosts(request: Request, workspace: Workspace) -> frozenset[str]:
    """The names of this page: what it was asked under, and what the workspace calls itself."""
    named = {request.headers.get("host", ""), urlsplit(workspace.base_url).netloc}
    return frozenset(name.lower() for name in named if name)


def _from_here(request: Request) -> bool:
    """Was it this page that asked, and not another one that is open in the same browser?"""
    origin = request.headers.get("origin")
    same = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    return same and request.headers.get("content-type", "").startswith("application/json")


def _refused(words: str, status: int) -> Response:
    return _Json({"ok": False, "error": words}, status_code=status, headers=_HEADERS)
