"""The days a store stays closed: public holidays, and its own."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.trade.closed_days import (
    NotDays,
    UnknownRegion,
    closed_days,
    holiday_names,
    public_holidays,
    read_days,
    say_days,
)

THANKSGIVING = date(2026, 11, 26)
EVE = date(2026, 12, 24)


def test_public_holidays_come_with_their_names_and_the_day_they_are_observed() -> None:
    found = public_holidays("US", "")
    assert found[THANKSGIVING] == "Thanksgiving Day"
    # The Fourth of 2026 is a Saturday: Friday is off under the same name.
    assert found[date(2026, 7, 3)] == found[date(2026, 7, 4)] == "Independence Day"
    assert EVE not in found


def test_a_state_has_days_of_its_own() -> None:
    assert date(2026, 2, 12) in public_holidays("US", "IL")
    assert date(2026, 2, 12) not in public_holidays("US", "")
    assert public_holidays("CA", "QC")[date(2026, 6, 24)] == "Saint John the Baptist Day"


def test_no_country_keeps_no_holiday() -> None:
    assert public_holidays("", "") == {}


@pytest.mark.parametrize(
    ("country", "region", "said"),
    [("US", "XX", "the state 'XX'. Known are: AK, AL"), ("ZZ", "", "the country 'ZZ'.")],
)
def test_a_place_that_is_not_there_is_refused_with_what_to_write(
    country: str, region: str, said: str
) -> None:
    with pytest.raises(UnknownRegion, match=said):
        public_holidays(country, region)


def test_a_store_works_on_the_holidays_it_names_and_closes_on_its_own_days() -> None:
    closed = closed_days("US", "", [EVE], ["Thanksgiving Day"])
    assert EVE in closed
    assert THANKSGIVING not in closed
    assert date(2026, 12, 25) in closed


def test_names_come_in_the_order_of_the_year() -> None:
    names = holiday_names("US", "")
    assert names[0] == "New Year's Day"
    assert names[-1] == "Christmas Day"
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("typed", ["12/24/2026, 2027-01-02", "2027-1-2;12/24/2026\n\n12/24/2026"])
def test_dates_are_read_as_people_write_them(typed: str) -> None:
    assert read_days(typed) == (EVE, date(2027, 1, 2))


@pytest.mark.parametrize("typed", ["Christmas", "24.12.2026", "2/30/2027", "12/24", "٢٤"])
def test_what_is_no_date_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(NotDays, match="like 12/24/2026"):
        read_days(typed)


@given(st.lists(st.dates(date(1000, 1, 1)), max_size=200, unique=True))
def test_what_is_said_is_read_again(days: list[date]) -> None:
    assert read_days(say_days(days)) == tuple(sorted(days))
