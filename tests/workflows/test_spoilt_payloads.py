"""Whatever arrives, through the real Bolt and the real handlers: an answer, and no word in the log.

What cannot be answered at all (nobody's workspace, nobody's address) is refused, never broken.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.slack.app import build_bolt, dispatch
from bot.chat.slack.transport import SlackTransport
from bot.log import set_up_logging
from bot.store.engine import Database
from tests.slack import payloads
from tests.slack.fakes import FakeViews
from tests.slack.payloads import Payload
from tests.slack.spoilt import spoilt
from tests.world import World

TYPED = "Zebulon 555-867-5309"
HOOK = "https://hooks.slack.com/commands/T0/1/a-secret-hook"
COMMANDS = (
    ("parts", f"48213 2x 04152-YZZA1 oil filter for {TYPED}"),
    ("parts", ""),
    ("lead", "48214 est 4200 value 6500 agreed"),
    ("handoff", f"service {TYPED}, stk 4471, delivery 5pm, two keys owed"),
    ("handoff", ""),
    ("vehicle", ""),
    ("meeting", "setup"),
    ("meeting", "action"),
    ("meeting", f"add {TYPED}"),
    ("baton", "setup"),
    ("baton", "digest settings"),
    ("baton", f"find {TYPED}"),
)


class Desk:
    """A store behind the real Bolt, with something of every kind that Slack may deliver."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.views = FakeViews()
        slack = SlackTransport("xoxb-a-secret-token", "http://127.0.0.1:9/api/")
        self.bolt = build_bolt(world.front, slack, self.views)
        self._triggers = count(1)
        self.known = list(self._what_slack_delivers())

    def send(self, payload: Payload) -> int:
        return dispatch(self.bolt, payload).status

    def _what_slack_delivers(self) -> Iterator[Payload]:
        team = {"id": self.world.workspace}
        for name, words in COMMANDS:
            command = payloads.command(
                words,
                command=f"/{name}",
                team_id=self.world.workspace,
                channel_id="CSERVICE",
                user_id="UGRACE",
                response_url=HOOK,
                trigger_id=str(next(self._triggers)),
            )
            yield command
            yield from self._opened_by(command, team)
        who = {"id": "UJOAN", "team_id": self.world.workspace}
        for step in ("claim", "answer", "reassign", "pass_on", "cancel", "open", "meeting.setup"):
            click = payloads.click(f"step:{step}", "1c", team=team, user=who, response_url=HOOK)
            yield click | {"trigger_id": str(next(self._triggers))}
        yield payloads.user_change(team_id=self.world.workspace)

    def _opened_by(self, command: Payload, team: Payload) -> Iterator[Payload]:
        """The forms that a command opens, filled in and sent."""
        self.views.opened.clear()
        assert self.send(command) == 200
        for _, view, _ in self.views.opened:
            fields = [(b["block_id"], b["element"]) for b in view["blocks"] if "element" in b]
            states = {
                block: {field["action_id"]: {"type": field["type"], "value": TYPED}}
                for block, field in fields
            }
            yield {
                "type": "view_submission",
                "team": team,
                "user": {"id": "UGRACE", "team_id": self.world.workspace},
                "view": {**view, "id": "V0", "state": {"values": states}},
            }


@pytest.fixture(scope="module")
def desk(shared_database: Database) -> Desk:
    return Desk(World(shared_database))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Baton's own log, at its most talkative."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    set_up_logging("DEBUG", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@given(st.data())
@settings(suppress_health_check=list(HealthCheck), max_examples=150)
def test_everything_is_answered_and_nothing_is_logged(
    desk: Desk, log: io.StringIO, data: st.DataObject
) -> None:
    payload: Any = spoilt(data, data.draw(st.sampled_from(desk.known)))
    log.seek(0)
    log.truncate()
    status = desk.send(payload)
    said = log.getvalue()
    assert "Traceback" not in said
    assert "exc_info" not in said
    assert not [event for event in ("unexpected", "slack_listener_failed") if event in said]
    assert not [word for word in (*TYPED.split(), "secret", "verification") if word in said]
    # Where nobody can be told that nothing was done, Slack must not take it for done.
    nobody = payload.get("type") == "event_callback" or "answer_lost" in said
    assert status in (200, 400, 404) or nobody
