"""A store's opening hours, and time counted in open minutes.

Clocks in a dealership count the hours in which somebody is there. Shifts are local wall times, so
a store opens at 7:30 before and after the clock change; ``wall`` says what they mean on its day.
Instants are aware; what comes back is UTC.

How people type the hours is in ``hours_text``; ``read_hours`` and ``say_hours`` are here too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.trade.hours_text import EXAMPLE, NotHours, Shift, Week, read_hours, say_hours
from bot.trade.wall import instant_of

__all__ = ["NotHours", "OpeningHours", "Shift", "Week", "read_hours", "say_hours"]

_MOST_CLOSED_DAYS = 4_000
_MOST_DAYS_AHEAD = 20 * 366
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class OpeningHours:
    """When a store is open: a week of shifts in its zone, and dates on which it stays closed.

    ``week`` has seven entries, Monday first; the shifts of a day are in order and do not overlap.
    Raises NotHours when that is not so, when no day has a shift, or with over 4,000 closed dates
    (which is what keeps every search here short).
    """

    zone: ZoneInfo
    week: Week
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise NotHours(f"A store is open on at least one day of the week. {EXAMPLE}")
        if len(self.closed) > _MOST_CLOSED_DAYS:
            raise NotHours(f"That is over {_MOST_CLOSED_DAYS} closed dates; list fewer.")
        for shifts in self.week:
            for earlier, later in pairwise(shifts):
                if earlier.minutes[1] > later.minutes[0]:
                    raise NotHours(f"Two shifts of one day overlap. {EXAMPLE}")

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there: a shift's opening counts as open, its closing as closed."""
        return self.closes_at(at) is not None

    def is_staffed(self, at: datetime) -> bool:
        """Whether somebody is there, or was there up to it: "Fri" means until closing."""
        return self.is_open(at) or self.is_open(at - timedelta(minutes=1))

    def opens_on(self, day: date) -> bool:
        """Whether the store has a shift on this local date."""
        return day not in self.closed and bool(self.week[day.weekday()])

    def shifts_on(self, day: date) -> tuple[Shift, ...]:
        """The shifts of a local date; none when it is closed."""
        return () if day in self.closed else self.week[day.weekday()]

    def next_open_day(self, after: date) -> date:
        """The first local date after ``after`` that has a shift."""
        day = after + _DAY
        while not self.opens_on(day):  # ends: at most 7 days for each closed date, and 7 more
            day += _DAY
        return day

    def local_day(self, at: datetime) -> date:
        """The date on the store's wall at this instant."""
        return _aware(at).astimezone(self.zone).date()

    def opening_on(self, day: date) -> datetime | None:
        """When the first shift of this local date begins; None when it is closed."""
        shifts = self.shifts_on(day)
        return self._instant(day, shifts[0].minutes[0]) if shifts else None

    def closing_on(self, day: date) -> datetime | None:
        """When the last shift of this local date ends; None when it is closed."""
        shifts = self.shifts_on(day)
        return self._instant(day, shifts[-1].minutes[1]) if shifts else None

    def next_open(self, at: datetime) -> datetime:
        """``at`` itself when open, else the next opening."""
        for opens, closes in self._spans(at):
            if at < closes:
                return max(opens, at.astimezone(UTC))
        raise NotHours("This store does not open again in 20 years.")

    def closes_at(self, at: datetime) -> datetime | None:
        """The end of the shift that is running at ``at``; None when closed."""
        for opens, closes in self._spans_on(self.local_day(at)):
            if opens <= at < closes:
                return closes
        return None

    def end_of_open_day(self, at: datetime) -> datetime:
        """The last closing of today when it is still to come, else of the next open day."""
        today = self.local_day(at)
        closing = self.closing_on(today)
        if closing is not None and closing > at:
            return closing
        closing = self.closing_on(self.next_open_day(today))
        return closing if closing is not None else at  # an open day has a closing

    def add_open(self, at: datetime, minutes: int) -> datetime:
        """The instant at which ``minutes`` open minutes have run after ``at``; 0 gives ``at``.

        The last minute may end exactly at closing. Raises ValueError for a negative number, and
        for one that 20 years of these hours do not hold.
        """
        if minutes < 0:
            raise ValueError(f"open minutes to add must not be negative: {minutes}")
        left = _MINUTE * min(minutes, 10**8)
        if not left:
            return _aware(at).astimezone(UTC)
        for opens, closes in self._spans(at):
            begins = max(opens, at)
            if begins < closes:
                if left <= closes - begins:
                    return begins.astimezone(UTC) + left
                left -= closes - begins
        raise ValueError(f"{minutes} open minutes do not fit into 20 years of these hours")

    def open_minutes(self, start: datetime, end: datetime) -> int:
        """Whole open minutes from ``start`` to ``end``; 0 when ``end`` is not after ``start``."""
        total = timedelta()
        _aware(end)
        for opens, closes in self._spans(start):
            if opens >= end:
                break
            total += max(timedelta(), min(closes, end) - max(opens, start))
        return total // _MINUTE

    def _spans(self, at: datetime) -> Iterator[_Span]:
        """Every shift as instants, in order, from the local day of ``at`` on, for 20 years."""
        day = self.local_day(at)
        for _ in range(_MOST_DAYS_AHEAD):
            yield from self._spans_on(day)
            day += _DAY

    def _spans_on(self, day: date) -> Iterator[_Span]:
        for shift in self.shifts_on(day):
            opens, closes = (self._instant(day, minute) for minute in shift.minutes)
            if opens < closes:  # else it lies wholly in the hour that the clocks skip
                yield opens, closes

    def _instant(self, day: date, minute: int) -> datetime:
        return instant_of(self.zone, day, minute)


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone; a naive datetime would mean the server's")
    return at
