"""Lakeside Motors as Baton knows it: its set-up, and the weeks behind it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.chat.address import Channel, Person
from bot.chat.transport import Workspace
from bot.clock import Clock
from bot.demo.past import Lakeside
from bot.demo.stories import tell_past
from bot.services.series import ensure_examples
from bot.services.stores import StoreSetup
from bot.services.work import UnitOfWork
from bot.set_up import write_store
from bot.store.directory import load_directory
from bot.store.engine import Database
from bot.store.meetings import series_of
from bot.store.stores import WorkspaceRow
from bot.trade.vin import installed_decoder
from bot.workflows.departments import Department
from bot.workflows.limits import LABOR_RATE
from bot.workflows.meeting import SeriesKind
from sandbox import lakeside

ZONE = ZoneInfo("America/Chicago")


def set_up(database: Database, clock: Clock, workspace: Workspace | None) -> None:
    """The store as its managers would have set it up."""
    setup = StoreSetup(
        name="Lakeside Motors",
        zone=ZONE.key,
        channels={
            Department.SALES: _channel(lakeside.SALES),
            Department.SERVICE: _channel(lakeside.SERVICE),
            Department.PARTS: _channel(lakeside.PARTS),
        },
        members={
            Department.SALES: [_person(each) for each in lakeside.SALES_PEOPLE],
            Department.SERVICE: [_person(each) for each in lakeside.SERVICE_PEOPLE],
            Department.PARTS: [_person(each) for each in lakeside.PARTS_PEOPLE],
        },
        backups={
            Department.SALES: _person(lakeside.MARCUS),
            Department.SERVICE: _person(lakeside.RENEE),
            Department.PARTS: _person(lakeside.SAM),
        },
        managers={
            Department.SALES: [_person(lakeside.PRIYA)],
            Department.SERVICE: [_person(lakeside.GRACE)],
            Department.PARTS: [_person(lakeside.JOAN)],
        },
        limits={LABOR_RATE.name: 165},
    )
    write_store(database, clock, setup, workspace)
    with database.transaction() as session:
        (row,) = session.scalars(select(WorkspaceRow))
        work = UnitOfWork(session, clock.now(), load_directory(session, row), installed_decoder())
        ensure_examples(work)
        for series in series_of(session, [store.id for store in work.directory.stores]):
            if series.kind == SeriesKind.JOINT:
                series.channel = _channel(lakeside.GENERAL)


def remember(database: Database, clock: Clock) -> None:
    """The weeks before, in one transaction: nothing of it goes out meanwhile."""
    with database.transaction() as session:
        workspace = session.scalars(select(WorkspaceRow)).one()
        directory = load_directory(session, workspace)
        (store,) = directory.stores
        people = {}
        for user in lakeside.LAKESIDE.users:
            person = _person(user.id)
            (home,) = store.roster[person]
            if channel := store.channel(home):
                people[user.real_name.split()[0]] = (person, channel)
        work = UnitOfWork(session, clock.now(), directory, installed_decoder())
        tell_past(Lakeside(work, people))


def _person(id_: str) -> Person:
    return Person("slack", id_)


def _channel(id_: str) -> Channel:
    return Channel("slack", id_)
