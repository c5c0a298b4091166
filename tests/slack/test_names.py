"""People's names in the place of mentions, as far as Slack gives them in time."""

from typing import Any

import pytest
from slack_sdk.web import WebClient

from bot.chat.address import Person
from bot.chat.slack.names import Names
from bot.chat.text import Text

STAFF: Text = tuple(Person("slack", f"U{n}") for n in range(9))


class SlowSlack(WebClient):
    """Knows everybody, takes its time, and counts."""

    def __init__(self, takes: float) -> None:
        super().__init__()
        self.takes = takes
        self.time = 1000.0
        self.asked: list[str] = []
        self.answer: Any = None

    def users_info(self, *, user: str, **_: Any) -> Any:
        self.time += self.takes
        self.asked.append(user)
        return self.answer or {"user": {"real_name": f"Name of {user}"}}


@pytest.fixture
def slack() -> SlowSlack:
    return SlowSlack(2.0)


def test_a_message_waits_for_names_only_so_long(slack: SlowSlack) -> None:
    names = Names(slack, lambda: slack.time)
    spell_out = names.speller()
    # All texts of one message together.
    said = [*spell_out(STAFF[:5]), *spell_out(STAFF[5:])]
    assert said == ["Name of U0", "Name of U1", "Name of U2", *STAFF[3:]]
    # The next one knows these, and learns some more.
    assert names.speller()(STAFF)[:6] == tuple(f"Name of U{n}" for n in range(6))
    assert slack.asked == [f"U{n}" for n in range(6)]


def test_a_name_is_asked_for_again_when_it_has_grown_old(slack: SlowSlack) -> None:
    names = Names(slack, lambda: slack.time)
    names.speller()(STAFF[:1])
    slack.time += 13 * 3600
    # An old name is better than none while there is no time to ask.
    spell_out = names.speller()
    slack.time += 6
    assert spell_out(STAFF[:1]) == ("Name of U0",)
    assert names.speller()(STAFF[:1]) == ("Name of U0",)
    assert slack.asked == ["U0", "U0"]


@pytest.mark.parametrize(
    "answer",
    [{"ok": True}, {"user": None}, {"user": "U0"}, {"user": {"profile": [1]}}, {"user": {}}, [1]],
)
def test_an_odd_answer_gives_no_name(slack: SlowSlack, answer: Any) -> None:
    slack.answer = answer
    assert Names(slack, lambda: slack.time).speller()(STAFF[:1]) == STAFF[:1]
