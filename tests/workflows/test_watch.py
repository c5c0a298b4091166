"""What people hear because time passed, and what the card says meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from bot.chat.card import Urgency
from bot.store.stores import StoreDepartmentRow
from tests.world import PEOPLE, World, local

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
