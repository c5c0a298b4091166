"""Opening a form or a card over the conversation, in the little time Slack gives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from enum import Enum

import structlog
from slack_sdk.errors import SlackApiError

from bot.chat.slack.clients import SLACK_API, make_client
from bot.chat.slack.errors import code_of
from bot.chat.slack.words import Block

log = structlog.get_logger(__name__)

PATIENCE = 2.0
"""Seconds for opening a view: Slack wants the answer to what opened it within three."""
AT_ONCE = 16
"""Views that can be on their way at the same time."""


class Opened(Enum):
    """How opening a view ended."""

    YES = "yes"
    NO = "no"
    BEFORE = "before"
    """The same click or command has opened one already: it was delivered twice."""


class Views:
    """Opens views with a trigger. Safe to use from several threads."""

    def __init__(self, token: str, api_url: str = SLACK_API) -> None:
        self._client = make_client(token, api_url, timeout=int(PATIENCE))
        # A timeout of the network counts each wait anew and leaves out the look-up of the name:
        # only waiting for a thread bounds all of it.
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="views")

    def open(self, trigger: str, view: Block, on_top: bool) -> Opened:
        """Opens the view, `on_top` of the one the click came from. Never raises."""
        call = self._client.views_push if on_top else self._client.views_open
        waiting = self._threads.submit(call, trigger_id=trigger, view=view)
        try:
            waiting.result(timeout=PATIENCE)
        except TooSlow:
            waiting.cancel()
            return _not_opened("timeout")
        except SlackApiError as error:
            code = code_of(error)
            return Opened.BEFORE if code == "exchanged_trigger_id" else _not_opened(code)
        except Exception as error:
            return _not_opened(type(error).__name__)
        return Opened.YES

    def update(self, view_id: str, view: Block) -> None:
        """Draws an open view anew. A view that is closed by now needs nothing. Never raises."""
        waiting = self._threads.submit(self._client.views_update, view_id=view_id, view=view)
        try:
            waiting.result(timeout=PATIENCE)
        except Exception as error:
            waiting.cancel()
            log.info("slack_view_not_updated", error=type(error).__name__)

    def close(self) -> None:
        """Lets go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _not_opened(code: str) -> Opened:
    log.warning("slack_view_not_opened", code=code)
    return Opened.NO
