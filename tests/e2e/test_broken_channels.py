"""A channel is archived, deleted or closed to Baton: the others go on, managers hear which one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat.address import Channel
from bot.chat.text import text
from bot.services import outgoing
from bot.store.outbox import OutboxRow
from sandbox.lakeside import GENERAL, PARTS, SALES, SERVICE
from sandbox.model import Channel as Room
from tests.e2e.conftest import on_both_databases
from tests.e2e.house import Lakeside
from tests.e2e.people import words_of

NEW = "C0COUNTERNW"


def ask(house: Lakeside, number: int) -> None:
    house.luis.types(SERVICE, f"/parts {48212 + number} 1x 04152-YZZA1 oil filter")


def told(house: Lakeside) -> list[list[str]]:
    """What each manager has heard, then what others have."""
    people = (house.priya, house.grace, house.joan, house.luis, house.sam, house.dana)
    return [person.dms() for person in people]


def later(house: Lakeside) -> None:
    """After Baton's pause with a broken channel."""
    house.forward(minutes=6)
    house.baton.outbox.wake()


@on_both_databases
def test_others_go_on_and_managers_are_told_once_which_channel_broke(lakeside: Lakeside) -> None:
    lakeside.box.workspace.archive(PARTS)
    ask(lakeside, 1)
    for manager in (lakeside.priya, lakeside.grace, lakeside.joan):
        assert manager.hears("I cannot post to") == (
            f"I cannot post to <#{PARTS}>, where Parts reads its cards: it is archived. What "
            "waits goes out as soon as it works again, unless it is out of date by then. "
            "To mend it, unarchive it or choose another channel with /baton setup."
        )
    ask(lakeside, 2)
    # The other departments notice nothing.
    lakeside.tom.types(SERVICE, "/lead 48213 est 4200 value 6500")
    lakeside.marcus.presses(lakeside.card("L-1", channel=SALES), "Claim")
    lakeside.card("L-1", lakeside.marcus.name, SALES)
    later(lakeside)
    later(lakeside)
    lakeside.wait(lambda: _tries(lakeside) >= 2)
    assert [len(each) for each in told(lakeside)] == [1, 1, 1, 0, 0, 0]


@on_both_databases
def test_once_it_is_unarchived_everything_that_waited_is_there_in_order(
    lakeside: Lakeside,
) -> None:
    ask(lakeside, 1)
    lakeside.card("P-1")
    lakeside.settle()
    lakeside.box.workspace.archive(PARTS)
    ask(lakeside, 2)
    ask(lakeside, 3)
    lakeside.joan.hears("I cannot post to")
    lakeside.box.workspace.archive(PARTS, archived=False)
    assert list(lakeside.cards(PARTS)) == ["P-1"]
    later(lakeside)
    lakeside.card("P-3")
    lakeside.settle()
    assert list(lakeside.cards(PARTS)) == ["P-1", "P-2", "P-3"]
    # When it breaks again, that is news.
    lakeside.box.workspace.archive(PARTS)
    ask(lakeside, 4)
    lakeside.wait(lambda: len(lakeside.joan.dms()) == 2)


def test_a_post_waits_for_its_channel_and_is_left_out_once_it_is_too_late(house: Lakeside) -> None:
    house.box.workspace.archive(PARTS)
    with house.work() as work:
        for words, minutes in (("Soon over", 3), ("Still of use", 60)):
            until = work.now + timedelta(minutes=minutes)
            outgoing.post(work, Channel("slack", PARTS), text(words), until=until)
    house.joan.hears("I cannot post to")
    house.box.workspace.archive(PARTS, archived=False)
    later(house)
    house.wait(lambda: _says(house, "Still of use"))
    house.settle()
    assert not _says(house, "Soon over")
    # It works again, so when it breaks once more, that is news.
    house.box.workspace.archive(PARTS)
    ask(house, 1)
    house.wait(lambda: len(house.joan.dms()) == 2)


