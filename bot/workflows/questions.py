"""Questions: a form's field together with the rule that reads what was typed into it.

The same question serves the form, the one-line entry and every step that asks something, so a value
is read in one way wherever it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.chat.address import Channel, Person
from bot.chat.form import Choice, Field, Kind, Value
from bot.trade.hours import OpeningHours
from bot.trade.money import NotMoney, read_money
from bot.trade.vin import BadVin, Vin, read_vin
from bot.trade.when import NotATime, read_later_day, read_time, say_time
from bot.trade.words import plain
from bot.workflows.mentions import by_name


class BadAnswers(ValueError):
    """Some answers cannot be read. `errors` has one sentence per field; what was typed is kept."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


class Unreadable(ValueError):
    """One answer cannot be read. The message is the sentence for the person who typed it."""


@dataclass(slots=True)
class Reading:
    """What reading needs to know: the moment, and the hours a typed time is meant in.

    `notes` collects what the person should hear although his answer was fine.
    """

    now: datetime
    hours: OpeningHours
    notes: list[str] = field(default_factory=list)


Reader = Callable[[Value, Reading], object]


@dataclass(frozen=True, slots=True)
class Question:
    """A field and its reader. The reader raises `Unreadable` with a sentence."""

    field: Field
    read: Reader


def typed(value: Value) -> str:
    """A value as one string: the first of several."""
    if isinstance(value, str):
        return value
    return value[0] if value else ""


def _line(value: Value, reading: Reading) -> str:
    return plain(by_name(typed(value)), 500)


def _lines(value: Value, reading: Reading) -> str:
    rows = (plain(row, 3000) for row in by_name(typed(value)).splitlines())
    return "\n".join(row for row in rows if row)


def _money(value: Value, reading: Reading) -> int:
    try:
        return read_money(typed(value))
    except NotMoney as problem:
        raise Unreadable(str(problem)) from None


def _time(value: Value, reading: Reading) -> datetime:
    try:
        found = read_time(typed(value), reading.now, reading.hours)
    except NotATime as problem:
        raise Unreadable(str(problem)) from None
    if found.moved:
        reading.notes.append(found.moved)
    elif not reading.hours.is_staffed(found.at):
        when = say_time(found.at, reading.hours.zone)
        reading.notes.append(f"You wrote {when}; we are closed then.")
    return found.at


def _day(value: Value, reading: Reading) -> date:
    try:
        return read_later_day(typed(value), reading.now, reading.hours)
    except NotATime as problem:
        raise Unreadable(str(problem)) from None


def _person(value: Value, reading: Reading) -> Person:
    try:
        return Person.read(typed(value))
    except ValueError:
        raise Unreadable("Pick somebody from the list.") from None


def _people(value: Value, reading: Reading) -> tuple[Person, ...]:
    several = (value,) if isinstance(value, str) else value
    return tuple(Person.read(each) for each in several if each)


def _channel(value: Value, reading: Reading) -> Channel:
    try:
        return Channel.read(typed(value))
    except ValueError:
        raise Unreadable("Pick a channel from the list.") from None


def _number(value: Value, reading: Reading) -> int:
    bare = re.sub(r"[\s,]", "", typed(value))
    thousands = re.fullmatch(r"(\d{1,3}(?:\.\d)?)[kK]", bare)
    if thousands:
        return int(float(thousands[1]) * 1000)
    if re.fullmatch(r"[0-9]{1,7}", bare):
        return int(bare)
    raise Unreadable("Write a whole number, like 88000.")


def words(name: str, label: str, **more: object) -> Question:
    """A short answer in words, on one line."""
    return _question(name, label, Kind.TEXT, _line, more)


def story(name: str, label: str, **more: object) -> Question:
    """A longer answer, several lines."""
    return _question(name, label, Kind.LONG_TEXT, _lines, {"longest": 3000, **more})


def money(name: str, label: str, **more: object) -> Question:
    """An amount, read as USD cents."""
    return _question(name, label, Kind.MONEY, _money, {"longest": 20, **more})


def number(name: str, label: str, **more: object) -> Question:
    """A whole number."""
    return _question(name, label, Kind.NUMBER, _number, {"longest": 12, **more})


def moment(name: str, label: str, **more: object) -> Question:
    """A time, in the store's zone."""
    return _question(
        name, label, Kind.TIME, _time, {"longest": 60, "example": "3pm, tomorrow 9am", **more}
    )


def day(name: str, label: str, **more: object) -> Question:
    """A day to come, in the store's zone: one until which something is put off."""
    return _question(
        name, label, Kind.DAY, _day, {"longest": 40, "example": "Fri, 11/30, next week", **more}
    )


def person(name: str, label: str, **more: object) -> Question:
    """Somebody in the workspace."""
    return _question(name, label, Kind.PERSON, _person, more)


def people(name: str, label: str, **more: object) -> Question:
    """Several people in the workspace."""
    return _question(name, label, Kind.PEOPLE, _people, more)


def channel(name: str, label: str, **more: object) -> Question:
    """A channel of the workspace."""
    return _question(name, label, Kind.CHANNEL, _channel, more)


def choice(name: str, label: str, options: Sequence[tuple[str, str]], **more: object) -> Question:
    """One of a few answers, given as (value, label)."""
    offered = tuple(Choice(value, label_) for value, label_ in options)
    known = {each.value for each in offered}

    def read(value: Value, reading: Reading) -> str:
        if typed(value) not in known:
            raise Unreadable("Pick one of the choices.")
        return typed(value)

    return _question(name, label, Kind.CHOICE, read, {"choices": offered, **more})


