"""The one-line entry of a parts request."""

from __future__ import annotations

import re

from bot.chat.form import Value
from bot.trade.entry import Entry
from bot.trade.vehicles import VEHICLE
from bot.trade.when import TypedTime
from bot.workflows.declare import Priority, Understood

_WAITS = (
    *("customer is waiting", "customer waiting", "cust waiting", "customer waits", "cust waits"),
    *("waiting customer", "waiting cust", "waiting", "waiter", "waits", "waitng", "wating"),
)
_NO_HURRY = (
    *("customer is not waiting", "customer not waiting", "cust not waiting", "not waiting"),
    *("not a waiter", "no waiter", "isn't waiting", "not down", "isn't down"),
)
_BY = ("by", "need by", "needed by", "need it by", "before")
_DOWN = re.compile(
    r"(?<![\w-])(?:(?:vehicle|truck|unit|van|car)\s+(?:is\s+)?down(?![\w-])"
    r"|(?<!hold )(?<!tie )(?<!fold )(?<!pull )(?<!step )down"
    r"(?=\s*(?:[,;:|.!]|$|(?:by|before|need\w*|waiting)\b|\d+\s?x\s)))",
    re.I,
)
"""The vehicle is down: said of it, or at the end of what is said. A down pipe is a part."""
_TIME_ALONE = re.compile(
    r"(?<!\S)(?:@\s*(?=\d{1,2}(?:[:ap\s,;]|$))"
    r"|(?=(?:in|within)\s+(?:\d+|an?|half\s+an)\s*-?(?:min|mins|minutes|hrs?|hours?|days?)(?!\w))"
    r"|(?=(?:(?:today|tonight|tomorrow|tmrw|tmr)"
    r"(?:\s+(?:(?:at\s+)?\d[\d:]*\s?(?:[ap]m?)?|am|pm|morning|afternoon|noon|eod))?|eod|cob"
    r"|(?:mon|tues?|wed|thu(?:rs)?|fri|sat)\w*\s+(?:at\s+)?\d{1,2}(?::\d\d)?\s?(?:[ap]m?)?"
    r"|\d{1,2}(?::?\d\d)?\s?[ap]m(?:\s+(?:today|tomorrow))?)\s*[.!]*$))",
    re.I,
)
"""Where a time begins that no "by" announces; before it there is nothing but its sign."""
_VEHICLE = re.compile(rf"(?:^|[,;|])\s*({VEHICLE.pattern})\s*(?=[,;|]|$)", re.I)
"""A vehicle that stands by itself between commas; "1x 2016 Ford F-150 badge" is a part."""
_RO = re.compile(r"\d{4,8}")
_NO_RO = re.compile(r"#?([A-Z]{0,3}\d{2,11}[A-Z]{0,2})[\s,:;-]+(?=\d{1,3}\s?x\s)", re.I)
"""A word that stands where the RO should, before the first quantity."""


def read_line(entry: Entry) -> Understood:
    """`48213 2x 04152-YZZA1 oil filter, 1x 90915-YZZD4 by 3pm waiting`."""
    # Words and the VIN first: a bare RO is known by standing at the start of what is left.
    values: dict[str, Value] = {"priority": _take_priority(entry).value}
    if vin := entry.take_vin():
        values["vin"] = vin.number
    if need_by := _take_need_by(entry):
        values["need_by"] = need_by.typed
    _take_ro(entry, values)
    # Last: a time or an RO behind the name is no part of it. "For" could be what a part is for.
    if customer := entry.take_customer():
        values["customer"] = customer
    if (found := _VEHICLE.search(entry.rest)) and found[0].strip(",;| ") != entry.rest:
        entry.take_match(_VEHICLE)
        values["vehicle"] = found[1]
    values["lines"] = entry.rest
    for name, raw in entry.kept.items():
        values.setdefault("need_by" if name == "by" else name, raw)
    complaints = list(entry.complaints)
    if "ro" not in values:
        complaints.append("Which RO? Write its number first, like 48213.")
    if not entry.rest:
        complaints.append("Which parts? Write them like 2x 04152-YZZA1 oil filter.")
    return Understood(values, tuple(complaints))


def _take_priority(entry: Entry) -> Priority:
    entry.take_word(*_NO_HURRY)  # It holds the words of the hurry, so it goes first.
    if entry.take_match(_DOWN):
        return Priority.DOWN
    return Priority.WAITING if entry.take_word(*_WAITS) else Priority.NORMAL


def _take_need_by(entry: Entry) -> TypedTime | None:
    """The time after "by", or one that stands alone and could be nothing else."""
    need_by = entry.take_time(*_BY)
    if need_by is None and _BY[0] not in entry.kept:
        said = entry.rest
        entry.rest = _TIME_ALONE.sub("by ", said, count=1)
        if (need_by := entry.take_time("by")) is None and "by" not in entry.kept:
            entry.rest = said
    return need_by


def _take_ro(entry: Entry, values: dict[str, Value]) -> None:
    if ro := entry.take_ro():
        values["ro"] = ro
    elif found := entry.take_match(_NO_RO):
        values["ro"] = found[1]
        if _RO.fullmatch(found[1]):  # "48213,1x filter": whole, though no space follows
            return
        entry.complaints.append(
            f'An RO number has 4 to 8 digits, like 48213; "{found[1]}" does not.'
        )
