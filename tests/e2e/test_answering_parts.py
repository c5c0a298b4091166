"""What the counter does with a parts request, and what the person who asked hears of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sandbox.lakeside import PARTS, SERVICE
from tests.e2e.conftest import on_both_databases
from tests.e2e.house import Lakeside
from tests.e2e.people import errors_of, fields_of, labels_of, words_of

ONE_PART = "/parts 48213 1x 04152-YZZA1 oil filter"
THREE_PARTS = "/parts 48213 2x 04152-YZZA1 oil filter, 1x 90915-YZZD4 pump, 4x 90919-01253 plugs"


@on_both_databases
def test_two_claim_at_once_and_one_is_told_who_has_it(lakeside: Lakeside) -> None:
    lakeside.luis.types(SERVICE, ONE_PART)
    card = lakeside.card("P-1")
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda who: who.presses(card, "Claim"), (lakeside.sam, lakeside.joan)))
    lakeside.settle()
    owner = lakeside.item("P-1").owner
    assert owner is not None
    first, second = lakeside.sam, lakeside.joan
    if owner.id == lakeside.joan.id:
        first, second = second, first
    told = f"{first.mention} already has {lakeside.link('P-1')}. Nothing was changed."
    assert second.reads(PARTS, "already has") == told
    assert first.hints(PARTS) == []
    assert lakeside.thread("P-1") == [f"{first.name} claimed it."]
    assert lakeside.luis.dms() == [
        f"{lakeside.link('P-1')} (1× oil filter): {first.mention} has it."
    ]


def test_claiming_twice_says_that_it_is_yours_already(house: Lakeside) -> None:
    house.luis.types(SERVICE, ONE_PART)
    card = house.card("P-1")
    house.sam.presses(card, "Claim")
    house.card("P-1", "At the counter")
    house.sam.presses(card, "Claim")
    assert house.sam.reads(PARTS, "already") == f"You already have {house.link('P-1')}."
    assert house.thread("P-1") == [f"{house.sam.name} claimed it."]


def test_a_stale_button_says_what_is_true_now(lakeside: Lakeside) -> None:
    lakeside.luis.types(SERVICE, ONE_PART)
    stale = lakeside.card("P-1")
    lakeside.sam.presses(stale, "All in stock")
    lakeside.sam.presses(lakeside.card("P-1", "Ready"), "Delivered to bay")
    lakeside.card("P-1", "Done")
    lakeside.joan.presses(stale, "All in stock")
    assert lakeside.joan.reads(PARTS, "no longer possible") == (
        f"That is no longer possible: {lakeside.link('P-1')} is now “Done”. Nothing was changed."
    )


def test_a_form_older_than_the_item_says_what_is_true_now(house: Lakeside) -> None:
    house.luis.types(SERVICE, ONE_PART)
    house.joan.presses(house.card("P-1"), "Answer lines")
    house.sam.presses(house.card("P-1"), "All in stock")
    house.sam.presses(house.card("P-1", "Ready"), "Delivered to bay")
    house.card("P-1", "Done")
    house.joan.fills(
        {"1× oil filter · 04152-YZZA1": "Ordered", "ETA, if ordered or backordered": "4pm"}
    )
    said = words_of(house.joan.sheet)
    assert f"{house.link('P-1')} is now “Done”" in said
    assert "*1× oil filter · 04152-YZZA1*\nOrdered\n*ETA, if ordered or backordered*\n4pm" in said
    assert house.item("P-1").state == "done"


def test_another_department_cannot_claim(lakeside: Lakeside) -> None:
    lakeside.luis.types(SERVICE, ONE_PART)
    # Priya reads along in #parts, but is of sales.
    lakeside.priya.presses(lakeside.card("P-1"), "Claim")
    assert lakeside.priya.reads(PARTS, "roster") == (
        f"{lakeside.link('P-1')} is with Parts, and you are not on its roster in Lakeside Motors. "
        "Nothing was changed."
    )
    assert lakeside.item("P-1").owner is None


@on_both_databases
def test_each_line_gets_its_own_answer(lakeside: Lakeside) -> None:
    lakeside.luis.types(SERVICE, THREE_PARTS)
    lakeside.sam.presses(lakeside.card("P-1"), "Answer lines")
    assert list(fields_of(lakeside.sam.sheet)) == [
        "2× oil filter · 04152-YZZA1",
        "Bin, PO number, or what instead",
        "ETA, if ordered or backordered",
        "1× pump · 90915-YZZD4",
        "Bin, PO number, or what instead#2",
        "ETA, if ordered or backordered#2",
        "4× plugs · 90919-01253",
        "Bin, PO number, or what instead#3",
        "ETA, if ordered or backordered#3",
    ]
    lakeside.sam.fills(
        {
            "2× oil filter · 04152-YZZA1": "In stock",
            "Bin, PO number, or what instead": "B7-12",
            "1× pump · 90915-YZZD4": "Ordered",
            "Bin, PO number, or what instead#2": "PO 5521",
            "ETA, if ordered or backordered#2": "tomorrow 9am",
            "4× plugs · 90919-01253": "Not available",
            "Bin, PO number, or what instead#3": "SK20R11",
        }
    )
    words = words_of(lakeside.card("P-1", "Ready"))
    assert "*2×* oil filter · 04152-YZZA1: in stock, bin B7-12" in words
    # Whoever writes the word too does not read it twice.
    assert "*1×* pump · 90915-YZZD4: ordered, ETA Tue Nov 24, 9:00 AM, PO 5521" in words
    assert "*4×* plugs · 90919-01253: not available, instead: SK20R11" in words
    lakeside.settle()
    assert lakeside.luis.dms() == [
        f"{lakeside.link('P-1')} (2× oil filter, 1× pump, 4× plugs): {lakeside.sam.mention} has it;"
        " pump ETA Tue Nov 24, 9:00 AM."
    ]


def test_one_line_may_be_answered_alone_by_the_button_beside_it(house: Lakeside) -> None:
    house.luis.types(SERVICE, THREE_PARTS)
    house.sam.presses(house.card("P-1"), "Answer", nth=1)
    assert next(iter(fields_of(house.sam.sheet))) == "1× pump · 90915-YZZD4"
    assert len(fields_of(house.sam.sheet)) == 3
    house.sam.fills({"1× pump · 90915-YZZD4": "In stock", "Bin, PO number, or what instead": "A1"})
    words = words_of(house.card("P-1", "bin A1"))
    assert words.count("⬜") == 2
    assert "*At the counter*" in words


def test_an_order_without_an_eta_is_asked_for_it_and_nothing_typed_is_lost(house: Lakeside) -> None:
    house.luis.types(SERVICE, ONE_PART)
    house.sam.presses(house.card("P-1"), "Answer lines")
    outcome = house.sam.sends(
        {"1× oil filter · 04152-YZZA1": "Ordered", "Bin, PO number, or what instead": "5521"}
    )
    assert not outcome.ok
    assert errors_of(house.sam.sheet) == {
        "ETA, if ordered or backordered": "When does it come? Write a time, like tomorrow 9am."
    }
    assert fields_of(house.sam.sheet)["Bin, PO number, or what instead"] == "5521"
    house.sam.sends({"ETA, if ordered or backordered": "when it comes"})
    assert "Try 3pm" in errors_of(house.sam.sheet)["ETA, if ordered or backordered"]
    house.sam.fills({"ETA, if ordered or backordered": "tomorrow 9am"})
    assert "ordered, ETA Tue Nov 24, 9:00 AM" in words_of(house.card("P-1", "On order"))


def test_ordered_arrived_delivered_and_the_asker_hears_only_what_matters(
    lakeside: Lakeside,
) -> None:
    """Told once when it is claimed, at each ETA, and at the end; never for more."""
    sam, luis = lakeside.sam, lakeside.luis
    luis.types(SERVICE, ONE_PART)
    sam.presses(lakeside.card("P-1"), "Claim")
    sam.presses(lakeside.card("P-1", "At the counter"), "Answer lines")
    sam.fills(
        {"1× oil filter · 04152-YZZA1": "Ordered", "ETA, if ordered or backordered": "tomorrow 9am"}
    )
    card = lakeside.card("P-1", "On order")
    sam.presses(card, "Change")
    sam.fills(
        {
            "1× oil filter · 04152-YZZA1": "Backordered",
            "ETA, if ordered or backordered": "Wed 2pm",
        }
    )
    sam.presses(lakeside.card("P-1", "backordered"), "Arrived")
    sam.presses(lakeside.card("P-1", "Ready"), "Delivered to bay")
    words = words_of(lakeside.card("P-1", "Done"))
    assert words.startswith("✅ P-1 · Parts request\n*Done* · " + sam.name)
    lakeside.settle()
    head = f"{lakeside.link('P-1')} (1× oil filter): "
    assert luis.dms() == [
        f"{head}{sam.mention} has it.",
        f"{head}oil filter ETA Tue Nov 24, 9:00 AM.",
        f"{head}oil filter moved to Wed Nov 25, 2:00 PM.",
        f"{head}done.",
    ]
    assert sam.dms() == []
    assert lakeside.thread("P-1") == [
        f"{sam.name} claimed it.",
        f"{sam.name} answered: oil filter: ordered, ETA Tue Nov 24, 9:00 AM.",
        f"{sam.name} answered: oil filter: backordered, ETA Wed Nov 25, 2:00 PM.",
        f"{sam.name} marked as arrived: oil filter.",
        f"{sam.name} delivered to the bay: oil filter.",
    ]
    # One card, edited in place, with nothing left to press but its history.
    assert list(lakeside.cards(PARTS)) == ["P-1"]
    assert labels_of(lakeside.card("P-1")) == ["History"]


def test_all_in_stock_answers_every_line_at_once(lakeside: Lakeside) -> None:
    lakeside.luis.types(SERVICE, THREE_PARTS)
    lakeside.sam.presses(lakeside.card("P-1"), "All in stock")
    words = words_of(lakeside.card("P-1", "Ready"))
    assert words.count("in stock") == 3
    assert f"*Ready* · {lakeside.sam.name}" in words


def test_of_several_arrived_lines_some_can_be_delivered_first(house: Lakeside) -> None:
    house.luis.types(SERVICE, THREE_PARTS)
    house.sam.presses(house.card("P-1"), "All in stock")
    house.sam.presses(house.card("P-1", "Ready"), "Delivered to bay")
    picked = fields_of(house.sam.sheet)["What was delivered"]
    assert len(picked) == 3, "all are ticked at first"
    house.sam.fills({"What was delivered": picked[:2]})
    words = words_of(house.card("P-1", "delivered to the bay"))
    assert words.count("delivered to the bay") == 2
    assert "*Ready*" in words
    house.sam.presses(house.card("P-1"), "Delivered to bay")
    assert words_of(house.card("P-1", "Done")).count("delivered to the bay") == 3


def test_an_answer_takes_what_nobody_claimed(house: Lakeside) -> None:
    """Whoever answers has it: no second press is asked of him."""
    house.luis.types(SERVICE, ONE_PART)
    house.sam.presses(house.card("P-1"), "All in stock")
    house.card("P-1", "Ready")
    owner = house.item("P-1").owner
    assert owner is not None
    assert owner.id == house.sam.id


def test_a_late_request_turns_amber_and_the_counter_hears_once(house: Lakeside) -> None:
    house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1 oil filter waiting")
    house.card("P-1")
    house.forward(minutes=16)
    words = words_of(house.card("P-1", "Late since"))
    assert words.startswith("🟡 P-1 · Parts request")
    assert "Late since Mon Nov 23, 10:45 AM" in words
    house.forward(minutes=5)
    house.settle()
    assert (house.luis.dms(), house.sam.dms(), house.joan.dms()) == ([], [], [])
    assert house.thread("P-1") == []
    posts = [words_of(m) for m in house.box.workspace.messages(PARTS) if m.in_channel]
    (said,) = [each for each in posts if "and nobody has it" in each]
    assert said.startswith(f"*Customer waits:* {house.link('P-1')} 1× oil filter (RO 48213): *due")
    # Claiming does not stop the clock; only the answer does.
    house.sam.presses(house.card("P-1"), "Claim")
    assert "Late since" in words_of(house.card("P-1", "At the counter"))
    house.sam.presses(house.card("P-1"), "All in stock")
    assert "Late since" not in words_of(house.card("P-1", "Ready"))


def test_a_bin_without_an_answer_is_asked_about_and_not_dropped(house: Lakeside) -> None:
    house.luis.types(SERVICE, THREE_PARTS)
    house.sam.presses(house.card("P-1"), "Answer lines")
    house.sam.sends(
        {"Bin, PO number, or what instead": "B7-12", "1× pump · 90915-YZZD4": "In stock"}
    )
    assert errors_of(house.sam.sheet) == {
        "2× oil filter · 04152-YZZA1": "Pick an answer for this line too."
    }
    assert fields_of(house.sam.sheet)["Bin, PO number, or what instead"] == "B7-12"
    house.sam.fills({"2× oil filter · 04152-YZZA1": "In stock"})
    assert "oil filter · 04152-YZZA1: in stock, bin B7-12" in words_of(house.card("P-1", "B7-12"))


def test_the_bin_of_an_earlier_answer_is_no_po_and_no_part_instead(house: Lakeside) -> None:
    house.luis.types(SERVICE, ONE_PART)
    house.sam.presses(house.card("P-1"), "Answer lines")
    line = "1× oil filter · 04152-YZZA1"
    house.sam.fills({line: "In stock", "Bin, PO number, or what instead": "bin B7-12"})
    house.sam.presses(house.card("P-1", "in stock, bin B7-12"), "Change")
    assert fields_of(house.sam.sheet)["Bin, PO number, or what instead"] == "B7-12"
    house.sam.fills({line: "Ordered", "ETA, if ordered or backordered": "tomorrow 9am"})
    words = words_of(house.card("P-1", "ordered, ETA"))
    assert "ordered, ETA Tue Nov 24, 9:00 AM\n" in words
    assert "B7-12" not in words


def test_an_answer_that_came_second_is_not_dropped_without_a_word(house: Lakeside) -> None:
    house.luis.types(SERVICE, THREE_PARTS)
    card = house.card("P-1")
    house.joan.presses(card, "Answer lines")
    house.sam.presses(card, "Answer")
    house.sam.fills(
        {"2× oil filter · 04152-YZZA1": "In stock", "Bin, PO number, or what instead": "B7-12"}
    )
    house.card("P-1", "bin B7-12")
    house.joan.fills(
        {
            "2× oil filter · 04152-YZZA1": "Ordered",
            "ETA, if ordered or backordered": "tomorrow 9am",
            "1× pump · 90915-YZZD4": "In stock",
        }
    )
    words = words_of(house.card("P-1", "pump · 90915-YZZD4: in stock"))
    assert "oil filter · 04152-YZZA1: in stock, bin B7-12" in words
    assert house.joan.reads(PARTS, "meanwhile") == (
        "Somebody answered meanwhile: oil filter: in stock, bin B7-12. What you wrote for it was "
        "not saved; press Change on the line if yours is right."
    )


def test_a_second_answer_alone_says_what_the_line_says_now(house: Lakeside) -> None:
    house.luis.types(SERVICE, THREE_PARTS)
    card = house.card("P-1")
    house.joan.presses(card, "Answer lines")
    house.sam.presses(card, "Answer")
    house.sam.fills({"2× oil filter · 04152-YZZA1": "In stock"})
    house.card("P-1", "oil filter · 04152-YZZA1: in stock")
    house.joan.sends(
        {"2× oil filter · 04152-YZZA1": "Ordered", "ETA, if ordered or backordered": "9am"}
    )
    assert "Somebody answered meanwhile: oil filter: in stock." in words_of(house.joan.sheet)


def test_who_asked_hears_what_there_is_not_and_what_instead(house: Lakeside) -> None:
    house.luis.types(SERVICE, ONE_PART)
    house.sam.presses(house.card("P-1"), "Answer lines")
    house.sam.fills(
        {
            "1× oil filter · 04152-YZZA1": "Not available",
            "Bin, PO number, or what instead": "PH4967",
        }
    )
    house.card("P-1", "Done")
    assert house.luis.hears("not available") == (
        f"{house.link('P-1')} (1× oil filter): {house.sam.mention} has it; "
        "not available: oil filter (instead: PH4967)."
    )


def test_who_asked_for_several_hears_what_of_it_there_was_not(house: Lakeside) -> None:
    house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1 oil filter, 1x 90915-YZZD4 pump")
    house.sam.presses(house.card("P-1"), "Answer lines")
    house.sam.fills(
        {"1× oil filter · 04152-YZZA1": "In stock", "1× pump · 90915-YZZD4": "Not available"}
    )
    house.sam.presses(house.card("P-1", "Ready"), "Delivered to bay")
    house.card("P-1", "Done")
    assert house.luis.hears("not available").endswith("): done; not available: pump.")
