"""What a workspace's stores look like, read once and kept until somebody changes them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, selectinload

from bot.chat.address import Channel, Person
from bot.store.ids import new_id
from bot.store.prepared import Prepared
from bot.store.stores import MemberRow, StoreRow, WorkspaceRow
from bot.store.tables import table_of
from bot.trade.closed_days import closed_days
from bot.trade.hours import OpeningHours, read_hours
from bot.workflows.departments import Actor, Department
from bot.workflows.limits import Limits

DEFAULT_HOURS = "Mon-Fri 7:30am-6pm, Sat 8am-4pm"


def usual_hours(zone: ZoneInfo) -> OpeningHours:
    """The hours of a store that has not told its own yet."""
    return OpeningHours(zone, read_hours(DEFAULT_HOURS))


@dataclass(frozen=True, slots=True)
class DepartmentInfo:
    """A department of one store. `backup` hears of what its own people let lie."""

    channel: Channel | None
    hours: OpeningHours
    hours_as_typed: str
    backup: Person | None = None


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """One store, as it is set up today.

    `general` are its general managers, who manage every department. `closed_on` and `open_on` are
    the store's own exceptions from the public holidays of its country and region.
    """

    id: int
    workspace_id: int
    name: str
    zone: ZoneInfo
    departments: Mapping[Department, DepartmentInfo]
    roster: Mapping[Person, frozenset[Department]]
    managers: Mapping[Department, tuple[Person, ...]]
    limits: Limits
    general: tuple[Person, ...] = ()
    country: str = ""
    region: str = ""
    closed_on: tuple[date, ...] = ()
    open_on: tuple[str, ...] = ()

    def hours(self, department: Department) -> OpeningHours:
        """The hours of a department; a department not set up keeps the usual ones."""
        info = self.departments.get(department)
        return info.hours if info else usual_hours(self.zone)

    def opens_on(self, day: date) -> bool:
        """Whether any department opens on this local date."""
        return any(self.hours(each).opens_on(day) for each in Department)

    def channel(self, department: Department) -> Channel | None:
        """Where a department's cards go."""
        info = self.departments.get(department)
        return info.channel if info else None

    def backup(self, department: Department) -> Person | None:
        """Who steps in when a department's own people are busy."""
        info = self.departments.get(department)
        return info.backup if info else None

    def managers_of(self, department: Department) -> tuple[Person, ...]:
        """A department's managers; the general managers where it has none of its own."""
        return self.managers.get(department, ()) or self.general

    def department_of(self, channel: Channel | None) -> Department | None:
        """Whose channel it is."""
        if channel is None:
            return None
        return next((d for d, info in self.departments.items() if info.channel == channel), None)

    def actor(self, person: Person, channel: Channel | None) -> Actor:
        """Who somebody is here. The roster decides; a person on no roster belongs to the
        department in whose channel he acts."""
        departments = self.roster.get(person, frozenset())
        if not departments and (here := self.department_of(channel)):
            departments = frozenset({here})
        if person in self.general:
            manages = frozenset(Department)
        else:
            manages = frozenset(d for d, people in self.managers.items() if person in people)
        return Actor(person, departments, manages)

    def knows(self, person: Person) -> bool:
        """Whether the store names him: on a roster, or as a general manager."""
        return person in self.roster or person in self.general

    def may_own(self, person: Person, department: Department) -> bool:
        """Whether somebody can have a department's items: who is on its roster, or anybody while
        nobody is."""
        kept = any(department in departments for departments in self.roster.values())
        return not kept or department in self.roster.get(person, frozenset())

    @property
    def all_managers(self) -> tuple[Person, ...]:
        """Every manager of the store, each once."""
        own = (person for people in self.managers.values() for person in people)
        return tuple(dict.fromkeys((*own, *self.general)))


@dataclass(frozen=True, slots=True)
class Directory:
    """All stores of one workspace."""

    workspace_id: int
    platform: str
    external_id: str
    revision: int
    stores: tuple[StoreInfo, ...]

    def store(self, store_id: int) -> StoreInfo | None:
        """The store with that id, if it belongs to this workspace."""
        return next((store for store in self.stores if store.id == store_id), None)

    def stores_for(self, person: Person, channel: Channel | None) -> tuple[StoreInfo, ...]:
        """The stores somebody may mean: the one whose channel he types in, else those on whose
        roster he is, else all of them."""
        here = tuple(s for s in self.stores if s.department_of(channel) is not None)
        mine = tuple(s for s in self.stores if person in s.roster or person in s.general)
        return here or mine or self.stores


