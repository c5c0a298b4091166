"""What somebody reads because time passed: one line for each item, and one message for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards.items import PRIORITY, known_as
from bot.chat.address import Person
from bot.chat.card import Button, Card, Content, Line, Note, Section
from bot.chat.text import Bold, ItemLink, Text, plain, text
from bot.store.directory import StoreInfo
from bot.store.items import Item
from bot.trade.when import say_late, say_time
from bot.workflows.declare import Priority
from bot.workflows.departments import Department
from bot.workflows.watch import Told

WHILE_CLOSED = "While we were closed"
_JUST_NOW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Said:
    """One line of what somebody hears, with the buttons it has when it stands alone, and the one
    that it keeps among others, if it must be answered."""

    words: Text
    buttons: tuple[Button, ...] = ()
    answer: Button | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """What is late about an item: the item itself, or `what` of it."""

    due_at: datetime
    owner: Person | None
    department: Department
    what: str = ""
    next_action: Text = ()


def named(item: Item) -> Text:
    """The item as a line begins with it: how urgent, number, subject, and what identifies it beyond
    that."""
    known = known_as(item)
    urgent = PRIORITY.get(Priority(item.priority))
    return text(
        *((Bold(f"{urgent}:"), " ") if urgent else ()),
        ItemLink(item.label, item.id),
        f" {item.subject}",
        f" ({known})" if known else "",
    )


def late_words(item: Item, late: Late, stage: Told, store: StoreInfo, now: datetime) -> Text:
    """That something is due, for whoever has it and for those who hear later."""
    what = f": we owe {late.what}" if late.what else ""
    if stage is Told.OWNER:
        due = f"due {say_time(late.due_at, store.zone)}"
        when = "due now" if now - late.due_at < _JUST_NOW else due
        nobody = "" if late.owner else ", and nobody has it"
        return text(
            *named(item), f"{what}: ", Bold(when), f"{nobody}. Next: ", *late.next_action, "."
        )
    who = text(late.owner, " has it") if late.owner else text("Nobody has it")
    since = say_late(late.due_at, store.zone, now)
    role = f" You are the backup for {late.department.label}." if stage is Told.BACKUP else ""
    return text(*named(item), f"{what}: ", Bold(since), ". ", *who, f".{role}")


def message(said: Sequence[Said]) -> Content:
    """All of it as one message: one thing alone with its buttons, several as a list."""
    held = any(each.held for each in said)
    if len(said) == 1:
        head = text(Bold(f"{WHILE_CLOSED}: ")) if held else ()
        return Note(text(*head, *said[0].words), said[0].buttons)
    title = f"{len(said)} things to look at"
    if held:
        title = f"{WHILE_CLOSED}: {len(said)} things"
    lines = tuple(Line(text("• ", *each.words), each.answer) for each in said)
    summary = f"{title}: {plain(said[0].words[:2])}"
    return Card(title=title, summary=summary, sections=(Section("", lines),))
