"""When each manager gets his digest, and sending it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.cards.digest import digest_card
from bot.chat.address import Person
from bot.services import outgoing
from bot.services.digest import DIGEST, Managed, digest_of, managed_by, name_of
from bot.services.problems import Problem
from bot.services.work import UnitOfWork
from bot.store.digests import DigestSettingRow, digest_settings, last_message
from bot.store.directory import mark_changed
from bot.workflows.schedule import Occasion, Schedule, Timetable

MINUTE = 7 * 60
"""7:00 AM: before the first meeting of the day."""
MOST_LATE = timedelta(hours=5)
"""At noon the morning's digest is of no use any more."""


class ManagesNothing(Problem):
    """A digest is for managers."""

    def __init__(self) -> None:
        super().__init__(
            "The digest is a manager's morning page, and you manage no department here, so there "
            "is none for you. /baton todo shows what is yours, /baton status what your department "
            "has open."
        )


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """When somebody wants his digest: minutes after midnight on his store's clock, and the first
    day on which he wants one again, if he put it off."""

    minute: int = MINUTE
    snoozed_until: date | None = None

    def wants_one_on(self, day: date) -> bool:
        """Whether he gets one on that day."""
        return self.snoozed_until is None or day >= self.snoozed_until


def what_is_managed(work: UnitOfWork, person: Person) -> tuple[Managed, ...]:
    """What somebody manages. Raises `ManagesNothing`."""
    managed = managed_by(work.directory, person)
    if not managed:
        raise ManagesNothing
    return managed


def settings_of(work: UnitOfWork, person: Person) -> DigestSettings:
    """What somebody chose, or the defaults."""
    row = digest_settings(work.session, work.directory.workspace_id, [person]).get(person)
    return DigestSettings(row.minute, row.snoozed_until) if row else DigestSettings()


def choose(work: UnitOfWork, person: Person, settings: DigestSettings) -> None:
    """Remembers what somebody wants. His schedule follows."""
    work.session.merge(
        DigestSettingRow(
            workspace_id=work.directory.workspace_id,
            person=person,
            minute=settings.minute,
            snoozed_until=settings.snoozed_until,
        )
    )
    mark_changed(work.session, work.directory.workspace_id)


def wanted(work: UnitOfWork) -> Iterator[Schedule]:
    """One schedule for each manager, wherever he manages: in the zone of his first store, on the
    days on which it is open. A snooze leaves the schedule alone and only keeps it quiet."""
    people = dict.fromkeys(p for store in work.directory.stores for p in store.all_managers)
    chosen = digest_settings(work.session, work.directory.workspace_id, people)
    for person in people:
        managed = managed_by(work.directory, person)
        store = managed[0][0]
        row = chosen.get(person)
        yield Schedule(
            name=name_of(person),
            kind=DIGEST,
            store_id=store.id,
            subject=str(person),
            title=_title(managed),
            timetable=Timetable(store.zone, row.minute if row else MINUTE),
            open_days_only=True,
            most_late=MOST_LATE,
            set_up_with="/baton digest",
        )


def _title(managed: tuple[Managed, ...]) -> str:
    if len(managed) > 1:
        return f"Digest of {len(managed)} stores"
    store, departments = managed[0]
    whose = store.name if len(departments) > 2 else " and ".join(d.label for d in departments)
    return f"Digest of {whose}"


def post(work: UnitOfWork, occasion: Occasion) -> int | None:
    """Sends somebody his digest, unless he put it off or manages nothing any more."""
    person = Person.read(occasion.schedule.subject)
    if not settings_of(work, person).wants_one_on(occasion.slot):
        return None
    digest = digest_of(work, person, occasion.slot, late=occasion.late)
    if digest is None:
        return None
    return outgoing.tell(work, person, digest_card(digest), until=occasion.due_at + MOST_LATE)


def redraw(work: UnitOfWork, person: Person) -> None:
    """Today's digest as it is now, in the message that is out: what its reader has just taken is no
    longer said to be nobody's."""
    found = last_message(work.session, work.directory.workspace_id, name_of(person))
    managed = managed_by(work.directory, person)
    if found is None or not managed:
        return
    slot, message_id = found
    digest = digest_of(work, person, slot)
    if digest is not None and slot == work.now.astimezone(managed[0][0].zone).date():
        outgoing.edit_message(work, message_id, digest_card(digest))
