"""The weeks behind the demo: they can be told on any day, and say what a digest needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.chat.address import Person
from bot.chat.transport import Workspace
from bot.demo.store import ZONE, remember, set_up
from bot.store.engine import Database
from bot.store.items import HistoryRow, Item
from bot.store.leads import Lead
from bot.store.outbox import Kind, OutboxRow
from bot.store.parts import PartLine
from tests.world import StoppedClock, open_database

BATON = Person("slack", "UB")


@pytest.fixture(
    params=["2026-11-27", "2027-01-05", "2026-03-16"],
    ids=["after a holiday", "after new year", "after the clock change"],
)
def clock(request: pytest.FixtureRequest) -> StoppedClock:
    return StoppedClock(datetime.fromisoformat(f"{request.param}T09:05").replace(tzinfo=ZONE))


@pytest.fixture
def database(tmp_path: Path, clock: StoppedClock) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'demo.sqlite3'}")
    set_up(database, clock, Workspace("slack", "T0", "Lakeside", "http://slack.test", BATON))
    remember(database, clock)
    yield database
    database.close()


def test_the_past_is_true_and_only_what_is_open_is_sent(
    database: Database, clock: StoppedClock
) -> None:
    with database.reading() as session:
        items = session.scalars(select(Item)).all()
        open_ = [item for item in items if item.closed_at is None]
        assert len(items) > 120
        assert {item.workflow for item in items} == {"parts", "lead", "handoff"}
        assert 4 <= len(open_) <= 9
        assert all(item.changed_at < clock.now() for item in items)
        assert max(session.scalars(select(HistoryRow.at))) < clock.now()
        waiting = session.scalars(select(OutboxRow).where(OutboxRow.progress == "waiting")).all()
        assert {row.kind for row in waiting} == {Kind.CARD.value}
        assert {row.id for row in waiting} == {item.card_id for item in open_}
        # Each week it went a little better: more from stock, and leads called sooner.
        lines = session.scalars(select(PartLine).order_by(PartLine.answered_at)).all()
        half = len(lines) // 2
        stock = [Counter(line.first_answer for line in part)["in_stock"] / len(part)
                 for part in (lines[:half], lines[half:])]  # fmt: skip
        assert stock[0] < stock[1] < 1
        leads = session.scalars(select(Lead).order_by(Lead.created_at)).all()
        half = len(leads) // 2
        missed = [sum(lead.contacted_at > lead.contact_due_at for lead in part if lead.contacted_at)
                  for part in (leads[:half], leads[half:])]  # fmt: skip
        assert missed[0] > missed[1]
