"""What `/vehicle` says happened to each item, and how far back `/baton find` looks."""

from __future__ import annotations

from bot.chat.card import Card
from bot.chat.exchange import Say
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
