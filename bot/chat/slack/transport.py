"""Slack, spoken to: the `Transport` of `bot.chat.transport`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse, WebClient

from bot.chat.address import Channel, Person
from bot.chat.card import Content, rewrite
from bot.chat.figures import in_words
from bot.chat.slack.cards import FIGURES, MESSAGE, SMALL, Message, draw
from bot.chat.slack.clients import SLACK_API, make_client
from bot.chat.slack.errors import BLOCKS_REFUSED, SOON, TOO_MUCH, code_of, meaning, not_sent
from bot.chat.slack.guests import Guests
from bot.chat.slack.names import Names
from bot.chat.slack.response_urls import BlocksRefused, send_answer
from bot.chat.slack.words import PLATFORM, cut, size, weigh
from bot.chat.text import Text
from bot.chat.transport import (
    ContentRefused,
    KeyRefused,
    PersonGone,
    PlaceBroken,
    TryLater,
    Unsure,
    Workspace,
)

log = structlog.get_logger(__name__)

EVENT_TYPE = "baton"
"""Names our metadata on a message."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far Slack's clock may be from ours when a message is looked for."""
PAGE = 100
SHORTER = 3000
"""What is left of a text that Slack found too long, although it kept to the limit."""


class SlackTransport:
    """Speaks to one workspace. Safe to use from several threads."""

    def __init__(self, token: str, api_url: str = SLACK_API) -> None:
        self.api_url = api_url
        self.client: WebClient = make_client(token, api_url)
        self.workspace: Workspace | None = None
        self.guests = Guests(self.client)
        self._names = Names(self.client)

    @property
    def url(self) -> str:
        """The workspace's own address, once `identify` has learnt it: links to cards need it."""
        return self.workspace.url if self.workspace else ""

    def identify(self) -> Workspace:
        """Who the token belongs to. Remembered for the links in later messages."""
        said = _reading(self.client.auth_test)
        self.workspace = Workspace(
            platform=PLATFORM,
            id=str(said.get("team_id", "")),
            name=str(said.get("team", "")),
            url=str(said.get("url", "")),
            bot=Person(PLATFORM, str(said.get("user_id", ""))),
        )
        return self.workspace

    def post(self, where: Channel, content: Content, mark: str, thread: str | None = None) -> str:
        """Posts and returns the message's id. Enters a public channel that Baton is not in yet."""
        fixed: dict[str, Any] = {
            "channel": where.id,
            "thread_ts": thread,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"mark": mark}},
            "unfurl_links": False,
            "unfurl_media": False,
            "parse": "none",
        }

        def send(message: Message) -> SlackResponse:
            return self.client.chat_postMessage(
                text=message.text, blocks=message.blocks or None, **fixed
            )

        content = self._quiet(where, content)
        try:
            try:
                said = self._send(send, content)
            except PlaceBroken as error:
                if error.code != "not_in_channel":
                    raise
                self._enter(where)
                said = self._send(send, content)
        except PlaceBroken as error:
            # A conversation with one person is closed when his account is.
            raise PersonGone(error.code) if where.id.startswith("D") else error from None
        posted = str(said.get("ts") or "")
        if not posted:
            # It is there, as far as anybody knows, and can be looked for.
            raise Unsure("no_ts")
        return posted

    def edit(self, where: Channel, message: str, content: Content) -> None:
        """Replaces the whole message: without blocks, the old ones go too."""

        def send(drawn: Message) -> SlackResponse:
            return self.client.chat_update(
                channel=where.id, ts=message, text=drawn.text, blocks=drawn.blocks, parse="none"
            )

        self._send(send, self._quiet(where, content))

    def find(
        self, where: Channel, mark: str, since: datetime, thread: str | None = None
    ) -> str | None:
        """The id of the message that carries the mark and was posted after `since`, or None. Enters
        a public channel that Baton is not in: the try that is in doubt may have found it so."""
        try:
            return self._look(where, mark, since, thread)
        except PlaceBroken as error:
            if error.code != "not_in_channel":
                raise
            self._enter(where)
            return self._look(where, mark, since, thread)

    def _look(self, where: Channel, mark: str, since: datetime, thread: str | None) -> str | None:
        oldest = f"{(since - CLOCKS_DIFFER).timestamp():.6f}"
        for message in self._messages(where, oldest, thread):
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == EVENT_TYPE and payload.get("mark") == mark:
                return str(message.get("ts", ""))
        return None

    def _messages(self, where: Channel, oldest: str, thread: str | None) -> Iterator[Any]:
        cursor = ""
        while True:
            asked: dict[str, Any] = {
                "channel": where.id,
                "oldest": oldest,
                "limit": PAGE,
                "include_all_metadata": True,
            }
            if cursor:
                asked["cursor"] = cursor
            if thread:
                said = _reading(self.client.conversations_replies, ts=thread, **asked)
            else:
                said = _reading(self.client.conversations_history, **asked)
            yield from said.get("messages") or []
            following = (said.get("response_metadata") or {}).get("next_cursor") or ""
            if not following or following == cursor:
                return
            cursor = following

    def direct(self, who: Person) -> Channel:
        """The private conversation with a person."""
        said = _reading(self.client.conversations_open, users=who.id)
        opened = str((said.get("channel") or {}).get("id") or "")
        if not opened:
            raise TryLater("no_channel", SOON)
        return Channel(PLATFORM, opened)

    def join(self, where: Channel) -> None:
        """Enters a public channel."""
        _reading(self.client.conversations_join, channel=where.id)

    def answer(self, answer_to: str, content: Content) -> None:
        """Says something privately where a command, click or form came from."""
        message = draw(content, self.url)
        while True:
            try:
                send_answer(answer_to, self.api_url, private(message))
                return
            except BlocksRefused as error:
                smaller = _smaller(message, error.code, content, self.url)
                if smaller is None:
                    raise
                content, message = smaller

    def _enter(self, where: Channel) -> None:
        """Joins before a call. Whatever goes wrong, the message itself was not delivered."""
        try:
            self.join(where)
        except (PlaceBroken, KeyRefused, ContentRefused):
            raise PlaceBroken("not_in_channel") from None

    def spell_out(self, words: Text) -> Text:
        """The text with people's names in the place of mentions, as far as Slack gives them."""
        return self._names.speller()(words)

    def _quiet(self, where: Channel, content: Content) -> Content:
        """The content without mentions where others read too. In a private conversation a mention
        reaches nobody else, and leads to the person."""
        private_place = where.id.startswith("D")
        return content if private_place else rewrite(content, self._names.speller())

    def _send(self, send: Callable[[Message], SlackResponse], content: Content) -> SlackResponse:
        """Sends, and where Slack refuses the blocks, sends fewer, or the bare words."""
        message = draw(content, self.url)
        while True:
            try:
                return send(message)
            except SlackApiError as error:
                smaller = _smaller(message, code_of(error), content, self.url)
                if smaller is None:
                    _explain(error)
                    raise meaning(error) from None
                content, message = smaller
            except Exception as error:
                raise meaning(error) from None


