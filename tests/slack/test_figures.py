"""Tables and charts as Slack's own blocks, and as words."""

from typing import Any

import pytest

from bot.chat.address import Channel, Person
from bot.chat.card import Card, Chart, ChartKind, Line, Section, Series, Table
from bot.chat.figures import in_words
from bot.chat.slack.cards import SMALL, draw, draw_modal
from bot.chat.slack.charts import draw_chart
from bot.chat.slack.tables import draw_tables
from bot.chat.slack.words import weigh
from bot.chat.text import Bold, ItemLink, Text
from tests.slack.checker import check_message, check_view, texts_of

URL = "https://lakeside.slack.com"
WORDS: Text = ("Parts answered in ", Bold("24 minutes"), " on Wednesday; the target is 30.")
CHART = Chart(
    "Minutes until parts answers",
    ChartKind.LINE,
    ("Mon", "Tue", "Wed"),
    (Series("Lakeside", (41.0, 33.5, 24.0)), Series("Target", (30, 30, 30))),
    WORDS,
)
LATE = ItemLink("P-48", 48, Channel("slack", "C0PARTS"), "1700000000.000100")
PEOPLE = Table(
    "Answers by person",
    ("Who", "Answered", "Median", "Value", "Oldest"),
    (
        ((Person("slack", "U0SAM"),), ("1,012",), ("24 min",), ("$1,250.50",), (LATE, " in bin 4")),
        (("Joan & <!here>",), ("7",), ("1 min",), ("-$80",), ()),
    ),
)
GUESTS = Table(
    "Guests", ("Day", "Who"), ((("Mon",), ("Dana",)), (("Tue",), (Bold("Sam"), " or\nJoan")))
)
CARD = Card("Friday", "Friday: 3 are late", tables=(PEOPLE, GUESTS), chart=CHART)


def axes(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    (chart,) = (block["chart"] for block in blocks if block["type"] == "data_visualization")
    return dict(chart)


def drawn(chart: Chart) -> dict[str, Any]:
    block = draw_chart(chart)
    assert block is not None
    check_message("x", [block])
    return dict(block["chart"])


def table(rows: int, *cells: Text) -> Table:
    return Table("Lines", tuple(f"Column {n}" for n in range(len(cells))), (cells,) * rows)


def test_tables_and_the_chart_stand_between_the_lists_and_the_buttons() -> None:
    card = Card(
        "Friday",
        "Friday: 3 are late",
        sections=(Section("Late", (Line(("P-48",)),)),),
        footer=("Counted at 7:30 AM",),
        tables=(PEOPLE, GUESTS),
        chart=CHART,
    )
    message = draw(card, URL)
    check_message(message.text, message.blocks)
    assert message.text == "Friday: 3 are late"
    assert [block["type"] for block in message.blocks] == [
        "header",
        "section",
        "data_table",
        "section",
        "table",
        "section",
        "data_visualization",
        "context",
    ]
    # The words are always there, whatever becomes of the picture.
    assert "Parts answered in *24 minutes* on Wednesday; the target is 30." in texts_of(
        message.blocks
    )


def test_figures_can_be_sorted_and_names_and_links_are_kept() -> None:
    (block,) = draw_tables([PEOPLE], URL, 9, 5000)
    check_message("x", [block])
    assert block["caption"] == "Answers by person"
    assert block["page_size"] == 2
    header, sam, joan = block["rows"]
    assert [cell["text"] for cell in header] == list(PEOPLE.header)
    assert sam[0]["elements"][0]["elements"] == [{"type": "user", "user_id": "U0SAM"}]
    assert sam[1] == {"type": "raw_number", "value": 1012, "text": "1,012"}
    assert sam[2] == {"type": "raw_number", "value": 24, "text": "24 min"}
    assert sam[3] == {"type": "raw_number", "value": 1250.5, "text": "$1,250.50"}
    assert sam[4]["elements"][0]["elements"] == [
        {
            "type": "link",
            "url": f"{URL}/archives/C0PARTS/p1700000000000100",
            "text": "P-48",
        },
        {"type": "text", "text": " in bin 4"},
    ]
    # A cell shows what was typed as it is, and one without words shows a dash.
    assert joan[0] == {"type": "raw_text", "text": "Joan & <!here>"}
    assert joan[3]["value"] == -80
    assert joan[4] == {"type": "raw_text", "text": "–"}


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (("38%", "4.5 %", "–"), [38, 4.5, None]),
        (("1 day", "12 days"), [1, 12]),
        (("\N{MINUS SIGN}4", "-4", "+4"), [-4, -4, 4]),
        (("5 min", "1 h"), [None, None]),
        (("1 h 10 min",), [None]),
        (("12", "many"), [None, None]),
        (("1e999", "9" * 16), [None, None]),
        (("٣",), [None]),
        (("1,25",), [None]),
        (("", "–"), [None, None]),
    ],
)
def test_a_column_of_one_kind_of_figures_is_one_to_sort_by(
    column: tuple[str, ...], values: list[float | None]
) -> None:
    rows: tuple[tuple[Text, ...], ...] = tuple((("x",), (cell,)) for cell in column)
    *_, block = draw_tables([Table("Figures", ("Who", "What"), rows)], URL, 9, 5000)
    assert [row[1].get("value") for row in block["rows"][1:]] == values
    assert block["type"] == ("data_table" if any(values) else "table")


