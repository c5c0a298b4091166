"""The unit of work: one transaction's session, its moment, and the stores it may touch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.chat.address import Channel, Person
from bot.chat.exchange import Sender
from bot.services.problems import NoDepartment, NotSetUp, Outsider, WhichStore
from bot.store.directory import Directory, StoreInfo
from bot.store.ids import new_id
from bot.trade.vin import VinDecoder
from bot.workflows.departments import Actor, Department


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """What a use case needs: where to write, what time it is, and which stores exist.

    `now` stays the same for the whole transaction, in UTC.
    """

    session: Session
    now: datetime
    directory: Directory
    decoder: VinDecoder

    def id(self) -> int:
        """A new id for a row."""
        return new_id(self.now)


@dataclass(frozen=True, slots=True)
class Place:
    """Who acts, in which store, and in which channel."""

    store: StoreInfo
    actor: Actor
    channel: Channel | None

    @property
    def person(self) -> Person:
        """Who acts."""
        return self.actor.person

    @property
    def department(self) -> Department:
        """The department the person acts for: the one whose channel he is in if he belongs to it,
        else his own. Raises `NoDepartment` when there is none."""
        mine = self.actor.departments or self.actor.manages
        here = self.store.department_of(self.channel)
        if here is not None and here in mine:
            return here
        if not mine:
            raise NoDepartment
        return min(mine, key=list(Department).index)


def check_home(sender: Sender) -> None:
    """Raises `Outsider` for people of another workspace, who can click in shared channels."""
    if sender.home != sender.workspace:
        raise Outsider


def check_guest(sender: Sender, store: StoreInfo | None) -> None:
    """Raises `Outsider` for a guest whom the store does not name: that he was let into a
    department's channel does not make him one of its people."""
    if sender.guest and not (store and store.knows(sender.person)):
        raise Outsider


def place_in(store: StoreInfo, sender: Sender) -> Place:
    """Where somebody acts who means this store. Raises `Outsider`."""
    check_guest(sender, store)
    return Place(store, store.actor(sender.person, sender.channel), sender.channel)


def place_of(work: UnitOfWork, sender: Sender) -> Place:
    """Where somebody acts. Raises `NotSetUp`, `WhichStore` or `Outsider`."""
    check_home(sender)
    stores = work.directory.stores_for(sender.person, sender.channel)
    if not stores:
        raise NotSetUp
    if len(stores) > 1:
        raise WhichStore([store.name for store in stores])
    return place_in(stores[0], sender)
