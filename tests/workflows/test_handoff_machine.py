"""Nothing that anybody does to hand-offs, in any order, leaves one in an impossible state."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bot.cards.handoff import first_of, open_promises
from bot.store.handoffs import Handoff
from bot.store.items import Item
from bot.trade.hours import OpeningHours
from bot.workflows import common
from bot.workflows import handoff as rules
from bot.workflows.declare import Step
from bot.workflows.departments import Department
from bot.workflows.handoff import HandoffKind
from tests.workflows.answers import HOSTILE
from tests.workflows.machine import WorkMachine, run_machine
from tests.world import MEMBERS, PEOPLE, name_of

SIGNATURES = {"sign_sales": Department.SALES, "sign_service": Department.SERVICE}
VISIT = frozenset({"visit_kept", "visit_no_show", "visit_cancelled"})


class HandoffMachine(WorkMachine):
    workflow = "handoff"
    lines = (
        "service Maria Lopez, stk 4471, delivery 5pm, two keys owed",
        "service Bo, stk 4472, delivery tomorrow 7pm, nothing owed, @slack:UTOM",
        "service Ann, stk 4473, mats owed by tomorrow @slack:USAM, tint owed by 2pm",
        "service Ray Chen, VIN 1HGCM82633A004352",
        "parts Ray Chen, touch-up pen in white, by Fri 10am",
        "sales call her back about the lease end",
        f"service {HOSTILE[:150]}, stk 4474, delivery sat",
        "service",
        "Maria Lopez, stk 4471, delivery 25:00, @tom",
        "help",
    )
    news = frozenset({"introduce_later", *VISIT})
    after_the_end = VISIT
    by_clock = frozenset({"promises", "first_visit_asked_at"})

    def may_disturb(self, why: str) -> bool:
        return why == "visit"

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), keep=st.booleans())
    def go_by_the_book(self, data: st.DataObject, keep: bool) -> None:
        """A delivery as it should be, so that some get to their end."""
        label = data.draw(st.sampled_from(sorted(self.seen)))
        ticks = ("introduced", "drive_shown", "card_given", "nothing_owed")
        visit = data.draw(st.sampled_from(["next week", "in 7 days", "Dec 29 9am"]))
        self.world.take("Tom", "checklist", label, checks=ticks, first_visit=visit)
        self.world.take("Marcus", "sign_sales", label)
        self.world.take("Luis", "sign_service", label)
        item = self.world.item(label)
        if keep and isinstance(item, Handoff):
            for promise in open_promises(item):
                self.world.take("Tom", "kept", label, promises=(str(promise.id),))
        self._look()

    def parts_of(self, item: Item) -> list[str]:
        assert isinstance(item, Handoff)
        return [str(promise.id) for promise in item.promises]

    def surely_allowed(self, who: str, step: Step, item: Item) -> bool:
        return step.name not in SIGNATURES and super().surely_allowed(who, step, item)

    def concerned(self, step: str, before: Item, after: Item) -> set[str]:
        """Whose promise it has become, and who waits for an introduction that moved."""
        assert isinstance(before, Handoff)
        assert isinstance(after, Handoff)
        owners = {promise.id: promise.owner for promise in before.promises}
        new = {p.owner for p in after.promises if owners.get(p.id) != p.owner}
        if step == "introduce_later" and after.owner:
            new.add(after.owner)
        return {name_of(person) for person in new}

    def check_step(self, who: str, step: str, before: Item, after: Item) -> None:
        assert isinstance(before, Handoff)
        assert isinstance(after, Handoff)
        mine = {d for d, names in MEMBERS.items() if who in names and who not in self.gone}
        if (side := SIGNATURES.get(step)) is not None and mine:
            asked = side is Department.SALES and after.requester == PEOPLE[who]
            has_it = side is Department.SERVICE and before.owner == PEOPLE[who]
            assert side in mine or asked or has_it, f"{who} signed for {side}"
        first_only = {"checklist", "owe", "kept", "promise", "introduce_later", *SIGNATURES}
        if before.kind == HandoffKind.FIRST:
            assert step != "done", "a new owner is not done by pressing a button"
        else:
            assert step not in first_only

    def check_item(self, item: Item) -> None:
        assert isinstance(item, Handoff)
        for promise in item.promises:
            assert promise.what
            assert promise.due_at.tzinfo is not None
            assert not (promise.kept_at and promise.withdrawn_at)
        if item.kind == HandoffKind.PLAIN:
            assert not item.promises
            assert item.what
        elif item.state != common.CANCELLED.name:
            self._check_first(item)
        if item.closed_at is None:
            self._check_due(item)

    def _check_first(self, item: Handoff) -> None:
        facts = first_of(item)
        assert item.customer
        assert item.state == rules.state_of(facts, has_owner=item.owner is not None)
        assert not (item.nothing_owed and facts.promises)
        if item.sales_signed_by:
            assert item.sales_signed_by != item.service_signed_by, "one person signed for both"
        if item.state in {rules.FINISHED.name, rules.STILL_OWED.name}:
            assert item.sales_signed_by
            assert item.service_signed_by
            assert item.first_visit_on
            assert facts.owed
        if item.state == rules.FINISHED.name:
            assert not facts.promises

    def _check_due(self, item: Handoff) -> None:
        promises = tuple(promise.due_at for promise in open_promises(item))
        named = item.introduce_at or item.delivery_at or item.by
        if item.state == rules.STILL_OWED.name:
            assert item.due_at == min(promises)
        elif named:
            assert item.due_at == min((named, *promises))
        if item.introduce_at:
            hours: OpeningHours = self.world.store.hours(Department.SERVICE)
            assert hours.is_staffed(item.introduce_at)


def test_no_sequence_of_steps_breaks_a_hand_off(database_url: str) -> None:
    run_machine(HandoffMachine, database_url)
