import re

import pytest
from hypothesis import given

from bot.chat.address import Channel, Person
from bot.chat.slack.words import bold, clean, cut, escape, mrkdwn, plain_object, size
from bot.chat.text import Bold, ItemLink
from tests.slack import hostile

LINK = ItemLink("P-48", 48, Channel("slack", "C024BE91L"), "1700000000.000100")
SHALOM = "\u05e9\u05dc\u05d5\u05dd"
STAR = "\N{ASTERISK OPERATOR}"
URL = "https://lakeside.slack.com/"
# What Baton itself may write between angle brackets.
OURS = re.compile(
    r"<@[UW][A-Z0-9]+>|<#[CGD][A-Z0-9]+>|<https://lakeside\.slack\.com/archives/[CGD]\w+/p\d+\|[^<>|]*>"
)


def test_what_is_typed_is_escaped() -> None:
    assert escape("Smith & Sons <!channel>") == "Smith &amp; Sons &lt;!channel&gt;"


def test_a_typed_emoji_code_stays_a_word() -> None:
    drawn = escape("stuck :rotating_light: at 10:30:00")
    assert not re.search(r":rotating_light:", drawn)
    assert "10:30:00" in drawn


def test_a_typed_code_block_cannot_open() -> None:
    assert "```" not in escape("```")
    assert "```" not in escape("`````````")


def test_right_to_left_names_are_isolated_line_by_line() -> None:
    assert escape(f"abc\n{SHALOM}\nabc") == f"abc\n\u2068{SHALOM}\u2069\nabc"


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        # A name follows in brackets, as in "a topic (Grace Kim)".
        (f"• {SHALOM} (", f"• \u2068{SHALOM}\u2069 ("),
        (f": {SHALOM}", f": \u2068{SHALOM}\u2069"),
        (f"), {SHALOM}!", f"), \u2068{SHALOM}!\u2069"),
    ],
)
def test_what_a_card_puts_beside_right_to_left_words_stays_outside(
    written: str, drawn: str
) -> None:
    assert escape(written) == drawn


def test_reordering_and_control_characters_are_gone() -> None:
    assert clean("a\u202eb\x00c\x07d\ud83d") == "abcd\ufffd"


def test_many_empty_lines_become_one() -> None:
    assert clean("a\n\n \n\n\nb") == "a\n\nb"


def test_bold_words_cannot_end_early() -> None:
    assert bold("a *b*\nc") == f"*a {STAR}b{STAR} c*"
    assert bold("  ") == ""


def test_people_channels_and_items_are_references() -> None:
    words = (Person("slack", "U024BE7LH"), " ", Channel("slack", "C024BE91L"), " ", LINK)
    assert mrkdwn(words, 500, URL) == (
        "<@U024BE7LH> <#C024BE91L>"
        " <https://lakeside.slack.com/archives/C024BE91L/p1700000000000100|P-48>"
    )


@pytest.mark.parametrize(
    "span",
    [
        Person("teams", "U024BE7LH"),
        Person("slack", "!channel"),
        Channel("slack", "<!here>"),
        ItemLink("P-48", 48),
        ItemLink("P-48", 48, Channel("slack", "C1"), "<!channel>"),
        ItemLink("P-48", 48, Channel("teams", "C1"), "1.2"),
    ],
)
def test_what_is_not_slacks_is_only_words(span: Person | Channel | ItemLink) -> None:
    assert "<" not in mrkdwn((span,), 500, URL)


def test_without_an_address_a_link_is_its_label() -> None:
    assert mrkdwn((LINK,), 500) == "P-48"


def test_a_cut_never_splits_an_escape_or_a_reference() -> None:
    words = ("&" * 20, Person("slack", "U024BE7LH"))
    for limit in range(2, 130):
        drawn = mrkdwn(words, limit)
        assert size(drawn) <= limit
        assert re.fullmatch(r"(&amp;)*(<@U024BE7LH>)?…?", drawn), drawn


def test_a_cut_bold_span_stays_bold() -> None:
    assert mrkdwn((Bold("x" * 50),), 20) == f"*{'x' * 17}*…"


def test_characters_beyond_the_basic_plane_count_twice() -> None:
    assert size("🚚") == 2
    assert cut("🚚" * 20, 10) == "🚚🚚🚚🚚…"


def test_a_plain_object_is_one_line_and_never_empty() -> None:
    assert plain_object("a\n b", 24) == {"type": "plain_text", "text": "a b", "emoji": False}
    assert plain_object(" \n", 24, "Baton")["text"] == "Baton"


@given(hostile.texts)
def test_only_our_own_references_come_out(words: tuple[object, ...]) -> None:
    drawn = mrkdwn(words, 3000, URL)  # type: ignore[arg-type]
    assert size(drawn) <= 3000
    assert "```" not in drawn
    rest = OURS.sub("", drawn)
    assert "<" not in rest
    assert ">" not in rest
    assert not re.search(r"&(?!amp;|lt;|gt;)", rest)
    drawn.encode()


@given(hostile.words)
def test_cutting_keeps_to_the_limit(words: str) -> None:
    for limit in (1, 24, 75, 3000):
        assert size(cut(clean(words), limit)) <= limit
