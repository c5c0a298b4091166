"""Parts that nobody fetches, and special orders that age."""

from __future__ import annotations

import pytest

from tests.world import World, local


@pytest.fixture
def ordered(world: World) -> World:
    """Tom has asked for a pump for Maria Lopez, and Sam has ordered it for Wednesday."""
    form = world.command("Tom", "parts")
    world.answer("Tom", form, ro="48213", lines="1x 90915-YZZD4 pump", customer="Maria Lopez")
    line = str(world.item("P-1").lines[0].id)  # type: ignore[attr-defined]
    eta = {f"answer-{line}": "ordered", f"eta-{line}": "wed 10am"}
    world.take("Sam", "answer", "P-1", **eta)
    return world


def test_who_asked_and_the_counter_hear_once_of_what_nobody_fetched(ordered: World) -> None:
    ordered.wait(days=1)
    ordered.take("Sam", "arrived", "P-1")
    said = "P-1 1× pump (RO 48213 · Maria Lopez): 1× pump · 90915-YZZD4 arrived Tue Nov 24 and was"
    ordered.wait(days=2, hours=23)
    heard = [words for words in ordered.nudges("Sam") if "arrived" in words]
    assert heard == []
    ordered.wait(hours=1)
    assert ordered.nudges("Tom") == [f"{said} not picked up. [Open P-1]"]
    heard = [words for words in ordered.nudges("Sam") if "arrived" in words]
    assert heard == [f"{said} not picked up. [Delivered to bay] [Open P-1]"]
    ordered.wait(days=4)
    assert len(ordered.nudges("Tom")) == 1
    ordered.take("Sam", "delivered", "P-1")
    assert ordered.nudges("Tom") == []
    assert ordered.item("P-1").look_at is None


def test_three_days_later_the_counter_may_be_closed(ordered: World) -> None:
    ordered.set_limit("pickup_days", 4)
    ordered.wait(days=1)
    ordered.take("Sam", "arrived", "P-1")
    ordered.wait(days=4, hours=7)
    assert ordered.nudges("Tom") == [], "Saturday at half past five"
    ordered.wait(days=1)
    assert ordered.nudges("Tom") == []
    ordered.clock.at = local(11, 30, 7, 30)
    ordered.wait()
    assert len(ordered.nudges("Tom")) == 1


def test_a_special_order_that_ages_is_the_managers_to_call_about(ordered: World) -> None:
    ordered.wait(days=29, hours=23)
    assert not [words for words in ordered.nudges("Joan") if "special order" in words]
    ordered.wait(hours=1)
    (heard,) = [words for words in ordered.nudges("Joan") if "special order" in words]
    assert "special order over 30 days old (ordered Mon Nov 23, ordered)" in heard
    assert "Call Maria Lopez, or send the part back." in heard
    ordered.wait(days=40)
    assert len([words for words in ordered.nudges("Joan") if "special order" in words]) == 1
