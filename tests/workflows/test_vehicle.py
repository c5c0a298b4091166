"""What `/vehicle` says happened to each item."""

from __future__ import annotations

from bot.chat.card import Card
from bot.chat.exchange import Say
from tests.world import World, read


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
    reply = world.command("Tom", "vehicle", "48213")
    assert isinstance(reply, Say)
    assert isinstance(reply.words, Card)
    assert read(reply.words).splitlines()[1:] == [
        "Open (1)",
        "• P-2 1× pump (RO 48213): Ready, Joan, due today 12:37 PM",
        "\u2003Mon Nov 23, 10:35 AM: Sam claimed it.",
        "\u2003Mon Nov 23, 10:36 AM: Joan gave it to Joan.",
        "\u2003Mon Nov 23, 10:37 AM: Joan answered: all in stock.",
        "Earlier (1)",
        "• P-1 1× oil filter (RO 48213): Done today 10:30 AM",
        "\u2003Mon Nov 23, 10:30 AM: Sam delivered to the bay: oil filter.",
    ]
