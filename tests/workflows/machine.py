"""Anybody does anything at any time: a machine that no workflow may break.

A workflow's own test says how its items are opened and which of its steps are news for who asked,
and adds what else must hold. Everything goes through the front desk, as from a platform.
"""

from __future__ import annotations

from collections.abc import Mapping
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

from bot.chat.card import Button
from bot.chat.exchange import Click, Mend, PersonLeft, Reply, ShowCard
from bot.chat.form import Form
from bot.services.practice import Practice, Turn
from bot.services.registry import practice_of
from bot.store.engine import Database
from bot.store.items import Item
from bot.workflows import common
from bot.workflows.declare import Priority, Step
from bot.workflows.departments import Department, Role
from bot.workflows.watch import Told
from tests.workflows.answers import any_answers, good_answers
from tests.workflows.seen import Seen, look
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
    nudges_of,
    open_database,
    read_card,
    words_of,
)

MOST_ITEMS = 5
"""More than that in one store tells nothing new and costs time."""
WHO = st.sampled_from(CAST)
WHERE = st.sampled_from(["", *CHANNELS])
WATCHED = frozenset({"late_since", "look_at", "told", "alarm_from", "version"})
"""What Baton writes down of any item as it watches it."""
PAUSES = st.sampled_from([1, 9, 11, 45, 180, 900, 3 * 1440])
"""Minutes: within and past the clocks of every workflow, overnight, and over a weekend."""


