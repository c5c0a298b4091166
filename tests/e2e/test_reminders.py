"""What people hear because time passed: amber, red, one message for several, quiet at night, and
the follow-ups that close loops."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.address import Person
from bot.services.stores import StoreSetup
from bot.set_up import write_store
from bot.workflows.departments import Department
from sandbox.lakeside import PARTS, SALES, SERVICE
from sandbox.model import Message
from tests.e2e.conftest import on_both_databases
from tests.e2e.house import CHICAGO, Lakeside
from tests.e2e.people import Someone, labels_of, words_of

ONE_PART = "/parts 48213 1x 04152-YZZA1 oil filter waiting"


def until(house: Lakeside, month: int, day: int, hour: int, minute: int = 0) -> None:
    """Moves everybody's clock to a wall time."""
    at = datetime(2026, month, day, hour, minute, tzinfo=CHICAGO)
    house.forward(seconds=(at - house.clock.now()) / timedelta(seconds=1))


def posts(house: Lakeside, channel: str, words: str) -> list[Message]:
    """What Baton posted in a channel beside its cards."""
    found = [m for m in house.box.workspace.messages(channel) if m.in_channel]
    return [m.snapshot() for m in found if words in words_of(m)]


def late_to(who: Someone) -> list[str]:
    """What somebody heard of what is late; digests tell it in their own way."""
    words = ("due now", "due Mon", "late*", "things to look at")
    return [
        said for said in who.dms() if any(each in said for each in words) and "\n\n" not in said
    ]


def name_backup(house: Lakeside, department: Department, who: Someone) -> None:
    """The store names somebody who steps in."""
    setup = StoreSetup("Lakeside Motors", backups={department: Person("slack", who.id)})
    write_store(house.baton.database, house.clock, setup, house.baton.slack.workspace)


@on_both_databases
def test_amber_at_the_due_time_then_the_backup_then_red(lakeside: Lakeside) -> None:
    name_backup(lakeside, Department.PARTS, lakeside.renee)
    lakeside.luis.types(SERVICE, ONE_PART)
    lakeside.sam.presses(lakeside.card("P-1"), "Claim")
    lakeside.card("P-1", "At the counter")
    assert words_of(lakeside.card("P-1")).startswith("P-1")
    lakeside.forward(minutes=15)
    said = lakeside.sam.hears("*due")
    assert said.startswith(f"*Customer waits:* {lakeside.link('P-1')} 1× oil filter (RO 48213)")
    assert words_of(lakeside.card("P-1", "Late since")).startswith("🟡 P-1")
    lakeside.forward(minutes=15)
    has_it = f"late*. {lakeside.sam.mention} has it."
    assert f"{has_it} You are the backup" in lakeside.renee.hears("late")
    lakeside.forward(minutes=15)
    assert has_it in lakeside.joan.hears("late")
    assert words_of(lakeside.card("P-1", "over 30 min")).startswith("🔴 P-1")
    lakeside.forward(hours=5)
    lakeside.settle()
    heard = [len(late_to(who)) for who in (lakeside.sam, lakeside.renee, lakeside.joan)]
    assert heard == [1, 1, 1]


def test_what_nobody_has_is_claimed_from_the_message(house: Lakeside) -> None:
    house.tom.types(SERVICE, "/lead 48213 est 4200 value 6500 agreed")
    house.card("L-1", channel=SALES)
    house.forward(minutes=10)
    (said,) = house.wait(lambda: posts(house, SALES, "and nobody has it"))
    assert labels_of(said) == ["Claim", "Open L-1"]
    house.marcus.presses(said, "Claim")
    house.card("L-1", house.marcus.name, channel=SALES)


def test_several_at_once_are_one_message(house: Lakeside) -> None:
    for number in (48213, 48214, 48215):
        house.luis.types(SERVICE, f"/parts {number} 1x A1-{number} pump")
        label = f"P-{number - 48212}"
        house.sam.presses(house.card(label), "Claim")
        house.card(label, "At the counter")
    house.forward(minutes=121)
    said = house.sam.hears("3 things to look at")
    for number in (1, 2, 3):
        assert house.link(f"P-{number}") in said
    house.settle()
    assert len(late_to(house.sam)) == 1


