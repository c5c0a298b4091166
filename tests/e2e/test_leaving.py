"""People leave the company; what they had goes back into the queue."""

from __future__ import annotations

from sandbox.faults import Fault, FaultKind
from sandbox.lakeside import PARTS, SERVICE
from sandbox.model import ChangeKind
from tests.e2e.conftest import on_both_databases
from tests.e2e.house import Lakeside
from tests.e2e.people import fields_of, labels_of, words_of

ONE_PART = "/parts 48213 1x 04152-YZZA1 oil filter"


@on_both_databases
def test_what_somebody_had_goes_back_into_the_queue(lakeside: Lakeside) -> None:
    lakeside.luis.types(SERVICE, ONE_PART)
    lakeside.sam.presses(lakeside.card("P-1"), "Claim")
    lakeside.card("P-1", lakeside.sam.name)
    lakeside.settle()
    lakeside.box.workspace.deactivate(lakeside.sam.id)
    card = lakeside.card("P-1", "nobody has it yet")
    assert "Claim" in labels_of(card)
    lakeside.settle()
    assert lakeside.thread("P-1")[-1] == (
        f"Baton put it back into the queue: {lakeside.sam.name} has left."
    )
    lakeside.joan.presses(card, "Claim")
    lakeside.card("P-1", lakeside.joan.name)
    # He is on no roster any more.
    lakeside.joan.types(PARTS, "/baton setup")
    assert fields_of(lakeside.joan.sheet)["Parts: people"] == [lakeside.joan.id]


def test_told_twice_it_happens_once(lakeside: Lakeside) -> None:
    lakeside.luis.types(SERVICE, ONE_PART)
    lakeside.sam.presses(lakeside.card("P-1"), "Claim")
    lakeside.card("P-1", lakeside.sam.name)
    lakeside.settle()
    lakeside.box.faults.add(Fault(FaultKind.DELIVER_TWICE, "event_callback"))
    lakeside.box.workspace.deactivate(lakeside.sam.id)
    lakeside.card("P-1", "nobody has it yet")
    lakeside.settle()
    assert len(lakeside.thread("P-1")) == 2


def test_a_change_of_somebody_who_stays_changes_nothing(house: Lakeside) -> None:
    house.luis.types(SERVICE, ONE_PART)
    house.sam.presses(house.card("P-1"), "Claim")
    house.card("P-1", house.sam.name)
    house.settle()
    house.box.workspace.users[house.sam.id].title = "Counter lead"
    house.box.workspace.feed.emit(ChangeKind.USER, user=house.sam.id)
    house.settle()
    assert house.sam.name in words_of(house.card("P-1"))
    assert len(house.thread("P-1")) == 1


def test_messages_to_somebody_who_left_hold_nobody_up(house: Lakeside) -> None:
    house.luis.types(SERVICE, ONE_PART)
    house.renee.types(SERVICE, "/parts 48214 1x 90915-YZZD4 pump")
    house.card("P-2")
    house.settle()
    house.box.workspace.deactivate(house.luis.id)
    house.sam.presses(house.card("P-1"), "Claim")
    house.sam.presses(house.card("P-2"), "Claim")
    assert f"{house.sam.mention} has it" in house.renee.hears("P-2")
    house.settle()
    assert house.luis.dms() == []
    # His request is still there, and still somebody's to do.
    assert house.sam.name in words_of(house.card("P-1"))


def test_a_private_message_that_slack_refuses_holds_nobody_up(house: Lakeside) -> None:
    house.luis.types(SERVICE, ONE_PART)
    house.box.faults.add(Fault(FaultKind.ERROR, "conversations.open", error="user_not_found"))
    house.sam.presses(house.card("P-1"), "Claim")
    house.card("P-1", house.sam.name)
    house.settle()
    assert house.luis.dms() == []
    house.sam.presses(house.card("P-1"), "All in stock")
    house.sam.presses(house.card("P-1", "Ready"), "Delivered to bay")
    assert "done" in house.luis.hears("P-1")


def test_a_reassignment_cannot_go_to_somebody_who_left(house: Lakeside) -> None:
    house.luis.types(SERVICE, ONE_PART)
    card = house.card("P-1")
    house.settle()
    house.box.workspace.deactivate(house.joan.id)
    house.settle()
    house.sam.presses(card, "Give to someone else")
    house.sam.sends({"Who takes it": house.joan.id})
    assert "That person is not on the Parts roster." in house.sam.sheet.errors.values()
