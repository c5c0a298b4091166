"""Slack's words for what went wrong, as what is known about the message."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPException
from math import isnan
from typing import TypeGuard
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

from bot.chat.transport import (
    ContentRefused,
    KeyRefused,
    MessageGone,
    PersonGone,
    PlaceBroken,
    TransportError,
    TryLater,
    Unsure,
)

RETRY_AFTER = 30.0
"""Seconds to wait when Slack asks for patience and does not say how much."""
SOON = 5.0
"""Seconds until another try when Slack was not reached or had trouble of its own."""

_PLACE = {
    "channel_not_found",
    "ekm_access_denied",
    "is_archived",
    "is_inactive",
    "method_not_supported_for_channel_type",
    "no_permission",
    "not_in_channel",
    "restricted_action",
    "restricted_action_non_threadable_channel",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "restricted_action_thread_only_channel",
}
_PERSON = {
    "cannot_dm_bot",
    "user_disabled",
    "user_not_found",
    "user_not_visible",
    "users_not_found",
}
_MESSAGE = {
    "cannot_reply_to_message",
    "cant_update_message",
    "edit_window_closed",
    "message_not_found",
    "thread_not_found",
}
_KEY = {
    "access_denied",
    # The workspace takes the token from some addresses only, and ours is none of them.
    "accesslimited",
    "account_inactive",
    "enterprise_is_restricted",
    "invalid_auth",
    "messages_tab_disabled",
    "missing_scope",
    "not_allowed_token_type",
    "not_authed",
    "org_login_required",
    "team_access_not_granted",
    "token_expired",
    "token_revoked",
    "two_factor_setup_required",
}
_PATIENCE = {"message_limit_exceeded", "rate_limited", "ratelimited"}
_TROUBLE = {
    "external_channel_migrating",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
    "update_failed",
}
# Slack says of these that part of what was asked may have been done.
_HALF_DONE = {"fatal_error", "internal_error"}
TOO_MUCH = "msg_blocks_too_long"
# Slack treats a table as an attachment where it says what is wrong with one.
BLOCKS_REFUSED = {
    "invalid_attachments",
    "invalid_blocks",
    "invalid_blocks_format",
    "only_one_table_allowed",
    TOO_MUCH,
}
"""The same message is worth another try with fewer blocks, or none."""


def meaning(error: Exception) -> TransportError:
    """What an error of the SDK or the network says about the message."""
    if isinstance(error, TransportError):
        return error
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, (OSError, HTTPException)):
        return unreached(error)
    return Unsure(type(error).__name__)


def code_of(error: SlackApiError) -> str:
    """Slack's own word for the error, or its HTTP status when there is none."""
    data = error.response.data if hasattr(error.response, "data") else error.response
    code = data.get("error") if isinstance(data, Mapping) else None
    return code if is_code(code) else f"http_{getattr(error.response, 'status_code', 0)}"


def is_code(said: object) -> TypeGuard[str]:
    """Whether this is one of Slack's words for an error, and may stand in a log."""
    return isinstance(said, str) and said.isascii() and 0 < len(said) < 100 and " " not in said


def _answered(error: SlackApiError) -> TransportError:
    status = int(getattr(error.response, "status_code", 200))
    code = code_of(error)
    if status == 429 or code in _PATIENCE:
        return TryLater(code, patience(getattr(error.response, "headers", {})))
    if status >= 500 or (status == 200 and code == "http_200") or code in _HALF_DONE:
        return Unsure(code)
    return by_code(code)


def by_code(code: str) -> TransportError:
    """What one of Slack's words means for a message that was certainly not delivered."""
    if code in _PLACE:
        return PlaceBroken(code)
    if code in _PERSON:
        return PersonGone(code)
    if code in _MESSAGE:
        return MessageGone(code)
    if code in _KEY:
        return KeyRefused(code)
    if code in _TROUBLE or code.startswith("http_"):
        return TryLater(code, SOON)
    return ContentRefused(code)


def unreached(error: Exception) -> TransportError:
    """The network failed. What urllib wraps happened before the whole request was out: in looking
    for the host, connecting, agreeing on a cipher, or sending. Nothing can have come of it."""
    if isinstance(error, URLError):
        return TryLater(type(error.reason).__name__, SOON)
    return Unsure(type(error).__name__)


def patience(headers: Mapping[str, str]) -> float:
    """The seconds Slack asks to wait, an hour at most."""
    named = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        seconds = float(named)
    except ValueError:
        return RETRY_AFTER
    return RETRY_AFTER if isnan(seconds) else min(max(seconds, 1.0), 3600.0)


def not_sent(error: TransportError) -> TransportError:
    """The same for a call that posts nothing: without an answer it is simply tried again."""
    return TryLater(error.code, SOON) if isinstance(error, Unsure) else error
