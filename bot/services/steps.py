"""Takes a step on an item: checked against today's facts, written, told to whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect

from bot.chat.address import Person
from bot.chat.exchange import Sender
from bot.chat.form import Value
from bot.chat.text import Text, join, text
from bot.services import outgoing
from bot.services.history import record
from bot.services.practice import Asked, Effect, Practice, Taking
from bot.services.problems import (
    AlreadySo,
    AlreadyTaken,
    NoLongerPossible,
    NoSuchItem,
    NotAllowed,
)
from bot.services.registry import practice_of
from bot.services.watches import next_look, rouse
from bot.services.work import Place, UnitOfWork, check_home, place_in
from bot.store.items import Item
from bot.store.load import load_item
from bot.workflows import common
from bot.workflows.declare import Ownership, Step
from bot.workflows.departments import Department, Role
from bot.workflows.questions import BadAnswers, Question, Reading, Typed, read


@dataclass(frozen=True, slots=True)
class Taken:
    """The step was taken."""

    item: Item
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """The step needs answers first."""

    item: Item
    step: Step
    asked: Asked


def take_step(
    work: UnitOfWork,
    sender: Sender,
    item_id: int,
    step_name: str,
    raw: Mapping[str, Value] | None = None,
    part: str = "",
    seen: str = "",
) -> Taken | Ask:
    """Takes the step, or says what it asks. `raw` is what a submitted form held, `seen` what it was
    opened on.

    Raises a `Problem` when the step cannot be taken, `BadAnswers` for what cannot be read.
    """
    item, place = find_item(work, sender, item_id)
    practice = practice_of(item.workflow)
    step = practice.workflow.step(step_name)
    _check(practice, item, step, place)
    assert step is not None  # noqa: S101  # _check raises for a step that is not there.
    asked = _asked(practice, item, step, part, place)
    if asked.questions and raw is None:
        return Ask(item, step, asked)
    if raw is not None and not asked.questions:
        # The form is older than the item: what it asked about is settled, and what it answers now
        # would hit something else.
        raise NoLongerPossible(*truth(practice, item))
    typed = _read(work, place, item, asked.questions, raw or {})
    names = {question.field.name for question in asked.questions}
    unasked = {name: value for name, value in (raw or {}).items() if value and name not in names}
    return _take(practice, item, Taking(work, place, step, typed, part, unasked, seen))


def find_item(work: UnitOfWork, sender: Sender, item_id: int) -> tuple[Item, Place]:
    """The item, locked for this transaction, and who acts on it. Raises `NoSuchItem` for one that
    is not of this workspace's stores, and `Outsider`."""
    check_home(sender)
    item = load_item(work.session, item_id)
    store = work.directory.store(item.store_id) if item else None
    if item is None or store is None:
        raise NoSuchItem
    return item, place_in(store, sender)


def steps_offered(practice: Practice[Any], item: Item) -> tuple[Step, ...]:
    """The steps that make sense for the item now, in the order of their declaration."""
    steps = practice.workflow.steps_from(item.state)
    return tuple(step for step in steps if practice.may_offer(step, item))


def roles_of(practice: Practice[Any], item: Item, place: Place) -> frozenset[Role]:
    """What the person is to the item."""
    return place.actor.roles(
        item.requester,
        item.owner,
        Department(item.from_department),
        Department(item.to_department),
        practice.helpers(item),
    )


def _check(practice: Practice[Any], item: Item, step: Step | None, place: Place) -> None:
    """Raises a `Problem` unless this person can take this step on the item as it is now."""
    if step is None:
        raise NoLongerPossible("That button is from an older Baton. Open ", outgoing.link(item))
    if step.name == "claim" and item.owner is not None and item.closed_at is None:
        if item.owner == place.person:
            raise AlreadySo("You already have ", outgoing.link(item), ".")
        raise AlreadyTaken(outgoing.link(item), item.owner)
    if not practice.may_offer(step, item):
        raise NoLongerPossible(*truth(practice, item))
    if not roles_of(practice, item, place) & step.who:
        raise NotAllowed(*_who_may(step, item, place))


def truth(practice: Practice[Any], item: Item) -> Text:
    """What is true of an item now, for someone whose button was older than that."""
    state = practice.workflow.state(item.state)
    held = text(" ", item.owner, " has it.") if item.owner and state.is_open else ()
    return text(
        "That is no longer possible: ",
        outgoing.link(item),
        f" is now “{state.label}”.",
        *held,
        " Nothing was changed.",
    )


def _who_may(step: Step, item: Item, place: Place) -> Text:
    receiver = Department(item.to_department)
    if step.who == frozenset({Role.REQUESTER, Role.MANAGER}):
        return text("Only ", item.requester, " or a manager can do that. Nothing was changed.")
    if Role.RECEIVER in step.who or (item.owner is None and Role.TAKER in step.who):
        return text(
            outgoing.link(item),
            f" is with {receiver.label}, and you are not on its roster in {place.store.name}. "
            "Nothing was changed.",
        )
    if item.owner is not None and Role.OWNER in step.who:
        return text(
            item.owner,
            " has ",
            outgoing.link(item),
            ". Ask them, or a manager. Nothing was changed.",
        )
    return text("That step is for someone else on ", outgoing.link(item), ". Nothing was changed.")


