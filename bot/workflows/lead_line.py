"""The one-line entry of a trade-in lead, and the few answers it can give in words."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.chat.form import Value
from bot.trade.entry import Entry
from bot.trade.money import say_money
from bot.trade.vehicles import VEHICLE
from bot.trade.words import plain
from bot.workflows.declare import Understood


class Reason(StrEnum):
    """Why it is worth a talk about another vehicle."""

    REPAIR = "repair"
    MILEAGE = "mileage"
    WARRANTY = "warranty"
    LEASE = "lease"
    ASKED = "asked"
    DOWNTIME = "downtime"

    @property
    def label(self) -> str:
        """The reason as people say it."""
        return _REASON_LABELS[self]


_REASON_LABELS = {
    Reason.REPAIR: "Excessive repair",
    Reason.MILEAGE: "High mileage",
    Reason.WARRANTY: "Out of warranty",
    Reason.LEASE: "Lease end",
    Reason.ASKED: "Customer asked",
    Reason.DOWNTIME: "Commercial downtime",
}


class Agreed(StrEnum):
    """Whether the customer agreed that somebody talks to him."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"

    @property
    def label(self) -> str:
        """The answer in words."""
        return {"yes": "Yes", "no": "No", "not_asked": "Not asked yet"}[self.value]


_SAID_REASON = (
    (Reason.DOWNTIME, ("commercial downtime", "downtime", "vehicle down", "truck down")),
    (Reason.WARRANTY, ("out of warranty", "no warranty", "warranty expired", "warranty is up")),
    (Reason.LEASE, ("lease end", "lease ends", "lease ending", "end of lease", "lease is up")),
    (Reason.MILEAGE, ("high mileage", "high miles")),
    (Reason.REPAIR, ("excessive repair", "excessive")),
)


def _of_the_customer(*said: str) -> tuple[str, ...]:
    """The words alone, and with whom they are said of before them."""
    return tuple(f"{whom}{words}" for words in said for whom in ("", "customer ", "cust "))


_SAID_AGREED = (
    # What says no or is a question holds the words that say yes, so it comes first.
    (
        Agreed.NOT_ASKED,
        ("not asked yet", "not asked", "not yet asked", "didn't ask", "did not ask", "agreed?"),
    ),
    (
        Agreed.NO,
        (
            *_of_the_customer("doesn't agree", "does not agree", "didn't agree", "did not agree"),
            *_of_the_customer("disagreed", "declined", "refused", "said no"),
            *("not agreed", "no talk"),
        ),
    ),
    (
        Agreed.YES,
        (
            *_of_the_customer("agreed to talk", "agrees to talk", "agreed", "agrees", "said yes"),
            "ok to call",
        ),
    ),
)
_ASKED = re.compile(r"(?<![\w-])(?:customer|cust|owner)\s+(?:asked|asks)(?![\w-])", re.I)
_DOWN = re.compile(r"(?<![\w-])(?<!\d )(?<!money )down(?=\s*(?:[,;.!]|$))", re.I)
"""The vehicle is down, at the end of what is said; "2000 down" is money."""

_AMOUNT_UNREAD = (
    r"\b\.?[\s:=]+(?!(?:unk\w*|unsure|tbd|tba|pending|later|none|n/?a|no|not|yes|soon|good|low)\b)"
    r"([^\s,;|\d][^\s,;|]*)(?=\s*(?:[,;|.!]|$)"
    r"|\s+(?:est|estimate|val|value|agree\w*|not|leav\w*|cust|customer|bought)\b)"
)
_NO_AMOUNTS = (
    ("estimate", re.compile(rf"(?<![\w-])est(?:imate)?{_AMOUNT_UNREAD}", re.I)),
    ("trade_value", re.compile(rf"(?<![\w-])(?<!the )val(?:ue)?{_AMOUNT_UNREAD}", re.I)),
)
"""A word alone where an amount should be; "value unknown", "the value of his truck" say enough."""
_DOLLARS = (
    r"(?:\$\s?\d[\d,.]{0,14}(?:\s?k\b)?|\d{1,3}(?:\.\d{1,2})?\s?k\b|\d{1,3}(?:,\d{3}){1,3}"
    r"|(?!(?:19|20)\d\d\b)\d{4,6})(?![\w,.]{0,14}\w|\s*(?:mi|miles?)\b)"
)
_TRADE = re.compile(rf"(?<![\w-])trade(?:[ -]in)?(?=[\s:=]+{_DOLLARS})", re.I)
_PICKUP = re.compile(
    r"(?<![\w-])pick\s?up(?=\s+(?:(?:(?:at|by|around)\s+|@\s*)\d"
    r"|\d{1,2}(?::\d\d(?:\s?[ap]m?)?|\s?[ap]m?)(?!\w)))",
    re.I,
)
"""When the customer picks it up; without an hour after it, it is a truck."""
_BARE_AMOUNTS = re.compile(rf"({_DOLLARS})(?:[\s,/]+({_DOLLARS}))?(?=[\s,;]|$)")
"""Amounts that stand first and do not say of what. A year is none."""
_AMOUNTS_FIRST = re.compile(
    rf"(?<![\w$.,])({_DOLLARS})\s+(?:est(?:imate)?|repair)\b\.?[\s,;/]+"
    rf"({_DOLLARS})\s+(?:value|val|acv|trade(?:[ -]in)?)\b(?!\s*[:=~]?\s*\$?\d)",
    re.I,
)
"""Each amount before its word: "4.2k est 6.5k value"."""
_HIGH = re.compile(r"(?<![\w-])high\s+(?=(?:mileage|miles)[\s:=]*\d)", re.I)
_LATE_RO = re.compile(r"#?\d{5,8}(?![\w/%.,-])")
"""An RO that stands behind other words: with four digits it could be a model year."""


