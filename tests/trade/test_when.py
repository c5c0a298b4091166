from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.trade.hours import OpeningHours, read_hours
from bot.trade.when import (
    InThePast,
    NotATime,
    find_time,
    read_day,
    read_later_day,
    read_time,
    say_late,
    say_span,
    say_time,
)
from tests.trade.lakeside import (
    ANY_INSTANT,
    CHICAGO,
    HOURS,
    NOW,
    ROUND_THE_CLOCK,
    ZONES,
    local,
)

# NOW is Monday, November 23, 2026, 10:30 AM. Open Mon-Fri 7:30-18:00, Sat 8-16, not on Nov 26.


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        # an hour
        ("3pm", "today 3:00 PM"),
        ("3 PM", "today 3:00 PM"),
        ("3:30pm", "today 3:30 PM"),
        ("3p", "today 3:00 PM"),
        ("3 p.m.", "today 3:00 PM"),
        ("3 o'clock", "today 3:00 PM"),
        ("15:30", "today 3:30 PM"),
        ("1530h", "today 3:30 PM"),
        ("1530 hours", "today 3:30 PM"),
        ("0900h tomorrow", "Tue Nov 24, 9:00 AM"),
        ("noon", "today 12:00 PM"),
        ("midnight", "Tue Nov 24, 12:00 AM"),
        ("eod", "today 6:00 PM"),
        ("close", "today 6:00 PM"),
        ("closing time", "today 6:00 PM"),
        # a bare hour is the next such hour within opening hours
        ("5", "today 5:00 PM"),
        ("5:30", "today 5:30 PM"),
        ("11", "today 11:00 AM"),
        ("12", "today 12:00 PM"),
        ("6", "today 6:00 PM"),
        # a stretch from now
        ("now", "today 10:30 AM"),
        ("ASAP", "today 10:30 AM"),
        ("in 30 min", "today 11:00 AM"),
        ("30m", "today 11:00 AM"),
        ("2h", "today 12:30 PM"),
        ("1.5 hours", "today 12:00 PM"),
        ("1 h 15 min", "today 11:45 AM"),
        ("1h30", "today 12:00 PM"),
        ("an hour and a half", "today 12:00 PM"),
        ("half an hour", "today 11:00 AM"),
        ("within the next 20 minutes", "today 10:50 AM"),
        ("45 minutes from now", "today 11:15 AM"),
        # a day: we mean before we close on it
        ("today", "today 6:00 PM"),
        ("tonight", "today 6:00 PM"),
        ("tomorrow", "Tue Nov 24, 6:00 PM"),
        ("tmrw", "Tue Nov 24, 6:00 PM"),
        ("tommorow", "Tue Nov 24, 6:00 PM"),
        ("day after tomorrow", "Wed Nov 25, 6:00 PM"),
        ("mon", "today 6:00 PM"),
        ("fri", "Fri Nov 27, 6:00 PM"),
        ("Saturday", "Sat Nov 28, 4:00 PM"),
        ("this fri", "Fri Nov 27, 6:00 PM"),
        ("next fri", "Fri Dec 4, 6:00 PM"),
        ("11/30", "Mon Nov 30, 6:00 PM"),
        ("11/30/26", "Mon Nov 30, 6:00 PM"),
        ("11/30/2026", "Mon Nov 30, 6:00 PM"),
        ("Nov 30", "Mon Nov 30, 6:00 PM"),
        ("november 30th", "Mon Nov 30, 6:00 PM"),
        ("30 Nov", "Mon Nov 30, 6:00 PM"),
        ("2026-11-30", "Mon Nov 30, 6:00 PM"),
        ("1/5", "Tue Jan 5, 2027, 6:00 PM"),
        ("in 2 days", "Wed Nov 25, 6:00 PM"),
        ("4 business days", "Sat Nov 28, 4:00 PM"),
        ("in two weeks", "Mon Dec 7, 6:00 PM"),
        ("in 3 months", "Tue Feb 23, 2027, 6:00 PM"),
        ("next week", "Mon Nov 30, 6:00 PM"),
        # a day and an hour, in either order
        ("tomorrow 9am", "Tue Nov 24, 9:00 AM"),
        ("tomorrow at 9", "Tue Nov 24, 9:00 AM"),
        ("tomorrow, 9:15am", "Tue Nov 24, 9:15 AM"),
        ("5pm tomorrow", "Tue Nov 24, 5:00 PM"),
        ("3pm on friday", "Fri Nov 27, 3:00 PM"),
        ("Fri 10:30", "Fri Nov 27, 10:30 AM"),
        ("fri 2", "Fri Nov 27, 2:00 PM"),
        ("tonight 8", "today 8:00 PM"),
        ("this afternoon", "today 5:00 PM"),
        ("tomorrow morning", "Tue Nov 24, 12:00 PM"),
        ("Sat afternoon", "Sat Nov 28, 4:00 PM"),
        ("tmrw am", "Tue Nov 24, 12:00 PM"),
        ("tomorrow a.m.", "Tue Nov 24, 12:00 PM"),
        ("fri pm", "Fri Nov 27, 5:00 PM"),
        ("this pm", "today 5:00 PM"),
        ("Sat pm", "Sat Nov 28, 4:00 PM"),
        ("tomorrow first thing", "Tue Nov 24, 7:30 AM"),
        ("tomorrow midnight", "Wed Nov 25, 12:00 AM"),
        ("11/30 2pm", "Mon Nov 30, 2:00 PM"),
        ("Nov 30, 2026, 2pm", "Mon Nov 30, 2:00 PM"),
        ("2026-11-30T14:00", "Mon Nov 30, 2:00 PM"),
        ("2026-11-30 05:30", "Mon Nov 30, 5:30 AM"),
        ("Tue Nov 24, 3:00 PM", "Tue Nov 24, 3:00 PM"),
        ("sunday 2pm", "Sun Nov 29, 2:00 PM"),  # said so plainly, closed or not
        # as phones and other keyboards type it
        ("by 3pm.", "today 3:00 PM"),
        ("@ 3pm", "today 3:00 PM"),
        ("٣:٣٠ pm", "today 3:30 PM"),
        ("\u00a03\u202fpm", "today 3:00 PM"),
    ],
)
def test_times_as_people_type_them(typed: str, means: str) -> None:
    time = read_time(typed, NOW, HOURS)
    assert say_time(time.at, CHICAGO, NOW) == means
    assert time.moved is None
    assert time.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("now", "typed", "means", "moved"),
    [
        (
            local(11, 23, 15, 30),
            "3pm",
            "Tue Nov 24, 3:00 PM",
            "3:00 PM has passed today, so this means Tue Nov 24, 3:00 PM, the next open day.",
        ),
        (
            local(11, 25, 17),  # the day before Thanksgiving
            "9",
            "Fri Nov 27, 9:00 AM",
            "9:00 AM has passed today, so this means Fri Nov 27, 9:00 AM, the next open day.",
        ),
        (
            local(11, 28, 17),  # Saturday, after closing
            "eod",
            "Mon Nov 30, 6:00 PM",
            "4:00 PM has passed today, so this means Mon Nov 30, 6:00 PM, the next open day.",
        ),
        (
            local(11, 29, 12),  # Sunday
            "5",
            "Mon Nov 30, 5:00 PM",
            "We are closed today, so this means Mon Nov 30, 5:00 PM, the next open day.",
        ),
        (
            local(11, 29, 12),
            "today",
            "Mon Nov 30, 6:00 PM",
            "We are closed today, so this means Mon Nov 30, 6:00 PM, the next open day.",
        ),
        (
            NOW,
            "sunday",
            "Mon Nov 30, 6:00 PM",
            "We are closed on Sunday, so this means Mon Nov 30, 6:00 PM, the next open day.",
        ),
        (
            NOW,
            "mon 9am",
            "Mon Nov 30, 9:00 AM",
            "9:00 AM has passed today, so this means Mon Nov 30, 9:00 AM.",
        ),
        (
            local(12, 31, 17),
            "3pm",
            "Fri Jan 1, 2027, 3:00 PM",
            "3:00 PM has passed today, so this means Fri Jan 1, 2027, 3:00 PM, the next open day.",
        ),
    ],
)
def test_a_time_that_moves_says_so(now: datetime, typed: str, means: str, moved: str) -> None:
    time = read_time(typed, now, HOURS)
    assert say_time(time.at, CHICAGO, now) == means
    assert time.moved == moved


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "I could not read"),
        ("3ish", 'I could not read "3ish" as a time.'),
        ("1530", 'I could not read "1530"'),
        ("4-5pm", "I could not read"),
        ("soon", "I could not read"),
        ("3pm maybe", "I could not read"),
        ("fri 2 keys", "I could not read"),
        ("25:00", 'There is no hour "25:00".'),
        ("13pm", 'There is no hour "13pm".'),
        ("9:75", 'There is no hour "9:75".'),
        ("11/31", '"11/31" is no day of 2026.'),
        ("2/29/27", '"2/29/27" is no day of 2027.'),
        ("30/11", "30/11 is month/day"),
        ("Wed Nov 24", "11/24/2026 is a Tuesday, not a Wednesday."),
        ("11/30/99", "more than 5 years ahead"),
        ("99999 h", "more than 5 years ahead"),
        ("9999 weeks", "more than 5 years ahead"),
        ("9" * 100_000, "I could not read"),
        ("3pm" + " " * 100_000, "I could not read"),
    ],
)
def test_what_is_no_time_is_refused_with_an_example(typed: str, says: str) -> None:
    with pytest.raises(NotATime, match="Try 3pm, tomorrow 9am") as refused:
        read_time(typed, NOW, HOURS)
    assert not isinstance(refused.value, InThePast)
    if "30/11" not in says:
        assert says in str(refused.value)
    assert len(str(refused.value)) < 150


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("today 9am", "Today 9:00 AM has passed."),
        ("this morning 9", "I could"),
        ("yesterday", "Yesterday is over."),
        ("11/20", "11/20/2026 is over."),
        ("11/20/26 3pm", "11/20/2026 is over."),
        ("2025-12-24", "12/24/2025 is over."),
    ],
)
def test_a_named_day_or_its_hour_in_the_past(typed: str, says: str) -> None:
    kind = NotATime if says == "I could" else InThePast
    with pytest.raises(kind, match=says):
        read_time(typed, NOW, HOURS)


