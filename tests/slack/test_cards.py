import re

from hypothesis import HealthCheck, given, settings

from bot.chat.card import Button, Card, Fact, Line, Note, Section, Style, Urgency
from bot.chat.slack.cards import SMALL, draw, draw_card, draw_modal
from bot.chat.text import Bold
from tests.slack import hostile
from tests.slack.checker import check_message, check_view, texts_of

EXAMPLE = Card(
    title="P-48 Parts for RO 48213",
    summary="P-48: 2 parts for RO 48213, customer waits, due 3:00 PM",
    status=(Bold("Asked"), " by Dana, due 3:00 PM"),
    urgency=Urgency.LATE,
    lead=("Vehicle on the lift.",),
    facts=(Fact("RO", ("48213",)), Fact("Vehicle", ("2019 Ram 1500",)), Fact("VIN", ())),
    sections=(
        Section(
            "Lines",
            (
                Line(("2 × 04152-YZZA1 oil filter",), Button("answer", "Answer", 48, part="1")),
                Line(("1 × 90915-YZZD4",), Button("answer", "Answer", 48, part="2")),
            ),
        ),
    ),
    buttons=(
        Button("claim", "Claim", 48, Style.PRIMARY),
        Button("cancel", "Cancel", 48, Style.DANGER, confirm="Cancel P-48?"),
    ),
    menu=(Button("pass", "Pass on", 48), Button("history", "History", 48)),
    footer=("Opened 2:10 PM",),
)


def lines(count: int, words: str = "1 × 90915-YZZD4") -> tuple[Line, ...]:
    return tuple(
        Line((f"{n} {words}",), Button("answer", "Answer", 48, part=str(n))) for n in range(count)
    )


def buttons_beside(blocks: list[dict[str, object]]) -> int:
    return sum("accessory" in block for block in blocks)


def test_the_example_is_drawn_whole() -> None:
    message = draw(EXAMPLE)
    check_message(message.text, message.blocks)
    assert message.text == EXAMPLE.summary
    kinds = [block["type"] for block in message.blocks]
    assert kinds == ["header", *["section"] * 5, "actions", "context"]
    assert message.blocks[0]["text"]["text"] == "🔴 P-48 Parts for RO 48213"
    # An empty fact is left out, short ones stand side by side.
    assert len(message.blocks[3]["fields"]) == 2
    assert message.blocks[4]["text"]["text"] == "*Lines*\n2 × 04152-YZZA1 oil filter"
    assert message.blocks[4]["accessory"]["value"] == "1c:1"


def test_action_ids_are_unique_and_name_their_step() -> None:
    elements = [b["accessory"] for b in draw_card(EXAMPLE) if "accessory" in b]
    elements += draw_card(EXAMPLE)[-2]["elements"]
    ids = [element["action_id"] for element in elements]
    assert ids == ["step:answer", "step:answer#2", "step:claim", "step:cancel", "step:#menu"]


def test_forty_lines_keep_their_buttons() -> None:
    blocks = draw_card(Card("P-1", "P-1", sections=(Section("Lines", lines(40)),)))
    check_message("x", blocks)
    assert buttons_beside(blocks) == 40


def test_buttons_give_way_before_lines() -> None:
    blocks = draw_card(Card("P-1", "P-1", sections=(Section("Lines", lines(90)),)))
    check_message("x", blocks)
    assert 40 <= buttons_beside(blocks) < 50
    assert " ".join(texts_of(blocks)).count("90915") == 90


def test_lines_that_do_not_fit_are_counted() -> None:
    blocks = draw_card(Card("P-1", "P-1", sections=(Section("Lines", lines(60, "x" * 600)),)))
    check_message("x", blocks)
    drawn = " ".join(texts_of(blocks))
    shown = len(re.findall(r"\d+ xxx", drawn))
    assert 0 < shown < 60
    assert drawn.endswith(f"… and {60 - shown} more")


def test_the_second_try_is_smaller() -> None:
    card = Card("P-1", "P-1", sections=(Section("Lines", lines(40)),))
    assert len(draw(card, room=SMALL).blocks) <= 25 < len(draw(card).blocks)


def test_a_long_description_is_kept_whole_when_there_is_room() -> None:
    description = "word " * 560
    blocks = draw_card(Card("P-1", "P-1", facts=(Fact("Description", (description,)),)))
    check_message("x", blocks)
    assert description.strip() in texts_of(blocks)[1]


def test_many_long_facts_share_what_there_is() -> None:
    facts = tuple(Fact(f"Fact {n}", ("x" * 3000,)) for n in range(14))
    blocks = draw_card(Card("P-1", "P-1", facts=facts))
    check_message("x", blocks)
    assert all(f"*Fact {n}*" in " ".join(texts_of(blocks)) for n in range(14))


def test_a_menu_entry_with_a_question_is_a_button() -> None:
    menu = (Button("cancel", "Cancel", 1, confirm="Sure?"), Button("history", "History", 1))
    row = draw_card(Card("P-1", "P-1", menu=menu))[-1]["elements"]
    assert [element["type"] for element in row] == ["button", "overflow"]
    assert row[0]["confirm"]["text"]["text"] == "Sure?"
    assert row[1]["options"][0]["value"] == "history#1"


def test_a_menu_of_more_than_five_is_two_menus() -> None:
    menu = tuple(Button(f"step{n}", f"Step {n}", 1) for n in range(7))
    row = draw_card(Card("P-1", "P-1", menu=menu))[-1]["elements"]
    assert [len(element["options"]) for element in row] == [5, 2]


def test_words_alone_need_no_blocks() -> None:
    message = draw(("Claimed by ", Bold("Sam")))
    assert (message.text, message.blocks) == ("Claimed by *Sam*", [])


def test_long_words_go_on_in_blocks() -> None:
    message = draw(("\n".join(f"10:05 Dana asked for part {n}" for n in range(250)),))
    check_message(message.text, message.blocks)
    assert "part 249" in texts_of(message.blocks)[-1]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(hostile.cards)
def test_any_card_is_within_slacks_limits(card: Card) -> None:
    message = draw(card, "https://lakeside.slack.com")
    check_message(message.text, message.blocks)
    small = draw(card, room=SMALL)
    check_message(small.text, small.blocks)
    assert len(small.blocks) <= 25
    check_view(draw_modal(card))


def test_a_note_has_its_buttons_under_it() -> None:
    message = draw(Note(("Ask again on Friday?",), (Button("again", "Ask again", 1),)))
    check_message(message.text, message.blocks)
    assert message.text == "Ask again on Friday?"
    assert [block["type"] for block in message.blocks] == ["section", "actions"]


@given(hostile.notes)
def test_any_note_is_within_slacks_limits(note: Note) -> None:
    message = draw(note)
    check_message(message.text, message.blocks)


@given(hostile.texts)
def test_any_text_is_within_slacks_limits(words: tuple[object, ...]) -> None:
    message = draw(words)  # type: ignore[arg-type]
    check_message(message.text, message.blocks)
