"""Gathers a manager's digest. It reads much and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.cards.digest_facts import Column, Comparison, Digest, Group, StorePart
from bot.chat.address import Person
from bot.services.figures import Facts, facts_since
from bot.services.notices import notices_for
from bot.services.registry import practice_of
from bot.services.trends import compared, trend_of
from bot.services.work import UnitOfWork
from bot.store.directory import Directory, StoreInfo
from bot.store.exceptions import Found, find_exceptions, owned_until, promised_until
from bot.store.figures import first_answers
from bot.store.items import Item
from bot.trade.when import say_day
from bot.workflows.declare import Workflow
from bot.workflows.departments import Department
from bot.workflows.figures import (
    Numbers,
    Share,
    Window,
    day_of,
    first_handoffs_of,
    given,
    leads_of,
    wait_of,
)
from bot.workflows.limits import LABOR_RATE, STUCK_DAYS
from bot.workflows.trends import open_days_back