class WorkMachine(RuleBasedStateMachine):
    """What must hold for every workflow. Subclasses fill in the class variables."""

    workflow: ClassVar[str]
    """The workflow's name."""
    lines: ClassVar[tuple[str, ...]]
    """One-line entries, good and bad. ``{ro}`` stands for any RO number."""
    news: ClassVar[frozenset[str]]
    """The steps that may tell the requester something although the item neither ends nor gets its
    first owner."""
    after_the_end: ClassVar[frozenset[str]] = frozenset()
    """The steps that may be there although the item is over."""
    by_clock: ClassVar[frozenset[str]] = frozenset()
    """The facts that time alone may change, beside those of every item."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.world = World(database)
        self.seen: dict[str, Seen] = {}
        self.checked: dict[str, Seen] = {}
        self.gone: set[str] = set()
        self.nudged: set[tuple[object, ...]] = set()

    @property
    def practice(self) -> Practice[Any]:
        """The workflow under test."""
        return practice_of(self.workflow)

    # What people do.

    @precondition(lambda self: len(self.seen) < MOST_ITEMS)
    @rule(who=WHO, where=WHERE, data=st.data())
    def type_a_line(self, who: str, where: str, data: st.DataObject) -> None:
        self._opened(who, self._type(who, where, self._line(data, self.lines)))

    @precondition(lambda self: len(self.seen) < MOST_ITEMS)
    @rule(who=WHO, where=WHERE, data=st.data())
    def fill_the_form(self, who: str, where: str, data: st.DataObject) -> None:
        reply = self._type(who, where, self._line(data, ("", *self.lines)))
        form = getattr(reply, "form", None)
        if isinstance(form, Form):
            reply = self.world.answer(
                who, form, **data.draw(good_answers(form) | any_answers(form))
            )
        self._opened(who, reply)

    def _type(self, who: str, where: str, line: str) -> Reply:
        """The line after the workflow's command, which may be a word of another one."""
        command, _, word = self.practice.workflow.command.partition(" ")
        return self.world.command(who, command, f"{word} {line}".strip(), channel=where)

    def _line(self, data: st.DataObject, lines: tuple[str, ...]) -> str:
        line = data.draw(st.sampled_from(lines))
        return line.replace("{ro}", str(data.draw(st.integers(48_200, 48_999))))

    @precondition(lambda self: self.seen)
    @rule(who=WHO, where=WHERE, data=st.data(), twice=st.booleans())
    def take_a_step(self, who: str, where: str, data: st.DataObject, twice: bool) -> None:
        label = data.draw(st.sampled_from(sorted(self.seen)))
        step = data.draw(st.sampled_from([s.name for s in self.practice.workflow.steps]))
        part = data.draw(st.sampled_from(["", "", "7", *self.parts_of(self.seen[label].item)]))
        self.step(who, step, label, where=where, part=part, data=data, twice=twice)

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), steps=st.integers(1, 6))
    def go_on_with_it(self, data: st.DataObject, steps: int) -> None:
        """Whoever has it takes steps that its card offers, so that items get far."""
        label = data.draw(st.sampled_from(sorted(self.seen)))
        for _ in range(steps):
            item = self.seen[label].item
            buttons = self._buttons(label)
            if not buttons:
                return
            staff = MEMBERS[Department(item.to_department)]
            who = name_of(item.owner) if item.owner else data.draw(st.sampled_from(staff))
            button = data.draw(st.sampled_from(buttons))
            declared = self.practice.workflow.step(button.step)
            assert declared is not None
            may = self.surely_allowed(who, declared, item)
            sensible = data.draw(st.sampled_from([True, True, False]))
            refused = self.step(
                who, button.step, label, data=data, part=button.part, sensible=sensible
            )
            assert not (may and refused == "clicked"), f"{who} may not {button.step} {label}"

    def _buttons(self, label: str) -> list[Button]:
        """What the card offers: mostly what goes on, at times what ends or moves the item."""
        card = self.world.card_of(self.seen[label].item)
        lines = [line for section in card.sections for line in section.lines]
        shown = [*card.buttons, *(line.button for line in lines if line.button)]
        workflow = self.practice.workflow
        ends = {
            step.name
            for step in workflow.steps
            if step.ends_in and not workflow.state(step.ends_in).is_open
        }
        going_on = [button for button in shown if button.step not in ends]
        hidden = [button for button in card.menu if button.step != common.HISTORY]
        return [*going_on * 3, *shown, *hidden]

    @precondition(lambda self: self.seen)
    @rule(minutes=PAUSES)
    def wait(self, minutes: int) -> None:
        posted = len(self.world.outbox())
        self.world.wait(minutes=minutes)
        for before, after in self._look().values():
            assert before is not None
            known = len(before.history)
            assert before.history == after.history[:known]
            for fact in set(after.facts) - WATCHED - self.by_clock:
                assert before.facts[fact] == after.facts[fact], f"{fact} changed by itself"
        self._nudged_once(posted)
        self._looked_ahead()

    def _nudged_once(self, posted: int) -> None:
        """Nobody hears the same thing twice of one due time, and nobody is woken at night for what
        can wait."""
        items = {seen.item.id: seen.item for seen in self.seen.values()}
        for row in self.world.outbox()[posted:]:
            for item_id, why, about, _ in nudges_of(row):
                item = items[item_id]
                since = self._since(item, about)
                key = (row.lane, item_id, why, about, since)
                assert key not in self.nudged, f"{row.lane} heard {why} of {item.label} twice"
                self.nudged.add(key)
                if item.priority != Priority.DOWN and not self.may_disturb(why):
                    hours = self.world.store.hours(self._heard_by(item, about))
                    assert hours.is_open(self.world.clock.now()), f"{why} at night"

    def _turn(self, item: Item, about: int) -> Turn | None:
        turns = self.practice.turns(item, self.world.store) if item.closed_at is None else ()
        return next((turn for turn in turns if turn.about == about), None)

    def _since(self, item: Item, about: int) -> object:
        turn = self._turn(item, about)
        return turn.since if turn else None

    def _heard_by(self, item: Item, about: int) -> Department:
        turn = self._turn(item, about)
        return turn.department if turn else Department(item.to_department)

    def may_disturb(self, why: str) -> bool:
        """Whether something may be said in the evening too."""
        return False

    def _looked_ahead(self) -> None:
        """What is due was looked at, and what will be has its time."""
        for label, seen in self.seen.items():
            item = seen.item
            if item.look_at is not None:
                assert item.look_at > self.world.clock.now(), f"{label} was not looked at"
            elif item.closed_at is None:
                assert item.told == Told.MANAGER, f"{label} is open, and forgotten"

    @precondition(lambda self: len(self.seen) > 1 and not self.gone)
    @rule(who=st.sampled_from(STAFF))
    def leave(self, who: str) -> None:
        """Somebody's account is closed: what he had goes back into the queue."""
        self.gone.add(who)
        arrival = PersonLeft(self.world.sender(who), f"{self.world.workspace}-left-{who}")
        self.world.front.handle(arrival)
        for label, (before, after) in self._look().items():
            assert before is not None
            had = before.item.owner == PEOPLE[who]
            helped = PEOPLE[who] in self.practice.helpers(before.item)
            if before.item.closed_at or not (had or helped):
                assert before.facts == after.facts, f"{label} changed as {who} left"
                continue
            assert after.item.owner == (None if had else before.item.owner)
            assert PEOPLE[who] not in self.practice.helpers(after.item)
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
        sensible: bool = False,
    ) -> str:
        """Clicks, answers what is asked, and checks what became of it. Returns what the last thing
        was that was refused: "clicked", "answered", or nothing."""
        world, item = self.world, self.seen[label].item
        posted = len(world.outbox())
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
            answers_to = good_answers if sensible else any_answers
            reply = world.answer(who, form, **data.draw(answers_to(form)))
        elif twice:
            world.front.handle(click)
        assert "Something went wrong" not in words_of(reply), words_of(reply)
        sent = world.outbox()[posted:]
        assert "Something went wrong" not in str([row.body for row in sent])
        heard = world.private_messages(sent)
        before, after = self.seen[label], self._look()[label][1]
        if after.item.version == before.item.version:
            assert before.facts == after.facts, "changed without a new version"
            assert before.history == after.history
            assert not heard
            return "answered" if isinstance(form, Form) else "clicked"
        assert not isinstance(reply, Mend), reply
        assert not (isinstance(reply, ShowCard) and reply.card.title == "Not done"), reply
        self._taken(who, step, label, before, after)
        self._told(who, step, before.item, after.item, heard)
        return ""

    def parts_of(self, item: Item) -> list[str]:
        """What a button on a line of the item names."""
        return []

    # What must hold.

    def allowed(self, who: str, step: Step, item: Item) -> bool:
        """Whether somebody may take a step, from the declaration alone."""
        if who == OUTSIDER:
            return False
        if item.state not in step.starts_in:
            return False
        if not (self._is_open(item) or step.name in self.after_the_end):
            return False
        return bool(step.who & self.roles(who, item))

    def surely_allowed(self, who: str, step: Step, item: Item) -> bool:
        """Whether nothing else stands in the way of a step that the card offers."""
        return self.allowed(who, step, item)

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
            Role.HELPER: PEOPLE[who] in self.practice.helpers(item),
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

    def _told(
        self, who: str, step: str, before: Item, after: Item, heard: Mapping[str, list[str]]
    ) -> None:
        """Who asked hears of the claim, of news and of the end; a new owner that it is his."""
        asker = name_of(after.requester)
        owner = name_of(after.owner) if after.owner else ""
        claimed = before.owner is None and after.owner is not None
        ended = self._is_open(before) and not self._is_open(after)
        assert who not in heard, f"{who} was told what he did himself: {heard[who]}"
        if asker != who and (claimed or ended):
            assert len(heard.get(asker, ())) == 1, heard.get(asker)
        for name, words in heard.items():
            due_to_asker = name == asker and (claimed or ended or step in self.news)
            is_new_owner = name == owner and before.owner != after.owner
            may_hear = due_to_asker or is_new_owner or name in self.concerned(step, before, after)
            assert len(words) <= int(may_hear), (name, step, words)

    def concerned(self, step: str, before: Item, after: Item) -> set[str]:
        """Who else may hear of a step of this workflow."""
        return set()

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
        before, now = self.seen, look(self.world)
        self.seen = {
            label: before[label] if before.get(label) == now[label] else now[label] for label in now
        }
        return {label: (before.get(label), seen) for label, seen in self.seen.items()}

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
            assert offered <= self.after_the_end


def run_machine(machine: type[WorkMachine], url: str) -> None:
    """Runs the machine on an empty database. PostgreSQL gets fewer examples: each statement there
    is a round trip."""
    database = open_database(url)
    chosen = settings(
        max_examples=18 if database.is_sqlite else 6,
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
