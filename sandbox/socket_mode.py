"""Socket Mode: the app's WebSocket connections, and envelopes that any one of them gets."""

import asyncio
import contextlib
import json
import random
import threading
import time
import uuid
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.app import InstalledApp
from sandbox.clock import Now
from sandbox.connections import TakenOver, take_over
from sandbox.delivery import (
    NOT_DISPATCHED,
    TIMED_OUT,
    Answer,
    Delivery,
    DeliveryKind,
    Undelivered,
)
from sandbox.feed import Feed
from sandbox.model import ChangeKind, Json
from sandbox.strict import loads

CONNECTIONS = 10
TICKET_SECONDS = 30.0
_RETIRING_SECONDS = 0.2
_WITH_ANSWER = {DeliveryKind.COMMAND, DeliveryKind.SUBMISSION, DeliveryKind.SUGGESTION}


@dataclass(eq=False, slots=True)
class _Connection:
    socket: WebSocket
    line: TakenOver
    loop: asyncio.AbstractEventLoop
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)


class SocketMode:
    """The connections of one app."""

    def __init__(self, app: InstalledApp, now: Now, feed: Feed) -> None:
        """Start with none."""
        self._app = app
        self._now = now
        self._feed = feed
        self._tickets: dict[str, float] = {}
        self._connections: list[_Connection] = []
        self._waiting: dict[str, list[Future[Json]]] = {}
        self._lock = threading.Lock()

    # Connecting

    def new_link(self, base_url: str) -> str:
        """A WebSocket address for one connection, good for half a minute."""
        with self._lock:
            ticket = str(uuid.uuid4())
            self._tickets[ticket] = self._now() + TICKET_SECONDS
        address = base_url.replace("http", "ws", 1)
        return f"{address}/link/?ticket={ticket}&app_id={self._app.id}"

    async def serve(self, socket: WebSocket) -> None:
        """Hold one connection until either side closes it."""
        line = take_over(socket.scope)
        with self._lock:
            expires = self._tickets.pop(socket.query_params.get("ticket", ""), 0.0)
        if expires < self._now():
            await socket.close(4403)
            return
        await socket.accept()
        connection = _Connection(socket, line, asyncio.get_running_loop())
        if not self._joined(connection):
            # Slack lets an eleventh in, says so, and closes.
            await self._say(connection, _disconnect("too_many_websockets"))
            await socket.close()
            return
        await self._say(connection, self._hello())
        self._feed.emit(ChangeKind.CONNECTION, detail={"connected": True})
        try:
            while True:
                self._acknowledged(await socket.receive_text())
                line.heard()
        except (WebSocketDisconnect, RuntimeError):
            # Starlette raises RuntimeError when the connection went while it was being closed.
            pass
        finally:
            self._left(connection)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._app.id},
        }

    def _joined(self, connection: _Connection) -> bool:
        with self._lock:
            has_room = len(self._connections) < CONNECTIONS
            if has_room:
                self._connections.append(connection)
        return has_room

    def _left(self, connection: _Connection) -> None:
        with self._lock:
            if connection not in self._connections:
                return
            self._connections.remove(connection)
        self._feed.emit(ChangeKind.CONNECTION, detail={"connected": False})

    @property
    def connected(self) -> int:
        """How many connections are open."""
        with self._lock:
            return len(self._connections)

    # Delivering

    def send(self, delivery: Delivery, copies: int, seconds: float) -> Answer:
        """Send an envelope over one connection and wait for its acknowledgement."""
        envelope_id = str(uuid.uuid4())
        futures: list[Future[Json]] = [Future() for _ in range(copies)]
        text = json.dumps(_envelope(envelope_id, delivery))
        with self._lock:
            if not self._connections:
                raise Undelivered(NOT_DISPATCHED, "connection_failed")
            self._waiting[envelope_id] = list(futures)
            # Slack promises no order among connections; neither does the sandbox.
            chosen = [random.choice(self._connections) for _ in range(copies)]
        deadline = time.monotonic() + seconds
        try:
            for connection in chosen:
                asyncio.run_coroutine_threadsafe(self._write(connection, text), connection.loop)
            return _first(futures, deadline)
        finally:
            with self._lock:
                self._waiting.pop(envelope_id, None)

    def _acknowledged(self, text: str) -> None:
        try:
            said = loads(text)
        except ValueError:
            return
        if not isinstance(said, dict):
            return
        with self._lock:
            waiting = self._waiting.get(str(said.get("envelope_id")), [])
            future = waiting.pop(0) if waiting else None
        if future is not None:
            payload = said.get("payload")
            future.set_result(payload if isinstance(payload, dict) else {})

    async def _write(self, connection: _Connection, text: str) -> None:
        async with connection.sending:
            try:
                await connection.socket.send_text(text)
            except (WebSocketDisconnect, RuntimeError):
                # It is gone: nobody acknowledges, and the person hears of a timeout.
                self._left(connection)

    async def _say(self, connection: _Connection, message: Json) -> None:
        await self._write(connection, json.dumps(message))

    # Ending

    def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to be replaced, as Slack does every few hours."""
        message = _disconnect(reason)
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            asyncio.run_coroutine_threadsafe(self._retire(connection, message), connection.loop)

    def warn(self) -> None:
        """Say to every connection that it will soon be ended; until then it goes on as before."""
        message = _disconnect("warning")
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            asyncio.run_coroutine_threadsafe(self._say(connection, message), connection.loop)

    async def _retire(self, connection: _Connection, message: Json) -> None:
        await self._say(connection, message)
        self._left(connection)
        # Clients open the next connection first, and let go of this one when it closes.
        await asyncio.sleep(_RETIRING_SECONDS)
        with contextlib.suppress(RuntimeError):
            await connection.socket.close()

    def drop(self) -> None:
        """Close every connection at once, without having asked for it to be replaced."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            asyncio.run_coroutine_threadsafe(connection.socket.close(1011), connection.loop)

    def cut(self) -> None:
        """Break every connection without a word, as a machine on the way does that goes down."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            connection.loop.call_soon_threadsafe(connection.line.cut)

    def close(self) -> None:
        """Nobody is left to deliver to."""
        with self._lock:
            waiting = [future for futures in self._waiting.values() for future in futures]
            self._waiting.clear()
        for future in waiting:
            future.cancel()


def _first(futures: list[Future[Json]], deadline: float) -> Answer:
    # Acknowledgements fill the list in the order they come, so the first is the one that counts.
    answer: Answer | None = None
    for future in futures:
        try:
            body = future.result(timeout=max(0.0, deadline - time.monotonic()))
        except (FutureTimeout, TimeoutError, CancelledError):
            break
        answer = answer or Answer(body)
    if answer is None:
        raise Undelivered(TIMED_OUT, "timeout")
    return answer


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}


def _envelope(envelope_id: str, delivery: Delivery) -> Json:
    if delivery.kind is DeliveryKind.EVENT:
        return {
            "envelope_id": envelope_id,
            "type": "events_api",
            "payload": delivery.payload,
            "accepts_response_payload": False,
            "retry_attempt": delivery.retry,
            "retry_reason": delivery.retry_reason,
        }
    kind = "slash_commands" if delivery.kind is DeliveryKind.COMMAND else "interactive"
    return {
        "envelope_id": envelope_id,
        "type": kind,
        "payload": delivery.payload,
        "accepts_response_payload": delivery.kind in _WITH_ANSWER,
    }
