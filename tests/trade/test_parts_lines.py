from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.trade.entry import BadPartLine, TypedPart, read_part_lines

FILTER = TypedPart(2, "04152-YZZA1", "oil filter")
GASKET = TypedPart(1, "90915-YZZD4", "")


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("2x 04152-YZZA1 oil filter, 1x 90915-YZZD4", [FILTER, GASKET]),
        ("2x 04152-yzza1 oil filter; 90915-yzzd4", [FILTER, GASKET]),
        ("2x 04152-YZZA1 oil filter\n90915-YZZD4\n\n", [FILTER, GASKET]),
        ("2x 04152-YZZA1 oil filter and 1x 90915-YZZD4", [FILTER, GASKET]),
        ("2x 04152-YZZA1 oil filter 1x 90915-YZZD4", [FILTER, GASKET]),
        ("- 2× 04152-YZZA1: oil filter\n• 90915-YZZD4", [FILTER, GASKET]),
        ("1) 04152-YZZA1 oil filter (2)\n2) 90915-YZZD4", [FILTER, GASKET]),
        ("2 04152-YZZA1 oil filter + 1 90915-YZZD4", [FILTER, GASKET]),
        ("04152-YZZA1 oil filter x2 and 90915-YZZD4", [FILTER, GASKET]),
        ("(2) 04152-YZZA1 oil filter, (1) 90915-YZZD4", [FILTER, GASKET]),
        ("1x filter 2x plugs", [TypedPart(1, None, "filter"), TypedPart(2, None, "plugs")]),
        ("1x filter | 2x plugs", [TypedPart(1, None, "filter"), TypedPart(2, None, "plugs")]),
        ("1x 2x4 board", [TypedPart(1, None, "2x4 board")]),
        ("kit at $1,245.00 x2", [TypedPart(2, None, "kit at $1,245.00")]),
        ("", []),
        (" , ;\n", []),
    ],
)
def test_several_parts(typed: str, parts: list[TypedPart]) -> None:
    assert read_part_lines(typed) == parts


@pytest.mark.parametrize(
    "typed",
    [
        "2x 04152-YZZA1 oil filter",
        "2 x 04152-YZZA1 oil filter",
        "x2 04152-YZZA1 oil filter",
        "2 04152-YZZA1 oil filter",
        "2xoil filter 04152-YZZA1",
        "two 04152-YZZA1 oil filter",
        "(2) 04152-YZZA1 oil filter",
        "need 2 04152-YZZA1 oil filter",
        "pls need two 04152-YZZA1 oil filter",
        "“2x 04152-YZZA1” oil filter",
        "2 ea 04152-YZZA1 oil filter",
        "2 pcs of 04152-YZZA1 oil filter",
        "qty 2 04152-YZZA1 oil filter",
        "04152-YZZA1 oil filter qty: 2",
        "04152-YZZA1 oil filter x2",
        "oil filter 04152-YZZA1, 2",
        "04152-YZZA1, 2, oil filter",
        "04152-YZZA1,2,oil filter",
        "04152-YZZA1, qty 2, oil filter",
        # rows pasted from a spreadsheet, and as Entry passes them on
        "04152-YZZA1\t2\toil filter",
        "2\t04152-YZZA1\toil filter",
        "oil filter\t04152-YZZA1\t2 ea",
        "04152-YZZA1\t\t\t2\toil filter",
        "Part Number\tQty\tDescription\n04152-YZZA1\t2\toil filter",
        "04152-YZZA1 | 2 | oil filter",
    ],
)
def test_one_part_in_every_notation(typed: str) -> None:
    assert read_part_lines(typed) == [FILTER]


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("oil filter", TypedPart(1, None, "oil filter")),
        ("2 oil filters", TypedPart(2, None, "oil filters")),
        ("oil filter, 2 ea", TypedPart(2, None, "oil filter")),
        ("FL820S", TypedPart(1, "FL820S", "")),
        ("2 pcs PF48", TypedPart(2, "PF48", "")),
        ("12345678\t2\tfilter", TypedPart(2, "12345678", "filter")),
        ("12345678\tfilter", TypedPart(1, "12345678", "filter")),
        ("cabin filter 87139-yzz08", TypedPart(1, "87139-YZZ08", "cabin filter")),
        ("BR3Z-19G490-A", TypedPart(1, "BR3Z-19G490-A", "")),
        # what is no part number
        ("12 volt battery", TypedPart(1, None, "12 volt battery")),
        ("6 qt 5W-30", TypedPart(1, None, "6 qt 5W-30")),
        ("F-150 floor mats", TypedPart(1, None, "F-150 floor mats")),
        ("225/65R17 tire x4", TypedPart(4, None, "225/65R17 tire")),
        ("2019 mirror", TypedPart(1, None, "2019 mirror")),
        ("M8x1.25 bolt x10", TypedPart(10, None, "M8x1.25 bolt")),
        ("فلتر زيت", TypedPart(1, None, "فلتر زيت")),
        ("٢x 04152-YZZA1 🔧", TypedPart(2, "04152-YZZA1", "🔧")),
    ],
)
def test_one_part(typed: str, part: TypedPart) -> None:
    assert read_part_lines(typed) == [part]