def test_a_table_without_figures_is_a_plain_one_and_there_is_one_of_those() -> None:
    heading, first, second = draw_tables([GUESTS, GUESTS], URL, 9, 5000)
    check_message("x", [heading, first, second])
    assert texts_of(heading) == ["*Guests*"]
    assert (first["type"], second["type"]) == ("table", "data_table")
    assert first["rows"][2][1]["elements"][0]["elements"] == [
        {"type": "text", "text": "Sam", "style": {"bold": True}},
        {"type": "text", "text": " or Joan"},
    ]


def test_a_long_table_says_how_much_of_it_is_shown() -> None:
    (whole,) = draw_tables([table(15, ("a",), ("1",))], URL, 9, 9000)
    assert (whole["caption"], whole["page_size"]) == ("Lines", 15)
    (paged,) = draw_tables([table(40, ("a",), ("1",))], URL, 9, 9000)
    assert (paged["caption"], paged["page_size"]) == ("Lines", 10)
    (many,) = draw_tables([table(400, ("a",), ("1",))], URL, 9, 9000)
    assert many["caption"] == "Lines (the first 99 of 400)"
    check_message("x", [many])
    (tight,) = draw_tables([table(40, ("a" * 100,), ("1",))], URL, 9, 1000)
    assert tight["caption"] == "Lines (the first 8 of 40)"
    assert weigh(tight) <= 1000


def test_a_table_that_has_no_room_at_all_is_named() -> None:
    wide = table(4, *[("a" * 200,)] * 20)
    (block,) = draw_tables([wide], URL, 9, 1000)
    assert texts_of(block) == ["*Lines* is too long to be shown here."]


def test_rows_of_any_length_are_as_wide_as_the_widest() -> None:
    ragged = Table("", ("A",), ((("1",), ("2",), ("3",)), (), (("4",),)))
    (block,) = draw_tables([ragged], URL, 9, 5000)
    check_message("x", [block])
    assert block["caption"] == "A"
    assert [len(row) for row in block["rows"]] == [3, 3, 3, 3]


def test_nothing_is_drawn_of_a_table_without_rows() -> None:
    assert draw_tables([Table("Late", ("Who",), ()), Table("", (), ((),))], URL, 9, 5000) == []


def test_a_chart_is_drawn_as_it_is() -> None:
    assert drawn(CHART) == {
        "type": "line",
        "series": [
            {
                "name": "Lakeside",
                "data": [
                    {"label": "Mon", "value": 41},
                    {"label": "Tue", "value": 33.5},
                    {"label": "Wed", "value": 24},
                ],
            },
            {
                "name": "Target",
                "data": [{"label": day, "value": 30} for day in ("Mon", "Tue", "Wed")],
            },
        ],
        "axis_config": {"categories": ["Mon", "Tue", "Wed"]},
    }


