"""The load generator: a process of its own that plays Slack's side of signed HTTP.

It is told what to do in lines of JSON on stdin, and answers each with one line. One thread serves
all callers: each has one keep-alive connection, and sends its next command when the last one was
answered.
"""

from __future__ import annotations

import hmac
import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM = "T0BENCH"
PARTS = "C0PARTS"
SERVICE = "C0SERVICE"
ADVISOR = "U0TOM"
FIRST_RO = 10_000_000


LINE = "/parts {ro} 2x 04152-YZZA1 oil filter, 1x 90915-YZZD4 by 3pm waiting"
"""The line the README shows, on an RO nobody used before."""


def command(number: int, typed: str = LINE) -> bytes:
    """The body of one command."""
    name, _, words = typed.partition(" ")
    fields = {
        "token": "gIkuvaNzQIHg97ATvDxqgjtO",
        "team_id": TEAM,
        "team_domain": "lakeside",
        "channel_id": SERVICE,
        "channel_name": "service",
        "user_id": ADVISOR,
        "user_name": "tom",
        "command": name,
        "text": words.format(ro=FIRST_RO + number),
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": f"https://hooks.slack.com/commands/{TEAM}/{number}/bench",
        "trigger_id": f"{number}.398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    }
    return urlencode(fields).encode()


def request(body: bytes) -> bytes:
    """The body as Slack sends it, signed for this moment."""
    stamp = str(int(time.time())).encode()
    digest = hmac.digest(SECRET.encode(), b"v0:" + stamp + b":" + body, "sha256")
    head = (
        b"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        b"User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        b"Accept: application/json,*/*\r\nAccept-Encoding: gzip,deflate\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"X-Slack-Request-Timestamp: " + stamp + b"\r\n"
        b"X-Slack-Signature: v0=" + digest.hex().encode() + b"\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    )
    return head + body


@dataclass
class Line:
    """One caller's connection."""

    socket: socket.socket
    sent_at: float = 0.0
    heard: bytearray = field(default_factory=bytearray)

    def send(self, packet: bytes) -> None:
        self.heard.clear()
        self.sent_at = time.perf_counter()
        self.socket.sendall(packet)

    def hear(self) -> bytes | None:
        """The whole answer, or None while some of it is missing."""
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the server hung up")
        self.heard += piece
        head, blank, body = self.heard.partition(b"\r\n\r\n")
        if not blank:
            return None
        lowered = head.lower()
        at = lowered.find(b"content-length:")
        length = int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(body) < length:
            return None
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(f"refused: {bytes(self.heard[:300])!r}")
        return bytes(body)


def run(
    port: int, callers: int, first: int, count: int, expect: str, typed: str = LINE
) -> dict[str, Any]:
    """Sends `count` commands and returns each one's seconds, and how long all of them took."""
    packets = iter([request(command(first + n, typed)) for n in range(count)])
    lines = [Line(socket.create_connection(("127.0.0.1", port))) for _ in range(callers)]
    for line in lines:
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    began = time.perf_counter()
    seconds = list(_talk(lines, packets, expect.encode()))
    took = time.perf_counter() - began
    for line in lines:
        line.socket.close()
    return {"seconds": seconds, "took": took}


def _talk(lines: list[Line], packets: Iterator[bytes], expect: bytes) -> Iterator[float]:
    waiting = 0
    with selectors.EpollSelector() as selector:
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
        for line, packet in zip(lines, packets, strict=False):
            line.send(packet)
            waiting += 1
        while waiting:
            for key, _ in selector.select():
                line = key.data
                answer = line.hear()
                if answer is None:
                    continue
                yield time.perf_counter() - line.sent_at
                if expect not in answer:
                    raise ValueError(f"an answer without {expect!r}: {answer[:300]!r}")
                packet = next(packets, b"")
                if packet:
                    line.send(packet)
                else:
                    waiting -= 1


def main() -> None:
    """Does what the lines on stdin ask."""
    for order in sys.stdin:
        try:
            answer = run(**json.loads(order))
        except (OSError, ValueError) as trouble:
            answer = {"trouble": str(trouble)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
