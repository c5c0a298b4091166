"""Slack's Web API as far as the bench needs it, in a process of its own.

It answers at once. `paced`, it takes one message a second in each channel and refuses the rest with
429, as Slack does; unpaced, it takes everything, so that Baton posts while it is being measured.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from urllib.parse import parse_qs

from tests.bench.caller import TEAM

CALLS: dict[str, dict[str, object]] = {
    "auth.test": {
        "url": "https://lakeside.slack.com/",
        "team": "Lakeside Motors",
        "team_id": TEAM,
        "user": "baton",
        "user_id": "U0BATON",
        "bot_id": "B0BATON",
    },
}


class Api:
    """The answers, and how many messages were taken and refused."""

    def __init__(self, *, paced: bool) -> None:
        self._paced = paced
        self._last: dict[str, float] = {}
        self.posted = 0
        self.refused = 0

    def answer(self, method: str, body: bytes) -> tuple[str, bytes]:
        if method in ("posted", "refused"):
            return "200 OK", str(getattr(self, method)).encode()
        said: dict[str, object] = {"ok": True, **CALLS.get(method, {})}
        if method == "conversations.open":
            said["channel"] = {"id": f"D{_value(body, 'users')}"}
        if method == "chat.postMessage":
            channel = _value(body, "channel")
            now = time.monotonic()
            if self._paced and now - self._last.get(channel, -1.0) < 1.0:
                self.refused += 1
                refusal = json.dumps({"ok": False, "error": "ratelimited"}).encode()
                return "429 Too Many Requests\r\nRetry-After: 1", refusal
            self._last[channel] = now
            self.posted += 1
            said |= {"channel": channel, "ts": f"{time.time():.6f}"}
        return "200 OK", json.dumps(said).encode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, as long as its other end likes."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = 0
                for row in head.split(b"\r\n"):
                    if row.lower().startswith(b"content-length:"):
                        length = int(row[15:])
                body = await reader.readexactly(length)
                method = head.split(b" ", 2)[1].decode().rsplit("/", 1)[-1]
                status, answer = self.answer(method, body)
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
                    f"Content-Length: {len(answer)}\r\n\r\n".encode()
                    + answer
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def _value(body: bytes, name: str) -> str:
    if body.startswith(b"{"):
        return str(json.loads(body).get(name, ""))
    return parse_qs(body.decode()).get(name, [""])[0]


async def _main(port: int, pace: str) -> None:
    server = await asyncio.start_server(Api(paced=pace == "paced").serve, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), sys.argv[2]))
