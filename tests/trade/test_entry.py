import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.trade.entry import Entry, TypedPart, read_part_lines
from bot.trade.when import say_time
from tests.trade.lakeside import CHICAGO, HOURS, NOW, local


def typed(text: str) -> Entry:
    return Entry(text, NOW, HOURS)


def when(entry: Entry, *after: str) -> str | None:
    found = entry.take_time(*after)
    return say_time(found.at, CHICAGO, NOW) if found else None


# The three examples of the issue.


def test_a_parts_request() -> None:
    entry = typed("48213 2x 04152-YZZA1 oil filter, 1x 90915-YZZD4 by 3pm waiting")
    assert entry.take_ro() == "48213"
    assert entry.take_vin() is None
    assert when(entry, "by", "need by") == "today 3:00 PM"
    assert entry.take_word("waiting", "waiter")
    assert not entry.take_word("down")
    assert read_part_lines(entry.rest) == [
        TypedPart(2, "04152-YZZA1", "oil filter"),
        TypedPart(1, "90915-YZZD4", ""),
    ]
    assert entry.complaints == []


def test_a_lead() -> None:
    entry = typed("48213 est 4200 value 6500 agreed, asked about hybrids")
    assert entry.take_ro() == "48213"
    assert entry.take_money("est", "estimate") == 420_000
    assert entry.take_money("value", "worth") == 650_000
    assert entry.take_word("agreed")
    assert entry.rest == "asked about hybrids"


def test_a_handoff() -> None:
    entry = typed("service Maria Lopez, stk 4471, delivery 5pm, two keys owed")
    assert entry.take_stock() == "4471"
    assert when(entry, "delivery") == "today 5:00 PM"
    assert entry.take_word("service")
    assert entry.rest == "Maria Lopez, two keys owed"


@pytest.mark.parametrize(
    ("text", "ro", "rest"),
    [
        ("48213", "48213", ""),
        ("#48213 oil filter", "48213", "oil filter"),
        ("48213: oil filter", "48213", "oil filter"),
        ("48213 - oil filter", "48213", "oil filter"),
        ("RO48213 oil filter", "48213", "oil filter"),
        ("RO 48213, oil filter", "48213", "oil filter"),
        ("ro# 48213 oil filter", "48213", "oil filter"),
        ("R.O. 48213 oil filter", "48213", "oil filter"),
        ("R/O 48213 oil filter", "48213", "oil filter"),
        ("oil filter for RO 48213, front", "48213", "oil filter, front"),
        ("oil filter, RO number 48213, front", "48213", "oil filter, front"),
        ("٤٨٢١٣ oil filter", "48213", "oil filter"),
        ("1234567 oil filter", "1234567", "oil filter"),
        ("482 oil filter", None, "482 oil filter"),
        ("123456789 oil filter", None, "123456789 oil filter"),
        ("90915-10003 oil filter", None, "90915-10003 oil filter"),
        ("4200.50 estimate", None, "4200.50 estimate"),
        ("$4200 estimate", None, "$4200 estimate"),
        ("4200k", None, "4200k"),
        ("2026-11-30 visit", None, "2026-11-30 visit"),
        ("oil filter 48213", None, "oil filter 48213"),
        ("pro 48213", None, "pro 48213"),
        ("Rosa Diaz", None, "Rosa Diaz"),
    ],
)
def test_repair_orders(text: str, ro: str | None, rest: str) -> None:
    entry = typed(text)
    assert (entry.take_ro(), entry.rest, entry.complaints) == (ro, rest, [])


@pytest.mark.parametrize("text", ["RO 482 oil", "RO: A48213 oil", "oil RO 123456789"])
def test_what_follows_ro_and_is_none_is_explained(text: str) -> None:
    entry = typed(text)
    assert entry.take_ro() is None
    assert entry.rest == "oil"
    assert entry.kept["ro"] in text
    assert entry.complaints[0].startswith("An RO number has 4 to 8 digits, like 48213;")


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("48213 1HGCM82633A004352 brakes", "1HGCM82633A004352", "48213 brakes"),
        ("vin 1hgcm82633a004352, brakes", "1HGCM82633A004352", "brakes"),
        ("VIN# 1HGCM82633A004352", "1HGCM82633A004352", ""),
        ("48213 04152-YZZA1 brakes", None, "48213 04152-YZZA1 brakes"),
        ("asked about the vin number", None, "asked about the vin number"),
    ],
)
def test_vins(text: str, number: str | None, rest: str) -> None:
    entry = typed(text)
    vin = entry.take_vin()
    assert (vin.number if vin else None, entry.rest, entry.complaints) == (number, rest, [])


