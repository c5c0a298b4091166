"""What one line after `/lead` is understood to say."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.chat.form import Value
from bot.trade.entry import Entry
from bot.trade.hours import OpeningHours, read_hours
from bot.workflows.declare import Understood
from bot.workflows.lead import LEAD
from bot.workflows.lead_line import read_line
from tests.world import CHICAGO, MONDAY

HOURS = OpeningHours(CHICAGO, read_hours("Mon-Fri 9am-8pm, Sat 9am-6pm"))


def understood(line: str, now: datetime = MONDAY) -> Understood:
    return read_line(Entry(line, now, HOURS))


@pytest.mark.parametrize(
    ("line", "values"),
    [
        (
            "48213 est 4200 value 6500 agreed, asked about hybrids",
            {
                "ro": "48213",
                "estimate": "$4,200",
                "trade_value": "$6,500",
                "agreed": "yes",
                "note": "asked about hybrids",
            },
        ),
        (
            "48377 est 9.8k bought 58000 truck down leaves 4pm not asked",
            {
                "ro": "48377",
                "estimate": "$9,800",
                "purchase_price": "$58,000",
                "reason": "downtime",
                "leaves_at": "4pm",
                "agreed": "not_asked",
            },
        ),
        ("48213", {"ro": "48213"}),
        ("#48213 est 4200", {"ro": "48213", "estimate": "$4,200"}),
        ("RO 48213, estimate $4,200.50", {"ro": "48213", "estimate": "$4,200.50"}),
        (
            "est 4200 worth 6500 48213",
            {"ro": "48213", "estimate": "$4,200", "trade_value": "$6,500"},
        ),
        (
            "vin 1hgcm82633a004352 188k miles high mileage",
            {"vin": "1HGCM82633A004352", "mileage": "188000", "reason": "mileage"},
        ),
        (
            "48213 2012 Chevy Silverado 1500 188k miles est 3000",
            {
                "ro": "48213",
                "vehicle": "2012 Chevy Silverado 1500",
                "mileage": "188000",
                "estimate": "$3,000",
            },
        ),
        (
            "2016 Ford F-150 XLT 1FTFW1E50MFA12345 48213 est 4200",
            {
                "vehicle": "2016 Ford F-150 XLT",
                "vin": "1FTFW1E50MFA12345",
                "ro": "48213",
                "estimate": "$4,200",
            },
        ),
        (
            "2016 Ford F-150 48213 in bay 4",
            {"vehicle": "2016 Ford F-150", "ro": "48213", "note": "in bay 4"},
        ),
        (
            "48213 2016 Mercedes-Benz Sprinter 2500, est 4200",
            {"ro": "48213", "vehicle": "2016 Mercedes-Benz Sprinter 2500", "estimate": "$4,200"},
        ),
        (
            "48213 lease end, cell (312) 555-0144",
            {"ro": "48213", "reason": "lease", "phone": "(312) 555-0144"},
        ),
        (
            "48213 out of warranty leaving by 4pm",
            {"ro": "48213", "reason": "warranty", "leaves_at": "4pm"},
        ),
        (
            "48213 excessive repair est 4200",
            {"ro": "48213", "reason": "repair", "estimate": "$4,200"},
        ),
        ("48213 down", {"ro": "48213", "reason": "downtime"}),
        ("48213 could put 2000 down", {"ro": "48213", "note": "could put 2000 down"}),
        ("48213 wants a low down payment", {"ro": "48213", "note": "wants a low down payment"}),
        (
            "48213 customer asked about a hybrid",
            {"ro": "48213", "reason": "asked", "note": "customer asked about a hybrid"},
        ),
        (
            "48213 est 4200 val 6.5k",
            {"ro": "48213", "estimate": "$4,200", "trade_value": "$6,500"},
        ),
        (
            "48213 est 4200, customer Bob Jones wants a hybrid",
            {
                "ro": "48213",
                "estimate": "$4,200",
                "customer": "Bob Jones",
                "note": "wants a hybrid",
            },
        ),
        ("48213 cust: Ana María O'Neil-Ruiz", {"ro": "48213", "customer": "Ana María O'Neil-Ruiz"}),
        ("48213 customer محمد علي", {"ro": "48213", "customer": "محمد علي"}),
        ("48213 customer wants a hybrid", {"ro": "48213", "note": "customer wants a hybrid"}),
        ("48213 value unknown", {"ro": "48213", "note": "value unknown"}),
        ("48213 est tbd", {"ro": "48213", "note": "est tbd"}),
        (
            "48213 asked about the value of his truck",
            {"ro": "48213", "note": "asked about the value of his truck"},
        ),
        (
            "48213 est 4200 trade 6500",
            {"ro": "48213", "estimate": "$4,200", "trade_value": "$6,500"},
        ),
        ("48213 trade in 6.5k", {"ro": "48213", "trade_value": "$6,500"}),
        ("48213 wants to trade 2 cars", {"ro": "48213", "note": "wants to trade 2 cars"}),
        ("48213 has a trade 2019 Acadia", {"ro": "48213", "note": "has a trade 2019 Acadia"}),
        (
            "48213 4.2k est 6.5k value",
            {"ro": "48213", "estimate": "$4,200", "trade_value": "$6,500"},
        ),
        (
            "48213 $4,200 repair, $6,500 trade-in, agreed",
            {"ro": "48213", "estimate": "$4,200", "trade_value": "$6,500", "agreed": "yes"},
        ),
        (
            "48213 est 4200 high mileage 210k",
            {"ro": "48213", "estimate": "$4,200", "mileage": "210000", "reason": "mileage"},
        ),
        # Cells of a spreadsheet, and a phone's quotes.
        (
            "48213\test\t4200\tvalue\t6500",
            {"ro": "48213", "estimate": "$4,200", "trade_value": "$6,500"},
        ),
        (
            "48213 est “4200” value “$6,500” agreed",
            {"ro": "48213", "estimate": "$4,200", "trade_value": "$6,500", "agreed": "yes"},
        ),
        (
            "48213 repair estimate 4200, trade in value 6500",
            {"ro": "48213", "estimate": "$4,200", "trade_value": "$6,500"},
        ),
        ("48213 pickup at 5", {"ro": "48213", "leaves_at": "5"}),
        (
            "48213 his 2014 pickup 3:30pm",
            {"ro": "48213", "leaves_at": "3:30pm", "note": "his 2014"},
        ),
        ("48213 old pickup 5 speed", {"ro": "48213", "note": "old pickup 5 speed"}),
        ("48213 trade 88k miles", {"ro": "48213", "mileage": "88000", "note": "trade"}),
    ],
)
def test_a_line_is_understood(line: str, values: dict[str, Value]) -> None:
    found = understood(line)
    assert found.values == values
    assert found.complaints == ()


@pytest.mark.parametrize(
    ("words", "agreed"),
    [
        ("agreed", "yes"),
        ("agrees to talk", "yes"),
        ("doesn't agree", "no"),
        ("doesn’t agree", "no"),
        ("did not agree", "no"),
        ("not agreed", "no"),
        ("declined", "no"),
        ("not asked", "not_asked"),
        ("not asked yet", "not_asked"),
        ("agreed?", "not_asked"),
        ("customer agreed", "yes"),
        ("cust said yes", "yes"),
        ("customer declined", "no"),
        ("said no", "no"),
    ],
)
def test_the_customers_answer_is_understood(words: str, agreed: str) -> None:
    found = understood(f"48213 est 4200, {words}")
    assert found.values == {"ro": "48213", "estimate": "$4,200", "agreed": agreed}


@pytest.mark.parametrize(
    ("line", "kept", "complaint"),
    [
        (
            "2016 Ford F-150 est 4200 value 6500",
            {"vehicle": "2016 Ford F-150", "estimate": "$4,200", "trade_value": "$6,500"},
            "Which vehicle? Begin with its RO, like 48213, or write its VIN.",
        ),
        ("agreed, 2019 model", {"agreed": "yes", "note": "2019 model"}, "Which vehicle?"),
        ("48213 est -5 value 9k", {"estimate": "-5", "trade_value": "$9,000"}, "below zero"),
        ("48213 leaves 25:00", {"leaves_at": "25:00"}, 'There is no hour "25:00".'),
        ("RO 482 est 4200", {"ro": "482", "estimate": "$4,200"}, "4 to 8 digits"),
        ("VIN 1HGCM82633AOO4352 est 4200", {"vin": "1HGCM82633AOO4352"}, "A VIN has no O"),
        ("48213 9,000,000 miles", {"mileage": "9,000,000"}, "more than any odometer"),
        (
            "48213 est lots value ? agreed",
            {"estimate": "lots", "trade_value": "?", "agreed": "yes"},
            'I could not read "lots" as an amount. Try 4200, $4,200 or 4.2k.',
        ),
        (
            "48213 4200 6500, agreed",
            {"ro": "48213", "estimate": "4200", "trade_value": "6500", "agreed": "yes"},
            "Is 4200 the estimate, and 6500 the trade-in value?",
        ),
        ("48213 $4,200", {"ro": "48213", "estimate": "$4,200"}, "Is $4,200 the estimate?"),
        ("48213 bought 99999999999", {"purchase_price": "99999999999"}, "more than $10 million"),
    ],
)
def test_what_is_not_understood_is_kept_and_explained(
    line: str, kept: dict[str, Value], complaint: str
) -> None:
    found = understood(line)
    assert kept.items() <= found.values.items()
    assert complaint in " ".join(found.complaints)


@pytest.mark.parametrize(
    "line",
    [LEAD.usage, *LEAD.examples, "48213 " + "שלום <!channel> 🚚 " * 150, " 48213  \n est 4200"],
)
def test_every_value_belongs_to_a_field(line: str) -> None:
    found = understood(line)
    assert found.values.keys() <= {question.field.name for question in LEAD.questions}
    assert found.complaints == ()
