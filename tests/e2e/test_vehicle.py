"""`/vehicle`: a vehicle's whole story, by whatever somebody has of it."""

from __future__ import annotations

import pytest

from sandbox.lakeside import SALES, SERVICE
from tests.e2e.conftest import on_both_databases
from tests.e2e.house import Lakeside
from tests.e2e.people import words_of

VIN = "1HGCM82633A004352"


@pytest.fixture
def story(lakeside: Lakeside) -> Lakeside:
    """A car that was asked about by RO and VIN, and later by VIN and stock number."""
    lakeside.luis.types(SERVICE, f"/parts 48213 1x 04152-YZZA1 oil filter vin {VIN}")
    lakeside.sam.presses(lakeside.card("P-1"), "All in stock")
    lakeside.sam.presses(lakeside.card("P-1", "Ready"), "Delivered to bay")
    lakeside.card("P-1", "Done")
    lakeside.forward(minutes=5)
    lakeside.dana.types(
        SALES, f"/handoff service Maria Lopez, stk 4471, vin {VIN}, delivery 5pm, nothing owed"
    )
    lakeside.card("H-1", channel=SERVICE)
    lakeside.forward(minutes=5)
    lakeside.luis.types(SERVICE, "/parts 48213 1x 17801-YZZ11 air filter")
    lakeside.settle()
    return lakeside


@on_both_databases
def test_ro_stock_vin_and_last_8_tell_the_same_story(story: Lakeside) -> None:
    for typed in ("48213", "RO 48213", "4471", "stk 4471", VIN, VIN.lower(), VIN[-8:]):
        answer = story.tom.types(SERVICE, f"/vehicle {typed}")
        lines = answer.splitlines()
        assert lines[0].startswith("Vehicle "), typed
        assert "*Open (2)*" in lines, typed
        assert "*Earlier (1)*" in lines, typed
        found = [line.split("|")[1].split(">")[0] for line in lines if line.startswith("• ")]
        assert found == ["P-2", "H-1", "P-1"], f"{typed}: open ones on top, newest first"


def test_the_story_is_private(story: Lakeside) -> None:
    story.tom.types(SERVICE, "/vehicle 48213")
    assert story.renee.hints(SERVICE) == []


def test_nothing_known_says_what_to_try(lakeside: Lakeside) -> None:
    answer = lakeside.tom.types(SERVICE, "/vehicle 99999")
    assert "Nothing about 99999 yet. Try the RO (48213), the stock number, the VIN" in answer


def test_without_words_a_form_asks_and_shows_the_story_in_its_place(story: Lakeside) -> None:
    assert story.tom.types(SERVICE, "/vehicle") == ""
    story.tom.sends({"RO, stock number, VIN or its last 8": "48213"})
    said = words_of(story.tom.sheet)
    assert "*Open (2)*" in said
    assert "|H-1>" in said


def test_help_shows_two_examples(house: Lakeside) -> None:
    answer = house.tom.types(SERVICE, "/vehicle help")
    assert [line.split()[:2] for line in answer.splitlines()] == [
        ["/vehicle", "48213"],
        ["/vehicle", "A4352187"],
    ]
