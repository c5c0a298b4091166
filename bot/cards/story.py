"""Lists of what happened and of what is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cards.items import one_line
from bot.chat.card import Card, Line, Section
from bot.chat.text import ItemLink, load, text
from bot.store.directory import StoreInfo
from bot.store.items import HistoryRow, Item
from bot.trade.when import say_time
from bot.workflows.declare import Workflow


def history_card(item: Item, rows: Iterable[HistoryRow], zone: ZoneInfo) -> Card:
    """Who did what when, oldest first."""
    lines = tuple(
        Line(
            text(
                f"{say_time(row.at, zone)}  ",
                *((row.actor,) if row.actor else ("Baton",)),
                *load(row.words),
            )
        )
        for row in rows
    )
    title = f"{item.label} · History"
    return Card(
        title=title,
        summary=title,
        lead=text(ItemLink(item.label, item.id), f" {item.subject}"),
        sections=(Section("", lines),),
    )


def list_card(
    title: str,
    empty: str,
    groups: Sequence[tuple[str, Sequence[tuple[Item, Workflow]]]],
    store: StoreInfo,
    now: datetime,
) -> Card:
    """Items in titled groups, one line each, with the number in each group. Empty groups are left
    out; with nothing at all the card says `empty`."""
    sections = tuple(
        Section(
            f"{heading} ({len(items)})" if heading else "",
            tuple(Line(one_line(item, workflow, store, now)) for item, workflow in items),
        )
        for heading, items in groups
        if items
    )
    return Card(title=title, summary=title, lead=() if sections else text(empty), sections=sections)
