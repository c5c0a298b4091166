"""What people type into forms: good, bad and nothing."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from bot.chat.form import Field, Form, Kind, Value
from tests.world import CHANNELS, PEOPLE, STAFF

HOSTILE = "<!channel> 🚚 שלום {payload} & " + "x" * 400

_PEOPLE = [str(PEOPLE[name]) for name in STAFF]
_GOOD: Mapping[Kind, list[Value]] = {
    Kind.TEXT: ["bin 4", "keeps it one more year"],
    Kind.LONG_TEXT: ["two keys\nfloor mats", "1x A-100 filter"],
    Kind.NUMBER: ["88000", "88k"],
    Kind.MONEY: ["4200", "$6,500", "4.2k", "0"],
    Kind.TIME: ["in 30 min", "tomorrow 10am", "next fri 10:30"],
    Kind.DAY: ["fri", "tomorrow", "next week"],
    Kind.PERSON: list(_PEOPLE),
    Kind.PEOPLE: [tuple(_PEOPLE[:2]), tuple(_PEOPLE[3:4])],
    Kind.CHANNEL: [str(channel) for channel in CHANNELS.values()],
}
_BAD: Mapping[Kind, list[Value]] = {
    Kind.TEXT: ["", HOSTILE],
    Kind.LONG_TEXT: ["", HOSTILE, "x\n" * 70],
    Kind.NUMBER: ["", "many", "-1"],
    Kind.MONEY: ["", "-5", "lots"],
    Kind.TIME: ["", "25:00", "yesterday 3pm", "soon"],
    Kind.DAY: ["", "yesterday", "11/31", "soon"],
    Kind.PERSON: ["", "nobody", *(str(person) for person in PEOPLE.values())],
    Kind.PEOPLE: [()],
    Kind.CHANNEL: ["", "nowhere"],
    Kind.CHOICE: ["", "bogus"],
    Kind.CHOICES: [(), ("bogus",)],
}
_BY_NAME: Mapping[str, st.SearchStrategy[Value]] = {
    "ro": st.integers(48_200, 48_999).map(str),
    "vin": st.sampled_from(["1HGCM82633A004352", "5YJ3E1EA7KF317000"]),
    "stock": st.sampled_from(["4471", "T4471A"]),
}


def good_answer(field: Field) -> st.SearchStrategy[Value]:
    """What fits into the field."""
    offered = [choice.value for choice in field.choices]
    if field.kind is Kind.CHOICE:
        return st.sampled_from(offered)
    if field.kind is Kind.CHOICES:
        return st.lists(st.sampled_from(offered), min_size=1, unique=True).map(tuple)
    return _BY_NAME.get(field.name, st.sampled_from(_GOOD[field.kind]))


def any_answer(field: Field) -> st.SearchStrategy[Value]:
    """What fits, what does not, and nothing."""
    return good_answer(field) | st.sampled_from(_BAD[field.kind])


def good_answers(form: Form) -> st.SearchStrategy[dict[str, Value]]:
    """Every field as it should be."""
    return st.fixed_dictionaries({field.name: good_answer(field) for field in form.fields})


def any_answers(form: Form) -> st.SearchStrategy[dict[str, Value]]:
    """Anything in any field. What is not answered keeps what the form held."""
    return st.fixed_dictionaries({}, optional={f.name: any_answer(f) for f in form.fields})
