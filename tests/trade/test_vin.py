from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.trade import vin as vins
from bot.trade.vin import (
    BadVin,
    Decoded,
    Vin,
    check_digit,
    installed_decoder,
    looks_like_vin,
    read_vin,
)

ACCORD = "1HGCM82633A004352"


@pytest.fixture
def forget_decoder() -> Iterator[None]:
    vins._load.cache_clear()
    yield
    vins._load.cache_clear()


@pytest.mark.parametrize(
    "typed",
    [ACCORD, ACCORD.lower(), f"  {ACCORD}\n", "1HGCM826 33A-004352", "\uff11HGCM82633A004352"],
)
def test_a_vin_as_people_type_it(typed: str) -> None:
    assert read_vin(typed) == Vin(ACCORD, check_digit_ok=True)
    assert read_vin(typed).last8 == "3A004352"


def test_a_wrong_check_digit_is_only_a_warning() -> None:
    assert read_vin("1HGCM82643A004352") == Vin("1HGCM82643A004352", check_digit_ok=False)


def test_the_check_digit_may_be_an_x() -> None:
    assert check_digit("1M8GDM9AXKP042788") == "X"
    assert read_vin("1M8GDM9AXKP042788").check_digit_ok


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("1HGCM82633A00435", "17 characters, and this one has 16."),
        ("1HGCM82633A0043522", "17 characters, and this one has 18."),
        ("", "17 characters, and this one has 0."),
        ("1FTFW1E5OMFA12345", "A VIN has no O; is it a zero?"),
        ("1FTFW1E5IMFA12345", "A VIN has no I; is it a one?"),
        ("1FTFW1E5QMFA12345", "A VIN has no Q; is it a zero or a nine?"),
        ("1HGCM82633A00435?", 'no "?".'),
        ("1HGCM82633А004352", 'no "А".'),  # noqa: RUF001  # a Cyrillic A, from another keyboard
        ("1" * 9000, "far more"),
    ],
)
def test_a_bad_vin_says_exactly_what_is_wrong(typed: str, says: str) -> None:
    with pytest.raises(BadVin) as refused:
        read_vin(typed)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (ACCORD, True),
        (ACCORD.lower(), True),
        ("1FTFW1E5OMFA12345", True),
        ("1HGCM82633A00435", False),
        ("11111111111111111", False),
        ("transcontinentals", False),
        ("04152-YZZA1-90915", False),
        ("", False),
    ],
)
def test_looks_like_vin(text: str, meant: bool) -> None:
    assert looks_like_vin(text) is meant


@given(st.text(alphabet="ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=17, max_size=17))
def test_exactly_one_check_digit_is_right(number: str) -> None:
    right = [c for c in "0123456789X" if read_vin(number[:8] + c + number[9:]).check_digit_ok]
    assert right == [check_digit(number)]


@given(st.text())
def test_any_text_is_a_vin_or_a_sentence(text: str) -> None:
    said = ""
    try:
        assert len(read_vin(text).number) == 17
    except BadVin as refused:
        said = str(refused)
    assert len(said) < 200


def with_check_digit(number: str) -> Vin:
    return read_vin(number[:8] + check_digit(number) + number[9:])


@pytest.mark.parametrize(
    ("number", "name", "weight_class", "commercial"),
    [
        ("1HGCM82603A004352", "2003 Honda Accord", 1, False),
        ("1FTFW1E50MFA12345", "2021 Ford F-150", 2, False),
        ("1FT8W3DT0KED12345", "2019 Ford F-350", 3, True),
        ("1FDUF5HT0KDA12345", "2019 Ford F-550", 5, True),
        ("1GCUYDED0MZ123456", "2021 Chevrolet Silverado 1500", 2, False),
        ("3C6UR5DL0KG123456", "2019 Ram 2500", 2, False),
        ("JTDKARFU0K3000000", "2019 Toyota Prius", 1, False),
        ("WD3PE8CD0KP123456", "2019 Mercedes-Benz Sprinter", 2, False),
        ("5UXCR6C00L9B12345", "2020 BMW X5", 2, False),
        ("5YJ3E1EA0JF000000", "2018 Tesla Model 3", 1, False),
        ("JALC4W160K7012345", "2019 Isuzu NPR-HD", 4, True),
        ("1FVACWDT0KHKK1234", "2019 Freightliner M2 106", 6, True),
        ("3AKJHHDR0KSJV1234", "2019 Freightliner Cascadia", 8, True),
        ("1XPBDP9X0KD123456", "2019 Peterbilt 579", 8, True),
    ],
)
def test_the_decoder_names_real_vehicles(
    number: str, name: str, weight_class: int, commercial: bool
) -> None:
    pytest.importorskip("ultravin")
    decoded = installed_decoder().decode(with_check_digit(number))
    assert decoded is not None
    assert (decoded.name, decoded.weight_class) == (name, weight_class)
    assert decoded.commercial is commercial


def test_the_decoder_knows_nothing_of_a_number_no_maker_has() -> None:
    assert installed_decoder().decode(with_check_digit("ZZZZZZZZ0ZZZZZZZZ")) is None


@given(st.text(alphabet="ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=17, max_size=17))
def test_the_decoder_never_raises(number: str) -> None:
    decoded = installed_decoder().decode(read_vin(number))
    assert decoded is None or decoded.name


def test_without_the_extra_nothing_is_known(
    monkeypatch: pytest.MonkeyPatch, forget_decoder: None
) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("importlib.import_module", missing)
    assert installed_decoder().decode(read_vin(ACCORD)) is None


def test_a_decoder_that_breaks_is_one_that_knows_nothing() -> None:
    def broken(number: str) -> dict[str, Any]:
        return {"attributes": number}

    assert vins._Ultravin(broken).decode(read_vin(ACCORD)) is None


@pytest.mark.parametrize(
    ("decoded", "name", "commercial"),
    [
        (Decoded(2019, "Ford", "F-350", 3), "2019 Ford F-350", True),
        (Decoded(None, "Ford", None, 2), "Ford", False),
        (Decoded(None, None, None, None), "", False),
    ],
)
def test_what_is_known_of_a_vehicle(decoded: Decoded, name: str, commercial: bool) -> None:
    assert decoded.name == name
    assert decoded.commercial is commercial
