"""The hour part of a typed time: "3pm", "15:30", "noon", a bare "5", "closing", "in 30 min".

Part of ``bot.trade.when``, which says what the words mean; this module only recognises them. The
text must already be lower case and as keyed on a US keyboard (``bot.trade.words.as_keyed``).
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

END = r"(?!\w|[-/:.]\w|%)"
"""A time is over here: not followed by more of a word, number, part number or fraction."""


class Kind(Enum):
    """What kind of hour was typed."""

    EXACT = "exact"  # minutes after local midnight, 0 to 1440
    BARE = "bare"  # 1:00 to 12:59 without am or pm; minutes after 0:00 or 12:00, 0 to 719
    CLOSING = "closing"  # the store's closing time
    OPENING = "opening"  # the store's opening time
    AFTERNOON = "afternoon"  # 5 PM, or closing when that is earlier


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour as typed. ``lone`` is a single number ("5"), which could mean something else."""

    kind: Kind
    minutes: int = 0
    lone: bool = False


_WORDS = {
    **dict.fromkeys(("noon", "midday", "morning", "lunch", "lunchtime"), Clock(Kind.EXACT, 720)),
    "midnight": Clock(Kind.EXACT, 1440),
    **dict.fromkeys(
        ("eod", "cob", "close", "closing", "closing time", "end of day", "end of the day",
         "close of business", "evening", "night"),
        Clock(Kind.CLOSING),
    ),
    **dict.fromkeys(("open", "opening", "opening time", "first thing"), Clock(Kind.OPENING)),
    "afternoon": Clock(Kind.AFTERNOON),
}  # fmt: skip
_CLOCK = re.compile(
    r"(?:(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::\d{2}(?=\s?[ap ]|$))?|(?P<run>\d{2})(?=\s?[ap]\.?m\b))?"
    r"(?:\s?(?P<half>[ap])(?:\.?m\b\.?|\b)|\s?o'?\s?clock)?"
    r"|(?P<word>" + "|".join(sorted(_WORDS, key=len, reverse=True)) + "))" + END
)
_HALF_OF_DAY = re.compile(r"(?P<half>[ap])\.?m\b\.?" + END)
_MILITARY = re.compile(r"(?P<hour>[01]\d|2[0-4])(?P<minute>\d{2})\s?(?:h|hrs?|hours)" + END)
"""Four digits before "h" are the hour as the army says it: 1530h is 3:30 PM, not 64 days."""
_QUARTERS = re.compile(
    r"(?:a\s+)?(?P<part>half|quarter)\s+(?P<side>past|after|to|till)\s+(?P<hour>\d{1,2})"
    r"(?:\s?(?P<half>[ap])(?:\.?m\b\.?|\b)|\s?o'?\s?clock)?" + END
)
_NOT_AN_HOUR = re.compile(r"\s+[a-z]{3,}(?<!s)s\b")
"""After a lone number: a plural noun, as in "by 2 managers", which is no time."""

_NUMBER_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty five": 45,
}  # fmt: skip
_COUNT = r"(?:\d{1,7}(?:\.\d{1,2})?|" + "|".join(_NUMBER_WORDS) + ")"
_SPAN = re.compile(
    r"(?:in\s+|within\s+)?(?:the\s+next\s+|about\s+)?"
    r"(?:(?P<half>half\s+an\s+hour|half\s+hour)"
    rf"|(?P<hours>{_COUNT})\s*-?(?:h|hrs?|hours?)(?P<more>\s+and\s+a\s+half"
    r"|\s*(?:and\s+)?(?P<extra>\d{1,2})(?:\s*(?:m|mins?|minutes?)|(?<=h\d\d)))?"
    rf"|(?P<minutes>{_COUNT})\s*-?(?:m|mins?|minutes?))"
    r"(?:\s+from\s+now)?" + END
)
_NOW = re.compile(r"(?:right\s+)?(?:now|asap|immediately|at\s+once|right\s+away)" + END)


class BadClock(ValueError):
    """It looks like an hour but there is no such one ("25:00", "13pm", "9:75").

    The message is a sentence for the typist; ``end`` is where the words end in the text.
    """

    def __init__(self, message: str, end: int) -> None:
        super().__init__(message)
        self.end = end


def match_clock(text: str, at: int) -> tuple[Clock, int] | None:
    """The hour that begins at ``at`` and where it ends. Raises BadClock for an impossible one."""
    if told := _QUARTERS.match(text, at):
        return _quarters(told), told.end()
    if told := _MILITARY.match(text, at):
        return _military(told), told.end()
    found = _CLOCK.match(text, at)
    if found is None:
        return None
    if found["word"]:
        return _WORDS[found["word"]], found.end()
    hour, minute, half = (
        int(found["hour"]),
        int(found["minute"] or found["run"] or 0),
        found["half"],
    )
    lone = found["minute"] is None and half is None
    if lone and (not 1 <= hour <= 12 or _NOT_AN_HOUR.match(text, found.end())):
        return None
    if minute > 59 or hour > 24 or (half and not 1 <= hour <= 12) or (hour == 24 and minute):
        raise BadClock(f'There is no hour "{found[0]}".', found.end())
    if half:
        return Clock(Kind.EXACT, hour % 12 * 60 + minute + (720 if half == "p" else 0)), found.end()
    if 1 <= hour <= 12:
        return Clock(Kind.BARE, hour % 12 * 60 + minute, lone), found.end()
    return Clock(Kind.EXACT, hour * 60 + minute), found.end()


def match_half(text: str, at: int) -> tuple[Clock, int] | None:
    """The "am" or "pm" that follows a day, as in "tomorrow am": its morning or its afternoon."""
    found = _HALF_OF_DAY.match(text, at)
    if found is None:
        return None
    return _WORDS["morning" if found["half"] == "a" else "afternoon"], found.end()


def _military(told: re.Match[str]) -> Clock:
    hour, minute = int(told["hour"]), int(told["minute"])
    if minute > 59 or (hour == 24 and minute):
        raise BadClock(f'There is no hour "{told[0]}".', told.end())
    return Clock(Kind.EXACT, hour * 60 + minute)


def _quarters(told: re.Match[str]) -> Clock:
    """An hour told by its halves and quarters: "half past 3", "quarter to 4 pm"."""
    hour, half = int(told["hour"]), told["half"]
    if not 1 <= hour <= 12:
        raise BadClock(f'There is no hour "{told[0]}".', told.end())
    part = 30 if told["part"] == "half" else 15
    minutes = hour % 12 * 60 + (part if told["side"] in {"past", "after"} else -part)
    if half:
        return Clock(Kind.EXACT, (minutes + (720 if half == "p" else 0)) % 1440)
    return Clock(Kind.BARE, minutes % 720)


def match_span(text: str, at: int) -> tuple[timedelta, int] | None:
    """A stretch from now ("in 30 min", "2h", "1 h 30 min", "now") and where it ends."""
    if found := _NOW.match(text, at):
        return timedelta(), found.end()
    found = _SPAN.match(text, at)
    if found is None or _MILITARY.match(text, at):
        return None
    if found["half"]:
        minutes = 30.0
    elif found["hours"]:
        more = found["extra"] or (30 if found["more"] else 0)
        minutes = _number(found["hours"]) * 60 + int(more)
    else:
        minutes = _number(found["minutes"])
    return timedelta(minutes=minutes), found.end()


def _number(typed: str) -> float:
    return _NUMBER_WORDS[typed] if typed in _NUMBER_WORDS else float(typed)
