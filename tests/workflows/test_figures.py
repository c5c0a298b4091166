"""The figures of a month made by hand, worked out here a second time: with a pencil in the
comments, and with plain SQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.services.figures import Facts, facts_since
from bot.store.engine import Database
from bot.store.figures import Answers, first_answers, first_visits
from bot.store.handoffs import Handoff
from bot.workflows.departments import Department
from bot.workflows.figures import (
    Day,
    FirstHandoffs,
    Leads,
    Share,
    Spread,
    Wait,
    Window,
    day_of,
    first_handoffs_of,
    leads_of,
    nearest_rank,
    wait_of,
)
from bot.workflows.figures import (
    given as passed_between,
)
from bot.workflows.lead import Lost
from tests.world import World, local

SALES, SERVICE, PARTS = Department.SALES, Department.SERVICE, Department.PARTS
TUESDAY = Window(local(8, 25), local(8, 26))
WEEKS = [local(8, 3), local(8, 10), local(8, 17), local(8, 24), local(8, 31)]


def facts(world: World, since: datetime = TUESDAY.start) -> Facts:
    with world.database.reading() as session:
        return facts_since(session, world.store, since, world.clock.now())


def day(world: World, department: Department) -> Day:
    return day_of(facts(world).of(department), TUESDAY, world.store.hours(department))


def test_the_day_of_parts(wednesday: World) -> None:
    # RO     asked  first step  answered  delivered  promised    in time
    # 48201  Mo 17:00  8:00      8:00      8:30       8:30        yes  (an hour ran on Monday)
    # 48202  8:00   8:04        8:04      8:10       10:00       yes
    # 48203  9:00   9:30        9:30      –          11:00       yes
    # 48204  10:00  10:05       10:20     10:30      10:15       no   (a customer waits: 15 minutes)
    # 48205  11:00  11:06       11:06     11:06      13:00       yes  (not available ends it)
    # 48206  cancelled: counts nowhere
    # 48207  17:50  –           –         –          We 9:20     not decided yet
    # Response, open minutes: 90, 4, 30, 5, 6. Sorted 4 5 6 30 90: third is 6, fifth is 90.
    # Completion: 120, 10, 30, 6. Sorted 6 10 30 120: second is 10, fourth is 120.
    assert day(wednesday, PARTS) == Day(
        came_in=5, done=4, on_time=Share(4, 5), response=Spread(6, 90), completion=Spread(10, 120)
    )


def test_the_day_of_sales(wednesday: World) -> None:
    # RO     flagged   first step  contacted  promised   ended        in time
    # 48301  Mo 17:58  9:20        9:20       Mo 18:08   lost 9:30    no, but that was Monday
    # 48302  9:30      9:36        9:36       9:40       sold 15:00   yes
    # 48303  11:00     11:02       11:30      11:10      lost 16:00   no, claimed is not contacted
    # Sales is open 9 to 20. Response: 122 + 20 = 142, 6, 2. Sorted 2 6 142.
    # Completion: 122 + 30 = 152, 330, 300. Sorted 152 300 330.
    assert day(wednesday, SALES) == Day(
        came_in=2, done=3, on_time=Share(1, 2), response=Spread(6, 142), completion=Spread(300, 330)
    )
    assert leads_of(facts(wednesday).leads, TUESDAY) == Leads(
        flagged=2,
        contacted=Share(1, 2),
        appraised=1,
        sold=1,
        lost=((Lost.KEEPS, 1), (Lost.PRICE, 1)),
    )


def test_the_day_of_service(wednesday: World) -> None:
    # H-1  asked Mo 15:00, claimed 15:10, delivered 11:00, both signed 11:20, promised 18:00: yes
    # H-2  asked 13:00, delivered 17:00, nobody signed, promised 18:00: no
    # H-3  asked 14:00, done 14:45, promised 16:00: yes
    # Response in the window: H-3 alone, 45. H-1 was claimed on Monday.
    # Completion: H-1 Mo 15-18 is 180, Tu 7:30-11:20 is 230: 410. H-3: 45.
    assert day(wednesday, SERVICE) == Day(
        came_in=2, done=2, on_time=Share(2, 3), response=Spread(45, 45), completion=Spread(45, 410)
    )
    owners = facts(wednesday).owners
    assert first_handoffs_of(owners, TUESDAY) == FirstHandoffs(deliveries=2, introduced=1, booked=1)


@pytest.mark.parametrize(("rate", "cents"), [(0, None), (150, 17_500), (151, 17_617)])
def test_what_technicians_waited_for(wednesday: World, rate: int, cents: int | None) -> None:
    # 48201: its technician went home on Monday at 18:00, so that hour is Monday's.
    # 48202: from stock, 8:00 to 8:10 in the bay: 10. 48203: ordered, until the answer: 30.
    # 48204: from stock, 10:00 to 10:30: 30. 48205 was asked by sales. Together 70 minutes.
    # 70 minutes at $150 an hour are $175.00; at $151 $176.1666…, so $176.17.
    wait = wait_of(facts(wednesday).requests, TUESDAY, wednesday.store.hours(PARTS), rate)
    assert wait == Wait(requests=3, minutes=70, cents=cents)
    monday = Window(local(8, 24), local(8, 25))
    wait = wait_of(
        facts(wednesday, monday.start).requests, monday, wednesday.store.hours(PARTS), rate
    )
    assert (wait.requests, wait.minutes) == (1, 60)


def test_what_departments_passed_to_each_other(wednesday: World) -> None:
    # Service asked parts for 48202, 48203, 48204, 48207 (48206 was cancelled) and flagged two
    # leads; sales asked parts for 48205 and handed H-2 and H-3 to service.
    assert passed_between(facts(wednesday).all, TUESDAY) == {
        (SERVICE, PARTS, "parts"): 4,
        (SALES, PARTS, "parts"): 1,
        (SERVICE, SALES, "lead"): 2,
        (SALES, SERVICE, "handoff"): 2,
    }


def test_the_fill_rate_of_each_week(next_monday: World) -> None:
    with next_monday.database.reading() as session:
        found = first_answers(session, next_monday.store.id, WEEKS)
    # The last week: Tuesday 48201 yes, 48202 two yes, 48203 no, 48204 yes, 48205 no; Thursday four.
    assert found == [Answers(4, 2), Answers(5, 3), Answers(10, 7), Answers(10, 8)]
    assert found == [sql_fill(next_monday, *each) for each in pairwise(WEEKS)]


def sql_fill(world: World, start: datetime, end: datetime) -> Answers:
    """The same, by another way: from the history of each step that answered."""
    with world.database.reading() as session:
        rows = session.execute(
            text(
                "SELECT l.first_answer, min(h.at) AS at FROM part_lines l"
                " JOIN history h ON h.item_id = l.request_id"
                " AND h.step IN ('answer', 'all_in_stock', 'line')"
                " WHERE l.store_id = :store AND l.first_answer IS NOT NULL"
                " GROUP BY l.id, l.first_answer"
            ),
            {"store": world.store.id},
        ).all()
    answers = [first for first, at in rows if start <= instant(at) < end]
    return Answers(len(answers), answers.count("in_stock"))


def instant(at: object) -> datetime:
    """A time as either database gives it to plain SQL."""
    found = datetime.fromisoformat(at) if isinstance(at, str) else at
    assert isinstance(found, datetime)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def test_leads_of_each_week(next_monday: World) -> None:
    leads = facts(next_monday, WEEKS[0]).leads
    weeks = [Window(*each) for each in pairwise(WEEKS)]
    assert [leads_of(leads, week).contacted for week in weeks] == [
        Share(1, 3), Share(2, 4), Share(2, 2), Share(1, 3),
    ]  # fmt: skip
    assert [leads_of(leads, week).flagged for week in weeks] == [3, 4, 2, 3]


@given(st.lists(st.integers(0, 10_000), min_size=1), st.integers(1, 100))
def test_a_nearest_rank_is_a_value_that_so_many_do_not_exceed(
    values: list[int], percent: int
) -> None:
    found = nearest_rank(values, percent)
    assert found in values
    assert 100 * sum(value <= found for value in values) >= percent * len(values)
    below = [value for value in values if value < found]
    assert 100 * len(below) < percent * len(values), "a smaller value does not do"


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no percentile"):
        nearest_rank([], 50)


def test_a_store_without_a_past(shared_database: Database) -> None:
    world = World(shared_database)
    assert day(world, PARTS) == Day(0, 0, Share(0, 0), None, None)
    assert Share(0, 0).percent is None
    assert TUESDAY.holds(None) is False
    assert TUESDAY.end - TUESDAY.start == timedelta(days=1)


def test_first_visits_kept_are_counted_on_their_own_day(world: World) -> None:
    # On Tuesday one came and one did not; a third had cancelled. On Wednesday one came.
    told = (
        ("Ann", date(2026, 11, 24), "kept"),
        ("Ben", date(2026, 11, 24), "no_show"),
        ("Cid", date(2026, 11, 24), "cancelled"),
        ("Dee", date(2026, 11, 25), "kept"),
        ("Eva", None, None),
    )
    for stock, (name, _, _) in enumerate(told, 4471):
        line = f"service {name} Lopez, stk {stock}, delivery 5pm, none owed"
        world.command("Dana", "handoff", line)
    ids = [item.id for item in world.items()]
    with world.database.transaction() as session:
        for id_, (_, on, outcome) in zip(ids, told, strict=True):
            handoff = session.get_one(Handoff, id_)
            handoff.first_visit_outcome, handoff.first_visit_outcome_on = outcome, on
    with world.database.reading() as session:
        days = [first_visits(session, world.store.id, date(2026, 11, 24), date(2026, 11, end))
                for end in (24, 25, 26)]  # fmt: skip
    assert days == [(0, 0), (1, 2), (2, 3)]