def test_a_plain_list_of_words_is_a_part_each() -> None:
    assert [part.words for part in read_part_lines("oil filter, air filter, wiper")] == [
        "oil filter",
        "air filter",
        "wiper",
    ]


def test_a_list_of_forty_lines() -> None:
    rows = "\n".join(f"{n}x 04152-YZZA{n} filter {n}" for n in range(1, 41))
    parts = read_part_lines(rows)
    assert [part.quantity for part in parts] == list(range(1, 41))
    assert parts[39].number == "04152-YZZA40"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0x 04152-YZZA1", '"0x 04152-YZZA1" asks for 0; a quantity is 1 to 999.'),
        ("oil filter, 1000x 04152-YZZA1", '"1000x 04152-YZZA1" asks for 1,000'),
        ("1,000 washers", '"1,000 washers" asks for 1,000'),
        ("-2x 04152-YZZA1", "asks for -2"),
        ("-2 04152-YZZA1", "below 1"),
        ("04152-YZZA1\t0", "asks for 0"),
        ("2x, 04152-YZZA1 oil filter", '"2x" names no part.'),
        ("2", '"2" names no part.'),
        (f"0x {'filter ' * 50}", "…"),
        ("x," * 5000, "over 200 parts"),
        ("x" * 50_000, "too long"),
    ],
)
def test_a_bad_line_is_named(typed: str, says: str) -> None:
    with pytest.raises(BadPartLine) as refused:
        read_part_lines(typed)
    assert says in str(refused.value)
    assert len(str(refused.value)) < 200


@given(st.text(alphabet="0123456789xX -,;|\t\nqtyea.()/#AZ", max_size=80) | st.text(max_size=200))
def test_any_text_is_parts_or_a_sentence(text: str) -> None:
    said, parts = "", []
    try:
        parts = read_part_lines(text)
    except BadPartLine as refused:
        said = str(refused)
    assert not said or said.endswith(".")
    for part in parts:
        assert 1 <= part.quantity <= 999
        assert part.number or part.words


NUMBERS = st.from_regex(r"[1-9][0-9]{4}-[A-Z]{4}[0-9]{1,2}", fullmatch=True)
WORDS = st.lists(st.sampled_from(["oil", "filter", "front", "left", "kit"]), max_size=3)
PARTS = st.builds(TypedPart, st.integers(1, 999), NUMBERS | st.none(), WORDS.map(" ".join)).filter(
    lambda part: bool(part.number or part.words)
)


@given(st.lists(PARTS, max_size=12), st.sampled_from([", ", "; ", "\n", ",", " and "]))
def test_what_is_written_out_is_read_back(parts: list[TypedPart], between: str) -> None:
    rows = [f"{part.quantity}x {part.number or ''} {part.words}" for part in parts]
    assert read_part_lines(between.join(rows)) == parts


@given(st.lists(PARTS, max_size=12), st.permutations([0, 1, 2]))
def test_a_spreadsheet_is_read_back_in_any_order_of_columns(
    parts: list[TypedPart], order: list[int]
) -> None:
    cells = [(str(part.quantity), part.number or "", part.words) for part in parts]
    rows = ["\t".join(row[column] for column in order) for row in cells]
    assert read_part_lines("\n".join(rows)) == parts


@pytest.mark.parametrize(
    "hostile",
    ["\t" * 39_000, " " * 39_000, "part#" * 7000, "1x " * 13_000, "a" * 39_999, "x 1" * 13_000,
     "9" * 39_000, "- " * 19_000, "1, " * 13_000, "1x a-" * 7000, "\x1c" * 39_000, "|" * 39_000],
)  # fmt: skip
@pytest.mark.timeout(20)
def test_hostile_text_comes_to_an_end(hostile: str) -> None:
    with suppress(BadPartLine):
        read_part_lines(hostile)
