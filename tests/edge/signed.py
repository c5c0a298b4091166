"""Requests as Slack signs them."""

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

from tests.slack import payloads

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_800_000_000.0
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

Headers = list[tuple[bytes, bytes]]


def signature(body: bytes, timestamp: str, secret: str = SECRET) -> str:
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def headers(
    body: bytes, at: float = NOW, content_type: str = FORM, secret: str = SECRET
) -> Headers:
    timestamp = str(int(at))
    return [
        (b"host", b"baton.example"),
        (b"content-type", content_type.encode()),
        (b"x-slack-request-timestamp", timestamp.encode()),
        (b"x-slack-signature", signature(body, timestamp, secret).encode()),
    ]


def changed(given: Headers, **values: str | bytes | None) -> Headers:
    """The headers with other values; None leaves one out."""
    names = {name.replace("_", "-").encode(): value for name, value in values.items()}
    kept = [(name, value) for name, value in given if name not in names]
    for name, new in names.items():
        if new is not None:
            kept.append((name, new if isinstance(new, bytes) else new.encode()))
    return kept


def command(**fields: Any) -> bytes:
    return urlencode(payloads.command(**fields)).encode()


def interaction(payload: dict[str, Any]) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def event(payload: dict[str, Any]) -> bytes:
    return json.dumps(payload).encode()