def test_a_deleted_channel_is_mended_by_choosing_another(lakeside: Lakeside) -> None:
    ask(lakeside, 1)
    lakeside.card("P-1")
    lakeside.settle()
    lakeside.box.workspace.delete_channel(PARTS)
    ask(lakeside, 2)
    assert "it was deleted, or it is private" in lakeside.joan.hears("I cannot post to")
    people = [lakeside.joan.id, lakeside.sam.id]
    lakeside.box.workspace.add_channel(Room(NEW, "counter", members=people))
    lakeside.joan.types(GENERAL, "/baton setup")
    lakeside.joan.fills({"Parts: channel": NEW})
    lakeside.card("P-1", channel=NEW)
    lakeside.card("P-2", channel=NEW)
    lakeside.sam.presses(lakeside.card("P-2", channel=NEW), "Claim")
    lakeside.card("P-2", lakeside.sam.name, channel=NEW)
    assert "has it" in lakeside.luis.hears("P-2")
    assert lakeside.thread("P-2", NEW) == [f"{lakeside.sam.name} claimed it."]


def test_baton_enters_a_public_channel_by_itself(house: Lakeside) -> None:
    house.box.workspace.leave(PARTS, house.box.app.bot_user)
    ask(house, 1)
    house.card("P-1")
    assert told(house) == [[]] * 6


def test_a_private_channel_without_baton_is_told_and_mended_by_an_invitation(
    house: Lakeside,
) -> None:
    house.box.workspace.channels[PARTS].is_private = True
    house.box.workspace.leave(PARTS, house.box.app.bot_user)
    ask(house, 1)
    assert f"<#{PARTS}>" in house.joan.hears("I cannot post to")
    house.joan.at_slack.invite(PARTS, house.box.app.bot_user)
    later(house)
    house.card("P-1")


def test_who_sends_a_form_hears_that_it_arrived_though_the_card_waits(house: Lakeside) -> None:
    house.box.workspace.archive(PARTS)
    house.luis.types(SERVICE, "/parts")
    house.luis.fills({"RO number": "48213", "Parts, one per line": "1x 04152-YZZA1"})
    house.joan.hears("I cannot post to")
    house.forward(seconds=30)
    house.baton.outbox.wake()
    assert "P-1> is with Parts" in house.luis.reads(SERVICE, "is with Parts")


def test_a_step_on_an_item_whose_channel_is_archived_still_counts(house: Lakeside) -> None:
    """Somebody who has the card open in private can go on working."""
    ask(house, 1)
    house.card("P-1")
    house.settle()
    house.box.workspace.archive(PARTS)
    answer = next(m for m in house.luis.at_slack.messages(SERVICE) if m.ephemeral_to)
    house.luis.presses(answer, "Open P-1")
    house.luis.presses(house.luis.sheet, "Cancel")
    house.luis.fills({"Why": "Found one"})
    house.wait(lambda: house.item("P-1").state == "cancelled")
    house.box.workspace.archive(PARTS, archived=False)
    later(house)
    house.card("P-1", "Cancelled")


@pytest.mark.parametrize("road", ["signed http"], indirect=True)
def test_before_parts_has_a_channel_nobody_can_ask_it(lakeside: Lakeside) -> None:
    lakeside.joan.types(PARTS, "/baton setup")
    lakeside.joan.fills({"Parts: channel": None})
    lakeside.joan.reads(PARTS, "is saved")
    # A channel that was chosen stays until another is: an empty field takes nothing away.
    ask(lakeside, 1)
    lakeside.card("P-1")


def _says(house: Lakeside, words: str) -> bool:
    """Whether a message in the parts channel says so."""
    return any(words in words_of(each) for each in house.joan.at_slack.messages(PARTS))


def _tries(house: Lakeside) -> int:
    """How often the first card was tried."""
    with house.baton.database.transaction() as session:
        return session.scalars(select(OutboxRow.attempts).order_by(OutboxRow.id)).first() or 0
