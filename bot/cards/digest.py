"""One manager's digest: what needs him first, then his departments' day, then whether it gets
better."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.cards.digest_facts import Digest, Group, StorePart
from bot.cards.digest_tables import (
    COUNTER_AND_BAY,
    SALES_AND_SERVICE,
    day_table,
    ledger_tables,
    numbers_table,
    trend_chart,
    trend_table,
    trend_words,
)
from bot.cards.items import one_line
from bot.chat.card import Button, Card, Content, Line, Section, Table, Urgency
from bot.chat.text import Bold, ItemLink, Span, Text, join, text
from bot.store.directory import StoreInfo
from bot.store.items import Item
from bot.trade.when import say_day, say_span, say_time
from bot.workflows.declare import Workflow
from bot.workflows.departments import Department
from bot.workflows.limits import CONTACT_PERCENT, FILL_PERCENT, LABOR_RATE, STUCK_DAYS

CLAIM = "digest.claim"
SETTINGS = "digest.settings"
_MINUTE = timedelta(minutes=1)
_SHOWN_IN_GROUP = 8


def digest_card(digest: Digest) -> Content:
    """The digest; one line when there is nothing to report."""
    if digest.is_empty:
        return _nothing(digest)
    counts = _counts(digest.stores)
    said = join(" · ", [text(Bold(each)) for each in counts])
    return Card(
        title=f"{_whose(digest)} · {say_day(digest.today)}",
        summary=f"Your digest: {', '.join(counts) or 'nothing is late, nothing is stuck'}.",
        urgency=_urgency(digest.stores),
        status=said or text("Nothing is late, nothing is stuck, and everything has an owner."),
        sections=tuple(_sections(digest)),
        tables=tuple(_tables(digest)),
        chart=trend_chart(digest.trend) if digest.trend else None,
        buttons=(Button(SETTINGS, "Time and snooze", 0),),
        footer=text(" ".join(_footer(digest))),
    )


def _nothing(digest: Digest) -> Text:
    day = next((part.columns[0].label for part in digest.stores if part.columns), "")
    since = f" since {day}" if day else ""
    return text(
        Bold(_whose(digest)),
        f", {say_day(digest.today)}: nothing is late or stuck, and nothing came in{since}.",
    )


def _whose(digest: Digest) -> str:
    """The departments of the only store, the store of a general manager, or how many stores."""
    if len(digest.stores) > 1:
        return f"{len(digest.stores)} stores"
    (part,) = digest.stores
    if len(part.departments) > 2:
        return part.store.name
    return " and ".join(each.label for each in part.departments)


def _counts(parts: Sequence[StorePart]) -> list[str]:
    """How much needs somebody: "3 late", "1 nobody has", "2 stuck"."""
    found = (
        (sum(part.late.count for part in parts), "late"),
        (sum(part.free.count for part in parts), "nobody has"),
        (sum(part.stuck.count for part in parts), "stuck"),
    )
    return [f"{count:,} {what}" for count, what in found if count]


def _urgency(parts: Sequence[StorePart]) -> Urgency:
    if any(part.late.count for part in parts):
        return Urgency.LATE
    return Urgency.DUE if any(part.needs for part in parts) else Urgency.DONE


def _sections(digest: Digest) -> list[Section]:
    several = len(digest.stores) > 1
    days = digest.stores[0].store.limits[STUCK_DAYS]
    sections = [
        _stores(digest) if several else None,
        _group("Late", [(part, part.late) for part in digest.stores], digest),
        _group("Nobody has it", [(part, part.free) for part in digest.stores], digest),
        _group(
            f"Stuck: nothing happened for {days} open days",
            [] if several else [(part, part.stuck) for part in digest.stores],
            digest,
        ),
        _actions(digest),
        _yours(digest),
        _lines("Baton itself", digest.notices),
    ]
    if digest.trend and trend_chart(digest.trend) is None:
        sections.append(_lines("Are we getting better?", [trend_words(digest.trend)]))
    return [section for section in sections if section]


def _lines(heading: str, rows: Sequence[Text]) -> Section | None:
    lines = tuple(Line(text("• ", *row)) for row in rows if row)
    return Section(heading, lines) if lines else None


def _group(
    heading: str, groups: Sequence[tuple[StorePart, Group]], digest: Digest
) -> Section | None:
    """The first of a group, of several stores those of each in turn; the rest as a number."""
    total = sum(group.count for _, group in groups)
    if not total:
        return None
    found = [(part, *each) for part, group in groups for each in group.first]
    found.sort(key=lambda each: (each[1].priority != "down", each[1].due_at))
    shown = found[:_SHOWN_IN_GROUP]
    lines = [_line(part.store, item, workflow, digest) for part, item, workflow in shown]
    if total > len(shown):
        lines.append(Line(text(_and_more(total - len(shown), digest))))
    return Section(f"{heading} ({total:,})", tuple(lines))


def _and_more(left: int, digest: Digest) -> str:
    """How many found no room; /baton status speaks of the store in whose channel it is typed."""
    where = " in a store's channel" if len(digest.stores) > 1 else ""
    return f"… and {left:,} more: /baton status{where}"


def _in_store(store: StoreInfo, digest: Digest) -> tuple[Span, ...]:
    """Which store an item is of: in a group, each has its own P-1."""
    return (f"{store.name}: ",) if len(digest.stores) > 1 else ()


def _line(store: StoreInfo, item: Item, workflow: Workflow, digest: Digest) -> Line:
    """An item with its link. What nobody has is settled with one click: the reader takes it."""
    down: tuple[Span, ...] = (Bold("Vehicle down"), ": ") if item.priority == "down" else ()
    words = text(
        "• ", *_in_store(store, digest), *down, *one_line(item, workflow, store, digest.now)
    )
    return Line(words, Button(CLAIM, "Claim", item.id) if item.owner is None else None)


def _actions(digest: Digest) -> Section | None:
    """What was taken on in meetings: it stays here until it is done. Of several stores the next
    ones."""
    taken = sorted(
        ((part.store, *each) for part in digest.stores for each in part.actions),
        key=lambda each: each[1].due_at,
    )
    rows = [
        text(*_in_store(store, digest), *one_line(item, workflow, store, digest.now))
        for store, item, workflow in taken[:_SHOWN_IN_GROUP]
    ]
    if left := len(taken) - len(rows):
        rows.append(text(_and_more(left, digest)))
    return _lines("Actions", rows)


def _stores(digest: Digest) -> Section:
    """A line for each store with what stands out, those that need somebody first."""
    ordered = sorted(
        digest.stores,
        key=lambda part: (-part.late.count, -part.free.count, -part.stuck.count, part.store.name),
    )
    lines = tuple(
        Line(text("• ", Bold(part.store.name), f": {', '.join(_stands_out(part))}"))
        for part in ordered
    )
    return Section("Stores", lines)


def _stands_out(part: StorePart) -> list[str]:
    """What a general manager should know of a store; that all is well when nothing stands out."""
    said = _counts([part])
    column, limits = part.columns[0], part.store.limits
    numbers, departments = column.numbers, set(part.departments)
    fill, contacted = numbers.fill.percent, numbers.leads.contacted.percent
    if Department.PARTS in departments and fill is not None and fill < limits[FILL_PERCENT]:
        said.append(f"fill rate {fill}%")
    if departments & SALES_AND_SERVICE:
        if contacted is not None and contacted < limits[CONTACT_PERCENT]:
            said.append(f"{contacted}% of leads contacted in time")
        if numbers.owners.introduced < numbers.owners.deliveries:
            missed = numbers.owners.deliveries - numbers.owners.introduced
            said.append(f"{missed} of {numbers.owners.deliveries} new owners not introduced")
        if numbers.leads.sold:
            said.append(f"{numbers.leads.sold} sold from leads")
    if said:
        return said
    done = sum(day.done for day in column.days.values())
    return [f"all in time, {done:,} done" if done else "quiet"]


def _yours(digest: Digest) -> Section | None:
    """What the reader himself has to do today, promises among it."""
    stores = {part.store.id: part.store for part in digest.stores}
    rows = [
        text(*_in_store(store, digest), *one_line(item, workflow, store, digest.now))
        for item, workflow in digest.yours
        if (store := stores.get(item.store_id))
    ]
    zone = digest.stores[0].store.zone
    for promise, label in digest.promises:
        due = say_time(promise.due_at, zone, digest.now)
        link = ItemLink(label, promise.handoff_id)
        rows.append(text(link, " you promised: ", promise.what, f", due {due}"))
    return _lines("Yours today", rows)


def _tables(digest: Digest) -> list[Table]:
    tables: list[Table | None] = []
    departments = digest.stores[0].departments
    if len(digest.stores) == 1:
        (part,) = digest.stores
        columns = [column for column in part.columns if not column.is_empty]
        if columns:
            tables += [
                day_table(part),
                numbers_table(part.columns, departments, part.store.limits),
            ]
    if digest.comparison:
        tables.append(trend_table(digest.comparison, departments))
        if SALES_AND_SERVICE & {each for part in digest.stores for each in part.departments}:
            tables += ledger_tables(digest.comparison)
    return [table for table in tables if table]


def _footer(digest: Digest) -> list[str]:
    """What the figures mean, and that it is late if it is."""
    said = []
    if digest.late:
        said.append(f"Sent {say_span(digest.late // _MINUTE)} late.")
    store = digest.stores[0].store
    said.append("Times count open hours.")
    departments = set(digest.stores[0].departments)
    if Department.PARTS in departments:
        said.append("Fill rate: lines in stock at first ask.")
    if COUNTER_AND_BAY & departments and (rate := store.limits[LABOR_RATE]):
        said.append(f"Dollars are an estimate at ${rate:,} an hour.")
    return said
