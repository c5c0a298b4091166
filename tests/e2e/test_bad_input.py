"""What people type that nobody expected: a clear sentence with an example, and nothing lost."""

from __future__ import annotations

import pytest

from sandbox.lakeside import PARTS, SALES, SERVICE
from tests.e2e.conftest import on_both_databases
from tests.e2e.house import Lakeside
from tests.e2e.people import errors_of, fields_of, marked_up, words_of

GOOD = {"RO number": "48213", "Parts, one per line": "1x 04152-YZZA1 oil filter"}


@pytest.mark.parametrize("typed", ["48-213", "RO4821x", "four eight", "123", "123456789"])
def test_an_unknown_ro_is_asked_for_again_with_an_example(house: Lakeside, typed: str) -> None:
    house.luis.types(SERVICE, "/parts")
    house.luis.sends({**GOOD, "RO number": typed, "Customer": "Ana Ruiz"})
    form = house.luis.sheet
    assert errors_of(form) == {"RO number": "An RO number has 4 to 8 digits, like 48213."}
    assert fields_of(form)["RO number"] == typed
    assert fields_of(form)["Customer"] == "Ana Ruiz"
    house.luis.fills({"RO number": "48213"})
    house.card("P-1", "Ana Ruiz")


def test_a_line_without_an_ro_opens_the_form_and_says_so(house: Lakeside) -> None:
    assert house.luis.types(SERVICE, "/parts oil filter for the blue truck") == ""
    form = house.luis.sheet
    assert "Which RO? Write its number first, like 48213." in words_of(form)
    assert fields_of(form)["Parts, one per line"] == "oil filter for the blue truck"


@on_both_databases
def test_forty_lines_fit_into_one_request_and_are_answered_in_two_forms(
    lakeside: Lakeside,
) -> None:
    lines = [f"{n}x 90915-YZ{n:03} part number {n}" for n in range(1, 41)]
    lakeside.luis.types(SERVICE, "/parts")
    lakeside.luis.fills({"RO number": "48213", "Parts, one per line": "\n".join(lines)})
    words = words_of(lakeside.card("P-1"))
    assert words.count("part number") == 40
    assert (
        "1× part number 1, 2× part number 2, 3× part number 3 and 37 more"
        in lakeside.card("P-1").text
    )
    lakeside.sam.presses(lakeside.card("P-1"), "Answer lines")
    form = lakeside.sam.sheet
    assert "20 more after these." in words_of(form)
    lakeside.sam.fills({label: "In stock" for label in fields_of(form) if "part number" in label})
    words = words_of(lakeside.card("P-1", "in stock"))
    assert words.count("in stock") == 20
    lakeside.sam.presses(lakeside.card("P-1"), "Answer lines")
    form = lakeside.sam.sheet
    assert "part number 21" in next(iter(fields_of(form)))
    lakeside.sam.fills({label: "In stock" for label in fields_of(form) if "part number" in label})
    assert words_of(lakeside.card("P-1", "Ready")).count("in stock") == 40


def test_a_right_to_left_part_does_not_turn_the_rest_of_the_answer_around(house: Lakeside) -> None:
    answer = house.luis.types(SERVICE, "/parts 48213 1x مرشح")
    assert answer.endswith(": \u20681× مرشح\u2069. Answer due Mon Nov 23, 12:30 PM.")


def test_sixty_one_lines_are_too_many_and_stay_in_the_form(house: Lakeside) -> None:
    lines = "\n".join(f"1x 90915-YZ{n:03}" for n in range(61))
    house.luis.types(SERVICE, "/parts")
    house.luis.sends({"RO number": "48213", "Parts, one per line": lines})
    form = house.luis.sheet
    assert "That is 61 lines; one request takes up to 60." in errors_of(form)["Parts, one per line"]
    assert fields_of(form)["Parts, one per line"] == lines


def test_rows_pasted_from_a_spreadsheet_are_read(lakeside: Lakeside) -> None:
    rows = "Part\tQty\tDescription\n04152-YZZA1\t2\tOil filter\n90915-YZZD4\t1\tWater pump\n"
    lakeside.luis.types(SERVICE, f"/parts 48213 {rows}")
    words = words_of(lakeside.card("P-1"))
    assert "*2×* Oil filter · 04152-YZZA1" in words
    assert "*1×* Water pump · 90915-YZZD4" in words
    assert words.count("×*") == 2, "the heading is no part"


def test_a_quantity_that_cannot_be_is_named_with_its_line(house: Lakeside) -> None:
    house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1, 5000x 90915-YZZD4 pump")
    form = house.luis.sheet
    assert "5000" in words_of(form)
    assert fields_of(form)["Parts, one per line"] == "1x 04152-YZZA1, 5000x 90915-YZZD4 pump"


@on_both_databases
def test_three_thousand_characters_arrive_whole(lakeside: Lakeside) -> None:
    story = " ".join(f"word{n}" for n in range(500))[:2900]
    lakeside.tom.types(SERVICE, "/lead")
    lakeside.tom.fills({"RO number": "48213", "Note": story})
    words = words_of(lakeside.card("L-1", channel=SALES))
    assert story in words
    lakeside.marcus.presses(lakeside.card("L-1", channel=SALES), "Claim")
    assert story in words_of(lakeside.card("L-1", lakeside.marcus.name, SALES))


def test_more_than_a_form_takes_is_cut_nowhere_and_explained(house: Lakeside) -> None:
    long_line = "1x 04152-YZZA1 " + "filter " * 700
    house.luis.types(SERVICE, f"/parts 48213 {long_line}")
    if house.luis.form is not None:
        kept = fields_of(house.luis.sheet)["Parts, one per line"]
        assert kept.startswith("1x 04152-YZZA1 filter")
    else:
        assert "04152-YZZA1" in words_of(house.card("P-1"))


