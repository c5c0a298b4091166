"""A message that may be out already, when looking for it takes long."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.chat.address import Channel, Person
from bot.chat.card import Content
from bot.chat.transport import TryLater, Workspace
from bot.parcels import MOST_LOOKING, Parcel, Sending, Sent
from bot.store.outbox import Kind
from tests.world import MONDAY

PARCEL = Parcel(Kind.POST, "17", "slack", "T1", "slack:CPARTS", ("Hello",), MONDAY)


class SlowHistory:
    """Finds nothing, and takes its time."""

    def __init__(self, takes: float) -> None:
        self.takes = takes
        self.time = 0.0
        self.posted: list[str] = []

    def find(self, where: Channel, mark: str, since: datetime, thread: str | None = None) -> None:
        self.time += self.takes

    def post(self, where: Channel, content: Content, mark: str, thread: str | None = None) -> str:
        self.posted.append(mark)
        return "1.1"

    def edit(self, where: Channel, message: str, content: Content) -> None:
        raise NotImplementedError

    def identify(self) -> Workspace:
        raise NotImplementedError

    def direct(self, who: Person) -> Channel:
        raise NotImplementedError

    def answer(self, answer_to: str, content: Content) -> None:
        raise NotImplementedError

    def join(self, where: Channel) -> None:
        raise NotImplementedError


def test_what_was_looked_for_too_long_is_looked_for_again() -> None:
    slack = SlowHistory(MOST_LOOKING + 1)
    with pytest.raises(TryLater):
        Sending(slack, unsure=True, now=lambda: slack.time).send(PARCEL)
    assert slack.posted == []
    slack.takes = 1.0
    sent = Sending(slack, unsure=True, now=lambda: slack.time).send(PARCEL)
    assert (sent, slack.posted) == (Sent("1.1"), ["17"])
