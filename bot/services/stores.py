"""Sets up stores: by the command line or by a manager's form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from bot.chat.address import Channel, Person
from bot.services import outgoing
from bot.services.channels import channel_works, is_broken
from bot.services.meetings import bring_agendas
from bot.services.work import UnitOfWork
from bot.store.directory import DEFAULT_HOURS, load_directory, mark_changed
from bot.store.items import Item
from bot.store.load import load_items
from bot.store.meetings import series_of
from bot.store.outbox import OutboxRow, Progress
from bot.store.stores import (
    GeneralManagerRow,
    LimitRow,
    MemberRow,
    StoreDepartmentRow,
    StoreRow,
    WorkspaceRow,
)
from bot.workflows.departments import Department
from bot.workflows.limits import LIMITS


@dataclass(frozen=True, slots=True)
class StoreSetup:
    """What a store is to look like. What is None or not named stays as it is; a department whose
    backup is None has none."""

    name: str
    zone: str | None = None
    channels: Mapping[Department, Channel] = field(default_factory=dict)
    hours: Mapping[Department, str] = field(default_factory=dict)
    members: Mapping[Department, Sequence[Person]] = field(default_factory=dict)
    managers: Mapping[Department, Sequence[Person]] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    backups: Mapping[Department, Person | None] = field(default_factory=dict)
    general: Sequence[Person] | None = None
    country: str | None = None
    region: str | None = None
    closed_on: Sequence[date] | None = None
    open_on: Sequence[str] | None = None


def save_store(work: UnitOfWork, setup: StoreSetup, store_id: int | None = None) -> int:
    """Creates the store, or changes it: the one with that id, else the one of that name. Returns
    its id.

    Cards of open items, and agendas that are out, follow a department to its new channel.
    """
    store = _found(work, setup, store_id)
    if store is None:
        store = _created(work, setup)
    store.name = setup.name
    store.zone = setup.zone or store.zone
    departments = {Department(row.department): row for row in store.departments}
    moved = []
    for department, channel in setup.channels.items():
        mended = is_broken(work.session, store.workspace_id, str(channel))
        if departments[department].channel != channel or mended:
            moved.append(department)
            channel_works(work, str(channel))
        departments[department].channel = channel
    for department, hours in setup.hours.items():
        departments[department].hours = hours
    for department, backup in setup.backups.items():
        departments[department].backup = backup
    _keep_days(store, setup)
    _staff(store, setup)
    _limit(store, setup.limits)
    mark_changed(work.session, store.workspace_id)
    work.session.flush()
    _look_again(work, store.id)
    for department in moved:
        _bring_cards(work, store.id, department, setup.channels[department])
    if moved:
        _bring_agendas(work, store.id)
    return store.id


def _look_again(work: UnitOfWork, store_id: int) -> None:
    """Other hours and limits are other times at which somebody must hear of what is late."""
    work.session.execute(
        update(Item)
        .where(Item.store_id == store_id, Item.look_at > work.now)
        .values(look_at=work.now)
        .execution_options(synchronize_session=False)
    )


def _found(work: UnitOfWork, setup: StoreSetup, store_id: int | None) -> StoreRow | None:
    query = select(StoreRow).where(StoreRow.workspace_id == work.directory.workspace_id)
    same = StoreRow.id == store_id if store_id is not None else StoreRow.name == setup.name
    lists = (
        selectinload(StoreRow.departments),
        selectinload(StoreRow.members),
        selectinload(StoreRow.limits),
        selectinload(StoreRow.general),
    )
    return work.session.scalars(query.where(same).options(*lists)).first()


def _created(work: UnitOfWork, setup: StoreSetup) -> StoreRow:
    store = StoreRow(
        id=work.id(),
        workspace_id=work.directory.workspace_id,
        name=setup.name,
        zone=setup.zone or "America/Chicago",
        country="US",
        region="",
        closed_on=[],
        open_on=[],
    )
    store.departments = [
        StoreDepartmentRow(department=each.value, hours=DEFAULT_HOURS) for each in Department
    ]
    store.members, store.limits, store.general = [], [], []
    work.session.add(store)
    return store


def _staff(store: StoreRow, setup: StoreSetup) -> None:
    """A department named in the set-up gets exactly the people named; a manager is one of them."""
    if setup.general is not None:
        known = {row.person: row for row in store.general}
        store.general = [
            known.get(person) or GeneralManagerRow(person=person)
            for person in dict.fromkeys(setup.general)
        ]
    for department in Department:
        rows = {m.person: m for m in store.members if m.department == department.value}
        managers = {person for person, row in rows.items() if row.manages}
        people = set(rows)
        if department in setup.managers:
            managers = set(setup.managers[department])
        if department in setup.members:
            people = set(setup.members[department])
        for person in people | managers:
            if person not in rows:
                row = MemberRow(department=department.value, person=person, manages=False)
                store.members.append(row)
                rows[person] = row
            rows[person].manages = person in managers
        for person in set(rows) - people - managers:
            store.members.remove(rows[person])


def _keep_days(store: StoreRow, setup: StoreSetup) -> None:
    """The days on which the store stays closed."""
    if setup.country is not None:
        store.country = setup.country
    if setup.region is not None:
        store.region = setup.region
    if setup.closed_on is not None:
        store.closed_on = [day.isoformat() for day in setup.closed_on]
    if setup.open_on is not None:
        store.open_on = list(setup.open_on)


def _limit(store: StoreRow, limits: Mapping[str, int]) -> None:
    """Only what differs from the default is kept, so that a better default reaches every store
    that never chose."""
    rows = {row.name: row for row in store.limits}
    for limit in LIMITS:
        if limit.name not in limits:
            continue
        value = limits[limit.name]
        if value == limit.default and limit.name in rows:
            store.limits.remove(rows[limit.name])
        elif limit.name in rows:
            rows[limit.name].value = value
        elif value != limit.default:
            store.limits.append(LimitRow(name=limit.name, value=value))


def _bring_agendas(work: UnitOfWork, store_id: int) -> None:
    """A meeting without a channel of its own goes with its department's."""
    workspace = work.session.get_one(WorkspaceRow, work.directory.workspace_id)
    store = load_directory(work.session, workspace).store(store_id)
    for series in series_of(work.session, [store_id]):
        if store is not None:
            bring_agendas(work, store, series)


def _bring_cards(work: UnitOfWork, store_id: int, department: Department, channel: Channel) -> None:
    """Posts the cards of open items in the department's channel. Messages that still wait for the
    old channel are tried again at once."""
    ids = work.session.scalars(
        select(Item.id)
        .where(
            Item.store_id == store_id,
            Item.to_department == department.value,
            Item.closed_at.is_(None),
        )
        .order_by(Item.id)
    ).all()
    for item in load_items(work.session, ids):
        card = work.session.get(OutboxRow, item.card_id) if item.card_id else None
        if card is None or card.lane != str(channel):
            outgoing.post_card(work, item, channel)
    work.session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.lane == str(channel),
            OutboxRow.progress == Progress.WAITING.value,
        )
        .values(not_before=work.now)
        .execution_options(synchronize_session=False)
    )
