"""What the tests of meetings share: typing a line, letting time pass, and reading an agenda."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from bot.chat.card import Card
from bot.chat.exchange import Say
from bot.chat.stored import load_content
from bot.store.meetings import MeetingRow, SeriesRow, load_meeting
from bot.store.outbox import Kind, OutboxRow
from bot.workflows.schedule import Outcome
from tests.world import CHANNELS, World, local, read_card, say, words_of

HUDDLE, JOINT = "Shift huddle", "Joint meeting"
TOMORROW = date(2026, 11, 24)


def types(world: World, who: str, line: str = "", channel: str = "") -> str:
    """What somebody is answered to a line after /meeting, with a card read out whole."""
    reply = world.command(who, "meeting", line, channel=channel)
    if isinstance(reply, Say) and isinstance(reply.words, Card):
        return read_card(reply.words)
    return words_of(reply)


def go_to(world: World, month: int, day: int, hour: int, minute: int = 0) -> list[Outcome]:
    """It is that time, and what the clock does by then is done."""
    world.clock.at = local(month, day, hour, minute)
    return world.tick("agenda", "guest")


def choose_channel(world: World, name: str, channel: str) -> None:
    """A manager says where that meeting's agendas go."""
    series = next(row for row in all_series(world) if row.name == name)
    form = world.press("Grace", "meeting.setup", series.id)
    world.answer("Grace", form, channel=str(CHANNELS[channel]))


def meeting(world: World, name: str = HUDDLE, on: date = TOMORROW) -> MeetingRow:
    store_id = world.store.id
    with world.database.transaction() as session:
        found = session.scalars(
            select(MeetingRow.id)
            .join(SeriesRow, SeriesRow.id == MeetingRow.series_id)
            .where(
                SeriesRow.store_id == store_id,
                SeriesRow.name == name,
                MeetingRow.held_on == on,
            )
        ).one()
        loaded = load_meeting(session, found)
    assert loaded is not None
    return loaded


def agendas(world: World) -> list[OutboxRow]:
    return [row for row in world.outbox(Kind.CARD) if row.meeting_id is not None]


def agenda(world: World) -> str:
    """The newest agenda, as it would be drawn now."""
    shown = world.shows(agendas(world)[-1])
    assert isinstance(shown, Card)
    return read_card(shown)


def thread(world: World) -> list[str]:
    """What stands in the thread of the newest agenda."""
    card = agendas(world)[-1]
    found = []
    for row in world.outbox(Kind.THREAD):
        if row.card_id == card.id:
            found.append(read_stored(row))
    return found


def read_stored(row: OutboxRow) -> str:
    content = load_content(row.body or [])
    return read_card(content) if isinstance(content, Card) else say(content)  # type: ignore[arg-type]


def all_meetings(world: World) -> list[MeetingRow]:
    mine = select(MeetingRow).where(MeetingRow.store_id == world.store.id)
    with world.database.transaction() as session:
        return list(session.scalars(mine.order_by(MeetingRow.held_on)))


def all_series(world: World) -> list[SeriesRow]:
    mine = select(SeriesRow).where(SeriesRow.store_id == world.store.id)
    with world.database.transaction() as session:
        return list(session.scalars(mine.order_by(SeriesRow.id)))
