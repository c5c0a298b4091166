"""What time alone does: who must hear that something is due, and when Baton looks again.

At the due time whoever has it hears so, else the department's channel; some open minutes later the
department's backup, then its managers. While the department is closed nobody is disturbed, and
what came up meanwhile is said when it opens. A vehicle down waits for nothing: its clock and its
money run at any hour.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from bot.chat.address import Person
from bot.trade.hours import OpeningHours
from bot.workflows.limits import BACKUP_MINUTES, MANAGER_MINUTES, Limits


class Told(IntEnum):
    """How far it was told that something is late."""

    NOBODY = 0
    OWNER = 1
    BACKUP = 2
    MANAGER = 3


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something with a due time: from when on its lateness counts, how far it was told already,
    and whether it is urgent enough for any hour."""

    since: datetime
    told: Told
    urgent: bool = False


def tell_at(alarm: Alarm, stage: Told, limits: Limits, hours: OpeningHours) -> datetime:
    """When a stage is to be told. Between the stages run open minutes; urgent, any minutes."""
    minutes = {Told.BACKUP: limits[BACKUP_MINUTES], Told.MANAGER: limits[MANAGER_MINUTES]}
    after = minutes.get(stage, 0)
    if alarm.urgent:
        return alarm.since + timedelta(minutes=after)
    return hours.next_open(hours.add_open(alarm.since, after))


def reached(alarm: Alarm, now: datetime, limits: Limits, hours: OpeningHours) -> Told:
    """How far it must be told by now. After a longer silence several stages may have passed."""
    if not (alarm.urgent or hours.is_open(now)):
        return alarm.told
    passed = [stage for stage in _after(alarm.told) if tell_at(alarm, stage, limits, hours) <= now]
    return max(passed, default=alarm.told)


def next_at(alarm: Alarm, now: datetime, limits: Limits, hours: OpeningHours) -> datetime | None:
    """When the next stage is to be told; None when all were."""
    ahead = [tell_at(alarm, stage, limits, hours) for stage in _after(alarm.told)]
    if not ahead:
        return None
    return max(min(ahead), now) if alarm.urgent else speak_at(min(ahead), now, hours)


def speak_at(at: datetime, now: datetime, hours: OpeningHours) -> datetime:
    """When something that is to be said at `at` can be said, now at the earliest: while the
    department is open."""
    return hours.next_open(max(at, now))


def hearers(
    alarm: Alarm,
    stage: Told,
    owner: Person | None,
    backup: Person | None,
    managers: Collection[Person],
) -> dict[Told, tuple[Person, ...]]:
    """Who hears of a stage, each as what. Whoever has it hears first, however late it is; of the
    others only the latest stage does. Nobody hears twice.

    An owner's stage without a person is the department's channel's.
    """
    found: dict[Told, tuple[Person, ...]] = {}
    heard = {owner, backup if alarm.told >= Told.BACKUP else None}
    if alarm.told < Told.OWNER <= stage:
        found[Told.OWNER] = (owner,) if owner else ()
    if stage is Told.BACKUP and backup is not None and backup not in heard:
        found[Told.BACKUP] = (backup,)
    if stage is Told.MANAGER:
        found[Told.MANAGER] = tuple(person for person in managers if person not in heard)
    return found


def _after(told: Told) -> list[Told]:
    return [stage for stage in Told if stage > told]
