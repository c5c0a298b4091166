"""What is looked up beside a running Baton: the list, and what a schedule would post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.chat.card import Card, Chart, ChartKind, Line, Section, Series, Table, Urgency
from bot.chat.text import text
from bot.services import outgoing
from bot.services.problems import NoChannel
from bot.services.schedules import fire, sync
from bot.services.work import UnitOfWork
from bot.settings import Settings
from bot.timetable import NOTHING, Looking, NoSuchSchedule, schedule_preview, schedule_table
from bot.workflows.schedule import Occasion, Outcome, Schedule, Timetable
from jobs.schedules import ScheduleKind
from tests.world import CHANNELS, CHICAGO, PEOPLE, World, local, open_world

DIGEST = Card(
    title="Parts on Tuesday",
    summary="Parts on Tuesday",
    urgency=Urgency.DUE,
    lead=text("One thing for ", PEOPLE["Sam"], "."),
    sections=(Section("Late", (Line(text("P-1, oil filter")),)),),
    tables=(Table("Yesterday", ("Who", "Done"), ((text("Sam"), text("12")),)),),
    chart=Chart("Fill rate", ChartKind.LINE, ("W1",), (Series("Parts", (93.0,)),), text("93%")),
    footer=text("From Baton"),
)


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    """As it is beside a running Baton, which holds the file."""
    with open_world(sqlite_url) as opened:
        opened.database.hold()
        yield opened


def wanted(work: UnitOfWork) -> Iterator[Schedule]:
    for store in work.directory.stores:
        for name, title, minute in (("joan", "Joan's digest", 420), ("sam", "Sam's digest", 945)):
            yield Schedule(
                name=f"digest:{name}",
                kind="digest",
                store_id=store.id,
                subject=name.capitalize(),
                title=title,
                timetable=Timetable(CHICAGO, minute),
                open_days_only=True,
                most_late=timedelta(hours=4),
            )


def post(work: UnitOfWork, occasion: Occasion) -> int:
    if occasion.schedule.subject == "Sam":
        raise NoChannel("Parts")
    outgoing.tell(work, PEOPLE[occasion.schedule.subject], DIGEST)
    row = outgoing.post(work, CHANNELS["parts"], text(f"It is {occasion.slot:%A}."))
    outgoing.reply(work, row, text("More of it."))
    return row


DIGESTS = ScheduleKind("digest", wanted, post)


def looking(world: World, *kinds: ScheduleKind) -> Looking:
    address = world.database.engine.url.render_as_string(hide_password=False)
    return Looking(
        Settings(_env_file=None, database_url=SecretStr(address)), world.clock, kinds or (DIGESTS,)
    )


def test_a_preview_is_what_would_be_posted_and_posts_nothing(world: World) -> None:
    said = schedule_preview(looking(world), "digest:joan")
    assert said == (
        "Joan's digest, Tue Nov 24 2026, 7:00 AM CST. Nothing was posted.\n"
        "\n"
        "To @UJOAN:\n"
        "[due] Parts on Tuesday\n"
        "One thing for @USAM.\n"
        "Late\n"
        "  P-1, oil filter\n"
        "Yesterday\n"
        "  Who: Done\n"
        "  Sam: 12\n"
        "Fill rate\n"
        "  93%\n"
        "From Baton\n"
        "\n"
        "To #CPARTS:\n"
        "It is Tuesday.\n"
        "\n"
        "To #CPARTS, in the thread:\n"
        "More of it."
    )
    assert world.outbox() == []


def test_a_preview_of_what_cannot_be_posted_says_why(world: World) -> None:
    said = schedule_preview(looking(world), "digest:sam")
    assert "It could not be posted: Parts has no channel yet" in said


def test_the_list_says_when_in_local_time_and_what_became_of_the_last(world: World) -> None:
    with world.work() as work:
        sync(work, "digest", wanted(work))
    world.clock.at = local(11, 24, 7)
    with world.work() as work:
        fire(work, "digest:joan", post)
    world.clock.at = local(11, 24, 8)
    assert schedule_table(looking(world)) == [
        (
            "digest:sam",
            "Sam's digest",
            "Lakeside Motors",
            "Mon Nov 23 2026, 3:45 PM CST (due)",
            "not yet",
        ),
        (
            "digest:joan",
            "Joan's digest",
            "Lakeside Motors",
            "Wed Nov 25 2026, 7:00 AM CST",
            "posted Tue Nov 24 2026, 7:00 AM CST",
        ),
    ]


def test_looking_fires_nothing_and_moves_nothing(world: World) -> None:
    before = schedule_table(looking(world))
    world.clock.at = local(11, 24, 7)
    (joan,) = [row for row in schedule_table(looking(world)) if row[0] == "digest:joan"]
    assert joan[:3] == before[1][:3]
    assert joan[3] == f"{before[1][3]} (due)"
    assert world.outbox() == []
    with world.work() as work:
        assert fire(work, "digest:joan", post) is Outcome.POSTED


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("digest:jona", "Near it are: digest:joan"),
        ("agenda", "Near it are: digest:sam, digest:joan."),
    ],
)
def test_an_unknown_name_is_answered_with_near_ones(world: World, name: str, near: str) -> None:
    with pytest.raises(NoSuchSchedule, match=f"No schedule is named '{name}'. {near}"):
        schedule_preview(looking(world), name)


def test_where_nothing_is_scheduled_it_says_so(world: World) -> None:
    nothing = ScheduleKind("digest", lambda work: (), post)
    assert schedule_table(looking(world, nothing)) == []
    with pytest.raises(NoSuchSchedule, match="Nothing is scheduled"):
        schedule_preview(looking(world, nothing), "digest:joan")
    assert NOTHING.startswith("Nothing is scheduled.")
