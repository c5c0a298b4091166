"""Slack's clients, made once, that log nothing of a message and never send twice by themselves."""

from __future__ import annotations

import logging

from slack_sdk.web import WebClient

SLACK_API = "https://slack.com/api/"
TIMEOUT = 10
"""Seconds until a call to Slack counts as lost."""


def quiet_logger() -> logging.Logger:
    """A logger that says nothing: the SDK would write whole bodies and answers into it.

    It is given a level, since the SDK takes a logger without one as asking for everything.
    """
    logger = logging.getLogger("baton.slack.sdk")
    logger.setLevel(logging.CRITICAL + 1)
    logger.propagate = False
    return logger


def make_client(token: str | None, api_url: str = SLACK_API, timeout: int = TIMEOUT) -> WebClient:
    """A client of the Web API.

    The SDK's own retries would post a message again whose answer was lost: there are none.
    """
    return WebClient(
        token=token,
        base_url=api_url,
        timeout=timeout,
        logger=quiet_logger(),
        retry_handlers=[],
    )
