"""How a workflow is carried out: its declaration together with the code that writes for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from bot.cards.body import Body
from bot.cards.nudges import Said
from bot.chat.address import Channel, Person
from bot.chat.form import Value
from bot.chat.text import Text
from bot.services.work import Place, UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.items import Item
from bot.workflows.declare import Step, Workflow
from bot.workflows.departments import Department
from bot.workflows.questions import Question, Typed

R = TypeVar("R", bound=Item)


class Told(Protocol):
    """A record that keeps how far its lateness was told."""

    told: int


@dataclass(frozen=True, slots=True)
class Turn:
    """Something about an item that has a due time of its own, and whose turn it is: the item
    itself, or a part of it, like a promise. `since` is from when on its lateness is told, `about`
    the part's id, `what` its words; `record` keeps how far its lateness was told."""

    record: Told
    due_at: datetime
    since: datetime
    owner: Person | None
    department: Department
    about: int = 0
    what: str = ""


@dataclass(frozen=True, slots=True)
class Nudge:
    """Somebody is to hear something about an item. `why` names the words (`bot.cards.nudges`),
    which are drawn when the message goes out: what is no longer so is not said. `held` says that it
    waited for the opening."""

    to: Person | Channel
    item_id: int
    why: str
    about: int = 0
    held: bool = False


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something that becomes due although nobody has to do anything yet: at `at`, or when
    `department` opens again, `act` does it, once, and says who must hear of it. `grace` is how long
    after closing it can still be said."""

    at: datetime
    department: Department
    act: Callable[[UnitOfWork], Iterable[Nudge]]
    grace: timedelta = timedelta(0)


def own_turn(item: Item) -> Turn:
    """The item itself, with whoever has it."""
    since = max(item.due_at, item.alarm_from or item.due_at)
    return Turn(item, item.due_at, since, item.owner, Department(item.to_department))


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opens an item: what he answered, and the number it will have.

    `notes` collects what he should hear beside the confirmation, `told` what others should hear
    once the card is on its way.
    """

    work: UnitOfWork
    place: Place
    typed: Typed
    number: int
    label: str
    notes: list[str] = field(default_factory=list)
    told: list[tuple[Person, Text]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Taking:
    """Somebody takes a step that was found to be allowed. `part` names a line when only that one is
    meant; `unasked` is what his form held that is not asked any more; `seen` is what the form was
    opened on."""

    work: UnitOfWork
    place: Place
    step: Step
    typed: Typed
    part: str
    unasked: Mapping[str, Value] = field(default_factory=dict)
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a step did, beyond what its declaration says.

    `words` is what the history says after the person's name, in place of the step's own; `news`
    is what the requester must hear about it; `ending` how he hears that it is over, in place of the
    state's name and the reason; `notes` what the person who took it must hear.
    """

    words: Text = ()
    news: Text = ()
    ending: Text = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a step for one item, with what is already known. No questions: the step is
    taken at once. `seen` comes back with the answers: what they were given in the knowledge of."""

    questions: tuple[Question, ...]
    values: Mapping[str, Value] = field(default_factory=dict)
    note: Text = ()
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Practice(Generic[R]):
    """One workflow, carried out on its own record `R`.

    `settle` derives state and due time from the facts after every step; `offers` narrows when a
    step makes sense beyond its states; `asks` gives the questions that depend on the item.
    `turns` says what of an open item has a due time, and whose turn it is; `follow_ups` what else
    time alone makes happen, of closed items too, and `says` the words for those who hear of it, or
    None when it is no longer so.
    `check` raises `BadAnswers` for answers that do not fit together, before a number is given;
    `helpers` are people who have a part of the item whatever their department, `helped_by` finds
    the open items of some stores in which somebody is one, and `let_go` gives his part to somebody
    else when he leaves, with what the history says of it.
    """

    workflow: Workflow
    record: type[R]
    receivers: Callable[[Typed, Place], Department]
    open: Callable[[Opening, Mapping[str, Any]], R]
    settle: Callable[[R, StoreInfo, UnitOfWork], None]
    body: Callable[[R, StoreInfo], Body]
    effects: Mapping[str, Callable[[R, Taking], Effect]] = field(default_factory=dict)
    offers: Mapping[str, Callable[[R], bool]] = field(default_factory=dict)
    asks: Mapping[str, Callable[[R, str, StoreInfo], Asked]] = field(default_factory=dict)
    check: Callable[[Typed, Place], None] = lambda typed, place: None
    check_duplicate: Callable[[Opening], None] = lambda opening: None
    helpers: Callable[[R], Collection[Person]] = lambda item: ()
    helped_by: Callable[[Session, Collection[int], Person], Collection[int]] = (
        lambda session, store_ids, person: ()
    )
    let_go: Callable[[R, Person, StoreInfo, UnitOfWork], Text] = lambda *_: ()
    turns: Callable[[R, StoreInfo], Sequence[Turn]] = lambda item, store: (own_turn(item),)
    follow_ups: Callable[[R, StoreInfo], Sequence[FollowUp]] = lambda item, store: ()
    says: Mapping[str, Callable[[R, Nudge, StoreInfo], Said | None]] = field(default_factory=dict)

    def may_offer(self, step: Step, item: R) -> bool:
        """Whether the step makes sense for the item as it is."""
        if step.name == "claim" and item.owner is not None:
            return False
        offer = self.offers.get(step.name)
        return item.state in step.starts_in and (offer is None or offer(item))
