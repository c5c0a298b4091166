"""Connections that can break: the web server's own protocol, with a way to hang up on a caller."""

import asyncio
import socket
from collections.abc import MutableMapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A connection that a WebSocket has taken over."""

    _transport: asyncio.Transport | None

    def heard(self) -> None:
        """Called after each message from it.

        Clients send an acknowledgement in small pieces and, without TCP_NODELAY, wait for ours
        before the next. Linux would hold that back for 40 ms, which a bot would seem to be slow by.
        """
        connection = self._transport.get_extra_info("socket") if self._transport else None
        quick = getattr(socket, "TCP_QUICKACK", None)
        if connection is not None and quick is not None:
            connection.setsockopt(socket.IPPROTO_TCP, quick, 1)

    def cut(self) -> None:
        """Hang up without a word, not even the WebSocket's own of closing."""
        if self._transport is not None:
            self._transport.abort()


def take_over(scope: Scope) -> TakenOver:
    """A WebSocket takes its connection over."""
    ends = _end(scope["client"]), _end(scope["server"])
    return TakenOver(_transports.pop(ends, None))


async def break_connection(scope: Scope) -> None:
    """Hang up on the caller without an answer."""
    transport = _transports.get((_end(scope["client"]), _end(scope["server"])))
    if transport is not None:
        transport.abort()
        # Let the server notice, so that it does not try to answer.
        await asyncio.sleep(0)


def _end(address: Any) -> Any:
    return tuple(address) if address is not None else None