@pytest.mark.parametrize(
    ("text", "kept", "says"),
    [
        ("48213 1FTFW1E5OMFA12345 oil", "1FTFW1E5OMFA12345", "A VIN has no O; is it a zero?"),
        ("48213 1HGCM82633A00435 oil", "1HGCM82633A00435", "this one has 16."),
        ("48213 1HGCM82633A0043522 oil", "1HGCM82633A0043522", "this one has 18."),
        ("48213 vin 3A004352 oil", "3A004352", "this one has 8."),
    ],
)
def test_a_bad_vin_is_explained_and_kept(text: str, kept: str, says: str) -> None:
    entry = typed(text)
    assert entry.take_vin() is None
    assert entry.rest == "48213 oil"
    assert entry.kept == {"vin": kept}
    assert says in entry.complaints[0]


@pytest.mark.parametrize(
    ("text", "stock", "rest"),
    [
        ("Lopez, stk 4471, keys", "4471", "Lopez, keys"),
        ("Lopez stock 4471a keys", "4471A", "Lopez keys"),
        ("Lopez stock# 4471", "4471", "Lopez"),
        ("stk#4471 Lopez", "4471", "Lopez"),
        ("stock no. T-4471 Lopez", "T-4471", "Lopez"),
        ("two in stock 4471", None, "two in stock 4471"),
        ("out of stock 20 days", None, "out of stock 20 days"),
        ("stock filter", None, "stock filter"),
    ],
)
def test_stock_numbers(text: str, stock: str | None, rest: str) -> None:
    entry = typed(text)
    assert (entry.take_stock(), entry.rest) == (stock, rest)


@pytest.mark.parametrize(
    ("text", "found", "rest"),
    [
        ("oil filter waiting", True, "oil filter"),
        ("WAITING, oil filter", True, "oil filter"),
        ("oil, waiter, filter", True, "oil, filter"),
        ("oil (waiting) filter", True, "oil filter"),
        ("awaiting filter", False, "awaiting filter"),
        ("non-waiting filter", False, "non-waiting filter"),
    ],
)
def test_words(text: str, found: bool, rest: str) -> None:
    entry = typed(text)
    assert (entry.take_word("waiting", "waiter"), entry.rest) == (found, rest)


def test_phrases() -> None:
    entry = typed("48213 vehicle  down, oil")
    assert entry.take_word("down", "vehicle down")
    assert entry.rest == "48213, oil"


@pytest.mark.parametrize(
    ("text", "means", "rest"),
    [
        ("oil filter by 3pm", "today 3:00 PM", "oil filter"),
        ("by 3pm oil filter", "today 3:00 PM", "oil filter"),
        ("oil, by 3pm, filter", "today 3:00 PM", "oil, filter"),
        ("oil filter need by fri 10:30, ok", "Fri Nov 27, 10:30 AM", "oil filter, ok"),
        ("oil filter by: tomorrow", "Tue Nov 24, 6:00 PM", "oil filter"),
        ("oil filter by 5 please", "today 5:00 PM", "oil filter please"),
        ("oil filter by 3pm.", "today 3:00 PM", "oil filter"),
        ("oil filter by half past 3", "today 3:30 PM", "oil filter"),
        ("oil filter by quarter to 4pm, ok", "today 3:45 PM", "oil filter, ok"),
        ("oil filter by a quarter past 1 tomorrow", "Tue Nov 24, 1:15 PM", "oil filter"),
        ("stop by the shop by noon", "today 12:00 PM", "stop by the shop"),
        ("stop by the shop", None, "stop by the shop"),
        ("approved by 2 managers", None, "approved by 2 managers"),
        ("replaced by 90915-YZZD4", None, "replaced by 90915-YZZD4"),
        ("standby 3pm", None, "standby 3pm"),
        ("by", None, "by"),
        ("", None, ""),
    ],
)
def test_times(text: str, means: str | None, rest: str) -> None:
    entry = typed(text)
    assert when(entry, "by", "need by") == means
    if means is not None:
        assert entry.rest == rest


@pytest.mark.parametrize(
    "text",
    [
        "stop by the shop",
        "okayed by 2 managers",
        "worn by 250 miles",
        "replaced by 90915-YZZD4",
        "standby 3pm",
        "made by hand",
        "checked by two managers",
        "half past due",
    ],
)
def test_a_word_without_a_time_stays_text(text: str) -> None:
    entry = typed(text)
    assert entry.take_time("by") is None
    assert (entry.rest, entry.complaints, entry.kept) == (text, [], {})


