"""Whether it gets better: weeks beside each other, against a target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from bot.workflows.figures import Share

WEEKS = 8
"""How many weeks a trend shows."""
COMPARED = 4
"""With how many weeks before it a week is compared."""
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_LOOKED_BACK = 4_100
"""Days, more than a store may list as closed."""


class Direction(StrEnum):
    """Where a trend goes."""

    BETTER = "getting better"
    WORSE = "getting worse"
    STEADY = "about the same"
    UNKNOWN = "too early to say"


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure per week, the newest last, and what it should be. `weeks` are the Mondays; `figures`
    are counts or shares, of which `unit` is percent, and None for a week in which there was nothing
    to count."""

    what: str
    unit: str
    weeks: tuple[date, ...]
    figures: tuple[Share | int | None, ...]
    target: int

    @property
    def known(self) -> tuple[tuple[date, int], ...]:
        """The weeks in which there was something to count, in whole numbers."""
        pairs = ((week, _whole(each)) for week, each in zip(self.weeks, self.figures, strict=True))
        return tuple((week, value) for week, value in pairs if value is not None)

    @property
    def before(self) -> tuple[int, ...]:
        """The figures that the newest is compared with."""
        return tuple(value for _, value in self.known[-1 - COMPARED : -1])

    @property
    def average(self) -> Fraction | None:
        """The average of those. Of percentages it is that of all that was counted: a week of two
        weighs less than one of twenty, as in the tables that stand beside it."""
        there = [each for each in self.figures if _whole(each) is not None]
        compared = [_counted(each) for each in there[-1 - COMPARED : -1] if each is not None]
        if not compared:
            return None
        return Fraction(sum(part for part, _ in compared), sum(of for _, of in compared))

    @property
    def direction(self) -> Direction:
        """The newest figure against the average of up to four before it. A tenth of the target is
        about the same: single weeks are noisy."""
        newest, average = self.known[-1][1] if self.known else 0, self.average
        if average is None:
            return Direction.UNKNOWN
        if 10 * abs(newest - average) < self.target:
            return Direction.STEADY
        return Direction.BETTER if newest > average else Direction.WORSE


def _whole(figure: Share | int | None) -> int | None:
    return figure.percent if isinstance(figure, Share) else figure


def _counted(figure: Share | int) -> tuple[int, int]:
    """So much of so many: of percent for a share, of one week for a count."""
    return (100 * figure.part, figure.whole) if isinstance(figure, Share) else (figure, 1)


def last_mondays(today: date, count: int) -> tuple[date, ...]:
    """The Mondays of so many weeks that are over, and the one that ends the last of them; the
    oldest first."""
    monday = today - today.weekday() * _DAY
    return tuple(monday - back * _WEEK for back in range(count, -1, -1))


def open_days_back(today: date, count: int, opens: Sequence[Callable[[date], bool]]) -> date:
    """The day that lies so many open days before today; without any, that many days."""
    day, left = today, count
    for _ in range(_LOOKED_BACK):
        day -= _DAY
        if any(open_on(day) for open_on in opens):
            left -= 1
            if not left:
                return day
    return today - count * _DAY
