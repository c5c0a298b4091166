"""`/parts`, from what is typed to the card at the counter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.lakeside import GENERAL, PARTS, SALES, SERVICE
from tests.e2e.conftest import OpenLakeside, on_both_databases
from tests.e2e.house import SOCKET, Lakeside
from tests.e2e.people import Someone, errors_of, fields_of, labels_of, words_of

ONE_LINE = "/parts 48213 2x 04152-YZZA1 oil filter, 1x 90915-YZZD4 by 3pm waiting"


@on_both_databases
def test_one_line_becomes_a_card_at_the_counter(lakeside: Lakeside) -> None:
    answer = lakeside.luis.types(SERVICE, ONE_LINE)
    assert answer == (
        # The card is on its way: until it is there, the link leads to its channel.
        f"<{lakeside.box.url}/archives/{PARTS}|P-1> is with Parts in <#{PARTS}>: 2× oil filter, "
        "1× 90915-YZZD4. Answer due Mon Nov 23, 10:45 AM. Needed by Mon Nov 23, 3:00 PM."
    )
    card = lakeside.card("P-1")
    words = words_of(card)
    assert words.startswith("P-1 · Parts request\n*Waiting for parts* · nobody has it yet")
    assert "Next: Claim it and answer each line · due Mon Nov 23, 10:45 AM" in words
    assert "*Urgent*\nCustomer waits\n*RO*\n48213\n*Needed by*\nMon Nov 23, 3:00 PM" in words
    assert "*2×* oil filter · 04152-YZZA1" in words
    assert "*1×* 90915-YZZD4" in words
    assert f"Asked by {lakeside.luis.name} (Service) Mon Nov 23, 10:30 AM" in words
    assert labels_of(card) == [
        *("Answer", "Answer"),
        *("Claim", "All in stock", "Answer lines"),
        *("Give to someone else", "Pass to another department", "Cancel", "History"),
    ]
    # A phone's notification and a screen reader get the same in one line.
    assert card.text == "P-1 · Parts request: 2× oil filter, 1× 90915-YZZD4. Waiting for parts."


def test_the_answer_opens_the_card_at_once(lakeside: Lakeside) -> None:
    lakeside.luis.types(SERVICE, ONE_LINE)
    lakeside.card("P-1")
    answer = next(m for m in lakeside.luis.at_slack.messages(SERVICE) if m.ephemeral_to)
    lakeside.luis.presses(answer, "Open P-1")
    assert "*2×* oil filter · 04152-YZZA1" in words_of(lakeside.luis.sheet)


def test_without_words_a_form_opens_and_its_answers_become_a_card(lakeside: Lakeside) -> None:
    assert lakeside.luis.types(SERVICE, "/parts") == ""
    form = lakeside.luis.sheet
    assert form.title == "Parts request"
    assert set(fields_of(form).values()) == {None}
    lakeside.luis.fills(
        {
            "RO number": "48213",
            "Parts, one per line": "2x 04152-YZZA1 oil filter\n1x 90915-YZZD4",
            "Needed by": "3pm",
            "How urgent": "Vehicle down",
            "Customer": "Ana Ruiz",
            "VIN": "1HGCM82633A004352",
            "Vehicle": "2003 Honda Accord",
        }
    )
    assert lakeside.luis.form is None
    words = words_of(lakeside.card("P-1"))
    for known in ("Vehicle down", "48213", "Ana Ruiz", "2003 Honda Accord", "1HGCM82633A004352"):
        assert known in words
    # The confirmation comes privately where the form was opened, with a link to the card.
    assert lakeside.luis.reads(SERVICE, "is with Parts") == (
        f"{lakeside.link('P-1')} is with Parts in <#{PARTS}>: 2× oil filter, 1× 90915-YZZD4. "
        "Answer due Mon Nov 23, 11:00 AM. Needed by Mon Nov 23, 3:00 PM."
    )


def test_what_is_not_understood_opens_the_form_with_the_rest_filled_in(lakeside: Lakeside) -> None:
    assert lakeside.luis.types(SERVICE, "/parts 2x 04152-YZZA1 oil filter by 25pm waiting") == ""
    form = lakeside.luis.sheet
    said = words_of(form)
    assert "Which RO? Write its number first, like 48213." in said
    assert "25pm" in said
    assert fields_of(form) == {
        "RO number": None,
        "Parts, one per line": "2x 04152-YZZA1 oil filter",
        "Needed by": "25pm",
        "How urgent": "waiting",
        "Customer": None,
        "VIN": None,
        "Vehicle": None,
    }
    lakeside.luis.sends({"RO number": "48213"})
    assert list(errors_of(lakeside.luis.sheet)) == ["Needed by"]
    lakeside.luis.fills({"Needed by": "4pm"})
    assert "Mon Nov 23, 4:00 PM" in words_of(lakeside.card("P-1"))


def test_help_shows_two_examples_that_work(lakeside: Lakeside) -> None:
    lines = lakeside.luis.types(SERVICE, "/parts help").splitlines()
    assert [line.split()[0] for line in lines] == ["*Ask", "/parts", "/parts", "/parts"]
    assert lakeside.luis.types(SERVICE, "/parts ?").splitlines() == lines
    assert lines[-1] == "/parts alone opens the form."
    for number, example in enumerate(lines[1:3], 1):
        assert f"P-{number}> is with Parts" in lakeside.luis.types(SERVICE, example)


@on_both_databases
def test_the_same_part_asked_again_is_refused_with_a_link(lakeside: Lakeside) -> None:
    lakeside.luis.types(SERVICE, ONE_LINE)
    link = lakeside.link("P-1")
    answer = lakeside.renee.types(SERVICE, "/parts 48213 1x 04152-yzza1 the same filter")
    assert answer == (
        f"{link} already asks for 04152-YZZA1 on RO 48213. Nothing was sent.\n"
        "You typed: /parts 48213 1x 04152-yzza1 the same filter"
    )
    # Another RO, or another part of the same, is no duplicate.
    assert "P-2> is with" in lakeside.renee.types(SERVICE, "/parts 48214 1x 04152-YZZA1 filter")
    assert "P-3> is with" in lakeside.renee.types(SERVICE, "/parts 48213 1x 17801-YZZ11 air filter")


def test_a_duplicate_typed_into_the_form_is_refused_with_what_was_typed(house: Lakeside) -> None:
    house.luis.types(SERVICE, ONE_LINE)
    house.card("P-1")
    house.renee.types(SERVICE, "/parts")
    house.renee.fills(
        {
            "RO number": "48213",
            "Parts, one per line": "1x 04152-YZZA1",
            "How urgent": "Customer waits",
        }
    )
    said = words_of(house.renee.sheet)
    assert "|P-1> already asks for 04152-YZZA1 on RO 48213. Nothing was sent." in said
    # As it stood in the form, with its labels.
    assert said.split("Nothing was sent.")[1].splitlines()[1:] == [
        *("*RO number*", "48213"),
        *("*Parts, one per line*", "1x 04152-YZZA1"),
        *("*How urgent*", "Customer waits"),
    ]


def test_after_the_part_came_it_may_be_asked_again(house: Lakeside) -> None:
    house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1 filter")
    house.sam.presses(house.card("P-1"), "All in stock")
    house.sam.presses(house.card("P-1", "Ready"), "Delivered to bay")
    house.card("P-1", "Done")
    assert "P-2> is with" in house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1 filter")


def test_the_word_payload_in_the_text_is_only_a_word(lakeside: Lakeside) -> None:
    answer = lakeside.luis.types(SERVICE, "/parts 48213 1x 68218057AA max payload 1500kg &payload=")
    assert "P-1> is with Parts" in answer
    assert "max payload 1500kg &amp;payload=" in words_of(lakeside.card("P-1"))


def test_a_person_on_no_roster_acts_by_his_channel(lakeside: Lakeside) -> None:
    nora = lakeside.newcomer(SERVICE, PARTS, GENERAL)
    assert "P-1> is with Parts" in nora.types(SERVICE, ONE_LINE)
    card = lakeside.card("P-1")
    assert f"Asked by {nora.name} (Service)" in words_of(card)
    # In #parts she is of parts: she may claim there what she asked for in #service.
    nora.presses(card, "Claim")
    assert f"*At the counter* · {nora.name}" in words_of(lakeside.card("P-1", "At the counter"))
    # In a channel that is nobody's she is told what to do.
    assert nora.types(GENERAL, "/parts 48214 1x 1234").startswith(
        "I cannot tell which department you are in. Type it in your department's channel"
    )


def test_sales_asks_for_parts_too(house: Lakeside) -> None:
    assert "P-1> is with Parts" in house.dana.types(SALES, "/parts 48213 1x PT212-35200 floor mats")
    assert f"Asked by {house.dana.name} (Sales)" in words_of(house.card("P-1"))


def test_a_time_that_has_passed_means_the_next_open_day_and_the_answer_says_so(
    house: Lakeside,
) -> None:
    answer = house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1 by 9am")
    assert answer.endswith(
        "9:00 AM has passed today, so this means Tue Nov 24, 9:00 AM, the next open day."
    )
    assert "*Needed by*\nTue Nov 24, 9:00 AM" in words_of(house.card("P-1"))


@pytest.mark.parametrize("road", [SOCKET], indirect=True)
def test_many_people_ask_at_once_and_each_gets_a_number_of_his_own(lakeside: Lakeside) -> None:
    askers = [lakeside.luis, lakeside.renee, lakeside.tom, lakeside.dana, lakeside.marcus] * 4
    where = [SERVICE, SERVICE, SERVICE, SALES, SALES] * 4
    with ThreadPoolExecutor(10) as pool:
        list(
            pool.map(
                lambda n: askers[n].at_slack.type(where[n], f"/parts {50000 + n} 1x 04152-YZZA1"),
                range(20),
            )
        )
    lakeside.settle()
    assert set(lakeside.cards(PARTS)) == {f"P-{n}" for n in range(1, 21)}


def test_nothing_is_said_to_anybody_else(house: Lakeside) -> None:
    house.luis.types(SERVICE, ONE_LINE)
    house.card("P-1")
    house.settle()
    everybody = [id_ for id_, user in house.box.workspace.users.items() if not user.is_bot]
    assert [Someone(house.box, id_).dms() for id_ in everybody] == [[]] * len(everybody)
    said = [m for m in house.box.workspace.messages(SERVICE) if m.bot_id]
    assert said == []


def test_before_the_store_is_set_up_the_answer_says_how_to_begin(
    open_lakeside: OpenLakeside,
) -> None:
    house = open_lakeside(set_up=False)
    answer = house.luis.types(SERVICE, ONE_LINE)
    assert answer.startswith(
        "Baton does not know your store yet. A manager can type /baton setup to tell it."
    )
    assert "You typed: /parts 48213 2x 04152-YZZA1" in answer