@pytest.mark.parametrize(
    ("text", "kept", "says"),
    [
        ("oil by 3ish", "3ish", 'I could not read "3ish" as a time. Try 3pm'),
        ("oil by 1530", "1530", 'I could not read "1530" as a time. Try 3pm'),
        ("oil by 3-5pm", "3-5pm", "could not read"),
        ("oil by three thirty", "three thirty", 'I could not read "three thirty" as a time.'),
        ("by half three, oil", "half three", "could not read"),
        ("by 25:00, oil", "25:00", 'There is no hour "25:00".'),
        ("oil, by 11/20", "11/20", "11/20/2026 is over. Give a time still to come"),
        ("by today 9am oil", "today 9am", "Today 9:00 AM has passed."),
    ],
)
def test_an_unreadable_time_is_explained_and_kept(text: str, kept: str, says: str) -> None:
    entry = typed(text)
    assert entry.take_time("by", "need by") is None
    assert entry.rest == "oil"
    assert entry.kept == {"by": kept}
    assert says in entry.complaints[0]


def test_a_time_that_moves_says_so() -> None:
    entry = Entry("oil by 3pm", local(11, 23, 16), HOURS)
    found = entry.take_time("by")
    assert found is not None
    assert found.moved is not None
    assert found.at == local(11, 24, 15)


def test_a_time_at_the_start() -> None:
    entry = typed("tomorrow 9am first visit")
    assert when(entry) == "Tue Nov 24, 9:00 AM"
    assert entry.rest == "first visit"


@pytest.mark.parametrize(
    ("text", "cents", "rest"),
    [
        ("est 4200 agreed", 420_000, "agreed"),
        ("est $4.2k, agreed", 420_000, "agreed"),
        ("estimate: $4,200.50 agreed", 420_050, "agreed"),
        ("est. ~4200", 420_000, ""),
        ("est - 4200", 420_000, ""),
        ("est about 4,200, agreed", 420_000, "agreed"),
        ("est=4200,agreed", 420_000, "agreed"),
        ("est 4200.", 420_000, ""),
        ("48213 est 4.2 k agreed", 420_000, "48213 agreed"),
        ("est 4200 kids' seats", 420_000, "kids' seats"),
        ("est unknown", None, "est unknown"),
        ("best 4200", None, "best 4200"),
    ],
)
def test_amounts(text: str, cents: int | None, rest: str) -> None:
    entry = typed(text)
    assert (entry.take_money("est", "estimate"), entry.rest) == (cents, rest)
    assert entry.complaints == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("est 4-5k agreed", "4-5k"),
        ("est 4200ish agreed", "4200ish"),
        ("est -4200 agreed", "-4200"),
        ("est $alot agreed", "$alot"),
        ("est 99999999999 agreed", "99999999999"),
        ("est 42,00, agreed", "42,00"),
    ],
)
def test_an_unreadable_amount_is_explained_and_kept(text: str, kept: str) -> None:
    entry = typed(text)
    assert entry.take_money("est", "estimate") is None
    assert entry.rest == "agreed"
    assert entry.kept == {"est": kept}
    assert "Try 4200, $4,200, 4.2k or 4200.50." in entry.complaints[0]


@pytest.mark.parametrize(
    ("text", "miles", "rest"),
    [
        ("F-150, 88k miles, towing", 88_000, "F-150, towing"),
        ("88,000 mi", 88_000, ""),
        ("88000 miles", 88_000, ""),
        ("112.5k mi", 112_500, ""),
        ("mileage: 88k towing", 88_000, "towing"),
        ("odometer 88,000", 88_000, ""),
        ("1,200,000 miles", 1_200_000, ""),
        ("2 minutes", None, "2 minutes"),
        ("miles away", None, "miles away"),
    ],
)
def test_mileage(text: str, miles: int | None, rest: str) -> None:
    entry = typed(text)
    assert (entry.take_mileage(), entry.rest, entry.complaints) == (miles, rest, [])


def test_an_absurd_mileage_is_explained_and_kept() -> None:
    entry = typed("F-150 88000k miles")
    assert entry.take_mileage() is None
    assert entry.kept == {"mileage": "88000k"}
    assert "more than any odometer" in entry.complaints[0]


