"""What people type for a hand-off: the one line, and what is owed to a buyer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from bot.chat.address import Person
from bot.chat.form import Value
from bot.trade.entry import Entry
from bot.trade.words import plain
from bot.workflows.declare import Understood
from bot.workflows.departments import Department
from bot.workflows.mentions import by_name, cut, take_person, take_unknown
from bot.workflows.questions import Reading, Typed, Unreadable, typed

MOST_PROMISES = 20
"""More than this at one delivery is a work order, and no longer fits on a card."""

LONGEST_PROMISE = 200

WORDS_OF_NO_NAME = 5
"""So many words in a row are not taken for somebody's name."""

NOTHING = "nothing"
"""The answer that says that nothing is owed. Silence says nothing of the kind."""

_DEPARTMENTS = {
    "service": Department.SERVICE,
    "shop": Department.SERVICE,
    "svc": Department.SERVICE,
    "parts": Department.PARTS,
    "sales": Department.SALES,
}
_NAMES = "|".join(_DEPARTMENTS)
_TO_AT_START = re.compile(
    rf"(?:to\s+)?(?:the\s+)?({_NAMES})(?:\s+dep(?:t\b\.?|artment\b))?(?![\w-])[\s,;:|]*", re.I
)
_FIRST_WORD = re.compile(r"(?:to\s+)?([a-z]{4,9})(?![\w-])[\s,;:|]*", re.I)
_NEARLY = 0.85
"""How much of a department's name is right when it is taken for one: "serivce" is, and the family
names Salas and Parks are not."""
_TO_ANYWHERE = re.compile(rf"(?<![\w-])to\s+(?:the\s+)?({_NAMES})(?![\w-])", re.I)

# A comma is often left out before a word that says what comes next.
_BEFORE_KEYWORD = re.compile(
    r"(?<![,;|\s])\s+(?=(?:(?:stk|stock|vin)\b[\s#:.]*(?:no\.?\s*)?\w*\d"
    r"|(?:delivery|delivered|deliver|deliv|del|pickup)\s+(?:(?:at|on|by|is)\s+)?"
    r"(?:\d|to(?:day|night|morrow)|noon|next|mon|tue|wed|thu|fri|sat|sun)))",
    re.I,
)
_PIECES = re.compile(r"[;|]|(?<!\d),|,(?!\d)")
"""What parts one line: a comma within "$1,200" does not."""
_OWES = (
    r"(?<![\w-])(?:we\s+)?(?:(?:is|are)\s+)?(?:still\s+)?"
    r"(?:we-?owes?|owe[ds]?(?!\s+us\b)|due[\s-]bill)(?![\w-])(?:\s+(?:him|her|them)\b)?"
)
_OWED = re.compile(rf"{_OWES}\s*[:=-]?", re.I)
_OWED_LIST = re.compile(rf"{_OWES}\s*:\s*\S", re.I)
"""What follows to the end of the line is owed too."""
_NONE = re.compile(r"(?:nothing|none|no|n/?a|zero|0|-)[.! ]*", re.I)
_BULLET = re.compile(r"\s*(?:[-*•▫◦]|\d{1,2}[.)])\s+")
_LAST_TIME = re.compile(
    r",\s+(?=(?:(?:today|tonight|tomorrow|tmrw|tmr|(?:mon|tues|wednes|thurs|fri|satur)day|mon"
    r"|tues?|wed|thu(?:rs?)?|fri|sat)"
    r"(?:\s+(?:at\s+)?(?:\d{1,2}(?::\d\d)?\s?(?:[ap]m?)?|am|pm|noon|morning|afternoon|eod))?"
    r"|\d{1,2}(?::\d\d)?\s?[ap]m|noon|eod|cob)$)",
    re.I,
)
"""Where a time that nothing announces stands last, by itself."""
_DANGLING = re.compile(r"\s+(?:for|on|of|to|about)$", re.I)
_NO_NAME = re.compile(
    rf"^(?:\d+x?|an?|some|two|three|four|five|six)\s+[a-z]|^(?i:please|pls|needs?|call|check)\b|(?i:{_DANGLING.pattern})"
)
"""Words that are what is needed, though they stand where the customer's name does."""
_CUSTOMER_LEAD = re.compile(r"(?:for|customer|cust\.?|client)(?:\s*:\s*|\s+)(?=\S)", re.I)


