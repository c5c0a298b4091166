"""Bolt, with a handful of listeners that hand everything to the front.

Bolt is only given requests that were checked: by `bot.chat.slack.door`, or by Socket Mode.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_bolt.context import BoltContext

from bot.chat.door import Answer
from bot.chat.exchange import Arrival, Done, Failed, Mend, Redraw, Say, Show, ShowCard
from bot.chat.slack import arrivals
from bot.chat.slack.cards import draw, draw_modal
from bot.chat.slack.clients import quiet_logger
from bot.chat.slack.forms import FormTooLarge, Remembered, draw_form, remember
from bot.chat.slack.transport import SlackTransport, private
from bot.chat.slack.views import Opened, Views
from bot.chat.slack.words import NOTHING, Block, clean, cut
from bot.chat.text import Text
from bot.chat.transport import Front

log = structlog.get_logger(__name__)

Body = dict[str, Any]
A = TypeVar("A", bound=Arrival)
ANYTHING = re.compile("")
LONGEST_ERROR = 300
NOT_OPENED: Text = ("Slack could not open the form in time. Please try again.",)
BROKEN: Text = ("Something went wrong on Baton's side. Please try again in a minute.",)


class NotDone(Exception):
    """The front did nothing and could not say so, so Slack must not be told that all is well."""


class _OurOwnToken(Authorize):
    """Baton serves one workspace with one token, so there is nothing to look up or to ask Slack."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(
        self,
        *,
        context: BoltContext,  # noqa: ARG002 - Bolt passes it by name.
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_: str | None,
    ) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, user_id=user_id, bot_token=self._token
        )


