"""The thresholds and clocks of a store: each a setting with a default, never a constant.

The defaults come from the trade; each says where from. Minutes are minutes of the department's
open hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """One number a store may set: its default, its bounds, and what it does in one sentence."""

    name: str
    label: str
    default: int
    least: int
    most: int
    effect: str


NORMAL_MINUTES = Limit(
    "normal_minutes",
    "Normal request, minutes",
    120,
    5,
    2_400,
    "How long a department has to answer, in its open hours, when nothing is urgent.",
)
WAITING_MINUTES = Limit(
    "waiting_minutes",
    "Customer waits, minutes",
    15,
    1,
    600,
    "How long parts has to answer while a customer waits.",
)
DOWN_MINUTES = Limit(
    "down_minutes",
    "Vehicle down, minutes",
    30,
    1,
    600,
    "How long parts has to answer when a business cannot earn with its vehicle.",
)
LEAD_MINUTES = Limit(
    "lead_minutes",
    "First contact with a lead, minutes",
    10,
    1,
    600,
    "A lead answered within 10 minutes is three times likelier to become a visit "
    "(15,000 leads, 125 stores, 2014).",
)
FOLLOW_UP_MINUTES = Limit(
    "follow_up_minutes",
    "Next step on a lead, open minutes",
    600,
    30,
    6_000,
    "How long after a contact or an appraisal the next step is due. 600 is about one day.",
)
EXCESSIVE_PERCENT = Limit(
    "excessive_percent",
    "Excessive repair, % of trade-in value",
    50,
    5,
    200,
    "An estimate over this share of the trade-in value is worth a talk (consumer advice).",
)
OLD_EXCESSIVE_PERCENT = Limit(
    "old_excessive_percent",
    "Excessive repair for older vehicles, %",
    40,
    5,
    200,
    "The same for vehicles past the age below (consumer advice).",
)
OLD_YEARS = Limit(
    "old_years",
    "Older vehicle, years",
    10,
    3,
    40,
    "From how many model years on a vehicle counts as older.",
)
FLEET_PERCENT = Limit(
    "fleet_percent",
    "Fleet replacement, % of purchase price",
    30,
    5,
    200,
    "Fleets plan a replacement when maintenance reaches this share of the purchase price.",
)
LEAD_CREDIT_DAYS = Limit(
    "lead_credit_days",
    "Credit for a lead, days",
    30,
    1,
    365,
    "For how long the first person to flag a vehicle keeps the credit.",
)
WE_OWE_DAYS = Limit(
    "we_owe_days",
    "Something owed without a date, days",
    7,
    1,
    90,
    "When something promised at delivery is due if nobody named a day: so many days later, "
    "at closing.",
)
BACKUP_MINUTES = Limit(
    "backup_minutes",
    "Late until the backup hears, minutes",
    15,
    1,
    2_400,
    "How many open minutes after the due time the department's backup hears of it. For a vehicle "
    "down every minute counts.",
)
MANAGER_MINUTES = Limit(
    "manager_minutes",
    "Late until the manager hears, minutes",
    30,
    1,
    2_400,
    "How many open minutes after the due time the department's managers hear of it. For a vehicle "
    "down every minute counts.",
)
PICKUP_DAYS = Limit(
    "pickup_days",
    "Arrived and not picked up, days",
    3,
    1,
    60,
    "When whoever asked for a part, and the counter, hear that it still lies there.",
)
SPECIAL_ORDER_DAYS = Limit(
    "special_order_days",
    "Special order ages, days",
    30,
    3,
    365,
    "When the parts manager hears of a part ordered so long ago, with the customer to call: "
    "special orders are released after 30 days (NCM).",
)
LABOR_RATE = Limit(
    "labor_rate",
    "Labor rate, USD an hour",
    0,
    0,
    1_000,
    "Turns technicians' waiting into dollars in digests, as an estimate. 0: minutes only.",
)
ACTION_DAYS = Limit(
    "action_days",
    "Action without a date, days",
    7,
    1,
    90,
    "When an action from a meeting is due if nobody named a day: so many days later, at closing.",
)

FILL_PERCENT = Limit(
    "fill_percent",
    "Fill rate to reach, %",
    80,
    1,
    100,
    "The share of parts answered from stock at first ask that digests measure against. "
    "Stores aim at 75 to 85.",
)
CONTACT_PERCENT = Limit(
    "contact_percent",
    "Leads contacted in time, % to reach",
    90,
    1,
    100,
    "The share of leads whose customer sales should have spoken to in time.",
)
LEADS_A_WEEK = Limit(
    "leads_a_week",
    "Leads flagged a week, to reach",
    10,
    1,
    500,
    "What service promised sales in the pact between the two managers.",
)
STUCK_DAYS = Limit(
    "stuck_days",
    "Stuck after open days",
    3,
    1,
    90,
    "A digest names what somebody has and nothing happened to for so many open days.",
)

LIMITS: tuple[Limit, ...] = (
    NORMAL_MINUTES,
    WAITING_MINUTES,
    DOWN_MINUTES,
    LEAD_MINUTES,
    FOLLOW_UP_MINUTES,
    EXCESSIVE_PERCENT,
    OLD_EXCESSIVE_PERCENT,
    OLD_YEARS,
    FLEET_PERCENT,
    LEAD_CREDIT_DAYS,
    WE_OWE_DAYS,
    LABOR_RATE,
    FILL_PERCENT,
    CONTACT_PERCENT,
    LEADS_A_WEEK,
    STUCK_DAYS,
    ACTION_DAYS,
    BACKUP_MINUTES,
    MANAGER_MINUTES,
    PICKUP_DAYS,
    SPECIAL_ORDER_DAYS,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """One store's numbers: what it has set, else the defaults."""

    chosen: Mapping[str, int]

    def __getitem__(self, limit: Limit) -> int:
        return self.chosen.get(limit.name, limit.default)
