"""A month at Lakeside, made by hand: August 2026, in which no holiday falls on a weekday.

Everything goes through the front, at the minute it says. Tuesday the 25th is told in full; the
three weeks before it hold only what a week's figures need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.chat.exchange import Mend, Show
from bot.chat.form import Value
from bot.store.engine import Database
from bot.store.parts import PartsRequest
from tests.world import World, local

Act = Callable[[World], None]
WEDNESDAY = local(8, 26, 7)
"""7:00 AM on the morning after the day that is told in full."""
NEXT_MONDAY = local(8, 31, 7)
"""7:00 AM on the Monday after the four weeks."""


def after_tuesday(database: Database) -> World:
    """Lakeside on Wednesday the 26th at 7:00 AM."""
    world = World(database, local(8, 3, 7))
    world.set_limit("labor_rate", 150)
    live_until(world, WEDNESDAY)
    return world


def live_until(world: World, end: datetime) -> None:
    """Lets everything happen from the world's now on, and stops the clock at `end`."""
    start = world.clock.now()
    for at, act in sorted(MONTH, key=lambda each: each[0]):
        if start <= at < end:
            world.clock.at = at
            act(world)
    world.clock.at = end


def ask(who: str, ro: int, lines: int = 1, more: str = "") -> Act:
    """A parts request of so many lines. The RO is how the others find it."""
    parts = ", ".join(f"1x {ro}-{place} part {place}" for place in range(lines))

    def act(world: World) -> None:
        world.command(who, "parts", f"{ro} {parts} {more}".strip())

    return act


def answer(who: str, ro: int, *answers: str) -> Act:
    """The counter answers each line in turn."""

    def act(world: World) -> None:
        request = world.item(of(world, ro))
        assert isinstance(request, PartsRequest)
        given: dict[str, Value] = {}
        for line, word in zip(request.lines, answers, strict=True):
            given[f"answer-{line.id}"] = word
            given[f"eta-{line.id}"] = "next fri 10am" if word == "ordered" else ""
        press(world, who, "answer", request.label, given)

    return act


def take(who: str, step: str, ro: int, **answers: Value) -> Act:
    """Somebody takes a step on what is about this RO."""
    return lambda world: press(world, who, step, of(world, ro), answers)


def flag(who: str, ro: int) -> Act:
    """An advisor flags a lead."""

    def act(world: World) -> None:
        world.command(who, "lead", f"{ro} est 4200 value 6500 agreed")

    return act


def hand(who: str, words: str) -> Act:
    """A hand-off by its line. What follows names it by its label."""

    def act(world: World) -> None:
        world.command(who, "handoff", words)

    return act


def on(who: str, step: str, label: str, **answers: Value) -> Act:
    """Somebody takes a step on an item by its label."""
    return lambda world: press(world, who, step, label, answers)


def of(world: World, ro: int) -> str:
    """The newest item about this RO."""
    return next(item.label for item in reversed(world.items()) if item.ro == str(ro))


def press(world: World, who: str, step: str, label: str, answers: Mapping[str, Value]) -> None:
    """A click, and the form it opens. What the form does not take was answered wrongly here."""
    reply = world.click(who, step, label)
    if isinstance(reply, Show):
        reply = world.answer(who, reply, **answers)
    assert not isinstance(reply, Show | Mend), reply


