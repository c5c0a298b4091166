"""Selects, checkboxes and radio buttons, as the browser's own controls.

A phone then shows its own wheel or list, and a keyboard can type ahead, without a line of script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sandbox.page.render import mrkdwn
from sandbox.page.render.markup import Content, join, tag
from sandbox.page.render.scene import Scene
from sandbox.page.render.shape import Json, inner, label, many, truth, word, words
from sandbox.page.render.spot import Spot, question, text

# With more choices than this, a list of ticks gets a box that narrows it down.
_LONG_LIST = 8


@dataclass(frozen=True, slots=True)
class _Choice:
    value: str
    words: str
    group: str = ""


def select(element: Json, spot: Spot, scene: Scene) -> Content:
    """One of several, on one line."""
    options = _OFFERED[_noun(element)](element, scene)
    chosen = _chosen_one(element, spot, scene)
    if _noun(element) == "external" and chosen:
        options = [*options, _Choice(chosen, chosen)]
    empty = tag("option", label(element, "placeholder") or "Choose…", value="")
    drawn = tag("select", empty, _options(options, chosen), id=spot.id, **spot.aria())
    return spot.wrap(word(element, "type"), drawn, question(element, scene), class_="select")


def multi_select(element: Json, spot: Spot, scene: Scene) -> Content:
    """Several of many: a list of ticks, for a browser's own multiple select needs a Ctrl key."""
    options = _OFFERED[_noun(element)](element, scene)
    chosen = _chosen_many(element, spot, scene)
    rows = [
        tag(
            "label",
            tag("input", type="checkbox", value=option.value, checked=option.value in chosen),
            tag("span", mrkdwn.plain(option.words), dir="auto"),
            class_="tick",
        )
        for option in options
    ]
    narrow = tag("input", type="search", class_="narrow", placeholder="Find…", aria_label="Find")
    return spot.wrap(
        word(element, "type"),
        narrow if len(rows) > _LONG_LIST else None,
        tag("div", *rows, class_="ticks", role="group", id=spot.id, **spot.aria()),
        class_="many",
    )


def checkboxes(element: Json, spot: Spot, scene: Scene) -> Content:
    """Ticks, each with its words and perhaps a description."""
    chosen = _chosen_many(element, spot, scene)
    rows = [
        _row("checkbox", option, word(option, "value") in chosen, "", scene)
        for option in many(element, "options")
    ]
    group = tag("div", *rows, class_="rows", role="group", id=spot.id, **spot.aria())
    return spot.wrap("checkboxes", group, question(element, scene))


def radio_buttons(element: Json, spot: Spot, scene: Scene) -> Content:
    """One of a few, all in sight."""
    chosen = _chosen_one(element, spot, scene)
    rows = [
        _row("radio", option, word(option, "value") == chosen, spot.id, scene)
        for option in many(element, "options")
    ]
    group = tag("div", *rows, class_="rows", role="radiogroup", id=spot.id, **spot.aria())
    return spot.wrap("radio_buttons", group, question(element, scene))


def _row(kind: str, option: Json, checked: bool, name: str, scene: Scene) -> Content:
    described = text(option, "description", scene)
    return tag(
        "label",
        tag(
            "input",
            type=kind,
            value=word(option, "value"),
            name=name or None,
            checked=checked,
        ),
        tag("span", text(option, "text", scene), dir="auto"),
        tag("small", described, dir="auto") if described else None,
        class_="tick",
    )


def _options(options: Iterable[_Choice], chosen: str) -> Content:
    parts: list[Content] = []
    groups: dict[str, list[Content]] = {}
    for option in options:
        drawn = tag(
            "option",
            mrkdwn.plain(option.words),
            value=option.value,
            selected=bool(chosen) and option.value == chosen,
        )
        if option.group:
            groups.setdefault(option.group, []).append(drawn)
        else:
            parts.append(drawn)
    parts += [tag("optgroup", *drawn, label=name) for name, drawn in groups.items()]
    return join(parts)


def _noun(element: Json) -> str:
    """What is chosen: static, external, users, conversations or channels."""
    return word(element, "type").removeprefix("multi_").removesuffix("_select")


def _static(element: Json, _scene: Scene) -> list[_Choice]:
    """The element's own options; a description joins the words, for a list has no second line."""
    plain = [("", option) for option in many(element, "options")]
    grouped = [
        (label(group, "label"), option)
        for group in many(element, "option_groups")
        for option in many(group, "options")
    ]
    found = []
    for group, option in [*plain, *grouped]:
        described = label(option, "description")
        shown = label(option, "text") + (f" — {described}" if described else "")
        found.append(_Choice(word(option, "value"), shown, group))
    return found


def _users(_element: Json, scene: Scene) -> list[_Choice]:
    people = sorted(scene.people.items(), key=lambda entry: entry[1].name.casefold())
    return [
        _Choice(ident, f"{person.name} — {person.title}" if person.title else person.name)
        for ident, person in people
        if not person.is_app
    ]


def _channels(_element: Json, scene: Scene) -> list[_Choice]:
    listed = sorted(scene.channels.items(), key=lambda entry: entry[1])
    return [_Choice(ident, f"# {name}") for ident, name in listed]


_OFFERED: dict[str, Callable[[Json, Scene], list[_Choice]]] = {
    "static": _static,
    "external": _static,
    "users": _users,
    "conversations": _channels,
    "channels": _channels,
}

_ONE = {"users": "user", "conversations": "conversation", "channels": "channel"}


def _chosen_one(element: Json, spot: Spot, scene: Scene) -> str:
    kept, noun = spot.kept(scene), _ONE.get(_noun(element))
    if noun is None:
        if "selected_option" in kept:
            return word(inner(kept, "selected_option"), "value")
        return word(inner(element, "initial_option"), "value")
    if f"selected_{noun}" in kept:
        return word(kept, f"selected_{noun}")
    current = truth(element, "default_to_current_conversation") and noun == "conversation"
    return word(element, f"initial_{noun}") or (scene.here if current else "")


def _chosen_many(element: Json, spot: Spot, scene: Scene) -> set[str]:
    kept, noun = spot.kept(scene), _ONE.get(_noun(element))
    if noun is None:
        source, key = (
            (kept, "selected_options")
            if "selected_options" in kept
            else (element, "initial_options")
        )
        return {word(option, "value") for option in many(source, key)}
    key = f"selected_{noun}s"
    return set(words(kept, key) if key in kept else words(element, f"initial_{noun}s"))
