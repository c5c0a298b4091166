from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.trade.hours import NotHours, OpeningHours, Shift, Week, read_hours, say_hours
from tests.trade.lakeside import ANY_INSTANT, CHICAGO, HOURS, ROUND_THE_CLOCK, ZONES, local


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Mon-Fri 7:30am-6pm, Sat 8-4", "Mon-Fri 7:30am-6pm, Sat 8am-4pm, Sun closed"),
        ("M-F 8a-5p", "Mon-Fri 8am-5pm, Sat-Sun closed"),
        ("mon-fri 8-12, 1-5; sat 9-12", "Mon-Fri 8am-12pm and 1pm-5pm, Sat 9am-12pm, Sun closed"),
        ("Monday through Friday 8 to 5", "Mon-Fri 8am-5pm, Sat-Sun closed"),
        (
            "Mon-Fri: 7:30 AM \u2013 6:00 PM\nSat: 8:00 a.m. \u2013 4:00 p.m.\nSun: Closed",
            "Mon-Fri 7:30am-6pm, Sat 8am-4pm, Sun closed",
        ),
        ("closed Sat and Sun, Mon-Fri 8-5", "Mon-Fri 8am-5pm, Sat-Sun closed"),
        ("weekdays 0730-1800, weekends 9-1", "Mon-Fri 7:30am-6pm, Sat-Sun 9am-1pm"),
        ("daily 6-8", "Mon-Sun 6am-8pm"),
        ("Sat 10-12", "Mon-Fri closed, Sat 10am-12pm, Sun closed"),
        ("Sat-Mon 9-5", "Mon 9am-5pm, Tue-Fri closed, Sat-Sun 9am-5pm"),
        ("Tue 1-4am", "Mon closed, Tue 1am-4am, Wed-Sun closed"),
        ("24/7", "Mon-Sun 24 hours"),
        ("Mon-Fri 24 hours", "Mon-Fri 24 hours, Sat-Sun closed"),
        ("Mon 6pm-12am, Tue 12am-2am", "Mon 6pm-12am, Tue 12am-2am, Wed-Sun closed"),
        ("Mon 6pm-midnight", "Mon 6pm-12am, Tue-Sun closed"),
        ("Mon noon-5", "Mon 12pm-5pm, Tue-Sun closed"),
    ],
)
def test_hours_as_managers_type_them(typed: str, said: str) -> None:
    assert say_hours(read_hours(typed)) == said
    assert read_hours(said) == read_hours(typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "at least one day"),
        ("closed", "at least one day"),
        ("every day closed", "at least one day"),
        ("8-5", 'could not read "8-5"'),
        ("Mon", "no hours at the end"),
        ("Mon 8-5, Tue", "no hours at the end"),
        ("Mon 8-25", "not a time of day"),
        ("Mon 13pm-5pm", "not a time of day"),
        ("Mon 8-5 or so", "could not read"),
        ("Mon 8-5, 9-10am", "overlap"),
        ("Mon 8-5, Mon 9-6", "overlap"),
        ("Mon 6pm-2am", "past midnight"),
        ("Funday 8-5", "could not read"),
        ("x" * 100_000, "could not read"),
    ],
)
def test_what_is_no_hours_is_refused_with_an_example(typed: str, says: str) -> None:
    with pytest.raises(NotHours) as refused:
        read_hours(typed)
    assert says in str(refused.value)
    assert "like Mon" in str(refused.value)
    assert len(str(refused.value)) < 220


@given(st.text(alphabet="MonTueWdFriSat 0123456789:-,;apm.&closed/\n", max_size=60) | st.text())
def test_any_text_is_hours_or_a_sentence(text: str) -> None:
    try:
        week = read_hours(text)
    except NotHours:
        return
    assert read_hours(say_hours(week)) == week


