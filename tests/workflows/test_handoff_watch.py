"""The evening of a first visit, and promises on their day."""

from __future__ import annotations

from datetime import date

import pytest

from bot.chat.exchange import Mend, Show
from tests.workflows.handoffs import MARIA, NOTHING_OWED, finish_visit, handoff, offered, promises
from tests.world import PEOPLE, World, local, words_of

VISITS = ["visit_kept", "visit_no_show", "visit_cancelled"]


@pytest.fixture
def booked(world: World) -> World:
    """Maria Lopez has her vehicle, nothing is owed, and Tom expects her on December 15 at 9."""
    world.command("Dana", "handoff", NOTHING_OWED)
    world.take("Tom", "checklist", "H-1", checks=("introduced",))
    finish_visit(world)
    return world


@pytest.fixture
def asked(booked: World) -> World:
    """It is the evening of that day."""
    booked.clock.at = local(12, 15, 18)
    booked.wait()
    return booked


def test_the_advisor_is_asked_as_service_closes(booked: World) -> None:
    assert (handoff(booked).state, handoff(booked).look_at) == ("done", local(12, 15, 18))
    booked.clock.at = local(12, 15, 17, 59)
    booked.wait()
    assert booked.nudges("Tom") == []
    assert offered(booked) == []
    booked.wait(minutes=1)
    assert booked.nudges("Tom") == [
        "Did Maria Lopez come to the first visit, Tue Dec 15, 9:00 AM? H-1 "
        "[Kept] [No-show] [Cancelled]"
    ]
    assert offered(booked) == VISITS
    assert "❓ First visit: Tue Dec 15, 9:00 AM. Did they come?" in booked.card_text("H-1")
    booked.wait(days=3)
    assert len(booked.nudges("Tom")) == 1
    assert handoff(booked).look_at is None


def test_who_came_is_on_the_card_and_the_salesperson_hears(asked: World) -> None:
    heard = len(asked.told("Dana"))
    asked.click("Tom", "visit_kept", "H-1")
    found = handoff(asked)
    assert (found.first_visit_outcome, found.first_visit_outcome_on) == ("kept", date(2026, 12, 15))
    assert (found.first_visit_outcome_by, found.state) == (PEOPLE["Tom"], "done")
    assert "✅ First visit: Tue Dec 15, 9:00 AM, kept" in asked.card_text("H-1")
    assert asked.told("Dana")[heard:] == [
        "H-1 (First hand-off of Maria Lopez): the first visit was kept."
    ]
    assert (asked.nudges("Tom"), offered(asked)) == ([], [])


def test_a_no_show_with_a_new_date_is_asked_about_again(asked: World) -> None:
    form = asked.click("Tom", "visit_no_show", "H-1")
    assert isinstance(form, Show)
    early = asked.answer("Tom", form, new_visit="Dec 15 2027")
    assert not isinstance(early, Mend)
    found = handoff(asked)
    assert (found.first_visit_outcome, found.first_visit_no_shows) == ("no_show", 1)
    assert found.look_at == local(12, 15, 18, year=2027)
    assert "First visit: Wed Dec 15 (no-show on Tue Dec 15)" in asked.card_text("H-1")
    assert asked.told("Dana")[-1].endswith("nobody came to the first visit, new date Wed Dec 15.")
    asked.clock.at = local(12, 15, 18, year=2027)
    asked.wait()
    asked.click("Grace", "visit_kept", "H-1")
    found = handoff(asked)
    assert (found.first_visit_outcome, found.first_visit_no_shows) == ("kept", 1)
    assert found.first_visit_outcome_on == date(2027, 12, 15)


def test_the_new_date_comes_after_the_old_one(asked: World) -> None:
    asked.clock.at = local(12, 14, 12)
    refused = asked.take("Tom", "visit_no_show", "H-1", new_visit="Dec 15")
    assert isinstance(refused, Mend)
    assert "not after Tue Dec 15" in words_of(refused)
    assert handoff(asked).first_visit_outcome is None


def test_a_no_show_without_a_new_date_and_a_cancelled_visit_are_ends(asked: World) -> None:
    asked.take("Tom", "visit_no_show", "H-1")
    assert "✖️ First visit: Tue Dec 15, 9:00 AM, no-show" in asked.card_text("H-1")
    assert (offered(asked), handoff(asked).look_at) == ([], None)


def test_sales_does_not_say_whether_they_came(asked: World) -> None:
    asked.click("Marcus", "visit_kept", "H-1")
    assert handoff(asked).first_visit_outcome is None


