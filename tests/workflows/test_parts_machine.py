"""Nothing that anybody does to parts requests, in any order, leaves one in an impossible state."""

from __future__ import annotations

from bot.store.items import Item
from bot.store.parts import PartsRequest
from bot.workflows import parts as rules
from bot.workflows.parts import LineState
from tests.workflows.answers import HOSTILE
from tests.workflows.machine import WorkMachine, run_machine


class PartsMachine(WorkMachine):
    workflow = "parts"
    lines = (
        "48213 2x 04152-YZZA1 oil filter, 1x 90915-YZZD4 by 3pm waiting",
        "{ro} 1x FL-2051S filter, 15 qt 5W-40 down",
        "48213 1x 04152-YZZA1 oil filter",
        "{ro} brake pads front",
        "{ro} 1x A1, 2x B2, 3x C3",
        "brake pads",
        "48213",
        "{ro} 1x " + HOSTILE,
        "{ro} 1x A1-99 " + "word " * 500,
        "help",
    )
    news = frozenset({"answer", "line"})

    def parts_of(self, item: Item) -> list[str]:
        assert isinstance(item, PartsRequest)
        return [str(line.id) for line in item.lines]

    def check_item(self, item: Item) -> None:
        assert isinstance(item, PartsRequest)
        assert item.lines
        for line in item.lines:
            coming = LineState(line.state) in rules.COMING
            assert coming == (line.eta is not None), "an ETA belongs to what is on order"
        if item.state != "cancelled":
            states = [LineState(line.state) for line in item.lines]
            assert item.state == rules.state_of(states, item.owner is not None)


def test_no_sequence_of_steps_breaks_a_parts_request(database_url: str) -> None:
    run_machine(PartsMachine, database_url)