def _shifts(cuts: list[int]) -> tuple[Shift, ...]:
    """Non-overlapping shifts from sorted minutes, two for each shift."""
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return tuple(
        Shift(time(a // 60, a % 60), time() if b == 1440 else time(b // 60, b % 60))
        for a, b in pairs
    )


MINUTES = st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted)
DAY = MINUTES.map(_shifts)
WEEKS = st.tuples(DAY, DAY, DAY, DAY, DAY, DAY, DAY).filter(any)


@given(WEEKS)
def test_what_is_said_is_read_back(week: Week) -> None:
    assert read_hours(say_hours(week)) == week


def test_a_store_that_never_opens_is_refused() -> None:
    with pytest.raises(NotHours, match="at least one day"):
        OpeningHours(CHICAGO, ((),) * 7)
    with pytest.raises(NotHours, match="at least one day"):
        OpeningHours(CHICAGO, HOURS.week[:6])


def test_shifts_must_be_in_order_and_within_their_day() -> None:
    morning, all_day = Shift(time(8), time(12)), Shift(time(8), time(17))
    with pytest.raises(NotHours, match="overlap"):
        OpeningHours(CHICAGO, ((morning, all_day), *((),) * 6))
    with pytest.raises(NotHours, match="past midnight"):
        Shift(time(18), time(2))
    with pytest.raises(NotHours, match="whole minutes"):
        Shift(time(8, 0, 30), time(9))


@pytest.mark.parametrize(
    ("at", "is_open", "next_open", "closes_at", "end_of_open_day"),
    [
        # Monday morning, before opening
        (local(11, 23, 7), False, local(11, 23, 7, 30), None, local(11, 23, 18)),
        # opening counts as open, closing as closed
        (local(11, 23, 7, 30), True, None, local(11, 23, 18), local(11, 23, 18)),
        (local(11, 23, 18), False, local(11, 24, 7, 30), None, local(11, 24, 18)),
        # Wednesday evening: Thursday is Thanksgiving
        (local(11, 25, 19), False, local(11, 27, 7, 30), None, local(11, 27, 18)),
        # Saturday evening, over Sunday
        (local(11, 28, 16, 1), False, local(11, 30, 7, 30), None, local(11, 30, 18)),
        (local(11, 28, 12), True, None, local(11, 28, 16), local(11, 28, 16)),
    ],
)
def test_where_an_instant_falls(
    at: datetime,
    is_open: bool,
    next_open: datetime | None,
    closes_at: datetime | None,
    end_of_open_day: datetime,
) -> None:
    assert HOURS.is_open(at) is is_open
    assert HOURS.next_open(at) == (next_open or at)
    assert HOURS.closes_at(at) == closes_at
    assert HOURS.end_of_open_day(at) == end_of_open_day


@pytest.mark.parametrize(
    ("at", "minutes", "due"),
    [
        (local(11, 23, 10), 0, local(11, 23, 10)),
        (local(11, 23, 10), 30, local(11, 23, 10, 30)),
        (local(11, 23, 17), 60, local(11, 23, 18)),  # exactly closing
        (local(11, 23, 17), 61, local(11, 24, 7, 31)),
        (local(11, 22, 12), 10, local(11, 23, 7, 40)),  # asked on a Sunday
        (local(11, 25, 17, 50), 20, local(11, 27, 7, 40)),  # over Thanksgiving
        (local(11, 23, 7, 30), 630 * 3, local(11, 25, 18)),
    ],
)
def test_clocks_count_open_minutes(at: datetime, minutes: int, due: datetime) -> None:
    assert HOURS.add_open(at, minutes) == due
    assert HOURS.open_minutes(at, due) == minutes


def test_a_lunch_break_does_not_count() -> None:
    hours = OpeningHours(CHICAGO, read_hours("Mon-Fri 8-12, 1-5"))
    assert hours.add_open(local(11, 23, 11, 50), 20) == local(11, 23, 13, 10)
    assert not hours.is_open(local(11, 23, 12, 30))
    assert hours.closes_at(local(11, 23, 9)) == local(11, 23, 12)
    assert hours.end_of_open_day(local(11, 23, 12, 30)) == local(11, 23, 17)


def test_the_day_the_clocks_spring_forward_is_an_hour_short() -> None:
    assert ROUND_THE_CLOCK.open_minutes(local(3, 8), local(3, 9)) == 23 * 60
    assert ROUND_THE_CLOCK.open_minutes(local(11, 1), local(11, 2)) == 25 * 60


def test_a_wall_time_that_does_not_exist_is_the_end_of_the_gap() -> None:
    hours = OpeningHours(CHICAGO, read_hours("Sun 2:30am-6am"))
    assert hours.opening_on(date(2026, 3, 8)) == local(3, 8, 3)
    in_the_gap = OpeningHours(CHICAGO, read_hours("Sun 2:15am-2:45am"))
    assert in_the_gap.next_open(local(3, 8)) == local(3, 15, 2, 15)


def test_a_wall_time_that_happens_twice_is_the_first() -> None:
    hours = OpeningHours(CHICAGO, read_hours("Sun 1:30am-6am"))
    assert hours.opening_on(date(2026, 11, 1)) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert hours.open_minutes(local(11, 1), local(11, 2)) == 5 * 60 + 30


def test_a_day_that_a_whole_country_skipped() -> None:
    apia = OpeningHours(ZoneInfo("Pacific/Apia"), read_hours("daily 8-5"))
    before = datetime(2011, 12, 30, 8, tzinfo=UTC)  # Thursday, 10 PM; Friday never came
    assert apia.next_open(before) == datetime(2011, 12, 30, 18, tzinfo=UTC)


def test_closed_on_thousands_of_days_still_ends() -> None:
    closed = frozenset(date(2026, 11, 23) + timedelta(days=n) for n in range(4000))
    hours = OpeningHours(CHICAGO, HOURS.week, closed)
    first = date(2026, 11, 23) + timedelta(days=4000)
    assert hours.next_open_day(date(2026, 11, 23)) >= first
    assert hours.add_open(local(11, 23), 10) > local(1, 1, year=2037)
    with pytest.raises(NotHours, match="closed dates"):
        OpeningHours(CHICAGO, HOURS.week, closed | {date(2050, 1, 1)})


def test_only_sensible_numbers_of_minutes_can_be_added() -> None:
    with pytest.raises(ValueError, match="negative"):
        HOURS.add_open(local(11, 23), -1)
    with pytest.raises(ValueError, match="20 years"):
        HOURS.add_open(local(11, 23), 10**12)


def test_a_naive_instant_is_refused() -> None:
    naive = datetime(2026, 11, 23)  # noqa: DTZ001  # the mistake this test is about
    for ask in (HOURS.is_open, HOURS.next_open, HOURS.closes_at, HOURS.end_of_open_day):
        with pytest.raises(ValueError, match="naive"):
            ask(naive)
    with pytest.raises(ValueError, match="naive"):
        HOURS.add_open(naive, 0)
    with pytest.raises(ValueError, match="naive"):
        HOURS.open_minutes(local(11, 23), naive)


STORES = st.builds(
    OpeningHours,
    ZONES,
    WEEKS,
    st.frozensets(st.dates(date(2026, 10, 25), date(2026, 11, 15)), max_size=8),
)


@given(STORES, ANY_INSTANT, st.integers(0, 3000))
def test_adding_and_counting_open_minutes_are_inverse(
    hours: OpeningHours, at: datetime, minutes: int
) -> None:
    due = hours.add_open(at, minutes)
    assert due.tzinfo is UTC
    assert hours.open_minutes(at, due) == minutes
    assert minutes == 0 or hours.open_minutes(at, due - timedelta(seconds=1)) == minutes - 1


@given(STORES, ANY_INSTANT, st.integers(0, 1000), st.integers(0, 1000))
def test_minutes_added_in_two_steps_end_at_the_same_place(
    hours: OpeningHours, at: datetime, first: int, second: int
) -> None:
    assert hours.add_open(hours.add_open(at, first), second) == hours.add_open(at, first + second)


@given(STORES, ANY_INSTANT, st.integers(0, 40 * 86_400))
def test_what_is_closed_does_not_count(hours: OpeningHours, at: datetime, seconds: int) -> None:
    opening = hours.next_open(at)
    assert opening >= at
    assert hours.is_open(opening)
    assert hours.open_minutes(at, opening) == 0
    assert (opening == at) is hours.is_open(at)
    closing = hours.closes_at(at)
    assert (closing is None) is (opening > at)
    if closing is not None:
        assert hours.open_minutes(at, closing) == (closing - at) // timedelta(minutes=1)
    end = at + timedelta(seconds=seconds)
    assert 0 <= hours.open_minutes(at, end) <= seconds // 60
    assert hours.open_minutes(end, at) == 0


@given(STORES, ANY_INSTANT)
def test_the_end_of_the_open_day_is_a_closing_still_to_come(
    hours: OpeningHours, at: datetime
) -> None:
    end = hours.end_of_open_day(at)
    assert end > at
    assert end == hours.closing_on(hours.local_day(end)) or hours.local_day(end) > hours.local_day(
        at
    )
