"""Lists of what happened and of what is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cards.items import one_line
from bot.chat.card import Card, Line, Section
from bot.chat.text import ItemLink, Text, join, load, text
from bot.store.directory import StoreInfo
from bot.store.items import HistoryRow, Item
from bot.trade.when import say_time
from bot.workflows.declare import Workflow

_INDENT = "\u2003"
"""A wide space: chats drop ordinary ones at the beginning of a line."""


def history_card(item: Item, rows: Iterable[HistoryRow], zone: ZoneInfo) -> Card:
    """Who did what when, oldest first."""
    lines = tuple(Line(text(f"{say_time(row.at, zone)}  ", *_said(row))) for row in rows)
    title = f"{item.label} · History"
    return Card(
        title=title,
        summary=title,
        lead=text(ItemLink(item.label, item.id), f" {item.subject}"),
        sections=(Section("", lines),),
    )


def _said(row: HistoryRow) -> Text:
    return text(row.actor or "Baton", *load(row.words))


def list_card(
    title: str,
    empty: str,
    groups: Sequence[tuple[str, Sequence[tuple[Item, Workflow]]]],
    store: StoreInfo,
    now: datetime,
    last: Mapping[int, Sequence[HistoryRow]] | None = None,
) -> Card:
    """Items in titled groups, one line each, with the number in each group. Empty groups are left
    out; with nothing at all the card says `empty`. `last` adds what happened last to each item:
    several lines to an open one, since somebody may have to go on from there."""
    last = last or {}
    sections = tuple(
        Section(
            f"{heading} ({len(items)})" if heading else "",
            tuple(
                _row(item, workflow, store, now, last.get(item.id, ())) for item, workflow in items
            ),
        )
        for heading, items in groups
        if items
    )
    return Card(title=title, summary=title, lead=() if sections else text(empty), sections=sections)


def _row(
    item: Item,
    workflow: Workflow,
    store: StoreInfo,
    now: datetime,
    last: Sequence[HistoryRow],
) -> Line:
    shown = last if item.closed_at is None else last[-1:]
    happened = [text(f"\n{_INDENT}{say_time(row.at, store.zone)}: ", *_said(row)) for row in shown]
    return Line(text("• ", *one_line(item, workflow, store, now), *join("", happened)))
