"""Whether the new owner came to his first visit: asked on its evening, until somebody says.

Where sales and service introduce him well, 9 of 10 book a first visit, else 40 to 50% (Ward's, a
consultant). Whether they come is what the figure is worth.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.chat.card import Style
from bot.trade.hours import OpeningHours
from bot.workflows.declare import Step
from bot.workflows.departments import Role


class Outcome(StrEnum):
    """How a first visit went."""

    KEPT = "kept"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The outcome as people say it."""
        return self.value.replace("_", "-")


EVENING = timedelta(hours=2)
"""How long after closing an advisor may still be asked about the day."""

FORGOTTEN = timedelta(days=7)
"""Nobody is asked about a visit that is longer ago."""

ASKERS = frozenset({Role.OWNER, Role.RECEIVER, Role.MANAGER})
"""Who may say how it went: the advisor, anybody in service, and the managers."""


def is_pending(on: date | None, outcome_on: date | None) -> bool:
    """Whether a visit is booked of which nobody has said yet how it went. `outcome_on` is the day
    of the last one that somebody spoke of."""
    return on is not None and (outcome_on is None or on > outcome_on)


def ask_at(on: date, hours: OpeningHours) -> datetime:
    """When service closes on the day of the visit, or on the next day on which it is open."""
    closing = hours.closing_on(on) or hours.closing_on(hours.next_open_day(on))
    assert closing is not None  # noqa: S101  # An open day has a closing.
    return closing


def steps(starts_in: frozenset[str]) -> tuple[Step, ...]:
    """What can be said of a first visit, in the states in which it can be asked about."""
    return (
        _step("visit_kept", "Visit kept", "said that the first visit was kept", starts_in),
        _step("visit_no_show", "No-show", "said that nobody came to the first visit", starts_in),
        _step("visit_cancelled", "Visit cancelled", "said that it was cancelled", starts_in),
    )


def _step(name: str, label: str, done: str, starts_in: frozenset[str]) -> Step:
    style = Style.PRIMARY if name == "visit_kept" else Style.PLAIN
    return Step(name, label, done, starts_in=starts_in, who=ASKERS, style=style)
