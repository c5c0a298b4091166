"""Trade-in leads, from the advisor's line to the outcome he hears of."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from bot.chat.exchange import Done, Mend, Reply, Say, Show, ShowCard
from bot.store.leads import Lead
from tests.world import CHANNELS, PEOPLE, World, local, read_card, words_of

LINE = "48213 est 4200 value 6500 agreed, asked about hybrids"
COMMERCIAL = "1FDUF5HT5KDA12345"
"""A Ford F-550: class 5."""


def lead(world: World, label: str = "L-1") -> Lead:
    item = world.item(label)
    assert isinstance(item, Lead)
    return item


@pytest.fixture
def flagged(world: World) -> World:
    """Tom has flagged one lead."""
    world.command("Tom", "lead", LINE)
    return world


@pytest.fixture
def contacted(flagged: World) -> World:
    """Dana has claimed it and spoken to the customer, three minutes later."""
    flagged.click("Dana", "claim", "L-1")
    flagged.wait(minutes=3)
    flagged.take("Dana", "contacted", "L-1")
    return flagged


# Flagging.


def test_one_line_flags_a_lead(world: World) -> None:
    reply = world.command("Tom", "lead", LINE)
    assert isinstance(reply, Say)
    assert words_of(reply) == (
        "L-1 is with Sales in #sales: RO 48213, repair $4,200, value $6,500. "
        "First contact due Mon Nov 23, 10:40 AM."
    )
    found = lead(world)
    assert (found.ro, found.estimate, found.trade_value) == ("48213", 420_000, 650_000)
    assert (found.reason, found.agreed, found.note) == ("repair", "yes", "asked about hybrids")
    assert (found.from_department, found.to_department) == ("service", "sales")
    assert (found.requester, found.owner, found.state) == (PEOPLE["Tom"], None, "new")
    assert found.due_at == found.contact_due_at == local(11, 23, 10, 40)
    assert [row.lane for row in world.outbox()] == [str(CHANNELS["sales"])]


def test_the_card_shows_keep_beside_trade(flagged: World) -> None:
    assert flagged.card_text("L-1").splitlines() == [
        "L-1 · Trade-in lead",
        "New lead · nobody has it yet",
        "Next: Claim it and call the customer · due Mon Nov 23, 10:40 AM",
        "asked about hybrids",
        "RO: 48213",
        "Reason: Excessive repair",
        "Agreed to talk: Yes",
        "Keep: repair $4,200 (estimate)",
        "Trade: trade-in value $6,500 (estimate)",
        "👉 Repair is 65% of the trade-in value; this store talks from 50%.",
        "Asked by Tom (Service) Mon Nov 23, 10:30 AM",
        "[Claim] [Contacted] [Lost] [Not now] "
        "[Give to someone else] [Pass to another department] [Cancel] [History]",
    ]


def test_a_vehicle_that_earns_money_comes_first(world: World) -> None:
    pytest.importorskip("ultravin")
    world.command(
        "Tom", "lead", f"48377 VIN {COMMERCIAL} est 9.8k bought 30000 down leaves 10:35am"
    )
    found, card = lead(world), world.card_text("L-1")
    assert (found.priority, found.reason, found.model_year) == ("down", "downtime", 2019)
    assert found.due_at == local(11, 23, 10, 35), "before the vehicle leaves"
    assert "call the customer before the vehicle leaves, Mon Nov 23, 10:35 AM" in card
    assert "Urgent: Vehicle down" in card
    assert "commercial, class 5" in card
    assert "Trade: bought for $30,000" in card
    assert "Repair is 33% of the purchase price; this store talks to fleets from 30%." in card


def test_an_old_vehicle_crosses_sooner(world: World) -> None:
    line = "48213 2012 Chevy Silverado 188k miles est 3000 value 7000 high mileage"
    world.command("Tom", "lead", line)
    card = world.card_text("L-1")
    assert "Keep: repair $3,000 (estimate), 188,000 miles" in card
    assert "this store talks from 40% for vehicles of 10 years and more." in card
    assert lead(world).reason == "mileage"
    world.set_limit("old_excessive_percent", 45)
    assert "👉" not in world.card_text("L-1")


def test_the_form_asks_for_all_and_loses_nothing(world: World) -> None:
    form = world.command("Renee", "lead", "est 4200 value 6500 agreed")
    assert isinstance(form, Show)
    assert words_of(form) == "Which vehicle? Begin with its RO, like 48213, or write its VIN."
    assert form.form.values == {"estimate": "$4,200", "trade_value": "$6,500", "agreed": "yes"}
    unnamed = world.answer("Renee", form)
    assert isinstance(unnamed, Mend)
    assert set(unnamed.errors) == {"ro"}
    bad = world.answer("Renee", form, ro="12", estimate="lots", vin="1HGCM82633AOO4352")
    assert isinstance(bad, Mend)
    assert set(bad.errors) == {"ro", "estimate", "vin"}
    assert world.items() == []
    good = world.answer("Renee", form, vehicle="2016 Ford F-150", phone="(312) 555-0144")
    assert isinstance(good, Done)
    found = lead(world)
    assert (found.vehicle, found.model_year, found.phone) == (
        "2016 Ford F-150",
        2016,
        "(312) 555-0144",
    )
    assert found.subject == "2016 Ford F-150, repair $4,200, value $6,500"


def test_a_long_note_and_strange_names_are_only_text(world: World) -> None:
    form = world.command("Tom", "lead")
    note = "שלום <!channel> 🚚 {payload} " * 110
    world.answer("Tom", form, customer="<!channel> María 李", note=note[:3000])
    assert "<!channel> María 李" in world.card_text("L-1")
    too_long = world.answer("Tom", form, ro="48213", note=note)
    assert words_of(too_long).startswith("That is 3,")


# The clock that only a contact stops.


def test_claiming_does_not_stop_the_clock(flagged: World) -> None:
    flagged.click("Dana", "claim", "L-1")
    assert (lead(flagged).state, lead(flagged).due_at) == ("claimed", local(11, 23, 10, 40))
    flagged.wait(minutes=11)
    assert "Late since Mon Nov 23, 10:40 AM" in flagged.card_text("L-1")
    flagged.take("Dana", "contacted", "L-1", why="left her a voicemail, she called back")
    found = lead(flagged)
    assert (found.state, found.late_since) == ("contacted", None)
    assert found.contacted_at == local(11, 23, 10, 41)
    assert found.contact_due_at == local(11, 23, 10, 40), "that it was late stays on record"
    assert found.due_at == local(11, 24, 9, 41), "600 open minutes of sales later"
    assert "left her a voicemail" in flagged.thread("L-1")[-1]


def test_whoever_reaches_the_customer_first_has_it(flagged: World) -> None:
    flagged.take("Marcus", "contacted", "L-1")
    assert (lead(flagged).owner, lead(flagged).state) == (PEOPLE["Marcus"], "contacted")
    assert len(flagged.told("Tom")) == 1
    assert "Marcus has it" in flagged.told("Tom")[0]


def test_putting_off_a_lead_nobody_called_takes_the_customers_words(flagged: World) -> None:
    refused = flagged.take("Dana", "not_now", "L-1", on="fri")
    assert isinstance(refused, Mend)
    assert set(refused.errors) == {"why"}
    flagged.take("Dana", "not_now", "L-1", on="fri", why="told Tom to call her on Friday")
    found = lead(flagged)
    assert (found.state, found.ask_again_on) == ("later", date(2026, 11, 27))
    assert found.due_at == local(11, 27, 9)
    assert found.contacted_at is None, "putting off is no contact"
    assert flagged.told("Tom")[-1].endswith(
        "Dana has it; not now (told Tom to call her on Friday), Sales asks again on Fri Nov 27."
    )


# Who may.


@pytest.mark.parametrize("step", ["appraised", "appointment", "sold"])
def test_contact_comes_first(flagged: World, step: str) -> None:
    flagged.click("Dana", "claim", "L-1")
    flagged.take("Dana", step, "L-1", value="6000", at="3pm")
    assert lead(flagged).state == "claimed"
    assert "no longer possible" in flagged.answered("Dana")[-1]


@pytest.mark.parametrize(
    "step", ["contacted", "appraised", "appointment", "sold", "lost", "not_now", "reassign"]
)
def test_nobody_works_a_colleagues_lead(contacted: World, step: str) -> None:
    if step == "contacted":
        contacted.take("Dana", "not_now", "L-1", on="fri")
    before = lead(contacted).version
    contacted.take("Marcus", step, "L-1")
    assert lead(contacted).version == before
    assert contacted.answered("Marcus") == [
        "Dana has L-1. Ask them, or a manager. Nothing was changed."
    ]


def test_service_does_not_work_its_own_leads(flagged: World) -> None:
    flagged.take("Renee", "contacted", "L-1")
    assert lead(flagged).state == "new"
    assert flagged.answered("Renee") == [
        "L-1 is with Sales, and you are not on its roster in Lakeside Motors. Nothing was changed."
    ]


def test_a_manager_may_and_does_not_get_what_is_not_his(flagged: World) -> None:
    flagged.take("Grace", "contacted", "L-1")
    assert (lead(flagged).state, lead(flagged).owner) == ("contacted", None)
    assert "nobody has it yet" in flagged.card_text("L-1")
    flagged.click("Dana", "claim", "L-1")
    flagged.take("Priya", "appraised", "L-1", value="6200")
    assert (lead(flagged).appraised, lead(flagged).owner) == (620_000, PEOPLE["Dana"])
    flagged.take("Priya", "reassign", "L-1", to=str(PEOPLE["Marcus"]), why="Dana is off")
    assert lead(flagged).owner == PEOPLE["Marcus"]
    assert flagged.told("Marcus")[-1].startswith("Priya gave you L-1")


# To the end.


def test_the_flagger_hears_what_concerns_him_and_no_more(contacted: World) -> None:
    head = "L-1 (RO 48213, repair $4,200, value $6,500): "
    assert contacted.told("Tom") == [head + "Dana has it."]
    contacted.take("Dana", "appraised", "L-1", value="6200")
    assert contacted.told("Tom")[1:] == []
    contacted.take("Dana", "appointment", "L-1", at="tomorrow 3pm")
    contacted.take("Dana", "appointment", "L-1", at="tomorrow 4pm")
    contacted.take("Dana", "not_now", "L-1", on="next week", why="waits for the bonus")
    contacted.take("Dana", "contacted", "L-1")
    contacted.click("Dana", "sold", "L-1")
    assert contacted.told("Tom")[1:] == [
        head + "appointment Tue Nov 24, 3:00 PM.",
        head + "appointment moved to Tue Nov 24, 4:00 PM.",
        head + "not now (waits for the bonus), Sales asks again on Mon Nov 30.",
        head + "sold.",
    ]
    assert contacted.told("Dana") == []


@pytest.mark.parametrize(
    ("reason", "why", "heard"),
    [
        ("price", "", "lost: price."),
        ("keeps", "one more winter", "lost: keeps the vehicle (one more winter)."),
        ("other", "moved to Ohio", "lost: moved to Ohio."),
    ],
)
def test_a_lost_lead_says_why(flagged: World, reason: str, why: str, heard: str) -> None:
    flagged.click("Dana", "claim", "L-1")
    flagged.take("Dana", "lost", "L-1", reason=reason, why=why)
    assert (lead(flagged).state, lead(flagged).lost_reason) == ("lost", reason)
    assert lead(flagged).closed_at is not None
    assert flagged.told("Tom")[-1].endswith(heard)


def test_a_lead_that_is_over_asks_nobody_again(contacted: World) -> None:
    contacted.take("Dana", "not_now", "L-1", on="next week")
    assert "Ask again on: Mon Nov 30" in contacted.card_text("L-1")
    contacted.take("Dana", "lost", "L-1", reason="price")
    assert "Ask again" not in contacted.card_text("L-1")


def test_another_reason_needs_words(flagged: World) -> None:
    refused = flagged.take("Dana", "lost", "L-1", reason="other")
    assert isinstance(refused, Mend)
    assert refused.errors == {"why": "Say in a few words what it was."}
    assert lead(flagged).state == "new"
    assert lead(flagged).owner is None


def test_an_appraisal_replaces_the_guess(contacted: World) -> None:
    contacted.take("Dana", "appraised", "L-1", value="9000")
    card = contacted.card_text("L-1")
    assert "Trade: appraised at $9,000, trade-in value $6,500 (estimate)" in card
    assert "Repair is 47% of the trade-in value; this store talks from 50%." in card
    assert "appraised it at $9,000" in contacted.thread("L-1")[-1]


def test_an_appointment_is_due_at_its_time(contacted: World) -> None:
    contacted.take("Dana", "appointment", "L-1", at="tomorrow 3pm")
    assert lead(contacted).due_at == local(11, 24, 15)
    assert "Next: Meet the customer Tue Nov 24, 3:00 PM" in contacted.card_text("L-1")
    # The customer's vehicle is appraised before he comes: the appointment stands.
    contacted.take("Dana", "appraised", "L-1", value="6200")
    assert (lead(contacted).state, lead(contacted).due_at) == ("appointment", local(11, 24, 15))
    # He did not come, and is called again.
    contacted.wait(days=1, hours=5)
    contacted.take("Dana", "contacted", "L-1")
    assert (lead(contacted).state, lead(contacted).appointment_at) == ("contacted", None)
    assert lead(contacted).contacted_at == local(11, 23, 10, 33), "the first contact stays"


def test_a_lead_passed_on_is_in_the_queue_of_the_other_department(contacted: World) -> None:
    contacted.take("Dana", "pass_on", "L-1", department="service", why="they only want the repair")
    found = lead(contacted)
    assert (found.state, found.owner, found.to_department) == ("new", None, "service")
    assert found.due_at > contacted.clock.now()
    contacted.click("Renee", "claim", "L-1")
    assert lead(contacted).state == "claimed"


# The first flag keeps the credit.


@pytest.mark.parametrize(
    "again", ["48213 est 900", "VIN 1HGCM82633A004352 est 900", "48213 VIN 5YJ3E1EA7KF317000"]
)
def test_the_first_flag_keeps_the_credit(world: World, again: str) -> None:
    world.command("Tom", "lead", "48213 VIN 1HGCM82633A004352 est 4200")
    world.wait(days=29)
    reply = world.command("Renee", "lead", again)
    assert words_of(reply) == (
        "L-1 is about this vehicle: Tom flagged it first, Mon Nov 23, 10:30 AM, and keeps the "
        f"credit for 30 days. Nothing was sent.\nYou typed: /lead {again}"
    )
    assert len(world.items()) == 1


def test_the_form_too_refuses_a_second_flag(flagged: World) -> None:
    reply = flagged.answer("Renee", flagged.command("Renee", "lead"), ro="48213", note="hybrids")
    assert isinstance(reply, ShowCard)
    assert "Tom flagged it first, today 10:30 AM" in read_card(reply.card)
    assert "hybrids" in read_card(reply.card), "what was typed is not lost"


def _cancelled(world: World) -> None:
    world.take("Tom", "cancel", "L-1")


def _after_the_credit(world: World) -> None:
    world.wait(days=31)


def _shorter_credit(world: World) -> None:
    world.set_limit("lead_credit_days", 5)
    world.wait(days=6)


@pytest.mark.parametrize("change", [_cancelled, _after_the_credit, _shorter_credit])
def test_a_vehicle_can_be_flagged_anew(flagged: World, change: Callable[[World], None]) -> None:
    change(flagged)
    assert words_of(flagged.command("Renee", "lead", LINE)).startswith("L-2 is with Sales")


def test_a_sold_lead_keeps_its_credit(contacted: World) -> None:
    contacted.click("Dana", "sold", "L-1")
    assert "keeps the credit" in words_of(contacted.command("Renee", "lead", LINE))


def _at_once(*acts: Callable[[], Reply]) -> list[Reply]:
    """Several people act in the same moment."""
    barrier = Barrier(len(acts))

    def act(what: Callable[[], Reply]) -> Reply:
        barrier.wait(timeout=30)
        return what()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def test_of_two_who_flag_at_once_one_has_the_credit(world: World) -> None:
    advisors = ("Tom", "Renee", "Grace", "Luis")
    replies = _at_once(*(lambda who=who: world.command(who, "lead", LINE) for who in advisors))
    assert len(world.items()) == 1
    assert sum("keeps the credit" in words_of(reply) for reply in replies) == len(advisors) - 1


def test_of_two_who_claim_at_once_one_has_it_and_the_other_is_told(flagged: World) -> None:
    _at_once(*(lambda who=who: flagged.click(who, "claim", "L-1") for who in ("Dana", "Marcus")))
    owner = lead(flagged).owner
    winner, loser = ("Dana", "Marcus") if owner == PEOPLE["Dana"] else ("Marcus", "Dana")
    assert flagged.answered(winner) == []
    assert flagged.answered(loser) == [f"{winner} already has L-1. Nothing was changed."]
    assert [row.step for row in flagged.history("L-1")] == ["open", "claim"]