@dataclass(frozen=True, slots=True)
class TypedPromise:
    """One thing owed, as typed. What was not named has its default."""

    what: str
    due_at: datetime | None = None
    owner: Person | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed to the buyer: promises, or the word that nothing is, or no answer yet."""

    promises: tuple[TypedPromise, ...] = ()
    nothing: bool = False


def owed_of(answers: Typed) -> Owed:
    """What the answers say of it."""
    found = answers.values.get("owed")
    return found if isinstance(found, Owed) else Owed()


def read_owed(value: Value, reading: Reading) -> Owed:
    """One promise per line: "second key by Fri". Raises `Unreadable`."""
    whole = typed(value)
    if _is_nothing(whole):
        return Owed(nothing=True)
    rows = [_BULLET.sub("", row, count=1) for row in re.split(r"[\n;]", whole)]
    promises = tuple(_promise(row, reading) for row in rows if plain(row))
    if len(promises) > MOST_PROMISES:
        raise Unreadable(
            f"That is {len(promises)} things; one hand-off takes up to {MOST_PROMISES}."
        )
    return Owed(promises)


def _is_nothing(words: str) -> bool:
    return _NONE.fullmatch(plain(_OWED.sub("", words, count=1))) is not None


def _promise(row: str, reading: Reading) -> TypedPromise:
    entry = Entry(row, reading.now, reading.hours)
    due = entry.take_time("by", "due", "before")
    if entry.complaints:
        raise Unreadable(entry.complaints[0])
    owner = take_person(entry)
    what = by_name(_without_owed(entry.rest))
    if not what:
        raise Unreadable("What is owed? Write it like: second key by Fri.")
    if len(what) > LONGEST_PROMISE:
        raise Unreadable(
            f"“{plain(what, 30)}” has {len(what)} characters; a promise takes {LONGEST_PROMISE}."
        )
    if due and due.moved:
        reading.notes.append(due.moved)
    return TypedPromise(what, due.at if due else None, owner)


def _without_owed(words: str) -> str:
    """What of "two keys owed", or of "we still owe two keys"."""
    return plain(_OWED.sub(" ", words, count=1)).strip(" ,;:.-")


def read_line(entry: Entry) -> Understood:
    """`service Maria Lopez, stk 4471, delivery 5pm, two keys owed`."""
    values: dict[str, Value] = {}
    _take_department(entry, values)
    entry.rest = _BEFORE_KEYWORD.sub(", ", entry.rest)
    if delivery := entry.take_time(*_DELIVERY):
        values["delivery"] = delivery.typed
    if vin := entry.take_vin():
        values["vin"] = vin.number
    for name, taken in (
        ("stock", entry.take_stock()),
        ("phone", entry.take_phone()),
        ("ro", entry.take_ro()),
    ):
        if taken:
            values[name] = taken
    pieces = _pieces(entry.rest)
    listed = next((n for n, piece in enumerate(pieces) if _OWED_LIST.search(piece)), len(pieces))
    owed = [piece for n, piece in enumerate(pieces) if n >= listed or _OWED.search(piece)]
    if owed:
        things = [_without_owed(piece) for piece in owed if not _is_nothing(piece)]
        values["owed"] = "\n".join(things) or NOTHING
    entry.rest = ", ".join(piece for piece in pieces if piece not in owed)
    entry.rest = _LAST_TIME.sub(", by ", entry.rest)
    if by := entry.take_time("by", "due", "before"):
        values["by"] = by.typed
    complaints = _take_people(entry, values)
    _take_words(entry, values)
    for name, raw in entry.kept.items():
        values.setdefault(name, raw)
    if "department" not in values:
        complaints.insert(0, "Which department gets it? Start with service, parts or sales.")
    return Understood(values, (*complaints, *entry.complaints))


_DELIVERY = ("delivery", "delivered", "deliver", "deliv", "del", "pickup", "pick up")


def _pieces(words: str) -> list[str]:
    return [piece.strip() for piece in _PIECES.split(words) if piece.strip()]


def _take_department(entry: Entry, values: dict[str, Value]) -> None:
    found = _TO_AT_START.match(entry.rest) or _TO_ANYWHERE.search(entry.rest)
    name = found[1].lower() if found else None
    if found is None and (first := _FIRST_WORD.match(entry.rest)):
        nearly = get_close_matches(first[1].lower(), _DEPARTMENTS, 1, _NEARLY)
        found, name = (first, nearly[0]) if nearly else (None, None)
    if found and name:
        values["department"] = _DEPARTMENTS[name].value
        entry.rest = cut(entry.rest, found)


def _take_people(entry: Entry, values: dict[str, Value]) -> list[str]:
    """The first person named is the advisor. A name that the platform did not turn into a person
    is not guessed at."""
    if person := take_person(entry):
        values["advisor"] = str(person)
    unknown = take_unknown(entry)
    return [unknown] if unknown else []


def _take_words(entry: Entry, values: dict[str, Value]) -> None:
    """What is left: the customer up to the first comma, then what is needed. Many words alone, of
    no vehicle, are no name but what is needed."""
    pieces = _pieces(entry.rest)
    if not pieces:
        return
    about_vehicle = values.keys() & {"delivery", "stock", "vin", "owed"}
    if len(pieces) == 1 and len(pieces[0].split()) >= WORDS_OF_NO_NAME and not about_vehicle:
        values["what"] = pieces[0]
        return
    customer = _CUSTOMER_LEAD.sub("", pieces[0], count=1).strip("\"' ")
    if _NO_NAME.search(customer) and "delivery" not in values:
        values["what"] = ", ".join([_DANGLING.sub("", pieces[0]), *pieces[1:]])
        return
    values["customer"] = customer
    if len(pieces) > 1:
        values["what"] = ", ".join(pieces[1:])
