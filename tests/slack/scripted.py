"""A server on a real socket that answers as it is told, and remembers what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

OK = {"ok": True, "ts": "1700000000.000100", "channel": {"id": "D1"}, "url": "ws://127.0.0.1:9"}


@dataclass
class Reply:
    """An answer. With `hang_up` the connection ends after the request was read."""

    body: Any = field(default_factory=lambda: dict(OK))
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False
    wait: Callable[[], object] | None = None


def error(code: str, **more: Any) -> Reply:
    return Reply({"ok": False, "error": code, **more})


@dataclass
class Scripted:
    """The server. Replies are used up in order; after the last one everything is fine."""

    url: str
    replies: list[Reply] = field(default_factory=list)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def methods(self) -> list[str]:
        return [path.rpartition("/")[2] for path, _ in self.asked]


@contextmanager
def scripted_server() -> Iterator[Scripted]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            asked = (
                json.loads(raw)
                if raw.startswith("{")
                else {name: values[0] for name, values in parse_qs(raw).items()}
            )
            scripted.asked.append((self.path, asked))
            reply = scripted.replies.pop(0) if scripted.replies else Reply()
            if reply.wait:
                reply.wait()
            if reply.hang_up:
                self.close_connection = True
                return
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            # The caller may have lost patience.
            with suppress(ConnectionError):
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    scripted = Scripted(f"http://127.0.0.1:{server.server_port}/api/")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield scripted
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
