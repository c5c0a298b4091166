"""What is owed to a buyer, in plain examples."""

from __future__ import annotations

from bot.chat.card import Card
from bot.chat.exchange import Done, Mend, PersonLeft, Say
from tests.workflows.handoffs import (
    MARIA,
    NOTHING_OWED,
    finish_visit,
    form_of,
    handoff,
    next_of,
    promises,
)
from tests.world import PEOPLE, World, local, read_card, words_of


def test_a_promise_is_added_with_its_owner_and_date(world: World) -> None:
    world.command("Dana", "handoff", NOTHING_OWED)
    world.take("Tom", "owe", "H-1", what="second key", owner="slack:USAM", by="Fri 3pm")
    [promise] = promises(world)
    assert (promise.owner, promise.due_at) == (PEOPLE["Sam"], local(11, 27, 15))
    assert not handoff(world).nothing_owed
    assert len(world.told("Sam")) == 1
    assert world.told("Tom") == []
    assert next_of(world).startswith("Service claims it; introduce the new owner")


def test_who_promised_is_the_owner_unless_another_is_named(world: World) -> None:
    world.command("Dana", "handoff", NOTHING_OWED)
    world.take("Marcus", "owe", "H-1", what="second key")
    [promise] = promises(world)
    assert (promise.owner, promise.due_at) == (PEOPLE["Marcus"], local(11, 30, 20))
    assert world.told("Marcus") == []


def test_who_owes_something_keeps_it_whatever_his_department(world: World) -> None:
    world.command("Dana", "handoff", f"{MARIA} @slack:USAM")
    world.click("Joan", "kept", "H-1")
    assert promises(world)[0].kept_at is None
    assert isinstance(world.click("Sam", "checklist", "H-1"), Done)
    assert "you are not on its roster" in world.answered("Sam")[0]
    world.click("Sam", "kept", "H-1")
    assert promises(world)[0].kept_at == world.clock.now()
    world.take("Sam", "owe", "H-1", what="mats")
    assert len(promises(world)) == 1, "he has no part of it any more"


def test_a_promise_changes_hands_and_date(world: World) -> None:
    world.command("Dana", "handoff", MARIA)
    [promise] = promises(world)
    form = form_of(world.click("Dana", "promise", "H-1", part=str(promise.id)))
    assert form.values == {
        "what": "two keys",
        "owner": "slack:UDANA",
        "by": "Mon Nov 30, 8:00 PM",
    }
    world.answer("Dana", form, owner="slack:UMARCUS", by="Wed noon")
    [promise] = promises(world)
    assert (promise.owner, promise.due_at) == (PEOPLE["Marcus"], local(11, 25, 12))
    assert len(world.told("Marcus")) == 1


def test_a_late_promise_can_go_to_somebody_else_as_it_is(world: World) -> None:
    world.command("Dana", "handoff", MARIA)
    world.wait(days=30)
    [promise] = promises(world)
    reply = world.take("Dana", "promise", "H-1", part=str(promise.id), owner="slack:UMARCUS")
    assert isinstance(reply, Done)
    assert promises(world)[0].due_at == local(11, 30, 20)


def test_what_turns_out_not_to_be_owed_is_withdrawn(world: World) -> None:
    world.command("Dana", "handoff", MARIA)
    [promise] = promises(world)
    world.take("Dana", "promise", "H-1", part=str(promise.id), gone=("withdrawn",))
    finish_visit(world)
    assert handoff(world).state == "claimed", "now somebody has to say that nothing is owed"
    assert next_of(world) == "Introduce the new owner; say what is owed, or that nothing is"
    world.take("Tom", "checklist", "H-1", checks=("nothing_owed",))
    assert handoff(world).state == "done"


def test_nothing_owed_is_not_offered_while_something_is(world: World) -> None:
    world.command("Dana", "handoff", MARIA)
    form = form_of(world.click("Tom", "checklist", "H-1"))
    assert "nothing_owed" not in {choice.value for choice in form.fields[0].choices}


def test_a_promise_settled_meanwhile_takes_no_other_with_it(world: World) -> None:
    world.command("Dana", "handoff", f"{MARIA}, mats owed")
    keys, _ = promises(world)
    form = form_of(world.click("Dana", "kept", "H-1"))
    world.take("Marcus", "kept", "H-1", promises=(str(keys.id),))
    reply = world.answer("Dana", form, promises=(str(keys.id),))
    assert "no longer possible" in words_of(reply)
    assert promises(world)[1].kept_at is None
    world.take("Dana", "promise", "H-1", part=str(keys.id))
    assert "settled already" in world.answered("Dana")[-1]


def test_no_more_promises_than_a_card_can_show(world: World) -> None:
    owed = "\n".join(f"thing {n}" for n in range(21))
    form = form_of(world.command("Dana", "handoff", MARIA + ", @tommy"))
    reply = world.answer("Dana", form, owed=owed)
    assert isinstance(reply, Mend)
    assert reply.errors["owed"].startswith("That is 21 things")


def todo(world: World, who: str) -> str:
    reply = world.command(who, "baton", "todo")
    assert isinstance(reply, Say)
    assert isinstance(reply.words, Card)
    return read_card(reply.words)


def leave(world: World, who: str) -> None:
    world.front.handle(PersonLeft(world.sender(who), f"{world.workspace}-left-{who}"))


def test_a_promise_of_somebody_who_left_goes_to_the_salesperson(world: World) -> None:
    world.command("Dana", "handoff", f"{MARIA} @slack:USAM, @slack:UTOM")
    leave(world, "Sam")
    [promise] = promises(world)
    assert promise.owner == PEOPLE["Dana"]
    assert handoff(world).owner == PEOPLE["Tom"]
    assert world.told("Dana") == [
        "H-1 (First hand-off of Maria Lopez): we owe two keys, and it is yours to keep now. "
        "Sam has left."
    ]
    assert world.thread("H-1") == ["Baton gave what is owed to Dana: Sam has left."]


def test_when_the_salesperson_left_who_has_it_keeps_the_promises(world: World) -> None:
    world.command("Dana", "handoff", f"{MARIA}, @slack:UTOM")
    leave(world, "Dana")
    assert promises(world)[0].owner == PEOPLE["Tom"]
    leave(world, "Tom")
    assert promises(world)[0].owner == PEOPLE["Priya"], "the sales manager"
    assert handoff(world).state == "new"


def test_a_promise_is_on_the_list_of_who_keeps_it(world: World) -> None:
    world.command("Dana", "handoff", f"{MARIA} @slack:USAM")
    assert "H-1 First hand-off of Maria Lopez" in todo(world, "Sam")
    world.click("Sam", "kept", "H-1")
    assert "H-1" not in todo(world, "Sam")
