"""The one card that every item has, whatever its workflow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards.body import Body
from bot.chat.address import Channel
from bot.chat.card import Button, Card, Fact, Style, Urgency
from bot.chat.text import Bold, ItemLink, Text, text
from bot.store.directory import StoreInfo
from bot.store.items import Item
from bot.trade.vin import COMMERCIAL_CLASS
from bot.trade.when import say_late, say_span, say_time
from bot.workflows import common
from bot.workflows.declare import Place, Priority, Step, Workflow
from bot.workflows.departments import Department
from bot.workflows.limits import BACKUP_MINUTES, MANAGER_MINUTES
from bot.workflows.watch import Told

_MINUTE = timedelta(minutes=1)
PRIORITY = {Priority.DOWN: "Vehicle down", Priority.WAITING: "Customer waits"}
"""What is urgent about an item, in the words of the trade."""


def item_card(
    item: Item, workflow: Workflow, store: StoreInfo, steps: Sequence[Step], body: Body
) -> Card:
    """The card, whole: what is needed, for whom, by when, who has it, how late, and what can be
    done now. `steps` are those offered in today's state."""
    state = workflow.state(item.state)
    shown = [step for step in steps if step.place is Place.BUTTON]
    hidden = [step for step in steps if step.place is Place.MENU]
    return Card(
        title=f"{item.label} · {body.noun or workflow.noun}",
        summary=f"{item.label} · {workflow.noun}: {item.subject}. {state.label}.",
        status=_status(item, workflow, store, body),
        urgency=urgency(item, workflow, body),
        lead=body.lead,
        facts=(*_facts(item), *body.facts),
        sections=body.sections,
        buttons=_buttons(shown, item),
        menu=(
            *(_button(step, item) for step in hidden),
            Button(common.HISTORY, "History", item.id),
        ),
        footer=_footer(item, store),
    )


def moved_card(item: Item, workflow: Workflow, where: Channel | None) -> Card:
    """What stays where the card was before it moved to another channel."""
    to = Department(item.to_department).label
    title = f"{item.label} · {workflow.noun}"
    return Card(
        title=title,
        summary=f"{title}: now with {to}.",
        urgency=Urgency.STOPPED,
        status=text(
            "Now with ",
            Bold(to),
            *(text(" in ", where) if where else ()),
            ": ",
            ItemLink(item.label, item.id),
        ),
    )


def urgency(item: Item, workflow: Workflow, body: Body) -> Urgency:
    """How the card looks from across the room: amber from the due time on, red once the managers
    know."""
    if workflow.state(item.state).is_open:
        if item.late_since is None:
            return Urgency.CALM
        return Urgency.LATE if _told(item, body) is Told.MANAGER else Urgency.DUE
    return Urgency.STOPPED if item.state == common.CANCELLED.name else Urgency.DONE


def _status(item: Item, workflow: Workflow, store: StoreInfo, body: Body) -> Text:
    state = workflow.state(item.state)
    parts: list[object] = [Bold(state.label)]
    if state.is_open:
        parts += [" · ", item.owner] if item.owner else [" · nobody has it yet"]
        parts += ["\nNext: ", *(body.next_action or (state.next_action,))]
        parts += _due(item, store, body)
    elif item.owner:
        parts += [" · ", item.owner]
    return text(*parts)  # type: ignore[arg-type]  # Spans only; the list above is built from them.


def _due(item: Item, store: StoreInfo, body: Body) -> list[object]:
    """By when; and how late it is, as far as that stays true until the card is drawn again."""
    due = say_time(item.due_at, store.zone)
    if item.late_since is None:
        return [f" · due {due}"]
    over = {Told.BACKUP: BACKUP_MINUTES, Told.MANAGER: MANAGER_MINUTES}.get(_told(item, body))
    said = f", over {say_span(store.limits[over])}" if over else ""
    return ["\n⏰ ", Bold(f"Late since {due}{said}")]


def _told(item: Item, body: Body) -> Told:
    return Told(max(item.told, body.told))


def _facts(item: Item) -> tuple[Fact, ...]:
    """What is known, in the order people ask for it; a vehicle down says so first."""
    priority = PRIORITY.get(Priority(item.priority))
    weight = ""
    if item.weight_class is not None and item.weight_class >= COMMERCIAL_CLASS:
        weight = f" · commercial, class {item.weight_class}"
    known: list[tuple[str, str | None]] = [
        ("Urgent", priority),
        ("RO", item.ro),
        ("Stock number", item.stock),
        ("Customer", " · ".join(each for each in (item.customer, item.phone) if each)),
        ("Vehicle", f"{item.vehicle or ''}{weight}".strip(" ·")),
        ("VIN", item.vin),
    ]
    return tuple(Fact(label, text(value)) for label, value in known if value)


def _footer(item: Item, store: StoreInfo) -> Text:
    asked = say_time(item.created_at, store.zone)
    return text("Asked by ", item.requester, f" ({_dept(item.from_department)}) {asked}")


def _dept(name: str) -> str:
    return Department(name).label


def _buttons(steps: Sequence[Step], item: Item) -> tuple[Button, ...]:
    """The buttons in their order. Only the first that asks to stand out does."""
    buttons: list[Button] = []
    for step in steps:
        button = _button(step, item)
        if any(each.style is Style.PRIMARY for each in buttons):
            button = replace(button, style=Style.PLAIN)
        buttons.append(button)
    return tuple(buttons)


def _button(step: Step, item: Item) -> Button:
    return Button(step.name, step.label, item.id, step.style, step.confirm)


def known_as(item: Item) -> str:
    """What identifies an item beyond its subject: its RO, its customer."""
    names = (f"RO {item.ro}" if item.ro else "", item.customer or "")
    return " · ".join(each for each in names if each and each not in item.subject)


def one_line(item: Item, workflow: Workflow, store: StoreInfo, now: datetime) -> Text:
    """An item in a list: number, subject, state, who has it, and how late it is now."""
    state = workflow.state(item.state)
    spans: list[object] = [ItemLink(item.label, item.id), f" {item.subject}"]
    if known := known_as(item):
        spans.append(f" ({known})")
    spans.append(f": {state.label}")
    if state.is_open:
        spans += [", ", item.owner] if item.owner else [", nobody has it"]
        if now - item.due_at >= _MINUTE:
            spans += [", ", Bold(say_late(item.due_at, store.zone, now))]
        else:
            spans.append(f", due {say_time(item.due_at, store.zone, now)}")
    else:
        closed = item.closed_at or item.changed_at
        spans.append(f" {say_time(closed, store.zone, now)}")
    return text(*spans)  # type: ignore[arg-type]  # Spans only; the list above is built from them.
