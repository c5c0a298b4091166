"""What people hear because time passed, and what the card says meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from bot.chat.card import Card, Urgency
from bot.chat.exchange import Say
from bot.services.nudges import drawn
from bot.services.stores import StoreSetup, save_store
from bot.services.watching import watch
from bot.store.stores import StoreDepartmentRow
from tests.world import CHANNELS, PEOPLE, World, local, nudges_of, read, read_card

LINE = "48213 2x 04152-YZZA1 oil filter"


def name_backup(world: World, department: str, who: str) -> None:
    """The store has named somebody who steps in."""

    key = (world.store.id, department)

    def change(session: Session) -> None:
        session.get_one(StoreDepartmentRow, key).backup = PEOPLE[who]

    world.change(change)


@pytest.fixture
def asked(world: World) -> World:
    """Tom has asked for a filter at 10:30; Sam has it. It is due at 12:30."""
    world.command("Tom", "parts", LINE)
    world.click("Sam", "claim", "P-1")
    return world


def test_the_owner_hears_at_the_due_time_and_the_manager_later(asked: World) -> None:
    asked.wait(minutes=119)
    assert asked.nudges("Sam") == []
    assert asked.card("P-1").urgency is Urgency.CALM
    asked.wait(minutes=1)
    assert asked.nudges("Sam") == [
        "P-1 2× oil filter (RO 48213): due now. Next: Answer each line. [Open P-1]"
    ]
    assert asked.card("P-1").urgency is Urgency.DUE
    assert "⏰ Late since Mon Nov 23, 12:30 PM" in asked.card_text("P-1")
    asked.wait(minutes=29)
    assert asked.nudges("Joan") == []
    asked.wait(minutes=1)
    assert asked.nudges("Joan") == [
        "P-1 2× oil filter (RO 48213): 30 min late. Sam has it. [Open P-1]"
    ]
    assert asked.card("P-1").urgency is Urgency.LATE
    assert "Late since Mon Nov 23, 12:30 PM, over 30 min" in asked.card_text("P-1")
    asked.wait(days=3)
    assert len(asked.nudges("Sam")) == len(asked.nudges("Joan")) == 1


def test_the_backup_hears_between_the_two(asked: World) -> None:
    name_backup(asked, "parts", "Grace")
    asked.wait(minutes=135)
    assert asked.nudges("Grace") == [
        "P-1 2× oil filter (RO 48213): 15 min late. Sam has it. You are the backup for Parts. "
        "[Open P-1]"
    ]
    assert asked.card("P-1").urgency is Urgency.DUE
    assert asked.item("P-1").look_at == local(11, 23, 13)


def test_what_is_done_meanwhile_is_not_said(asked: World) -> None:
    asked.wait(minutes=121)
    asked.click("Sam", "all_in_stock", "P-1")
    assert asked.nudges("Sam") == []


def test_what_nobody_has_is_said_in_the_channel_and_claimed_there(world: World) -> None:
    world.command("Tom", "lead", "48213 est 4200 value 6500 agreed")
    world.wait(minutes=10)
    assert world.nudges("sales") == [
        "L-1 RO 48213, repair $4,200, value $6,500: due now, and nobody has it. "
        "Next: Claim it and call the customer. [Claim] [Open L-1]"
    ]
    world.wait(minutes=30)
    assert "30 min late. Nobody has it." in world.nudges("Priya")[0]
    world.click("Dana", "claim", "L-1")
    assert world.nudges("sales") == [], "somebody has it now"
    assert "Dana has it" in world.nudges("Priya")[0]


def test_the_manager_who_has_it_hears_once(world: World) -> None:
    world.command("Tom", "parts", LINE)
    world.click("Joan", "claim", "P-1")
    world.wait(minutes=120)
    world.wait(minutes=30)
    assert len(world.nudges("Joan")) == 1
    assert world.card("P-1").urgency is Urgency.LATE


def test_several_at_once_are_one_message(world: World) -> None:
    for number in range(48213, 48218):
        world.command("Tom", "parts", f"{number} 1x A1-{number} pump")
        world.click("Sam", "claim", f"P-{number - 48212}")
    world.wait(minutes=120)
    (heard,) = world.nudges("Sam")
    assert heard.splitlines()[0] == "5 things to look at"
    assert heard.count("due now") == 5
    world.click("Sam", "all_in_stock", "P-2")
    assert world.nudges("Sam")[0].splitlines()[0] == "4 things to look at"


def test_what_comes_up_at_night_is_one_message_in_the_morning(world: World) -> None:
    world.clock.at = local(11, 23, 16, 30)
    for number in (48213, 48214):
        world.command("Tom", "parts", f"{number} 1x A1-{number} pump by 5:45am tomorrow")
        world.command("Tom", "handoff", f"parts Ray Chen, pen {number}, by tomorrow 6am")
    world.clock.at = local(11, 24, 6)
    world.wait()
    assert world.nudges("parts") == []
    assert world.card("H-1").urgency is Urgency.DUE, "the card says so at any hour"
    world.clock.at = local(11, 24, 7, 30)
    world.wait()
    (heard,) = world.nudges("parts")
    assert heard.splitlines()[0] == "While we were closed: 4 things"
    world.clock.at = local(11, 24, 7, 59)
    world.wait()
    assert world.nudges("Joan") == []
    world.wait(minutes=1)
    (heard,) = world.nudges("Joan")
    assert heard.splitlines()[0] == "4 things to look at"
    assert "pen 48213 (Ray Chen): 2 h late." in heard, "they asked for 6 AM"


def test_what_waited_for_a_broken_channel_does_not_say_due_now(world: World) -> None:
    world.command("Tom", "parts", LINE)
    world.wait(minutes=120)
    (row,) = [each for each in world.outbox(lane=str(CHANNELS["parts"])) if nudges_of(each)]
    directory = world.directory
    with world.database.transaction() as session:
        at_once, later = (
            drawn(session, directory, row, row.created_at + timedelta(minutes=minutes))
            for minutes in (4, 90)
        )
    assert at_once
    assert "P-1 2× oil filter (RO 48213): due now" in read(at_once)
    assert later
    assert "P-1 2× oil filter (RO 48213): due Mon Nov 23, 12:30 PM" in read(later)


def test_the_morning_after_it_is_said_since_when(world: World) -> None:
    """Nobody has to work out how much of "15 h late" was the night."""
    world.clock.at = local(11, 23, 17, 50)
    world.command("Tom", "handoff", "parts Ray Chen, pen 48213, by 5:55pm")
    world.wait(minutes=5)
    world.clock.at = local(11, 24, 9)
    world.wait()
    (heard,) = world.nudges("Joan")
    assert "late since Mon Nov 23, 5:55 PM. Nobody has it." in heard
    answer = world.command("Joan", "baton", "status")
    assert isinstance(answer, Say)
    assert isinstance(answer.words, Card)
    assert "nobody has it, late since Mon Nov 23, 5:55 PM" in read_card(answer.words)


def test_a_vehicle_down_waits_for_no_morning(world: World) -> None:
    world.command("Tom", "parts", "48377 1x FL-2051S filter down")
    world.click("Sam", "claim", "P-1")
    world.set_limit("down_minutes", 450)
    world.take("Sam", "reassign", "P-1", to=str(PEOPLE["Joan"]))
    assert world.item("P-1").due_at == local(11, 23, 18), "as parts closes"
    world.clock.at = local(11, 23, 18)
    world.wait()
    assert len(world.nudges("Joan")) == 1
    name_backup(world, "parts", "Sam")
    world.wait(minutes=15)
    assert "15 min late" in world.nudges("Sam")[0]


def test_days_at_once_are_one_message_for_each(world: World) -> None:
    name_backup(world, "parts", "Tom")
    world.command("Luis", "parts", LINE)
    world.click("Sam", "claim", "P-1")
    world.wait(days=2)
    assert [len(world.nudges(who)) for who in ("Sam", "Tom", "Joan")] == [1, 0, 1]
    assert world.card("P-1").urgency is Urgency.LATE
    for _ in range(5):
        world.wait(days=1)
    assert [len(world.nudges(who)) for who in ("Sam", "Tom", "Joan")] == [1, 0, 1]


def test_a_new_due_time_is_told_anew(asked: World) -> None:
    asked.wait(minutes=150)
    assert asked.item("P-1").told == 3
    asked.click("Sam", "all_in_stock", "P-1")
    found = asked.item("P-1")
    assert (found.told, found.late_since, found.look_at) == (0, None, found.due_at)
    asked.wait(minutes=120)
    assert "Next: Deliver to the bay" in asked.nudges("Sam")[-1]


def test_who_gets_it_passed_on_late_has_his_own_time(world: World) -> None:
    world.command("Tom", "handoff", "parts Ray Chen, touch-up pen, by noon")
    world.clock.at = local(11, 23, 14)
    world.wait()
    assert len(world.nudges("Joan")) == 1
    world.take("Sam", "pass_on", "H-1", department="sales")
    world.wait(minutes=1)
    assert "due Mon Nov 23, 12:00 PM, and nobody has it" in world.nudges("sales")[0]
    assert world.card("H-1").urgency is Urgency.DUE
    assert world.nudges("Priya") == []
    world.wait(minutes=30)
    assert len(world.nudges("Priya")) == 1


def test_what_falls_due_seconds_apart_is_one_message(world: World) -> None:
    world.wait(seconds=7)
    for number in range(48213, 48218):
        world.command("Tom", "parts", f"{number} 1x A1-{number} pump waiting")
        world.clock.forward(timedelta(seconds=8))
    while world.clock.at < local(11, 23, 11, 17):
        world.wait(seconds=5)
    (in_the_channel,), (to_joan,) = world.nudges("parts"), world.nudges("Joan")
    assert in_the_channel.startswith("5 things to look at")
    assert in_the_channel.count("due now, and nobody has it") == 5
    assert to_joan.count("30 min late. Nobody has it.") == 5


def test_who_was_told_stands_in_the_history_and_not_in_the_thread(asked: World) -> None:
    asked.wait(minutes=120)
    asked.wait(minutes=30)
    rows = asked.history("P-1")[-2:]
    assert [(row.actor, row.step) for row in rows] == [(None, "told")] * 2
    assert asked.thread("P-1") == ["Sam claimed it."]


def test_looking_twice_says_it_once(asked: World) -> None:
    asked.wait(minutes=150)
    before = len(asked.outbox())
    for _ in range(3):
        asked.wait()
    assert len(asked.outbox()) == before


def test_other_hours_are_other_times(asked: World) -> None:
    asked.wait(minutes=121)
    assert asked.item("P-1").look_at == local(11, 23, 12, 45)
    with asked.work() as work:
        save_store(work, StoreSetup("Lakeside Motors", limits={"backup_minutes": 5}))
    asked.wait()
    assert asked.item("P-1").look_at == local(11, 23, 12, 35)


def test_replicas_that_look_at_once_say_it_once(world: World) -> None:
    for number in range(48213, 48233):
        world.command("Tom", "parts", f"{number} 1x A1-{number} pump")
    world.clock.at = local(11, 23, 12, 30)
    # One writer at a time on SQLite, as always there.
    at_once = Barrier(1 if world.database.is_sqlite else 3)

    def look(_: int) -> None:
        with world.work() as work:
            at_once.wait()
            watch(work)

    with ThreadPoolExecutor(3) as replicas:
        list(replicas.map(look, range(3)))
    about = [each for row in world.outbox() for each in nudges_of(row)]
    assert len(about) == len({each[0] for each in about}) == 20


def test_a_look_that_is_broken_off_is_made_again(asked: World) -> None:
    def look_and_die() -> None:
        with asked.work() as work:
            watch(work)
            raise RuntimeError("killed")

    asked.clock.at = local(11, 23, 12, 30)
    with pytest.raises(RuntimeError):
        look_and_die()
    assert asked.item("P-1").told == 0
    asked.wait()
    asked.wait()
    assert len(asked.nudges("Sam")) == 1
