"""What happened at Lakeside in the weeks before: a handful of things a day, a little better each
week, so that a chart of those weeks has something to tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, time
from itertools import count
from random import Random

from bot.demo.past import Act, Lakeside, Told, days_before, live_through, never_sent
from bot.trade.hours import OpeningHours

WEEKS = 8
_SEED = 1908
_FIRST_RO = 46_210
_DELIVERIES = 0.6
"""On how many of the days somebody picks up a vehicle."""
_OTHERS = 0.6
"""On how many a vehicle is down, or a customer is to be called."""

_PARTS = (
    "1x 90311-T0085 axle seal",
    "2x 04465-0C020 front brake pads",
    "1x 04152-YZZA1 oil filter, 6 qt 0W-20",
    "1x 17801-YZZ11 air filter",
    "1x 16100-09515 water pump, 1x gasket",
    "4x 90919-01253 spark plugs",
    "1x 31420-0K013 clutch cylinder",
    "1x 68218057AA fuel filter",
)
_VEHICLES = (
    "2012 Toyota Tundra 141k miles",
    "2009 Ford F-150 190k miles",
    "2014 Nissan Rogue 118k miles",
    "2011 Chevy Silverado 168k miles",
    "2013 Honda CR-V 152k miles",
    "2010 Ram 1500 177k miles",
)
_CUSTOMERS = (
    "Maria Lopez",
    "Ray Chen",
    "Nora Finch",
    "Dwight Owens",
    "Alma Ruiz",
    "Pete Kowalski",
    "Jo Lindqvist",
    "Ben Castillo",
    "Sara Ahmed",
    "Will Turner",
)

_STOCK = Told(
    time(8, 20),
    "Luis",
    "parts",
    "{ro} {part}",
    (
        Act(13, "Sam", "all_in_stock"),
        Act(14, "Sam", "delivered"),
    ),
)
_WAITING = Told(
    time(9, 40),
    "Renee",
    "parts",
    "{ro} {part} waiting",
    (Act(8, "Sam", "all_in_stock"), Act(6, "Sam", "delivered")),
)
_ORDERED = Told(
    time(10, 30),
    "Luis",
    "parts",
    "{ro} {part}",
    (
        Act(
            21, "Joan", "answer", {"answer": "ordered", "detail": "PO 7731", "eta": "tomorrow 9am"}
        ),
        Act(50, "Sam", "arrived", days=1),
        Act(25, "Sam", "delivered"),
    ),
)
_DOWN = Told(
    time(13, 10),
    "Tom",
    "parts",
    "{ro} {part} down",
    (Act(12, "Joan", "all_in_stock"), Act(12, "Sam", "delivered")),
)
_SOLD = Told(
    time(11, 5),
    "Renee",
    "lead",
    "{ro} est 4200 value 6500 {vehicle} agreed",
    (
        Act(2, "Marcus", "claim"),
        Act(3, "Marcus", "contacted", {}),
        Act(55, "Marcus", "appraised", {"value": "6200"}),
        Act(40, "Marcus", "appointment", {"at": "tomorrow 11am"}),
        Act(240, "Marcus", "sold", days=1),
    ),
)
_LOST = Told(
    time(11, 5),
    "Tom",
    "lead",
    "{ro} est 3600 value 5900 {vehicle} agreed",
    (
        Act(5, "Dana", "contacted", {}),
        Act(70, "Dana", "appraised", {"value": "5400"}),
        Act(90, "Dana", "lost", {"reason": "price"}),
    ),
)
_MISSED = Told(
    time(15, 20),
    "Tom",
    "lead",
    "{ro} est 2900 value 4800 {vehicle} not asked yet",
    (
        Act(9, "Marcus", "claim"),
        Act(25, "Marcus", "contacted", {}),
        Act(20, "Marcus", "lost", {"reason": "keeps"}),
    ),
)
_CHECKS = ("introduced", "drive_shown", "card_given")
_FIRST = Told(
    time(14, 15),
    "Dana",
    "handoff",
    "service {customer}, stk {stock}, delivery 4pm, nothing owed",
    (
        Act(9, "Renee", "claim"),
        Act(90, "Renee", "checklist", {"checks": _CHECKS, "first_visit": "{visit} 9am"}),
        Act(6, "Dana", "sign_sales"),
        Act(4, "Renee", "sign_service"),
    ),
)
_NOT_MET = replace(
    _FIRST,
    acts=(
        Act(25, "Tom", "claim"),
        Act(80, "Tom", "checklist", {"checks": _CHECKS[1:], "first_visit": "{visit} 9am"}),
        Act(30, "Dana", "sign_sales"),
        Act(15, "Tom", "sign_service"),
    ),
)
_CALL = Told(
    time(16, 10),
    "Sam",
    "handoff",
    "service {customer}, RO {ro}, special order is in, call by tomorrow noon",
    (Act(15, "Tom", "claim"), Act(25, "Tom", "done", {})),
)

_STILL_OPEN = (
    (
        4,
        Told(
            time(9, 50),
            "Luis",
            "parts",
            "47602 1x 23117-4B0A driveshaft support, 2x bolts",
            (
                Act(
                    14,
                    "Sam",
                    "answer",
                    {"answer": "backordered", "detail": "PO 7702", "eta": "in 9 days"},
                ),
            ),
        ),
    ),
    (
        2,
        Told(
            time(14, 5),
            "Dana",
            "handoff",
            "service Alma Ruiz, stk 4391, delivery 5pm, owed: second key by tomorrow 5pm",
            (
                Act(12, "Renee", "claim"),
                Act(150, "Renee", "checklist", {"checks": _CHECKS, "first_visit": "{visit}"}),
                Act(5, "Dana", "sign_sales"),
                Act(5, "Renee", "sign_service"),
            ),
        ),
    ),
    (
        1,
        Told(
            time(16, 25),
            "Tom",
            "parts",
            "47655 1x 68507598AA fuel injector rail down",
            (
                Act(
                    11,
                    "Joan",
                    "answer",
                    {"answer": "ordered", "detail": "PO 7749", "eta": "{today} 1pm"},
                ),
            ),
        ),
    ),
    (
        1,
        Told(
            time(13, 30),
            "Renee",
            "lead",
            "47641 est 3900 value 6100 2013 Honda CR-V 152k miles agreed",
            (
                Act(6, "Dana", "contacted", {}),
                Act(50, "Dana", "appraised", {"value": "5900"}),
                Act(20, "Dana", "appointment", {"at": "{today} 2pm"}),
            ),
        ),
    ),
    (
        1,
        Told(
            time(15, 10),
            "Marcus",
            "handoff",
            "service Pete Kowalski, stk 4402, delivery {today} 11:30am, nothing owed",
            (Act(20, "Tom", "claim"),),
        ),
    ),
)
"""What was not finished by this morning: on which open day before today it began, and how."""


def tell_past(lakeside: Lakeside) -> None:
    """Lives through all of it, in the transaction that `lakeside` has."""
    hours, today = lakeside.hours, lakeside.hours.local_day(lakeside.work.now)
    chance, luck, numbers = Random(_SEED), _Luck(), count(_FIRST_RO, 7)
    for place, day in enumerate(days_before(today, WEEKS)):
        progress = place / (5 * WEEKS)
        # At first not everybody passed everything on with Baton.
        if not hours.opens_on(day) or (progress < 0.5 and place % 3):
            continue
        for told in _day(progress, chance, luck):
            facts = _facts(next(numbers), day, hours, chance)
            live_through(lakeside, day, _filled(told, facts))
    open_days = [day for day in days_before(today, WEEKS) if hours.opens_on(day)]
    facts = {"today": _say(today), "visit": _say(_weeks_off(today, hours))}
    for days_ago, told in _STILL_OPEN:
        live_through(lakeside, open_days[-days_ago], _filled(told, facts))
    never_sent(lakeside)


class _Luck:
    """Says yes as often as it is told, spread evenly: chance alone would blur the trend."""

    def __init__(self) -> None:
        self._owed: defaultdict[str, float] = defaultdict(float)

    def __call__(self, what: str, share: float) -> bool:
        self._owed[what] += share
        if self._owed[what] < 1:
            return False
        self._owed[what] -= 1
        return True


def _day(progress: float, chance: Random, luck: _Luck) -> Iterator[Told]:
    """One day's stories; `progress` runs from 0, the oldest day, to 1, and makes them better."""
    pace = 1.9 - 0.9 * progress
    better = 0.2 + 0.78 * progress
    told = [
        _STOCK,
        _WAITING if luck("stock", better) else _ORDERED,
        _STOCK if luck("stock", better) else _ORDERED,
        chance.choice((_SOLD, _LOST)) if luck("called", better) else _MISSED,
    ]
    if luck("other", _OTHERS):
        told.append(chance.choice((_DOWN, _CALL)))
    if luck("flagged", progress):
        told.append(_LOST if luck("called", better) else _MISSED)
    if luck("delivered", _DELIVERIES):
        told.append(_FIRST if luck("met", better) else _NOT_MET)
    for one in sorted(told, key=lambda each: each.at):
        yield _at_pace(one, pace, chance)