def _asked(practice: Practice[Any], item: Item, step: Step, part: str, place: Place) -> Asked:
    ask = practice.asks.get(step.name)
    return ask(item, part, place.store) if ask else Asked(step.asks)


def _read(
    work: UnitOfWork,
    place: Place,
    item: Item,
    questions: tuple[Question, ...],
    raw: Mapping[str, Value],
) -> Typed:
    reading = Reading(work.now, place.store.hours(Department(item.to_department)))
    return read(questions, raw, reading)


def _take(practice: Practice[Any], item: Item, taking: Taking) -> Taken:
    work, place, step = taking.work, taking.place, taking.step
    owner_before, with_before = item.owner, item.to_department
    was_open = item.closed_at is None
    _own(item, step, place, roles_of(practice, item, place))
    effect_of = COMMON.get(step.name) or practice.effects.get(step.name)
    effect = effect_of(item, taking) if effect_of else Effect()
    if step.ends_in:
        item.state = step.ends_in
    settle(practice, item, place, work)
    why = taking.typed.text("why")
    words = text(
        " ",
        *(effect.words or (step.done,)),
        *((f": {why}",) if why else (".",)),
    )
    record(work, item, place.person, step.name, words)
    _show(work, place, item, words, moved=item.to_department != with_before)
    _tell(taking, item, owner_before, effect, _ending(practice, item, effect, why, was_open))
    return Taken(item, taking.typed.notes + effect.notes)


def settle(practice: Practice[Any], item: Item, place: Place, work: UnitOfWork) -> None:
    """Brings state, due time and lateness in line with the facts, and when to look again."""
    item.state = common.held_or_queued(item.state, item.owner is not None)
    practice.settle(item, place.store, work)
    is_open = practice.workflow.state(item.state).is_open
    item.closed_at = None if is_open else (item.closed_at or work.now)
    if item.due_at > work.now or not is_open:
        item.late_since = item.alarm_from = None
        item.told = 0
    elif inspect(item).attrs.due_at.history.has_changes():
        rouse(item, work.now)
    item.look_at = next_look(practice, item, place.store, work.now)
    item.changed_at = work.now
    item.version += 1


def _own(item: Item, step: Step, place: Place, roles: frozenset[Role]) -> None:
    """Who has it after the step. A manager of the other side may lend a hand, but does not get what
    he touches."""
    match step.ownership:
        case Ownership.TAKE:
            item.owner = place.person
        case Ownership.TAKE_IF_FREE if Role.TAKER in roles:
            item.owner = place.person
        case Ownership.RELEASE:
            item.owner = None


def _show(work: UnitOfWork, place: Place, item: Item, words: Text, *, moved: bool) -> None:
    """Redraws the card and adds to its thread. An item passed on gets a card where it now is."""
    outgoing.note_in_thread(work, item, text(place.person, *words))
    channel = place.store.channel(Department(item.to_department))
    if moved and channel is not None:
        outgoing.post_card(work, item, channel)
    else:
        outgoing.edit_card(work, item)


def _ending(
    practice: Practice[Any], item: Item, effect: Effect, why: str | None, was_open: bool
) -> Text:
    """How the item ended; empty while it is open, and when it was over before."""
    state = practice.workflow.state(item.state)
    if state.is_open or not was_open:
        return ()
    reason = f" ({why})" if why else ""
    return effect.ending or text(f"{state.label.lower()}{reason}")


def _tell(
    taking: Taking, item: Item, owner_before: Person | None, effect: Effect, ending: Text
) -> None:
    """The requester hears that it was claimed, its news, and its end; a new owner that it is his.
    Nobody hears what he did himself."""
    work, me = taking.work, taking.place.person
    claimed = owner_before is None and item.owner is not None
    said = [text(item.owner or "", " has it") if claimed else (), effect.news, ending]
    if any(said) and item.requester != me:
        head = text(outgoing.link(item), f" ({item.subject}): ")
        outgoing.tell(work, item.requester, (*head, *join("; ", said), "."), item)
    if item.owner not in (None, me, owner_before) and item.owner is not None:
        why = taking.typed.text("why")
        reason = f" {why}" if why else ""
        words = text(me, " gave you ", outgoing.link(item), f" ({item.subject}).{reason}")
        outgoing.tell(work, item.owner, words, item)


def _reassign(item: Item, taking: Taking) -> Effect:
    person = taking.typed.person("to")
    receiver = Department(item.to_department)
    assert person is not None  # noqa: S101  # The question is required.
    if person == item.owner:
        raise AlreadySo(person, " already has ", outgoing.link(item), ".")
    if not taking.place.store.may_own(person, receiver):
        raise BadAnswers({"to": f"That person is not on the {receiver.label} roster."})
    item.owner = person
    return Effect(text("gave it to ", person))


def _pass_on(item: Item, taking: Taking) -> Effect:
    receiver = Department(taking.typed.text("department") or item.to_department)
    if receiver.value == item.to_department:
        raise BadAnswers({"department": f"It is with {receiver.label} already."})
    if taking.place.store.channel(receiver) is None:
        raise BadAnswers({"department": f"{receiver.label} has no channel yet."})
    item.to_department = receiver.value
    item.state = common.QUEUE
    rouse(item, taking.work.now)
    return Effect(text("passed it to ", receiver.label))


COMMON = {"reassign": _reassign, "pass_on": _pass_on}
"""What the steps of every menu do."""
