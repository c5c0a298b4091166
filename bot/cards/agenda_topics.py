"""The points of an agenda, in the trade's order, each with its entries in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.chat.address import Person
from bot.chat.text import Bold, ItemLink, Text, join, text
from bot.store.agenda import Due, Listing, Live, Moment, Row, Win
from bot.store.directory import StoreInfo
from bot.store.meetings import EntryRow, MeetingRow, Visits
from bot.trade.when import say_day, say_late, say_span
from bot.trade.when_said import MONTHS, say_hour
from bot.trade.words import shorten
from bot.workflows.departments import Department
from bot.workflows.meeting import EntryKind, Phase, phase_of

LONGEST_WORDS = 44
"""Characters of what an item is about, or of what somebody said, on an agenda."""
SHOWN_LINKS = 3
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everything that an agenda's card shows. `of_the_day` are the goals and challenges that the
    store's departments said for this day, in whichever of its meetings; `visits` is the month's
    record of who looked in on whom, from the day `visits_from` on, for a joint meeting."""

    meeting: MeetingRow
    live: Live
    moment: Moment
    question: str
    host: Person | None
    guest: Person | None
    of_the_day: tuple[EntryRow, ...] = ()
    visits: tuple[Visits, ...] = ()
    visits_from: date = date.min

    @property
    def phase(self) -> Phase:
        """How far the meeting is."""
        meeting = self.meeting
        return phase_of(meeting.starts_at, meeting.started_at, meeting.ended_at, self.moment.now)


@dataclass(frozen=True, slots=True)
class Topic:
    """One point of the agenda: what it is, its entries, and how many there are in all. `whole` are
    the entries at full length, where they were shortened; `links` are the items of the entries, one
    each, where a number says enough."""

    label: str
    entries: tuple[Text, ...]
    total: int
    whole: tuple[Text, ...] = ()
    links: tuple[ItemLink, ...] = ()
    has_down: bool = False
    """Whether a vehicle is down: that is said in words, however little room there is."""


def topics_of(agenda: Agenda, store: StoreInfo) -> list[Topic]:
    """The points in the trade's order, without the empty ones."""
    live = agenda.live
    said = [each for each in agenda.meeting.entries if each.kind == EntryKind.TOPIC]
    goals, challenges = (
        _last(agenda.of_the_day, kind) for kind in (EntryKind.GOAL, EntryKind.CHALLENGE)
    )
    topics = [
        _items("Deliveries today", live.deliveries, lambda row: _coming(row, store)),
        _items("First visits today", live.visits, lambda row: _coming(row, store)),
        _visited(agenda),
        _items("Wait for parts", live.waiting, lambda row: _waits(row, agenda)),
        *(_due(due, agenda, store) for due in live.due),
        _items("Leads to call", live.leads, lambda row: _to_call(row, agenda)),
        _topic(_wins_of(agenda), [_won(win) for win in live.wins]),
        _items("Promised to buyers", live.promises, lambda row: _promised(row, agenda, store)),
        _said("Goals today", goals, _of_department),
        _said("Needed from you", challenges, _of_department),
        _items("Actions", live.actions, lambda row: _to_do(row, agenda, store)),
        _said("Also", said, _by),
        _topic(
            f"Visits since {MONTHS[agenda.visits_from.month - 1]} 1",
            [_visit(each) for each in agenda.visits],
        ),
        _topic("Question", [text(agenda.question)] if agenda.question else []),
    ]
    return [topic for topic in topics if topic is not None]


def _topic(label: str, entries: Sequence[Text]) -> Topic | None:
    """The point; None when there is nothing to say to it."""
    return Topic(label, tuple(entries), len(entries)) if entries else None


def _items(label: str, listing: Listing, drawn: Callable[[Row], Text]) -> Topic | None:
    """A point that lists items."""
    rows = listing.rows
    if not rows:
        return None
    links = tuple(ItemLink(row.label, row.id) for row in rows)
    entries = tuple(drawn(row) for row in rows)
    total, has_down = max(listing.total, len(rows)), any(row.is_down for row in rows)
    return Topic(label, entries, total, links=links, has_down=has_down)


def _said(
    label: str, entries: Sequence[EntryRow], drawn: Callable[[EntryRow, str], Text]
) -> Topic | None:
    """What people said: a few words of each on the card, all of it in the thread."""
    if not entries:
        return None
    short = tuple(drawn(each, shorten(each.words, LONGEST_WORDS)) for each in entries)
    return Topic(label, short, len(short), tuple(drawn(each, each.words) for each in entries))


def _coming(row: Row, store: StoreInfo) -> Text:
    """Deliveries and first visits: when, who, and who looks after them."""
    hour = (f"{say_hour(row.at.astimezone(store.zone))} ",) if row.at else ()
    name = shorten(row.customer or row.words, LONGEST_WORDS)
    return text(*hour, ItemLink(row.label, row.id), f" {name}, ", *_has(row))


