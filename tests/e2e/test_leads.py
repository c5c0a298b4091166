"""`/lead`: from a big estimate to the sale, and the flagger hears how it ends."""

from __future__ import annotations

import pytest

from sandbox.lakeside import SALES, SERVICE
from tests.e2e.conftest import on_both_databases
from tests.e2e.house import Lakeside
from tests.e2e.people import fields_of, labels_of, words_of

ONE_LINE = "/lead 48213 est 4200 value 6500 agreed, asked about hybrids"


@pytest.fixture
def flagged(lakeside: Lakeside) -> Lakeside:
    """Tom has flagged a lead."""
    lakeside.tom.types(SERVICE, ONE_LINE)
    lakeside.card("L-1", channel=SALES)
    lakeside.settle()
    return lakeside


@on_both_databases
def test_one_line_sets_keep_beside_trade(lakeside: Lakeside) -> None:
    answer = lakeside.tom.types(SERVICE, ONE_LINE)
    assert f"L-1> is with Sales in <#{SALES}>" in answer
    assert "First contact due Mon Nov 23, 10:40 AM" in answer, "first contact is due in ten minutes"
    words = words_of(lakeside.card("L-1", channel=SALES))
    assert "repair $4,200" in words
    assert "trade-in value $6,500" in words
    assert "*Repair is 65% of the trade-in value; this store talks from 50%.*" in words
    assert "Excessive repair" in words
    assert "asked about hybrids" in words
    assert lakeside.cards(SERVICE) == {}


def test_before_the_vehicle_leaves_is_earlier_than_ten_minutes(house: Lakeside) -> None:
    answer = house.tom.types(SERVICE, "/lead 48213 est 4200 value 6500 leaves 10:35am")
    assert "First contact due Mon Nov 23, 10:35 AM" in answer


def test_an_estimate_or_value_may_be_missing(house: Lakeside) -> None:
    assert "L-1> is with Sales" in house.tom.types(SERVICE, "/lead 48213 high mileage")
    words = words_of(house.card("L-1", channel=SALES))
    assert "High mileage" in words
    assert "nothing to compare" in words


def test_what_is_not_understood_opens_the_form_filled_in(house: Lakeside) -> None:
    assert house.tom.types(SERVICE, "/lead est 42x00 value 6500 agreed, asked about hybrids") == ""
    form = house.tom.sheet
    assert "Which vehicle?" in words_of(form)
    held = {label: value for label, value in fields_of(form).items() if value}
    assert held["Trade-in value, if known"] == "$6,500"
    assert held["Did the customer agree to talk?"] == "yes"
    assert held["Note"] == "asked about hybrids"
    house.tom.fills({"RO number": "48213", "Repair estimate": "4200"})
    assert "65%" in words_of(house.card("L-1", channel=SALES))
    assert house.tom.reads(SERVICE, "is with Sales").startswith(house.link("L-1", SALES))


@on_both_databases
def test_only_contacted_stops_the_clock_and_the_flagger_hears_every_outcome(
    flagged: Lakeside,
) -> None:
    marcus, tom = flagged.marcus, flagged.tom

    def card(saying: str = "") -> object:
        return flagged.card("L-1", saying, channel=SALES)

    marcus.presses(flagged.card("L-1", channel=SALES), "Claim")
    flagged.card("L-1", marcus.name, channel=SALES)
    flagged.forward(minutes=11)
    assert "Late since Mon Nov 23, 10:40 AM" in words_of(flagged.card("L-1", "Late", SALES))
    marcus.presses(flagged.card("L-1", channel=SALES), "Contacted")
    marcus.fills({"What the customer said": "Wants to see a hybrid"})
    assert "Late since" not in words_of(flagged.card("L-1", "*Contacted*", SALES))
    marcus.presses(flagged.card("L-1", channel=SALES), "Appraised")
    marcus.fills({"Appraised at": "6200"})
    assert "68%" in words_of(flagged.card("L-1", "appraised at $6,200", SALES))
    marcus.presses(flagged.card("L-1", channel=SALES), "Appointment")
    marcus.fills({"When the customer comes": "tomorrow 10am"})
    words = words_of(flagged.card("L-1", "*Appointment*", SALES))
    assert "Tue Nov 24, 10:00 AM" in words
    marcus.presses(flagged.card("L-1", channel=SALES), "Sold")
    assert words_of(flagged.card("L-1", "*Sold*", SALES)).startswith("✅ L-1")
    flagged.settle()
    heard = [said.split("): ")[1] for said in tom.dms()]
    assert heard[0] == f"{marcus.mention} has it."
    assert "appointment today" in heard[-2] or "appointment Tue Nov 24, 10:00 AM" in heard[-2]
    assert heard[-1] == "sold."
    (said,) = marcus.dms()
    assert "due now" in said or "due Mon Nov 23, 10:40 AM" in said, "he was told that it was late"


def test_lost_tells_the_flagger_why(flagged: Lakeside) -> None:
    flagged.marcus.presses(flagged.card("L-1", channel=SALES), "Lost")
    flagged.marcus.fills({"Why": "Bought elsewhere", "In a few words": "Went to the Ford store"})
    flagged.card("L-1", "*Lost*", SALES)
    said = flagged.tom.hears("lost")
    assert "bought elsewhere" in said
    assert "Went to the Ford store" in said


def test_not_now_asks_again_on_a_day(flagged: Lakeside) -> None:
    flagged.marcus.presses(flagged.card("L-1", channel=SALES), "Not now")
    label = next(each for each in fields_of(flagged.marcus.sheet) if each.startswith("What the"))
    flagged.marcus.fills({"Ask again on": "12/14", label: "Told Ana: after Christmas"})
    words = words_of(flagged.card("L-1", "*Not now*", SALES))
    assert "Ask again on Mon Dec 14" in words
    assert "Sales asks again on Mon Dec 14" in flagged.tom.hears("not now")


@on_both_databases
def test_the_first_flag_keeps_the_credit(flagged: Lakeside) -> None:
    answer = flagged.renee.types(SERVICE, "/lead 48213 est 5000")
    assert answer.startswith(
        f"{flagged.link('L-1', SALES)} is about this vehicle: {flagged.tom.mention} flagged it "
        "first, today 10:30 AM, and keeps the credit for 30 days. Nothing was sent."
    )
    assert list(flagged.cards(SALES)) == ["L-1"]


def test_service_cannot_claim_its_own_lead(flagged: Lakeside) -> None:
    # Grace, the service manager, reads along in #sales.
    flagged.grace.presses(flagged.card("L-1", channel=SALES), "Claim")
    assert "not on its roster" in flagged.grace.reads(SALES, "is with Sales")
    assert "Sold" not in labels_of(flagged.card("L-1", channel=SALES)), "nobody talked to them yet"


def test_help_shows_two_examples_that_work(house: Lakeside) -> None:
    lines = house.tom.types(SERVICE, "/lead help").splitlines()
    for number, example in enumerate(lines[1:3], 1):
        assert f"L-{number}> is with Sales" in house.tom.types(SERVICE, example)
