"""Slack is away for longer than a morning's post is of use: the next one says what was not sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.timetable import Looking, schedule_table
from sandbox.faults import Fault, FaultKind
from tests.e2e.conftest import on_both_databases
from tests.e2e.house import CHICAGO, Lakeside
from tests.e2e.people import Someone

AWAY = [
    Fault(FaultKind.HTTP_STATUS, method, times=None, status=503)
    for method in ("chat.postMessage", "conversations.open")
]


def until(house: Lakeside, day: int, hour: int, minute: int = 0) -> None:
    """It is that time for everybody, and what is due by then is done."""
    at = datetime(2026, 11, day, hour, minute, tzinfo=CHICAGO)
    house.forward(seconds=(at - house.clock.now()) / timedelta(seconds=1))
    house.baton.outbox.wake()


def digests(who: Someone) -> list[str]:
    return [said for said in who.dms() if "Parts · " in said]


def last_of(house: Lakeside, title: str) -> str:
    """What `baton schedule` says became of it."""
    table = schedule_table(Looking(house.settings(), house.clock))
    (row,) = [row for row in table if row[1].startswith(title)]
    return row[-1]


@on_both_databases
def test_the_next_digest_says_that_yesterdays_was_not_sent(house: Lakeside) -> None:
    until(house, 23, 10, 31)
    house.settle()
    for fault in AWAY:
        house.box.faults.add(fault)
    until(house, 24, 7)
    house.wait(lambda: house.unfinished() > 0)
    assert last_of(house, "Digest of Parts").startswith("posted")
    until(house, 24, 12, 1)
    house.box.faults.clear()
    # Past the pause before the next try.
    until(house, 24, 12, 15)
    house.settle()
    gone = "skipped (it could not be sent in time) Tue Nov 24 2026, 12:"
    assert last_of(house, "Digest of Parts").startswith(gone)
    assert last_of(house, "Agenda of Shift huddle").startswith(gone)
    until(house, 25, 7)
    house.settle()
    (said,) = digests(house.joan)
    assert "Not posted: Digest of Parts, Tue Nov 24, 7:00 AM: it could not be sent in time." in said
    assert "Not posted: Agenda of Shift huddle, Lakeside Motors, Tue Nov 24, 7:00 AM" in said
    until(house, 27, 7)
    house.settle()
    assert "Tue Nov 24" not in digests(house.joan)[-1], "it is said once"
