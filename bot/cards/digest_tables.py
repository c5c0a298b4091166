"""The numbers of a digest as tables, and the picture of its trend."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from bot.cards.digest_facts import Column, Comparison, StorePart
from bot.chat.card import Chart, ChartKind, Series, Table
from bot.chat.text import Text, text
from bot.trade.money import say_money
from bot.trade.when_said import MONTHS
from bot.workflows.departments import Department
from bot.workflows.figures import Day, Leads, Numbers, Share, Spread
from bot.workflows.limits import FILL_PERCENT, Limits
from bot.workflows.trends import Direction, Trend

NOTHING = "–"
_FIGURE = "Figure"

SALES_AND_SERVICE = frozenset({Department.SALES, Department.SERVICE})
COUNTER_AND_BAY = frozenset({Department.PARTS, Department.SERVICE})
_PASSED = {"parts": "parts request", "lead": "lead", "handoff": "hand-off"}


def say_open(minutes: int) -> str:
    """Open minutes as "45 min", "1 h 30 min" or "31 h": never days, which would mean 24 hours."""
    hours, minute = divmod(minutes, 60)
    if not hours:
        return f"{minute} min"
    return f"{hours} h {minute} min" if minute and hours < 10 else f"{hours:,} h"


def say_share(share: Share) -> str:
    """A share with its percentage: "80% (4 of 5)"."""
    return f"{share.percent}% ({share.part:,} of {share.whole:,})" if share.whole else NOTHING


def day_table(part: StorePart) -> Table:
    """The department's day, with today's figures beside it if there are any; of several
    departments the one day, a column each."""
    first = part.columns[0]
    if len(part.departments) > 1:
        header = (first.label, *(each.label for each in part.departments))
        days = [first.days[each] for each in part.departments]
    else:
        (only,) = part.departments
        header = (only.label, *(column.label for column in part.columns))
        days = [column.days[only] for column in part.columns]
    return Table("The day, in open hours", header, _rows(_DAY, days))


@dataclass(frozen=True, slots=True)
class _Measure:
    """One row: its name, and what it says of a day or of numbers; empty for nothing."""

    label: str
    say: Callable[[Day], str]


def _median(spread: Spread | None) -> str:
    return say_open(spread.median) if spread else ""


def _ninetieth(spread: Spread | None) -> str:
    return say_open(spread.ninetieth) if spread else ""


_DAY = (
    _Measure("Came in", lambda day: f"{day.came_in:,}"),
    _Measure("Done", lambda day: f"{day.done:,}"),
    _Measure("In time", lambda day: say_share(day.on_time) if day.on_time.whole else ""),
    _Measure("Response, median", lambda day: _median(day.response)),
    _Measure("Response, 9 of 10 within", lambda day: _ninetieth(day.response)),
    _Measure("Done, median", lambda day: _median(day.completion)),
    _Measure("Done, 9 of 10 within", lambda day: _ninetieth(day.completion)),
)


def _rows(measures: Sequence[_Measure], days: Sequence[Day]) -> tuple[tuple[Text, ...], ...]:
    """A row for each measure of which at least one day says something."""
    rows = [(measure.label, [measure.say(day) for day in days]) for measure in measures]
    return tuple(_row(label, said) for label, said in rows if any(said))


def _row(label: str, said: Sequence[str]) -> tuple[Text, ...]:
    return (text(label), *(text(each or NOTHING) for each in said))


def numbers_table(
    columns: Sequence[Column], departments: Collection[Department], limits: Limits
) -> Table | None:
    """What counts for these departments beyond their own day. Rows that would be empty are left
    out, and so is a table without any."""
    said = [_numbers(column.numbers, departments, limits) for column in columns]
    labels = dict.fromkeys(label for each in said for label in each)
    rows = [_row(label, [each.get(label, "") for each in said]) for label in labels]
    if not rows:
        return None
    header = (_FIGURE, *(column.label for column in columns))
    return Table("Between departments", header, tuple(rows))


def _numbers(
    numbers: Numbers, departments: Collection[Department], limits: Limits
) -> dict[str, str]:
    """Each row of the table by its label, those that say something."""
    rows: dict[str, str] = {}
    if Department.PARTS in departments and numbers.fill.whole:
        rows[f"Fill rate, target {limits[FILL_PERCENT]}%"] = say_share(numbers.fill)
    if COUNTER_AND_BAY & set(departments) and numbers.wait.requests:
        rows["Technicians waited"] = say_wait(numbers)
    if SALES_AND_SERVICE & set(departments):
        rows |= _lead_rows(numbers.leads) | _owner_rows(numbers)
    return rows | _given(numbers, departments)


def say_wait(numbers: Numbers) -> str:
    """How long technicians waited for parts, with the dollars as the estimate that they are."""
    said = say_open(numbers.wait.minutes)
    if numbers.wait.cents is None:
        return said
    return f"{said}, about {say_money(round(numbers.wait.cents, -2))}"


def _lead_rows(leads: Leads) -> dict[str, str]:
    if not (leads.flagged or leads.contacted.whole or leads.appraised or leads.sold or leads.lost):
        return {}
    lost = sum(count for _, count in leads.lost)
    reasons = ", ".join(f"{reason.label} {count}" for reason, count in leads.lost)
    return {
        "Leads flagged": f"{leads.flagged:,}",
        "Contacted in time": say_share(leads.contacted),
        "Appraised": f"{leads.appraised:,}",
        "Sold": f"{leads.sold:,}",
        "Lost": f"{lost:,}: {reasons}" if lost else "0",
    }


def _owner_rows(numbers: Numbers) -> dict[str, str]:
    owners = numbers.owners
    rows = {}
    if owners.deliveries:
        rows["Deliveries"] = f"{owners.deliveries:,}"
        rows["Introduced to service"] = say_share(Share(owners.introduced, owners.deliveries))
        rows["First visit booked"] = say_share(Share(owners.booked, owners.deliveries))
    if owners.visits.whole:
        rows["First visits kept"] = say_share(owners.visits)
    return rows


def _given(numbers: Numbers, departments: Collection[Department]) -> dict[str, str]:
    """What each of these departments gave and got."""
    return {
        f"{gift.sender.label} gave {gift.receiver.label}": _kinds(
            numbers, gift.sender, gift.receiver
        )
        for gift in sorted(numbers.given)
        if gift.sender in departments or gift.receiver in departments
    }


def _kinds(numbers: Numbers, sender: Department, receiver: Department) -> str:
    return ", ".join(
        f"{count:,} {_PASSED.get(gift.workflow, gift.workflow)}{'' if count == 1 else 's'}"
        for gift, count in sorted(numbers.given.items())
        if (gift.sender, gift.receiver) == (sender, receiver)
    )


def trend_table(comparison: Comparison, departments: Sequence[Department]) -> Table | None:
    """The week that is over beside the average of those before it."""
    rows: list[tuple[Text, ...]] = []
    for each in departments:
        this, before = comparison.this.days.get(each), comparison.before.days.get(each)
        if this is None or before is None:
            continue
        rows += [
            _row(
                f"{each.label}: came in",
                [f"{this.came_in:,}", _average(before.came_in, comparison.weeks)],
            ),
            _row(
                f"{each.label}: done", [f"{this.done:,}", _average(before.done, comparison.weeks)]
            ),
            _row(f"{each.label}: in time", [_percent(this.on_time), _percent(before.on_time)]),
            _row(
                f"{each.label}: done, median",
                [_median(this.completion), _median(before.completion)],
            ),
        ]
    now, then = comparison.this.numbers, comparison.before.numbers
    if Department.PARTS in departments:
        rows.append(_row("Fill rate", [_percent(now.fill), _percent(then.fill)]))
    if COUNTER_AND_BAY & set(departments):
        waits = (now.wait.minutes, then.wait.minutes // max(1, comparison.weeks))
        rows.append(_row("Technicians waited", [say_open(minutes) for minutes in waits]))
    return Table("The week", _week_header(comparison), tuple(rows)) if rows else None


def ledger_tables(comparison: Comparison) -> tuple[Table, ...]:
    """What sales and service gave each other, and what came of it."""
    this, before, weeks = comparison.this.numbers, comparison.before.numbers, comparison.weeks

    def counted(label: str, of: Callable[[Numbers], int]) -> tuple[Text, ...]:
        return _row(label, [f"{of(this):,}", _average(of(before), weeks)])

    def shared(label: str, of: Callable[[Numbers], Share]) -> tuple[Text, ...]:
        return _row(label, [_percent(of(this)), _percent(of(before))])

    service = (
        counted("Leads flagged", lambda n: n.leads.flagged),
        shared("Contacted in time", lambda n: n.leads.contacted),
        counted("Appraised", lambda n: n.leads.appraised),
        counted("Sold", lambda n: n.leads.sold),
        counted("Other hand-offs", lambda n: _handoffs(n, Department.SERVICE, Department.SALES)),
    )
    sales = (
        counted("New owners delivered", lambda n: n.owners.deliveries),
        shared("Introduced", lambda n: Share(n.owners.introduced, n.owners.deliveries)),
        shared("First visit booked", lambda n: Share(n.owners.booked, n.owners.deliveries)),
        shared("First visits kept", lambda n: n.owners.visits),
        counted("All hand-offs", lambda n: _handoffs(n, Department.SALES, Department.SERVICE)),
    )
    return (
        Table("Service gave sales", _week_header(comparison), service),
        Table("Sales gave service", _week_header(comparison), sales),
    )


def _handoffs(numbers: Numbers, sender: Department, receiver: Department) -> int:
    return sum(
        count
        for gift, count in numbers.given.items()
        if (gift.sender, gift.receiver, gift.workflow) == (sender, receiver, "handoff")
    )


def _week_header(comparison: Comparison) -> tuple[str, ...]:
    weeks = comparison.weeks
    return (_FIGURE, "Last week", f"Average of {weeks} before" if weeks > 1 else "Week before")


def _average(total: int, weeks: int) -> str:
    """A count a week: whole, or with one decimal when that says more."""
    if not weeks:
        return ""
    tenths = (20 * total + weeks) // (2 * weeks)
    return f"{tenths // 10:,}" if tenths % 10 == 0 or tenths >= 1000 else f"{tenths / 10:.1f}"


def _half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def _percent(share: Share) -> str:
    return f"{share.percent}%" if share.whole else ""


def trend_chart(trend: Trend) -> Chart | None:
    """The weeks against their target. Two weeks are the least that make a picture."""
    if len(trend.known) < 2:
        return None
    weeks, values = zip(*trend.known, strict=True)
    title = f"Are we getting better? {trend.what}{f', {trend.unit}' if trend.unit else ''}"
    return Chart(
        title,
        ChartKind.LINE,
        tuple(f"{MONTHS[week.month - 1]} {week.day}" for week in weeks),
        (
            Series(trend.what, tuple(float(value) for value in values)),
            Series("Target", tuple(float(trend.target) for _ in values)),
        ),
        trend_words(trend),
    )


def trend_words(trend: Trend) -> Text:
    """The same facts in words. Empty while there is nothing to tell."""
    if not trend.known:
        return ()
    unit, before, average = trend.unit, trend.before, trend.average
    said = [f"{trend.what}: {trend.known[-1][1]:,}{unit} last week"]
    if average is not None:
        weeks = f"the {len(before)} weeks" if len(before) > 1 else "the week"
        usual = f"{_half_up(average)}{unit}" if unit else _average(sum(before), len(before))
        said.append(f"{usual} on average in {weeks} before")
    said.append(f"target {trend.target:,}{unit}")
    direction = trend.direction
    ending = (
        direction.value.capitalize() if direction is not Direction.UNKNOWN else "Too early to say"
    )
    return text("; ".join(said), f". {ending}.")
