"""Vehicle identification numbers: 17 characters that say what a vehicle is (49 CFR 565).

The check digit (position 9) is only required in North America, so a wrong one is a warning and
not a refusal. What the characters mean comes from ``ultravin``, an optional offline decoder with
the official US data (NHTSA vPIC); without it everything else still works.
"""

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from bot.trade.words import as_keyed, plain

COMMERCIAL_CLASS = 3
"""Weight classes from here up are commercial: over 10,000 lb GVWR, where US federal motor-carrier
rules begin to define a commercial motor vehicle (49 CFR 390.5)."""

_LENGTH = 17
_VALUES = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_WRONG_LETTERS = {"O": "a zero", "I": "a one", "Q": "a zero or a nine"}
_EXAMPLE = "A VIN looks like 1FTFW1E50MFA12345."
_VIN_SHAPE = re.compile(r"[A-Za-z0-9]{17}")
_CLASS = re.compile(r"Class (\d)")
_LEADING_SERIES = re.compile(r"\d{3,4}\b")
_SHOUTED = re.compile(r"[A-Z][A-Z']{3,}")
_MAKES = {"RAM": "Ram", "KIA": "Kia", "MINI": "MINI", "MCLAREN": "McLaren", "SMART": "smart"}


class BadVin(ValueError):
    """The text is not a VIN; the message says exactly what is wrong with it."""


@dataclass(frozen=True)
class Vin:
    """A VIN of the right length and letters. ``check_digit_ok`` false is a warning to show."""

    number: str
    check_digit_ok: bool

    @property
    def last8(self) -> str:
        """What people in a dealership say aloud for a vehicle."""
        return self.number[-8:]


@dataclass(frozen=True)
class Decoded:
    """What a VIN says of its vehicle. ``weight_class`` is the US GVWR class, 1 to 8."""

    year: int | None
    make: str | None
    model: str | None
    weight_class: int | None

    @property
    def name(self) -> str:
        """What is known of it as people write it, "2019 Ford F-350"; may be empty."""
        known = (str(self.year) if self.year else None, self.make, self.model)
        return " ".join(word for word in known if word)

    @property
    def commercial(self) -> bool:
        """Whether it is a commercial vehicle by weight: class 3 and up (see COMMERCIAL_CLASS)."""
        return self.weight_class is not None and self.weight_class >= COMMERCIAL_CLASS


class VinDecoder(Protocol):
    """Turns VINs into vehicles, offline."""

    def decode(self, vin: Vin, /) -> Decoded | None:
        """What the VIN says; None when nothing is known of it. Never raises."""


def read_vin(text: str) -> Vin:
    """The VIN in ``text``, which may be lower case or grouped with spaces or dashes.

    Raises BadVin saying what is wrong: the length, or the letter that no VIN has.
    """
    number = re.sub(r"[\s-]", "", as_keyed(text[:200])).upper()
    strange = next((c for c in number if not (c.isascii() and c.isalnum())), None)
    if strange is not None:
        raise BadVin(f'A VIN has only letters and digits, no "{plain(strange)}". {_EXAMPLE}')
    if len(number) != _LENGTH or len(text) > 200:
        count = f"{len(number)}" if len(text) <= 200 else "far more"
        raise BadVin(f"A VIN has 17 characters, and this one has {count}. {_EXAMPLE}")
    for letter, instead in _WRONG_LETTERS.items():
        if letter in number:
            raise BadVin(f"A VIN has no {letter}; is it {instead}? You typed {number}.")
    return Vin(number, number[8] == check_digit(number))


def check_digit(number: str) -> str:
    """The check digit, "0" to "9" or "X", that position 9 of a 17-character VIN should have."""
    total = sum(_VALUES[c] * w for c, w in zip(number, _WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def looks_like_vin(text: str) -> bool:
    """Whether someone meant this as a VIN: 17 characters, four or more digits, two or more letters.

    A VIN with the letter O in it looks like one too, so that it is explained and not ignored.
    """
    if not _VIN_SHAPE.fullmatch(text):
        return False
    digits = sum(character.isdigit() for character in text)
    return 4 <= digits <= _LENGTH - 2


def installed_decoder() -> VinDecoder:
    """The offline decoder when ``ultravin`` is installed, else one that knows nothing.

    The first call loads the data (about 40 ms), so the program should make it once at start and
    not inside a person's command. Never raises.
    """
    return _load()


@lru_cache(maxsize=1)
def _load() -> VinDecoder:
    try:
        decode: Callable[[str], dict[str, Any]] = importlib.import_module("ultravin").decode
        decode("1HGCM82633A004352")  # reads the data in now instead of at the first real VIN
    except Exception:  # an optional extra that is missing or broken must not stop anything
        return _Nothing()
    return _Ultravin(decode)


class _Nothing:
    def decode(self, _vin: Vin, /) -> Decoded | None:
        return None


class _Ultravin:
    """Reads ultravin's answer: vPIC variables by name, values in capitals."""

    def __init__(self, decode: Callable[[str], dict[str, Any]]) -> None:
        self._decode = decode
        self._remembered = lru_cache(maxsize=4096)(self._read)

    def decode(self, vin: Vin, /) -> Decoded | None:
        return self._remembered(vin.number)

    def _read(self, number: str) -> Decoded | None:
        try:
            answer = self._decode(number)
            attributes = answer["attributes"]
            make = _text(attributes, "Make")
            if make is None:
                return None  # a year alone is a guess from one character
            # The lower end of the weight range: a vehicle is called commercial when it surely is.
            weight = _CLASS.match(_text(attributes, "Gross Vehicle Weight Rating From") or "")
            return Decoded(
                year=_year(answer.get("model_year")),
                make=_make(make),
                model=_model(_text(attributes, "Model"), _text(attributes, "Series")),
                weight_class=int(weight[1]) if weight else None,
            )
        except Exception:  # the data of an optional extra must not stop a person's command
            return None


def _text(attributes: dict[str, Any], name: str) -> str | None:
    value = attributes.get(name)
    return plain(value, 60) or None if isinstance(value, str) else None


def _year(value: object) -> int | None:
    return value if isinstance(value, int) and 1900 < value < 2200 else None


def _make(make: str) -> str:
    """FORD -> Ford, MERCEDES-BENZ -> Mercedes-Benz, BMW and GMC as they are."""
    return " ".join(_MAKES.get(w) or (w.title() if len(w) > 3 else w) for w in make.split())


def _model(model: str | None, series: str | None) -> str | None:
    """PRIUS -> Prius, F-350 as it is, Silverado with series 1500 -> Silverado 1500."""
    if model is None:
        return None
    words = [w.capitalize() if _SHOUTED.fullmatch(w) else w for w in model.split()]
    number = _LEADING_SERIES.match(series or "")
    if number and not any(character.isdigit() for character in model[2:]):
        words.append(number[0])
    return " ".join(words)
