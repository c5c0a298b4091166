"""The parts of the page that change: each is drawn whole, and sent again only when it differs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sandbox.model import User
from sandbox.page import around
from sandbox.page.guide import Step
from sandbox.page.lines import Cast, Line, Lines
from sandbox.page.look import people
from sandbox.page.people import avatar
from sandbox.page.remembered import Remembered
from sandbox.page.render import blocks as draw
from sandbox.page.render.markup import tag
from sandbox.page.render.shape import label
from sandbox.page.seen import Seen
from sandbox.page.tour import Tour
from sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Region:
    """One part of the page, and a hash that tells whether it differs from what a window has."""

    html: Markup
    hash: str


@cache
def templates() -> Environment:
    """The page's templates, escaping everything that Python did not make itself."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def regions(
    workspace: Workspace, seen: Seen, tour: Tour, remembered: Remembered[Line]
) -> dict[str, Region]:
    """Every part of the page. Lines that are `remembered` are not drawn again."""
    lines = Lines(Cast(seen.users, seen.files), seen.scene, templates(), remembered)
    shown, replies = lines.conversation(seen.messages), lines.thread(seen.thread)
    gone = "This thread is not there any more." if seen.look.thread else ""
    return {
        "who": _drawn("who.html", user=seen.look.user, picture=avatar(seen.look.user)),
        "people": _drawn("people.html", **around.people(seen)),
        "side": _drawn("side.html", **around.side(seen)),
        "head": _drawn("head.html", **around.head(seen)),
        "messages": _listed(shown, seen.earlier, "Nothing has been said here yet."),
        "thread": _listed(replies, 0, gone),
        "form": _form(seen),
        "clock": _drawn("clock.html", face=seen.clock),
        "planned": _drawn("planned.html", face=seen.clock),
        "guide": _guide(workspace, tour),
    }


def changed(drawn: Mapping[str, Region], have: Mapping[str, str]) -> dict[str, Any]:
    """The regions that differ from those that a window has."""
    return {
        name: {"html": region.html, "hash": region.hash}
        for name, region in drawn.items()
        if have.get(name) != region.hash
    }


def _form(seen: Seen) -> Region:
    view = seen.view
    if view is None:
        return _drawn("form.html", view=None)
    inside = replace(seen.scene, scope=f"form-{view.id}", errors=view.errors, state=view.state)
    told = _drawn(
        "form.html",
        view=view,
        title=view.title,
        content=tag("div", draw.blocks(view.blocks, inside), class_="blocks form-blocks"),
        trouble=view.trouble or "",
        close=label(view.body, "close") or "Cancel",
        submit=label(view.body, "submit"),
        depth=seen.depth,
    )
    # What a person types is kept with the view, and is no reason to draw it anew under his hands.
    version = f"{view.id} {view.hash} {sorted(view.errors.items())} {view.trouble} {seen.depth}"
    return Region(told.html, _hash(version))


def _guide(workspace: Workspace, tour: Tour) -> Region:
    everybody = people(workspace)
    stories = [
        {
            "name": progress.story.name,
            "count": progress.count,
            "next": progress.next,
            "steps": [
                _step(workspace, everybody, step, done)
                for step, done in zip(progress.story.steps, progress.done, strict=True)
            ],
        }
        for progress in tour.progress()
    ]
    onward = next((place for place, story in enumerate(stories) if story["next"] is not None), None)
    ticked = any(story["count"] for story in stories)
    return _drawn("guide.html", stories=stories, ticked=ticked, onward=onward)


def _step(workspace: Workspace, everybody: list[User], step: Step, done: bool) -> dict[str, Any]:
    first = [step.who.casefold()]
    user = next((u for u in everybody if u.real_name.casefold().split()[:1] == first), None)
    channel = next((c for c in workspace.channels.values() if f"#{c.name}" == step.where), None)
    app = workspace.app
    where = f"&in={channel.id}" if channel else f"&dm={app.bot_user}" if app else ""
    return {
        "href": f"/?as={user.id}{where}" if user else "/",
        "who": step.who,
        "where": step.where,
        "title": step.title,
        "say": step.say,
        "press": step.press,
        "leap": step.leap or "",
        "detail": _detail(step),
        "hint": step.hint,
        "done": done,
    }


def _detail(step: Step) -> str:
    """Where to do it, and how, for a step without words to type."""
    if step.leap:
        return f"Clock: press “{step.press}”"
    return f"{step.where}: press “{step.press}”" if step.press else f"{step.where}: look"


def _listed(shown: list[Line], earlier: int, empty: str) -> Region:
    told = _drawn("lines.html", lines=shown, earlier=earlier, empty=empty)
    return Region(told.html, _hash(" ".join([str(earlier), *(line.hash for line in shown)])))


def _drawn(template: str, **values: object) -> Region:
    html = templates().get_template(template).render(**values)
    return Region(Markup(html), _hash(html))  # noqa: S704 - a template that escapes made it.


def _hash(words: str) -> str:
    return hashlib.sha1(words.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:16]
