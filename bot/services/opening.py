"""Opens an item: from what a person typed to a numbered record with its card on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.chat.form import Value
from bot.chat.text import Text, text
from bot.services import outgoing
from bot.services.history import record
from bot.services.practice import Opening, Practice
from bot.services.problems import NoChannel
from bot.services.watches import next_look
from bot.services.work import Place, UnitOfWork
from bot.store.insert import insert_record
from bot.store.items import Item, next_number
from bot.trade.vin import Vin
from bot.trade.when import say_time
from bot.workflows import common
from bot.workflows.declare import Priority
from bot.workflows.departments import Department
from bot.workflows.questions import Reading, Typed, read


@dataclass(frozen=True, slots=True)
class Opened:
    """The new item, and what the person should hear about what he typed."""

    item: Item
    notes: tuple[str, ...]


def open_item(
    work: UnitOfWork, place: Place, practice: Practice[Any], raw: Mapping[str, Value]
) -> Opened:
    """Opens an item from a form's or a line's values.

    Raises `BadAnswers` for what cannot be read, `Duplicate` for what is there already, and any
    other `Problem` that stands in the way.
    """
    workflow = practice.workflow
    sender = place.department
    reading_for = workflow.receiver or sender
    reading = Reading(work.now, place.store.hours(reading_for))
    typed = read(workflow.questions, raw, reading)
    practice.check(typed, place)
    receiver = practice.receivers(typed, place)
    channel = place.store.channel(receiver)
    if channel is None:
        raise NoChannel(receiver.label)
    number = next_number(work.session, place.store.id, workflow.name)
    opening = Opening(work, place, typed, number, f"{workflow.letter}-{number}")
    practice.check_duplicate(opening)
    item = practice.open(opening, _shared(opening, sender, receiver, workflow.name))
    practice.settle(item, place.store, work)
    item.look_at = next_look(practice, item, place.store, work.now)
    outgoing.post_card(work, item, channel)
    insert_record(work.session, item)
    record(work, item, place.person, "open", _opened_words(item, receiver))
    _tell(opening, item)
    return Opened(item, (*typed.notes, *opening.notes))


def _tell(opening: Opening, item: Item) -> None:
    """An item that is somebody's from the start: he hears so, and so do those with a part of it."""
    work, me = opening.work, opening.place.person
    if item.owner is not None and item.owner != me:
        due = say_time(item.due_at, opening.place.store.zone, work.now)
        words = text(me, " gave you ", outgoing.link(item), f" ({item.subject}). Due {due}.")
        outgoing.tell(work, item.owner, words, item)
    for person, words in opening.told:
        outgoing.tell(work, person, words, item)


def _opened_words(item: Item, receiver: Department) -> Text:
    return text(" asked ", receiver.label, ": ", item.subject)


def _shared(
    opening: Opening, sender: Department, receiver: Department, workflow: str
) -> dict[str, Any]:
    """The columns that every record has, from the answers that every form may ask for."""
    typed, now = opening.typed, opening.work.now
    vin = typed.vin()
    return {
        "id": opening.work.id(),
        "store_id": opening.place.store.id,
        "workflow": workflow,
        "number": opening.number,
        "label": opening.label,
        "state": common.QUEUE,
        "priority": typed.text("priority") or Priority.NORMAL.value,
        "requester": opening.place.person,
        "from_department": sender.value,
        "to_department": receiver.value,
        "ro": typed.text("ro"),
        "stock": typed.text("stock"),
        "customer": typed.text("customer"),
        "phone": typed.text("phone"),
        "created_at": now,
        "changed_at": now,
        "version": 1,
        "told": 0,
        **_vehicle(opening.work, typed, vin),
    }


def _vehicle(work: UnitOfWork, typed: Typed, vin: Vin | None) -> dict[str, Any]:
    """The vehicle as typed, else as its VIN says. The VIN alone tells the weight class."""
    if vin is None:
        return {"vehicle": typed.text("vehicle")}
    decoded = work.decoder.decode(vin)
    return {
        "vin": vin.number,
        "last8": vin.last8,
        "vehicle": typed.text("vehicle") or (decoded.name if decoded else None),
        "weight_class": decoded.weight_class if decoded else None,
    }
