"""Cards, forms and texts with the worst that a person may type in them."""

from typing import TypeVar

from hypothesis import strategies as st

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
)
from bot.chat.form import Choice, Field, Form, Kind, Value
from bot.chat.text import Bold, ItemLink, Text

T = TypeVar("T")

NASTY = (
    "",
    " ",
    "\n\n\n",
    "x" * 3000,
    "&" * 3000,
    "<!channel>",
    "<!here|now>",
    "<@U024BE7LH>",
    "<http://evil.example|click>",
    "http://evil.example/?a=1&b=2",
    ":rotating_light: :+1:",
    "10:30:00",
    "``` *bold* _it_ ~no~ `code` ```",
    "````````",
    "> quoted\n> again",
    "مرحبا بالعالم",
    "שלום *עולם*",
    "\u202eevil\u202c",
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 40,
    "\x00\x07\x1b[31mred\x7f",
    "half \ud83d a pair",
    "line\r\nline\tend",
    "• not a line of ours\n• nor this",
    "&amp;lt;",
    "payload=1",
)

words: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=60),
    st.text(st.characters(codec=None, exclude_categories=()), max_size=30),
    st.builds(lambda piece, times: piece * times, st.sampled_from(NASTY), st.integers(1, 3)),
)
ids = st.integers(0, 2**63 - 1)
people = st.one_of(
    st.builds(Person, st.just("slack"), st.sampled_from(("U024BE7LH", "W1", "<!channel>", "u 1"))),
    st.builds(Person, st.just("teams"), st.sampled_from(("29:1a", "<!channel>"))),
)
channels = st.one_of(
    st.builds(Channel, st.just("slack"), st.sampled_from(("C024BE91L", "G1", "<!here>", "x|y"))),
    st.builds(Channel, st.just("teams"), words.filter(bool)),
)
messages = st.sampled_from((None, "1700000000.000100", "><!channel>", ""))
spans = st.one_of(
    words,
    st.builds(Bold, words),
    people,
    channels,
    st.builds(ItemLink, words, ids, st.none() | channels, messages),
)
texts: st.SearchStrategy[Text] = st.lists(spans, max_size=6).map(tuple)
steps = st.sampled_from(("claim", "in_stock", "eta", "done"))
parts = st.sampled_from(("", "1", "l2", "part:with:colons", "p" * 140, "p" * 480, "p" * 1995))
buttons = st.builds(
    Button, steps, words, ids, st.sampled_from(Style), st.one_of(st.just(""), words), parts
)


def _some(each: st.SearchStrategy[T], most: int) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(each, max_size=most).map(tuple)


lines = st.builds(Line, texts, st.none() | buttons)
few_lines = _some(lines, 6)
# The same line many times, since a list of many different ones takes long to make.
many_lines = st.builds(lambda line, times: (line,) * times, lines, st.integers(20, 120))
sections = st.builds(Section, words, few_lines | many_lines)

figures = st.sampled_from(
    ("12", "1,250", "$1,250.50", "38%", "-4", "1e999", "NaN", "\u0663", "")
).map(lambda figure: (figure,))
rows = _some(texts | figures, 25)
# The same row many times, since a table of many different ones takes long to make.
some_rows = _some(rows, 5) | st.builds(
    lambda row, times: (row,) * times, _some(figures, 25) | rows, st.integers(90, 130)
)
tables = st.builds(Table, words, _some(words, 25), some_rows)
values = st.floats() | st.sampled_from((0.0, -1.0, 1e308, 1e-320, float("nan"), float("inf")))
categories = _some(words, 6) | st.integers(0, 30).map(
    lambda count: tuple(f"Category of some length {n}" for n in range(count))
)
charts = st.builds(
    Chart,
    words,
    st.sampled_from(ChartKind),
    categories,
    _some(st.builds(Series, words, _some(values, 25)), 8),
    texts,
)
cards: st.SearchStrategy[Card] = st.builds(
    Card,
    title=words,
    summary=words,
    status=texts,
    urgency=st.sampled_from(Urgency),
    lead=texts,
    facts=_some(st.builds(Fact, words, texts), 14),
    sections=_some(sections, 5),
    buttons=_some(buttons, 30),
    menu=_some(buttons, 8),
    footer=texts,
    tables=_some(tables, 3),
    chart=st.none() | charts,
)

notes = st.builds(Note, texts, _some(buttons, 30))
contents: st.SearchStrategy[Content] = st.one_of(cards, notes, texts)

choices = st.builds(Choice, st.one_of(words, st.sampled_from(("a", "b", "v" * 151))), words)
some_choices = _some(choices, 6) | st.integers(0, 130).map(
    lambda count: tuple(Choice(f"value{n}", f"Label {n}") for n in range(count))
)
typed: st.SearchStrategy[Value] = st.one_of(
    words,
    _some(words, 3),
    st.sampled_from(("value1", "value129", "slack:U1", "teams:x", "slack:<!here>", "nowhere")),
    st.just(("slack:U1", "slack:U2", "junk")),
    st.just(("value1", "value128")),
)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """A form whose fields have names of their own, as Baton's have."""
    kinds = draw(st.lists(st.sampled_from(Kind), max_size=12))
    fields = tuple(
        Field(
            name=f"field{index}",
            label=draw(words),
            kind=kind,
            required=draw(st.booleans()),
            hint=draw(words),
            example=draw(words),
            choices=draw(some_choices),
            longest=draw(st.integers(-1, 5000)),
        )
        for index, kind in enumerate(kinds)
    )
    values = {field.name: draw(typed) for field in fields if draw(st.booleans())}
    context = draw(words.filter(lambda each: len(each) < 400))
    return Form("parts", draw(words), draw(words), fields, values, draw(texts), context)
