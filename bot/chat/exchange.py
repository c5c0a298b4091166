"""What arrives from a person, and what can be answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.chat.address import Channel, Person
from bot.chat.card import Card, Content
from bot.chat.form import Form, Value
from bot.chat.text import Text


@dataclass(frozen=True, slots=True)
class Sender:
    """Who did it, and where. `workspace` is where it happened, `home` where he belongs; a `guest`
    was let into some of its channels from outside."""

    person: Person
    workspace: str
    home: str
    channel: Channel | None = None
    guest: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """What every arrival has: a sender, a key that is equal when the same thing comes twice, and
    where a private answer can be sent later (opaque to all but the platform's adapter)."""

    sender: Sender
    delivery: str
    answer_to: str = ""


@dataclass(frozen=True, slots=True)
class Command(Arrival):
    """A slash command: its name without the slash, and the text after it."""

    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Click(Arrival):
    """A button or menu entry: a step on an item. The item is read anew; nothing else is trusted.

    `private` says that the button was on a card that only this person has open.
    """

    step: str = ""
    item_id: int = 0
    part: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Answers(Arrival):
    """A submitted form. `shown` is what was filled in as the person saw it: each label with the
    words beside it."""

    form: str = ""
    context: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    shown: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class PersonLeft(Arrival):
    """Someone's account was closed. The sender is the person who left."""


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more to say: the form closes, the click is over."""


@dataclass(frozen=True, slots=True)
class Say:
    """A private answer, in words or as a card. Never the only copy of anything."""

    words: Content


@dataclass(frozen=True, slots=True)
class Show:
    """A form to open now. `instead` is said privately when the platform can no longer open it."""

    form: Form
    instead: Text = ()


@dataclass(frozen=True, slots=True)
class ShowCard:
    """A card to open privately, over the conversation."""

    card: Card


@dataclass(frozen=True, slots=True)
class Redraw:
    """The privately opened card that was clicked on, as it is now."""

    card: Card


@dataclass(frozen=True, slots=True)
class Mend:
    """The form stays open with these sentences under its fields."""

    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing was done, and there is no way to say so: the platform must not take it for done, so
    that it shows an error of its own, or sends it again."""


Reply = Done | Say | Show | ShowCard | Redraw | Mend | Failed