def test_today_after_closing_is_past() -> None:
    with pytest.raises(InThePast, match="Today 6:00 PM has passed"):
        read_time("today", local(11, 23, 19), HOURS)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("3pm waiting", "3pm"),
        ("3pm, please", "3pm"),
        ("5 waiting", "5"),
        ("fri 2 keys owed", "fri"),
        ("fri at 2 two keys owed", "fri at 2"),
        ("fri 10:30 two keys", "fri 10:30"),
        ("tomorrow, two keys", "tomorrow"),
        ("in 30 min or so", "in 30 min"),
        ("5 days after", "5 days"),
        ("11/30 2x 04152-YZZA1", "11/30"),
        ("the shop", None),
        ("2 managers", None),
        ("90915-YZZD4", None),
        ("3ish", None),
        ("monkeys", None),
        ("sunroof", None),
        ("2x oil", None),
        ("", None),
    ],
)
def test_the_longest_time_at_the_start(text: str, taken: str | None) -> None:
    found = find_time(text, NOW, HOURS)
    assert (text[: found[1]] if found else None) == taken


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("fri", date(2026, 11, 27)),
        ("today", date(2026, 11, 23)),
        ("tomorrow", date(2026, 11, 24)),
        ("on sunday", date(2026, 11, 29)),
        ("11/30", date(2026, 11, 30)),
        ("2026-12-01", date(2026, 12, 1)),
        ("Dec 1.", date(2026, 12, 1)),
        ("next week", date(2026, 11, 30)),
        ("next mon", date(2026, 11, 30)),
        ("in 10 days", date(2026, 12, 3)),
        ("in 6 months", date(2027, 5, 23)),
    ],
)
def test_read_day(typed: str, day: date) -> None:
    assert read_day(typed, NOW, HOURS) == day