def build_bolt(front: Front, slack: SlackTransport, views: Views | None = None) -> App:
    """The Bolt app. It asks Slack nothing to be made, and serves any number of threads."""
    views = views or Views(slack.client.token or "", slack.api_url)
    app = App(
        name="baton",
        logger=quiet_logger(),
        client=slack.client,
        authorize=_OurOwnToken(slack.client.token or ""),
        # With it the answer is there when the listener is done, instead of at the next poll.
        process_before_response=True,
        # The door has looked at the signature, answers Slack's own checks, and there is no OAuth.
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    listeners = _Listeners(front, slack, views)
    # The commonest first: Bolt asks them in this order.
    app.command(ANYTHING)(listeners.on_command)
    app.action(ANYTHING)(listeners.on_click)
    app.view(ANYTHING)(listeners.on_answers)
    app.event(ANYTHING)(listeners.on_event)
    app.error(_unreadable)
    return app


def dispatch(app: App, body: Body) -> BoltResponse:
    """Bolt's answer to a payload whose sender was checked. Never raises."""
    try:
        # This mode takes the payload as it is, without Bolt's parser and its signature check.
        return app.dispatch(BoltRequest(body=body, mode="socket_mode"))
    except Exception as error:
        return _unreadable(error)


def responder(app: App) -> Callable[[Body], Answer]:
    """Bolt, as the HTTP door asks it."""

    def respond(body: Body) -> Answer:
        response = dispatch(app, body)
        kind = response.headers["content-type"][0]
        return Answer(response.status, response.body.encode(), kind.encode())

    return respond


def _unreadable(error: Exception) -> BoltResponse:
    """The listeners never raise, so this is Bolt, stumbling over a payload that lacks a part."""
    log.warning("slack_payload_unreadable", error=type(error).__name__)
    return BoltResponse(status=400, body="")


class _Listeners:
    """What Bolt calls. Each hands one arrival to the front and turns the reply into an answer."""

    def __init__(self, front: Front, slack: SlackTransport, views: Views) -> None:
        self._front = front
        self._slack = slack
        self._views = views
        self._broken = private(draw(BROKEN))

    def on_command(self, body: Body) -> BoltResponse:
        return self._guarded(body, self._command, self._broken)

    def on_click(self, body: Body) -> BoltResponse:
        return self._guarded(body, self._click, None)

    def on_answers(self, body: Body) -> BoltResponse:
        # The form stays open with all that was typed, so that it can be sent again.
        names = list(arrivals.field_blocks(body).values())
        words = "".join(str(span) for span in BROKEN)
        return self._guarded(body, self._answers, _errors({names[0]: words}) if names else None)

    def on_event(self, body: Body) -> BoltResponse:
        return self._guarded(body, self._event, None)

    def _guarded(
        self, body: Body, listener: Callable[[Body], Body | None], broken: Body | None
    ) -> BoltResponse:
        try:
            return _answer(listener(body))
        except arrivals.Unreadable:
            log.warning("slack_payload_unreadable", error="Unreadable")
            return BoltResponse(status=400, body="")
        except NotDone:
            return BoltResponse(status=500, body="")
        except Exception as error:
            log.exception("slack_listener_failed", error=type(error).__name__)
            # Without words to say, an error makes Slack send an event again.
            return _answer(broken) if broken else BoltResponse(status=500, body="")

    def _command(self, body: Body) -> Body | None:
        command = self._known(arrivals.read_command(body))
        match self._front.handle(command):
            case Say(words):
                return private(draw(words, self._slack.url))
            case Show() | ShowCard() as reply:
                said = self._open(body, command, reply)
                return private(draw(said, self._slack.url)) if said else None
            case Mend(errors):
                return private(draw(("\n".join(errors.values()),)))
            case Done() | Redraw():
                return None
            case Failed():
                raise NotDone

    def _click(self, body: Body) -> Body | None:
        click = self._known(arrivals.read_click(body))
        reply = self._front.handle(click)
        if isinstance(reply, Failed):
            raise NotDone
        if isinstance(reply, Redraw):
            self._views.update(arrivals.view_id(body), self._view(click, ShowCard(reply.card)))
        if isinstance(reply, (Show, ShowCard)):
            said = self._open(body, click, reply)
            if said:
                self._front.say_later(click, said)
        # The front has put private words into the outbox: a click's answer cannot carry any.
        return None

    def _answers(self, body: Body) -> Body | None:
        answers = self._known(arrivals.read_answers(body))
        match self._front.handle(answers):
            case Mend(errors):
                return _mend(errors, arrivals.field_blocks(body))
            case Show() | ShowCard() as reply:
                view = self._view(answers, reply)
                return {"response_action": "update", "view": view}
            case Done() | Say() | Redraw():
                # A form on top of an opened card closes with it: the card below is old by now.
                return {"response_action": "clear"} if arrivals.is_stacked(body) else None
            case Failed():
                raise NotDone

    def _known(self, arrival: A) -> A:
        """The arrival with what is known of its sender."""
        sender = arrival.sender
        if sender.person.id not in self._slack.guests:
            return arrival
        return replace(arrival, sender=replace(sender, guest=True))

    def _event(self, body: Body) -> Body | None:
        if described := arrivals.person_described(body):
            self._slack.guests.heard(described)
        left = arrivals.read_person_left(body)
        if left is not None and isinstance(self._front.handle(left), Failed):
            raise NotDone
        return None

    def _open(self, body: Body, arrival: Arrival, reply: Show | ShowCard) -> Text:
        """Opens what the reply shows. What it returns is said instead."""
        instead = (reply.instead if isinstance(reply, Show) else ()) or NOT_OPENED
        try:
            view = self._view(arrival, reply)
        except FormTooLarge:
            log.exception("slack_form_too_large")
            return instead
        on_top = arrivals.is_in_modal(body)
        opened = self._views.open(arrivals.trigger(body), view, on_top)
        return instead if opened is Opened.NO else ()

    def _view(self, arrival: Arrival, reply: Show | ShowCard) -> Block:
        channel = arrival.sender.channel.id if arrival.sender.channel else ""
        if isinstance(reply, ShowCard):
            kept = remember(Remembered("", arrival.answer_to, channel))
            return {**draw_modal(reply.card, self._slack.url), "private_metadata": kept}
        return draw_form(reply.form, self._slack.url, arrival.answer_to, channel)


def _answer(body: Body | None) -> BoltResponse:
    return BoltResponse(status=200, body=body or "")


def _mend(errors: Any, blocks: dict[str, str]) -> Body | None:
    """The sentences under their fields. One without a field stands under the first."""
    under: dict[str, list[str]] = {}
    first = next(iter(blocks.values()), "")
    for name, words in errors.items():
        under.setdefault(blocks.get(name, first), []).append(words)
    placed = {id_: " ".join(words) for id_, words in under.items() if id_}
    return _errors(placed) if placed else None


def _errors(placed: dict[str, str]) -> Body:
    cleaned = {id_: cut(clean(words), LONGEST_ERROR) or NOTHING for id_, words in placed.items()}
    return {"response_action": "errors", "errors": cleaned}
