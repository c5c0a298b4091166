"""Tells every open window that something changed, by server-sent events.

A window is told only that it should look again, never what happened: it then asks for the parts
that differ. So a lost event costs nothing, and a hundred events at once cost one look.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from sandbox.model import Change
from sandbox.workspace import Workspace

# Changes come in bursts: a post, its thread, its reaction. One look is enough for them.
_GATHER_SECONDS = 0.03
_STILL_HERE_SECONDS = 15.0


async def changes(workspace: Workspace, born: str) -> AsyncIterator[str]:
    """Events until the server stops; `born` lets a window notice that it is another server.

    A server waits for its open streams before it stops, so it says beforehand, by a change whose
    detail is `stopping`, that they should end.
    """
    loop = asyncio.get_running_loop()
    stirred, stopping = asyncio.Event(), asyncio.Event()

    def tell(change: Change) -> None:
        # Called under the workspace's lock from any thread; the loop may be closing.
        with contextlib.suppress(RuntimeError):
            if change.detail.get("stopping"):
                loop.call_soon_threadsafe(stopping.set)
            loop.call_soon_threadsafe(stirred.set)

    unsubscribe = workspace.subscribe(tell)
    try:
        yield f"retry: 800\nevent: hello\ndata: {born}\n\n"
        while not stopping.is_set():
            try:
                await asyncio.wait_for(stirred.wait(), _STILL_HERE_SECONDS)
            except TimeoutError:
                # Words that mean nothing keep proxies from hanging up, and find windows that left.
                yield ": still here\n\n"
                continue
            await asyncio.sleep(_GATHER_SECONDS)
            stirred.clear()
            yield f"data: {workspace.feed.seq}\n\n"
    finally:
        unsubscribe()
