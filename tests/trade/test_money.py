import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.trade.money import MOST_CENTS, NotMoney, read_money, say_money


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("4200", 420_000),
        ("$4,200", 420_000),
        ("$ 4,200.00", 420_000),
        ("4.2k", 420_000),
        ("4.25 K", 425_000),
        ("4200.50", 420_050),
        ("4200.5", 420_050),
        ("4200$", 420_000),
        ("4200 dollars", 420_000),
        ("0", 0),
        ("٤٢٠٠", 420_000),
        ("10,000,000", MOST_CENTS),
        ("1.23456k", 123_456),
    ],
)
def test_dollars_as_typed(typed: str, cents: int) -> None:
    assert read_money(typed) == cents


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "could not read"),
        ("lots", "could not read"),
        ("-4200", "below zero"),
        ("$-5", "below zero"),
        ("42,00", "could not read"),
        ("4.200", "dollars and cents"),
        ("4-5k", "could not read"),
        ("4 200", "could not read"),
        ("10000001", "more than $10 million"),
        ("999999999k", "more than $10 million"),
        ("1e5", "could not read"),
        ("9" * 5000, "could not read"),
    ],
)
def test_what_is_no_amount_is_refused_with_an_example(typed: str, says: str) -> None:
    with pytest.raises(NotMoney, match=r"Try 4200, \$4,200, 4\.2k or 4200\.50") as refused:
        read_money(typed)
    assert says in str(refused.value)
    assert len(str(refused.value)) < 150


@pytest.mark.parametrize(
    ("cents", "said"),
    [
        (420_000, "$4,200"),
        (420_050, "$4,200.50"),
        (5, "$0.05"),
        (0, "$0"),
        (-1200, "-$12"),
        (MOST_CENTS, "$10,000,000"),
    ],
)
def test_say_money(cents: int, said: str) -> None:
    assert say_money(cents) == said


@given(st.integers(0, MOST_CENTS))
def test_what_is_said_is_read_back(cents: int) -> None:
    assert read_money(say_money(cents)) == cents


@given(st.text())
def test_any_text_is_money_or_a_sentence(text: str) -> None:
    said = ""
    try:
        assert 0 <= read_money(text) <= MOST_CENTS
    except NotMoney as refused:
        said = str(refused)
    assert not said or said.endswith(".")
