"""A manager's digest: its words on a month made by hand. Its numbers are worked out in
`test_figures`, who gets which and when in `test_digest_sent`."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.cards.digest import CLAIM
from bot.chat.card import Urgency
from bot.chat.exchange import Click
from bot.services.channels import channel_broke
from bot.store.stores import StoreRow
from tests.workflows.answers import HOSTILE
from tests.workflows.digests import card, digest
from tests.world import CHANNELS, PEOPLE, World, local, read_card


def test_the_page_of_a_parts_manager(wednesday: World) -> None:
    assert digest(wednesday, "Joan").splitlines() == [
        "Parts · Wed Aug 26",
        "1 nobody has",
        "Nobody has it (1)",
        "• P-10 1× part 0 (RO 48207): Waiting for parts, nobody has it, due today 9:20 AM",
        "The day, in open hours",
        "Parts | Tue Aug 25",
        "Came in | 5",
        "Done | 4",
        "In time | 80% (4 of 5)",
        "Response, median | 6 min",
        "Response, 9 of 10 within | 1 h 30 min",
        "Done, median | 10 min",
        "Done, 9 of 10 within | 2 h",
        "Between departments",
        "Figure | Tue Aug 25",
        "Fill rate, target 80% | 67% (4 of 6)",
        "Technicians waited | 1 h 10 min, about $175",
        "Sales gave Parts | 1 parts request",
        "Service gave Parts | 4 parts requests",
        "Are we getting better? Fill rate, %",
        # 7 of 10 last week. The two before: 2 of 4 and 3 of 5, together 5 of 9.
        "Fill rate: 70% last week; 56% on average in the 2 weeks before; target 80%. "
        "Getting better.",
        "Times count open hours. Fill rate: lines in stock at first ask. "
        "Dollars are an estimate at $150 an hour.",
        "[Time and snooze] [Claim]",
    ]


def test_the_picture_shows_the_weeks_against_the_target(wednesday: World) -> None:
    chart = card(wednesday, "Joan").chart
    assert chart is not None
    assert chart.categories == ("Aug 3", "Aug 10", "Aug 17")
    assert [(each.name, each.values) for each in chart.series] == [
        ("Fill rate", (50.0, 60.0, 70.0)),
        ("Target", (80.0, 80.0, 80.0)),
    ]


def test_what_is_late_comes_first_and_one_click_takes_it(month: World) -> None:
    page = card(month, "Grace")
    assert page.urgency is Urgency.LATE
    assert page.sections[0].heading == "Late (1)"
    (line,) = page.sections[0].lines
    assert line.button is not None
    assert line.button.step == CLAIM
    sender = month.sender("Grace")
    click = Click(
        sender, f"{month.workspace}-claim", "to:Grace", step=CLAIM, item_id=line.button.item_id
    )
    month.front.handle(click)
    assert month.item("H-2").owner == PEOPLE["Grace"]
    assert month.answered("Grace") == ["You have H-2 (First hand-off of Ray Chen) now."]
    assert card(month, "Grace").sections[0].lines[0].button is None


def test_leads_and_new_owners_are_for_sales_and_service(wednesday: World) -> None:
    for who in ("Grace", "Priya"):
        said = digest(wednesday, who)
        assert "Contacted in time | 50% (1 of 2)" in said
        assert "Lost | 2: keeps the vehicle 1, price 1" in said
        assert "Introduced to service | 50% (1 of 2)" in said
        assert "Fill rate" not in said
    assert "Leads flagged" not in digest(wednesday, "Joan")


def test_on_monday_the_week_and_what_sales_and_service_gave_each_other(next_monday: World) -> None:
    # Parts, last week: 48201, 48202 to 48205, 48207 and 48401 came in; all but 48203 and 48207 were
    # done. Before: one request in each of three weeks. In time: 48201, 48202, 48203, 48205, 48401;
    # 48204 and 48207 not: 5 of 7, 71%. Waited: Monday 60, Tuesday 70, Thursday 15: 145 minutes;
    # before 6 each, until the answer, as some of it was ordered.
    said = digest(next_monday, "Joan")
    assert "The week\nFigure | Last week | Average of 3 before" in said
    assert "Parts: came in | 7 | 1\nParts: done | 5 | 1\nParts: in time | 71% | 100%" in said
    assert "Fill rate | 80% | 63%\nTechnicians waited | 2 h 25 min | 6 min" in said
    # Beside the picture stand the same 12 of 19 lines.
    assert "Fill rate: 80% last week; 63% on average in the 3 weeks before" in said
    # Leads: 3 flagged, 1 of 3 contacted in time. Before: 3, 4 and 2; in time 1, 2 and 2: 5 of 9.
    said = digest(next_monday, "Priya")
    assert (
        "Service gave sales\nFigure | Last week | Average of 3 before\nLeads flagged | 3 | 3"
        in said
    )
    assert "Contacted in time | 33% | 56%\nAppraised | 1 | 0\nSold | 1 | 0" in said
    assert "New owners delivered | 2 | 0\nIntroduced | 50% | –" in said


def test_a_store_without_a_past_is_one_line(world: World) -> None:
    assert digest(world, "Joan") == (
        "Parts, Mon Nov 23: nothing is late or stuck, and nothing came in since Sat Nov 21."
    )


def test_what_nothing_happened_to_is_stuck(world: World) -> None:
    world.command("Tom", "handoff", "parts Ray Chen, touch-up pen, by Dec 15 10am")
    world.click("Sam", "claim", "H-1")
    world.clock.at = local(11, 26, 7)
    assert "Stuck" not in digest(world, "Joan"), "only Tuesday and Wednesday went by"
    world.clock.at = local(11, 27, 7)
    assert "Stuck: nothing happened for 3 open days (1)\n• H-1" in digest(world, "Joan")


def test_what_waits_for_its_day_is_not_stuck(world: World) -> None:
    """A part that comes on Monday is on its way, and an action has its date."""
    world.command("Luis", "parts", "48213 1x A-100 filter")
    world.take("Sam", "answer", "P-1", answer="ordered", detail="PO 7", eta="Dec 14 9am")
    world.command("Grace", "meeting", f"action @{PEOPLE['Sam']} count the filters by Dec 15")
    world.clock.at = local(12, 10, 7)
    said = digest(world, "Joan")
    assert "stuck" not in said.lower().replace("nothing is stuck", "")
    assert "Actions\n• A-1 count the filters: To do, Sam" in said
    world.clock.at = local(12, 15, 7)
    assert "Late (1)\n• P-1 1× filter" in digest(world, "Joan")


def test_what_is_mine_today(world: World) -> None:
    world.command("Tom", "handoff", "parts Ray Chen, touch-up pen, by 4pm")
    world.take("Sam", "reassign", "H-1", to=str(PEOPLE["Joan"]))
    world.command(
        "Dana", "handoff", "service Maria Lopez, stk 4471, delivery 5pm, mats owed by 3pm"
    )
    assert "Yours today\n• H-1 touch-up pen (Ray Chen): Claimed, Joan, due today 4:00 PM" in digest(
        world, "Joan"
    )


def test_of_vehicles_down_it_speaks_first(world: World) -> None:
    world.command("Tom", "parts", "48213 1x A-100 filter")
    world.wait(minutes=5)
    world.command("Tom", "parts", "48214 1x A-200 oil down")
    world.wait(hours=4)
    lines = digest(world, "Joan").splitlines()
    assert lines[1:4] == [
        "2 late",
        "Late (2)",
        "• Vehicle down: P-2 1× oil (RO 48214): Waiting for parts, nobody has it, 3 h 30 min late",
    ]


def test_a_broken_channel_is_named(world: World) -> None:
    with world.work() as work:
        channel_broke(work, str(CHANNELS["parts"]), "is_archived")
    assert (
        "• I cannot post to #parts, where Parts reads its cards: it is archived. "
        "Mend it with /baton setup." in digest(world, "Joan")
    )


def test_what_people_typed_is_only_text(world: World) -> None:
    world.command("Tom", "parts", f"48213 1x A-100 {HOSTILE}")
    world.command("Tom", "handoff", f"parts Ray Chen, {HOSTILE}")
    page = card(world, "Joan")
    for line in page.sections[0].lines:
        assert all(isinstance(span, str) for span in line.words if "<!channel>" in str(span))
    assert "<!channel>" in read_card(page)
    assert "<!channel>" not in page.summary


BIG = ("items", "mine", "history", "part_lines", "parts_requests", "leads", "handoffs", "promises")
"""What grows with a store's past."""


