"""`/handoff`: the new owner who meets service, and anything else that one department passes on."""

from __future__ import annotations

import pytest

from sandbox.lakeside import PARTS, SALES, SERVICE
from tests.e2e.conftest import on_both_databases
from tests.e2e.house import Lakeside
from tests.e2e.people import fields_of, labels_of, words_of

ONE_LINE = "/handoff service Maria Lopez, stk 4471, delivery 5pm, two keys owed"


@pytest.fixture
def handed(lakeside: Lakeside) -> Lakeside:
    """Dana hands her buyer to service."""
    lakeside.dana.types(SALES, ONE_LINE)
    lakeside.card("H-1", channel=SERVICE)
    lakeside.settle()
    return lakeside


@on_both_databases
def test_one_line_is_a_first_hand_off_with_its_checklist(lakeside: Lakeside) -> None:
    answer = lakeside.dana.types(SALES, ONE_LINE)
    assert f"H-1> is with Service in <#{SERVICE}>: First hand-off of Maria Lopez" in answer
    words = words_of(lakeside.card("H-1", channel=SERVICE))
    assert words.startswith("H-1 · First hand-off")
    for part in (
        "4471",
        "Maria Lopez",
        "Mon Nov 23, 5:00 PM",
        "⬜ Introduced in person",
        "⬜ Service drive shown",
        "⬜ First visit",
        "⬜ Service card given",
        f"⬜ two keys · {lakeside.dana.name} by",
        "⬜ Sales",
        "⬜ Service\n",
    ):
        assert part in words, part


@on_both_databases
def test_it_is_done_only_when_both_have_signed_and_the_first_visit_has_a_date(
    handed: Lakeside,
) -> None:
    dana, renee = handed.dana, handed.renee
    renee.presses(handed.card("H-1", channel=SERVICE), "Claim")
    assert dana.hears(f"{renee.mention} has it")
    handed.box.workspace.join(SERVICE, dana.id)
    dana.presses(handed.card("H-1", renee.name, SERVICE), "Sign for sales")
    handed.card("H-1", f"✅ Sales: {dana.name}", SERVICE)
    renee.presses(handed.card("H-1", channel=SERVICE), "Sign for service")
    words = words_of(handed.card("H-1", f"✅ Service: {renee.name}", SERVICE))
    assert "*Claimed*" in words, "signed by both, but the first visit has no date"
    said = renee.reads(SERVICE, "Still missing")
    assert "the first visit has no date" in said
    renee.presses(handed.card("H-1", channel=SERVICE), "Checklist")
    form = renee.sheet
    assert list(fields_of(form)) == ["Done now", "First visit booked for"]
    renee.fills({"Done now": ["introduced", "drive_shown"], "First visit booked for": "Dec 15 9am"})
    words = words_of(handed.card("H-1", "First visit: *Tue Dec 15, 9:00 AM*", SERVICE))
    assert "✅ Introduced in person" in words
    assert "⬜ Service card given" in words
    assert "*Signed; still owed*" in words, "two keys are owed"
    dana.presses(handed.card("H-1", channel=SERVICE), "Kept")
    words = words_of(handed.card("H-1", "*Done*", SERVICE))
    assert words.startswith("✅ H-1 · First hand-off")
    assert labels_of(handed.card("H-1", channel=SERVICE)) == ["History"]


def test_one_person_cannot_sign_for_both_sides(handed: Lakeside) -> None:
    handed.renee.presses(handed.card("H-1", channel=SERVICE), "Sign for sales")
    assert "signs for sales. Nothing was changed." in handed.renee.reads(SERVICE, "signs for sales")
    handed.renee.presses(handed.card("H-1", channel=SERVICE), "Sign for service")
    handed.card("H-1", f"✅ Service: {handed.renee.name}", SERVICE)


def test_delivered_after_service_has_closed_it_can_be_introduced_later(house: Lakeside) -> None:
    answer = house.dana.types(
        SALES, "/handoff service Maria Lopez, stk 4471, delivery 7:30pm, nothing owed"
    )
    assert "Service is closed then and opens Tue Nov 24, 7:30 AM." in answer
    card = house.card("H-1", "press Introduce later", SERVICE)
    house.renee.presses(card, "Introduce later")
    house.renee.sends({"When is the introduction": "tomorrow 6am"})
    assert "Service is closed at" in next(iter(house.renee.sheet.errors.values()))
    house.renee.fills({"When is the introduction": "tomorrow 9am"})
    words = words_of(house.card("H-1", "*Introduction*\nTue Nov 24, 9:00 AM", SERVICE))
    assert "due Tue Nov 24, 9:00 AM" in words
    assert "Tue Nov 24, 9:00 AM" in house.dana.hears("the introduction is now") or (
        "tomorrow" in house.dana.hears("the introduction is now")
    )


def test_anything_can_be_handed_to_any_department(lakeside: Lakeside) -> None:
    answer = lakeside.sam.types(
        PARTS, "/handoff service RO 48122 Ray Chen, call him, the special order is in, by noon"
    )
    assert "H-1> is with Service" in answer
    card = lakeside.card("H-1", "48122", SERVICE)
    assert "\ncall him, the special order is in\n" in words_of(card)
    assert "*Customer*\nRay Chen" in words_of(card)
    assert "Mon Nov 23, 12:00 PM" in words_of(card)
    lakeside.tom.presses(card, "Claim")
    lakeside.tom.presses(lakeside.card("H-1", lakeside.tom.name, SERVICE), "Done")
    lakeside.tom.fills({"Note": "He comes at 3"})
    lakeside.card("H-1", "*Done*", SERVICE)
    assert "He comes at 3" in lakeside.sam.hears("done")


def test_a_named_advisor_is_told(house: Lakeside) -> None:
    house.dana.types(SALES, "/handoff")
    house.dana.fills(
        {
            "To which department": "Service",
            "Customer": "Maria Lopez",
            "Delivery": "5pm",
            "Stock number": "4471",
            "Who should take it": house.tom.id,
        }
    )
    house.card("H-1", house.tom.name, SERVICE)
    assert f"{house.dana.mention} gave you" in house.tom.hears("First hand-off of Maria Lopez")


def test_what_does_not_fit_together_opens_the_form_with_a_sentence(house: Lakeside) -> None:
    assert house.dana.types(SALES, "/handoff sales Ray Chen, touch-up pen") == ""
    form = house.dana.sheet
    assert "You are asking as Sales yourself" in words_of(form)
    house.dana.fills({"To which department": "Parts"})
    house.card("H-1", "touch-up pen", PARTS)


def test_help_shows_two_examples_that_work(house: Lakeside) -> None:
    lines = house.dana.types(SALES, "/handoff help").splitlines()
    for number, example in enumerate(lines[1:3], 1):
        assert f"H-{number}> is with" in house.dana.types(SALES, example)
