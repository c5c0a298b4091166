"""The departments of a store, and who somebody is in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.chat.address import Person


class Department(StrEnum):
    """A part of the store that is paid, seated and scored on its own."""

    SALES = "sales"
    SERVICE = "service"
    PARTS = "parts"

    @property
    def label(self) -> str:
        """The name as people write it: "Service"."""
        return self.value.capitalize()


class Role(StrEnum):
    """What somebody is to one item."""

    RECEIVER = "receiver"
    OWNER = "owner"
    REQUESTER = "requester"
    SENDER = "sender"
    MANAGER = "manager"
    TAKER = "taker"
    """He could have it: nobody has, and he works in the receiving department."""
    HELPER = "helper"
    """He has a part of it, like a promise to keep, whatever his department."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one store: the departments he works in, and those he manages."""

    person: Person
    departments: frozenset[Department]
    manages: frozenset[Department] = frozenset()

    def roles(
        self,
        requester: Person,
        owner: Person | None,
        sender: Department,
        receiver: Department,
        helpers: Collection[Person] = (),
    ) -> frozenset[Role]:
        """What this person is to an item with these facts. A manager of either side counts."""
        receives = receiver in self.departments or receiver in self.manages
        found = {
            Role.REQUESTER: self.person == requester,
            Role.OWNER: self.person == owner,
            Role.SENDER: sender in self.departments,
            Role.RECEIVER: receives,
            Role.TAKER: receives and owner is None,
            Role.MANAGER: bool({sender, receiver} & self.manages),
            Role.HELPER: self.person in helpers,
        }
        return frozenset(role for role, is_it in found.items() if is_it)


def say_all(departments: Sequence[Department]) -> str:
    """Several in a row: "Sales, Service and Parts"."""
    *others, last = (each.label for each in departments)
    return f"{', '.join(others)} and {last}" if others else last
