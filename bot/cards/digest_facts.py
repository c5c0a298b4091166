"""What a digest says, as plain facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.chat.text import Text
from bot.store.directory import StoreInfo
from bot.store.handoffs import Promise
from bot.store.items import Item
from bot.workflows.declare import Workflow
from bot.workflows.departments import Department
from bot.workflows.figures import Day, Numbers
from bot.workflows.trends import Trend


@dataclass(frozen=True, slots=True)
class Group:
    """Items that need somebody: how many, and the first of them."""

    count: int = 0
    first: tuple[tuple[Item, Workflow], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """The figures of one window, under its name: "Tue Aug 25"."""

    label: str
    days: Mapping[Department, Day]
    numbers: Numbers

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened in it: nothing came in or was done here, nothing was asked of
        others, and no new owner came."""
        asked = (
            count
            for gift, count in self.numbers.given.items()
            if {gift.sender, gift.receiver} & set(self.days)
        )
        return not (self.numbers.owners.visits.whole or any(asked)) and not any(
            day.came_in or day.done or day.on_time.whole or day.response
            for day in self.days.values()
        )


@dataclass(frozen=True, slots=True)
class StorePart:
    """One store: those of its departments that the reader manages, what needs somebody there, and
    the figures of its last open day, perhaps with today's beside them."""

    store: StoreInfo
    departments: tuple[Department, ...]
    late: Group
    free: Group
    stuck: Group
    columns: tuple[Column, ...]
    actions: tuple[tuple[Item, Workflow], ...] = ()
    """What was taken on in meetings and stands in none of the groups."""

    @property
    def needs(self) -> int:
        """How many items need somebody."""
        return self.late.count + self.free.count + self.stuck.count


@dataclass(frozen=True, slots=True)
class Comparison:
    """The week that is over beside so many weeks before it, all of them in one column."""

    this: Column
    before: Column
    weeks: int


@dataclass(frozen=True, slots=True)
class Digest:
    """One manager's digest. `late` says how long after its time it goes out, if that is worth a
    word; `notices` are what went wrong with Baton's own posts."""

    now: datetime
    today: date
    stores: tuple[StorePart, ...]
    yours: tuple[tuple[Item, Workflow], ...] = ()
    promises: tuple[tuple[Promise, str], ...] = ()
    notices: tuple[Text, ...] = ()
    trend: Trend | None = None
    comparison: Comparison | None = None
    late: timedelta = timedelta()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to report."""
        columns = [column for part in self.stores for column in part.columns]
        if self.comparison:
            columns += [self.comparison.this, self.comparison.before]
        said = self.yours or self.promises or self.notices
        return not (
            said
            or any(part.needs or part.actions for part in self.stores)
            or any(not column.is_empty for column in columns)
        )
