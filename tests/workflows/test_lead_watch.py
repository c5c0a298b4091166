"""A lead that was put off comes back on its day."""

from __future__ import annotations

import pytest

from bot.chat.exchange import Say
from bot.store.leads import Lead
from tests.world import PEOPLE, World, local, words_of

LINE = "48213 est 4200 value 6500 agreed"


@pytest.fixture
def put_off(world: World) -> World:
    """Dana has called, and the customer wants to think until Friday."""
    world.command("Tom", "lead", LINE)
    world.click("Dana", "claim", "L-1")
    world.take("Dana", "contacted", "L-1")
    world.take("Dana", "not_now", "L-1", on="fri")
    return world


def lead(world: World) -> Lead:
    found = world.item("L-1")
    assert isinstance(found, Lead)
    return found


def test_it_wakes_on_its_day_and_contact_is_due_again(put_off: World) -> None:
    assert lead(put_off).look_at == local(11, 27, 9)
    put_off.clock.at = local(11, 27, 8, 59)
    put_off.wait()
    assert put_off.nudges("Dana") == []
    put_off.wait(minutes=1)
    assert put_off.nudges("Dana") == [
        "L-1 RO 48213, repair $4,200, value $6,500 is back: today is the day to ask again. "
        "Call the customer. Due Fri Nov 27, 7:00 PM. [Open L-1]"
    ]
    found = lead(put_off)
    assert (found.state, found.owner, found.late_since) == ("claimed", PEOPLE["Dana"], None)
    assert found.due_at == local(11, 27, 19), "600 open minutes of sales later"
    assert found.contact_due_at == local(11, 23, 10, 40)
    assert "Call the customer, then press Contacted" in put_off.card_text("L-1")
    assert put_off.history("L-1")[-1].step == "wake"
    assert put_off.thread("L-1")[-1] == "Baton brought it back: its day has come."
    put_off.wait(minutes=1)
    assert len(put_off.nudges("Dana")) == 1
    put_off.take("Dana", "contacted", "L-1")
    assert put_off.nudges("Dana") == []


def test_it_is_late_like_any_other_when_nobody_calls(put_off: World) -> None:
    put_off.clock.at = local(11, 27, 9)
    put_off.wait()
    put_off.wait(hours=10, minutes=30)
    assert "30 min late. Dana has it." in put_off.nudges("Priya")[0]


def test_what_nobody_has_wakes_in_the_channel(world: World) -> None:
    world.command("Tom", "lead", LINE)
    world.take("Dana", "not_now", "L-1", on="fri", why="told Tom so")
    with world.work() as work:
        from bot.services.people import person_left

        person_left(work, PEOPLE["Dana"])
    world.clock.at = local(11, 27, 9)
    world.wait()
    (heard,) = world.nudges("sales")
    assert heard.endswith("[Claim] [Open L-1]")
    assert lead(world).state == "new"


def test_the_first_to_flag_it_keeps_the_credit_while_it_sleeps(put_off: World) -> None:
    put_off.take("Dana", "not_now", "L-1", on="1/29")
    put_off.wait(days=40)
    reply = put_off.command("Renee", "lead", LINE)
    assert isinstance(reply, Say)
    assert "Tom flagged it first" in words_of(reply)
    assert "keeps the credit until it is over" in words_of(reply)


def test_not_now_until_monday_on_a_monday_waits_a_week(world: World) -> None:
    world.command("Tom", "lead", "48213 est 4200 value 6500 agreed")
    world.take("Dana", "contacted", "L-1")
    world.take("Dana", "not_now", "L-1", on="mon")
    assert lead(world).look_at == local(11, 30, 9)
    reply = world.take("Dana", "not_now", "L-1", on="today")
    assert "That is today." in words_of(reply)
