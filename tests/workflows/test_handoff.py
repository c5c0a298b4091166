"""What a hand-off promises, in plain examples."""

from __future__ import annotations

import pytest

from bot.chat.exchange import Done, Mend
from bot.chat.text import text
from bot.store.stores import MemberRow
from tests.workflows.handoffs import (
    MARIA,
    NOTHING_OWED,
    finish_visit,
    form_of,
    handoff,
    next_of,
    offered,
    promises,
)
from tests.world import PEOPLE, World, local, words_of

# Any hand-off.


def test_any_hand_off_is_claimed_and_done(world: World) -> None:
    world.command("Tom", "handoff", "parts Ray Chen, touch-up pen in white, by Fri 10am")
    assert handoff(world).due_at == local(11, 27, 10)
    assert offered(world) == ["claim", "done"]
    world.click("Sam", "claim", "H-1")
    assert handoff(world).state == "claimed"
    assert next_of(world) == "Do it, then press Done"
    world.take("Sam", "done", "H-1", why="on your desk")
    item = handoff(world)
    assert (item.state, item.owner, item.closed_at) == ("done", PEOPLE["Sam"], world.clock.now())
    subject = "touch-up pen in white (Ray Chen)"
    assert world.told("Tom") == [
        f"H-1 ({subject}): Sam has it.",
        f"H-1 ({subject}): done (on your desk).",
    ]
    assert world.told("Sam") == []
    assert offered(world) == []


def test_without_a_time_it_is_due_as_a_normal_request(world: World) -> None:
    world.set_limit("normal_minutes", 480)
    world.command("Dana", "handoff", "service Maria Lopez, squeak in the dash")
    assert handoff(world).due_at == local(11, 24, 8), "30 minutes are left for the next morning"


def test_done_by_somebody_who_never_claimed_it(world: World) -> None:
    world.command("Tom", "handoff", "parts Ray Chen, touch-up pen")
    world.take("Sam", "done", "H-1")
    assert handoff(world).owner == PEOPLE["Sam"]
    assert world.told("Tom") == ["H-1 (touch-up pen (Ray Chen)): Sam has it; done."]


def test_passed_on_it_waits_in_the_other_queue(world: World) -> None:
    world.command("Tom", "handoff", "parts Ray Chen, touch-up pen")
    world.click("Sam", "claim", "H-1")
    world.take("Sam", "pass_on", "H-1", department="sales", why="they have it")
    item = handoff(world)
    assert (item.state, item.owner, item.to_department) == ("new", None, "sales")
    world.click("Dana", "claim", "H-1")
    assert handoff(world).owner == PEOPLE["Dana"]


def test_the_checklist_is_for_new_owners_only(world: World) -> None:
    world.command("Tom", "handoff", "parts Ray Chen, touch-up pen")
    world.take("Sam", "sign_sales", "H-1")
    world.take("Sam", "checklist", "H-1")
    assert handoff(world).version == 1
    assert "That is no longer possible" in world.answered("Sam")[0]


# The first hand-off.


def test_it_is_done_when_both_signed_and_the_visit_has_a_date(world: World) -> None:
    world.command("Dana", "handoff", NOTHING_OWED)
    world.click("Tom", "claim", "H-1")
    world.take("Tom", "checklist", "H-1", checks=("introduced",), first_visit="Dec 15 9am")
    assert next_of(world) == "Dana signs for sales; Tom signs for service"
    world.click("Dana", "sign_sales", "H-1")
    assert next_of(world) == "Tom signs for service"
    world.click("Tom", "sign_service", "H-1")
    item = handoff(world)
    assert (item.state, item.first_visit_at) == ("done", local(12, 15, 9))
    assert world.told("Dana") == [
        "H-1 (First hand-off of Maria Lopez): Tom has it.",
        "H-1 (First hand-off of Maria Lopez): done.",
    ]


@pytest.mark.parametrize("left_out", ["visit", "sales", "service", "owed"])
def test_it_is_not_done_while_one_thing_is_missing(world: World, left_out: str) -> None:
    line = NOTHING_OWED if left_out != "owed" else "service Maria Lopez, stk 4471, delivery 5pm"
    world.command("Dana", "handoff", line)
    if left_out != "visit":
        world.take("Tom", "checklist", "H-1", first_visit="Dec 15")
    if left_out != "sales":
        world.click("Dana", "sign_sales", "H-1")
    if left_out != "service":
        world.click("Tom", "sign_service", "H-1")
    item = handoff(world)
    assert item.closed_at is None
    assert item.state == ("new" if left_out == "service" else "claimed")
    missing = {
        "visit": "Introduce the new owner; book the first visit",
        "sales": "introduce the new owner; Dana signs for sales",
        "service": "Service claims it; introduce the new owner; and 1 more",
        "owed": "Introduce the new owner; say what is owed, or that nothing is",
    }
    assert missing[left_out].lower() in next_of(world).lower()


