"""A store's meetings, one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.address import Channel
from bot.chat.card import Button, Card, Line, Section, Style
from bot.chat.text import Bold, Text, text
from bot.store.directory import StoreInfo
from bot.store.meetings import SeriesRow
from bot.trade.daily import say_daily
from bot.trade.when_said import DAYS
from bot.workflows.departments import Department

SETUP = "meeting.setup"
"""The button that changes a series, or adds one when it names none."""


def series_card(
    store: StoreInfo, rows: Sequence[SeriesRow], where: Mapping[int, Channel | None]
) -> Card:
    """Every meeting with a button that changes it."""
    title = f"Meetings of {store.name}"
    lines = tuple(
        Line(_words(row, where.get(row.id)), Button(SETUP, "Change", row.id)) for row in rows
    )
    return Card(
        title=title,
        summary=title,
        sections=(Section("", lines),) if lines else (),
        buttons=(Button(SETUP, "Add a meeting", 0, Style.PRIMARY),),
    )


def _words(row: SeriesRow, channel: Channel | None) -> Text:
    off = "" if row.is_on else " (switched off)"
    agenda = f"agenda {row.minutes_before} min before"
    return text(
        Bold(row.name),
        f"{off}: {say_days(row.days)} {say_daily(row.minute)}, ",
        "all departments" if len(row.of) == len(Department) else _names(row),
        f"; {agenda} in " if channel else "; no channel yet, so no agenda: choose one",
        *((channel,) if channel else ()),
    )


def _names(row: SeriesRow) -> str:
    return " and ".join(each.label for each in row.of)


def say_days(days: Sequence[int]) -> str:
    """Days of the week as "Mon-Fri" or "Mon, Wed"."""
    days = sorted(days)
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{DAYS[days[0]]}-{DAYS[days[-1]]}"
    return ", ".join(DAYS[day] for day in days)
