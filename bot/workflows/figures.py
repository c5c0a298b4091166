"""A department's days in numbers: pure statistics over plain facts, the same for every screen.

Minutes are open minutes of the receiving department. A share is of what was decided in the window,
so that what nobody did counts as missed instead of not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.trade.hours import OpeningHours
from bot.workflows.departments import Department
from bot.workflows.lead import Lost, percent_of


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, its end not included. Both are aware."""

    start: datetime
    end: datetime

    def holds(self, at: datetime | None) -> bool:
        """Whether something happened in it; what never happened did not."""
        return at is not None and self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """In whole percent, rounded half up; None of nothing."""
        return percent_of(self.part, self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class Spread:
    """How long things took, in minutes: the middle one, and the one that nine of ten stayed within.

    Both are times that really happened; see `nearest_rank`.
    """

    median: int
    ninetieth: int


@dataclass(frozen=True, slots=True)
class Passed:
    """One item that a department passed to another.

    `answered_at` is the first step by anybody but the asker. `promised_at` is by when the outcome
    that counts was due, and `kept_at` when it came: a parts request's last answer, the contact with
    a lead's customer, the end of a hand-off.
    """

    workflow: str
    sender: Department
    receiver: Department
    asked_at: datetime
    promised_at: datetime
    answered_at: datetime | None = None
    kept_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled: bool = False

    @property
    def decided_at(self) -> datetime:
        """When it was clear whether the promise was kept: at the outcome, at the latest when it was
        due."""
        return min(self.promised_at, self.kept_at) if self.kept_at else self.promised_at

    @property
    def in_time(self) -> bool:
        """Whether the outcome came by when it was promised."""
        return self.kept_at is not None and self.kept_at <= self.promised_at


@dataclass(frozen=True, slots=True)
class Request(Passed):
    """A parts request. `waited_until` is how long its technician waited; None while he does."""

    waited_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Flagged(Passed):
    """A trade-in lead."""

    appraised_at: datetime | None = None
    sold: bool = False
    lost: Lost | None = None


@dataclass(frozen=True, slots=True)
class NewOwner(Passed):
    """A first hand-off. `delivered_at` is the delivery, or when it was asked for without one."""

    delivered_at: datetime | None = None
    introduced: bool = False
    visit_booked: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """What a department did in a window. `on_time` is of what was decided in it, `response` and
    `completion` are of what was first answered and what was done in it; None when nothing was."""

    came_in: int
    done: int
    on_time: Share
    response: Spread | None
    completion: Spread | None


@dataclass(frozen=True, slots=True)
class Wait:
    """How long technicians waited for parts. `cents` is an estimate in USD cents; None where the
    store told no labor rate."""

    requests: int
    minutes: int
    cents: int | None


@dataclass(frozen=True, slots=True)
class Leads:
    """What became of leads in a window. `contacted` is of those whose first contact was due or came
    in it; `lost` by reason, the most frequent first."""

    flagged: int
    contacted: Share
    appraised: int
    sold: int
    lost: tuple[tuple[Lost, int], ...] = ()


@dataclass(frozen=True, slots=True)
class FirstHandoffs:
    """Deliveries in a window, and how many of their owners were introduced and have a first visit
    booked. `visits` are the first visits that were planned in the window, and how many were kept:
    of those whose outcome somebody told."""

    deliveries: int
    introduced: int
    booked: int
    visits: Share = Share(0, 0)


class Gift(NamedTuple):
    """Work of one kind that one department passed to another."""

    sender: Department
    receiver: Department
    workflow: str


def nearest_rank(values: Sequence[int], percent: int) -> int:
    """The nearest-rank percentile: the smallest value that at least so many percent of all values
    do not exceed. It is always one of the values. Raises `ValueError` for none."""
    if not values:
        raise ValueError("no values have no percentile")
    rank = max(1, -(-percent * len(values) // 100))
    return sorted(values)[rank - 1]


def spread(minutes: Sequence[int]) -> Spread | None:
    """Median and 90th percentile, both by nearest rank; None of nothing."""
    if not minutes:
        return None
    return Spread(nearest_rank(minutes, 50), nearest_rank(minutes, 90))


def day_of(items: Iterable[Passed], window: Window, hours: OpeningHours) -> Day:
    """What was done with a department's items in the window. What was cancelled counts nowhere."""
    kept = [item for item in items if not item.cancelled]
    decided = [item for item in kept if window.holds(item.decided_at)]
    return Day(
        came_in=sum(window.holds(item.asked_at) for item in kept),
        done=sum(window.holds(item.closed_at) for item in kept),
        on_time=Share(sum(item.in_time for item in decided), len(decided)),
        response=spread(_times(kept, window, hours, "answered_at")),
        completion=spread(_times(kept, window, hours, "closed_at")),
    )


def _times(items: Iterable[Passed], window: Window, hours: OpeningHours, what: str) -> list[int]:
    ends = ((item.asked_at, getattr(item, what)) for item in items)
    return [hours.open_minutes(asked, end) for asked, end in ends if window.holds(end)]


def waited_until(
    asked_at: datetime,
    answered_at: datetime,
    delivered_at: datetime | None,
    *,
    from_stock: bool,
    hours: OpeningHours,
) -> datetime:
    """How long a technician waits for a request that is answered.

    What comes from the shelf he waits for until it is in his bay. What must be ordered he waits for
    until the answer: then the vehicle leaves the lift. Nobody waits past the counter's closing, so
    a button that was pressed the next morning does not count as a night of labor.
    """
    until = delivered_at if from_stock and delivered_at else answered_at
    return min(until, hours.end_of_open_day(asked_at))


def wait_of(
    requests: Iterable[Request], window: Window, hours: OpeningHours, dollars_an_hour: int
) -> Wait:
    """The waits of service's technicians that ended in the window, in open minutes of the counter,
    and what they cost at the labor rate; a rate of 0 is none."""
    minutes = [
        hours.open_minutes(request.asked_at, request.waited_until)
        for request in requests
        if request.sender is Department.SERVICE
        and not request.cancelled
        and request.waited_until is not None
        and window.holds(request.waited_until)
    ]
    total = sum(minutes)
    cents = (total * dollars_an_hour * 100 + 30) // 60 if dollars_an_hour else None
    return Wait(len(minutes), total, cents)


def leads_of(leads: Iterable[Flagged], window: Window) -> Leads:
    """What happened to leads in the window."""
    kept = [lead for lead in leads if not lead.cancelled]
    decided = [lead for lead in kept if window.holds(lead.decided_at)]
    ended = [lead for lead in kept if window.holds(lead.closed_at)]
    reasons = Counter(lead.lost for lead in ended if lead.lost)
    return Leads(
        flagged=sum(window.holds(lead.asked_at) for lead in kept),
        contacted=Share(sum(lead.in_time for lead in decided), len(decided)),
        appraised=sum(window.holds(lead.appraised_at) for lead in kept),
        sold=sum(lead.sold for lead in ended),
        lost=_by_count(reasons),
    )


def first_handoffs_of(
    owners: Iterable[NewOwner], window: Window, visits: Share = Share(0, 0)
) -> FirstHandoffs:
    """The deliveries of the window; `visits` as told from the visits' own days."""
    met = [each for each in owners if not each.cancelled and window.holds(each.delivered_at)]
    return FirstHandoffs(
        deliveries=len(met),
        introduced=sum(each.introduced for each in met),
        booked=sum(each.visit_booked for each in met),
        visits=visits,
    )


def given(items: Iterable[Passed], window: Window) -> Counter[Gift]:
    """What each department passed to each other one in the window, by workflow."""
    return Counter(
        Gift(item.sender, item.receiver, item.workflow)
        for item in items
        if not item.cancelled and item.sender != item.receiver and window.holds(item.asked_at)
    )


@dataclass(frozen=True, slots=True)
class Numbers:
    """What counts across departments in a window. `fill` is of the lines that the counter first
    answered in it: how many came from stock."""

    fill: Share
    wait: Wait
    leads: Leads
    owners: FirstHandoffs
    given: Mapping[Gift, int]


def together(numbers: Sequence[Numbers]) -> Numbers:
    """Several stores' numbers as one. The dollars are of the stores that told a rate."""
    waits = [each.wait for each in numbers]
    cents = [wait.cents for wait in waits if wait.cents is not None]
    gifts: Counter[Gift] = Counter()
    for each in numbers:
        gifts.update(each.given)
    return Numbers(
        fill=_sum([each.fill for each in numbers]),
        wait=Wait(
            sum(wait.requests for wait in waits),
            sum(wait.minutes for wait in waits),
            sum(cents) if cents else None,
        ),
        leads=_leads_together([each.leads for each in numbers]),
        owners=FirstHandoffs(
            sum(each.owners.deliveries for each in numbers),
            sum(each.owners.introduced for each in numbers),
            sum(each.owners.booked for each in numbers),
            _sum([each.owners.visits for each in numbers]),
        ),
        given=gifts,
    )


def _leads_together(leads: Sequence[Leads]) -> Leads:
    reasons: Counter[Lost] = Counter()
    for each in leads:
        reasons.update(dict(each.lost))
    return Leads(
        sum(each.flagged for each in leads),
        _sum([each.contacted for each in leads]),
        sum(each.appraised for each in leads),
        sum(each.sold for each in leads),
        _by_count(reasons),
    )


def _by_count(reasons: Mapping[Lost, int]) -> tuple[tuple[Lost, int], ...]:
    return tuple(sorted(reasons.items(), key=lambda each: (-each[1], each[0].value)))


def _sum(shares: Sequence[Share]) -> Share:
    return Share(sum(each.part for each in shares), sum(each.whole for each in shares))
