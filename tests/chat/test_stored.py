import json

import pytest
from hypothesis import HealthCheck, given, settings

from bot.chat.address import Channel, Person
from bot.chat.card import (
    Button,
    Card,
    Chart,
    ChartKind,
    Content,
    Fact,
    Line,
    Note,
    Section,
    Series,
    Style,
    Table,
    Urgency,
    rewrite,
)
from bot.chat.stored import dump_content, load_content
from bot.chat.text import Bold, ItemLink, Text, dump, plain
from tests.slack import hostile

CARD = Card(
    "Friday at Lakeside",
    "3 are late",
    status=(Bold("3"), " are late"),
    urgency=Urgency.DUE,
    lead=("Ask ", Person("slack", "U1")),
    facts=(Fact("Oldest", (ItemLink("P-48", 48),)),),
    sections=(Section("Late", (Line(("P-48",), Button("parts.claim", "Claim", 48, part="1")),)),),
    buttons=(Button("digest.snooze", "Not now", 7, Style.DANGER, "Sure?"),),
    menu=(Button("digest.stop", "Stop", 7),),
    footer=("In ", Channel("slack", "C1")),
    tables=(Table("By person", ("Who", "Late"), (((Person("slack", "U2"),), ("2",)),)),),
    chart=Chart(
        "Minutes to answer",
        ChartKind.LINE,
        ("Mon", "Tue"),
        (Series("Parts", (12.0, 30.5)), Series("Target", (30.0, 30.0))),
        ("On Tuesday it took ", Bold("30 minutes")),
    ),
)


def written_and_read(content: Content) -> Content:
    return load_content(json.loads(json.dumps(dump_content(content), allow_nan=False)))


@pytest.mark.parametrize(
    "content", [CARD, Card("A", "B"), Note(("Again?",), CARD.buttons), CARD.status, ()]
)
def test_what_is_stored_is_read_again(content: Content) -> None:
    assert written_and_read(content) == content


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(hostile.contents)
def test_any_content_is_stored_and_read_again(content: Content) -> None:
    # No value is equal to "not a number", so the words for them are compared.
    assert repr(written_and_read(content)) == repr(content)


def test_words_are_stored_as_they_always_were() -> None:
    words: Text = ("Claimed by ", Bold("Sam"), Person("slack", "U1"), ItemLink("P-48", 48))
    assert dump_content(words) == dump(words)
    assert load_content(dump(words)) == words


def test_parts_from_another_release_are_passed_over_or_empty() -> None:
    stored = {"card": {"title": "P-48", "summary": "P-48 is late", "sound": "bell"}}
    assert load_content(stored) == Card("P-48", "P-48 is late")


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "words",
        {},
        {"poem": {}},
        {"card": []},
        {"card": {"title": "x"}},
        {"card": {"title": "x", "summary": "y", "urgency": "purple"}},
        {"card": {"title": "x", "summary": "y", "facts": [1]}},
        {"card": {"title": "x", "summary": "y", "facts": 1}},
        {"card": {"title": "x", "summary": "y", "chart": {}}},
        {"note": {"words": [["nonsense"]], "buttons": []}},
        [["nonsense"]],
    ],
)
def test_anything_else_is_refused(stored: object) -> None:
    with pytest.raises(ValueError, match="not"):
        load_content(stored)


def test_every_text_of_a_card_is_rewritten() -> None:
    seen: list[str] = []

    def shout(words: Text) -> Text:
        seen.append(plain(words))
        return (plain(words).upper(),)

    loud = rewrite(CARD, shout)
    assert isinstance(loud, Card)
    assert seen == [
        "3 are late",
        "Ask slack:U1",
        "P-48",
        "P-48",
        "In slack:C1",
        "slack:U2",
        "2",
        "On Tuesday it took 30 minutes",
    ]
    assert loud.tables[0].rows == ((("SLACK:U2",), ("2",)),)
    assert loud.chart
    assert loud.chart.words == ("ON TUESDAY IT TOOK 30 MINUTES",)
