from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.clock import ShiftedClock
from sandbox.lakeside import LAKESIDE
from sandbox.server import Sandbox
from tests.sandbox.apps import MANIFEST, RunningApp, serve_http, serve_socket

MakeBox = Callable[..., Sandbox]


@pytest.fixture
def make_box() -> Iterator[MakeBox]:
    boxes: list[Sandbox] = []

    def make(**given: Any) -> Sandbox:
        given.setdefault("now", ShiftedClock())
        given.setdefault("manifest", MANIFEST)
        given.setdefault("page", False)
        given.setdefault("rates", False)
        box = Sandbox(given.pop("cast", LAKESIDE), **given)
        boxes.append(box)
        return box.start()

    yield make
    for box in boxes:
        box.stop()


@pytest.fixture
def box(make_box: MakeBox) -> Sandbox:
    return make_box()


@pytest.fixture
def client(box: Sandbox) -> WebClient:
    return client_of(box)


def client_of(box: Sandbox, token: str | None = None) -> WebClient:
    return WebClient(token or box.bot_token, base_url=box.api_url, retry_handlers=[], timeout=5)


@pytest.fixture(params=["socket", "http"])
def running(request: pytest.FixtureRequest, make_box: MakeBox) -> Iterator[RunningApp]:
    """A real Bolt app, connected over Socket Mode and, in a second run, over signed HTTP."""
    box = make_box(delivery=request.param, answer_seconds=1.0, retry_seconds=(0.0, 60.0, 300.0))
    with (serve_socket if request.param == "socket" else serve_http)(box) as app:
        yield app


@pytest.fixture
def socket_app(box: Sandbox) -> Iterator[RunningApp]:
    with serve_socket(box) as app:
        yield app