def private(message: Message) -> dict[str, Any]:
    """The body of a private answer, which never replaces the message a button stands on."""
    body: dict[str, Any] = {
        "response_type": "ephemeral",
        "replace_original": False,
        "text": message.text,
    }
    if message.blocks:
        body["blocks"] = message.blocks
    return body


def _smaller(
    message: Message, code: str, content: Content, url: str
) -> tuple[Content, Message] | None:
    """What to try next when Slack refuses a message, or None when nothing smaller is left: less of
    everything if it was too much, then no charts and tables, then bare words."""
    if code in BLOCKS_REFUSED and message.blocks:
        # Which cards Slack refuses is worth knowing; what stands on them is nobody's business.
        kinds = sorted({block["type"] for block in message.blocks})
        log.warning("slack_refused_blocks", code=code, blocks=len(message.blocks), kinds=kinds)
        room = SMALL if code == TOO_MUCH else MESSAGE
        for less in (content, in_words(content)):
            drawn = draw(less, url, room)
            if _demands(drawn) < _demands(message):
                return less, drawn
        return content, Message(message.text, [])
    if code == "msg_too_long" and size(message.text) > SHORTER:
        return content, Message(cut(message.text, SHORTER), message.blocks)
    return None


def _demands(message: Message) -> tuple[int, int]:
    """How much a message asks of Slack: blocks that a workspace may not have, then the weight."""
    new = sum(block["type"] in FIGURES for block in message.blocks)
    return new, weigh(message.blocks)


def _reading(call: Callable[..., SlackResponse], **asked: Any) -> Mapping[str, Any]:
    """A call that posts nothing. Without an answer it is simply tried again later."""
    try:
        said = call(**asked)
    except Exception as error:
        if isinstance(error, SlackApiError):
            _explain(error)
        raise not_sent(meaning(error)) from None
    return said.data if isinstance(said.data, dict) else {}


def _explain(error: SlackApiError) -> None:
    """Names the missing right in the log: Slack says which one, and a person must add it."""
    data = error.response.data if isinstance(error.response, SlackResponse) else None
    needed = data.get("needed") if isinstance(data, dict) else None
    if needed:
        log.error("slack_needs_a_scope", needed=str(needed)[:200])