def _earlier(
    monday: int, ro: int, stock: int, ordered: int, called: int, missed: int
) -> list[tuple[datetime, Act]]:
    """A week in short: on Monday one request, so many lines of it from stock; on Tuesday leads,
    called after 5 minutes or after an hour, and lost the same day."""
    answers = ["in_stock"] * stock + ["ordered"] * ordered
    happened: list[tuple[datetime, Act]] = [
        (local(8, monday, 9), ask("Tom", ro, len(answers))),
        (local(8, monday, 9, 6), answer("Sam", ro, *answers)),
        (local(8, monday, 9, 16), take("Sam", "delivered", ro)),
        (local(8, monday + 4, 10), take("Sam", "arrived", ro)),
        (local(8, monday + 4, 10, 6), take("Sam", "delivered", ro)),
    ]
    for place in range(called + missed):
        each = ro + 1 + place
        wait = 5 if place < called else 60
        happened += [
            (local(8, monday + 1, 9 + place), flag("Tom", each)),
            (
                local(8, monday + 1, 9 + place + wait // 60, wait % 60),
                take("Dana", "contacted", each),
            ),
            (local(8, monday + 1, 17), take("Dana", "lost", each, reason="keeps")),
        ]
    return happened


MONTH: list[tuple[datetime, Act]] = [
    # Lines answered, of those from stock; leads called in time, and too late.
    *_earlier(3, 50100, stock=2, ordered=2, called=1, missed=2),
    *_earlier(10, 50200, stock=3, ordered=2, called=2, missed=2),
    *_earlier(17, 50300, stock=7, ordered=3, called=2, missed=0),
    # Monday the 24th.
    (local(8, 24, 15), hand("Dana", "service Maria Lopez, stk 4471, delivery tue 11am, none owed")),
    (local(8, 24, 15, 10), on("Tom", "claim", "H-1")),
    (local(8, 24, 17), ask("Tom", 48201)),
    (local(8, 24, 17, 58), flag("Tom", 48301)),
    # Tuesday the 25th, parts.
    (local(8, 25, 8), answer("Sam", 48201, "in_stock")),
    (local(8, 25, 8, 30), take("Sam", "delivered", 48201)),
    (local(8, 25, 8), ask("Tom", 48202, 2)),
    (local(8, 25, 8, 4), take("Sam", "all_in_stock", 48202)),
    (local(8, 25, 8, 10), take("Sam", "delivered", 48202)),
    (local(8, 25, 9), ask("Tom", 48203)),
    (local(8, 25, 9, 30), answer("Sam", 48203, "ordered")),
    (local(8, 25, 10), ask("Renee", 48204, 1, "waiting")),
    (local(8, 25, 10, 5), take("Sam", "claim", 48204)),
    (local(8, 25, 10, 20), answer("Sam", 48204, "in_stock")),
    (local(8, 25, 10, 30), take("Sam", "delivered", 48204)),
    (local(8, 25, 11), ask("Dana", 48205)),
    (local(8, 25, 11, 6), answer("Joan", 48205, "not_available")),
    (local(8, 25, 12), ask("Tom", 48206)),
    (local(8, 25, 12, 1), take("Tom", "cancel", 48206)),
    (local(8, 25, 17, 50), ask("Luis", 48207)),
    # Tuesday, leads.
    (local(8, 25, 9, 20), take("Dana", "contacted", 48301)),
    (local(8, 25, 9, 30), take("Dana", "lost", 48301, reason="keeps")),
    (local(8, 25, 9, 30), flag("Tom", 48302)),
    (local(8, 25, 9, 36), take("Dana", "contacted", 48302)),
    (local(8, 25, 10), take("Dana", "appraised", 48302, value="6200")),
    (local(8, 25, 15), take("Dana", "sold", 48302)),
    (local(8, 25, 11), flag("Renee", 48303)),
    (local(8, 25, 11, 2), take("Marcus", "claim", 48303)),
    (local(8, 25, 11, 30), take("Marcus", "contacted", 48303)),
    (local(8, 25, 16), take("Marcus", "lost", 48303, reason="price")),
    # Tuesday, hand-offs.
    (local(8, 25, 11), on("Tom", "checklist", "H-1", checks=("introduced",), first_visit="Sep 15")),
    (local(8, 25, 11, 15), on("Dana", "sign_sales", "H-1")),
    (local(8, 25, 11, 20), on("Tom", "sign_service", "H-1")),
    (local(8, 25, 13), hand("Marcus", "service Ray Chen, stk 4472, delivery 5pm, nothing owed")),
    (local(8, 25, 14), hand("Dana", "service Ann Kim, squeak in the dash")),
    (local(8, 25, 14, 45), on("Renee", "done", "H-3")),
    # Thursday the 27th: four lines, all from stock.
    (local(8, 27, 9), ask("Tom", 48401, 4)),
    (local(8, 27, 9, 5), take("Sam", "all_in_stock", 48401)),
    (local(8, 27, 9, 15), take("Sam", "delivered", 48401)),
]  # fmt: skip
