"""Anybody does anything at any time: a machine that no workflow may break.

A workflow's own test says how its items are opened and which of its steps are news for who asked,
and adds what else must hold. Everything goes through the front desk, as from a platform.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import inspect

from bot.chat.exchange import Click, Mend, PersonLeft, Reply, ShowCard
from bot.chat.form import Field, Form, Kind, Value
from bot.services.practice import Practice
from bot.services.registry import practice_of
from bot.store.engine import Database
from bot.store.items import Item
from bot.store.migrate import upgrade
from bot.store.outbox import Kind as Message
from bot.workflows import common
from bot.workflows.declare import Step
from bot.workflows.departments import Department, Role
from tests.world import (
    CAST,
    CHANNELS,
    MANAGERS,
    MEMBERS,
    OUTSIDER,
    PEOPLE,
    STAFF,
    World,
    name_of,
    read_card,
    words_of,
)

MOST_ITEMS = 5
"""More than that in one store tells nothing new and costs time."""
WHO = st.sampled_from(CAST)
WHERE = st.sampled_from(["", *CHANNELS])
PAUSES = st.sampled_from([1, 9, 11, 45, 180, 900, 3 * 1440])
"""Minutes: within and past the clocks of every workflow, overnight, and over a weekend."""
Private = Mapping[str, list[str]]
"""Private messages by who got them."""
HOSTILE = "<!channel> 🚚 שלום {payload} & " + "x" * 400

_WORDS = st.sampled_from(["", "bin 4", "keeps it one more year", HOSTILE])
_TYPED: Mapping[Kind, st.SearchStrategy[Value]] = {
    Kind.TEXT: _WORDS,
    Kind.LONG_TEXT: _WORDS | st.just("two keys\nfloor mats\n" + HOSTILE),
    Kind.NUMBER: st.sampled_from(["", "88000", "88k", "many", "-1"]),
    Kind.MONEY: st.sampled_from(["", "4200", "$6,500", "4.2k", "-5", "lots", "0"]),
    Kind.TIME: st.sampled_from(
        ["", "3pm", "tomorrow 9am", "in 30 min", "25:00", "yesterday 3pm", "soon", "next fri 10:30"]
    ),
    Kind.DAY: st.sampled_from(["", "fri", "tomorrow", "next week", "yesterday", "11/31", "soon"]),
    Kind.PERSON: st.sampled_from(["", "nobody", *map(str, PEOPLE.values())]),
    Kind.PEOPLE: st.lists(st.sampled_from([str(p) for p in PEOPLE.values()]), max_size=3).map(
        tuple
    ),
    Kind.CHANNEL: st.sampled_from(["", "nowhere", *map(str, CHANNELS.values())]),
}


def answer_to(field: Field) -> st.SearchStrategy[Value]:
    """What people type into a field: good, bad and nothing."""
    if field.kind in {Kind.CHOICE, Kind.CHOICES}:
        offered = [choice.value for choice in field.choices]
        one: st.SearchStrategy[Value] = st.sampled_from(["", "bogus", *offered, *offered])
        several: st.SearchStrategy[Value] = st.lists(st.sampled_from(offered), max_size=4).map(
            tuple
        )
        return one if field.kind is Kind.CHOICE else several
    return _TYPED[field.kind]


def answers_to(form: Form) -> st.SearchStrategy[dict[str, Value]]:
    """Answers to a whole form. What is not answered keeps what the form held."""
    return st.fixed_dictionaries({}, optional={f.name: answer_to(f) for f in form.fields})


@dataclass(frozen=True)
class Seen:
    """One item at one moment, as far as a person could tell."""

    item: Item = field(compare=False)
    facts: Mapping[str, object]
    history: tuple[object, ...]


def facts_of(row: Any) -> dict[str, object]:
    """Every column of a record and of its lists."""
    mapper = inspect(row).mapper
    facts = {column.key: getattr(row, column.key) for column in mapper.column_attrs}
    for relation in mapper.relationships:
        facts[relation.key] = [facts_of(child) for child in getattr(row, relation.key)]
    return facts


class WorkMachine(RuleBasedStateMachine):
    """What must hold for every workflow. Subclasses fill in the class variables."""

    workflow: ClassVar[str]
    """The workflow's name."""
    lines: ClassVar[tuple[str, ...]]
    """One-line entries, good and bad."""
    news: ClassVar[frozenset[str]]
    """The steps that may tell the requester something although the item neither ends nor gets its
    first owner."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.world = World(database)
        self.seen: dict[str, Seen] = {}
        self.checked: dict[str, Seen] = {}
        self.gone: set[str] = set()

    @property
    def practice(self) -> Practice[Any]:
        """The workflow under test."""
        return practice_of(self.workflow)

    # What people do.

    @precondition(lambda self: len(self.seen) < MOST_ITEMS)
    @rule(who=WHO, where=WHERE, data=st.data())
    def type_a_line(self, who: str, where: str, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(self.lines))
        reply = self.world.command(who, self.practice.workflow.command, line, channel=where)
        self._opened(who, reply)

    @precondition(lambda self: len(self.seen) < MOST_ITEMS)
    @rule(who=WHO, where=WHERE, data=st.data())
    def fill_the_form(self, who: str, where: str, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(["", *self.lines]))
        reply = self.world.command(who, self.practice.workflow.command, line, channel=where)
        form = getattr(reply, "form", None)
        if isinstance(form, Form):
            reply = self.world.answer(who, form, **data.draw(answers_to(form)))
        self._opened(who, reply)

    @precondition(lambda self: self.seen)
    @rule(who=WHO, where=WHERE, data=st.data(), twice=st.booleans())
    def take_a_step(self, who: str, where: str, data: st.DataObject, twice: bool) -> None:
        label = data.draw(st.sampled_from(sorted(self.seen)))
        step = data.draw(st.sampled_from([s.name for s in self.practice.workflow.steps]))
        part = data.draw(st.sampled_from(["", "", "7", *self.parts_of(self.seen[label].item)]))
        self.step(who, step, label, where=where, part=part, data=data, twice=twice)

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), steps=st.integers(1, 4))
    def go_on_with_it(self, data: st.DataObject, steps: int) -> None:
        """Whoever has it takes steps that its card offers, so that items get far."""
        label = data.draw(st.sampled_from(sorted(self.seen)))
        for _ in range(steps):
            item = self.seen[label].item
            card = self.world.card(label)
            lines = [line for section in card.sections for line in section.lines]
            buttons = [*card.buttons, *(line.button for line in lines if line.button)]
            if not buttons:
                return
            staff = MEMBERS[Department(item.to_department)]
            who = name_of(item.owner) if item.owner else data.draw(st.sampled_from(staff))
            button = data.draw(st.sampled_from(buttons))
            declared = self.practice.workflow.step(button.step)
            assert declared is not None
            may = self.allowed(who, declared, item)
            refused = self.step(who, button.step, label, data=data, part=button.part)
            assert not (may and refused == "clicked"), f"{who} may not {button.step} {label}"

    @precondition(lambda self: self.seen)
    @rule(minutes=PAUSES)
    def wait(self, minutes: int) -> None:
        self.world.wait(minutes=minutes)
        for before, after in self._look().values():
            assert before is not None
            assert before.history == after.history
            for fact in set(after.facts) - {"late_since", "version"}:
                assert before.facts[fact] == after.facts[fact], f"{fact} changed by itself"

    @precondition(lambda self: len(self.seen) > 1 and not self.gone)
    @rule(who=st.sampled_from(STAFF))
    def leave(self, who: str) -> None:
        """Somebody's account is closed: what he had goes back into the queue."""
        self.gone.add(who)
        arrival = PersonLeft(self.world.sender(who), f"{self.world.workspace}-left-{who}")
        self.world.front.handle(arrival)
        for label, (before, after) in self._look().items():
            if before is None or before.item.owner != PEOPLE[who] or before.item.closed_at:
                assert before is not None
                assert before.facts == after.facts, f"{label} changed as {who} left"
                continue
            assert after.item.owner is None
            assert len(after.history) == len(before.history) + 1

    def step(
        self,
        who: str,
        step: str,
        label: str,
        *,
        data: st.DataObject,
        where: str = "",
        twice: bool = False,
        part: str = "",
    ) -> str:
        """Clicks, answers what is asked, and checks what became of it. Returns what the last thing
        was that was refused: "clicked", "answered", or nothing."""
        world, item = self.world, self.seen[label].item
        said = world.private_messages()
        answers = len(world.outbox(Message.ANSWER))
        click = Click(
            world.sender(who, where or item.to_department),
            f"{world.workspace}-click-{who}-{step}-{label}-{world.woken}",
            f"to:{who}",
            step=step,
            item_id=item.id,
            part=part,
        )
        reply = world.front.handle(click)
        form = getattr(reply, "form", None)
        if isinstance(form, Form):
            self._nothing_changed()
            reply = world.answer(who, form, **data.draw(answers_to(form)))
        elif twice:
            world.front.handle(click)
        assert "Something went wrong" not in words_of(reply), words_of(reply)
        for row in world.outbox(Message.ANSWER)[answers:]:
            assert "Something went wrong" not in str(row.body)
        before, after = self.seen[label], self._look()[label][1]
        if after.item.version == before.item.version:
            assert before.facts == after.facts, "changed without a new version"
            assert before.history == after.history
            assert world.private_messages() == said
            return "answered" if isinstance(form, Form) else "clicked"
        assert not isinstance(reply, Mend), reply
        assert not (isinstance(reply, ShowCard) and reply.card.title == "Not done"), reply
        self._taken(who, step, label, before, after)
        self._told(who, step, before.item, after.item, said)
        return ""

    def parts_of(self, item: Item) -> list[str]:
        """What a button on a line of the item names."""
        return []

    # What must hold.

    def allowed(self, who: str, step: Step, item: Item) -> bool:
        """Whether somebody may take a step, from the declaration alone."""
        if who == OUTSIDER:
            return False
        if item.state not in step.starts_in or not self._is_open(item):
            return False
        return bool(step.who & self.roles(who, item))

    def roles(self, who: str, item: Item) -> set[Role]:
        """What somebody on the roster is to an item. A person on no roster may be anything that the
        channel makes of him."""
        sender, receiver = Department(item.from_department), Department(item.to_department)
        mine = {d for d, names in MEMBERS.items() if who in names and who not in self.gone}
        manages = {d for d in mine if MANAGERS[d] == who}
        if not mine:
            mine = set(Department)
        roles = {
            Role.REQUESTER: item.requester == PEOPLE[who],
            Role.OWNER: item.owner == PEOPLE[who],
            Role.SENDER: sender in mine,
            Role.RECEIVER: receiver in mine,
            Role.TAKER: receiver in mine and item.owner is None,
            Role.MANAGER: bool({sender, receiver} & manages),
        }
        return {role for role, is_it in roles.items() if is_it}

    def _taken(self, who: str, step: str, label: str, before: Seen, after: Seen) -> None:
        declared = self.practice.workflow.step(step)
        assert declared is not None
        assert self.allowed(who, declared, before.item), f"{who} took {step} on {label}"
        assert after.item.version == before.item.version + 1
        assert len(after.history) == len(before.history) + 1, f"{step} left no single line"
        assert after.history[: len(before.history)] == before.history, "the past has changed"
        if declared.ends_in:
            assert after.item.state == declared.ends_in
        if step == "claim":
            assert before.item.owner is None
            assert after.item.owner == PEOPLE[who]
            assert after.item.due_at == before.item.due_at, "claiming moved the clock"
        self.check_step(who, step, before.item, after.item)

    def check_step(self, who: str, step: str, before: Item, after: Item) -> None:
        """What else must hold after a step of this workflow."""

    def _told(self, who: str, step: str, before: Item, after: Item, said: Private) -> None:
        """Who asked hears of the claim, of news and of the end; a new owner that it is his."""
        now = self.world.private_messages()
        heard = {name: len(now.get(name, [])) - len(said.get(name, [])) for name in CAST}
        asker = name_of(after.requester)
        owner = name_of(after.owner) if after.owner else ""
        claimed = before.owner is None and after.owner is not None
        ended = not self._is_open(after)
        assert not heard[who], f"{who} was told what he did himself: {now[who]}"
        if asker != who and (claimed or ended):
            assert heard[asker] == 1, now.get(asker)
        for name, times in heard.items():
            due_to_asker = name == asker and (claimed or ended or step in self.news)
            is_new_owner = name == owner and before.owner != after.owner
            assert times <= int(due_to_asker or is_new_owner), (name, step, now.get(name))

    def _opened(self, who: str, reply: Reply) -> None:
        """At most one item more, numbered next; all others as they were."""
        assert "Something went wrong" not in words_of(reply), words_of(reply)
        known = set(self.seen)
        changes = self._look()
        fresh = sorted(set(changes) - known)
        assert len(fresh) <= 1
        for label in known:
            before, after = changes[label]
            assert before is not None
            assert before.facts == after.facts
        if fresh:
            seen = changes[fresh[0]][1]
            assert who != OUTSIDER
            assert seen.item.requester == PEOPLE[who]
            assert len(seen.history) == 1
            assert fresh[0] == f"{self.practice.workflow.letter}-{len(known) + 1}"

    def _nothing_changed(self) -> None:
        for before, after in self._look().values():
            assert before is not None
            assert before.facts == after.facts

    def _look(self) -> dict[str, tuple[Seen | None, Seen]]:
        """Every item before and now; now becomes what was seen."""
        now: dict[str, tuple[Seen | None, Seen]] = {}
        rows: dict[int, tuple[object, ...]] = {}
        for row in self.world.all_history():
            seen = (row.id, row.at, row.actor, row.step, row.words, row.before, row.after)
            rows[row.item_id] = (*rows.get(row.item_id, ()), seen)
        for item in self.world.items():
            before = self.seen.get(item.label)
            after = Seen(item, facts_of(item), rows.get(item.id, ()))
            now[item.label] = (before, before if before == after else after)
        self.seen = {label: after for label, (_, after) in now.items()}
        return now

    def _is_open(self, item: Item) -> bool:
        return self.practice.workflow.state(item.state).is_open

    @invariant()
    def every_item_is_sound(self) -> None:
        names = {state.name for state in self.practice.workflow.states}
        for label, seen in self.seen.items():
            item = seen.item
            assert item.state in names
            if self._is_open(item):
                self._sound_while_open(item)
            else:
                assert item.closed_at is not None
                assert item.late_since is None
            if seen is not self.checked.get(label):
                self._sound_on_the_card(label, item)
                self.check_item(item)
        self.checked = dict(self.seen)

    def check_item(self, item: Item) -> None:
        """What else must hold for every item of this workflow."""

    def _sound_while_open(self, item: Item) -> None:
        assert item.closed_at is None
        assert (item.late_since is None) or item.due_at <= self.world.clock.now()
        assert item.due_at.tzinfo is not None
        assert self.practice.workflow.state(item.state).next_action
        assert item.to_department in {each.value for each in Department}
        if item.owner is None:
            assert item.state != common.HELD, "held by nobody"
        else:
            assert item.state != common.QUEUE, "in the queue although somebody has it"

    def _sound_on_the_card(self, label: str, item: Item) -> None:
        card = self.world.card_of(item)
        words = read_card(card)
        assert label in card.title
        assert card.summary
        offered = {button.step for button in (*card.buttons, *card.menu)} - {common.HISTORY}
        if self._is_open(item):
            assert "Next:" in words
            assert offered, "nothing can be done, and it is still open"
            assert name_of(item.owner) in words if item.owner else "nobody has it" in words
        else:
            assert not offered


def run_machine(machine: type[WorkMachine], url: str) -> None:
    """Runs the machine on an empty database. PostgreSQL gets fewer examples: each statement there
    is a round trip."""
    database = Database(url)
    upgrade(database)
    chosen = settings(
        max_examples=20 if database.is_sqlite else 8,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],  # Shrinking runs for minutes: what failed is said well enough.
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(
            lambda: machine(database),  # type: ignore[arg-type]  # It takes any maker of machines.
            settings=chosen,
        )
    finally:
        database.close()
