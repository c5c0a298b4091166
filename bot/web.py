"""The one web application: each platform's requests, and whether Baton is well.

Nothing of a body is ever logged here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.chat.door import Answer, Door, refusal

log = structlog.get_logger(__name__)

LARGEST_BODY = 256 * 1024
"""Bytes of a request that are read at all."""
BODY_PATIENCE = 10.0
"""Seconds a caller has to bring a body: platforms send theirs at once."""
THREADS = 32
"""Requests worked on at the same time."""
HEALTH_THREADS = 2
HEALTH_PATIENCE = 2.0
"""Seconds the database has to show that it is there."""

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


class TooLarge(Exception):
    """A request has a larger body than any platform sends."""


class HungUp(Exception):
    """The caller went away before the request was complete."""


def build_web(
    check: Callable[[], None],
    doors: Mapping[str, Door],
    lifespan: Lifespan | None = None,
    threads: int = THREADS,
) -> Starlette:
    """The web application.

    `check` asks the database whether it is there, and raises when it is not. `doors` are the
    platforms' ways in by path (``{"/slack/events": …}``). `threads` is how many requests are
    worked on at the same time.
    """
    pool = ThreadPoolExecutor(threads, thread_name_prefix="web")
    routes = [Route(path, _Doorway(door, pool), methods=["POST"]) for path, door in doors.items()]
    routes.append(Route("/healthz", _health(check), methods=["GET"]))
    return Starlette(routes=routes, lifespan=lifespan)


class _Doorway:
    """Reads a request up to the largest size, and hands it to the platform's door."""

    def __init__(self, door: Door, pool: ThreadPoolExecutor) -> None:
        self._door = door
        self._pool = pool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(BODY_PATIENCE):
                body = await read_body(scope, receive)
        except TooLarge:
            await _send_away(send, 413, f"A request has at most {LARGEST_BODY} bytes.")
            return
        except TimeoutError:
            await _send_away(send, 408, f"A request comes within {BODY_PATIENCE:g} seconds.")
            return
        except HungUp:
            return
        answer = self._door.judge(scope["headers"], body)
        if not isinstance(answer, Answer):
            answer = await asyncio.get_running_loop().run_in_executor(self._pool, _done, answer)
        await _reply(send, answer)


def _done(work: Callable[[], Answer]) -> Answer:
    try:
        return work()
    except Exception as error:
        log.exception("request_failed", error=type(error).__name__)
        return refusal(500, "Something went wrong on Baton's side.")


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """The request's body. Raises `TooLarge` as soon as that is known, or `HungUp`."""
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value) > LARGEST_BODY):
            raise TooLarge
    parts: list[bytes] = []
    read = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HungUp
        part = message.get("body", b"")
        read += len(part)
        if read > LARGEST_BODY:
            raise TooLarge
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def _send_away(send: Send, status: int, reason: str) -> None:
    """Refuses a caller whose body was not read to its end, and hears no more of it."""
    await _reply(send, refusal(status, reason), (b"connection", b"close"))


async def _reply(send: Send, answer: Answer, *more: tuple[bytes, bytes]) -> None:
    headers = [
        (b"content-length", b"%d" % len(answer.body)),
        (b"content-type", answer.content_type),
        *more,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def _health(check: Callable[[], None]) -> Callable[[Request], Awaitable[JSONResponse]]:
    # Threads of its own: a database that hangs must not take the others' away.
    pool = ThreadPoolExecutor(HEALTH_THREADS, thread_name_prefix="health")

    async def healthz(_: Request) -> JSONResponse:
        asked = asyncio.get_running_loop().run_in_executor(pool, check)
        try:
            await asyncio.wait_for(asked, HEALTH_PATIENCE)
        except TimeoutError:
            reason = f"The database did not answer within {HEALTH_PATIENCE:g} seconds."
        except Exception as error:
            # The error's own words may hold an address or a name: its kind must do.
            reason = f"The database does not answer ({type(error).__name__})."
        else:
            return JSONResponse({"status": "ok"})
        log.warning("health_check_failed", reason=reason)
        return JSONResponse({"status": "failing", "reason": reason}, status_code=503)

    return healthz