@on_both_databases
def test_the_night_is_quiet_but_for_a_vehicle_down(house: Lakeside) -> None:
    until(house, 11, 23, 17)
    for number in (48213, 48214):
        house.luis.types(SERVICE, f"/parts {number} 1x A1-{number} pump by tomorrow 5am")
        house.card(f"P-{number - 48212}")
    until(house, 11, 23, 17, 45)
    house.luis.types(SERVICE, "/parts 48377 1x FL-2051S filter by tomorrow 5am down")
    house.card("P-3")
    until(house, 11, 24, 5)
    assert words_of(house.card("P-1", "Late since")).startswith("🟡 P-1"), "the card says so"
    (said,) = house.wait(lambda: posts(house, PARTS, "and nobody has it"))
    assert house.link("P-3") in words_of(said), "a truck that stands waits for no morning"
    house.forward(minutes=30)
    assert "*30 min late*" in house.joan.hears("late")
    until(house, 11, 24, 7, 30)
    (said,) = house.wait(lambda: posts(house, PARTS, "While we were closed: 2 things"))
    for number in (1, 2):
        assert house.link(f"P-{number}") in words_of(said)
    until(house, 11, 24, 8)
    house.joan.hears("2 things to look at")
    house.settle()
    assert len([said for said in house.joan.dms() if "things to look at" in said]) == 1
    down = f"*Vehicle down:* {house.link('P-3')}"
    assert len([said for said in house.joan.dms() if said.startswith(down)]) == 1


def test_the_evening_of_a_first_visit_asks_whether_they_came(house: Lakeside) -> None:
    line = "/handoff service Maria Lopez, stk 4471, delivery 5pm, nothing owed"
    house.dana.types(SALES, line)

    def card(saying: str = "") -> Message:
        return house.card("H-1", saying, SERVICE)

    house.tom.presses(card(), "Checklist")
    house.tom.fills({"First visit booked for": "fri 9am"})
    house.dana.presses(card("*Fri Nov 27, 9:00 AM*"), "Sign for sales")
    house.tom.presses(card("✅ Sales"), "Sign for service")
    card("*Done*")
    until(house, 11, 27, 18)
    asked = house.tom.letter("Did *Maria Lopez* come")
    assert labels_of(asked) == ["Kept", "No-show", "Cancelled"]
    house.tom.presses(asked, "No-show")
    house.tom.fills({"New date": "Mon 10am"})
    card("no-show on Fri Nov 27")
    assert "nobody came to the first visit, new date" in house.dana.hears("nobody came")
    until(house, 11, 30, 18)
    house.wait(lambda: len([said for said in house.tom.dms() if "Did *Maria" in said]) == 2)
    house.grace.presses(card("Did they come?"), "Visit kept")
    card("10:00 AM, kept*")


def test_a_lead_wakes_on_its_day(house: Lakeside) -> None:
    house.tom.types(SERVICE, "/lead 48213 est 4200 value 6500 agreed")
    house.marcus.presses(house.card("L-1", channel=SALES), "Contacted")
    house.marcus.fills({})
    house.marcus.presses(house.card("L-1", "*Contacted*", SALES), "Not now")
    house.marcus.fills({"Ask again on": "fri"})
    house.card("L-1", "*Not now*", SALES)
    until(house, 11, 27, 9)
    assert "today is the day to ask again" in house.marcus.hears("is back")
    house.card("L-1", "Call the customer, then press Contacted", SALES)
    assert "Baton brought it back: its day has come." in house.thread("L-1", SALES)


def test_an_order_that_ages_and_a_part_that_nobody_fetches(house: Lakeside) -> None:
    house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1 oil filter")
    house.sam.presses(house.card("P-1"), "Answer lines")
    eta = {"ETA, if ordered or backordered": "wed 10am"}
    house.sam.fills({"1× oil filter · 04152-YZZA1": "ordered", **eta})
    house.card("P-1", "On order")
    house.forward(days=30)
    assert "Call the customer of RO 48213" in house.joan.hears("special order over 30 days old")
    house.sam.presses(house.card("P-1"), "Arrived")
    house.card("P-1", "*Ready*")
    house.forward(hours=3)
    house.forward(days=3)
    assert "arrived Wed Dec 23 and was *not picked up*" in house.luis.hears("not picked up")
    at_the_counter = house.sam.letter("not picked up")
    house.sam.presses(at_the_counter, "Delivered to bay")
    house.card("P-1", "*Done*")


def test_a_promise_on_its_day(house: Lakeside) -> None:
    house.dana.types(SALES, "/handoff service Maria Lopez, stk 4471, delivery 5pm, key owed by fri")
    house.card("H-1", channel=SERVICE)
    until(house, 11, 27, 9)
    morning = house.dana.letter("you keep it")
    assert labels_of(morning) == ["Kept", "Open H-1"]
    house.dana.presses(morning, "Kept")
    house.card("H-1", "✅ key", SERVICE)
