"""Nothing that anybody does to actions, in any order, leaves one in an impossible state."""

from __future__ import annotations

from bot.store.actions import Action
from bot.store.items import Item
from tests.workflows.answers import HOSTILE
from tests.workflows.machine import WorkMachine, run_machine
from tests.world import CAST, PEOPLE

_MENTIONS = [f"@{PEOPLE[name]}" for name in CAST]


class ActionMachine(WorkMachine):
    workflow = "action"
    lines = (
        f"{_MENTIONS[0]} call the fleet customer back by fri",
        f"{_MENTIONS[3]} count the oil filters by tomorrow 9am",
        f"by in 20 min {_MENTIONS[-3]} sweep bay 4",
        f"{_MENTIONS[7]} order RO {{ro}} again",
        f"{_MENTIONS[7]} {HOSTILE}",
        f"{_MENTIONS[-1]} who is of another workspace by mon",
        "@tommy nobody knows him",
        "nobody does this by fri",
        f"{_MENTIONS[1]}",
        f"{_MENTIONS[2]} before 25:00",
        "help",
    )
    news = frozenset({"move"})

    def check_step(self, who: str, step: str, before: Item, after: Item) -> None:
        assert isinstance(before, Action)
        assert isinstance(after, Action)
        assert before.what == after.what
        if step != "move":
            assert before.due_at == after.due_at, f"{step} moved the date"

    def check_item(self, item: Item) -> None:
        assert isinstance(item, Action)
        assert item.what


def test_no_sequence_of_steps_breaks_an_action(database_url: str) -> None:
    run_machine(ActionMachine, database_url)
