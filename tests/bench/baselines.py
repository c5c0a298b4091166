"""What Baton is measured against: two Bolt apps whose listener does nothing but answer.

``stock``: Bolt as its documentation sets it up, with default settings and the adapter it ships for
Starlette. ``edge``: the same listener behind Baton's own web application, door and dispatch, with
`process_before_response=True`.
"""

from __future__ import annotations

import re
import sys

import uvicorn
from slack_bolt import Ack, App
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.chat.slack.app import responder
from bot.chat.slack.door import SlackDoor
from bot.web import build_web
from tests.bench.caller import SECRET

TOKEN = "xoxb-bench"


def stock(api_url: str) -> Starlette:
    """Default settings: Bolt checks the signature, and polls until the listener has answered."""
    app = App(client=WebClient(token=TOKEN, base_url=api_url), signing_secret=SECRET)
    app.command("/parts")(_only_answer)
    handler = SlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"])])


def edge(api_url: str) -> Starlette:
    """Baton's edge, with nothing behind it."""
    app = App(
        client=WebClient(token=TOKEN, base_url=api_url),
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
    )
    app.command(re.compile(""))(_only_answer)
    return build_web(lambda: None, {"/slack/events": SlackDoor(responder(app), SECRET)})


def _only_answer(ack: Ack) -> None:
    ack("Done.")


if __name__ == "__main__":
    kind, port, api_url = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    web = {"stock": stock, "edge": edge}[kind](api_url)
    uvicorn.run(web, port=port, log_config=None, access_log=False, server_header=False)
