"""Connections that can break: the web server's own protocol, with a way to hang up on a caller."""

import asyncio
import socket
from collections.abc import Callable, MutableMapping
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

Scope = MutableMapping[str, Any]
_Ends = tuple[Any, Any]

_transports: dict[_Ends, asyncio.Transport] = {}


class BreakableProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which remembers its connection by both ends."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember it."""
        super().connection_made(transport)
        _transports[self.client, self.server] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        _transports.pop((self.client, self.server), None)
        super().connection_lost(exc)


def take_over(scope: Scope) -> Callable[[], None]:
    """A WebSocket takes its connection over; returns what to call after each message from it.

    Clients send an acknowledgement in small pieces and, without TCP_NODELAY, wait for ours before
    the next. Linux would hold that back for 40 ms, which a bot would seem to be slow by.
    """
    transport = _transports.pop((_end(scope["client"]), _end(scope["server"])), None)
    connection = transport.get_extra_info("socket") if transport is not None else None
    quick = getattr(socket, "TCP_QUICKACK", None)

    def acknowledge_now() -> None:
        if connection is not None and quick is not None:
            connection.setsockopt(socket.IPPROTO_TCP, quick, 1)

    return acknowledge_now


async def break_connection(scope: Scope) -> None:
    """Hang up on the caller without an answer."""
    transport = _transports.get((_end(scope["client"]), _end(scope["server"])))
    if transport is not None:
        transport.abort()
        # Let the server notice, so that it does not try to answer.
        await asyncio.sleep(0)


def _end(address: Any) -> Any:
    return tuple(address) if address is not None else None
