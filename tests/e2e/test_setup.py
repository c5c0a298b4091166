"""`/baton setup`: managers say what the store looks like."""

from __future__ import annotations

import pytest

from bot.workflows.limits import LIMITS
from sandbox.lakeside import GENERAL, PARTS, SALES, SERVICE
from sandbox.model import Channel
from tests.e2e.conftest import OpenLakeside, on_both_databases
from tests.e2e.house import Lakeside
from tests.e2e.people import errors_of, fields_of, labels_of, words_of

COUNTER = "C0COUNTERNW"


@pytest.fixture
def moving(lakeside: Lakeside) -> Lakeside:
    """Two requests are open, one is done, and parts has a new channel."""
    for number, part in enumerate(("04152-YZZA1", "90915-YZZD4", "90919-01253"), 1):
        lakeside.luis.types(SERVICE, f"/parts 4821{number} 1x {part}")
        lakeside.card(f"P-{number}")
    lakeside.sam.presses(lakeside.card("P-1"), "Claim")
    lakeside.joan.presses(lakeside.card("P-3"), "Cancel")
    lakeside.joan.fills({})
    lakeside.card("P-3", "Cancelled")
    people = [lakeside.joan.id, lakeside.sam.id, lakeside.luis.id]
    lakeside.box.workspace.add_channel(Channel(COUNTER, "counter", members=people))
    lakeside.settle()
    return lakeside


@on_both_databases
def test_open_cards_follow_a_department_to_its_new_channel(moving: Lakeside) -> None:
    assert moving.joan.types(PARTS, "/baton setup") == ""
    form = moving.joan.sheet
    assert form.title == "Set up the store"
    assert fields_of(form)["Parts: channel"] == PARTS
    moving.joan.sends({"Parts: channel": COUNTER})
    moving.card("P-1", moving.sam.name, channel=COUNTER)
    moving.card("P-2", "nobody has it yet", channel=COUNTER)
    moving.settle()
    assert set(moving.cards(COUNTER)) == {"P-1", "P-2"}
    old = moving.cards(PARTS)
    for number in ("P-1", "P-2"):
        link = moving.link(number, COUNTER)
        assert f"Now with *Parts* in <#{COUNTER}>: {link}" in words_of(old[number])
        assert labels_of(old[number]) == []
    assert "Cancelled" in words_of(old["P-3"]), "what is done stays where it was"
    # And it works there.
    moving.sam.presses(moving.card("P-2", channel=COUNTER), "Claim")
    moving.card("P-2", moving.sam.name, channel=COUNTER)


def test_saving_says_what_each_choice_does(house: Lakeside) -> None:
    house.grace.types(SERVICE, "/baton setup")
    house.grace.fills(
        {
            "Store name": "Lakeside Trucks",
            "Time zone": "America/Denver",
            "Parts: opening hours": "Mon-Fri 8am-5pm",
            "Sales: people": [],
            "Sales: managers": [],
            "Customer waits, minutes": "20",
            "Public holidays of": "US",
            "Also closed on": "12/24/2026, 2027-01-02",
            "Parts: backup": house.sam.id,
        }
    )
    said = house.grace.reads(SERVICE, "is saved")
    assert said.splitlines() == [
        "*Lakeside Trucks* is saved; times mean America/Denver.",
        f"*Sales*: cards go to <#{SALES}>; open Mon-Fri 7:30am-6pm, Sat 8am-4pm; nobody on its "
        "roster, so whoever writes in its channel may claim and answer.",
        f"*Service*: cards go to <#{SERVICE}>; open Mon-Fri 7:30am-6pm, Sat 8am-4pm; 4 on its "
        "roster may claim and answer.",
        f"*Parts*: cards go to <#{PARTS}>; open Mon-Fri 8am-5pm; 2 on its roster may claim and "
        "answer. Backup: <@" + house.sam.id + ">.",
        "Closed on the public holidays of US and on 12/24/2026, 1/2/2027.",
        "Limits: Customer waits, minutes: 20.",
    ]
    # And it holds at once: 10:30 in Chicago is 9:30 in Denver, 20 minutes for who waits.
    answer = house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1 waiting")
    assert "Answer due Mon Nov 23, 9:50 AM" in answer


def test_only_managers_may(lakeside: Lakeside) -> None:
    answer = lakeside.luis.types(SERVICE, "/baton setup")
    assert answer.startswith("Only a manager of this store can do that. Ask ")
    for manager in (lakeside.priya, lakeside.grace, lakeside.joan):
        assert manager.mention in answer
    assert lakeside.luis.form is None


def test_who_stops_being_a_manager_while_the_form_is_open_cannot_save(house: Lakeside) -> None:
    house.joan.types(PARTS, "/baton setup")
    house.grace.types(SERVICE, "/baton setup")
    house.grace.fills({"Parts: managers": [house.sam.id]})
    house.grace.reads(SERVICE, "is saved")
    house.joan.sends({"Store name": "Joan's"})
    assert "Only a manager of this store can do that." in words_of(house.joan.sheet)
    house.sam.types(PARTS, "/baton setup")
    assert fields_of(house.sam.sheet)["Store name"] == "Lakeside Motors"


