"""Small rules that combine into Block Kit's: each looks at one value and notes what is wrong."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.model import Json


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that Slack refuses, and where: `pointer` is a JSON pointer."""

    pointer: str
    message: str

    def __str__(self) -> str:
        """As Slack writes it."""
        return f"{self.message} [json-pointer:{self.pointer}]"


@dataclass(slots=True)
class Problems:
    """What was found so far."""

    found: list[Problem] = field(default_factory=list)

    def note(self, pointer: str, message: str) -> None:
        """Note one problem."""
        self.found.append(Problem(pointer, message))


Rule = Callable[[Problems, str, Any], None]


def string(most: int | None = None, least: int = 0) -> Rule:
    """A string of `least` to `most` characters."""

    def check(problems: Problems, at: str, value: Any) -> None:
        if not isinstance(value, str):
            problems.note(at, "must be a string")
        elif len(value) < least:
            problems.note(at, f"must be more than {least - 1} characters")
        elif most is not None and len(value) > most:
            problems.note(at, f"must be less than {most + 1} characters")

    return check


def one_of(*allowed: str) -> Rule:
    """One of these words."""

    def check(problems: Problems, at: str, value: Any) -> None:
        if value not in allowed:
            problems.note(at, f"must be one of: {', '.join(allowed)}")

    return check


def boolean(problems: Problems, at: str, value: Any) -> None:
    """True or false."""
    if not isinstance(value, bool):
        problems.note(at, "must be a boolean")


def integer(least: int, most: int | None = None) -> Rule:
    """A whole number."""

    def check(problems: Problems, at: str, value: Any) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            problems.note(at, "must be an integer")
        elif value < least:
            problems.note(at, f"must be at least {least}")
        elif most is not None and value > most:
            problems.note(at, f"must be at most {most}")

    return check


def number(problems: Problems, at: str, value: Any) -> None:
    """A finite number."""
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if not numeric or not math.isfinite(value):
        problems.note(at, "must be a finite number")


def anything(problems: Problems, at: str, value: Any) -> None:
    """No rule: what Slack does not check, or what nobody here uses."""


def array(item: Rule, least: int = 0, most: int | None = None) -> Rule:
    """A list of `least` to `most` items, each of them good."""

    def check(problems: Problems, at: str, value: Any) -> None:
        if not isinstance(value, list):
            problems.note(at, "must be an array")
            return
        if len(value) < least:
            problems.note(at, f"no fewer than {least} items allowed")
        if most is not None and len(value) > most:
            problems.note(at, f"no more than {most} items allowed")
        for index, one in enumerate(value):
            item(problems, f"{at}/{index}", one)

    return check


def record(
    required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *more: Rule
) -> Rule:
    """An object with these fields and no others.

    `more` looks at it as a whole, and only when every field by itself is good.
    """
    rules = {**required, **(optional or {})}

    def check(problems: Problems, at: str, value: Any) -> None:
        if not isinstance(value, dict):
            problems.note(at, "must be an object")
            return
        before = len(problems.found)
        for name in required:
            if name not in value:
                problems.note(at, f"missing required field: {name}")
        for name, one in value.items():
            if name in rules:
                rules[name](problems, f"{at}/{name}", one)
            else:
                problems.note(at, f"invalid additional property: {name}")
        if len(problems.found) == before:
            for rule in more:
                rule(problems, at, value)

    return check


def typed(kinds: Mapping[str, Rule]) -> Rule:
    """An object whose `type` is one of these; the rest follows that type's rule."""

    def check(problems: Problems, at: str, value: Any) -> None:
        if not isinstance(value, dict):
            problems.note(at, "must be an object")
        elif "type" not in value:
            problems.note(at, "missing required field: type")
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            problems.note(f"{at}/type", f"unsupported type: {value['type']}")
        else:
            kinds[value["type"]](problems, at, value)

    return check


def needs_one_of(*names: str) -> Rule:
    """At least one of these fields must be there."""

    def check(problems: Problems, at: str, value: Json) -> None:
        if not any(name in value for name in names):
            problems.note(at, f"missing required field: {names[0]}")

    return check


def not_both(one: str, other: str) -> Rule:
    """These two fields exclude each other."""

    def check(problems: Problems, at: str, value: Json) -> None:
        if one in value and other in value:
            problems.note(at, f"cannot specify both `{one}` and `{other}`")

    return check
