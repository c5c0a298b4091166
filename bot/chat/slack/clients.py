"""Slack's clients, made once, that log nothing of a message and never send twice by themselves."""

from __future__ import annotations

import logging
import os
from urllib.parse import urlsplit

from slack_sdk.web import WebClient

SLACK_API = "https://slack.com/api/"
LOCAL = ("127.0.0.1", "localhost", "::1")
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
    client = WebClient(
        token=token,
        base_url=api_url,
        timeout=timeout,
        logger=quiet_logger(),
        retry_handlers=[],
    )
    if is_local(api_url):
        # The SDK would go through the environment's proxy to this machine, too.
        client.proxy = None
        _spare_this_machine_the_proxy()
    return client


def is_local(address: str) -> bool:
    """Whether an address is on this machine, where no proxy leads."""
    return (urlsplit(address).hostname or "") in LOCAL


def _spare_this_machine_the_proxy() -> None:
    """Adds this machine to the list that urllib looks at before every request."""
    spared = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    missing = [host for host in LOCAL if host not in spared.split(",")]
    if missing and spared != "*":
        os.environ["no_proxy"] = ",".join(filter(None, (spared, *missing)))
