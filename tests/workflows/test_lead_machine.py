"""Nothing that anybody does to trade-in leads, in any order, leaves one in an impossible state."""

from __future__ import annotations

from datetime import datetime, time

from bot.store.items import Item
from bot.store.leads import Lead
from bot.workflows import lead as rules
from bot.workflows.departments import Department
from tests.workflows.answers import HOSTILE
from tests.workflows.machine import WorkMachine, run_machine
from tests.world import CHICAGO, MANAGERS, PEOPLE

AFTER_CONTACT = {"appraised", "appointment", "sold"}
WORK = AFTER_CONTACT | {"contacted", "lost", "not_now"}


class LeadMachine(WorkMachine):
    workflow = "lead"
    lines = (
        "{ro} est 4200 value 6500 agreed, asked about hybrids",
        "{ro} est 9.8k bought 58000 truck down leaves 4pm not asked",
        "{ro} 2012 Chevy Silverado est 3000 value 7000 not agreed, leaves in 5 min",
        "VIN 1HGCM82633A004352 high mileage 188k miles",
        "{ro} VIN 1HGCM82633A004352",
        "2016 Ford F-150 est 4200",
        "{ro} est 900 " + HOSTILE,
        "est -5 leaves 25:00",
        "help",
    )
    news = frozenset({"appointment", "not_now"})
    by_clock = frozenset({"state", "due_at", "ask_again_on", "woken_at", "changed_at"})

    def check_step(self, who: str, step: str, before: Item, after: Item) -> None:
        assert isinstance(before, Lead)
        assert isinstance(after, Lead)
        assert after.contact_due_at == before.contact_due_at, "the contact's due time moved"
        if step == "contacted":
            assert after.contacted_at == (before.contacted_at or self.world.clock.now())
        else:
            assert after.contacted_at == before.contacted_at, f"{step} counted as a contact"
        if step in AFTER_CONTACT:
            assert before.contacted_at is not None
        if step in WORK:
            may = before.owner in (None, PEOPLE[who]) or who in MANAGERS.values()
            assert may, f"{who} worked somebody else's lead"

    def check_item(self, item: Item) -> None:
        assert isinstance(item, Lead)
        if item.state not in rules.OPEN_STATES:
            return
        if item.state in {"new", "claimed"} and not (item.contacted_at or item.woken_at):
            assert item.due_at == item.contact_due_at
        if item.state == "appointment":
            assert item.due_at == item.appointment_at
        if item.state == "later":
            assert item.ask_again_on is not None
            day = datetime.combine(item.ask_again_on, time(), CHICAGO)
            assert item.due_at >= day
            hours = self.world.store.hours(Department(item.to_department))
            assert item.due_at == hours.opening_on(hours.local_day(item.due_at))
        if item.state in {"contacted", "appraised"}:
            assert item.worked_at is not None
            assert item.due_at > item.worked_at


def test_no_sequence_of_steps_breaks_a_lead(database_url: str) -> None:
    run_machine(LeadMachine, database_url)
