"""What people type for a hand-off: one line, or the form."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.chat.exchange import Done, Mend, Say
from bot.workflows.departments import Department
from bot.workflows.handoff import HandoffKind, kind_of
from tests.workflows.handoffs import (
    MARIA,
    form_of,
    handoff,
    next_of,
    promises,
)
from tests.world import PEOPLE, World, local, say, words_of

# One line does it.


def test_the_line_of_the_readme(world: World) -> None:
    reply = world.command("Dana", "handoff", MARIA)
    assert words_of(reply) == (
        "H-1 is with Service in #service: First hand-off of Maria Lopez. Due Mon Nov 23, 5:00 PM."
    )
    item = handoff(world)
    assert item.kind == "first"
    assert (item.customer, item.stock) == ("Maria Lopez", "4471")
    assert item.delivery_at == item.due_at == local(11, 23, 17)
    assert (item.from_department, item.to_department) == ("sales", "service")
    [promise] = promises(world)
    assert (promise.what, promise.owner) == ("two keys", PEOPLE["Dana"])
    assert promise.due_at == local(11, 30, 20), "a week after the delivery, at closing of sales"
    assert "two keys · Dana by Mon Nov 30, 8:00 PM" in world.card_text("H-1")


def test_the_card_of_a_new_owner_names_what_is_missing(world: World) -> None:
    world.command("Dana", "handoff", MARIA)
    card = world.card_text("H-1")
    assert card.startswith("H-1 · First hand-off\nNew · nobody has it yet\n")
    assert next_of(world) == "Service claims it; introduce the new owner; and 3 more"
    for more in ("First visit", "Sales", "Service"):
        assert f"⬜ {more}\n" in card
    assert "⬜ Introduced in person" in card
    assert "Stock number: 4471" in card


@pytest.mark.parametrize(
    ("line", "customer", "what", "kind"),
    [
        ("service Maria Lopez, stk 4471", "Maria Lopez", "", "first"),
        ("to service Maria Lopez, delivery 5pm, first EV", "Maria Lopez", "first EV", "first"),
        ("shop: Maria Lopez, stk 4471, wash by 3pm", "Maria Lopez", "wash", "plain"),
        ("the shop Maria Lopez, squeak in the dash", "Maria Lopez", "squeak in the dash", "plain"),
        ("Maria Lopez, to parts, two mats", "Maria Lopez", "two mats", "plain"),
        ("parts for Ray Chen, a pen, in white", "Ray Chen", "a pen, in white", "plain"),
        ("parts please bring the old cores back", None, "please bring the old cores back", "plain"),
        ("service Maria Lopez stk 4471 delivery 5pm", "Maria Lopez", "", "first"),
        ("service <!channel>, stk 4471", "<!channel>", "", "first"),
        ("service “Maria Lopez”, stk 4471, deliv 5pm", "Maria Lopez", "", "first"),
        ("service Ana Ruiz stk 4471 del 3p", "Ana Ruiz", "", "first"),
        # Cells of a spreadsheet, and the comma of an amount.
        ("service\tMaria Lopez\tstk 4471\tdelivery 5pm", "Maria Lopez", "", "first"),
        ("parts\tRay Chen\ttwo mats", "Ray Chen", "two mats", "plain"),
        ("service detail the car for $1,200", None, "detail the car for $1,200", "plain"),
        # What is needed, where a name could stand.
        ("parts 2 mats, stk 4471", None, "2 mats", "plain"),
        ("parts two mats, in black", None, "two mats, in black", "plain"),
        ("parts a pen, in white", None, "a pen, in white", "plain"),
        ("parts touch-up pen for stk 4471", None, "touch-up pen", "plain"),
        ("service 3 Brothers Towing, stk 4471", "3 Brothers Towing", "", "first"),
        ("service 2 fast cars, delivery 5pm", "2 fast cars", "", "first"),
        ("parts need a pen, in white", None, "need a pen, in white", "plain"),
        ("serivce Maria Lopez, stk 4471", "Maria Lopez", "", "first"),
        ("to sevice: Maria Lopez, stk 4471", "Maria Lopez", "", "first"),
        ("Parks Maria, to parts, two mats", "Parks Maria", "two mats", "plain"),
        ("service محمد علي 🚚، stk 4471, delivery 5pm", "محمد علي 🚚", "", "first"),
    ],
)
def test_what_a_line_means(
    world: World, line: str, customer: str | None, what: str, kind: str
) -> None:
    assert isinstance(world.command("Dana", "handoff", line), Say)
    item = handoff(world)
    assert (item.customer, item.what, item.kind) == (customer, what, kind)
    assert str(customer or what) in world.card_text("H-1")


@pytest.mark.parametrize(
    ("owed", "promised"),
    [
        ("two keys owed", ["two keys"]),
        ("we owe two keys", ["two keys"]),
        ("we still owe her a second key", ["a second key"]),
        ("owed: floor mats", ["floor mats"]),
        ("we-owe floor mats", ["floor mats"]),
        ("two keys are still owed, mats owed", ["two keys", "mats"]),
        ("owes mats by 12/5", ["mats"]),
        ("owes her mats", ["mats"]),
        ("due bill: tint, mud flaps", ["tint", "mud flaps"]),
        ("we owe: tint; a second key", ["tint", "a second key"]),
        ("nothing owed", []),
        ("we owe nothing", []),
    ],
)
def test_what_is_owed_in_a_line(world: World, owed: str, promised: list[str]) -> None:
    world.command("Dana", "handoff", f"service Maria Lopez, stk 4471, delivery 5pm, {owed}")
    assert [promise.what for promise in promises(world)] == promised
    assert handoff(world).nothing_owed == (not promised)
    assert handoff(world).what == ""


@pytest.mark.parametrize(
    ("line", "what", "due"),
    [
        ("parts 2 mats for stk 4490 tomorrow am", "2 mats", local(11, 24, 12)),
        ("parts Ray Chen, touch-up pen, Fri 10am", "touch-up pen", local(11, 27, 10)),
        ("parts Ray Chen, touch-up pen, 3pm", "touch-up pen", local(11, 23, 15)),
        ("parts Ray Chen, touch-up pen, eod", "touch-up pen", local(11, 23, 20)),
        ("parts Ray Chen, sat radio", "sat radio", local(11, 23, 12, 30)),
        ("parts Ray Chen, monitor", "monitor", local(11, 23, 12, 30)),
    ],
)
def test_a_time_that_stands_last_is_when_it_is_needed(
    world: World, line: str, what: str, due: datetime
) -> None:
    world.command("Dana", "handoff", line)
    assert (handoff(world).what, handoff(world).due_at) == (what, due)


def test_a_promise_may_name_its_owner_and_day(world: World) -> None:
    world.command("Dana", "handoff", f"{MARIA} by Fri @slack:USAM")
    [promise] = promises(world)
    assert (promise.what, promise.owner) == ("two keys", PEOPLE["Sam"])
    assert promise.due_at == local(11, 27, 20)
    assert world.told("Sam") == [
        "H-1 (First hand-off of Maria Lopez): we owe two keys, and it is yours to keep by "
        "Fri Nov 27, 8:00 PM. Dana wrote it down."
    ]


def test_an_advisor_who_is_named_has_it_and_is_told(world: World) -> None:
    world.command("Dana", "handoff", f"{MARIA}, @slack:UTOM")
    item = handoff(world)
    assert (item.owner, item.state) == (PEOPLE["Tom"], "claimed")
    assert world.told("Tom") == [
        "Dana gave you H-1 (First hand-off of Maria Lopez). Due today 5:00 PM."
    ]
    assert world.told("Dana") == []
    assert next_of(world) == "Introduce the new owner; book the first visit; and 2 more"


def test_an_advisor_is_somebody_of_the_department(world: World) -> None:
    form = form_of(world.command("Dana", "handoff", f"{MARIA}, @slack:USAM"))
    assert say(form.note) == "That person is not on the Service roster."
    assert form.values["customer"] == "Maria Lopez"
    assert form.values["owed"] == "two keys"
    assert world.items() == []


def test_a_name_that_is_nobody_is_not_guessed_at(world: World) -> None:
    form = form_of(world.command("Dana", "handoff", f"{MARIA}, @tommy"))
    assert say(form.note) == "I cannot tell who @tommy is. Pick them in the form."
    world.answer("Dana", form, advisor="slack:UTOM")
    assert handoff(world).owner == PEOPLE["Tom"]


def test_what_is_not_understood_opens_the_form_with_the_rest(world: World) -> None:
    form = form_of(world.command("Dana", "handoff", "Maria Lopez, stk 4471, delivery 25:00"))
    assert say(form.note).startswith(
        "Which department gets it? Start with service, parts or sales. There is no hour"
    )
    assert form.values == {"customer": "Maria Lopez", "stock": "4471", "delivery": "25:00"}
    reply = world.answer("Dana", form, department="service", delivery="5pm")
    assert isinstance(reply, Done)
    assert handoff(world).delivery_at == local(11, 23, 17)
    assert [item.number for item in world.items()] == [1], "a form that failed took no number"


@pytest.mark.parametrize(
    ("who", "line", "said"),
    [
        ("Dana", "sales Maria Lopez, call back", "You are asking as Sales yourself."),
        ("Tom", "parts Maria Lopez", "What is needed?"),
        ("Dana", "service Maria Lopez, two keys owed", "the VIN or the delivery time"),
        ("Dana", "service stk 4471, delivery 5pm", "Who is the new owner?"),
        ("Dana", "service Bo, VIN 1HGCM82633A0O4352, delivery 5pm", "A VIN has no O"),
        ("Dana", "service Bo, stk 4471, delivery yesterday", "Yesterday is over"),
    ],
)
def test_what_a_line_still_needs(world: World, who: str, line: str, said: str) -> None:
    assert said in words_of(world.command(who, "handoff", line))
    assert world.items() == []


def test_help_shows_two_examples(world: World) -> None:
    words = words_of(world.command("Dana", "handoff", "help"))
    assert words.count("/handoff ") == 3
    assert f"/handoff {MARIA}" in words


# The form.


def test_the_form_can_choose_the_kind(world: World) -> None:
    form = form_of(world.command("Dana", "handoff"))
    answers = {"department": "service", "customer": "Maria Lopez", "stock": "4471"}
    world.answer("Dana", form, **answers, kind="plain", what="Detail before Saturday")
    world.answer("Dana", form, **answers)
    assert [handoff(world, label).kind for label in ("H-1", "H-2")] == ["plain", "first"]
    assert world.card("H-1").title == "H-1 · Hand-off"
    assert world.card("H-2").title == "H-2 · First hand-off"


def test_a_first_hand_off_goes_from_sales_to_service(world: World) -> None:
    form = form_of(world.command("Tom", "handoff"))
    reply = world.answer(
        "Tom", form, department="sales", kind="first", customer="Bo", stock="4471", what="x"
    )
    assert isinstance(reply, Mend)
    assert reply.errors == {
        "kind": "A first hand-off goes from Sales to Service; this one goes from Service to Sales."
    }


def test_the_form_takes_several_promises(world: World) -> None:
    form = form_of(world.command("Dana", "handoff"))
    world.answer(
        "Dana",
        form,
        department="service",
        customer="Maria Lopez",
        delivery="Sat 11am",
        owed="- second key by Tue\n- touch-up on the bumper\n",
    )
    first, second = promises(world)
    assert (first.what, first.due_at) == ("second key", local(11, 24, 20))
    assert (second.what, second.due_at) == ("touch-up on the bumper", local(12, 5, 18))


def test_a_promise_that_cannot_be_read_keeps_the_form_open(world: World) -> None:
    form = form_of(world.command("Dana", "handoff", MARIA + ", @tommy"))
    reply = world.answer("Dana", form, owed="key by 25:00")
    assert isinstance(reply, Mend)
    assert list(reply.errors) == ["owed"]
    assert world.items() == []


def test_the_store_chooses_how_long_a_promise_has(world: World) -> None:
    world.set_limit("we_owe_days", 2)
    world.command("Dana", "handoff", MARIA)
    assert promises(world)[0].due_at == local(11, 25, 20)


@pytest.mark.parametrize(
    ("sender", "receiver", "at_delivery", "of_vehicle", "by_then", "first"),
    [
        ("sales", "service", True, False, False, True),
        ("sales", "service", False, True, False, True),
        ("sales", "service", False, True, True, False),
        ("sales", "service", True, True, True, True),
        ("sales", "service", False, False, False, False),
        ("service", "sales", True, True, False, False),
        ("sales", "parts", True, True, False, False),
    ],
)
def test_which_kind_is_meant(
    sender: str, receiver: str, at_delivery: bool, of_vehicle: bool, by_then: bool, first: bool
) -> None:
    found = kind_of(
        None,
        Department(sender),
        Department(receiver),
        at_delivery=at_delivery,
        of_vehicle=of_vehicle,
        by_then=by_then,
    )
    assert found == (HandoffKind.FIRST if first else HandoffKind.PLAIN)


def test_whoever_is_only_spoken_of_is_read_by_his_name(world: World) -> None:
    spoken = "@slack:USAM(sam)"
    world.command("Dana", "handoff", f"parts Ray Chen, @slack:UJOAN, a pen like {spoken} had")
    assert handoff(world).what == "a pen like @sam had"
    world.command("Dana", "handoff", f"{MARIA} by Fri {spoken}, tint {spoken} @slack:UDANA owed")
    first, second = promises(world, "H-2")
    assert (first.what, first.owner) == ("two keys", PEOPLE["Sam"])
    assert (second.what, second.owner) == ("tint @UDANA", PEOPLE["Sam"])
    world.command("Luis", "parts", f"48213 1x filter like {spoken} has")
    assert "filter like @sam has" in world.card_text("P-1")
    world.command("Tom", "lead", f"48213 est 4200, {spoken} knows him")
    assert "@sam knows him" in world.card_text("L-1")
    said = words_of(world.command("Grace", "meeting", f"add ask {spoken}"))
    assert said.endswith(": ask @sam")
    said = words_of(world.command("Grace", "meeting", f"notes {spoken} does it"))
    assert said.endswith("You typed: /meeting notes @sam does it")
