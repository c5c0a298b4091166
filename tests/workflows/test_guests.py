"""Guests: let into a channel from outside, and on no roster."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.exchange import Answers, Click, Command, Reply, Sender
from tests.world import STRANGER, World, words_of


def guest(world: World, channel: str = "parts") -> Sender:
    return replace(world.sender(STRANGER, channel), guest=True)


def told(world: World) -> str:
    return world.answered(STRANGER)[-1]


def types(world: World, name: str, text: str) -> Reply:
    return world.front.handle(Command(guest(world), f"{world.workspace}-{text}", "", name, text))


def test_a_guest_in_a_departments_channel_is_not_one_of_its_people(world: World) -> None:
    world.command("Luis", "parts", "48213 1x 04152-YZZA1 filter")
    item = world.item("P-1")
    where = f"to:{STRANGER}"
    click = Click(guest(world), f"{world.workspace}-click", where, "claim", item.id)
    world.front.handle(click)
    assert told(world) == "Only people of this store can do that. Nothing was changed."
    assert world.item("P-1").owner is None
    said = words_of(types(world, "parts", "48377 1x filter"))
    assert said.startswith("Only people of this store can do that.")
    assert "48213" not in words_of(types(world, "baton", "status"))
    assert len(world.items()) == 1
    # Somebody of the workspace who is on no roster still belongs where he types.
    world.click(STRANGER, "claim", "P-1", channel="parts")
    assert world.item("P-1").owner is not None


def test_a_guest_whom_the_store_names_is_one_of_its_people(world: World) -> None:
    world.command("Luis", "parts", "48213 1x 04152-YZZA1 filter")
    sam = replace(world.sender("Sam", "parts"), guest=True)
    item = world.item("P-1")
    world.front.handle(Click(sam, f"{world.workspace}-click", "to:Sam", "claim", item.id))
    assert world.item("P-1").owner == sam.person


def test_a_guest_sets_up_nothing(world: World) -> None:
    said = words_of(types(world, "baton", "setup"))
    assert said.startswith("Only people of this store can do that.")
    sent = Answers(guest(world), f"{world.workspace}-form", f"to:{STRANGER}", "setup")
    assert "Only people of this store" in words_of(world.front.handle(sent))