def test_a_day_that_nobody_measured_is_left_out() -> None:
    missing = Series("Lakeside", (41.0, float("nan")))
    target = CHART.series[1]
    gone = Series("Gone", (float("inf"),) * 3)
    made = drawn(Chart("", ChartKind.BAR, CHART.categories, (missing, target, gone), ()))
    assert made["axis_config"]["categories"] == ["Mon"]
    assert [one["name"] for one in made["series"]] == ["Lakeside", "Target"]


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [(ChartKind.AREA, "Day 20", "Day 39"), (ChartKind.BAR, "Day 0", "Day 19")],
)
def test_twenty_categories_are_shown(kind: ChartKind, first: str, last: str) -> None:
    days = tuple(f"Day {n}" for n in range(40))
    one = Series("x", tuple(float(n) for n in range(40)))
    made = drawn(Chart("Days", kind, days, (one,) * 8, ()))
    categories = made["axis_config"]["categories"]
    assert (categories[0], categories[-1], len(categories)) == (first, last, 20)
    assert [each["name"] for each in made["series"]] == ["x", *[f"x ({n})" for n in range(2, 7)]]


def test_long_labels_of_one_beginning_are_told_apart() -> None:
    names = ("Lakeside Motors of Chicago", "Lakeside Motors of Chicopee", "")
    made = drawn(Chart("t" * 80, ChartKind.BAR, names, (Series("", (1.0, 2.0, 3.0)),), ()))
    assert made["axis_config"]["categories"] == ["Lakeside Motors of…", "Lakeside Motors… (2)", "–"]


def test_a_pie_has_six_slices_and_none_of_nothing() -> None:
    values = (5.0, 0.0, -1.0, 9.0, 1.0, 1.0, 2.0, 3.0, float("nan"))
    names = tuple("abcdefghi")
    made = drawn(Chart("Pie", ChartKind.PIE, names, (Series("", values),), ()))
    points = [(point["label"], point["value"]) for point in made["segments"]]
    assert points == [("a", 5), ("d", 9), ("e", 1), ("f", 1), ("g", 2), ("h", 3)]
    more = (*values, 4.0)
    made = drawn(Chart("Pie", ChartKind.PIE, (*names, "j"), (Series("", more),), ()))
    points = [(point["label"], point["value"]) for point in made["segments"]]
    assert points == [("d", 9), ("a", 5), ("j", 4), ("h", 3), ("g", 2), ("Other", 2)]


@pytest.mark.parametrize("kind", ChartKind)
def test_a_chart_of_nothing_is_its_words(kind: ChartKind) -> None:
    nothing = Chart("Answers", kind, ("Mon",), (Series("x", (float("nan"),)),), ("Nobody asked.",))
    message = draw(Card("Friday", "Friday", chart=nothing))
    check_message(message.text, message.blocks)
    assert texts_of(message.blocks) == ["Friday", "*Answers*", "Nobody asked."]
    assert draw_chart(Chart("", kind, (), (), ())) is None


def test_in_words_a_table_is_a_line_for_each_row() -> None:
    lists = in_words(CARD)
    assert isinstance(lists, Card)
    assert (lists.tables, lists.chart) == ((), None)
    message = draw(lists, URL)
    check_message(message.text, message.blocks)
    people, guests, chart = texts_of(message.blocks)[1:]
    assert people == (
        "*Answers by person*\n"
        "Who: Answered · Median · Value · Oldest\n"
        f"<@U0SAM>: 1,012 · 24 min · $1,250.50 · <{URL}/archives/C0PARTS/p1700000000000100|P-48> "
        "in bin 4\n"
        "Joan &amp; &lt;!here&gt;: 7 · 1 min · -$80"
    )
    assert guests == "*Guests*\nDay: Who\nMon: Dana\nTue: *Sam* or\nJoan"
    assert chart.startswith("*Minutes until parts answers*\nParts answered in")


def test_over_the_conversation_everything_is_told_in_words() -> None:
    view = draw_modal(CARD, URL)
    check_view(view)
    assert {block["type"] for block in view["blocks"]} == {"header", "section"}


def test_a_second_try_takes_less_of_a_table() -> None:
    card = Card("Friday", "Friday", tables=(table(90, ("a" * 50,), ("1",)),), chart=CHART)
    large, small = draw(card), draw(card, room=SMALL)
    check_message(small.text, small.blocks)
    assert len(small.blocks) == len(large.blocks)
    assert weigh(small.blocks) < 5000
