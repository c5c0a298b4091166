"""`/meeting`: the agenda comes by itself, people are there, and the minutes lie in its thread."""

from __future__ import annotations

import pytest

from sandbox.lakeside import SALES, SERVICE
from sandbox.model import Message
from tests.e2e.house import Lakeside
from tests.e2e.people import fields_of, labels_of, words_of


def agenda(house: Lakeside, saying: str = "", channel: str = SERVICE) -> Message:
    """The newest agenda in a channel, once it is there and says this."""

    def look() -> Message | None:
        found = [
            message
            for message in house.box.workspace.messages(channel)
            if "Shift huddle ·" in words_of(message) and message.in_channel
        ]
        newest = found[-1].snapshot() if found else None
        return newest if newest and saying in words_of(newest) else None

    seen = house.wait(look)
    assert seen is not None
    return seen


def thread(house: Lakeside, root: Message, saying: str) -> str:
    """What stands under the agenda, once it says this."""

    def look() -> str | None:
        found = [words_of(m) for m in house.box.workspace.thread(SERVICE, root.ts)[1:]]
        return next((words for words in found if saying in words), None)

    words = house.wait(look)
    assert words is not None
    return words


@pytest.fixture
def posted(lakeside: Lakeside) -> Lakeside:
    """Grace began the huddle early, at 6:40 the next morning, so its agenda is out."""
    lakeside.forward(hours=20, minutes=10)
    answer = lakeside.grace.types(SERVICE, "/meeting start")
    assert "Started: *Shift huddle*" in answer
    agenda(lakeside)
    lakeside.settle()
    return lakeside


def test_from_the_agenda_to_the_minutes(posted: Lakeside) -> None:
    house = posted
    house.joan.presses(agenda(house), "I'm here")
    agenda(house, f"{house.joan.name} (Parts)")
    assert "On the agenda of" in house.luis.types(
        SERVICE, "/meeting add <!channel> the loaner keys"
    )
    assert "&lt;!channel&gt;" in str(agenda(house, "the loaner keys").blocks)
    said = house.grace.types(SERVICE, "/meeting action @dana call the fleet by fri")
    assert "A-1> is with Sales" in said
    agenda(house, "call the fleet")
    house.card("A-1", channel=SALES)
    house.tom.types(SERVICE, "/meeting notes two advisors at the drive on Mondays")
    house.grace.presses(agenda(house), "End")
    minutes = thread(house, agenda(house, "Over"), "Minutes")
    assert "two advisors at the drive on Mondays" in minutes
    assert "visiting from Parts" in minutes
    assert "call the fleet" in minutes
    assert "Locked." in minutes
    assert labels_of(agenda(house, "Over")) == []
    house.tom.types(SERVICE, "/meeting add for the next one")
    assert "for the next one" not in words_of(agenda(house, "Over"))


def test_the_buttons_open_forms(posted: Lakeside) -> None:
    house = posted
    house.tom.presses(agenda(house), "Add a topic")
    house.tom.fills({"What is it": "goal", "In a few words": "no comebacks"})
    agenda(house, "Service: no comebacks")
    house.tom.presses(agenda(house), "Give an action")
    house.tom.fills({"Who does it": house.sam.id, "What": "count the filters", "By when": "fri"})
    agenda(house, "count the filters")


def test_an_action_for_nobody_opens_the_form_filled_in(house: Lakeside) -> None:
    assert house.grace.types(SERVICE, "/meeting action call the fleet by fri") == ""
    held = {label: value for label, value in fields_of(house.grace.sheet).items() if value}
    assert held == {"What": "call the fleet", "By when": "fri"}
    assert "Who does it?" in words_of(house.grace.sheet)


def test_a_manager_changes_a_meeting(house: Lakeside) -> None:
    house.grace.types(SERVICE, "/meeting setup")
    card = [m for m in house.grace.at_slack.messages(SERVICE) if m.ephemeral_to][-1]
    house.grace.presses(card, "Change")
    assert fields_of(house.grace.sheet)["Name"] == "Shift huddle"
    house.grace.fills({"Starts at": "6:45am"})
    assert "it starts at 6:45 AM" in house.grace.reads(SERVICE, "is saved")
    assert "6:45 AM" in house.grace.types(SERVICE, "/meeting")
