"""Commands, clicks, forms and events over real sockets: Socket Mode, and signed HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.address import Channel, Person
from bot.chat.card import Button, Card, Chart, ChartKind, Fact, Line, Section, Series, Style, Table
from bot.chat.exchange import (
    Answers,
    Arrival,
    Click,
    Command,
    Done,
    Mend,
    PersonLeft,
    Redraw,
    Reply,
    Say,
    Show,
    ShowCard,
)
from bot.chat.form import Choice, Field, Form, Kind
from bot.chat.text import Bold, ItemLink
from bot.chat.transport import AnswerTooLate, PersonGone, PlaceBroken, Unsure
from sandbox import lakeside
from sandbox.faults import Fault, FaultKind
from sandbox.model import User
from tests.slack.living import Living, living

PARTS = Channel("slack", lakeside.PARTS)
CARD = Card(
    "P-48 Parts",
    "P-48 asked by Luis",
    status=(Bold("Asked"), " by ", Person("slack", lakeside.LUIS)),
    facts=(Fact("Customer", ("Smith & Sons <!channel>",)),),
    sections=(
        Section("Lines", (Line(("2 × oil filter",), Button("answer", "Answer", 48, part="1")),)),
    ),
    buttons=(Button("claim", "Claim", 48, Style.PRIMARY),),
    menu=(Button("history", "History", 48),),
)
DIGEST = Card(
    "Friday",
    "Friday: 3 are late",
    tables=(Table("Answers", ("Who", "Answered"), (((Person("slack", lakeside.SAM),), ("12",)),)),),
    chart=Chart(
        "Minutes",
        ChartKind.LINE,
        ("Mon", "Tue"),
        (Series("Parts", (41.0, 24.0)), Series("Target", (30.0, 30.0))),
        ("Answered in 24 minutes",),
    ),
    buttons=(Button("claim", "Claim", 48),),
)
FORM = Form(
    "parts",
    "Ask the parts counter for it",
    "Ask",
    (
        Field("ro", "RO", required=True, example="48213"),
        Field("what", "What is needed", Kind.LONG_TEXT, longest=3000),
        Field("need", "When", Kind.CHOICE, choices=(Choice("now", "Now"), Choice("eod", "Today"))),
        Field("who", "Who", Kind.PERSON),
        Field("several", "All of them", Kind.PEOPLE),
        Field("where", "Where", Kind.CHANNEL),
    ),
    values={"ro": "48213", "who": f"slack:{lakeside.SAM}"},
    note=("I did not understand ", Bold("soonish"), "."),
    context="from-line",
)


@pytest.fixture(params=["socket", "http"])
def alive(request: pytest.FixtureRequest) -> Iterator[Living]:
    with living(request.param) as running:
        yield running


def arrivals(alive: Living, kind: type[Arrival]) -> list[Arrival]:
    return [each for each in alive.front.heard if isinstance(each, kind)]


def test_a_command_and_its_private_answer(alive: Living) -> None:
    alive.front.reply = Say(("P-48 asked: Smith & Sons <!channel>",))
    luis = alive.box.workspace.person(lakeside.LUIS)
    text = "48213 2x 04152-YZZA1 payload 1500kg for Smith & Sons <!channel> 👍"
    assert luis.type(lakeside.PARTS, f"/parts {text}").ok
    (heard,) = arrivals(alive, Command)
    assert isinstance(heard, Command)
    assert heard.text == text
    answer = luis.messages(lakeside.PARTS)[-1]
    assert answer.ephemeral_to == lakeside.LUIS
    assert answer.text == "P-48 asked: Smith &amp; Sons &lt;!channel&gt;"


def test_a_form_is_opened_filled_in_mended_and_sent(alive: Living) -> None:
    replies: list[Reply] = [
        Show(FORM),
        Mend({"ro": "An RO has 4 to 8 digits, like 48213."}),
        Done(),
    ]
    alive.front.reply = lambda _: replies.pop(0)
    luis = alive.box.workspace.person(lakeside.LUIS)
    assert luis.type(lakeside.PARTS, "/parts").ok
    view = luis.top_view()
    assert view is not None
    values = {
        "RO": "482x",
        "What is needed": "x" * 3000,
        "When": "eod",
        "All of them": [lakeside.SAM, lakeside.JOAN],
        "Where": lakeside.PARTS,
    }
    refused = luis.submit(view.id, values)
    assert not refused.ok
    assert refused.error == "An RO has 4 to 8 digits, like 48213."
    assert luis.submit(view.id, {"RO": "48213"}).ok
    assert luis.top_view() is None
    last = arrivals(alive, Answers)[-1]
    assert isinstance(last, Answers)
    assert (last.form, last.context) == ("parts", "from-line")
    assert last.sender.channel == PARTS
    assert last.values == {
        "ro": "48213",
        "what": "x" * 3000,
        "need": "eod",
        "who": f"slack:{lakeside.SAM}",
        "several": (f"slack:{lakeside.SAM}", f"slack:{lakeside.JOAN}"),
        "where": f"slack:{lakeside.PARTS}",
    }
    # The address came along, and still answers.
    alive.slack.answer(last.answer_to, ("Noted",))
    assert luis.messages(lakeside.PARTS)[-1].text == "Noted"


def test_a_card_is_posted_clicked_and_edited(alive: Living) -> None:
    ts = alive.slack.post(PARTS, CARD, "17")
    sam = alive.box.workspace.person(lakeside.SAM)
    for action, chosen, step, part in (
        ("step:claim", None, "claim", ""),
        ("step:answer", None, "answer", "1"),
        ("step:#menu", "History", "history", ""),
    ):
        assert sam.click((lakeside.PARTS, ts), action, selected=chosen).ok
        heard = alive.front.heard[-1]
        assert isinstance(heard, Click)
        assert (heard.step, heard.item_id, heard.part) == (step, 48, part)
        assert heard.sender.person == Person("slack", lakeside.SAM)
        assert heard.sender.channel == PARTS
    alive.slack.edit(PARTS, ts, ("P-48 is cancelled",))
    edited = alive.box.workspace.message(lakeside.PARTS, ts)
    assert edited is not None
    assert (edited.text, edited.blocks or []) == ("P-48 is cancelled", [])


def test_a_card_with_a_table_and_a_chart_is_posted(alive: Living) -> None:
    ts = alive.slack.post(PARTS, DIGEST, "17")
    posted = alive.box.workspace.message(lakeside.PARTS, ts)
    assert posted is not None
    kinds = [block["type"] for block in posted.blocks or []]
    assert kinds == ["header", "data_table", "section", "data_visualization", "actions"]
    # In a channel nobody is pinged: not in a table either.
    (table,) = (block for block in posted.blocks or [] if block["type"] == "data_table")
    name = alive.box.workspace.users[lakeside.SAM].real_name
    assert table["rows"][1][0] == {"type": "raw_text", "text": name}
    assert alive.box.workspace.person(lakeside.SAM).click((lakeside.PARTS, ts), "step:claim").ok


def test_where_charts_are_refused_their_words_are_posted(alive: Living) -> None:
    alive.box.faults.add(Fault(FaultKind.ERROR, "chat.postMessage", error="invalid_blocks"))
    ts = alive.slack.post(PARTS, DIGEST, "17")
    posted = alive.box.workspace.message(lakeside.PARTS, ts)
    assert posted is not None
    name = alive.box.workspace.users[lakeside.SAM].real_name
    assert [block["text"]["text"] for block in (posted.blocks or [])[:-1]] == [
        "Friday",
        f"*Answers*\nWho: Answered\n{name}: 12",
        "*Minutes*\nAnswered in 24 minutes",
    ]
    assert alive.slack.find(PARTS, "17", datetime.now(UTC) - timedelta(minutes=1)) == ts


def test_a_click_opens_a_card_and_from_there_a_form(alive: Living) -> None:
    ts = alive.slack.post(PARTS, CARD, "17")
    sam = alive.box.workspace.person(lakeside.SAM)
    alive.front.reply = ShowCard(CARD)
    assert sam.click((lakeside.PARTS, ts), "step:claim").ok
    first = sam.top_view()
    assert first is not None
    alive.front.reply = Show(FORM)
    assert sam.click(first.id, "step:claim").ok
    second = sam.top_view()
    assert second is not None
    assert second.previous_id == first.id
    alive.front.reply = Done()
    assert sam.submit(second.id, {}).ok
    # The card below would show what was true before.
    assert sam.top_view() is None


def test_a_card_opened_privately_is_drawn_anew(alive: Living) -> None:
    ts = alive.slack.post(PARTS, CARD, "17")
    sam = alive.box.workspace.person(lakeside.SAM)
    alive.front.reply = ShowCard(CARD)
    assert sam.click((lakeside.PARTS, ts), "step:claim").ok
    opened = sam.top_view()
    assert opened is not None
    alive.front.reply = Redraw(Card("P-48 is yours", "P-48 is yours"))
    assert sam.click(opened.id, "step:claim").ok
    heard = alive.front.heard[-1]
    assert isinstance(heard, Click)
    assert heard.private
    assert heard.sender.channel == PARTS
    redrawn = sam.top_view()
    assert redrawn is not None
    assert redrawn.id == opened.id
    assert redrawn.body["title"]["text"] == "P-48 is yours"


def test_a_form_turns_into_a_card(alive: Living) -> None:
    luis = alive.box.workspace.person(lakeside.LUIS)
    alive.front.reply = Show(FORM)
    luis.type(lakeside.PARTS, "/parts")
    view = luis.top_view()
    assert view is not None
    alive.front.reply = ShowCard(CARD)
    assert luis.submit(view.id, {}).ok
    shown = luis.top_view()
    assert shown is not None
    assert shown.body["title"]["text"] == "P-48 Parts"


def test_a_form_comes_back_with_other_values(alive: Living) -> None:
    luis = alive.box.workspace.person(lakeside.LUIS)
    alive.front.reply = Show(FORM)
    luis.type(lakeside.PARTS, "/parts")
    view = luis.top_view()
    assert view is not None
    alive.front.reply = Show(Form("parts", "Again", "Ask", FORM.fields, {"ro": "50000"}))
    assert luis.submit(view.id, {"RO": "48213"}).ok
    again = luis.top_view()
    assert again is not None
    states = [state for block in again.state.values() for state in block.items()]
    assert dict(states)["ro"]["value"] == "50000"


def test_delivered_twice_a_form_opens_once_and_nothing_else_is_said(alive: Living) -> None:
    alive.box.faults.add(Fault(FaultKind.DELIVER_TWICE, "slash_commands"))
    alive.front.reply = Show(FORM, ("Slack was too slow.",))
    luis = alive.box.workspace.person(lakeside.LUIS)
    before = len(luis.messages(lakeside.PARTS))
    assert luis.type(lakeside.PARTS, "/parts").ok
    assert luis.top_view() is not None
    assert len(luis.messages(lakeside.PARTS)) == before
    assert alive.front.said == []
    assert len({each.delivery for each in alive.front.heard}) == 1


def test_a_form_that_slack_does_not_open_is_replaced_by_words(alive: Living) -> None:
    alive.box.faults.add(Fault(FaultKind.ERROR, "views.open", error="expired_trigger_id"))
    alive.front.reply = Show(FORM, ("Slack was too slow. Type it again.",))
    luis = alive.box.workspace.person(lakeside.LUIS)
    assert luis.type(lakeside.PARTS, "/parts").ok
    assert luis.messages(lakeside.PARTS)[-1].text == "Slack was too slow. Type it again."


def test_somebody_leaves(alive: Living) -> None:
    alive.box.workspace.deactivate(lakeside.LUIS)
    alive.box.wait_for(lambda: arrivals(alive, PersonLeft))
    (left,) = arrivals(alive, PersonLeft)
    assert left.sender.person == Person("slack", lakeside.LUIS)
    with pytest.raises(PersonGone):
        alive.slack.direct(left.sender.person)


def test_a_message_is_found_by_its_mark(alive: Living) -> None:
    since = datetime.now(UTC) - timedelta(seconds=1)
    card = alive.slack.post(PARTS, CARD, "17")
    for n in range(3):
        alive.slack.post(PARTS, (f"talk {n}",), f"talk-{n}", thread=card)
    reply = alive.slack.post(PARTS, ("In the thread",), "18", thread=card)
    assert alive.slack.find(PARTS, "17", since) == card
    assert alive.slack.find(PARTS, "18", since, thread=card) == reply
    assert alive.slack.find(PARTS, "99", since) is None
    # What people do to a card does not hide its mark.
    alive.slack.edit(PARTS, card, ("P-48 is done",))
    assert alive.slack.find(PARTS, "17", since) == card


def test_a_lost_answer_leaves_the_message_to_be_found(alive: Living) -> None:
    since = datetime.now(UTC) - timedelta(seconds=1)
    alive.box.faults.add(Fault(FaultKind.LOSE_ANSWER, "chat.postMessage"))
    with pytest.raises(Unsure):
        alive.slack.post(PARTS, CARD, "17")
    assert alive.slack.find(PARTS, "17", since) is not None


def test_a_channel_that_is_gone(alive: Living) -> None:
    alive.box.workspace.archive(lakeside.PARTS)
    with pytest.raises(PlaceBroken):
        alive.slack.post(PARTS, CARD, "17")
    alive.box.workspace.delete_channel(lakeside.SERVICE)
    with pytest.raises(PlaceBroken):
        alive.slack.post(Channel("slack", lakeside.SERVICE), CARD, "18")


def test_a_private_message_with_a_link_to_the_card(alive: Living) -> None:
    ts = alive.slack.post(PARTS, CARD, "17")
    direct = alive.slack.direct(Person("slack", lakeside.LUIS))
    alive.slack.post(direct, ("Sam has ", ItemLink("P-48", 48, PARTS, ts)), "18")
    said = alive.box.workspace.person(lakeside.LUIS).messages(direct.id)[-1].text
    assert said.startswith("Sam has <http")
    assert said.endswith(f"/archives/{lakeside.PARTS}/p{ts.replace('.', '')}|P-48>")


def test_five_private_answers_and_no_more(alive: Living) -> None:
    alive.box.workspace.person(lakeside.LUIS).type(lakeside.PARTS, "/parts 48213")
    answer_to = alive.front.heard[-1].answer_to
    for n in range(5):
        alive.slack.answer(answer_to, (f"Answer {n}",))
    with pytest.raises(AnswerTooLate):
        alive.slack.answer(answer_to, CARD)


def test_a_proxy_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "intranet.example")
    with living("socket") as alive:
        test_a_command_and_its_private_answer(alive)
        alive.slack.answer(alive.front.heard[0].answer_to, ("Noted",))


def test_guests_are_known_before_they_do_anything(alive: Living) -> None:
    gus = User("U0GUEST0001", "gus", "Gus Guest", restricted=True)
    alive.box.workspace.add_user(gus)
    alive.box.workspace.channels[lakeside.PARTS].members.append(gus.id)
    assert alive.slack.guests.learn()
    alive.box.workspace.person(gus.id).type(lakeside.PARTS, "/parts")
    alive.box.workspace.person(lakeside.LUIS).type(lakeside.PARTS, "/parts")
    assert [each.sender.guest for each in arrivals(alive, Command)] == [True, False]


def test_who_becomes_a_guest_is_one_from_then_on(alive: Living) -> None:
    gus = User("U0GUEST0001", "gus", "Gus Guest", restricted=True)
    alive.box.workspace.add_user(gus)
    alive.box.wait_for(lambda: gus.id in alive.slack.guests)
    alive.slack.guests.heard({"id": gus.id, "is_restricted": False})
    assert gus.id not in alive.slack.guests


def test_slack_not_answering_forgets_no_guest(alive: Living) -> None:
    alive.slack.guests.heard({"id": "U0GUEST0001", "is_ultra_restricted": True})
    alive.box.faults.add(Fault(FaultKind.ERROR, "users.list", error="fatal_error"))
    assert not alive.slack.guests.learn()
    assert "U0GUEST0001" in alive.slack.guests