def load_directory(session: Session, workspace: WorkspaceRow) -> Directory:
    """Reads a workspace's stores whole."""
    rows = session.scalars(
        select(StoreRow)
        .where(StoreRow.workspace_id == workspace.id)
        .options(
            selectinload(StoreRow.departments),
            selectinload(StoreRow.members),
            selectinload(StoreRow.limits),
            selectinload(StoreRow.general),
        )
        .order_by(StoreRow.id)
    )
    stores = tuple(_store(row) for row in rows)
    return Directory(
        workspace.id, workspace.platform, workspace.external_id, workspace.revision, stores
    )


def _store(row: StoreRow) -> StoreInfo:
    zone = ZoneInfo(row.zone)
    own = tuple(date.fromisoformat(day) for day in row.closed_on)
    closed = closed_days(row.country, row.region, own, row.open_on)
    departments = {
        Department(each.department): DepartmentInfo(
            each.channel,
            OpeningHours(zone, read_hours(each.hours), closed),
            each.hours,
            each.backup,
        )
        for each in row.departments
    }
    people = dict.fromkeys(member.person for member in row.members)
    return StoreInfo(
        row.id,
        row.workspace_id,
        row.name,
        zone,
        departments,
        {person: _departments_of(person, row.members) for person in people},
        {
            d: tuple(m.person for m in row.members if m.manages and m.department == d.value)
            for d in Department
        },
        Limits({limit.name: limit.value for limit in row.limits}),
        tuple(manager.person for manager in row.general),
        row.country,
        row.region,
        own,
        tuple(row.open_on),
    )


def _departments_of(person: Person, members: list[MemberRow]) -> frozenset[Department]:
    return frozenset(Department(m.department) for m in members if m.person == person)


_workspaces = table_of(WorkspaceRow).c
_REVISION = Prepared(
    select(_workspaces.revision).where(
        _workspaces.platform == bindparam("platform"), _workspaces.external_id == bindparam("id")
    )
)


class DirectoryCache:
    """The directories this process knows. Each use asks the database only whether one changed."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Directory] = {}
        self._lock = threading.Lock()

    def get(self, session: Session, platform: str, external_id: str) -> Directory | None:
        """The workspace's directory as of this transaction, or None for an unknown workspace."""
        found = _REVISION.run(session, {"platform": platform, "id": external_id})
        known = self._known.get((platform, external_id))
        if known and found and known.revision == found[0][0]:
            return known
        workspace = find_workspace(session, platform, external_id)
        if workspace is None:
            return None
        loaded = load_directory(session, workspace)
        with self._lock:
            self._known[platform, external_id] = loaded
        return loaded


def find_workspace(session: Session, platform: str, external_id: str) -> WorkspaceRow | None:
    """The workspace with that id on its platform."""
    return session.scalars(
        select(WorkspaceRow).where(
            WorkspaceRow.platform == platform, WorkspaceRow.external_id == external_id
        )
    ).first()


def only_workspace(session: Session, platform: str) -> WorkspaceRow | None:
    """The platform's workspace, when there is exactly one."""
    rows = session.scalars(
        select(WorkspaceRow).where(WorkspaceRow.platform == platform).limit(2)
    ).all()
    return rows[0] if len(rows) == 1 else None


def settle_workspace(
    session: Session, platform: str, external_id: str, name: str, now: datetime
) -> WorkspaceRow:
    """The workspace's row. One that was made before its token was ever used is given its id."""
    found = find_workspace(session, platform, external_id)
    if found is None and external_id and (found := find_workspace(session, platform, "")):
        found.external_id = external_id
        found.revision += 1
    if found is None:
        found = WorkspaceRow(
            id=new_id(now), platform=platform, external_id=external_id, name=name, revision=1
        )
        session.add(found)
    if name:
        found.name = name
    session.flush()
    return found


def mark_changed(session: Session, workspace_id: int) -> None:
    """Tells every process that what it remembers of the workspace's stores is old."""
    session.execute(
        update(WorkspaceRow)
        .where(WorkspaceRow.id == workspace_id)
        .values(revision=WorkspaceRow.revision + 1)
        .execution_options(synchronize_session=False)
    )
