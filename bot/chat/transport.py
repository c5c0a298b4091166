"""What Baton asks of a chat platform, and how a platform can fail.

Each failure says what is known about the message: `Unsure` may have been delivered, all others
were not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.chat.address import Channel, Person
from bot.chat.card import Content
from bot.chat.exchange import Arrival, Reply
from bot.chat.text import Text


class TransportError(Exception):
    """A call to the platform did not go well. `code` is the platform's own word for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unsure(TransportError):
    """The answer never came: the message may be there or not. Look before sending again."""


class TryLater(TransportError):
    """Not delivered, and worth another try after `seconds`: a rate limit, or trouble over there."""

    def __init__(self, code: str, seconds: float) -> None:
        super().__init__(code)
        self.seconds = seconds


class PlaceBroken(TransportError):
    """The channel is gone, archived, or does not let Baton in."""


class PersonGone(TransportError):
    """The person left or cannot be written to."""


class MessageGone(TransportError):
    """The message to edit is no longer there."""


class AnswerTooLate(TransportError):
    """The private answer can no longer be delivered to where it was asked for."""


class KeyRefused(TransportError):
    """The platform refuses Baton's own token, or a right it needs: a person must mend it."""


class ContentRefused(TransportError):
    """The platform refuses the message itself, even in bare words."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Who we are over there, as the platform says it."""

    platform: str
    id: str
    name: str
    url: str
    bot: Person


class Transport(Protocol):
    """One platform, spoken to. Every method may raise any `TransportError`."""

    def identify(self) -> Workspace:
        """Who the token belongs to."""

    def post(self, where: Channel, content: Content, mark: str, thread: str | None = None) -> str:
        """Posts and returns the message's id. `mark` travels with it so that `find` can see it."""

    def edit(self, where: Channel, message: str, content: Content) -> None:
        """Replaces the whole message."""

    def find(
        self, where: Channel, mark: str, since: datetime, thread: str | None = None
    ) -> str | None:
        """The id of the message that carries the mark and was posted after `since`, or None."""

    def direct(self, who: Person) -> Channel:
        """The private conversation with a person."""

    def answer(self, answer_to: str, content: Content) -> None:
        """Says something privately where a command, click or form came from."""

    def join(self, where: Channel) -> None:
        """Enters a public channel."""


class Front(Protocol):
    """What an adapter hands arrivals to (`bot.front`)."""

    def handle(self, arrival: Arrival) -> Reply:
        """One transaction, then what to answer. When it returns, the work is on disk, unless the
        reply is `Failed`. Never raises: what goes wrong becomes a sentence."""

    def say_later(self, arrival: Arrival, words: Text) -> None:
        """Says something privately through the outbox, when it could not be shown at once."""


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """One slash command as the platform's own completion shows it."""

    name: str
    usage: str
    description: str
