"""The minutes of a meeting: who was there, what was decided, who does what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.chat.card import Card, Line, Section, Urgency
from bot.chat.text import ItemLink, Text, join, plain, text
from bot.store.actions import Action
from bot.store.directory import StoreInfo
from bot.store.meetings import AttendanceRow, EntryRow, MeetingRow
from bot.trade.when import say_day, say_time
from bot.trade.when_said import say_hour
from bot.workflows.departments import Department
from bot.workflows.meeting import EntryKind

MOST_CHARACTERS = 6_000
"""Of one message: longer minutes go on in another."""


def minutes_cards(
    meeting: MeetingRow, actions: Sequence[Action], store: StoreInfo
) -> tuple[Card, ...]:
    """The minutes, in as many messages as they need."""
    title = f"Minutes · {meeting.series.name} · {say_day(meeting.held_on)}"
    pages = list(_pages(_sections(meeting, actions, store))) or [()]
    return tuple(
        Card(
            title=title if number == 0 else f"{title} (continued)",
            summary=title,
            status=_when(meeting, store) if number == 0 else (),
            urgency=Urgency.DONE,
            sections=sections,
            footer=text("Locked.") if number == len(pages) - 1 else (),
        )
        for number, sections in enumerate(pages)
    )


def _when(meeting: MeetingRow, store: StoreInfo) -> Text:
    def hour(at: datetime) -> str:
        return say_hour(at.astimezone(store.zone))

    began = hour(meeting.started_at or meeting.starts_at)
    ended = hour(meeting.ended_at) if meeting.ended_at else ""
    if meeting.ended_by is None:
        return text(f"From {began}. Nobody ended it, so it closed itself at {ended}.")
    return text(f"From {began} to {ended}, ended by ", meeting.ended_by, ".")


def _sections(meeting: MeetingRow, actions: Sequence[Action], store: StoreInfo) -> list[Section]:
    said = meeting.entries
    sections = [
        _section(f"Here ({len(meeting.here)})", [_names(meeting.here)]),
        _section("Decided", [_said(each) for each in said if each.kind == EntryKind.NOTE]),
        _section("Actions", [_action(each, store) for each in actions]),
        _section("Topics", [_said(each) for each in said if each.kind == EntryKind.TOPIC]),
        _section("Goals", [_said(each) for each in said if each.kind == EntryKind.GOAL]),
        _section("Asked of others", [_said(e) for e in said if e.kind == EntryKind.CHALLENGE]),
        _section("Question", [text(meeting.question)] if meeting.question else []),
    ]
    return [section for section in sections if section.lines]


def _section(heading: str, lines: Sequence[Text]) -> Section:
    return Section(heading, tuple(Line(words) for words in lines if words))


def _names(here: Sequence[AttendanceRow]) -> Text:
    """Everybody, visitors with the department they came from."""
    return join(
        ", ",
        [
            text(each.person, _from(each.department) if each.visited else "")
            for each in sorted(here, key=lambda each: (each.at, each.person))
        ],
    )


def _from(department: str | None) -> str:
    return f" (visiting from {Department(department).label})" if department else " (visiting)"


def _said(entry: EntryRow) -> Text:
    return text(f"• {entry.words} (", entry.person, ")")


def _action(action: Action, store: StoreInfo) -> Text:
    return text(
        "• ",
        ItemLink(action.label, action.id),
        " ",
        action.owner or "nobody has it",
        f": {action.subject}, due {say_time(action.due_at, store.zone)}",
    )


def _pages(sections: Sequence[Section]) -> Iterator[tuple[Section, ...]]:
    """The sections, broken between lines where a message is full."""
    page: list[Section] = []
    room = MOST_CHARACTERS
    for section in sections:
        lines: list[Line] = []
        for line in section.lines:
            size = len(plain(line.words)) + 20
            if size > room and (page or lines):
                yield (*page, Section(section.heading, tuple(lines))) if lines else tuple(page)
                page, lines, room = [], [], MOST_CHARACTERS
            lines.append(line)
            room -= size
        page.append(Section(section.heading, tuple(lines)))
    if page:
        yield tuple(page)
