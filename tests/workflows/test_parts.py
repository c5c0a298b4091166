"""What becomes of a parts request, and what people hear."""

from __future__ import annotations

import pytest

from bot.store.parts import PartsRequest
from tests.world import World, words_of


def asked(world: World, label: str) -> list[tuple[int, str | None, str]]:
    request = world.item(label)
    assert isinstance(request, PartsRequest)
    return [(line.quantity, line.part_number, line.words) for line in request.lines]


@pytest.mark.parametrize("number", ["04152YZZA1", "04152.yzza1", "04152-YZZ-A1"])
def test_a_number_is_the_same_however_it_is_punctuated(world: World, number: str) -> None:
    world.command("Luis", "parts", "48213 2x 04152-YZZA1 oil filter")
    said = words_of(world.command("Tom", "parts", f"48213 1x {number} filter"))
    assert "already asks for 04152-YZZA1 on RO 48213. Nothing was sent." in said
    assert len(world.items()) == 1


def test_the_same_part_twice_in_one_request_is_one_line(world: World) -> None:
    words = "48213 2x 04152-YZZA1 oil filter, 1x 90915-YZZD4, 1x 04152YZZA1, 2 wiper, 2 Wiper"
    said = words_of(world.command("Luis", "parts", words))
    assert asked(world, "P-1") == [
        (3, "04152-YZZA1", "oil filter"),
        (1, "90915-YZZD4", ""),
        (4, None, "wiper"),
    ]
    assert "04152-YZZA1 was there more than once: 3 of it asked for." in said
    assert "wiper was there more than once: 4 of it asked for." in said


def test_other_words_beside_the_same_number_are_kept(world: World) -> None:
    world.command("Luis", "parts", "48213 1x 04152-YZZA1 filter, 1x 04152YZZA1 for the van")
    assert asked(world, "P-1") == [(2, "04152-YZZA1", "filter, for the van")]


def test_more_than_fits_one_line_stays_two(world: World) -> None:
    world.command("Luis", "parts", "48213 600x 04152-YZZA1 filter, 600x 04152-YZZA1 filter")
    assert [quantity for quantity, _, _ in asked(world, "P-1")] == [600, 600]


def test_two_answers_to_one_line_and_the_second_does_not_undo_the_first(world: World) -> None:
    world.command("Luis", "parts", "48213 1x 04152-YZZA1 filter, 1x 90915-YZZD4 pump")
    request = world.item("P-1")
    assert isinstance(request, PartsRequest)
    line = str(request.lines[0].id)
    form = world.click("Joan", "line", "P-1", part=line)
    filled = {f"answer-{line}": "in_stock", f"detail-{line}": "B7-12"}
    world.take("Sam", "line", "P-1", part=line, **filled)
    said = words_of(world.answer("Joan", form, **{f"answer-{line}": "not_available"}))
    assert (
        "Somebody answered meanwhile: filter: in stock, bin B7-12. Nothing was changed. "
        "Press Change on the line if yours is right."
    ) in said
    assert "filter · 04152-YZZA1: in stock, bin B7-12" in world.card_text("P-1")
    # With the button on the line as it is now, it can be changed.
    world.take("Joan", "line", "P-1", part=line, **{f"answer-{line}": "not_available"})
    assert "filter · 04152-YZZA1: not available" in world.card_text("P-1")


def test_the_same_answer_twice_is_an_answer_once(world: World) -> None:
    world.command("Luis", "parts", "48213 1x 04152-YZZA1 filter, 1x 90915-YZZD4 pump")
    request = world.item("P-1")
    assert isinstance(request, PartsRequest)
    line = str(request.lines[0].id)
    form = world.click("Joan", "line", "P-1", part=line)
    world.take("Sam", "line", "P-1", part=line, **{f"answer-{line}": "in_stock"})
    said = words_of(world.answer("Joan", form, **{f"answer-{line}": "in_stock"}))
    assert "filter: in stock. Nothing was changed." in said
    assert len(world.history("P-1")) == 2


@pytest.mark.parametrize(
    ("by", "says"),
    [
        ("11pm", "You wrote Mon Nov 23, 11:00 PM; we are closed then."),
        ("Sunday 3am", "You wrote Sun Nov 29, 3:00 AM; we are closed then."),
        ("6pm", "Needed by Mon Nov 23, 6:00 PM."),
        ("7:30am tomorrow", "Needed by Tue Nov 24, 7:30 AM."),
    ],
)
def test_a_time_at_which_the_counter_is_closed_is_said_to_be_one(
    world: World, by: str, says: str
) -> None:
    said = words_of(world.command("Luis", "parts", f"48213 1x filter by {by}"))
    assert said.endswith(f" {says}")
    assert said.count("closed then") == says.count("closed then")


def test_a_line_settled_by_mistake_can_be_changed_while_the_request_is_open(world: World) -> None:
    world.command("Luis", "parts", "48213 1x 04152-YZZA1 filter, 1x 90915-YZZD4 pump, 1x clip")
    request = world.item("P-1")
    assert isinstance(request, PartsRequest)
    first, second, _ = (str(line.id) for line in request.lines)
    world.take("Sam", "line", "P-1", part=first, **{f"answer-{first}": "not_available"})
    world.take("Sam", "line", "P-1", part=second, **{f"answer-{second}": "in_stock"})
    world.click("Sam", "delivered", "P-1")
    card = world.card_text("P-1")
    assert "filter · 04152-YZZA1: not available" in card
    assert "pump · 90915-YZZD4: delivered to the bay" in card
    assert card.count("[Change]") == 2
    world.take("Sam", "line", "P-1", part=first, **{f"answer-{first}": "in_stock"})
    ordered = {f"answer-{second}": "ordered", f"eta-{second}": "tomorrow 9am"}
    world.take("Sam", "line", "P-1", part=second, **ordered)
    card = world.card_text("P-1")
    assert "filter · 04152-YZZA1: in stock" in card
    assert "pump · 90915-YZZD4: ordered, ETA Tue Nov 24, 9:00 AM" in card
    unchanged = world.take("Sam", "line", "P-1", part=first, **{f"answer-{first}": "in_stock"})
    assert words_of(unchanged) == "Answer at least one line."


def test_what_is_over_is_not_opened_again_by_a_line(world: World) -> None:
    world.command("Luis", "parts", "48213 1x 04152-YZZA1 filter")
    request = world.item("P-1")
    assert isinstance(request, PartsRequest)
    line = str(request.lines[0].id)
    world.take("Sam", "line", "P-1", part=line, **{f"answer-{line}": "not_available"})
    assert "[Change]" not in world.card_text("P-1")
    world.click("Sam", "line", "P-1", part=line)
    assert "is now “Done”. Nothing was changed." in world.answered("Sam")[-1]