def read_line(entry: Entry) -> Understood:
    """`48213 est 4200 value 6500 agreed, asked about hybrids`: what is left is the note."""
    values: dict[str, Value] = {}
    vehicle = _take(entry, VEHICLE)
    if vehicle:
        values["vehicle"] = vehicle
    ro = entry.take_ro()
    if vin := entry.take_vin():
        values["vin"] = vin.number
    _take_numbers(entry, values)
    entry.rest = _PICKUP.sub("leaves", entry.rest)
    if leaves := entry.take_time("leaves", "leaving", "leave", "picks up", "picking up"):
        values["leaves_at"] = leaves.typed
    if customer := entry.take_customer():
        values["customer"] = customer
    if agreed := _take_said(entry, _SAID_AGREED):
        values["agreed"] = agreed
    if reason := _take_reason(entry):
        values.setdefault("reason", reason)
    if ro is None and _LATE_RO.match(entry.rest):
        ro = entry.take_ro()
    if ro:
        values["ro"] = ro
        _ask_about_amounts(entry, values)
    if entry.rest:
        values["note"] = entry.rest
    for name, raw in entry.kept.items():
        values.setdefault(_FIELDS.get(name, name), raw)
    complaints = list(entry.complaints)
    if not values.keys() & {"ro", "vin"}:
        complaints.append("Which vehicle? Begin with its RO, like 48213, or write its VIN.")
    return Understood(values, tuple(complaints))


_FIELDS = {
    "est": "estimate",
    "value": "trade_value",
    "bought": "purchase_price",
    "leaves": "leaves_at",
}
"""The fields of words that a number or time follows."""


def _take_numbers(entry: Entry, values: dict[str, Value]) -> None:
    entry.rest = _AMOUNTS_FIRST.sub(r"est \1 value \2", entry.rest)
    entry.rest = _TRADE.sub("value", entry.rest)
    amounts = {
        "estimate": entry.take_money(
            *("est", "estimate", "estimated", "repair", "repair estimate", "repair est"),
            *("quote", "quoted"),
        ),
        "trade_value": entry.take_money(
            *("value", "val", "trade-in value", "trade in value", "trade value", "trade-in"),
            *("worth", "acv"),
        ),
        "purchase_price": entry.take_money(
            "bought", "bought for", "bought new for", "purchase price", "purchased for"
        ),
    }
    values.update((name, say_money(cents)) for name, cents in amounts.items() if cents is not None)
    for name, unread in _NO_AMOUNTS:
        if name not in values and (found := entry.take_match(unread)):
            values[name] = found[1]
            entry.complaints.append(
                f'I could not read "{plain(found[1], 40)}" as an amount. Try 4200, $4,200 or 4.2k.'
            )
    if entry.take_match(_HIGH):
        values["reason"] = Reason.MILEAGE.value
    if (miles := entry.take_mileage()) is not None:
        values["mileage"] = str(miles)
    if phone := entry.take_phone():
        values["phone"] = phone


def _ask_about_amounts(entry: Entry, values: dict[str, Value]) -> None:
    """Amounts that name nothing are likely the estimate and the value, but that is asked."""
    known = values.keys() | {_FIELDS.get(name, name) for name in entry.kept}
    found = _BARE_AMOUNTS.match(entry.rest)
    if found is None or known & {"estimate", "trade_value"}:
        return
    entry.take_match(_BARE_AMOUNTS)
    values["estimate"] = found[1]
    also = ""
    if found[2]:
        values["trade_value"] = found[2]
        also = f", and {found[2]} the trade-in value"
    entry.complaints.append(f"Is {found[1]} the estimate{also}? One line says it like est 4200.")


def _take_said(entry: Entry, phrases: tuple[tuple[StrEnum, tuple[str, ...]], ...]) -> str | None:
    return next((meant.value for meant, words in phrases if entry.take_word(*words)), None)


def _take_reason(entry: Entry) -> str | None:
    """The reason said in words. Whoever writes that the customer asked goes on to say what about,
    so those words stay in the note."""
    said = _take_said(entry, _SAID_REASON)
    if said is None and _take(entry, _DOWN):
        said = Reason.DOWNTIME.value
    if said is None and _ASKED.search(entry.rest):
        said = Reason.ASKED.value
    return said


def _take(entry: Entry, pattern: re.Pattern[str]) -> str | None:
    """What the pattern finds, taken out of the rest."""
    found = pattern.search(entry.rest)
    if found is None:
        return None
    before, after = entry.rest[: found.start()].rstrip(" ,;"), entry.rest[found.end() :]
    after = after.lstrip(" ,;.!")
    entry.rest = f"{before}, {after}" if before and after else before or after
    return found[0]