def test_an_advisor_who_left_is_not_asked(booked: World) -> None:
    from bot.services.people import person_left

    with booked.work() as work:
        person_left(work, PEOPLE["Tom"])
    booked.clock.at = local(12, 15, 18)
    booked.wait()
    assert booked.nudges("Tom") == []
    assert len(booked.nudges("service")) == 1


def test_nobody_is_asked_at_night_nor_about_what_is_long_past(booked: World) -> None:
    booked.clock.at = local(12, 15, 23)
    booked.wait()
    assert booked.nudges("Tom") == []
    assert handoff(booked).look_at == local(12, 16, 7, 30)
    booked.clock.at = local(12, 28, 12)
    booked.wait()
    assert booked.nudges("Tom") == []
    assert offered(booked) == VISITS, "somebody may still say it"


def test_several_visits_of_one_evening_are_one_message(world: World) -> None:
    for label, name in (("H-1", "Maria Lopez"), ("H-2", "Ray Chen")):
        world.command("Dana", "handoff", f"service {name}, stk 447{label[-1]}, nothing owed")
        world.take("Tom", "checklist", label, first_visit="Dec 15 9am")
        world.take("Dana", "sign_sales", label)
        world.take("Tom", "sign_service", label)
    world.clock.at = local(12, 15, 18)
    world.wait()
    (heard,) = world.nudges("Tom")
    assert heard.splitlines()[0] == "2 things to look at"
    assert "Did Maria Lopez come" in heard
    assert "Did Ray Chen come" in heard
    assert "[Answer] [Answer]" in heard


# Promises.


def test_who_promised_hears_on_the_morning_of_the_day(world: World) -> None:
    world.command("Dana", "handoff", MARIA)
    world.clock.at = local(11, 30, 8, 59)
    world.wait()
    assert not [words for words in world.nudges("Dana") if "you keep it" in words]
    world.wait(minutes=1)
    (heard,) = [words for words in world.nudges("Dana") if "you keep it" in words]
    assert "we owe two keys, and you keep it. Due Mon Nov 30, 8:00 PM. [Kept] [Open H-1]" in heard
    world.click("Dana", "kept", "H-1", part=str(promises(world)[0].id))
    assert promises(world)[0].kept_at == world.clock.now()


def test_a_promise_of_today_is_not_repeated(world: World) -> None:
    world.command("Dana", "handoff", NOTHING_OWED)
    world.take("Tom", "owe", "H-1", what="mats", owner="slack:USAM", by="4pm")
    world.wait(minutes=5)
    assert world.nudges("Sam") == []
    world.clock.at = local(11, 23, 16)
    world.wait()
    (heard,) = world.nudges("Sam")
    assert "we owe mats: due now" in heard
    world.wait(minutes=30)
    (manager,) = [words for words in world.nudges("Joan") if "mats" in words]
    assert "we owe mats: 30 min late. Sam has it." in manager, "the manager of who promised it"
    assert world.card("H-1").urgency == "late"


def test_each_promise_is_late_on_its_own(world: World) -> None:
    line = "service Maria Lopez, stk 4471, mats owed by 2pm @slack:USAM, key owed by 4pm"
    world.command("Dana", "handoff", line)
    finish_visit(world)
    assert handoff(world).state == "owed"
    world.clock.at = local(11, 23, 16)
    world.wait()
    assert ["we owe mats" in words for words in world.nudges("Sam")] == [True]
    assert ["we owe key" in words for words in world.nudges("Dana")] == [True]
    assert "we owe mats: 2 h late" in world.nudges("Joan")[0]
    assert world.nudges("Priya") == [], "the key is due only now"
    world.wait(minutes=30)
    assert "we owe key: 30 min late" in world.nudges("Priya")[0]
    assert len(world.nudges("Joan")) == 1
    first, second = promises(world)
    world.click("Sam", "kept", "H-1", part=str(first.id))
    assert handoff(world).late_since == second.due_at
    world.click("Dana", "kept", "H-1", part=str(second.id))
    assert (handoff(world).state, handoff(world).late_since) == ("done", None)


def test_a_delivery_is_late_beside_its_promises(world: World) -> None:
    world.command("Dana", "handoff", f"{MARIA} by fri")
    world.click("Tom", "claim", "H-1")
    world.clock.at = local(11, 23, 17)
    world.wait()
    assert "First hand-off of Maria Lopez: due now. Next: Introduce" in world.nudges("Tom")[0]
    assert handoff(world).told == 1
    world.clock.at = local(11, 27, 20)
    world.wait()
    world.clock.at = local(11, 28, 9)
    world.wait()
    held = [words for words in world.nudges("Dana") if "we owe two keys: due Fri" in words]
    assert held[0].startswith("While we were closed: ")