def _visited(agenda: Agenda) -> Topic | None:
    visited = agenda.live.visited
    if not visited.kept and not visited.no_shows:
        return None
    label = f"First visits {_day_before(agenda)}: {visited.kept} kept"
    entries = [
        text(ItemLink(row.label, row.id), f" {shorten(row.customer or row.words, LONGEST_WORDS)}")
        for row in visited.no_shows
    ]
    return Topic(f"{label}, {len(entries)} no-show", tuple(entries), len(entries))


def _waits(row: Row, agenda: Agenda) -> Text:
    down = (Bold("vehicle down"), ", ") if row.is_down else ()
    return text(
        ItemLink(row.label, row.id),
        " ",
        *down,
        f"RO {row.ro}, " if row.ro else "",
        f"{shorten(row.words, LONGEST_WORDS)}, {_since(row, agenda)}",
    )


def _due(due: Due, agenda: Agenda, store: StoreInfo) -> Topic | None:
    counts = [f"{due.late} late"] if due.late else []
    counts += [f"{due.today} due today"] if due.today else []

    def drawn(row: Row) -> Text:
        words = shorten(row.words, LONGEST_WORDS)
        named = text(ItemLink(row.label, row.id), f" {words}, ")
        return text(*named, *_has(row), _by_when(row, agenda, store))

    label = f"{due.department.label} {', '.join(counts)}"
    return _items(label, Listing(due.rows, due.late + due.today), drawn)


def _to_call(row: Row, agenda: Agenda) -> Text:
    return text(
        ItemLink(row.label, row.id),
        f" {shorten(row.words, LONGEST_WORDS)}, {_since(row, agenda)}, ",
        *_has(row),
    )


def _won(win: Win) -> Text:
    links = join(", ", [text(ItemLink(row.label, row.id)) for row in win.items[:SHOWN_LINKS]])
    left = len(win.items) - SHOWN_LINKS
    more = f" and {left} more" if left > 0 else ""
    if win.is_sale:
        return text(win.person, f" gave {win.helped.label} a sale: ", *links, more)
    return text(win.person, f" helped {win.helped.label}: ", *links, more)


def _promised(row: Row, agenda: Agenda, store: StoreInfo) -> Text:
    name = f" to {shorten(row.customer, LONGEST_WORDS)}" if row.customer else ""
    return text(
        ItemLink(row.label, row.id),
        f" {shorten(row.words, LONGEST_WORDS)}{name}, ",
        *_has(row),
        _by_when(row, agenda, store),
    )


def _to_do(row: Row, agenda: Agenda, store: StoreInfo) -> Text:
    return text(
        ItemLink(row.label, row.id),
        " ",
        *_has(row),
        f": {shorten(row.words, LONGEST_WORDS)}",
        _by_when(row, agenda, store),
    )


def _has(row: Row) -> Text:
    return text(row.owner or "nobody has it")


def _since(row: Row, agenda: Agenda) -> str:
    waited = agenda.moment.now - row.at if row.at else timedelta()
    return f"{say_span(int(waited.total_seconds() // 60))}"


def _by_when(row: Row, agenda: Agenda, store: StoreInfo) -> str:
    """How late it is, or by when it is due."""
    if row.at is None:
        return ""
    local, now = row.at.astimezone(store.zone), agenda.moment.now
    if now - row.at >= _MINUTE:
        since = f"late since {say_day(local)}"
        is_today = local.date() == now.astimezone(store.zone).date()
        return f", {say_late(row.at, store.zone, now) if is_today else since}"
    day = "" if local.date() == agenda.moment.today else f"{say_day(local)}, "
    return f", due {day}{say_hour(local)}"


def _day_before(agenda: Agenda) -> str:
    """The last open day, as people say it."""
    day = agenda.moment.last_day
    return "yesterday" if agenda.moment.today - day == timedelta(days=1) else say_day(day)


def _wins_of(agenda: Agenda) -> str:
    """The heading of what went well on the last open day."""
    day = _day_before(agenda)
    return "Yesterday's wins" if day == "yesterday" else f"Wins of {day}"


def _last(entries: Sequence[EntryRow], kind: EntryKind) -> list[EntryRow]:
    """The newest word of each department, and of each person who speaks for none."""
    newest = {each.department or each.person: each for each in entries if each.kind == kind}
    order = [*(department.value for department in Department), None]
    return sorted(newest.values(), key=lambda each: order.index(each.department))


def _of_department(entry: EntryRow, words: str) -> Text:
    if entry.department is None:
        return _by(entry, words)
    return text(f"{Department(entry.department).label}: {words}")


def _by(entry: EntryRow, words: str) -> Text:
    return text(f"{words} (", entry.person, ")")


def _visit(visits: Visits) -> Text:
    times = f" {visits.times} times" if visits.times > 1 else ""
    return text(visits.person, *department_of(visits.department), f" at {visits.series}{times}")


def department_of(name: str | None) -> Text:
    """A department in brackets after a name."""
    return text(f" ({Department(name).label})") if name else ()
