"""kill -9 at any instant while things turn late: whoever has them, the backup and the manager each
hear of every one, once."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.chat.address import Channel, Person
from bot.chat.exchange import Click, Command, Sender
from bot.chat.slack.manifest import manifest
from bot.chat.transport import Workspace
from bot.front import Front
from bot.set_up import write_store
from bot.store.engine import Database
from bot.store.items import TOLD, HistoryRow, Item
from bot.store.migrate import upgrade
from bot.trade.vin import installed_decoder
from bot.workflows.departments import Department
from bot.workflows.watch import Told
from handlers.routes import COMMANDS, route
from sandbox.lakeside import JOAN, LAKESIDE, LUIS, PARTS, RENEE, SAM, SERVICE, TEAM
from sandbox.server import Sandbox
from tests.e2e.house import CHICAGO, LAKESIDE_SETUP
from tests.e2e.people import Someone, words_of
from tests.e2e.program import settings_for
from tests.e2e.reminding import Reminding, fast_clock
from tests.e2e.replica import FastClock
from tests.e2e.storm import FAULTS, drained

SEED = 1530
KILLS = 15
AT_WORK = (0.3, 1.3)
"""Seconds that one lives, from and to."""
REQUESTS = 12
"""One falls due each minute. Sam has every other one; nobody has the rest."""
SETUP = replace(
    LAKESIDE_SETUP,
    backups={Department.PARTS: Person("slack", RENEE)},
    # So long stays the backup's turn that a slow machine looks in time.
    limits={"backup_minutes": 8, "manager_minutes": 60},
)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_each_hears_of_each_once(
    sqlite_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    began = time.time()
    clock = fast_clock(began)
    box = Sandbox(
        LAKESIDE,
        lambda: clock.now().timestamp(),
        manifest(COMMANDS),
        page=False,
        rates=False,
        delivery="http",
        request_url="http://127.0.0.1:9/",
        fault_seed=SEED,
    )
    log = tmp_path / "log"
    with closing(Database(sqlite_url)) as database, box:
        upgrade(database)
        bot = Person("slack", box.app.bot_user)
        write_store(database, clock, SETUP, Workspace("slack", TEAM.id, TEAM.name, box.url, bot))
        for fault in FAULTS:
            box.faults.add(fault)
        settings = settings_for(box, sqlite_url, 0, by_socket=False)
        baton = Reminding(began, settings, log)
        _ask(database, clock)
        _live_and_die(baton)
        baton.start()
        box.wait_for(lambda: _all_told(database) and drained(database), 60)
        baton.kill()
        heard, backups = _heard(box), _told_to(database, RENEE)
        faults = len(box.faults.applied)
    record_property(
        "counted",
        f"sqlite: {KILLS} kills, {REQUESTS} requests turned late, {faults} faults of Slack's: "
        + ", ".join(f"{who} heard of {len(about)}" for who, about in heard.items()),
    )
    his = {f"P-{number}" for number in range(1, REQUESTS + 1, 2)}
    everything = {f"P-{number}" for number in range(1, REQUESTS + 1)}
    assert {who: set(about) for who, about in heard.items()} == {
        "the owner": his,
        "the channel": everything - his,
        "the backup": backups,
        "the manager": everything,
    }
    assert len(backups) > REQUESTS / 2
    assert {times for about in heard.values() for times in about.values()} == {1}, heard
    said = log.read_text(errors="replace")
    assert "Traceback" not in said, said[-3000:]


def _ask(database: Database, clock: FastClock) -> None:
    """Luis asks and Sam claims every other one, before any Baton is there to say so on Slack."""
    front = Front(database, clock, installed_decoder(), route, lambda: None)

    def sender(who: str, where: str) -> Sender:
        return Sender(Person("slack", who), TEAM.id, TEAM.id, Channel("slack", where))

    for number in range(1, REQUESTS + 1):
        due = clock.now() + timedelta(minutes=3 + number)
        line = f"{48212 + number} 1x A1-{number} pump by {due.astimezone(CHICAGO):%H:%M}"
        asked = Command(sender(LUIS, SERVICE), f"asked {number}", name="parts", text=line)
        front.handle(asked)
    with database.reading() as session:
        ids = session.scalars(select(Item.id).order_by(Item.number)).all()
    for item_id in ids[::2]:
        click = Click(sender(SAM, PARTS), f"claimed {item_id}", step="claim", item_id=item_id)
        front.handle(click)


def _live_and_die(baton: Reminding) -> None:
    chance = random.Random(SEED)
    for _ in range(KILLS):
        baton.start()
        # Not a wait for something: the moment of death is to be any.
        threading.Event().wait(chance.uniform(*AT_WORK))
        baton.kill()


def _all_told(database: Database) -> bool:
    with database.reading() as session:
        told = select(func.count()).select_from(Item).where(Item.told == Told.MANAGER.value)
        return session.scalar(told) == REQUESTS


def _told_to(database: Database, who: str) -> set[str]:
    """Of which requests it was written that he was told. When nobody looked for so long that the
    manager's turn has come, the backup's is over."""
    told = select(Item.label, HistoryRow.words).join(HistoryRow, HistoryRow.item_id == Item.id)
    with database.reading() as session:
        rows = session.execute(told.where(HistoryRow.step == TOLD)).all()
    return {label for label, words in rows if who in str(words)}


def _heard(box: Sandbox) -> dict[str, Counter[str]]:
    """How often each was told of each request."""
    posts = [words_of(m) for m in box.workspace.messages(PARTS) if m.in_channel and m.bot_id]
    return {
        "the owner": _about(Someone(box, SAM).dms()),
        "the channel": _about(said for said in posts if "nobody has it" in said.lower()),
        "the backup": _about(Someone(box, RENEE).dms()),
        "the manager": _about(Someone(box, JOAN).dms()),
    }


def _about(said: Iterable[str]) -> Counter[str]:
    return Counter(label for each in said for label in re.findall(r"\|(P-\d+)>", each))
