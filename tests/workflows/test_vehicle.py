"""What `/vehicle` says happened to each item, and how far back `/baton find` looks."""

from __future__ import annotations

import pytest

from bot.chat.card import Card
from bot.chat.exchange import Say, Show
from bot.store.items import CounterRow
from bot.store.search import SEARCHED
from tests.world import World, read


def answer(world: World, command: str, line: str) -> str:
    """The card that Tom is answered, read out."""
    reply = world.command("Tom", command, line)
    assert isinstance(reply, Say)
    assert isinstance(reply.words, Card)
    return read(reply.words)


def test_an_open_item_says_what_happened_last_and_a_closed_one_how_it_ended(world: World) -> None:
    world.command("Luis", "parts", "48213 1x 04152-YZZA1 oil filter")
    world.click("Sam", "all_in_stock", "P-1")
    world.take("Sam", "delivered", "P-1")
    world.wait(minutes=5)
    world.command("Luis", "parts", "48213 1x 90915-YZZD4 pump")
    world.click("Sam", "claim", "P-2")
    world.wait(minutes=1)
    world.take("Joan", "reassign", "P-2", to=str(world.sender("Joan").person))
    world.wait(minutes=1)
    world.click("Joan", "all_in_stock", "P-2")
    assert answer(world, "vehicle", "48213").splitlines()[1:] == [
        "Open (1)",
        "• P-2 1× pump (RO 48213): Ready, Joan, due today 12:37 PM",
        "\u2003Mon Nov 23, 10:35 AM: Sam claimed it.",
        "\u2003Mon Nov 23, 10:36 AM: Joan gave it to Joan.",
        "\u2003Mon Nov 23, 10:37 AM: Joan answered: all in stock.",
        "Earlier (1)",
        "• P-1 1× oil filter (RO 48213): Done today 10:30 AM",
        "\u2003Mon Nov 23, 10:30 AM: Sam delivered to the bay: oil filter.",
    ]


def test_words_are_looked_for_in_what_is_newest_and_the_answer_says_where_older_things_are(
    world: World,
) -> None:
    world.command("Luis", "parts", "48213 1x 04152-YZZA1 oil filter")
    world.command("Luis", "handoff", "parts Ray Chen, oil filter in his trunk, by noon")
    counter = (world.store.id, "parts")

    def give_numbers(most: int) -> None:
        """The store has asked for so many parts meanwhile."""
        world.change(lambda session: setattr(session.get_one(CounterRow, counter), "last", most))

    give_numbers(SEARCHED)
    assert "P-1" in answer(world, "baton", "find oil")
    give_numbers(SEARCHED + 1)
    found = answer(world, "baton", "find oil")
    assert "P-1" not in found
    assert "H-1" in found, "what is seldom goes further back"
    assert "/vehicle finds what is years old." in answer(world, "baton", "find 48213")
    assert "P-1" in answer(world, "vehicle", "48213")


@pytest.mark.parametrize(
    "typed", ["RO#48213.", "“48213”", "ro: 48213?", "٤٨٢١٣", "vin 1HGCM82633A004352", "3A004352"]
)
def test_a_vehicle_is_found_however_its_number_is_typed(world: World, typed: str) -> None:
    world.command("Luis", "parts", "48213 1x filter vin 1HGCM82633A004352")
    assert "P-1" in answer(world, "vehicle", typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1HGCM82633A00435O", "A VIN has no O; is it a zero?"),
        ("1HGCM82633A00435", "A VIN has 17 characters, and this one has 16."),
        ("1HGCM82633A0043521", "A VIN has 17 characters, and this one has 18."),
        ("48299", "Try the RO (48213), the stock number, the VIN or its last 8."),
    ],
)
def test_a_vin_with_a_slip_is_told_which(world: World, typed: str, said: str) -> None:
    assert f"Nothing about {typed} yet. {said}" in answer(world, "vehicle", typed)


@pytest.mark.parametrize(
    "words", ["O’Brien", "“O'Brien”", "o'brien touch-up", "h1", "H 1", "#h-1", "“touch–up”"]
)
@pytest.mark.parametrize("customer", ["Pat O'Brien", "Pat O’Brien"])
def test_words_are_found_however_a_phone_writes_them(
    world: World, customer: str, words: str
) -> None:
    form = world.command("Dana", "handoff")
    assert isinstance(form, Show)
    world.answer("Dana", form, department="parts", customer=customer, what="a touch-up pen")
    assert "H-1" in answer(world, "baton", f"find {words}")
