"""Keep beside trade, and when a lead is due: rules on plain values."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.trade.hours import OpeningHours, read_hours
from bot.workflows import lead as rules
from bot.workflows.lead import Clock, Worth, compare, contact_due_at, due_at
from bot.workflows.lead_line import Reason
from bot.workflows.limits import (
    EXCESSIVE_PERCENT,
    FLEET_PERCENT,
    FOLLOW_UP_MINUTES,
    LEAD_MINUTES,
    OLD_EXCESSIVE_PERCENT,
    OLD_YEARS,
    Limits,
)
from tests.world import CHICAGO, local

DEFAULTS = Limits({})
SALES = OpeningHours(
    CHICAGO, read_hours("Mon-Fri 9am-8pm, Sat 9am-6pm"), frozenset({date(2026, 11, 26)})
)


def worth(
    estimate: int | None,
    value: int | None = None,
    price: int | None = None,
    year: int | None = None,
) -> Worth:
    """Amounts in dollars, seen in 2026."""
    cents = [None if each is None else each * 100 for each in (estimate, value, price)]
    return Worth(cents[0], cents[1], cents[2], year, 2026)


@pytest.mark.parametrize(
    ("known", "crosses", "sentence"),
    [
        (
            worth(4200, 6500),
            True,
            "Repair is 65% of the trade-in value; this store talks from 50%.",
        ),
        (
            worth(3250, 6500),
            True,
            "Repair is 50% of the trade-in value; this store talks from 50%.",
        ),
        (
            worth(3249, 6500),
            False,
            "Repair is 49% of the trade-in value; this store talks from 50%.",
        ),
        (
            worth(2800, 7000, year=2016),
            True,
            "Repair is 40% of the trade-in value; "
            "this store talks from 40% for vehicles of 10 years and more.",
        ),
        (
            worth(2800, 7000, year=2017),
            False,
            "Repair is 40% of the trade-in value; this store talks from 50%.",
        ),
        (
            worth(17_400, price=58_000),
            True,
            "Repair is 30% of the purchase price; this store talks to fleets from 30%.",
        ),
        (
            worth(17_000, price=58_000),
            False,
            "Repair is 29% of the purchase price; this store talks to fleets from 30%.",
        ),
        (
            worth(17_400, 60_000, 58_000),
            True,
            "Repair is 30% of the purchase price; this store talks to fleets from 30%.",
        ),
        (
            worth(5_000, 8_000, 58_000),
            True,
            "Repair is 63% of the trade-in value; this store talks from 50%.",
        ),
        (
            worth(4200, 0),
            True,
            "The vehicle is worth nothing as a trade-in, so any repair is a lot.",
        ),
        (
            worth(4200),
            False,
            "The trade-in value is not known yet; an appraisal will tell.",
        ),
        (
            worth(None, 6500),
            False,
            "There is no repair estimate yet, so there is nothing to compare.",
        ),
    ],
)
def test_the_verdict_says_why(known: Worth, crosses: bool, sentence: str) -> None:
    verdict = compare(known, DEFAULTS)
    assert (verdict.crosses, verdict.sentence) == (crosses, sentence)


def test_the_thresholds_are_the_stores_own() -> None:
    own = Limits(
        {
            EXCESSIVE_PERCENT.name: 70,
            OLD_EXCESSIVE_PERCENT.name: 60,
            OLD_YEARS.name: 5,
            FLEET_PERCENT.name: 10,
        }
    )
    assert not compare(worth(4200, 6500), own).crosses
    assert compare(worth(4200, 6500, year=2021), own).crosses
    assert "for vehicles of 5 years and more" in compare(worth(4200, 6500, year=2021), own).sentence
    assert compare(worth(5_800, price=58_000), own).crosses


@given(
    st.integers(0, 10**9), st.integers(0, 10**9), st.none() | st.integers(0, 10**9),
    st.none() | st.integers(1950, 2027), st.integers(5, 200),
)  # fmt: skip
def test_the_shown_share_never_contradicts_the_verdict(
    estimate: int, value: int, price: int | None, year: int | None, least: int
) -> None:
    shares = (EXCESSIVE_PERCENT, OLD_EXCESSIVE_PERCENT, FLEET_PERCENT)
    limits = Limits({share.name: least for share in shares})
    verdict = compare(Worth(estimate, value, price, year, 2026), limits)
    if verdict.percent is not None:
        assert verdict.crosses == (verdict.percent >= least)
        assert f" {verdict.percent:,}% " in verdict.sentence


def test_the_reason_follows_from_the_numbers() -> None:
    assert rules.reason_from(compare(worth(4200, 6500), DEFAULTS)) is Reason.REPAIR
    assert rules.reason_from(compare(worth(420, 6500), DEFAULTS)) is Reason.ASKED
    assert rules.reason_from(compare(worth(None), DEFAULTS)) is Reason.ASKED
    # Who writes an estimate means the repair, even before anybody knows what to hold it against.
    assert rules.reason_from(compare(worth(4200), DEFAULTS), 4200) is Reason.REPAIR
    assert rules.reason_from(compare(worth(420, 6500), DEFAULTS), 420) is Reason.ASKED


@pytest.mark.parametrize(
    ("vehicle", "year"),
    [
        ("2012 Silverado", 2012),
        ("Ford F-150 2016", 2016),
        ("2027 Camry", 2027),
        ("2031 Camry", None),
        ("Silverado 2500", None),
        ("F-150 12016", None),
        ("", None),
    ],
)
def test_a_model_year_is_read_in_the_vehicles_words(vehicle: str, year: int | None) -> None:
    assert rules.model_year_in(vehicle, 2026) == year


@pytest.mark.parametrize(
    ("flagged", "leaves", "due"),
    [
        # Monday at half past ten: ten minutes later.
        (local(11, 23, 10, 30), None, local(11, 23, 10, 40)),
        (local(11, 23, 10, 30), local(11, 23, 16), local(11, 23, 10, 40)),
        (local(11, 23, 10, 30), local(11, 23, 10, 35), local(11, 23, 10, 35)),
        # Service opens at 7:30, sales at 9: the clock counts the open hours of sales.
        (local(11, 23, 7, 45), None, local(11, 23, 9, 10)),
        (local(11, 23, 7, 45), local(11, 23, 8, 30), local(11, 23, 8, 30)),
        # Wednesday evening before Thanksgiving: Friday.
        (local(11, 25, 19, 55), None, local(11, 27, 9, 5)),
    ],
)
def test_contact_is_due_soon_or_before_the_vehicle_leaves(
    flagged: datetime, leaves: datetime | None, due: datetime
) -> None:
    assert contact_due_at(flagged, leaves, DEFAULTS, SALES) == due


def test_the_minutes_to_a_contact_are_the_stores_own() -> None:
    flagged = local(11, 23, 10, 30)
    own = Limits({LEAD_MINUTES.name: 45})
    assert contact_due_at(flagged, None, own, SALES) == local(11, 23, 11, 15)


def test_each_state_has_its_own_due_time() -> None:
    contact_due, worked = local(11, 23, 10, 40), local(11, 23, 10, 35)
    clock = Clock(contact_due, worked, local(11, 24, 15), date(2026, 11, 26))
    # Ten open hours from Monday 10:35 end on Tuesday at 9:35, because Monday has 9 h 25 min left.
    assert DEFAULTS[FOLLOW_UP_MINUTES] == 600
    follow_up = local(11, 24, 9, 35)
    assert due_at("contacted", clock, DEFAULTS, SALES) == follow_up
    assert due_at("appraised", clock, DEFAULTS, SALES) == follow_up
    assert due_at("appointment", clock, DEFAULTS, SALES) == local(11, 24, 15)
    # The store is closed on that day, so it is the opening of the next.
    assert due_at("later", clock, DEFAULTS, SALES) == local(11, 27, 9)
    untouched = Clock(contact_due, None, None, None)
    assert due_at("new", untouched, DEFAULTS, SALES) == contact_due
    assert due_at("claimed", untouched, DEFAULTS, SALES) == contact_due


def test_an_appointment_stays_booked_until_its_time() -> None:
    at = local(11, 24, 15)
    assert rules.still_booked(at, at - timedelta(seconds=1))
    assert not rules.still_booked(at, at)
    assert not rules.still_booked(None, at)
