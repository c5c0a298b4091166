"""When somebody must hear of what is late: the order of the stages, and the quiet of the night."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.address import Person
from bot.trade.hours import OpeningHours, read_hours
from bot.workflows.limits import BACKUP_MINUTES, MANAGER_MINUTES, Limits
from bot.workflows.watch import Alarm, Told, hearers, next_at, reached, speak_at, tell_at
from tests.world import PEOPLE, local

HOURS = OpeningHours(
    ZoneInfo("America/Chicago"),
    read_hours("Mon-Fri 7:30am-12pm, 12:30pm-6pm, Sat 8am-4pm"),
    frozenset({date(2026, 11, 26)}),
)
"""With a lunch break, and closed on Thanksgiving."""

MOMENTS = st.datetimes(datetime(2026, 10, 20), datetime(2026, 12, 1)).map(  # noqa: DTZ001  # UTC is put on below.
    lambda naive: naive.replace(tzinfo=UTC)
)
"""Nights, weekends, a holiday and the clock change among them."""
LIMITS = st.builds(
    lambda backup, manager: Limits({BACKUP_MINUTES.name: backup, MANAGER_MINUTES.name: manager}),
    st.integers(1, 700),
    st.integers(1, 700),
)
PAUSES = st.lists(st.integers(1, 60 * 24 * 4), min_size=1, max_size=30)
PERSON = st.sampled_from([PEOPLE[name] for name in ("Sam", "Joan", "Grace")])


def _look(alarm: Alarm, now: datetime, limits: Limits) -> Alarm:
    told = reached(alarm, now, limits, HOURS)
    return Alarm(alarm.since, told, alarm.urgent)


@given(since=MOMENTS, limits=LIMITS, pauses=PAUSES, urgent=st.booleans())
def test_stages_go_up_and_never_at_night(
    since: datetime, limits: Limits, pauses: list[int], urgent: bool
) -> None:
    """Whenever Baton happens to look, each stage comes once, not before its time, while somebody is
    there, or at any hour for a vehicle down."""
    alarm, now = Alarm(since, Told.NOBODY, urgent), since - timedelta(hours=1)
    for minutes in pauses:
        now += timedelta(minutes=minutes)
        before, alarm = alarm, _look(alarm, now, limits)
        assert alarm.told >= before.told
        if alarm.told > before.told:
            assert urgent or HOURS.is_open(now)
            assert tell_at(before, alarm.told, limits, HOURS) <= now
            counted = HOURS.open_minutes(since, now)
            if urgent:
                counted = (now - since) // timedelta(minutes=1)
            waits = {Told.BACKUP: limits[BACKUP_MINUTES], Told.MANAGER: limits[MANAGER_MINUTES]}
            assert counted >= waits.get(alarm.told, 0)
        assert _look(alarm, now, limits) == alarm, "the same look twice"


@given(since=MOMENTS, limits=LIMITS, urgent=st.booleans())
def test_looking_only_when_baton_meant_to_misses_nothing(
    since: datetime, limits: Limits, urgent: bool
) -> None:
    """`next_at` leads from stage to stage, always onwards, and each look finds something to say."""
    alarm, now = Alarm(since, Told.NOBODY, urgent), since - timedelta(days=2)
    seen: list[Told] = []
    while (at := next_at(alarm, now, limits, HOURS)) is not None:
        assert at >= now
        assert urgent or HOURS.is_open(at)
        now, before = at, alarm
        alarm = _look(alarm, now, limits)
        assert alarm.told > before.told, "it looked for nothing"
        seen.append(alarm.told)
    assert seen == sorted(set(seen))
    assert seen[-1] is Told.MANAGER


@given(at=MOMENTS, now=MOMENTS)
def test_what_is_held_is_said_at_the_first_open_moment(at: datetime, now: datetime) -> None:
    said = speak_at(at, now, HOURS)
    assert said >= max(at, now)
    assert HOURS.is_open(said)
    assert HOURS.open_minutes(max(at, now), said) == 0


@given(
    owner=st.none() | PERSON,
    backup=st.none() | PERSON,
    managers=st.lists(PERSON, max_size=3, unique=True),
    jumps=st.lists(st.sampled_from(list(Told)[1:]), max_size=3, unique=True).map(sorted),
)
def test_nobody_hears_twice(
    owner: Person | None, backup: Person | None, managers: list[Person], jumps: list[Told]
) -> None:
    """However many stages pass at once: the owner hears, of the others the latest stage only."""
    told, heard = Told.NOBODY, []
    for stage in jumps:
        found = hearers(Alarm(MOMENT, told), stage, owner, backup, managers)
        heard += [person for people in found.values() for person in people]
        assert set(found) <= {Told.OWNER, stage}
        told = stage
    assert len(heard) == len(set(heard))
    if jumps and owner:
        assert owner in heard
    if Told.MANAGER in jumps:
        assert set(managers) <= set(heard) | {backup}


MOMENT = local(11, 23, 12)


@pytest.mark.parametrize(
    ("since", "owner", "backup", "manager"),
    [
        pytest.param(
            local(11, 23, 10),
            local(11, 23, 10),
            local(11, 23, 10, 15),
            local(11, 23, 10, 30),
            id="morning",
        ),
        pytest.param(
            local(11, 23, 17, 50),
            local(11, 23, 17, 50),
            local(11, 24, 7, 35),
            local(11, 24, 7, 50),
            id="shortly before closing",
        ),
        pytest.param(
            local(11, 25, 18),
            local(11, 27, 7, 30),
            local(11, 27, 7, 45),
            local(11, 27, 8),
            id="as it closes, before a holiday",
        ),
        pytest.param(
            local(11, 28, 22),
            local(11, 30, 7, 30),
            local(11, 30, 7, 45),
            local(11, 30, 8),
            id="on Saturday night",
        ),
    ],
)
def test_stages_in_plain_times(
    since: datetime, owner: datetime, backup: datetime, manager: datetime
) -> None:
    alarm, limits = Alarm(since, Told.NOBODY), Limits({})
    found = [tell_at(alarm, stage, limits, HOURS) for stage in list(Told)[1:]]
    assert found == [owner, backup, manager]
