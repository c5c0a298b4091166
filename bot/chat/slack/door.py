"""Slack's way in over HTTP: who is at the door is settled before anything is read.

Order: the signature (401), then the form of what arrived (400), then the work.
"""

from __future__ import annotations

import hmac
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

import structlog

from bot.chat.door import Answer, refusal

log = structlog.get_logger(__name__)

WINDOW = 300
"""Seconds a request may be old, or ahead of our clock."""
REMEMBERED = 100_000
"""Signatures kept in memory."""
FIELDS = 100
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
UNCHECKABLE = (
    "SLACK_SIGNING_SECRET is not set, so requests cannot be checked. It is on api.slack.com/apps,"
    " in your app under Basic Information, App Credentials."
)

Headers = Iterable[tuple[bytes, bytes]]
Work = Callable[[], Answer]


class Malformed(ValueError):
    """A body that Slack would not have sent."""


class SlackDoor:
    """Judges requests to `/slack/events`. `judge` is called on the event loop only."""

    def __init__(
        self,
        respond: Callable[[dict[str, Any]], Answer],
        signing_secret: str,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._respond = respond
        self._secret = signing_secret.encode()
        self._now = now
        self._seen: OrderedDict[bytes, float] = OrderedDict()
        # What was not done is forgotten in the thread that tried it.
        self._remembering = Lock()

    def judge(self, headers: Headers, body: bytes) -> Answer | Work:
        """An answer given at once, or work for a thread. Never raises."""
        if not self._secret:
            return refusal(503, UNCHECKABLE)
        found = _single(
            headers, (b"x-slack-signature", b"x-slack-request-timestamp", b"content-type")
        )
        signature, timestamp, content_type = found
        reason = self._forged(signature, timestamp, body)
        if reason:
            log.warning("slack_request_refused", reason=reason)
            return refusal(401, f"This request is refused: {reason}.")
        try:
            payload = read_body(content_type or b"", body)
        except Malformed as error:
            log.warning("slack_request_malformed", reason=str(error))
            return refusal(400, f"This request cannot be read: {error}.")
        return self._admitted(payload, signature or b"")

    def _admitted(self, payload: dict[str, Any], signature: bytes) -> Answer | Work:
        if payload.get("type") == "url_verification":
            return Answer(200, str(payload.get("challenge", "")).encode())
        if "ssl_check" in payload or payload.get("type") == "app_rate_limited":
            return Answer(200)

        def work() -> Answer:
            answer = self._respond(payload)
            if answer.status >= 500:
                # It was not done, and Slack may send it again within the same second.
                with self._remembering:
                    self._seen.pop(signature, None)
            return answer

        return work

    def _forged(self, signature: bytes | None, timestamp: bytes | None, body: bytes) -> str:
        """What is wrong with who claims to have sent it, or nothing."""
        if not signature or not timestamp:
            return "it carries no single signature and time"
        if not (timestamp.isdigit() and len(timestamp) <= 12):
            return "its time is not a number"
        now = self._now()
        if abs(now - int(timestamp)) > WINDOW:
            return "its time is more than five minutes from ours"
        digest = hmac.digest(self._secret, b"v0:" + timestamp + b":" + body, "sha256")
        # Bytes are compared, so that a signature of strange characters is just a wrong one.
        if not hmac.compare_digest(b"v0=" + digest.hex().encode(), signature):
            return "its signature is wrong"
        if self._is_replay(signature, now):
            return "it was here before"
        return ""

    def _is_replay(self, signature: bytes, now: float) -> bool:
        """Whether the signature was accepted before, as far as this process remembers.

        Another process, or this one after a restart, does not remember. There the database does:
        the same body has the same delivery key, and what was done under a key is not done again.
        """
        with self._remembering:
            while self._seen:
                oldest, until = next(iter(self._seen.items()))
                if until >= now and len(self._seen) < REMEMBERED:
                    break
                self._seen.pop(oldest, None)
            if signature in self._seen:
                return True
            # A time of up to five minutes ahead of ours stays valid for ten.
            self._seen[signature] = now + 2 * WINDOW
        return False


def _single(headers: Headers, names: tuple[bytes, ...]) -> list[bytes | None]:
    """Each header's value, or None where it is missing or there twice."""
    found: dict[bytes, list[bytes]] = {name: [] for name in names}
    for name, value in headers:
        if name in found:
            found[name].append(value)
    return [values[0] if len(values) == 1 else None for values in found.values()]


def read_body(content_type: bytes, body: bytes) -> dict[str, Any]:
    """The payload of a command, an interaction or an event. Raises `Malformed`."""
    kind = content_type.split(b";")[0].strip().lower().decode("latin-1")
    if kind == JSON:
        return _event(_json(body))
    if kind != FORM:
        raise Malformed(f"its content type is neither {FORM} nor {JSON}")
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=FIELDS
        )
    except ValueError:
        raise Malformed("its form is broken") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise Malformed("a field of its form is there twice")
    if "payload" in form:
        return _interaction(_json(form["payload"].encode("utf-8", "surrogatepass")))
    if "ssl_check" in form:
        return {"ssl_check": form["ssl_check"]}
    if not form.get("command", "").startswith("/"):
        raise Malformed("it has neither a payload nor a command")
    return dict(form)


def _json(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("its JSON is broken") from None
    if not isinstance(read, dict):
        raise Malformed("its JSON is no object")
    return read


def _event(payload: dict[str, Any]) -> dict[str, Any]:
    kind = payload.get("type")
    if kind == "url_verification":
        if not isinstance(payload.get("challenge"), str):
            raise Malformed("it has no challenge")
    elif kind == "event_callback":
        event = payload.get("event")
        if not (isinstance(event, dict) and isinstance(event.get("type"), str)):
            raise Malformed("it has no event")
    elif kind != "app_rate_limited":
        raise Malformed("it is of no known type")
    return payload


def _interaction(payload: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(payload.get("type"), str):
        raise Malformed("its payload is of no type")
    return payload