def test_what_is_still_owed_keeps_it_open(world: World) -> None:
    world.command("Dana", "handoff", f"{MARIA}, floor mats owed by Wed")
    finish_visit(world)
    item = handoff(world)
    assert (item.state, item.closed_at) == ("owed", None)
    assert item.due_at == local(11, 25, 20), "the earliest promise"
    assert next_of(world) == (
        "Keep 2 things: floor mats · Dana by Wed Nov 25, 8:00 PM; "
        "two keys · Dana by Mon Nov 30, 8:00 PM"
    )
    _, mats = promises(world)
    world.take("Dana", "kept", "H-1", promises=(str(mats.id),))
    assert handoff(world).due_at == local(11, 30, 20)
    assert "✅ floor mats · Dana, kept" in world.card_text("H-1")
    assert isinstance(world.click("Dana", "kept", "H-1"), Done), "one alone needs no question"
    item = handoff(world)
    assert (item.state, item.closed_at) == ("done", world.clock.now())
    assert promises(world)[0].kept_at == world.clock.now()


def test_a_vehicle_is_handed_over_once(world: World) -> None:
    world.command("Dana", "handoff", MARIA)
    again = words_of(world.command("Marcus", "handoff", f"{MARIA}, and the floor mats owed"))
    assert "H-1 is the first hand-off of this vehicle already, to Maria Lopez." in again
    assert "You typed: /handoff" in again
    world.command("Dana", "handoff", "service Maria Lopez, stk 4471, squeak in the dash by fri")
    assert handoff(world, "H-2").kind == "plain", "something else about it is no second one"
    world.take("Dana", "cancel", "H-1", why="not before next week")
    world.command("Dana", "handoff", MARIA)
    assert handoff(world, "H-3").kind == "first"


def test_it_is_late_until_the_outcome_and_claiming_does_not_help(world: World) -> None:
    world.command("Dana", "handoff", MARIA)
    world.wait(hours=8)
    world.click("Tom", "claim", "H-1")
    assert handoff(world).due_at == local(11, 23, 17)
    world.take("Tom", "checklist", "H-1", checks=("introduced", "drive_shown"))
    assert handoff(world).due_at == local(11, 23, 17)


def test_a_promise_due_before_the_delivery_comes_first(world: World) -> None:
    world.command(
        "Dana", "handoff", "service Bo, stk 4471, delivery Sat 11am, tint owed by tomorrow 3pm"
    )
    assert handoff(world).due_at == local(11, 24, 15)
    assert "keep one thing: tint · Dana by Tue Nov 24, 3:00 PM" in next_of(world)


def test_the_salesperson_or_anybody_of_sales_signs_for_sales(world: World) -> None:
    world.command("Dana", "handoff", NOTHING_OWED)
    world.click("Tom", "sign_sales", "H-1")
    assert world.answered("Tom") == [
        "Dana or anybody in Sales signs for sales. Nothing was changed."
    ]
    world.click("Marcus", "sign_sales", "H-1")
    assert handoff(world).sales_signed_by == PEOPLE["Marcus"]
    world.click("Dana", "sign_service", "H-1")
    assert world.answered("Dana") == ["Somebody in Service signs for service. Nothing was changed."]


def test_one_person_never_signs_for_both(world: World) -> None:
    member = MemberRow(
        store_id=world.store.id, department="service", person=PEOPLE["Dana"], manages=False
    )
    world.change(lambda session: session.add(member))
    world.command("Dana", "handoff", NOTHING_OWED, channel="sales")
    world.click("Dana", "sign_sales", "H-1")
    world.click("Dana", "sign_service", "H-1")
    assert world.answered("Dana")[-1] == (
        "You signed for sales. Somebody else in Service signs for service. Nothing was changed."
    )
    assert handoff(world).service_signed_by is None
    assert "✅ Sales: Dana" in world.card_text("H-1")
    assert "⬜ Service\n" in world.card_text("H-1")


