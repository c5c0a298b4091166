"""A record that the database gives back broken: it is named in the log, and nobody else waits for
it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.chat.exchange import Say
from bot.services.meetings import close_forgotten
from tests.workflows.meetings import HUDDLE, JOINT, choose_channel, go_to, meeting
from tests.world import World, local, read

WEDNESDAY = date(2026, 11, 25)
"""The huddle is at 7:30 AM, the joint meeting at 9:00 AM."""

BROKEN = [("owner", "nobody"), ("to_department", "paint"), ("workflow", "paint")]
"""Values that no row can have: one that is not read, one that no rule knows, and one of no
workflow."""


def break_item(world: World, label: str, column: str, value: str) -> int:
    """Writes past Baton what it never writes itself. Returns the item's id."""
    item_id = world.item(label).id
    with world.database.transaction() as session:
        # A name of a column is not a value; it is one of those above.
        change = text(f"UPDATE items SET {column} = :value WHERE id = :id")  # noqa: S608
        session.execute(change, {"value": value, "id": item_id})
    return item_id


@pytest.fixture
def three(world: World) -> World:
    """Sam has three requests that are due at 12:30."""
    for number in (48213, 48214, 48215):
        world.command("Tom", "parts", f"{number} 1x A1-{number} pump")
        world.click("Sam", "claim", f"P-{number - 48212}")
    return world


@pytest.mark.parametrize(("column", "value"), BROKEN)
def test_the_others_are_looked_at(three: World, column: str, value: str) -> None:
    broken = break_item(three, "P-2", column, value)
    with capture_logs() as logs:
        three.wait(minutes=120)
    (heard,) = three.nudges("Sam")
    assert heard.splitlines()[0] == "2 things to look at"
    assert "P-1" in heard
    assert "P-3" in heard
    assert [(each["event"], each["record"]) for each in logs] == [("item_put_off", broken)]


def test_a_broken_one_is_looked_at_again_when_somebody_may_have_mended_it(three: World) -> None:
    break_item(three, "P-2", "to_department", "paint")
    three.wait(minutes=120)
    with capture_logs() as logs:
        three.wait(minutes=59)
        assert logs == [], "not over and over"
        three.wait(minutes=1)
        assert [each["event"] for each in logs] == ["item_put_off"]
    break_item(three, "P-2", "to_department", "parts")
    three.wait(minutes=60)
    assert any("P-2" in heard for heard in three.nudges("Sam"))


def test_what_breaks_on_the_way_out_is_left_out_of_the_message(three: World) -> None:
    three.wait(minutes=120)
    break_item(three, "P-2", "to_department", "paint")
    assert three.nudges("Sam")[0].splitlines()[0] == "2 things to look at"
    break_item(three, "P-1", "owner", "nobody")
    assert "P-3" in three.nudges("Sam")[0]


@pytest.mark.parametrize("asked", ["todo", "status", "find pump"])
def test_a_list_shows_the_others(three: World, asked: str) -> None:
    broken = break_item(three, "P-2", "requester", "nobody")
    with capture_logs() as logs:
        reply = three.command("Sam", "baton", asked)
    assert isinstance(reply, Say)
    shown = read(reply.words)
    assert "P-1" in shown
    assert "P-3" in shown
    assert "P-2" not in shown
    assert [(each["event"], each["record"]) for each in logs] == [("item_unreadable", broken)]


def test_the_other_meetings_close_themselves(world: World) -> None:
    world.tick("agenda", "guest")
    choose_channel(world, JOINT, "lobby")
    go_to(world, 11, 25, 6)
    go_to(world, 11, 25, 7)
    go_to(world, 11, 25, 8, 30)
    broken = meeting(world, HUDDLE, WEDNESDAY).id
    with world.database.transaction() as session:
        session.execute(text("UPDATE meetings SET guest = 'x' WHERE id = :id"), {"id": broken})
    world.clock.at = local(11, 25, 13)
    with capture_logs() as logs, world.work() as work:
        close_forgotten(work)
    assert meeting(world, JOINT, WEDNESDAY).ended_at == local(11, 25, 13)
    assert [(each["event"], each["record"]) for each in logs] == [("meeting_put_off", broken)]
    with capture_logs() as logs, world.work() as work:
        assert close_forgotten(work) == 0, "not over and over"
    assert logs == []
