"""The part of a card that a workflow draws itself; the rest is the same for every item."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.card import Fact, Section
from bot.chat.text import Text


@dataclass(frozen=True, slots=True)
class Body:
    """What is special to a workflow on its card. `next_action` overrides the state's own words when
    the facts say it more exactly, and `noun` the workflow's when this one is of a special kind.
    `told` is how far it was told that a part of it is late (`bot.workflows.watch.Told`)."""

    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    lead: Text = ()
    next_action: Text = ()
    noun: str = ""
    told: int = 0
