"""Any channel that breaks: whoever can mend it hears once, what it is used for and how to."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.address import Channel
from bot.services.channels import channel_broke, channel_works, is_broken
from bot.services.schedules import sync
from bot.workflows.schedule import Schedule, Timetable
from tests.world import CHANNELS, CHICAGO, World

LOBBY = CHANNELS["lobby"]


def broke(world: World, channel: Channel, code: str = "is_archived") -> None:
    with world.work() as work:
        channel_broke(work, str(channel), code)


def huddle(world: World, channel: Channel) -> None:
    """The store posts an agenda there every morning."""
    schedule = Schedule(
        name="agenda:1",
        kind="agenda",
        store_id=world.store.id,
        subject="1",
        title="Morning huddle",
        timetable=Timetable(CHICAGO, 450),
        open_days_only=True,
        most_late=timedelta(minutes=30),
        channel=channel,
        set_up_with="/meeting setup",
    )
    with world.work() as work:
        sync(work, "agenda", [schedule])


def test_a_channel_of_a_scheduled_post_names_the_post_and_its_command(world: World) -> None:
    huddle(world, LOBBY)
    broke(world, LOBBY, "channel_not_found")
    broke(world, LOBBY, "channel_not_found")
    said = (
        "I cannot post to #lobby, where Morning huddle is posted: it was deleted, or it is private "
        "and Baton is not in it. What waits goes out as soon as it works again, unless it is out "
        "of date by then. To mend it, invite Baton there or choose another channel with "
        "/meeting setup."
    )
    assert world.private_messages() == {name: [said] for name in ("Priya", "Grace", "Joan")}


def test_a_channel_with_two_uses_is_one_message(world: World) -> None:
    huddle(world, CHANNELS["parts"])
    broke(world, CHANNELS["parts"])
    (said,) = world.told("Joan")
    assert "where Parts reads its cards and Morning huddle is posted: it is archived" in said
    mend = "To mend it, unarchive it or choose another channel with /baton setup or /meeting setup."
    assert said.endswith(mend)


def test_when_it_breaks_again_that_is_news(world: World) -> None:
    broke(world, CHANNELS["parts"])
    with world.work() as work:
        assert is_broken(work.session, work.directory.workspace_id, str(CHANNELS["parts"]))
        channel_works(work, str(CHANNELS["parts"]))
        channel_works(work, "answer 1")
        work.session.flush()
        assert not is_broken(work.session, work.directory.workspace_id, str(CHANNELS["parts"]))
    broke(world, CHANNELS["parts"])
    assert len(world.told("Joan")) == 2


def test_a_channel_that_nobody_uses_any_more_bothers_nobody(world: World) -> None:
    broke(world, LOBBY)
    assert world.private_messages() == {}