def _at_pace(told: Told, pace: float, chance: Random) -> Told:
    def paced(act: Act) -> Act:
        return replace(act, after=act.after * pace * chance.uniform(0.6, 1.5))

    begins = told.at.replace(minute=chance.randrange(60))
    return replace(told, at=begins, acts=tuple(paced(act) for act in told.acts))


def _facts(number: int, day: date, hours: OpeningHours, chance: Random) -> Mapping[str, object]:
    """A customer, a vehicle and whatever else a story's words leave open. First visits are about
    two weeks off."""
    return {
        "ro": number,
        "stock": number % 10_000,
        "part": chance.choice(_PARTS),
        "vehicle": chance.choice(_VEHICLES),
        "customer": chance.choice(_CUSTOMERS),
        "visit": _say(_weeks_off(day, hours)),
    }


def _weeks_off(day: date, hours: OpeningHours) -> date:
    for _ in range(10):
        day = hours.next_open_day(day)
    return day


def _filled(told: Told, facts: Mapping[str, object]) -> Told:
    def filled(act: Act) -> Act:
        said = {
            name: value.format_map(facts) if isinstance(value, str) else value
            for name, value in (act.answers or {}).items()
        }
        return replace(act, answers=said if act.answers is not None else None)

    acts = tuple(filled(act) for act in told.acts)
    return replace(told, line=told.line.format_map(facts), acts=acts)


def _say(day: date) -> str:
    return f"{day:%b} {day.day}"
