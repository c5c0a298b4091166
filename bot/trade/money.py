"""Money as an advisor types it, in US dollars; kept as whole cents."""

import re

from bot.trade.words import as_keyed, plain

MOST_CENTS = 10_000_000_00
"""$10 million: more than any estimate or trade-in value, so that it must be a slip of the keys."""

_MONEY = re.compile(
    r"\$?\s?(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(?P<part>\d{1,5}))?\s?(?P<thousands>k)?"
    r"\s?(?:\$|usd|dollars?|bucks)?",
    re.IGNORECASE,
)
_EXAMPLE = "Try 4200, $4,200, 4.2k or 4200.50."


class NotMoney(ValueError):
    """The text is no amount of dollars from $0 to $10 million. The message is for the typist."""


def read_money(text: str) -> int:
    """US dollars as typed ("4200", "$4,200", "4.2k", "4200.50") in cents.

    Raises NotMoney, also for a negative amount and for more than $10 million.
    """
    typed = as_keyed(text[:80]).strip()
    found = _MONEY.fullmatch(typed) if len(text) <= 80 else None
    if found is None:
        if typed.startswith(("-", "($", "$-")):
            raise NotMoney(f'"{plain(typed, 40)}" is below zero. {_EXAMPLE}')
        raise NotMoney(f'I could not read "{plain(text[:200], 40)}" as dollars. {_EXAMPLE}')
    whole, part = int(found["whole"].replace(",", "")), found["part"] or ""
    places = 5 if found["thousands"] else 2
    if len(part) > places:
        raise NotMoney(f'I could not read "{plain(typed, 40)}" as dollars and cents. {_EXAMPLE}')
    cents: int = whole * 10**places + int(part.ljust(places, "0"))
    if cents > MOST_CENTS:
        raise NotMoney(f'"{plain(typed, 40)}" is more than $10 million. {_EXAMPLE}')
    return cents


def say_money(cents: int) -> str:
    """Cents as people read them: "$4,200" for 420000, "$4,200.50" for 420050, "-$12" for -1200."""
    dollars, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}${dollars:,}.{rest:02}" if rest else f"{sign}${dollars:,}"
