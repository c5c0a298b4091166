"""What one line after `/parts` is understood to say."""

from __future__ import annotations

import pytest

from bot.trade.entry import Entry
from bot.trade.hours import OpeningHours, read_hours
from bot.workflows.declare import Understood
from bot.workflows.parts_line import read_line
from tests.world import CHICAGO, MONDAY

HOURS = OpeningHours(CHICAGO, read_hours("Mon-Fri 7:30am-6pm, Sat 8am-4pm"))


def understood(line: str) -> Understood:
    return read_line(Entry(line, MONDAY, HOURS))


@pytest.mark.parametrize(
    ("line", "lines", "priority"),
    [
        ("48213 1x filter down", "1x filter", "down"),
        ("48213 down, 1x filter", "1x filter", "down"),
        ("48213 down 1x filter", "1x filter", "down"),
        ("48213 vehicle down 1x filter", "1x filter", "down"),
        ("48213 1x filter, truck is down", "1x filter", "down"),
        ("48213 1x filter down by 3pm", "1x filter", "down"),
        ("48213 1x filter DOWN!", "1x filter", "down"),
        # Parts that have the word in their name.
        ("48213 1x down pipe", "1x down pipe", "normal"),
        ("48213 1x wire down harness", "1x wire down harness", "normal"),
        ("48213 1x battery hold down", "1x battery hold down", "normal"),
        ("48213 1x fold down bracket, 2x tie down", "1x fold down bracket, 2x tie down", "normal"),
        ("48213 1x down pipe down", "1x down pipe", "down"),
        ("48213 1x filter waiting", "1x filter", "waiting"),
        ("48213 1x filter customer waiting", "1x filter", "waiting"),
        ("48213 1x filter, customer is waiting", "1x filter", "waiting"),
        ("48213 1x filter cust waiting", "1x filter", "waiting"),
        ("48213 1x filter waiter", "1x filter", "waiting"),
        ("48213 1x filter, waiting cust", "1x filter", "waiting"),
        ("48213 1x filter waitng", "1x filter", "waiting"),
        ("48213 1x filter, not waiting", "1x filter", "normal"),
        ("48213 not down, 1x filter", "1x filter", "normal"),
        ("48213 1x filter, not waiting, truck is down", "1x filter", "down"),
    ],
)
def test_how_urgent_it_is_and_what_is_only_a_part(line: str, lines: str, priority: str) -> None:
    said = understood(line)
    assert said.complaints == ()
    assert (said.values["lines"], said.values["priority"]) == (lines, priority)


@pytest.mark.parametrize(
    ("line", "need_by"),
    [
        ("48213 1x filter by 3pm", "3pm"),
        ("48213 1x filter before 3pm", "3pm"),
        ("48213 1x filter need it by 3pm", "3pm"),
        ("48213 1x filter by 230pm", "230pm"),
        ("48213 1x filter @ 3pm", "3pm"),
        ("48213 1x filter @3:30", "3:30"),
        ("48213 1x filter 3pm", "3pm"),
        ("48213 1x filter in 30 min", "in 30 min"),
        ("48213 1x filter within 2 hours", "within 2 hours"),
        ("48213 1x filter tomorrow", "tomorrow"),
        ("48213 1x filter tomorrow 9am waiting", "tomorrow 9am"),
        ("48213 1x filter today 5pm", "today 5pm"),
        ("48213 1x filter tmrw am", "tmrw am"),
        ("48213 1x filter mon 9", "mon 9"),
        ("48213 1x filter Friday 10:30 waiting", "Friday 10:30"),
        ("48213 1x filter eod", "eod"),
    ],
)
def test_a_time_is_read_with_and_without_its_word(line: str, need_by: str) -> None:
    said = understood(line)
    assert said.complaints == ()
    assert (said.values["lines"], said.values.get("need_by")) == ("1x filter", need_by)


@pytest.mark.parametrize(
    "lines",
    [
        "1x seal in 5 mm",
        "2x clip in 10",
        "1x bulb 12v, 1x 3 in 1 oil",
        "1x brake by wire module",
        "1x today show sticker",
        "4x 5W-30, 1x filter 3",
        "1x sun visor 2, 1x Saturn 9 badge",
    ],
)
def test_a_part_is_not_taken_for_a_time(lines: str) -> None:
    said = understood(f"48213 {lines}")
    assert (said.values["lines"], said.values.get("need_by")) == (lines, None)


@pytest.mark.parametrize("line", ["48213,1x filter", "48213-1x filter", "#48213:1x filter"])
def test_an_ro_needs_no_space_after_it(line: str) -> None:
    said = understood(line)
    assert (said.values["ro"], said.values["lines"], said.complaints) == ("48213", "1x filter", ())


@pytest.mark.parametrize("typed", ["4821A", "123", "123456789", "AB4821"])
def test_what_stands_for_the_ro_and_is_none_is_kept_as_the_ro(typed: str) -> None:
    said = understood(f"{typed} 1x filter")
    assert (said.values["ro"], said.values["lines"]) == (typed, "1x filter")
    assert said.complaints == (f'An RO number has 4 to 8 digits, like 48213; "{typed}" does not.',)


@pytest.mark.parametrize(
    ("line", "customer", "lines"),
    [
        ("48213 1x filter cust Maria Lopez by 3pm waiting", "Maria Lopez", "1x filter"),
        ("48213 customer: Lopez, 1x filter", "Lopez", "1x filter"),
        ("48213 1x filter, customer MARIA LOPEZ", "MARIA LOPEZ", "1x filter"),
        ("48213 1x filter, cust Ana Ruiz, 2x clip", "Ana Ruiz", "1x filter, 2x clip"),
        ("48213 1x Customer Supplied Filter", None, "1x Customer Supplied Filter"),
        ("48213 1x gasket for 5.7L", None, "1x gasket for 5.7L"),
        ("48213 1x filter for Honda Civic", None, "1x filter for Honda Civic"),
        ("48213 1x customer key blank", None, "1x customer key blank"),
    ],
)
def test_the_customer_is_named_by_the_word_and_not_by_for(
    line: str, customer: str | None, lines: str
) -> None:
    said = understood(line)
    assert (said.values.get("customer"), said.values["lines"]) == (customer, lines)
    assert said.complaints == ()


@pytest.mark.parametrize(
    ("line", "vehicle", "lines"),
    [
        ("48213 1x EGR cooler, 2019 Ford F-550", "2019 Ford F-550", "1x EGR cooler"),
        ("48213 2019 Ford F-550, 1x EGR cooler down", "2019 Ford F-550", "1x EGR cooler"),
        ("48213\t2019 Ford F-550\t1x EGR cooler", "2019 Ford F-550", "1x EGR cooler"),
        ("48213 1x 2019 Ford F-550 badge", None, "1x 2019 Ford F-550 badge"),
        ("48213 2019 Ford badge", None, "2019 Ford badge"),
    ],
)
def test_a_vehicle_between_commas_is_no_part(line: str, vehicle: str | None, lines: str) -> None:
    said = understood(line)
    assert (said.values.get("vehicle"), said.values["lines"]) == (vehicle, lines)
    assert said.complaints == ()
