"""The store that these tests happen at: Lakeside Motors, Chicago time, closed at Thanksgiving."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.trade.hours import OpeningHours, read_hours

CHICAGO = ZoneInfo("America/Chicago")
HOURS = OpeningHours(
    CHICAGO,
    read_hours("Mon-Fri 7:30am-6pm, Sat 8am-4pm"),
    frozenset({date(2026, 11, 26), date(2026, 12, 25)}),
)
ROUND_THE_CLOCK = OpeningHours(CHICAGO, read_hours("Mon-Sun 24 hours"))


def local(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    """A wall time at Lakeside, as the UTC instant that it is."""
    return datetime(year, month, day, hour, minute, tzinfo=CHICAGO).astimezone(UTC)


NOW = local(11, 23, 10, 30)
"""Monday, November 23, 2026, 10:30 AM at the store."""

ZONES = st.sampled_from(
    ["America/New_York", "America/Chicago", "America/Phoenix", "America/Anchorage",
     "America/Santiago", "America/Havana", "America/St_Johns", "Pacific/Honolulu",
     "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata"]
).map(ZoneInfo)  # fmt: skip
"""Zones with every kind of clock change: at 2, at midnight, of half an hour, of a whole day."""

INSTANTS = st.integers(0, 32 * 365 * 86_400).map(
    lambda seconds: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
CLOCK_CHANGES = st.sampled_from(
    [datetime(2026, 3, 8, 8, tzinfo=UTC), datetime(2026, 11, 1, 7, tzinfo=UTC),
     datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 9, 6, 4, tzinfo=UTC),
     datetime(2026, 4, 5, 3, tzinfo=UTC), datetime(2011, 12, 30, 10, tzinfo=UTC),
     datetime(2026, 10, 3, 15, 30, tzinfo=UTC), datetime(2026, 3, 8, 5, tzinfo=UTC)]
)  # fmt: skip
NEAR_CLOCK_CHANGES = st.builds(
    lambda at, seconds: at + timedelta(seconds=seconds),
    CLOCK_CHANGES,
    st.integers(-2 * 86_400, 2 * 86_400),
)
ANY_INSTANT = INSTANTS | NEAR_CLOCK_CHANGES
