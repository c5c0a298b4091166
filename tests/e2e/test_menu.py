"""What the menu of every card holds: give it to someone, pass it on, cancel it, its history."""

from __future__ import annotations

import pytest

from sandbox.lakeside import PARTS, SERVICE
from tests.e2e.house import Lakeside
from tests.e2e.people import errors_of, labels_of, words_of

ONE_PART = "/parts 48213 1x 04152-YZZA1 oil filter"


@pytest.fixture
def asked(lakeside: Lakeside) -> Lakeside:
    """Luis has asked parts for a filter."""
    lakeside.luis.types(SERVICE, ONE_PART)
    lakeside.card("P-1")
    return lakeside


def test_it_can_be_given_to_someone_else_who_is_told(asked: Lakeside) -> None:
    asked.sam.presses(asked.card("P-1"), "Claim")
    asked.sam.presses(asked.card("P-1", "At the counter"), "Give to someone else")
    asked.sam.fills({"Who takes it": asked.joan.id, "Why": "Off to lunch"})
    asked.card("P-1", f"*At the counter* · {asked.joan.name}")
    asked.settle()
    assert asked.joan.dms() == [
        f"{asked.sam.mention} gave you {asked.link('P-1')} (1× oil filter). Off to lunch"
    ]
    assert asked.thread("P-1")[-1] == (
        f"{asked.sam.name} gave it to {asked.joan.name}: Off to lunch"
    )
    # Luis heard that it was claimed, and needs no more.
    assert len(asked.luis.dms()) == 1


def test_a_long_step_is_cut_between_words_in_the_title_of_its_form(asked: Lakeside) -> None:
    for step, title in (
        ("Give to someone else", "P-1: Give to someone…"),
        ("Pass to another department", "P-1: Pass to another…"),
    ):
        asked.sam.presses(asked.card("P-1"), step)
        assert asked.sam.sheet.title == title
        asked.sam.at_slack.close(asked.sam.sheet.id)


def test_it_can_only_be_given_to_somebody_of_the_department(asked: Lakeside) -> None:
    asked.sam.presses(asked.card("P-1"), "Give to someone else")
    asked.sam.sends({"Who takes it": asked.dana.id})
    assert errors_of(asked.sam.sheet) == {"Who takes it": "That person is not on the Parts roster."}
    asked.sam.fills({"Who takes it": asked.joan.id})
    asked.card("P-1", asked.joan.name)


def test_passed_to_another_department_its_card_moves(asked: Lakeside) -> None:
    asked.sam.presses(asked.card("P-1"), "Claim")
    asked.sam.presses(asked.card("P-1", "At the counter"), "Pass to another department")
    asked.sam.fills({"Which department": "Service", "Why": "You have that filter in the bay"})
    moved = asked.card("P-1", "nobody has it yet", channel=SERVICE)
    assert "Claim" in labels_of(moved)
    link = asked.link("P-1", channel=SERVICE)
    pointer = asked.card("P-1", f"Now with *Service* in <#{SERVICE}>: {link}")
    assert labels_of(pointer) == []
    assert asked.thread("P-1")[-1] == (
        f"{asked.sam.name} passed it to Service: You have that filter in the bay"
    )
    # From now on it is service's.
    asked.renee.presses(moved, "Claim")
    asked.card("P-1", asked.renee.name, channel=SERVICE)
    assert asked.thread("P-1", SERVICE) == [f"{asked.renee.name} claimed it."]


def test_a_button_on_the_card_that_moved_says_where_it_is(asked: Lakeside) -> None:
    old = asked.card("P-1")
    asked.sam.presses(old, "Pass to another department")
    asked.sam.fills({"Which department": "Sales"})
    asked.card("P-1", "Now with")
    asked.joan.presses(old, "Claim")
    assert asked.joan.reads(PARTS, "is with Sales")


def test_whoever_asked_may_cancel_and_the_counter_sees_it(asked: Lakeside) -> None:
    asked.luis.presses(asked.card("P-1"), "Cancel")
    asked.luis.fills({"Why": "Found one in the truck"})
    words = words_of(asked.card("P-1", "Cancelled"))
    assert words.startswith("⛔ P-1 · Parts request")
    assert asked.thread("P-1") == [f"{asked.luis.name} cancelled it: Found one in the truck"]
    asked.settle()
    assert asked.luis.dms() == [], "nobody hears what he did himself"


def test_a_manager_may_cancel_and_the_asker_hears_why(asked: Lakeside) -> None:
    asked.joan.presses(asked.card("P-1"), "Cancel")
    asked.joan.fills({"Why": "RO was closed"})
    asked.card("P-1", "Cancelled")
    assert asked.luis.hears("cancelled") == (
        f"{asked.link('P-1')} (1× oil filter): cancelled (RO was closed)."
    )


def test_others_may_not_cancel(asked: Lakeside) -> None:
    asked.sam.presses(asked.card("P-1"), "Cancel")
    assert asked.sam.form is None
    assert asked.sam.reads(PARTS, "Only") == (
        f"Only {asked.luis.mention} or a manager can do that. Nothing was changed."
    )
    assert asked.item("P-1").closed_at is None


def test_the_history_shows_who_did_what_when(asked: Lakeside) -> None:
    asked.sam.presses(asked.card("P-1"), "Claim")
    asked.forward(minutes=7)
    asked.sam.presses(asked.card("P-1", "At the counter"), "All in stock")
    asked.luis.presses(asked.card("P-1", "Ready"), "History")
    sheet = asked.luis.sheet
    assert sheet.title == "P-1 · History"
    lines = [line.removeprefix("• ") for line in words_of(sheet).splitlines()]
    assert lines[-3:] == [
        f"Mon Nov 23, 10:30 AM  {asked.luis.mention} asked Parts: 1× oil filter",
        f"Mon Nov 23, 10:30 AM  {asked.sam.mention} claimed it.",
        f"Mon Nov 23, 10:37 AM  {asked.sam.mention} answered: all in stock.",
    ]
    assert sheet.body.get("submit") is None


def test_a_closed_form_changes_nothing(asked: Lakeside) -> None:
    asked.luis.presses(asked.card("P-1"), "Cancel")
    asked.luis.at_slack.close(asked.luis.sheet.id)
    with pytest.raises(AssertionError, match="nothing is open"):
        _ = asked.luis.sheet
    asked.settle()
    assert asked.item("P-1").closed_at is None


def test_a_card_that_somebody_deleted_comes_back_when_there_is_news(asked: Lakeside) -> None:
    asked.settle()
    first = asked.card("P-1")
    stored = asked.box.workspace.message(PARTS, first.ts)
    assert stored is not None
    asked.box.workspace.delete(stored)
    assert asked.cards(PARTS) == {}
    asked.forward(hours=3)
    again = asked.card("P-1", "Late since")
    assert again.ts != first.ts
    asked.sam.presses(again, "Claim")
    asked.card("P-1", asked.sam.name)
    assert asked.thread("P-1") == [f"{asked.sam.name} claimed it."]