@pytest.mark.parametrize(
    "name",
    [
        "José Ñandú 🚚🔥",
        "محمد بن سلمان",
        "שרה כהן-לוי",
        "王小明",
        "\u202egnirts desrever",
        "👨‍👩‍👧‍👦 Family",
        "O'Brien & Sons <LLC>",
        "*Bold* _Joe_ ~Strike~ `code`",
        "zero\u200bwidth\ufeff",
    ],
)
def test_any_name_is_drawn_and_survives_the_whole_way(house: Lakeside, name: str) -> None:
    house.luis.types(SERVICE, "/parts")
    house.luis.fills({**GOOD, "Customer": name})
    card = house.card("P-1")
    known = [character for character in name if character.isalnum()]
    drawn = words_of(card)
    assert all(character in drawn for character in known)
    house.sam.presses(card, "Claim")
    house.card("P-1", house.sam.name)
    house.settle()
    assert "P-1" in house.tom.types(SERVICE, "/baton find 48213 filter")


@pytest.mark.parametrize(
    "mean",
    [
        "<!channel> Lopez",
        "<!here|Maria>",
        "<@U0SAMBECKER> Lopez",
        "<http://evil.example|Maria Lopez>",
        "&lt;!channel&gt; Lopez",
        "Maria\n<!everyone>\nLopez",
    ],
)
def test_a_name_cannot_ping_anybody_or_become_a_link(house: Lakeside, mean: str) -> None:
    house.dana.types(SALES, "/handoff")
    house.dana.fills(
        {
            "To which department": "Parts",
            "Customer": mean,
            "What is needed": f"touch-up pen for {mean}",
        }
    )
    house.sam.presses(house.card("H-1", channel=PARTS), "Done")
    house.sam.fills({"Note": f"gave it to {mean}"})
    house.card("H-1", "*Done*", PARTS)
    house.dana.hears("done")
    house.settle()
    house.dana.types(SALES, f"/baton find {mean}")
    house.dana.types(SALES, f"/parts {mean}")
    workspace = house.box.workspace
    everything = [message for room in workspace.channels for message in workspace.messages(room)]
    said = [m for m in (*everything, *workspace.all_ephemerals()) if m.bot_id]
    assert len(said) >= 4
    for message in said:
        words = marked_up(message).replace(house.sam.mention, "@sam")
        assert not any(mark in words for mark in ("<!", "<@U0SAM", "<http://evil"))


@pytest.mark.parametrize("past", ["yesterday 3pm", "11/2 9am", "Nov 20 3pm", "2020-01-01"])
def test_a_date_in_the_past_is_explained_and_kept(house: Lakeside, past: str) -> None:
    house.luis.types(SERVICE, f"/parts 48213 1x 04152-YZZA1 oil filter by {past}")
    form = house.luis.sheet
    assert " is over. Give a time still to come, like tomorrow 9am" in words_of(form)
    held = fields_of(form)
    assert held["RO number"] == "48213"
    assert "04152-YZZA1 oil filter" in held["Parts, one per line"]
    house.luis.sends({"Needed by": past})
    assert "Give a time still to come" in errors_of(house.luis.sheet)["Needed by"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1HGCM82633A00435O", "O"),
        ("1HGCM82633A0O4352", "O"),
        ("1HGCM82633A00435", "17"),
        ("1HGCM82633A0043521", "17"),
    ],
)
def test_a_vin_with_a_slip_says_which_and_keeps_it(house: Lakeside, typed: str, said: str) -> None:
    house.luis.types(SERVICE, f"/parts 48213 1x 04152-YZZA1 vin {typed}")
    form = house.luis.sheet
    assert said in words_of(form)
    assert fields_of(form)["VIN"] == typed
    house.luis.fills({"VIN": "1HGCM82633A004352"})
    assert "1HGCM82633A004352" in words_of(house.card("P-1"))


def test_a_vin_whose_check_digit_does_not_fit_is_taken_with_a_warning(house: Lakeside) -> None:
    answer = house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1 vin 1HGCM82643A004352")
    assert "P-1> is with Parts" in answer
    assert "The check digit of VIN 1HGCM82643A004352 does not fit." in answer


@pytest.mark.parametrize("typed", ["4.2.0", "a lot", "-300", "4200 or so", "9" * 20])
def test_an_amount_nobody_can_read_is_asked_for_again(house: Lakeside, typed: str) -> None:
    house.tom.types(SERVICE, "/lead")
    house.tom.sends({"RO number": "48213", "Repair estimate": typed, "Note": "asked about hybrids"})
    form = house.tom.sheet
    assert "4200" in errors_of(form)["Repair estimate"] or "$" in errors_of(form)["Repair estimate"]
    assert fields_of(form)["Note"] == "asked about hybrids"
    house.tom.fills({"Repair estimate": "$4,200"})
    house.card("L-1", "$4,200", SALES)


def test_empty_and_odd_commands_get_an_answer(house: Lakeside) -> None:
    for typed in ("/parts \u00a0 ", "/parts " + "x" * 3000, "/parts \u0000\u0007", "/parts 🚗" * 3):
        house.luis.types(SERVICE, typed)
        if house.luis.form is not None:
            house.luis.at_slack.close(house.luis.sheet.id, everything=True)
    for typed in ("/vehicle " + "9" * 400, "/baton find " + "%" * 400, "/vehicle ' OR 1=1 --"):
        assert house.luis.types(SERVICE, typed)
    house.settle()
    # And everything still works.
    assert "is with Parts" in house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1")