def test_who_signs_hears_what_is_still_missing(world: World) -> None:
    world.command("Dana", "handoff", "service Maria Lopez, stk 4471, delivery 5pm")
    world.click("Dana", "sign_sales", "H-1")
    assert world.answered("Dana") == [
        "You signed H-1. Still missing: the first visit has no date; nobody said what is owed, or "
        "that nothing is; service has not signed; “Introduced in person” is not ticked; “Service "
        "drive shown” is not ticked; “Service card given” is not ticked."
    ]


def test_signing_for_service_takes_what_nobody_has(world: World) -> None:
    world.command("Dana", "handoff", NOTHING_OWED)
    world.click("Renee", "sign_service", "H-1")
    item = handoff(world)
    assert (item.owner, item.state) == (PEOPLE["Renee"], "claimed")
    assert world.told("Dana") == ["H-1 (First hand-off of Maria Lopez): Renee has it."]
    world.click("Tom", "sign_service", "H-1")
    assert handoff(world).service_signed_by == PEOPLE["Renee"]


def test_both_sides_fill_the_checklist_and_nobody_else(world: World) -> None:
    world.command("Dana", "handoff", NOTHING_OWED)
    world.take("Dana", "checklist", "H-1", checks=("introduced",))
    world.take("Tom", "checklist", "H-1", checks=("card_given",))
    item = handoff(world)
    assert (item.introduced, item.drive_shown, item.card_given) == (True, False, True)
    assert [row.step for row in world.history("H-1")] == ["open", "checklist", "checklist"]
    assert world.thread("H-1")[0] == "Dana checked: introduced in person."
    assert isinstance(world.click("Joan", "checklist", "H-1"), Done)
    assert "you are not on its roster" in world.answered("Joan")[0]


def test_two_people_with_the_checklist_open_do_not_undo_each_other(world: World) -> None:
    world.command("Dana", "handoff", "service Maria Lopez, stk 4471, delivery 5pm")
    of_dana = form_of(world.click("Dana", "checklist", "H-1"))
    of_tom = form_of(world.click("Tom", "checklist", "H-1"))
    world.answer("Tom", of_tom, checks=("introduced", "nothing_owed"), first_visit="Dec 15")
    world.answer("Dana", of_dana, checks=("introduced", "drive_shown"))
    item = handoff(world)
    assert item.introduced
    assert item.drive_shown
    assert item.nothing_owed
    assert item.first_visit_on is not None


def test_a_tick_by_mistake_is_taken_back(world: World) -> None:
    world.command("Dana", "handoff", NOTHING_OWED)
    world.take("Tom", "checklist", "H-1", checks=("introduced",), first_visit="Dec 15")
    world.take("Tom", "checklist", "H-1", undo=("introduced", "first_visit", "nothing_owed"))
    item = handoff(world)
    assert not item.introduced
    assert item.first_visit_on is None
    assert not item.nothing_owed


@pytest.mark.parametrize(
    ("typed", "shown", "error"),
    [
        ("Dec 15", "Tue Dec 15", ""),
        ("Dec 15 9am", "Tue Dec 15, 9:00 AM", ""),
        # That is a Sunday, and nobody who says so minds the Monday.
        ("in 6 months", "Mon May 24", ""),
        ("Dec 15 8pm", "", "Service is closed at that hour on Tue Dec 15."),
        ("soon", "", 'I could not read "soon" as a time.'),
        ("11/22", "", "11/22/2026 is over."),
    ],
)
def test_when_the_first_visit_is(world: World, typed: str, shown: str, error: str) -> None:
    world.command("Dana", "handoff", NOTHING_OWED)
    reply = world.take("Tom", "checklist", "H-1", first_visit=typed)
    if error:
        assert isinstance(reply, Mend)
        assert reply.errors["first_visit"].startswith(error)
    else:
        assert f"First visit: {shown}\n" in world.card_text("H-1")


def test_a_visit_that_passed_does_not_close_the_checklist(world: World) -> None:
    world.command("Dana", "handoff", NOTHING_OWED)
    world.take("Tom", "checklist", "H-1", first_visit="tomorrow 9am")
    world.wait(days=3)
    assert isinstance(world.take("Tom", "checklist", "H-1", checks=("introduced",)), Done)
    assert handoff(world).introduced
    assert handoff(world).first_visit_at == local(11, 24, 9)


# Service is closed at delivery.