def test_no_query_of_it_walks_through_a_store_s_past(wednesday: World) -> None:
    if not wednesday.database.is_sqlite:
        pytest.skip("a planner with statistics is measured by the bench")
    asked: dict[str, Any] = {}

    def note(_: object, __: object, statement: str, known: Any, *___: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            asked[statement] = known

    engine = wednesday.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        digest(wednesday, "Joan")
        digest(wednesday, "Grace")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    plans = []
    with engine.connect() as connection:
        for statement, known in asked.items():
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", known)
            plans += [row[3] for row in rows]
    walks = [f"SCAN {table}" for table in BIG]
    assert not [plan for plan in plans if plan.startswith(tuple(walks))]
    assert not [plan for plan in plans if plan.endswith("(store_id=? AND workflow=?)")]
    assert any("ix_items_closed" in plan for plan in plans)


def test_an_action_stays_in_the_digest_until_it_is_done(month: World) -> None:
    month.command("Grace", "meeting", f"action @{PEOPLE['Tom']} call the fleet back by fri")
    assert "Actions" in digest(month, "Grace")
    assert "• A-1 call the fleet back" in digest(month, "Grace")
    assert "A-1" not in digest(month, "Joan")
    month.take("Tom", "done", "A-1")
    assert "A-1" not in digest(month, "Grace")


def test_a_week_whose_monday_is_closed_begins_on_the_day_after(month: World) -> None:
    week, store_id = "Service gave sales", month.store.id
    month.clock.at = local(9, 1, 7)
    assert week not in digest(month, "Priya")

    def close(session: Session) -> None:
        session.get_one(StoreRow, store_id).closed_on = ["2026-08-31"]

    month.change(close)
    assert week in digest(month, "Priya")


def test_a_day_of_asking_others_is_a_day(month: World) -> None:
    """Service flagged a lead; nothing came in to it, and the page says what it did."""
    month.clock.at = local(10, 5, 9)
    month.command("Tom", "lead", "49999 est 4200 value 6500 agreed")
    month.clock.at = local(10, 6, 7)
    assert "nothing came in" not in digest(month, "Grace")
