"""What every table shares: the base class and the column types of the port's own values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import sqlalchemy
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from bot.chat.address import Channel, Person

ADDRESS_LENGTH = 160


class Instant(TypeDecorator[datetime]):
    """An aware time, kept in UTC. SQLite has no time zones, so there it is kept bare."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC. Raises `ValueError` for a time without a zone."""
        return None if value is None else _in_utc(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """The same in one go on SQLite, which keeps a time as words: SQLAlchemy's own way there
        takes three times as long, and every record has several."""
        return _as_words if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time without a zone says nothing")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _as_words(value: datetime | None) -> str | None:
    return None if value is None else _in_utc(value).isoformat(" ", "microseconds")[:-6]


class PersonColumn(TypeDecorator[Person]):
    """A person, kept as ``platform:id``."""

    impl = String(ADDRESS_LENGTH)
    cache_ok = True

    def process_bind_param(self, value: Person | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Person | None:
        """From the database."""
        return None if value is None else Person.read(value)


class ChannelColumn(TypeDecorator[Channel]):
    """A channel, kept as ``platform:id``."""

    impl = String(ADDRESS_LENGTH)
    cache_ok = True

    def process_bind_param(self, value: Channel | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Channel | None:
        """From the database."""
        return None if value is None else Channel.read(value)


class Table(DeclarativeBase):
    """The base of all tables. Constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it from the class.
        datetime: Instant,
        Person: PersonColumn,
        Channel: ChannelColumn,
        # SQLite's own row number is an INTEGER of 64 bits; any other type costs an index more.
        int: BigInteger().with_variant(Integer(), "sqlite"),
        dict: JSON,
        list: JSON,
    }

    def __init__(self, **facts: Any) -> None:
        """A new record with these facts.

        Nobody has seen a new record yet, so its columns are filled without telling SQLAlchemy of
        each: that would be a tenth of the time an opened item takes. Lists it has to know.
        """
        columns = _columns_of(type(self))
        for name, value in facts.items():
            if name in columns:
                self.__dict__[name] = value
            elif hasattr(type(self), name):
                setattr(self, name, value)
            else:
                raise TypeError(f"{type(self).__name__} has nothing called {name}")


@cache
def _columns_of(record: type[Table]) -> frozenset[str]:
    return frozenset(sqlalchemy.inspect(record).column_attrs.keys())


def table_of(record: type[Table]) -> sqlalchemy.Table:
    """The record's own table, for a statement that is prepared and needs no records."""
    return cast("sqlalchemy.Table", record.__table__)
