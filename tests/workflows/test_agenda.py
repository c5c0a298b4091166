"""What an agenda says, against a store made by hand.

The right lines are worked out in the comments, from what people typed and pressed, and a second
time by plain SQL; nothing of it comes from the queries under test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from bot.cards.agenda import PHONE_ROWS, agenda_card, more_card, rows_of
from bot.cards.agenda_topics import Agenda
from bot.cards.minutes import minutes_cards
from bot.chat.card import Card
from bot.chat.slack.cards import draw
from bot.services.agendas import agenda_of
from bot.services.meant import imagined, meant_by
from bot.services.work import Place
from bot.store.agenda import Due, Listing, Live, Moment, Row, Visited, Win
from bot.store.handoffs import Handoff
from bot.store.meetings import AttendanceRow, EntryRow, MeetingRow, SeriesRow, Visits
from bot.trade.wall import instant_of
from bot.workflows.departments import Department
from bot.workflows.meeting import EntryKind
from tests.slack import hostile
from tests.slack.checker import check_message
from tests.workflows.handoffs import MARIA
from tests.world import CHICAGO, PEOPLE, World, local, read_card


def huddle(world: World, who: str = "Grace", channel: str = "service") -> Card:
    """The coming agenda of a channel, as it would be posted now."""
    with world.work() as work:
        store = work.directory.stores[0]
        sender = world.sender(who, channel)
        place = Place(store, store.actor(sender.person, sender.channel), sender.channel)
        meeting = imagined(meant_by(work, place))
        return agenda_card(agenda_of(work.session, meeting, store, work.now), store)


def lines(card: Card) -> list[str]:
    _title, *rest = read_card(card).splitlines()
    return [line for line in rest if not line.startswith(("[", "Host"))]


@pytest.fixture
def lived(world: World) -> World:
    """Monday at Lakeside, hour by hour; the agenda is looked at on Tuesday at 7:00 AM."""
    say, at = world.command, world.clock

    # Monday 10:30. Three parts requests. P-1 is for a truck that is down and nobody answers it;
    # P-2 is found and delivered the same morning; P-3 is ordinary and waits too.
    say("Luis", "parts", "48201 1x 68218057AA fuel filter down")
    say("Luis", "parts", "48213 1x 04152-YZZA1 oil filter")
    say("Renee", "parts", "48190 2x 43512-0C020 rotors")
    world.click("Sam", "claim", "P-2")
    world.take("Sam", "all_in_stock", "P-2")
    world.take("Sam", "delivered", "P-2")

    # 11:00. Two leads. L-1 is called and sold on the same day; nobody calls L-2.
    at.at = local(11, 23, 11)
    say("Tom", "lead", "48213 est 4200 value 6500 agreed")
    say("Renee", "lead", "48190 est 3100 value 5200 agreed")
    world.click("Dana", "claim", "L-1")
    world.take("Dana", "contacted", "L-1")
    world.take("Dana", "sold", "L-1")

    # 12:00. A new owner gets her car on Tuesday at 5 PM, and is owed two keys by then.
    at.at = local(11, 23, 12)
    say("Dana", "handoff", "service Maria Lopez, stk 4471, delivery tomorrow 5pm, two keys owed "
        "by tomorrow")  # fmt: skip

    # Goals, a challenge, an action that is carried over, a topic.
    say("Priya", "meeting", "add goal: twelve cars")
    say("Joan", "meeting", "add challenge: tell us before ten what waits")
    say("Grace", "meeting", f"action @{PEOPLE['Dana']} call the fleet by wed")
    say("Luis", "meeting", "add the loaner keys are missing")

    at.at = local(11, 24, 7)
    return world


def test_the_agenda_of_a_day_made_by_hand(lived: World) -> None:
    assert lines(huddle(lived)) == [
        # One delivery on Tuesday: H-1, 5:00 PM, and nobody of service has it yet.
        "Deliveries today: 5:00 PM H-1 Maria Lopez, nobody has it",
        # P-1 and P-3 wait, both since Monday 10:30 AM: 20 h 30 min by Tuesday 7:00 AM. The truck
        # that is down comes first. P-2 was delivered.
        "Wait for parts: P-1 vehicle down, RO 48201, 1× fuel filter, 20 h 30 min",
        "• P-3 RO 48190, 2× rotors, 20 h 30 min",
        # Service has one open item, H-1, which is due at the delivery.
        "Service 1 due today: H-1 First hand-off of Maria Lopez, nobody has it, due 5:00 PM",
        # L-2 was flagged Monday at 11:00 AM: 20 hours. L-1 was called.
        "Leads to call: L-2 RO 48190, repair $3,100, value $5,200, 20 h, nobody has it",
        # On Monday Sam delivered Luis' P-2, so parts helped service; and Tom's lead was sold.
        "Yesterday's wins: Tom gave Sales a sale: L-1",
        "• Sam helped Service: P-2",
        # Two keys by Tuesday's closing of sales, 8:00 PM.
        "Promised to buyers: H-1 two keys to Maria Lopez, Dana, due 8:00 PM",
        "Goals today: Sales: twelve cars",
        "Needed from you: Parts: tell us before ten what waits",
        "Actions: A-1 Dana: call the fleet, due Wed Nov 25, 6:00 PM",
        "Also: the loaner keys are missing (Luis)",
        "Question: Where could we be selling more?",
    ]


def test_the_same_day_by_plain_sql(lived: World) -> None:
    """The counts behind the lines, by statements that share nothing with the queries."""
    card = "\n".join(lines(huddle(lived, "Priya", "sales")))
    counts = {
        "Wait for parts": "SELECT count(*) FROM items WHERE workflow = 'parts' "
        "AND closed_at IS NULL AND store_id = :store",
        "Leads to call": "SELECT count(*) FROM leads JOIN items USING (id) WHERE contacted_at "
        "IS NULL AND closed_at IS NULL AND store_id = :store",
        "wins": "SELECT count(DISTINCT (owner || from_department || state)) FROM items WHERE "
        "closed_at IS NOT NULL AND from_department <> to_department AND store_id = :store",
    }
    store = lived.store.id
    with lived.database.transaction() as session:
        found = {name: session.scalar(text(sql), {"store": store}) for name, sql in counts.items()}
    assert found == {"Wait for parts": 2, "Leads to call": 1, "wins": 2}
    # On a Wednesday everything of Tuesday is late: the joint meeting counts it per department.
    # Parts: P-1 and P-3; sales: L-2 and A-1, which is due on Wednesday 6:00 PM; service: H-1.
    assert "Sales 1 late, 1 due today" in card
    assert "Parts 2 late" in card


def test_how_first_visits_went_is_told_the_next_day(world: World) -> None:
    names = ("Maria Lopez", "Ray Chen", "Ben Castillo")
    for stock, name in enumerate(names, 4471):
        line = MARIA.replace("Maria Lopez", name).replace("4471", str(stock))
        world.command("Dana", "handoff", line)
    # Monday's visits: Maria came, Ray did not, and of Ben nobody knows.
    for label, outcome in (("H-1", "kept"), ("H-2", "no_show")):
        item_id = world.item(label).id
        with world.database.transaction() as session:
            session.execute(
                update(Handoff)
                .where(Handoff.id == item_id)
                .values(first_visit_outcome=outcome, first_visit_outcome_on=date(2026, 11, 23)),
            )
    world.clock.at = local(11, 24, 7)
    assert "First visits yesterday: 1 kept, 1 no-show: H-2 Ray Chen" in lines(huddle(world))


def test_a_quiet_store_has_only_its_question(world: World) -> None:
    assert lines(huddle(world)) == ["Question: Where could we be selling more?"]


def test_a_full_agenda_fits_one_screen_and_counts_the_rest(world: World) -> None:
    for number in range(50):
        world.command("Luis", "parts", f"48{number + 100} 1x oil filter")
    world.clock.at = local(11, 24, 7)
    shown = lines(huddle(world, "Grace", "service"))
    assert len(shown) <= PHONE_ROWS
    waiting = [line for line in shown if "oil filter" in line]
    assert waiting[-1].endswith(f"and {50 - len(waiting)} more")


def many(words: str, count: int = 9) -> Listing:
    """A long list, as a busy store has it."""
    row = partial(Row, words=words, owner=None, customer="Bartholomew Montgomery-Featherstonehaugh")
    rows = (row(n, f"P-{n}", at=local(11, 21, 9), ro="48213") for n in range(4711, 4711 + count))
    return Listing(tuple(rows), count)


def test_a_busy_stores_agenda_fits_a_phones_screen_though_its_lines_wrap(world: World) -> None:
    busy = many("2× 43512-0C020 front brake rotors, 1× 04465-0C020 pads and the whole caliper")
    with world.work() as work:
        store, grace = work.directory.stores[0], world.sender("Grace", "service")
        place = Place(store, store.actor(grace.person, grace.channel), grace.channel)
        agenda = agenda_of(work.session, imagined(meant_by(work, place)), store, work.now)
    due = tuple(Due(each, 4, 5, busy.rows) for each in Department)
    live = Live(busy, busy, Visited(3, busy.rows), busy, due, busy, (), busy, busy)
    topic = EntryRow(kind="topic", person=grace.person, department=None, words="keys again " * 40)
    agenda.meeting.entries.append(topic)
    full = replace(agenda, live=live)
    card, more = agenda_card(full, store), more_card(full, store)
    (listed,) = card.sections
    assert sum(rows_of(line.words) for line in listed.lines) <= PHONE_ROWS
    shown = lines(card)
    # What comes first in the trade's order is said in words; the last ones keep their numbers.
    assert "Bartholomew" in shown[0]
    assert "Promised to buyers: P-4711 · and 8 more" in shown
    assert any(line.startswith("Actions: P-4711, P-4712") for line in shown)
    assert any(line.startswith("Also: keys again") and "…" in line for line in shown)
    # Nothing is lost: the thread has all of it, the topic at full length.
    assert more is not None
    thread = read_card(more)
    assert thread.count("P-4719") == len(listed.lines) - len(("Also", "Question"))
    assert topic.words.strip() in thread


# Whatever people type, the card stays within the platform's limits.

PERSON = hostile.people
ROWS = st.builds(
    Row, hostile.ids, hostile.words, hostile.words, st.none() | PERSON, st.none() | PERSON,
    st.none() | st.just(local(11, 23, 9)), st.none() | hostile.words, st.none() | hostile.words,
    st.booleans(),
)  # fmt: skip
MANY_ROWS = st.lists(ROWS, max_size=6).map(tuple) | st.builds(lambda row: (row,) * 40, ROWS)
LISTS = st.builds(
    lambda rows, more: Listing(rows, len(rows) + more), MANY_ROWS, st.sampled_from([0, 3, 5_000])
)
DEPARTMENTS = st.sampled_from(Department)
LIVE = st.builds(
    Live, LISTS, LISTS, st.builds(Visited, st.integers(0, 9), MANY_ROWS), LISTS,
    st.lists(st.builds(Due, DEPARTMENTS, st.integers(0, 9), st.integers(40, 900), MANY_ROWS),
             max_size=3).map(tuple),
    LISTS, st.lists(st.builds(Win, PERSON, DEPARTMENTS, MANY_ROWS.filter(bool), st.booleans()),
                    max_size=4).map(tuple), LISTS, LISTS,
)  # fmt: skip
ENTRIES = st.builds(
    EntryRow, kind=st.sampled_from([each.value for each in EntryKind]), person=PERSON,
    department=st.none() | DEPARTMENTS.map(str), words=hostile.words,
)  # fmt: skip
MOMENT = Moment(
    local(11, 24, 7), date(2026, 11, 24), instant_of(CHICAGO, date(2026, 11, 24), 0),
    instant_of(CHICAGO, date(2026, 11, 25), 0), date(2026, 11, 23),
    instant_of(CHICAGO, date(2026, 11, 23), 0), instant_of(CHICAGO, date(2026, 11, 24), 0),
)  # fmt: skip


@st.composite
def agendas(draw: st.DrawFn) -> Agenda:
    series = SeriesRow(
        id=1, name=draw(hostile.words), kind="shift", departments=["service"], days=[0], minute=450
    )
    here = st.builds(
        AttendanceRow, person=PERSON, department=st.none() | DEPARTMENTS.map(str),
        visited=st.booleans(), at=st.just(local(11, 24, 7)),
    )  # fmt: skip
    meeting = MeetingRow(
        id=draw(hostile.ids), held_on=date(2026, 11, 24), starts_at=local(11, 24, 7, 30),
        late_minutes=draw(st.sampled_from([0, 12])), series=series,
        started_at=draw(st.none() | st.just(local(11, 24, 7, 31))),
        ended_at=draw(st.none() | st.just(local(11, 24, 7, 44))),
        entries=draw(st.lists(ENTRIES, max_size=8)), here=draw(st.lists(here, max_size=30)),
        question=draw(hostile.words),
    )  # fmt: skip
    return Agenda(
        meeting, draw(LIVE), MOMENT, draw(hostile.words), draw(st.none() | PERSON),
        draw(st.none() | PERSON), tuple(draw(st.lists(ENTRIES, max_size=6))),
        tuple(draw(st.lists(st.builds(Visits, PERSON, st.none() | DEPARTMENTS.map(str),
                                      hostile.words, st.integers(1, 40)), max_size=5))),
    )  # fmt: skip


@pytest.fixture(scope="module")
def store_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    from tests.world import open_database

    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('agenda') / 'w.sqlite3'}")
    yield World(database)
    database.close()


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
@given(agendas())
def test_whatever_people_type_the_agenda_stays_within_limits(
    store_of_all: World, agenda: Agenda
) -> None:
    store = store_of_all.store
    card = agenda_card(agenda, store)
    (listed,) = card.sections or (None,)
    topics = 16
    assert listed is None or len(listed.lines) <= max(PHONE_ROWS, topics)
    more = more_card(agenda, store)
    for each in (card, more, *minutes_cards(agenda.meeting, (), store)):
        if each is not None:
            message = draw(each, "https://lakeside.slack.com")
            check_message(message.text, message.blocks)