def test_a_delivery_after_closing_says_so_and_what_to_do(world: World) -> None:
    reply = world.command("Dana", "handoff", "service Maria Lopez, stk 4471, delivery 7pm")
    assert words_of(reply).endswith(
        "Service is closed then and opens Tue Nov 24, 7:30 AM. "
        "Press “Introduce later” on H-1 to say when they meet."
    )
    assert "service is closed when they meet: press Introduce later" in next_of(world)


def test_introduce_later_gives_it_a_new_due_time(world: World) -> None:
    world.command("Dana", "handoff", f"{MARIA}, @slack:UTOM".replace("5pm", "7pm"))
    world.take("Tom", "introduce_later", "H-1", time="tomorrow 9am")
    item = handoff(world)
    assert item.due_at == item.introduce_at == local(11, 24, 9)
    assert world.told("Dana") == [
        "H-1 (First hand-off of Maria Lopez): the introduction is now Tue Nov 24, 9:00 AM."
    ]
    assert "closed" not in next_of(world)
    world.take("Dana", "introduce_later", "H-1", time="tomorrow 10am")
    assert world.told("Tom")[-1] == (
        "H-1 (First hand-off of Maria Lopez): the introduction is now Tue Nov 24, 10:00 AM. "
        "Dana moved it."
    )


def test_introduce_later_means_while_service_is_open(world: World) -> None:
    world.command("Dana", "handoff", MARIA)
    reply = world.take("Dana", "introduce_later", "H-1", time="Sat 7pm")
    assert isinstance(reply, Mend)
    assert reply.errors == {
        "time": "Service is closed at Sat Nov 28, 7:00 PM. It opens Mon Nov 30, 7:30 AM."
    }
    assert isinstance(world.take("Dana", "introduce_later", "H-1", time="Sat"), Done)
    assert handoff(world).introduce_at == local(11, 28, 16), "a day means until its closing"


def test_once_introduced_nothing_is_put_off(world: World) -> None:
    world.command("Dana", "handoff", MARIA)
    world.take("Dana", "checklist", "H-1", checks=("introduced",))
    assert "introduce_later" not in offered(world)


# People and rights.


def test_who_is_on_no_roster_signs_for_what_he_asked(world: World) -> None:
    world.command("Nora", "handoff", NOTHING_OWED, channel="sales")
    assert handoff(world).from_department == "sales"
    world.click("Nora", "sign_sales", "H-1", channel="service")
    assert handoff(world).sales_signed_by == PEOPLE["Nora"]


def test_people_of_another_workspace_do_nothing(world: World) -> None:
    world.command("Dana", "handoff", NOTHING_OWED)
    world.click("Olga", "sign_service", "H-1")
    assert handoff(world).version == 1


def test_cancelled_by_who_asked(world: World) -> None:
    world.command("Dana", "handoff", MARIA)
    world.click("Tom", "claim", "H-1")
    world.take("Dana", "cancel", "H-1", why="deal fell through")
    item = handoff(world)
    assert (item.state, item.closed_at) == ("cancelled", world.clock.now())
    assert offered(world) == []
    world.click("Tom", "sign_service", "H-1")
    assert handoff(world).version == item.version


def test_typed_words_are_only_text(world: World) -> None:
    world.command("Dana", "handoff", "service <!channel> {payload} 🚚, stk 4471, owe <@UTOM> keys")
    card = world.card("H-1")
    assert text("<!channel> {payload} 🚚") in [fact.value for fact in card.facts]
    assert promises(world)[0].what == "<@UTOM> keys"


def test_from_delivery_to_the_last_promise(world: World) -> None:
    world.command("Dana", "handoff", f"{MARIA} by Fri @slack:USAM, @slack:UTOM")
    world.take("Tom", "introduce_later", "H-1", time="tomorrow 9am")
    world.take("Tom", "checklist", "H-1", checks=("introduced", "card_given"))
    world.take("Dana", "owe", "H-1", what="x" * 200, by="Wed")
    finish_visit(world)
    keys, long = promises(world)
    world.take("Dana", "promise", "H-1", part=str(long.id), gone=("withdrawn",))
    world.click("Sam", "kept", "H-1")
    assert handoff(world).state == "done"
    steps = [row.step for row in world.history("H-1")]
    assert len(steps) == 9
    changes = world.history("H-1")[-1]
    assert changes.after[f"promises[{keys.id}].kept_at"]
    form = form_of(world.command("Dana", "handoff"))
    world.answer(
        "Dana", form, department="parts", customer="م" * 200, what="w" * 3000, phone="5" * 40
    )
    assert handoff(world, "H-2").what == "w" * 3000
