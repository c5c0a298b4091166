"""Slack is slow, fails, limits, loses answers or repeats itself: everything arrives, once."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.exc import TimeoutError
from sqlalchemy.orm import Session

from bot.chat.card import Card
from bot.outbox import MOST_STUMBLES
from bot.parcels import Parcel, Skip, pack
from bot.services.drawing import card_of
from bot.store.directory import DirectoryCache, StoreInfo
from bot.store.items import Item
from bot.store.outbox import OutboxRow, Progress
from bot.store.queue import Head, lane_heads
from sandbox.faults import Fault, FaultKind
from sandbox.lakeside import PARTS, SALES, SERVICE
from sandbox.model import Change
from tests.e2e.conftest import OpenLakeside, on_both_databases
from tests.e2e.house import Lakeside
from tests.e2e.people import fields_of, labels_of, words_of

ONE_PART = "/parts 48213 1x 04152-YZZA1 oil filter"
POST, UPDATE = "chat.postMessage", "chat.update"


def test_people_are_answered_while_slack_itself_hangs(lakeside: Lakeside) -> None:
    lakeside.box.faults.add(Fault(FaultKind.HANG, POST, times=None))
    assert "P-1> is with Parts" in lakeside.luis.types(SERVICE, ONE_PART)
    lakeside.wait(lambda: lakeside.box.faults.hanging == 1)
    assert "P-2> is with Parts" in lakeside.luis.types(SERVICE, "/parts 48214 1x 90915-YZZD4")
    lakeside.box.faults.clear()
    lakeside.settle()
    assert list(lakeside.cards(PARTS)) == ["P-1", "P-2"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.SLOW, POST, seconds=0.5),
        Fault(FaultKind.HTTP_STATUS, POST, status=500, times=2),
        Fault(FaultKind.HTTP_STATUS, POST, status=503),
        Fault(FaultKind.ERROR, POST, error="internal_error"),
        Fault(FaultKind.ERROR, POST, error="fatal_error"),
        Fault(FaultKind.DROP, POST),
        Fault(FaultKind.LOSE_ANSWER, POST),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.error if fault.kind == 'error' else fault.times}",
)
def test_a_card_is_posted_once_whatever_became_of_the_first_try(
    house: Lakeside, fault: Fault
) -> None:
    house.box.faults.add(fault)
    house.luis.types(SERVICE, ONE_PART)
    house.settle()
    assert house.box.faults.waiting == []
    assert list(house.cards(PARTS)) == ["P-1"], "cards() fails on two of one number"


@on_both_databases
def test_a_thread_line_and_a_private_message_are_said_once_too(lakeside: Lakeside) -> None:
    lakeside.luis.types(SERVICE, ONE_PART)
    card = lakeside.card("P-1")
    lakeside.settle()
    lakeside.box.faults.add(Fault(FaultKind.LOSE_ANSWER, POST, times=2))
    lakeside.box.faults.add(Fault(FaultKind.LOSE_ANSWER, UPDATE))
    lakeside.sam.presses(card, "Claim")
    lakeside.settle()
    assert lakeside.box.faults.waiting == []
    assert lakeside.thread("P-1") == [f"{lakeside.sam.name} claimed it."]
    assert len(lakeside.luis.dms()) == 1
    assert lakeside.sam.name in words_of(lakeside.card("P-1"))


def test_a_call_that_never_comes_back_is_looked_for_and_not_repeated(house: Lakeside) -> None:
    house.baton.slack.client.timeout = 1
    house.box.faults.add(Fault(FaultKind.HANG_AFTER, POST))
    house.luis.types(SERVICE, ONE_PART)
    # It is there for everybody, though Baton has not heard of it.
    card = house.shown("P-1")
    house.sam.presses(card, "Claim")
    house.card("P-1", house.sam.name)
    house.settle()
    assert list(house.cards(PARTS)) == ["P-1"]
    assert house.thread("P-1") == [f"{house.sam.name} claimed it."]


def test_a_computer_that_sleeps_in_the_middle_of_a_call_posts_once(house: Lakeside) -> None:
    house.box.faults.add(Fault(FaultKind.HANG, POST))
    house.luis.types(SERVICE, ONE_PART)
    house.wait(lambda: house.box.faults.hanging == 1)
    house.forward(hours=2)
    house.baton.outbox.wake()
    # Another lane is served, so the outbox has looked at everything that is ready.
    house.tom.types(SERVICE, "/lead 48213 est 4200 value 6500")
    house.card("L-1", channel=SALES)
    assert house.cards(PARTS) == {}
    house.box.faults.clear()
    house.card("P-1")
    house.settle()
    assert list(house.cards(PARTS)) == ["P-1"]


def test_a_card_that_moves_on_before_baton_knows_it_is_there_leaves_no_live_card_behind(
    house: Lakeside,
) -> None:
    house.baton.slack.client.timeout = 2
    house.box.faults.add(Fault(FaultKind.HANG_AFTER, POST))
    house.luis.types(SERVICE, ONE_PART)
    card = house.shown("P-1")
    house.sam.presses(card, "Pass to another department")
    house.sam.fills({"Which department": "Service"})
    house.card("P-1", "nobody has it yet", SERVICE)
    house.settle()
    assert labels_of(house.card("P-1")) == []
    assert house.link("P-1", SERVICE) in words_of(house.card("P-1"))


def test_a_card_that_cannot_be_drawn_does_not_hold_up_the_others_for_ever(
    house: Lakeside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draws_badly(item: Item, store: StoreInfo) -> Card:
        if item.label == "P-1":
            raise ValueError("a mistake of Baton's own")
        return card_of(item, store)

    monkeypatch.setattr("bot.services.drawing.card_of", draws_badly)
    house.luis.types(SERVICE, ONE_PART)
    house.luis.types(SERVICE, "/parts 48214 1x 90915-YZZD4 pump")

    def minutes_pass() -> bool:
        house.forward(minutes=1)
        house.baton.outbox.wake()
        return "P-2" in house.cards(PARTS)

    house.wait(minutes_pass)
    assert list(house.cards(PARTS)) == ["P-2"]


def test_a_look_that_fails_is_not_the_last_one(
    house: Lakeside, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[Session] = []

    def fails_once(session: Session) -> list[Head]:
        if not failed:
            failed.append(session)
            # What SQLAlchemy says when all connections are taken; it is no error of the database.
            raise TimeoutError("QueuePool limit of size 20 overflow 20 reached")
        return lane_heads(session)

    monkeypatch.setattr("bot.outbox.lane_heads", fails_once)
    house.baton.outbox.wake()
    house.wait(lambda: failed)
    house.luis.types(SERVICE, ONE_PART)
    house.card("P-1")


def test_after_a_long_outage_a_busy_database_costs_no_message(
    house: Lakeside, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[int] = []

    def fails_once(
        session: Session, directories: DirectoryCache, row: OutboxRow, now: datetime
    ) -> Parcel | Skip:
        if row.attempts > MOST_STUMBLES and not failed:
            failed.append(row.id)
            raise TimeoutError("QueuePool limit of size 20 overflow 20 reached")
        return pack(session, directories, row, now)

    monkeypatch.setattr("bot.outbox.pack", fails_once)
    house.box.faults.add(Fault(FaultKind.ERROR, POST, times=None, error="service_unavailable"))
    house.luis.types(SERVICE, ONE_PART)

    def minutes_pass() -> bool:
        house.forward(minutes=6)
        house.baton.outbox.wake()
        return bool(failed)

    house.wait(minutes_pass)
    house.box.faults.clear()
    house.forward(minutes=6)
    house.baton.outbox.wake()
    house.card("P-1")


def test_a_token_that_is_refused_for_a_while_loses_nothing(house: Lakeside) -> None:
    house.box.faults.add(Fault(FaultKind.ERROR, POST, error="token_revoked"))
    assert "P-1> is with Parts" in house.luis.types(SERVICE, ONE_PART)
    house.wait(lambda: [row for row in _rows(house) if row.error == "token_revoked"])
    house.forward(seconds=61)
    house.baton.outbox.wake()
    house.card("P-1")


def test_slack_asks_for_patience_and_gets_it(house: Lakeside) -> None:
    house.box.faults.add(Fault(FaultKind.RATELIMIT, POST, retry_after=30))
    house.luis.types(SERVICE, ONE_PART)
    with_patience = house.wait(lambda: [row for row in _rows(house) if row.error == "ratelimited"])
    waits = with_patience[0].not_before - house.clock.now()
    assert 25 < waits.total_seconds() <= 30
    # The counter's channel waits; nobody else does.
    house.dana.types(SALES, "/handoff service Ray Chen, squeak in the dash")
    house.card("H-1", channel=SERVICE)
    assert house.cards(PARTS) == {}
    house.forward(seconds=31)
    house.baton.outbox.wake()
    house.card("P-1")
    house.settle()
    assert list(house.cards(PARTS)) == ["P-1"]


def test_slacks_own_rates_are_kept_and_nothing_is_lost(open_lakeside: OpenLakeside) -> None:
    house = open_lakeside(rates=True)
    for number in range(8):
        house.luis.types(SERVICE, f"/parts 4821{number} 1x 04152-YZZA1")
    house.settle()
    assert len(house.cards(PARTS)) == 8, "five at once, then one a second"


@on_both_databases
def test_what_is_delivered_twice_is_done_once_with_the_same_answer(lakeside: Lakeside) -> None:
    faults, luis, sam = lakeside.box.faults, lakeside.luis, lakeside.sam
    faults.add(Fault(FaultKind.DELIVER_TWICE, "slash_commands"))
    assert luis.types(SERVICE, ONE_PART).count("P-1> is with Parts in") == 1
    card = lakeside.card("P-1")
    faults.add(Fault(FaultKind.DELIVER_TWICE, "block_actions"))
    sam.presses(card, "Claim")
    card = lakeside.card("P-1", sam.name)
    faults.add(Fault(FaultKind.DELIVER_TWICE, "block_actions"))
    sam.presses(card, "Give to someone else")
    faults.add(Fault(FaultKind.DELIVER_TWICE, "view_submission"))
    sam.fills({"Who takes it": lakeside.joan.id})
    assert sam.form is None
    lakeside.card("P-1", lakeside.joan.name)
    lakeside.settle()
    assert faults.waiting == []
    assert list(lakeside.cards(PARTS)) == ["P-1"]
    assert lakeside.thread("P-1") == [
        f"{sam.name} claimed it.",
        f"{sam.name} gave it to {lakeside.joan.name}.",
    ]
    assert (len(luis.dms()), len(lakeside.joan.dms()), len(sam.hints(PARTS))) == (1, 1, 0)


def test_a_refused_command_delivered_twice_is_refused_twice_in_the_same_words(
    lakeside: Lakeside,
) -> None:
    lakeside.luis.types(SERVICE, ONE_PART)
    lakeside.card("P-1")
    lakeside.box.faults.add(Fault(FaultKind.DELIVER_TWICE, "slash_commands"))
    assert "already asks for" in lakeside.renee.types(SERVICE, ONE_PART)
    lakeside.settle()
    assert list(lakeside.cards(PARTS)) == ["P-1"]


def test_a_form_that_opens_too_late_says_how_to_do_it_in_one_line(
    lakeside: Lakeside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.modals.TRIGGER_SECONDS", -1.0)
    answer = lakeside.luis.types(SERVICE, "/parts 2x 04152-YZZA1 oil filter waiting")
    assert answer == (
        "The form could not be opened in time. Which RO? Write its number first, like 48213. "
        "One line does it too: /parts 48213 2x 04152-YZZA1 oil filter, 1x 90915-YZZD4 by 3pm "
        "waiting. You typed: /parts 2x 04152-YZZA1 oil filter waiting"
    )
    assert lakeside.luis.form is None


def test_a_step_whose_form_opens_too_late_says_to_press_again(
    lakeside: Lakeside, monkeypatch: pytest.MonkeyPatch
) -> None:
    lakeside.luis.types(SERVICE, ONE_PART)
    card = lakeside.card("P-1")
    with monkeypatch.context() as too_late:
        too_late.setattr("sandbox.modals.TRIGGER_SECONDS", -1.0)
        lakeside.sam.presses(card, "Answer lines")
    assert lakeside.sam.reads(PARTS, "could not be opened") == (
        "The form could not be opened in time. Please press “Answer lines” on P-1 once more."
    )
    lakeside.sam.presses(card, "Answer lines")
    assert fields_of(lakeside.sam.sheet)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.HTTP_STATUS, "views.open", status=500),
        Fault(FaultKind.HANG, "views.open"),
        Fault(FaultKind.ERROR, "views.open", error="invalid_trigger_id"),
        Fault(FaultKind.DROP, "views.open"),
    ],
    ids=lambda fault: str(fault.kind),
)
def test_a_form_that_slack_does_not_open_is_answered_in_words(
    house: Lakeside, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.slack.views.PATIENCE", 1.0)
    house.box.faults.add(fault)
    assert "The form could not be opened in time." in house.luis.types(SERVICE, "/parts")


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.HTTP_STATUS, "conversations.open", status=500),
        Fault(FaultKind.RATELIMIT, "conversations.open", retry_after=1),
        Fault(FaultKind.DROP, "conversations.open"),
    ],
    ids=lambda fault: str(fault.kind),
)
def test_a_private_message_waits_for_slack_and_then_comes_once(
    house: Lakeside, fault: Fault
) -> None:
    house.luis.types(SERVICE, ONE_PART)
    house.box.faults.add(fault)
    house.sam.presses(house.card("P-1"), "Claim")
    house.wait(lambda: [row for row in _rows(house) if row.kind == "direct" and row.error])
    assert house.luis.dms() == []
    house.forward(seconds=6)
    house.baton.outbox.wake()
    house.settle()
    assert len(house.luis.dms()) == 1


def test_an_answer_whose_address_slack_forgot_holds_nothing_up(house: Lakeside) -> None:
    house.luis.types(SERVICE, "/parts")
    house.forward(minutes=31)
    house.luis.fills({"RO number": "48213", "Parts, one per line": "1x 04152-YZZA1"})
    house.card("P-1")
    house.settle()
    answers = [row for row in _rows(house) if row.kind == "answer"]
    assert [row.progress for row in answers] == [Progress.FAILED.value]
    assert house.luis.hints(SERVICE) == []


def test_a_connection_that_breaks_is_made_again(
    open_lakeside: OpenLakeside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.slack.socket_mode.PING_EVERY", 0.5)
    house = open_lakeside("socket mode")
    joined: list[Change] = []
    house.box.workspace.subscribe(
        lambda change: joined.append(change) if change.detail.get("connected") else None
    )
    for number, break_it in enumerate((house.box.sockets.refresh, house.box.sockets.drop), 1):
        before = len(joined)
        break_it()
        house.wait(partial(_more, joined, before))
        house.box.wait_connected()
        house.luis.types(SERVICE, f"/parts 4821{number} 1x 04152-YZZA1")
        house.card(f"P-{number}")


def _more(joined: list[Change], before: int) -> bool:
    return len(joined) > before


def _rows(house: Lakeside) -> list[OutboxRow]:
    with house.baton.database.transaction() as session:
        return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))
