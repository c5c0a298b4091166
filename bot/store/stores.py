"""Workspaces, stores, and who works where in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.chat.address import Channel, Person
from bot.store.tables import Table


class WorkspaceRow(Table):
    """One team on one platform. `external_id` is empty until its token was first used.

    `revision` counts every change of its stores, so that a process knows when what it remembers of
    them is old.
    """

    __tablename__ = "workspaces"
    __table_args__ = (UniqueConstraint("platform", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    platform: Mapped[str] = mapped_column(String(20))
    external_id: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200), default="")
    revision: Mapped[int] = mapped_column(default=1)


class StoreRow(Table):
    """One rooftop: its name, its time zone, and the days on which it stays closed.

    `country` and `region` say which public holidays it keeps; it works on those named in `open_on`,
    and stays closed on the dates (ISO) in `closed_on`.
    """

    __tablename__ = "stores"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str] = mapped_column(String(120))
    zone: Mapped[str] = mapped_column(String(60))
    country: Mapped[str] = mapped_column(String(2), default="US")
    region: Mapped[str] = mapped_column(String(10), default="")
    closed_on: Mapped[list[Any]] = mapped_column(JSON, default=list)
    open_on: Mapped[list[Any]] = mapped_column(JSON, default=list)

    departments: Mapped[list[StoreDepartmentRow]] = relationship(
        lazy="raise", cascade="all, delete-orphan"
    )
    members: Mapped[list[MemberRow]] = relationship(lazy="raise", cascade="all, delete-orphan")
    limits: Mapped[list[LimitRow]] = relationship(lazy="raise", cascade="all, delete-orphan")
    general: Mapped[list[GeneralManagerRow]] = relationship(
        lazy="raise", cascade="all, delete-orphan"
    )


class StoreDepartmentRow(Table):
    """A department of a store: its channel, its opening hours in the notation people type, and who
    steps in when its people are busy."""

    __tablename__ = "store_departments"

    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    department: Mapped[str] = mapped_column(String(20), primary_key=True)
    channel: Mapped[Channel | None] = mapped_column(index=True)
    hours: Mapped[str] = mapped_column(String(400))
    backup: Mapped[Person | None]


class MemberRow(Table):
    """Somebody on a store's roster, in one department."""

    __tablename__ = "members"

    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    department: Mapped[str] = mapped_column(String(20), primary_key=True)
    person: Mapped[Person] = mapped_column(primary_key=True)
    manages: Mapped[bool] = mapped_column(default=False)


class GeneralManagerRow(Table):
    """Somebody who manages every department of a store."""

    __tablename__ = "general_managers"

    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    person: Mapped[Person] = mapped_column(primary_key=True)


class LimitRow(Table):
    """A threshold that a store set for itself. What is not here has its default."""

    __tablename__ = "store_limits"

    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]
