"""What the tests of hand-offs share: reading one, and asking what its card says."""

from __future__ import annotations

from bot.chat.exchange import Reply, Show
from bot.chat.form import Form
from bot.store.handoffs import Handoff, Promise
from tests.world import World, say

MARIA = "service Maria Lopez, stk 4471, delivery 5pm, two keys owed"
NOTHING_OWED = "service Maria Lopez, stk 4471, delivery 5pm, nothing owed"


def handoff(world: World, label: str = "H-1") -> Handoff:
    item = world.item(label)
    assert isinstance(item, Handoff)
    return item


def promises(world: World, label: str = "H-1") -> list[Promise]:
    return handoff(world, label).promises


def form_of(reply: Reply) -> Form:
    assert isinstance(reply, Show), reply
    return reply.form


def offered(world: World, label: str = "H-1") -> list[str]:
    return [button.step for button in world.card(label).buttons]


def next_of(world: World, label: str = "H-1") -> str:
    status = say(world.card(label).status)
    return status.split("Next: ")[1].split(" · due")[0].split("\n")[0]


def finish_visit(world: World, who: str = "Tom", **more: str) -> None:
    """The first visit gets its date, and the two sides sign."""
    world.take(who, "checklist", "H-1", first_visit="Dec 15 9am", **more)
    world.take("Dana", "sign_sales", "H-1")
    world.take("Tom", "sign_service", "H-1")
