"""Private answers to where a command or click came from: five times, within thirty minutes."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any, NoReturn
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bot.chat.slack.clients import TIMEOUT
from bot.chat.slack.errors import BLOCKS_REFUSED, by_code, is_code, patience, unreached
from bot.chat.transport import AnswerTooLate, ContentRefused, TransportError, TryLater, Unsure

_OWN = ("slack.com", "slack-gov.com")
_LONGEST_ANSWER = 10_000
_TOO_LATE = {
    "used_url",
    "expired_url",
    "no_service",
    "invalid_token",
    "not_found",
    "expired_trigger_id",
}


class _NoRedirects(HTTPRedirectHandler):
    """A redirect could lead anywhere, so none is followed."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class BlocksRefused(ContentRefused):
    """Slack takes these words only without blocks, or with fewer."""


def may_answer(address: str, api_url: str) -> bool:
    """Whether an address is Slack's own, or on the host that stands in for Slack.

    The address comes in from outside, and Baton must not be made to call anything else.
    """
    try:
        asked, api = urlsplit(address), urlsplit(api_url)
        if _is_slack(api):
            return asked.scheme == "https" and _is_slack(asked) and asked.port in (None, 443)
        same = (asked.scheme, asked.hostname, asked.port) == (api.scheme, api.hostname, api.port)
    except ValueError:
        return False
    return same and asked.username is None


def _is_slack(url: SplitResult) -> bool:
    host = url.hostname or ""
    return url.username is None and any(host == own or host.endswith(f".{own}") for own in _OWN)


def send_answer(address: str, api_url: str, body: dict[str, Any]) -> None:
    """Posts an answer. Raises `AnswerTooLate`, `BlocksRefused` or any other `TransportError`."""
    if not may_answer(address, api_url):
        raise AnswerTooLate("foreign_url")
    request = Request(  # noqa: S310 - may_answer has looked at the scheme and the host.
        address,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json;charset=utf-8"},
        method="POST",
    )
    try:
        with build_opener(_NoRedirects).open(request, timeout=TIMEOUT) as response:
            said = response.read(_LONGEST_ANSWER)
    except HTTPError as error:
        with error:
            _refused(error)
    except (OSError, HTTPException) as error:
        raise unreached(error) from None
    code = _code(said)
    if code:
        raise _meaning(code)


def _refused(error: HTTPError) -> NoReturn:
    if error.code == 429:
        raise TryLater("http_429", patience(dict(error.headers.items()))) from None
    if error.code >= 500:
        raise Unsure(f"http_{error.code}") from None
    try:
        code = _code(error.read(_LONGEST_ANSWER))
    except (OSError, HTTPException):
        code = ""
    if error.code in (404, 410):
        # Used five times, older than thirty minutes, or its channel is gone.
        raise AnswerTooLate(code or f"http_{error.code}") from None
    raise _meaning(code or f"http_{error.code}") from None


def _code(said: bytes) -> str:
    """Slack's word for what is wrong, or nothing: it answers in JSON, or in one bare word."""
    words = said.decode("utf-8", "replace").strip()
    try:
        read = json.loads(words)
    except (ValueError, RecursionError):
        is_word = is_code(words) and words.replace("_", "").isalnum()
        return words if is_word and words != "ok" else ""
    if isinstance(read, dict) and read.get("ok") is False:
        error = read.get("error")
        return error if is_code(error) else "unknown_error"
    return ""


def _meaning(code: str) -> TransportError:
    if code in _TOO_LATE:
        return AnswerTooLate(code)
    if code in BLOCKS_REFUSED:
        return BlocksRefused(code)
    return by_code(code)
