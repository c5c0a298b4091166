"""Series of meetings, the meetings held of them, and what was said there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from bot.chat.address import Channel, Person
from bot.store.tables import Table
from bot.workflows.departments import Department

NOT_CLOSED = "closes_at IS NOT NULL"
A_YEAR = timedelta(days=366)


class SeriesRow(Table):
    """A meeting that comes again: on which days of the week (Monday is 0), at which minute of the
    local day, for which departments. Without a channel of its own it uses its department's.

    `minutes_before` is when its agenda is posted; `questions` are asked in turn.
    """

    __tablename__ = "meeting_series"
    __table_args__ = (UniqueConstraint("store_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    days: Mapped[list[int]] = mapped_column(JSON)
    minute: Mapped[int]
    minutes_before: Mapped[int]
    channel: Mapped[Channel | None] = mapped_column(index=True)
    departments: Mapped[list[str]] = mapped_column(JSON)
    host: Mapped[Person | None]
    questions: Mapped[list[str]] = mapped_column(JSON)
    is_on: Mapped[bool]

    @property
    def of(self) -> tuple[Department, ...]:
        """The departments that meet, in the house's order."""
        return tuple(each for each in Department if each.value in self.departments)


class MeetingRow(Table):
    """One meeting: that of a series on a local date. The row is made when somebody first needs it.

    `card_id` is the outbox row of its agenda and `version` counts what changed on it, as with an
    item. `passed` are those who were asked to be the guest and could not. `closes_at` is set while
    it is open to be ended, and says when it ends by itself.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        UniqueConstraint("series_id", "held_on"),
        Index("ix_meetings_store_id_held_on", "store_id", "held_on"),
        Index(
            "ix_meetings_closes_at",
            "closes_at",
            sqlite_where=text(NOT_CLOSED),
            postgresql_where=text(NOT_CLOSED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    series_id: Mapped[int] = mapped_column(ForeignKey("meeting_series.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    held_on: Mapped[date]
    starts_at: Mapped[datetime]
    guest: Mapped[Person | None]
    passed: Mapped[list[str]] = mapped_column(JSON, default=list)
    question: Mapped[str | None] = mapped_column(String(200))
    posted_at: Mapped[datetime | None]
    late_minutes: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    started_by: Mapped[Person | None]
    closes_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[Person | None]
    version: Mapped[int] = mapped_column(default=1)
    card_id: Mapped[int | None]

    series: Mapped[SeriesRow] = relationship(lazy="raise")
    entries: Mapped[list[EntryRow]] = relationship(lazy="raise", order_by="EntryRow.id")
    here: Mapped[list[AttendanceRow]] = relationship(lazy="raise", order_by="AttendanceRow.at")


class EntryRow(Table):
    """What somebody put on the agenda, or wrote down in the meeting."""

    __tablename__ = "meeting_entries"
    __table_args__ = (Index("ix_meeting_entries_meeting_id", "meeting_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    kind: Mapped[str] = mapped_column(String(10))
    person: Mapped[Person]
    department: Mapped[str | None] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime]


class AttendanceRow(Table):
    """Somebody was there. `visited` says that he is of none of the departments that met."""

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    person: Mapped[Person] = mapped_column(primary_key=True)
    department: Mapped[str | None] = mapped_column(String(20))
    visited: Mapped[bool]
    at: Mapped[datetime]


_LISTS = (
    selectinload(MeetingRow.series),
    selectinload(MeetingRow.entries),
    selectinload(MeetingRow.here),
)


def series_of(session: Session, store_ids: Collection[int]) -> list[SeriesRow]:
    """Every series of the stores, those that are off too, in the order they were made."""
    rows = select(SeriesRow).where(SeriesRow.store_id.in_(store_ids)).order_by(SeriesRow.id)
    return list(session.scalars(rows))


def find_series_row(session: Session, series_id: int) -> SeriesRow | None:
    """The series with that id."""
    return session.get(SeriesRow, series_id)


def load_meeting(session: Session, meeting_id: int, *, lock: bool = True) -> MeetingRow | None:
    """The meeting with its lists, or None. Locked, two who change it follow each other."""
    query = select(MeetingRow).where(MeetingRow.id == meeting_id).options(*_LISTS)
    if lock:
        query = query.with_for_update(of=MeetingRow)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def make_series(session: Session, **columns: object) -> None:
    """Writes a series, unless the store has one of that name: two replicas may make the first ones
    at the same moment."""
    session.execute(_insert(session, SeriesRow).values(**columns).on_conflict_do_nothing())


def _insert(session: Session, table: type[Table]) -> sqlite.Insert | postgresql.Insert:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


def settle_meeting(
    session: Session, id_: int, series: SeriesRow, held_on: date, starts_at: datetime
) -> MeetingRow:
    """The meeting of that date, made if it is not there yet, and locked. Until its agenda is out it
    follows its series to another time."""
    session.execute(
        _insert(session, MeetingRow)
        .values(
            id=id_,
            series_id=series.id,
            store_id=series.store_id,
            held_on=held_on,
            starts_at=starts_at,
            passed=[],
            late_minutes=0,
            version=1,
        )
        .on_conflict_do_nothing()
    )
    found = session.scalars(
        select(MeetingRow.id).where(
            MeetingRow.series_id == series.id, MeetingRow.held_on == held_on
        )
    ).one()
    meeting = load_meeting(session, found)
    assert meeting is not None  # noqa: S101  # It was found a moment ago.
    if meeting.card_id is None and meeting.started_at is None and meeting.ended_at is None:
        meeting.starts_at = starts_at
    return meeting


def meetings_around(session: Session, series_id: int, today: date) -> list[MeetingRow]:
    """The meetings of a series that were lately held or are soon to come, ended or not, as far as
    somebody needed them."""
    a_day = timedelta(days=1)
    return list(
        session.scalars(
            select(MeetingRow)
            .where(
                MeetingRow.series_id == series_id,
                MeetingRow.held_on.between(today - a_day, today + 30 * a_day),
            )
            .order_by(MeetingRow.held_on)
            .options(*_LISTS)
        )
    )


def forgotten(session: Session, store_ids: Collection[int], now: datetime) -> Sequence[int]:
    """The meetings that nobody ended in time."""
    return session.scalars(
        select(MeetingRow.id).where(MeetingRow.closes_at <= now, MeetingRow.store_id.in_(store_ids))
    ).all()


def last_guests(session: Session, store_id: int, until: date) -> dict[Person, date]:
    """When each was the guest of a meeting of the store for the last time, within a year."""
    rows = session.execute(
        select(MeetingRow.guest, func.max(MeetingRow.held_on))
        .where(
            MeetingRow.store_id == store_id,
            MeetingRow.held_on.between(until - A_YEAR, until),
            MeetingRow.guest.is_not(None),
        )
        .group_by(MeetingRow.guest)
    )
    return {person: held_on for person, held_on in rows if person is not None}


def said_on(session: Session, store_id: int, on: date, kinds: Collection[str]) -> list[EntryRow]:
    """What the departments of a store said for a day, in whichever of its meetings."""
    rows = (
        select(EntryRow)
        .join(MeetingRow, MeetingRow.id == EntryRow.meeting_id)
        .where(
            MeetingRow.store_id == store_id,
            MeetingRow.held_on == on,
            EntryRow.kind.in_(kinds),
        )
        .order_by(EntryRow.id)
    )
    return list(session.scalars(rows))


def open_on(session: Session, store_id: int, on: date) -> list[MeetingRow]:
    """The meetings of a store on that day whose agenda is out and that nobody ended."""
    rows = select(MeetingRow).where(
        MeetingRow.store_id == store_id,
        MeetingRow.held_on == on,
        MeetingRow.closes_at.is_not(None),
    )
    return list(session.scalars(rows))


def open_of(session: Session, series_id: int) -> list[MeetingRow]:
    """The meetings of a series whose agenda is out and that nobody ended."""
    rows = select(MeetingRow).where(
        MeetingRow.series_id == series_id, MeetingRow.closes_at.is_not(None)
    )
    return list(session.scalars(rows))


@dataclass(frozen=True, slots=True)
class Visits:
    """How often somebody visited the meetings of a series of another department."""

    person: Person
    department: str | None
    series: str
    times: int


def visits_between(session: Session, store_id: int, first: date, last: date) -> list[Visits]:
    """Who visited whose meetings from the first to the last day, the most visits first."""
    times = func.count()
    rows = session.execute(
        select(AttendanceRow.person, AttendanceRow.department, SeriesRow.name, times)
        .join(MeetingRow, MeetingRow.id == AttendanceRow.meeting_id)
        .join(SeriesRow, SeriesRow.id == MeetingRow.series_id)
        .where(
            MeetingRow.store_id == store_id,
            MeetingRow.held_on.between(first, last),
            AttendanceRow.visited.is_(True),
        )
        .group_by(AttendanceRow.person, AttendanceRow.department, SeriesRow.name)
        .order_by(times.desc(), AttendanceRow.person, SeriesRow.name)
    )
    return [Visits(*row) for row in rows]


def last_questions(session: Session, series_id: int, before: date) -> dict[str, date]:
    """When each question was asked for the last time, within a year."""
    rows = session.execute(
        select(MeetingRow.question, func.max(MeetingRow.held_on))
        .where(
            MeetingRow.series_id == series_id,
            MeetingRow.held_on.between(before - A_YEAR, before - timedelta(days=1)),
            MeetingRow.question.is_not(None),
        )
        .group_by(MeetingRow.question)
    )
    return {question: held_on for question, held_on in rows if question is not None}
