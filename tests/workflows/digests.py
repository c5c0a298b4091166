"""What the tests of digests share: asking for one, and reading those that were sent."""

from __future__ import annotations

from sqlalchemy import select

from bot.chat.card import Card
from bot.chat.exchange import Say
from bot.store.schedules import SlotRow
from bot.workflows.schedule import Outcome
from tests.world import World, said_in


def digest(world: World, who: str, words: str = "") -> str:
    """What `/baton digest` answers."""
    reply = world.command(who, "baton", f"digest {words}".strip())
    assert isinstance(reply, Say), reply
    return said_in(reply.words)


def come(world: World) -> list[Outcome]:
    """What became of the digests that are due now, as the schedules' records tell it."""
    workspace_id = world.directory.workspace_id
    with world.database.reading() as session:
        slots = select(SlotRow).where(
            SlotRow.workspace_id == workspace_id, SlotRow.name.startswith("digest:")
        )
        over = {(slot.name, slot.slot) for slot in session.scalars(slots)}
    world.tick()
    with world.database.reading() as session:
        return [
            Outcome(slot.outcome)
            for slot in session.scalars(slots)
            if (slot.name, slot.slot) not in over
        ]


def pages(world: World, who: str) -> list[str]:
    """The digests that somebody was sent."""
    return [said for said in world.told(who) if said.startswith(("Parts", "Service", "Sales"))]


def card(world: World, who: str) -> Card:
    reply = world.command(who, "baton", "digest")
    assert isinstance(reply, Say)
    assert isinstance(reply.words, Card)
    return reply.words
