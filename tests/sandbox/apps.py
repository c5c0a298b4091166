"""Tiny real Bolt apps for the sandbox to speak to."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from sandbox.server import Sandbox

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Relay"},
    "features": {
        "bot_user": {"display_name": "Relay", "always_online": True},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {"command": "/ask", "description": "Ask for something", "usage_hint": "what"},
            {"command": "/tag", "description": "Tag people", "should_escape": True},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:join",
                "channels:manage",
                "channels:read",
                "chat:write",
                "commands",
                "files:read",
                "files:write",
                "groups:read",
                "groups:history",
                "im:history",
                "im:read",
                "im:write",
                "reactions:read",
                "reactions:write",
                "team:read",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "message.channels",
                "message.im",
                "member_joined_channel",
                "reaction_added",
                "channel_archive",
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


@dataclass
class RunningApp:
    box: Sandbox
    app: App
    client: WebClient

    def command(self, name: str) -> Any:
        return self.app.command(name)


def new_app(box: Sandbox) -> App:
    quiet = logging.getLogger("tests.bolt")
    quiet.setLevel(logging.CRITICAL)
    client = WebClient(box.bot_token, base_url=box.api_url, retry_handlers=[], timeout=5)
    return App(
        client=client,
        signing_secret=box.signing_secret,
        process_before_response=True,
        logger=quiet,
    )


@contextmanager
def serve_socket(box: Sandbox) -> Iterator[RunningApp]:
    app = new_app(box)
    handler = SocketModeHandler(app, box.app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    box.wait_connected()
    try:
        yield RunningApp(box, app, app.client)
    finally:
        hang_up(box, handler)


def hang_up(box: Sandbox, handler: SocketModeHandler) -> None:
    """Close the SDK's client without waiting for its reads and queues to time out."""
    client = handler.client
    client.auto_reconnect_enabled = client.default_auto_reconnect_enabled = False
    box.sockets.drop()
    box.wait_for(lambda: not client.is_connected())
    client.closed = True
    client.enqueue_message("{}")
    handler.close()  # type: ignore[no-untyped-call]


@contextmanager
def serve_http(box: Sandbox) -> Iterator[RunningApp]:
    app = new_app(box)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers: dict[str, str | Sequence[str]] = {
                name.lower(): value for name, value in self.headers.items()
            }
            answer = app.dispatch(BoltRequest(body=body, headers=headers))
            content = answer.body.encode()
            self.send_response(answer.status)
            for name, value in answer.first_headers_without_set_cookie().items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    box.http.request_url = f"http://127.0.0.1:{server.server_port}/slack/events"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield RunningApp(box, app, app.client)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
