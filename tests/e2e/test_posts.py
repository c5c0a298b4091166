"""Messages of their own: posted once, with what belongs under them, or not at all when too late."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.address import Channel, Person
from bot.chat.card import Button, Card, Content, Fact, Note
from bot.chat.text import Bold
from bot.services import outgoing
from bot.store.outbox import OutboxRow, Progress
from sandbox import lakeside as slack
from sandbox.faults import Fault, FaultKind
from sandbox.lakeside import GENERAL, PARTS, SERVICE
from tests.e2e.conftest import on_both_databases
from tests.e2e.house import Lakeside
from tests.e2e.people import labels_of, words_of

HALF_AN_HOUR = timedelta(minutes=30)
AGENDA = Card(
    "Friday's meeting",
    "Friday's meeting at 8:00",
    facts=(Fact("Guest", ("Someone from parts",)),),
    buttons=(Button("meeting.here", "I am here", 7),),
)


def post(house: Lakeside, where: str, content: Content, until: timedelta | None = None) -> int:
    with house.work() as work:
        last = work.now + until if until else None
        return outgoing.post(work, Channel("slack", where), content, until=last)


def posted(house: Lakeside, where: str) -> list[str]:
    """What Baton said in a channel, without what stands in threads."""
    bot = house.box.app.bot_user
    messages = house.box.workspace.messages(where)
    return [words_of(each) for each in messages if each.user == bot and each.in_channel]


def row(house: Lakeside, id_: int) -> OutboxRow:
    with house.baton.database.transaction() as session:
        return session.get_one(OutboxRow, id_)


@on_both_databases
def test_a_post_and_its_thread(lakeside: Lakeside) -> None:
    lakeside.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1 oil filter")
    lakeside.card("P-1")
    (item,) = lakeside.items()
    with lakeside.work() as work:
        id_ = outgoing.post(work, Channel("slack", GENERAL), AGENDA)
        outgoing.reply(work, id_, ("Asked: ", outgoing.link(item)))
        outgoing.reply(work, item.card_id or 0, Note((Bold("On the agenda"), " of Friday")))
        outgoing.reply(work, 17, ("Under what was forgotten",))
    lakeside.settle()
    (agenda,) = posted(lakeside, GENERAL)
    assert "Someone from parts" in agenda
    ts = row(lakeside, id_).message or ""
    message, answer = lakeside.box.workspace.thread(GENERAL, ts)
    assert labels_of(message) == ["I am here"]
    assert words_of(answer) == f"Asked: {lakeside.link('P-1')}"
    assert lakeside.thread("P-1") == ["*On the agenda* of Friday"]


@on_both_databases
def test_what_became_useless_while_the_channel_was_broken_is_skipped(lakeside: Lakeside) -> None:
    lakeside.box.workspace.archive(GENERAL)
    soon = post(lakeside, GENERAL, AGENDA, HALF_AN_HOUR)
    any_time = post(lakeside, GENERAL, ("Minutes of Friday",))
    with lakeside.work() as work:
        outgoing.reply(work, soon, ("Under it",))
    lakeside.wait(lambda: row(lakeside, soon).error == "is_archived")
    lakeside.box.workspace.archive(GENERAL, archived=False)
    lakeside.forward(minutes=31)
    lakeside.baton.outbox.wake()
    lakeside.settle()
    assert posted(lakeside, GENERAL) == ["Minutes of Friday"]
    assert row(lakeside, soon).progress == Progress.SKIPPED
    assert row(lakeside, any_time).progress == Progress.SENT


def test_what_may_be_out_already_is_looked_for_before_it_counts_as_skipped(
    house: Lakeside,
) -> None:
    post(house, GENERAL, ("Baton is here",))
    house.settle()
    house.box.faults.add(Fault(FaultKind.LOSE_ANSWER, "chat.postMessage"))
    house.box.faults.add(Fault(FaultKind.HTTP_STATUS, "conversations.history"))
    id_ = post(house, GENERAL, AGENDA, HALF_AN_HOUR)
    house.wait(lambda: row(house, id_).error == "http_503")
    house.forward(minutes=31)
    house.baton.outbox.wake()
    house.settle()
    assert len(posted(house, GENERAL)) == 2
    assert row(house, id_).progress == Progress.SENT
    assert row(house, id_).message


def test_what_never_got_out_in_time_is_skipped(house: Lakeside) -> None:
    house.box.faults.add(Fault(FaultKind.DROP, "chat.postMessage"))
    house.box.faults.add(Fault(FaultKind.HTTP_STATUS, "conversations.history"))
    id_ = post(house, GENERAL, AGENDA, HALF_AN_HOUR)
    house.wait(lambda: row(house, id_).error == "http_503")
    house.forward(minutes=31)
    house.baton.outbox.wake()
    house.settle()
    assert posted(house, GENERAL) == []
    assert row(house, id_).progress == Progress.SKIPPED


def test_a_private_card_about_an_item_has_the_button_that_opens_it(house: Lakeside) -> None:
    house.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1 oil filter")
    house.card("P-1", channel=PARTS)
    (item,) = house.items()
    with house.work() as work:
        outgoing.tell(work, Person("slack", slack.JOAN), AGENDA, item)
        outgoing.tell(work, Person("slack", slack.JOAN), Note(("Hello",), AGENDA.buttons), item)
        outgoing.tell(work, Person("slack", slack.JOAN), AGENDA)
    house.settle()
    bot = house.box.app.bot_user
    room = house.box.workspace.im_between(bot, slack.JOAN)
    assert room
    said = house.box.workspace.messages(room.id)
    assert [labels_of(each) for each in said] == [
        ["I am here", "Open P-1"],
        ["I am here", "Open P-1"],
        ["I am here"],
    ]
