import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.trade.words import as_keyed, plain, shorten

FAMILY = "👨‍👩‍👧"
THUMB = "👍🏽"


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("  oil   filter \n today ", "oil filter today"),
        ("oil\u00a0filter\tfront", "oil filter front"),
        ("two\x00 keys\x07", "two keys"),
        ("safe \u202egnp.exe", "safe gnp.exe"),
        ("a\u2066b\u2069c\u200bd\ufeff", "abcd"),
        (f"{FAMILY} {THUMB}", f"{FAMILY} {THUMB}"),
        ("مريم لوبيز", "مريم لوبيز"),
        ("דנה\u200f 12", "דנה\u200f 12"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("<!channel> & more", "<!channel> & more"),
        ("", ""),
    ],
)
def test_plain_is_one_clean_line(typed: str, line: str) -> None:
    assert plain(typed) == line


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("oil filter", 10, "oil filter"),
        ("oil filter", 9, "oil filt…"),
        ("oil filter", 5, "oil…"),
        ("oil filter", 1, "…"),
        ("oil filter", 0, ""),
        (f"ab{FAMILY}cd", 5, "ab…"),
        (f"ab{THUMB}cd", 4, "ab…"),
        ("cafe\u0301s and more", 5, "caf…"),
        ("a🇺🇸🇲🇽b", 3, "a…"),
        ("a🇺🇸🇲🇽b", 4, "a🇺🇸…"),
    ],
)
def test_shorten_never_cuts_inside_a_character(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


def test_a_stack_of_marks_is_cut_all_the_same() -> None:
    assert len(shorten("a" + "\u0301" * 500, 100)) == 100


@given(st.text(), st.integers(0, 50))
def test_plain_holds_its_promises_for_any_text(text: str, limit: int) -> None:
    line = plain(text, limit)
    assert len(line) <= limit
    assert "\n" not in line
    assert "  " not in line
    assert not any(
        unicodedata.category(c) in ("Cc", "Cs") or "\u202a" <= c <= "\u202e" for c in line
    )
    assert plain(line) == line
    line.encode()


@pytest.mark.parametrize(
    ("typed", "keyed"),
    [
        ("٤٨٢١٣", "48213"),
        ("\uff13\uff58", "3\uff58"),
        ("“by” 3–5", '"by" 3-5'),
        ("2× oil", "2x oil"),
        ("4\u202f200", "4 200"),
        ("Zoë 👍", "Zoë 👍"),
    ],
)
def test_as_keyed(typed: str, keyed: str) -> None:
    assert as_keyed(typed) == keyed


@given(st.text())
def test_as_keyed_keeps_every_position(text: str) -> None:
    assert len(as_keyed(text)) == len(text)
