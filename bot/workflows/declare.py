"""The words a workflow is declared in: states, steps and the workflow itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.chat.card import Style
from bot.chat.form import Value
from bot.trade.entry import Entry
from bot.workflows.departments import Department, Role
from bot.workflows.questions import Question


class Priority(StrEnum):
    """How much hangs on it. Vehicles down come first: a business cannot earn with its truck."""

    DOWN = "down"
    WAITING = "waiting"
    NORMAL = "normal"


class Ownership(StrEnum):
    """What a step does to who has the item."""

    KEEP = "keep"
    TAKE = "take"
    TAKE_IF_FREE = "take if free"
    RELEASE = "release"


class Place(StrEnum):
    """Where on the card a step is offered."""

    BUTTON = "button"
    MENU = "menu"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class State:
    """Where an item stands. An open state says what has to happen next; a closed one is an end."""

    name: str
    label: str
    next_action: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return bool(self.next_action)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done to an item.

    `starts_in` names the states it can be taken in, `ends_in` the state it leads to; empty, the
    state stays or follows from the facts. `done` is what the history says after the person's name.
    """

    name: str
    label: str
    done: str
    starts_in: frozenset[str]
    who: frozenset[Role]
    ends_in: str = ""
    asks: tuple[Question, ...] = ()
    ownership: Ownership = Ownership.KEEP
    style: Style = Style.PLAIN
    place: Place = Place.BUTTON
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a one-line entry said: values for the form's fields, and a sentence for each thing that
    was not understood."""

    values: dict[str, Value]
    complaints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workflow:
    """One kind of work that departments pass to each other.

    The first state is where every item begins. `command` is what is typed to open one; `examples`
    are the two lines that help shows, and `due_words` say before a time what the receiver has to
    have done by then.
    """

    name: str
    letter: str
    command: str
    noun: str
    purpose: str
    usage: str
    examples: tuple[str, str]
    questions: tuple[Question, ...]
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    read_line: Callable[[Entry], Understood]
    receiver: Department | None = None
    due_words: str = "Due"

    @property
    def has_own_command(self) -> bool:
        """Whether its command is one of its own, and not a word of another's: "meeting action"."""
        return " " not in self.command

    def state(self, name: str) -> State:
        """The state of that name. Raises `KeyError` for a name the workflow does not have."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(name)

    def step(self, name: str) -> Step | None:
        """The step of that name, or None: a button may outlive the step it was drawn for."""
        return next((step for step in self.steps if step.name == name), None)

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """The steps that can be taken in a state, in the order of their declaration."""
        return tuple(step for step in self.steps if state in step.starts_in)
