"""The one-line entry, read by peeling off what is understood.

A command takes what its workflow knows of, in an order of its choice (the words and the time
first, then the numbers), and what is left in ``rest`` is the person's own words. Each ``take_``
removes what it read; what looked like the thing and could not be read is removed too, kept as
typed in ``kept`` so that a form can be opened with it, and explained in ``complaints``.
"""

import re
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from bot.trade.hours import OpeningHours
from bot.trade.money import NotMoney, read_money
from bot.trade.parts_lines import BadPartLine, TypedPart, read_part_lines
from bot.trade.vin import BadVin, Vin, looks_like_vin, read_vin
from bot.trade.when import NotATime, TypedTime, find_time
from bot.trade.words import as_keyed, plain

__all__ = ["BadPartLine", "Entry", "TypedPart", "read_part_lines"]

MOST_MILES = 3_000_000
"""More than any road vehicle's odometer; a larger number is a slip of the keys."""

_OCCURRENCES = 20  # of one keyword that are tried: enough for people, bounded for the hostile
_GAPS = re.compile(r"[ \x1c-\x1f]{2,}")
_NEW_LINES = re.compile(r"[ \t]?[\r\n\v\f\x85\u2028\u2029]\s*")
_TABS = re.compile(r" ?\t[ \t]*")
_AROUND = " ,;|"
_LEADING = re.compile(r"(?:[\s,;|:]|[-.](?=\s|$))+")

_RO = r"\d{4,8}(?![\w/%]|[-.,:]\w)"
_RO_AT_START = re.compile(rf"#?({_RO})")
_RO_NAME = r"(?<![\w-])(?:(?:for|on)\s+)?R[./]?O\.?(?:\s*(?:no\b\.?|number\b|num\b))?"
_RO_WORD = re.compile(rf"{_RO_NAME}[\s#:.-]*({_RO})", re.I)
_RO_BAD = re.compile(rf"{_RO_NAME}(?:\s*[#:]\s*|\s+)((?=[\w-]*\d)[\w-]+)", re.I)
_VIN_WORD = re.compile(r"(?<![\w-])VIN\b[\s#:.]*((?=[\w-]*\d)[\w-]{5,30})", re.I)
_VIN_TOKEN = re.compile(r"(?<![\w$.-])[A-Za-z0-9]{16,18}(?![\w-])")
_STOCK = re.compile(
    r"(?<![\w-])(?<!\bin )(?<!\bof )(?:stk|stock)\b(?:\s*(?:no\b\.?|number\b|num\b))?[\s#:.]*"
    r"((?=[\w-]*\d)[A-Za-z0-9][\w-]{1,15})(?![\w-])",
    re.I,
)
_MILES = r"(\d{1,3}(?:,\d{3})+|\d{1,9}(?:\.\d{1,2})?)\s?(k)?"
_ODOMETER = r"(?:mileage|odometer|odo)[\s:=]*"
_MILEAGE = re.compile(
    rf"(?<![\w$.,-])(?:{_ODOMETER})?{_MILES}\s?(?:miles|mile|mi)(?![\w-])"
    rf"|(?<![\w-]){_ODOMETER}{_MILES}(?![\w-])",
    re.I,
)
_PHONE_WORD = r"(?:phone|ph|tel|telephone|cell|mobile|call)\b[\s#:.]*"
_PHONE = re.compile(
    rf"(?<![\w#$.-])(?P<word>{_PHONE_WORD})?(?:\+?1(?P<plus>[-. ]?))?(?P<open>\()?"
    r"(?P<area>[2-9]\d\d)\)?(?P<gap>[-. ]{0,2})(?P<exchange>\d{3})"
    r"(?P<gap2>[-. ]?)(?P<line>\d{4})(?![\w-])",
    re.I,
)
_NAME = (
    r"(?!(?i:supplied|provided|owned|own|pays?|paid|states?|requests?|parts?)(?!\w))"
    r"(?![a-z\d_])\w[\w'’.-]*"
)
_CUSTOMER = re.compile(
    rf"(?<![\w-])(?i:customer|cust|client)\.?:?\s+({_NAME}(?:\s+{_NAME}){{0,3}})"
)
_MONEY_TOKEN = re.compile(r"[-+]?\$?\s?-?\d[\d,.]*(?:\s?k\b)?|\$[^\s;,|]*", re.I)
_TIMELIKE = re.compile(  # "3ish", "3-5pm", "25h", "1530", but not "2 managers" or "250 miles"
    r"\d{1,2}(?!\d)[^\s,;|.)]|(?:[01]?\d|2[0-3])[0-5]\d(?=[\s,;|.)]|$)(?!\s+[a-z]{2,}s\b)", re.I
)
_COUNTED = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_TIME_IN_WORDS = re.compile(  # "three thirty", but not "two managers"
    rf"(?:half|quarter|{_COUNTED})"
    rf"(?:[\s-]+(?:past|to|after|o'?\s?clock|thirty|fifteen|forty|[ap]\.?m|\d{{1,2}}|{_COUNTED}))*"
    r"(?=\s*(?:[,;|.!)]|$))",
    re.I,
)


