"""A message that may be out already, when looking for it takes long."""

from datetime import UTC, datetime

import pytest

from bot.chat.address import Channel
from bot.chat.slack.transport import SlackTransport
from bot.chat.transport import TryLater
from bot.parcels import MOST_LOOKING, Parcel, Sending, Sent
from bot.store.outbox import Kind
from sandbox import lakeside
from tests.slack.living import living


class SlowHistory(SlackTransport):
    """Looks as always, and takes its time."""

    takes = MOST_LOOKING + 1
    time = 0.0

    def find(
        self, where: Channel, mark: str, since: datetime, thread: str | None = None
    ) -> str | None:
        self.time += self.takes
        return super().find(where, mark, since, thread)


def test_what_was_looked_for_too_long_is_looked_for_again() -> None:
    with living("http") as alive:
        slack = SlowHistory(alive.box.bot_token, alive.box.api_url)
        slack.identify()
        sam = alive.box.workspace.person(lakeside.SAM)
        before = len(sam.messages(lakeside.PARTS))
        where = f"slack:{lakeside.PARTS}"
        words = ("Hello",)
        parcel = Parcel(Kind.POST, "17", "slack", "T1", where, words, datetime.now(UTC))
        with pytest.raises(TryLater):
            Sending(slack, unsure=True, now=lambda: slack.time).send(parcel)
        assert len(sam.messages(lakeside.PARTS)) == before
        slack.takes = 1.0
        sent = Sending(slack, unsure=True, now=lambda: slack.time).send(parcel)
        assert [each.ts for each in sam.messages(lakeside.PARTS)[before:]] == [
            sent.message if isinstance(sent, Sent) else ""
        ]
        again = Sending(slack, unsure=True, now=lambda: slack.time).send(parcel)
        assert again == sent, "it is found, and not sent twice"