@pytest.mark.parametrize("typed", ["", "3pm", "fri 3pm", "this", "someday", "x" * 9999])
def test_what_is_no_day_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(NotATime, match="Try Fri, tomorrow, 11/30 or Nov 30"):
        read_day(typed, NOW, HOURS)


def test_a_past_day_is_refused() -> None:
    with pytest.raises(InThePast, match="11/20/2026 is over"):
        read_day("11/20", NOW, HOURS)


def test_the_end_of_a_month_stays_in_the_month() -> None:
    assert read_day("in a month", local(1, 31, 12, year=2027), HOURS) == date(2027, 2, 28)


def test_a_night_shop_reads_a_bare_hour_as_the_next_one() -> None:
    now = local(11, 23, 18)
    assert read_time("5", now, ROUND_THE_CLOCK).at == local(11, 24, 5)
    assert read_time("9", now, ROUND_THE_CLOCK).at == local(11, 23, 21)


def test_the_hour_that_the_clocks_skip_is_an_hour_later() -> None:
    assert read_time("2:30am", local(3, 8), ROUND_THE_CLOCK).at == local(3, 8, 3, 30)


def test_the_hour_that_happens_twice_is_the_first() -> None:
    first = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert read_time("1:30am", local(11, 1), ROUND_THE_CLOCK).at == first


@pytest.mark.parametrize(
    ("at", "said_now", "said"),
    [
        (local(11, 23, 15), "today 3:00 PM", "Mon Nov 23, 3:00 PM"),
        (local(11, 24, 0, 5), "Tue Nov 24, 12:05 AM", "Tue Nov 24, 12:05 AM"),
        (local(1, 1, 12, year=2027), "Fri Jan 1, 2027, 12:00 PM", "Fri Jan 1, 12:00 PM"),
    ],
)
def test_say_time(at: datetime, said_now: str, said: str) -> None:
    assert say_time(at, CHICAGO, NOW) == said_now
    assert say_time(at, CHICAGO) == said


