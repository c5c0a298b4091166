"""Signed HTTP requests to the app, as Slack sends them without Socket Mode."""

import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from concurrent.futures import TimeoutError as FutureTimeout
from urllib.parse import urlencode, urlsplit

from sandbox.app import InstalledApp
from sandbox.clock import Now
from sandbox.delivery import (
    NOT_DISPATCHED,
    TIMED_OUT,
    Answer,
    Delivery,
    DeliveryKind,
    Undelivered,
)
from sandbox.model import Json
from sandbox.strict import loads

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_OK = range(200, 300)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's signature of a request: HMAC-SHA256 over `v0:timestamp:body`."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpDelivery:
    """Posts to the app's request URL: one for all, or those that the manifest names."""

    def __init__(self, app: InstalledApp, now: Now, request_url: str | None) -> None:
        """`request_url` stands for every URL of the manifest; `now` dates the signatures."""
        self._app = app
        self._now = now
        self.request_url = request_url
        self._threads = ThreadPoolExecutor(32, thread_name_prefix="sandbox-http")

    def send(self, delivery: Delivery, copies: int, seconds: float) -> Answer:
        """Post it and wait for the answer; raises Undelivered."""
        url = self._url_for(delivery)
        if not url:
            raise Undelivered(NOT_DISPATCHED, "connection_failed")
        content_type, body = _encoded(delivery)
        futures = [
            self._threads.submit(self._post, url, content_type, body, delivery, seconds)
            for _ in range(copies)
        ]
        return _first_answer(futures, seconds)

    def verify(self, seconds: float = 3.0) -> bool:
        """Send the `url_verification` challenge, as Slack does when the URL is saved."""
        challenge = hashlib.sha256(str(self._now()).encode()).hexdigest()
        payload: Json = {
            "token": self._app.verification_token,
            "challenge": challenge,
            "type": "url_verification",
        }
        url = self._url_for(Delivery(DeliveryKind.EVENT, payload))
        status, _, body = self._exchange(url, _JSON, json.dumps(payload).encode(), {}, seconds)
        return status in _OK and challenge in body.decode(errors="replace")

    def close(self) -> None:
        """Wait for what is under way."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _url_for(self, delivery: Delivery) -> str:
        if self.request_url:
            return self.request_url
        if delivery.kind is DeliveryKind.COMMAND:
            command = self._app.commands.get(str(delivery.payload.get("command")))
            return command.url if command else ""
        if delivery.kind is DeliveryKind.EVENT:
            return self._app.request_urls["events"]
        return self._app.request_urls["interactivity"]

    def _post(
        self, url: str, content_type: str, body: bytes, delivery: Delivery, seconds: float
    ) -> Answer:
        headers = {}
        if delivery.retry:
            headers["X-Slack-Retry-Num"] = str(delivery.retry)
            headers["X-Slack-Retry-Reason"] = delivery.retry_reason
        try:
            status, got, text = self._exchange(url, content_type, body, headers, seconds)
        except TimeoutError as error:
            raise Undelivered(TIMED_OUT, "http_timeout") from error
        except (OSError, http.client.HTTPException) as error:
            raise Undelivered(NOT_DISPATCHED, "connection_failed") from error
        no_retry = got.get("x-slack-no-retry") == "1"
        if status not in _OK:
            raise Undelivered(NOT_DISPATCHED, "http_error", no_retry=no_retry)
        return Answer(_parsed(text, got.get("content-type") or ""), no_retry)

    def _exchange(
        self, url: str, content_type: str, body: bytes, headers: dict[str, str], seconds: float
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        address = urlsplit(url)
        secure = address.scheme == "https"
        connect: Callable[..., http.client.HTTPConnection] = (
            http.client.HTTPSConnection if secure else http.client.HTTPConnection
        )
        connection = connect(address.hostname or "", address.port, timeout=seconds)
        # Each copy is signed afresh: its time is the moment it leaves.
        timestamp = str(int(self._now()))
        try:
            connection.request(
                "POST",
                (address.path or "/") + (f"?{address.query}" if address.query else ""),
                body,
                {
                    "Content-Type": content_type,
                    "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
                    "Accept": "*/*",
                    "X-Slack-Request-Timestamp": timestamp,
                    "X-Slack-Signature": signature(self._app.signing_secret, timestamp, body),
                    **headers,
                },
            )
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()


def _first_answer(futures: list[Future[Answer]], seconds: float) -> Answer:
    # All copies are waited for, so that a test sees the end of both.
    deadline = time.monotonic() + seconds
    wait(futures, timeout=seconds)
    failed: Undelivered | None = None
    for future in futures:
        try:
            return future.result(timeout=max(0.0, deadline - time.monotonic()))
        except FutureTimeout:
            failed = failed or Undelivered(TIMED_OUT, "http_timeout")
        except Undelivered as error:
            failed = error
    raise failed or Undelivered(TIMED_OUT, "http_timeout")


def _encoded(delivery: Delivery) -> tuple[str, bytes]:
    if delivery.kind is DeliveryKind.EVENT:
        return _JSON, json.dumps(delivery.payload).encode()
    if delivery.kind is DeliveryKind.COMMAND:
        return _FORM, urlencode(delivery.payload).encode()
    return _FORM, urlencode({"payload": json.dumps(delivery.payload)}).encode()


def _parsed(text: bytes, content_type: str) -> Json:
    words = text.decode(errors="replace")
    if not words.strip():
        return {}
    if content_type.startswith(_JSON) or words.lstrip().startswith("{"):
        try:
            parsed = loads(words)
        except ValueError as error:
            raise Undelivered("invalid_command_response", "http_error") from error
        return parsed if isinstance(parsed, dict) else {}
    return {"text": words}
