"""Serves the web application until the process is asked to end, and lets the caller clean up."""

from __future__ import annotations

import signal
import socket
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from bot.settings import SettingsError

DRAIN_SECONDS = 10
"""How long requests under way may still take once the process is asked to end."""


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


def serve(web: Starlette, listening: socket.socket) -> None:
    """Serves until SIGINT or SIGTERM, which both end in `SystemExit` here: left to itself, SIGTERM
    would end the process before anybody could finish what is in hand."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _end)
    config = uvicorn.Config(
        web,
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
