"""The guided strip's words: a few stories, each a few steps. Change them here and nowhere else.

A step says who does it and where, and either what to type (`say`), which button to press (`press`),
how to move the clock (`leap`, whose button is `press`), or nothing of these: then it is only to be
looked at. Clicking a step in the page acts as that person, goes there, and fills in the composer or
points at the button; `done` names what ticks the step off when it happens, whoever did it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sandbox.clockwork import Leap


class Deed(StrEnum):
    """What a person can do that ticks a step off."""

    TYPE = "type"
    PRESS = "press"
    SUBMIT = "submit"
    LEAP = "leap"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Done:
    """Something was typed, a button was pressed, or a form was sent, whose words begin so, with
    `holds` among them: a command alone only opens a form, which may be closed again."""

    deed: Deed
    begins: tuple[str, ...]
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `who` is a first name, `where` a "#channel" or "@Baton"."""

    who: str
    where: str
    title: str
    done: Done
    say: str = ""
    press: str = ""
    leap: Leap | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One workflow from its first word to its end."""

    name: str
    steps: tuple[Step, ...]


def _says(who: str, where: str, title: str, say: str, hint: str = "") -> Step:
    command, *words = say.replace(",", " ").split()
    about = next((word for word in words if word.isdecimal()), words[0])
    return Step(who, where, title, Done(Deed.TYPE, (command,), about), say=say, hint=hint)


def _presses(who: str, where: str, title: str, press: str, hint: str = "") -> Step:
    return Step(who, where, title, Done(Deed.PRESS, (press,)), press=press, hint=hint)


def _leaps(who: str, where: str, title: str, leap: Leap, hint: str) -> Step:
    done = Done(Deed.LEAP, (leap,))
    return Step(who, where, title, done, press=_LEAPS[leap], leap=leap, hint=hint)


def _looks(who: str, where: str, title: str, hint: str) -> Step:
    return Step(who, where, title, Done(Deed.LOOK, (title,)), hint=hint)


_LEAPS = {Leap.NEXT: "Next event", Leap.HOUR: "+1 hour", Leap.TOMORROW: "Tomorrow 7:00"}

STORIES: tuple[Story, ...] = (
    Story(
        "A part for a waiting customer",
        (
            _says(
                "Luis",
                "#service",
                "asks parts for a filter",
                "/parts 48213 2x 04152-YZZA1 oil filter, 1x 90915-YZZD4 by 3pm waiting",
                "Only Luis sees the answer; the counter gets a card in #parts.",
            ),
            _presses(
                "Sam",
                "#parts",
                "claims the request",
                "Claim",
                "The card will say who has it, and Luis hears it in private.",
            ),
            _presses(
                "Sam",
                "#parts",
                "answers a line",
                "Answer",
                "In stock with its bin, or ordered with its ETA: each line on its own.",
            ),
            _says(
                "Tom",
                "#service",
                "looks up the vehicle",
                "/vehicle 48213",
                "Its whole story, private to the asker.",
            ),
        ),
    ),
    Story(
        "A big estimate becomes a lead",
        (
            _says(
                "Tom",
                "#service",
                "flags a trade-in lead",
                "/lead 48213 est 4200 value 6500 agreed, asked about hybrids",
                "The card in #sales sets keep beside trade and shows the ratio.",
            ),
            _presses(
                "Marcus",
                "#sales",
                "claims the lead",
                "Claim",
                "Claiming does not stop the clock: only talking to the customer does.",
            ),
            _presses(
                "Marcus",
                "#sales",
                "has talked to the customer",
                "Contacted",
                "Tom hears it, and every outcome after it.",
            ),
        ),
    ),
    Story(
        "A new owner meets service",
        (
            _says(
                "Dana",
                "#sales",
                "hands her buyer to service",
                "/handoff service Maria Lopez, stk 4471, delivery 5pm, two keys owed",
                "The card in #service lists what has to happen before it is done.",
            ),
            _presses(
                "Renee",
                "#service",
                "takes the hand-off",
                "Claim",
                "Dana hears that Renee has it.",
            ),
            Step(
                "Dana",
                "@Baton",
                "signs for sales",
                Done(Deed.PRESS, ("Sign for sales",)),
                press="Open H",
                hint="Press “Sign for sales” on the card that opens. Service signs too, and the "
                "first visit needs its date: then it is done.",
            ),
            _says(
                "Renee",
                "#service",
                "sees what is hers to do",
                "/baton todo",
                "Late things first, private to the asker.",
            ),
        ),
    ),
    Story(
        "The clock",
        (
            _leaps(
                "Sam",
                "#parts",
                "lets one turn late",
                Leap.NEXT,
                "Press “Next event”. A card turns amber, and whoever has it is told once; what "
                "nobody has is said in the channel.",
            ),
            _leaps(
                "Sam",
                "#parts",
                "lets an hour go by",
                Leap.HOUR,
                "Press “+1 hour”. The backup is told, then the manager: now the card is red.",
            ),
            _looks(
                "Joan",
                "@Baton",
                "hears what is late",
                "As the manager of parts, she hears of what her people and their backup let lie.",
            ),
            _leaps(
                "Joan",
                "@Baton",
                "lets the night go by",
                Leap.TOMORROW,
                "Press “Tomorrow 7:00”. Her digest comes: what needs her, yesterday, and one "
                "picture that tells whether parts gets better.",
            ),
            _presses(
                "Grace",
                "#service",
                "joins the huddle",
                "I'm here",
                "The agenda wrote itself at 7:00 from what is open now; the huddle is at 7:30.",
            ),
        ),
    ),
)
