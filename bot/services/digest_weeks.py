"""The weeks of a digest: the trend that its picture shows, and Monday's comparison."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from bot.cards.digest_facts import Column, Comparison
from bot.services.figures import column_of, facts_since, leads_since
from bot.services.work import UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.figures import first_answers
from bot.trade.wall import instant_of
from bot.workflows.departments import Department
from bot.workflows.figures import Flagged, Leads, Share, Window, leads_of, together
from bot.workflows.limits import CONTACT_PERCENT, FILL_PERCENT, LEADS_A_WEEK
from bot.workflows.trends import COMPARED, WEEKS, Trend, last_mondays


def trend_of(
    work: UnitOfWork, stores: Sequence[StoreInfo], department: Department, today: date
) -> Trend:
    """What tells whether this department gets better, for these stores together."""
    mondays = last_mondays(today, WEEKS)
    limits = stores[0].limits
    weeks = mondays[:-1]
    if department is Department.PARTS:
        fill = tuple(_fill(work, stores, mondays))
        return Trend("Fill rate", "%", weeks, fill, limits[FILL_PERCENT])
    leads = _leads(work, stores, mondays)
    if department is Department.SERVICE:
        promised = sum(store.limits[LEADS_A_WEEK] for store in stores)
        flagged = _since_the_first([week.flagged for week in leads])
        return Trend("Leads flagged", "", weeks, flagged, promised)
    contacted = tuple(week.contacted for week in leads)
    return Trend("Contacted in time", "%", weeks, contacted, limits[CONTACT_PERCENT])


def _since_the_first(counts: Sequence[int]) -> tuple[int | None, ...]:
    """Counts, with nothing for the weeks before the first: the store did not use Baton yet."""
    began = next((place for place, count in enumerate(counts) if count), len(counts))
    return tuple(count if place >= began else None for place, count in enumerate(counts))


def _bounds(store: StoreInfo, days: Sequence[date]) -> list[datetime]:
    return [instant_of(store.zone, day, 0) for day in days]


def _fill(work: UnitOfWork, stores: Sequence[StoreInfo], mondays: Sequence[date]) -> list[Share]:
    weeks = [first_answers(work.session, store.id, _bounds(store, mondays)) for store in stores]
    return [
        Share(sum(each.from_stock for each in week), sum(each.lines for each in week))
        for week in zip(*weeks, strict=True)
    ]


def _leads(work: UnitOfWork, stores: Sequence[StoreInfo], mondays: Sequence[date]) -> list[Leads]:
    found: list[list[Leads]] = []
    for store in stores:
        bounds = _bounds(store, mondays)
        leads: Sequence[Flagged] = leads_since(work.session, store, bounds[0])
        found.append([leads_of(leads, Window(*week)) for week in pairwise(bounds)])
    return [_one(week) for week in zip(*found, strict=True)]


def _one(leads: Sequence[Leads]) -> Leads:
    return Leads(
        sum(each.flagged for each in leads),
        Share(
            sum(each.contacted.part for each in leads), sum(each.contacted.whole for each in leads)
        ),
        sum(each.appraised for each in leads),
        sum(each.sold for each in leads),
    )


def comparison_of(
    work: UnitOfWork,
    stores: Sequence[tuple[StoreInfo, Sequence[Department]]],
    today: date,
) -> Comparison:
    """The week that is over beside up to four before it. The days of departments are told of a
    single store: what takes how long has no meaning across stores of different hours."""
    mondays = last_mondays(today, COMPARED + 1)
    this: list[Column] = []
    before: list[Column] = []
    busy: set[int] = set()
    for store, departments in stores:
        bounds = _bounds(store, mondays)
        weeks = Window(bounds[-2], bounds[-1]), Window(bounds[0], bounds[-2])
        facts = facts_since(work.session, store, bounds[0], work.now)
        mine = departments if len(stores) == 1 else ()
        for window, columns in zip(weeks, (this, before), strict=True):
            columns.append(column_of(work.session, store, mine, facts, window, ""))
        for place, week in enumerate(pairwise(bounds[:-1])):
            if any(Window(*week).holds(item.asked_at) for item in facts.all):
                busy.add(place)
    return Comparison(_column(this), _column(before), max(1, len(busy)))


def _column(columns: Sequence[Column]) -> Column:
    if len(columns) == 1:
        return columns[0]
    return Column("", {}, together([column.numbers for column in columns]))
