"""Serves the web application until the process is asked to end, and lets the caller clean up."""

from __future__ import annotations

import asyncio
import signal
import socket
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.settings import SettingsError

DRAIN_SECONDS = 10
"""How long requests under way may still take once the process is asked to end."""

HEAD_PATIENCE = 10.0
"""Seconds a caller has to say what he wants."""
LARGEST_HEAD = 512 * 1024
"""Bytes that may come in before a request's head is complete. One piece of them holds up to 256 kB,
the beginning of the body among it."""


class PortTaken(SettingsError):
    """Nobody can be served at the address, mostly because somebody else is there already."""


def listen(host: str, port: int, setting: str = "BATON_PORT") -> socket.socket:
    """Takes the address before anything else is begun. `setting` names what chooses the port.

    Raises `PortTaken`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as trouble:
        # Python adds the address to the system's words.
        why = str(trouble.strerror or trouble).partition(" (")[0]
        raise PortTaken(
            f"Port {port} on {host} cannot be used ({why}). Stop whoever is there, or set another "
            f"{setting}."
        ) from None


class Guarded(HttpToolsProtocol):
    """uvicorn's HTTP protocol, for strangers: it waits only so long for a request's head, and reads
    only so much of one. uvicorn itself knows no end to either."""

    _waiting: asyncio.TimerHandle | None = None
    _read = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Waits for the first request."""
        super().connection_made(transport)
        self._await_head()

    def on_message_begin(self) -> None:
        """Waits for the rest of the head."""
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        """Waits no more: from here on it is the application that does."""
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads on, unless it is too much by now."""
        if self._waiting is not None:
            self._read += len(data)
            if self._read > LARGEST_HEAD:
                self.transport.abort()
                return
        super().data_received(data)

    def _await_head(self) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(HEAD_PATIENCE, self.transport.abort)

    def _stop_waiting(self) -> None:
        self._read = 0
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def serve(web: Starlette, listening: socket.socket) -> None:
    """Serves until SIGINT or SIGTERM, which both end in `SystemExit` here: left to itself, SIGTERM
    would end the process before anybody could finish what is in hand."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _end)
    config = uvicorn.Config(
        web,
        http=Guarded,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _end(number: int, _: FrameType | None) -> None:
    # A second signal ends it at once, whatever is still in hand.
    signal.signal(number, signal.SIG_DFL)
    raise SystemExit(0)