@pytest.mark.parametrize(
    ("text", "phone", "rest"),
    [
        ("Lopez (555) 010-4477, keys", "(555) 010-4477", "Lopez, keys"),
        ("Lopez 555-010-4477", "(555) 010-4477", "Lopez"),
        ("Lopez 555.010.4477", "(555) 010-4477", "Lopez"),
        ("Lopez +1 555 010 4477", "(555) 010-4477", "Lopez"),
        ("Lopez cell: 5550104477", "(555) 010-4477", "Lopez"),
        ("Lopez 5550104477", None, "Lopez 5550104477"),
        ("90915-10003 gasket", None, "90915-10003 gasket"),
        ("9091510003 gasket", None, "9091510003 gasket"),
    ],
)
def test_phones(text: str, phone: str | None, rest: str) -> None:
    entry = typed(text)
    assert (entry.take_phone(), entry.rest) == (phone, rest)


def test_rows_pasted_from_a_spreadsheet_stay_rows() -> None:
    entry = typed("48213\r\n04152-YZZA1\t2\toil filter\r\n90915-YZZD4\t1\t\r\nby 3pm\r\n")
    assert entry.take_ro() == "48213"
    assert when(entry, "by") == "today 3:00 PM"
    assert entry.rest == "04152-YZZA1 | 2 | oil filter; 90915-YZZD4 | 1"
    assert read_part_lines(entry.rest) == [
        TypedPart(2, "04152-YZZA1", "oil filter"),
        TypedPart(1, "90915-YZZD4", ""),
    ]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("\u201cMaria\u2019s\u201d \u2013 keys", '"Maria\'s" - keys'),
        ("Maria\u00a0Lopez\u2003keys", "Maria Lopez keys"),
        ("مريم 👨‍👩‍👧 <!channel>", "مريم 👨‍👩‍👧 <!channel>"),
        ("a\u202eb", "ab"),
        (" , Lopez ; ", "Lopez"),
    ],
)
def test_what_was_pasted_is_levelled(text: str, rest: str) -> None:
    assert typed(text).rest == rest


def test_a_long_description_is_kept_whole() -> None:
    story = " ".join(["the truck shudders"] * 160)
    entry = typed(f"48213 {story} by 3pm")
    assert entry.take_ro() == "48213"
    assert when(entry, "by") == "today 3:00 PM"
    assert entry.rest == story


def take_all(entry: Entry) -> None:
    entry.take_word("waiting")
    entry.take_ro()
    entry.take_vin()
    entry.take_stock()
    entry.take_time("by", "delivery")
    entry.take_money("est", "value")
    entry.take_mileage()
    entry.take_phone()
    entry.take_time()


PIECES = st.sampled_from(
    ["48213", "RO", "#", "by", "3pm", "3ish", "est", "4200", "$4.2k", "-", ",", ";", "|", "\t",
     "\n", "stk", "4471", "1HGCM82633A004352", "1FTFW1E5OMFA12345", "VIN", "waiting", "(555)",
     "010-4477", "88k", "miles", "tomorrow", "11/20", "مريم", "👍🏽", "\u00a0", "value", "."]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=200))
def test_any_text_can_be_taken_apart(text: str) -> None:
    entry = typed(text)
    before = len(entry.rest)
    take_all(entry)
    assert len(entry.rest) <= before
    assert entry.rest == entry.rest.strip()
    assert "  " not in entry.rest
    assert len(entry.complaints) >= len(entry.kept)
    assert all(sentence.endswith(".") for sentence in entry.complaints)


WORDS = st.lists(st.sampled_from(["towing", "Lopez", "asked", "keys", "hybrid"]), max_size=3)


@given(WORDS, st.permutations(["est 4200", "by 3pm", "stk 4471", "88k miles", "agreed"]), WORDS)
def test_the_order_does_not_matter(before: list[str], pieces: list[str], after: list[str]) -> None:
    entry = typed(", ".join([" ".join(before), *pieces, " ".join(after)]))
    assert entry.take_money("est") == 420_000
    assert when(entry, "by") == "today 3:00 PM"
    assert entry.take_stock() == "4471"
    assert entry.take_mileage() == 88_000
    assert entry.take_word("agreed")
    assert entry.rest.replace(",", "").split() == before + after


@pytest.mark.parametrize(
    "hostile",
    ["by " * 5000, "est " * 5000, "\t" * 20_000, " \n" * 20_000, "RO " * 5000, "vin " * 5000,
     "9" * 20_000, "9," * 9000, "5" * 10_000 + "x", "stk-" * 5000, "(555) " * 5000, "\x1c" * 20_000,
     "by 3" * 5000, "-" * 20_000, "a1" * 10_000, "\u00a0" * 20_000, "by 3ish " * 3000],
)  # fmt: skip
@pytest.mark.timeout(20)
def test_hostile_text_comes_to_an_end(hostile: str) -> None:
    take_all(typed(hostile))