def choices(name: str, label: str, options: Sequence[tuple[str, str]], **more: object) -> Question:
    """Any of a few answers, given as (value, label)."""
    offered = tuple(Choice(value, label_) for value, label_ in options)
    known = {each.value for each in offered}

    def read(value: Value, reading: Reading) -> tuple[str, ...]:
        several = (value,) if isinstance(value, str) else value
        chosen = tuple(each for each in several if each in known)
        if more.get("required") and not chosen:
            raise Unreadable("What you picked is settled already. Please pick again.")
        return chosen

    return _question(name, label, Kind.CHOICES, read, {"choices": offered, **more})


def unless_changed(question: Question, shown: str, value: object) -> Question:
    """The question with an answer already in it: left as shown, it keeps its value, even a time
    that has passed since."""

    def read(given: Value, reading: Reading) -> object:
        return value if shown and typed(given).strip() == shown else question.read(given, reading)

    return Question(question.field, read)


def _question(
    name: str, label: str, kind: Kind, read: Reader, more: Mapping[str, object]
) -> Question:
    return Question(Field(name, label, kind, **more), read)  # type: ignore[arg-type]  # The callers above name only fields of Field.


def required(question: Question) -> Question:
    """The same question, which must be answered."""
    return replace(question, field=replace(question.field, required=True))


def _ro(value: Value, reading: Reading) -> str:
    found = re.fullmatch(r"(?:ro)?\s*#?\s*([0-9]{4,8})", plain(typed(value), 60), re.IGNORECASE)
    if not found:
        raise Unreadable("An RO number has 4 to 8 digits, like 48213.")
    return found[1]


def _stock(value: Value, reading: Reading) -> str:
    bare = plain(typed(value), 60).upper().lstrip("#").strip()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{0,15}", bare):
        raise Unreadable("A stock number is letters and digits, like 4471 or T4471A.")
    return bare


def _vin(value: Value, reading: Reading) -> Vin:
    try:
        found = read_vin(typed(value))
    except BadVin as problem:
        raise Unreadable(str(problem)) from None
    if not found.check_digit_ok:
        reading.notes.append(
            f"The check digit of VIN {found.number} does not fit. Please look at it once more."
        )
    return found


RO = Question(Field("ro", "RO number", Kind.TEXT, example="48213", longest=20), _ro)
STOCK = Question(Field("stock", "Stock number", Kind.TEXT, example="4471", longest=20), _stock)
VIN = Question(
    Field("vin", "VIN", Kind.TEXT, example="1HGCM82633A004352", hint="17 letters and digits."), _vin
)
CUSTOMER = words("customer", "Customer", example="Maria Lopez")
PHONE = words("phone", "Customer's phone", example="(555) 010-4477", longest=40)
VEHICLE = words("vehicle", "Vehicle", example="2016 Ford F-150")
MILEAGE = number("mileage", "Mileage", example="88000")


@dataclass(frozen=True, slots=True)
class Typed:
    """Answers read: the value each question's reader gave. What was left empty is not there."""

    values: Mapping[str, object]
    notes: tuple[str, ...] = ()

    def text(self, name: str) -> str | None:
        """Words, a number of digits or one choice."""
        value = self.values.get(name)
        return value if isinstance(value, str) and value else None

    def whole(self, name: str) -> int | None:
        """A number, or an amount in cents."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def time(self, name: str) -> datetime | None:
        """An instant, aware, in UTC."""
        value = self.values.get(name)
        return value if isinstance(value, datetime) else None

    def day(self, name: str) -> date | None:
        """A day of the store's calendar."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def person(self, name: str) -> Person | None:
        """Somebody in the workspace."""
        value = self.values.get(name)
        return value if isinstance(value, Person) else None

    def people(self, name: str) -> tuple[Person, ...]:
        """Several people; none when nobody was chosen."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()

    def channel(self, name: str) -> Channel | None:
        """A channel of the workspace."""
        value = self.values.get(name)
        return value if isinstance(value, Channel) else None

    def chosen(self, name: str) -> tuple[str, ...]:
        """The ticked values; none when nothing was ticked."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()

    def vin(self, name: str = "vin") -> Vin | None:
        """A VIN that was read without complaint."""
        value = self.values.get(name)
        return value if isinstance(value, Vin) else None


def read(questions: Sequence[Question], raw: Mapping[str, Value], reading: Reading) -> Typed:
    """What was typed, read by each question. Raises `BadAnswers` naming every field at once."""
    typed_, errors = read_what_can_be(questions, raw, reading)
    if errors:
        raise BadAnswers(errors)
    return typed_


def read_what_can_be(
    questions: Sequence[Question], raw: Mapping[str, Value], reading: Reading
) -> tuple[Typed, dict[str, str]]:
    """The same for a form with rules across its fields: what could be read, and the errors so far,
    so that whoever adds his own can name all of them at once."""
    values: dict[str, object] = {}
    errors: dict[str, str] = {}
    for question in questions:
        name = question.field.name
        given = raw.get(name, "")
        if not (given.strip() if isinstance(given, str) else given):
            if question.field.required:
                errors[name] = "This one is needed."
            continue
        if isinstance(given, str) and len(given) > question.field.longest:
            errors[name] = (
                f"That is {len(given):,} characters; {question.field.longest:,} fit here."
            )
            continue
        try:
            values[name] = question.read(given, reading)
        except Unreadable as problem:
            errors[name] = str(problem)
    return Typed(values, tuple(reading.notes)), errors