def test_say_late_never_counts_a_night() -> None:
    due = datetime(2026, 11, 23, 17, tzinfo=CHICAGO)
    assert say_late(due, CHICAGO, due + timedelta(minutes=41)) == "41 min late"
    assert say_late(due, CHICAGO, due + timedelta(hours=15)) == "late since Mon Nov 23, 5:00 PM"
    assert (
        say_late(due, CHICAGO, due + timedelta(days=60)) == "late since Mon Nov 23, 2026, 5:00 PM"
    )


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (25, "25 min"),
        (60, "1 h"),
        (190, "3 h 10 min"),
        (1440, "1 day"),
        (1440 + 245, "1 day 4 h"),
        (2880, "2 days"),
        (10 * 1440 + 500, "10 days"),
        (-5, "0 min"),
    ],
)
def test_say_span(minutes: int, said: str) -> None:
    assert say_span(minutes) == said


STORES = st.builds(
    OpeningHours,
    ZONES,
    st.sampled_from(
        ["Mon-Fri 7:30am-6pm, Sat 8-4", "daily 24 hours", "Mon-Fri 8-12, 1-5", "Tue 12am-4am",
         "Sun 1am-3am", "Mon 6pm-12am"]
    ).map(read_hours),
)  # fmt: skip
PIECES = st.sampled_from(
    ["3pm", "5", "5:30", "2:30am", "noon", "midnight", "eod", "open", "now", "in 30 min", "2h",
     "today", "tonight", "tomorrow", "fri", "next mon", "this", "morning", "11/30", "2/29",
     "12/25/26", "Nov 30", "30 Nov", "2027-03-14", "in 2 days", "next week", "at", "on", ",",
     "by", "1530", "24:00", "12am", "in a month", "3 business days", "0:30", "99", "the"]
)  # fmt: skip
TYPED = st.lists(PIECES, max_size=4).map(" ".join) | st.text(max_size=100)


@given(TYPED, STORES, ANY_INSTANT)
def test_any_text_is_a_time_still_to_come_or_a_sentence(
    text: str, hours: OpeningHours, now: datetime
) -> None:
    said, time = "", None
    try:
        time = read_time(text, now, hours)
    except NotATime as refused:
        said = str(refused)
    assert not said or said.endswith(".")
    if time is not None:
        assert now <= time.at < now + timedelta(days=6 * 366)
        assert time.at.tzinfo is UTC


@given(TYPED, STORES, ANY_INSTANT)
def test_what_is_found_is_what_its_own_words_mean(
    text: str, hours: OpeningHours, now: datetime
) -> None:
    typed, found = "", None
    try:
        found = find_time(text, now, hours)
    except NotATime as refused:
        typed = refused.typed
    assert typed in text
    if found is not None:
        assert 0 < found[1] <= len(text)
        assert read_time(text[: found[1]], now, hours) == found[0]


@given(TYPED, STORES, ANY_INSTANT)
def test_any_text_is_a_day_still_to_come_or_a_sentence(
    text: str, hours: OpeningHours, now: datetime
) -> None:
    try:
        day = read_day(text, now, hours)
    except NotATime:
        return
    assert day >= hours.local_day(now)


@given(st.integers(0, 5 * 525_600), STORES, ANY_INSTANT)
def test_what_is_said_is_read_back(minutes: int, hours: OpeningHours, now: datetime) -> None:
    at = (now + timedelta(minutes=minutes + 1)).replace(second=0, microsecond=0)
    local_at = at.astimezone(hours.zone)
    first = local_at.replace(fold=0).astimezone(UTC)  # of an hour that happens twice
    said = say_time(at, hours.zone, now)
    if first >= now:
        assert read_time(said, now, hours).at == first


def test_times_mean_the_stores_zone() -> None:
    honolulu = OpeningHours(ZoneInfo("Pacific/Honolulu"), HOURS.week)
    assert read_time("3pm", NOW, honolulu).at == datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("mon", date(2026, 11, 30)),
        ("Monday.", date(2026, 11, 30)),
        ("next mon", date(2026, 11, 30)),
        ("tue", date(2026, 11, 24)),
        ("next week", date(2026, 11, 30)),
    ],
)
def test_what_is_put_off_until_the_weekday_that_is_today_waits_a_week(
    typed: str, day: date
) -> None:
    assert read_later_day(typed, NOW, HOURS) == day


@pytest.mark.parametrize("typed", ["today", "11/23", "Mon Nov 23"])
def test_today_puts_nothing_off(typed: str) -> None:
    with pytest.raises(NotATime, match="That is today"):
        read_later_day(typed, NOW, HOURS)