def test_a_store_keeps_a_manager_so_that_not_everybody_can_change_it(house: Lakeside) -> None:
    house.grace.types(SERVICE, "/baton setup")
    nobody: dict[str, list[str]] = {
        f"{each}: managers": [] for each in ("Sales", "Service", "Parts")
    }
    house.grace.sends(nobody)
    assert errors_of(house.grace.sheet) == {
        "Sales: managers": "Choose at least one manager, in any department: "
        "only managers can change this set-up."
    }
    house.grace.fills({"Parts: managers": [house.joan.id]})
    house.grace.reads(SERVICE, "is saved")
    assert "Only a manager" in house.luis.types(SERVICE, "/baton setup")


def test_a_channel_left_empty_stays_and_the_answer_says_so(house: Lakeside) -> None:
    house.grace.types(SERVICE, "/baton setup")
    house.grace.fills({"Parts: channel": None})
    assert f"*Parts*: cards go to <#{PARTS}>;" in house.grace.reads(SERVICE, "is saved")
    assert "P-1> is with Parts" in house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1")


@on_both_databases
def test_a_new_store_is_set_up_by_whoever_comes_first(
    open_lakeside: OpenLakeside, road: str
) -> None:
    house = open_lakeside(road, set_up=False)
    house.grace.types(GENERAL, "/baton setup")
    form = house.grace.sheet
    assert "Nobody manages this store in Baton yet, so you may set it up." in words_of(form)
    assert fields_of(form)["Time zone"] == "America/Chicago"
    house.grace.fills(
        {
            "Store name": "Lakeside Motors",
            "Service: channel": SERVICE,
            "Parts: channel": PARTS,
            "Service: managers": [house.grace.id],
        }
    )
    said = house.grace.reads(GENERAL, "is saved")
    assert "*Sales*: no channel yet, so nobody can ask it" in said
    # Nobody is on a roster but Grace, so channels decide.
    assert "P-1> is with Parts" in house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1")
    house.sam.presses(house.card("P-1"), "Claim")
    house.card("P-1", house.sam.name)
    assert "Only a manager" in house.luis.types(SERVICE, "/baton setup")


def test_bad_answers_stay_in_the_form_with_what_to_write(house: Lakeside) -> None:
    house.joan.types(PARTS, "/baton setup")
    limit = LIMITS[0]
    house.joan.sends(
        {
            "Sales: channel": PARTS,
            "Parts: opening hours": "whenever",
            limit.label: str(limit.most + 1),
            LIMITS[1].label: "soon",
            "Public holidays of": "US",
            "State or province": "XX",
            "Also closed on": "Christmas Eve",
            "Store name": "Lakeside 🚚 متجر",
        }
    )
    form = house.joan.sheet
    errors = errors_of(form)
    assert "Write them like Mon-Fri 7:30am-6pm" in errors.pop("Parts: opening hours")
    assert "I do not know the state 'XX'. Known are: AK, AL" in errors.pop("State or province")
    assert errors == {
        "Also closed on": "“Christmas Eve” is not a date like 12/24/2026.",
        "Parts: channel": "Each department needs a channel of its own.",
        limit.label: f"Between {limit.least} and {limit.most}, please.",
        LIMITS[1].label: "Write a whole number, like 88000.",
    }
    assert fields_of(form)["Store name"] == "Lakeside 🚚 متجر"
    house.joan.fills(
        {
            "Sales: channel": SALES,
            "Parts: opening hours": "Mon-Fri 8am-5pm",
            limit.label: str(limit.default),
            LIMITS[1].label: str(LIMITS[1].default),
            "State or province": "IL",
            "Also closed on": "",
        }
    )
    assert "Lakeside 🚚" in house.joan.reads(PARTS, "is saved")


def test_clocks_stop_on_the_days_the_store_is_closed(house: Lakeside) -> None:
    """It is the Monday before Thanksgiving, and the store closes for all of that week."""
    house.grace.types(SERVICE, "/baton setup")
    closed = "11/24/2026, 11/25/2026, 11/27/2026"
    house.grace.fills({"Public holidays of": "US", "Also closed on": closed})
    house.grace.reads(SERVICE, "is saved")
    answer = house.luis.types(SERVICE, "/handoff parts key tags for Maria Lopez, by 9am")
    assert "Sat Nov 28, 9:00 AM" in answer
    # On Thanksgiving it works from now on.
    house.grace.types(SERVICE, "/baton setup")
    house.grace.fills({"Open on these holidays": ["Thanksgiving Day"]})
    house.grace.reads(SERVICE, "Closed on the public holidays of US except Thanksgiving Day and on")
    answer = house.luis.types(SERVICE, "/handoff parts key tags for Maria Lopez, by 9am")
    assert "Thu Nov 26, 9:00 AM" in answer


def test_a_general_manager_manages_every_department(house: Lakeside) -> None:
    house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1")
    house.card("P-1")
    house.grace.types(SERVICE, "/baton setup")
    house.grace.fills({"General managers": [house.marcus.id]})
    house.grace.reads(SERVICE, "is saved")
    house.marcus.presses(house.card("P-1"), "Cancel")
    house.marcus.fills({})
    house.card("P-1", "Cancelled")
    house.marcus.types(SALES, "/baton setup")
    assert house.marcus.sheet.title == "Set up the store"
