"""A window of the page without a browser: what its script asks for, asked by plain HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlencode

from sandbox.server import Sandbox


@dataclass
class Told:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Window:
    """Opens addresses and does things as somebody."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self._connection = HTTPConnection("127.0.0.1", box.port, timeout=10)

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str, asked: dict[str, str] | None = None, **headers: str) -> Told:
        return self.ask("GET", path + (f"?{urlencode(asked)}" if asked else ""), None, headers)

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Told:
        self._connection.request(method, path, body, headers)
        answer: HTTPResponse = self._connection.getresponse()
        return Told(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())

    def act(self, who: str, do: str, **asked: Any) -> Any:
        body = json.dumps({"as": who, "do": do, **asked}).encode()
        told = self.ask("POST", "/page/act", body, {"content-type": "application/json"})
        assert told.status == 200, told.text
        return told.json

    def regions(self, who: str, channel: str, **more: str) -> dict[str, str]:
        """The parts of the page by name."""
        told = self.get("/page/regions", {"as": who, "in": channel, **more}).json
        return {name: region["html"] for name, region in told["regions"].items()}

    def meta(self, who: str, channel: str, **more: str) -> Any:
        return self.get("/page/regions", {"as": who, "in": channel, **more}).json["meta"]