class Entry:
    """What a person typed after a command, at an aware ``now`` and at a store with ``hours``.

    Pasted rows stay recognisable on the one line: a line break becomes "; ", a tab " | ".
    """

    def __init__(self, text: str, now: datetime, hours: OpeningHours) -> None:
        if not (text.isascii() and text.isprintable()):
            text = _NEW_LINES.sub("; ", _GAPS.sub(" ", text.strip()))
            text = as_keyed(_TABS.sub(" | ", text))
        self.rest: str = plain(text).strip(_AROUND)
        self.complaints: list[str] = []
        self.kept: dict[str, str] = {}
        self._now = now
        self._hours = hours

    def take_ro(self) -> str | None:
        """The repair order's digits: "48213" or "#48213" at the start, "RO 48213" anywhere.

        4 to 8 digits that are not part of a part number, an amount or a VIN. After the word RO,
        anything else with a digit is a complaint, kept as "ro".
        """
        found = _RO_AT_START.match(self.rest) or _RO_WORD.search(self.rest)
        if found:
            return self._taken(found)
        if found := _RO_BAD.search(self.rest):
            self._complain(
                "ro", found[1], found.span(),
                f'An RO number has 4 to 8 digits, like 48213; "{plain(found[1], 30)}" does not.',
            )  # fmt: skip
        return None

    def take_vin(self) -> Vin | None:
        """The VIN: 17 characters, or whatever follows the word VIN. A bad one is kept as "vin".

        Also 16 or 18 letters and digits that could only be a VIN with a slip are explained.
        """
        found = _VIN_WORD.search(self.rest)
        if found is None:
            tokens = _VIN_TOKEN.finditer(self.rest)
            found = next((token for token in tokens if _meant_as_vin(token[0])), None)
        if found is None:
            return None
        typed = found[found.re.groups]
        try:
            vin = read_vin(typed)
        except BadVin as bad:
            self._complain("vin", typed, found.span(), str(bad))
            return None
        self._cut(*found.span())
        return vin

    def take_stock(self) -> str | None:
        """The stock number after "stk" or "stock": "4471", "4471A", in capitals."""
        found = _STOCK.search(self.rest)
        return self._taken(found).upper() if found else None

    def take_customer(self) -> str | None:
        """The name after "customer" or "cust". It is written with capitals, or in a script that has
        none; "customer supplied" is no name."""
        found = _CUSTOMER.search(self.rest)
        return self._taken(found) if found else None

    def take_word(self, *words: str) -> bool:
        """Whether one of these whole words (or phrases) is there; its first place is removed."""
        found = _words_pattern(words).search(self.rest)
        if found is None:
            return False
        self._cut(*found.span())
        return True

    def take_match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What the pattern finds first; it is removed."""
        found = pattern.search(self.rest)
        if found:
            self._cut(*found.span())
        return found

    def take_time(self, *after: str) -> TypedTime | None:
        """The time after one of the words ("by 3pm" for "by"), wherever; at the start for none.

        A word that no time follows stays text ("stop by the shop"). What follows it and only
        looks like a time is a complaint, kept under the first of the words.
        """
        if not after:
            return self._time_at(0, 0, "time")
        doubtful: list[tuple[int, int]] = []
        for found in self._each(_after_pattern(after)):
            if taken := self._time_at(found.start(), found.end(), after[0]):
                return taken
            if after[0] in self.kept:
                return None
            if _TIMELIKE.match(self.rest, found.end()) or _TIME_IN_WORDS.match(
                self.rest, found.end()
            ):
                doubtful.append(found.span())
        if doubtful:
            start, end = doubtful[0]
            in_words = _TIME_IN_WORDS.match(self.rest, end)
            typed = in_words[0] if in_words else _first_word(self.rest, end)
            self._complain(
                after[0], typed, (start, end + len(typed)),
                f'I could not read "{plain(typed, 40)}" as a time. '
                "Try 3pm, tomorrow 9am, Fri 10:30 or 11/30 2pm.",
            )  # fmt: skip
        return None

    def take_money(self, *after: str) -> int | None:
        """The amount after one of the words, in USD cents: "est 4200", "value: $6,500".

        A word that no number follows stays text ("value unknown"). A number that is no amount of
        dollars is a complaint, kept under the first of the words.
        """
        for found in self._each(_amount_pattern(after)):
            token = _MONEY_TOKEN.match(self.rest, found.end())
            if token is None:
                continue
            typed = token[0].rstrip(",.")
            quote = found["quote"] or ""
            if self.rest[found.end() + len(typed) :][:1].strip(_AROUND + ".!?)" + quote):
                typed = _first_word(self.rest, found.end())  # "4-5k", "4200ish"
            end = found.end() + len(typed)
            span = (found.start(), end + self.rest.startswith(quote, end) * len(quote))
            try:
                cents = read_money(typed)
            except NotMoney as bad:
                self._complain(after[0], typed, span, str(bad))
                return None
            self._cut(*span)
            return cents
        return None

    def take_mileage(self) -> int | None:
        """Miles on the odometer: "88k miles", "88,000 mi", "mileage 88000"."""
        found = _MILEAGE.search(self.rest)
        if found is None:
            return None
        number, thousands = found[1] or found[3], found[2] or found[4]
        miles = round(float(number.replace(",", "")) * (1000 if thousands else 1))
        if miles > MOST_MILES:
            self._complain(
                "mileage", number + (thousands or ""), found.span(),
                f'"{found[0]}" is more than any odometer. Try 88k miles or 88,000 miles.',
            )  # fmt: skip
            return None
        self._cut(*found.span())
        return miles

    def take_phone(self) -> str | None:
        """A US telephone number as "(555) 010-4477".

        Ten digits in a row count only after a word like "cell" or with +1: some makes' part
        numbers have ten digits.
        """
        for found in _PHONE.finditer(self.rest):
            grouped = found["gap"] or found["open"] or found["gap2"] or found["plus"] is not None
            if found["word"] or grouped:
                self._cut(*found.span())
                return f"({found['area']}) {found['exchange']}-{found['line']}"
        return None

    def _time_at(self, start: int, at: int, name: str) -> TypedTime | None:
        """The time that begins at ``at``; takes the rest from ``start`` to its end."""
        try:
            found = find_time(self.rest[at:], self._now, self._hours)
        except NotATime as bad:
            self._complain(name, bad.typed, (start, at + len(bad.typed)), str(bad))
            return None
        if found is None:
            return None
        typed = self.rest[at : at + found[1]].strip()
        self._cut(start, at + found[1])
        return replace(found[0], typed=typed)

    def _each(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """The first places of a keyword in the rest."""
        places = pattern.finditer(self.rest)
        return [place for place, _ in zip(places, range(_OCCURRENCES), strict=False)]

    def _taken(self, found: re.Match[str]) -> str:
        self._cut(*found.span())
        return found[1]

    def _complain(self, name: str, typed: str, span: tuple[int, int], sentence: str) -> None:
        self.kept[name] = typed.strip()
        self.complaints.append(sentence)
        self._cut(*span)

    def _cut(self, start: int, end: int) -> None:
        """Removes a piece of the rest, and the separators that then separate nothing."""
        left, right = self.rest[:start].rstrip(), self.rest[end:].lstrip()
        if not left or left[-1] in _AROUND:
            lead = _LEADING.match(right)
            right = right[lead.end() :] if lead else right
        if left[-1:] == "(" and right[:1] == ")":
            left, right = left[:-1].rstrip(), right[1:].lstrip()
        if not right.strip(_AROUND + ".!"):
            self.rest = left.rstrip(_AROUND)
        elif not left or right[0] in ",;":
            self.rest = left + right
        else:
            self.rest = f"{left} {right}"


def _meant_as_vin(token: str) -> bool:
    if len(token) == 17:
        return looks_like_vin(token)
    digits = sum(character.isdigit() for character in token)
    return digits >= 6 and len(token) - digits >= 4


def _first_word(text: str, at: int) -> str:
    """The word at ``at``, without the comma or full stop that follows it."""
    end = min((i for i in (text.find(mark, at) for mark in " ,;|") if i >= 0), default=len(text))
    if end < len(text) and text[end] == "," and text[end + 1 : end + 2].isdigit():
        end = next((i for i in range(end, len(text)) if text[i] in " ;|"), len(text))
    return text[at:end].rstrip(".!?,")


@lru_cache(maxsize=256)
def _words_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_alternatives(words)})(?![\w-])", re.I)


@lru_cache(maxsize=256)
def _after_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    keyword = rf"(?<![\w-])(?:{_alternatives(words)})"
    return re.compile(rf"{keyword}(?:\s*[:=]\s*|\s+)(?:(?:is|at|on|by|@)\s+)?(?=\S)", re.I)


@lru_cache(maxsize=256)
def _amount_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    keyword = rf"(?<![\w-])(?:{_alternatives(words)})\b\.?"
    return re.compile(
        rf"{keyword}[\s:=~#|]*(?:-\s+)?(?:(?:is|of|at|about|around)\s+)?(?P<quote>[\"'])?(?=[-+$\d])",
        re.I,
    )


def _alternatives(words: tuple[str, ...]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
