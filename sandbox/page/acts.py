"""What a window asks to be done: one small command each, carried out as the person who acts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.clockwork import Leap, leap
from sandbox.model import ChangeKind, SandboxMistake
from sandbox.outcome import Outcome, Stopwatch
from sandbox.page.guide import Deed
from sandbox.page.render.shape import Json, entries, many, truth, whole, word
from sandbox.page.seen import zone_of
from sandbox.page.tour import Tour
from sandbox.person import Person
from sandbox.workspace import Workspace

_CODE = re.compile(r'^(/\S+) failed with the error "([a-z_]+)"$')

# Slack's codes for a command that got no good answer, in words that say what to do.
_PLAIN = {
    "operation_timeout": "did not answer within three seconds",
    "dispatch_failed": "cannot be reached",
    "app_unreachable": "cannot be reached",
    "dispatch_unknown_error": "answered with an error",
}

_STALE = "This has changed in the meantime. Look at it again."


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody about to do something."""

    workspace: Workspace
    person: Person
    asked: Json
    tour: Tour
    app_name: str


def act(workspace: Workspace, tour: Tour, asked: Json) -> dict[str, Any]:
    """Do what a window asked for, and say how it came out in plain words."""
    app = workspace.app
    try:
        person = workspace.person(word(asked, "as"))
        acting = Acting(workspace, person, asked, tour, app.name if app else "The app")
        do = _ACTS.get(word(asked, "do"))
        outcome = do(acting) if do else Stopwatch().failed("This page cannot do that.")
    except SandboxMistake:
        # Between what a window shows and what is there now, somebody was faster.
        outcome = Stopwatch().failed(_STALE)
    return {
        "ok": outcome.ok,
        "error": _plain(outcome.error, app.name if app else "The app"),
        "fields": dict(outcome.field_errors),
        "took_ms": round(outcome.took_ms, 1),
        "ts": outcome.ts,
    }


def _plain(error: str | None, app: str) -> str | None:
    found = _CODE.match(error or "")
    if found is None:
        return error
    why = _PLAIN.get(found[2], f"gave no good answer ({found[2]})")
    return f"{found[1]} did not work: {app} {why}. What you typed is still here; try it again."


def _type(acting: Acting) -> Outcome:
    text = word(acting.asked, "text")
    outcome = acting.person.type(word(acting.asked, "in"), text)
    if outcome.ok:
        acting.tour.saw(Deed.TYPE, text)
    return outcome


def _reply(acting: Acting) -> Outcome:
    asked = acting.asked
    return acting.person.reply(word(asked, "in"), word(asked, "thread"), word(asked, "text"))


def _press(acting: Acting) -> Outcome:
    """A button, a menu's entry, or a choice: on a message or in a form."""
    asked, view = acting.asked, word(acting.asked, "view")
    target: str | tuple[str, str] = view or (word(asked, "in"), word(asked, "ts"))
    if view:
        _keep(acting)
    outcome = acting.person.click(
        target,
        word(asked, "action"),
        word(asked, "block") or None,
        selected=_chosen(acting, asked) if "value" in asked else None,
    )
    if outcome.ok:
        acting.tour.saw(Deed.PRESS, word(asked, "words"))
    return outcome


def _change(acting: Acting) -> Outcome:
    asked = acting.asked
    value = _chosen(acting, asked)
    view = word(asked, "view")
    return acting.person.change(view, word(asked, "block"), word(asked, "action"), value)


def _submit(acting: Acting) -> Outcome:
    view = acting.person.top_view()
    values: dict[str, dict[str, Any]] = {}
    for field in many(acting.asked, "fields"):
        known = values.setdefault(word(field, "block"), {})
        known[word(field, "action")] = _chosen(acting, field)
    # A block of one field takes its value alone; only a block of several takes them by name.
    flat = {
        block: next(iter(held.values())) if len(held) == 1 else held
        for block, held in values.items()
    }
    outcome = acting.person.submit(word(acting.asked, "view"), flat)
    if outcome.ok and view:
        acting.tour.saw(Deed.SUBMIT, view.title)
    return outcome


def _close(acting: Acting) -> Outcome:
    asked = acting.asked
    return acting.person.close(word(asked, "view"), everything=truth(asked, "everything"))


def _react(acting: Acting) -> Outcome:
    asked = acting.asked
    on = truth(asked, "on", otherwise=True)
    return acting.person.react(word(asked, "in"), word(asked, "ts"), word(asked, "name"), on=on)


def _join(acting: Acting) -> Outcome:
    acting.person.join(word(acting.asked, "in"))
    return Stopwatch().fine()


def _tick(acting: Acting) -> Outcome:
    story, step = whole(acting.asked, "story"), whole(acting.asked, "step")
    if story is not None and step is not None:
        acting.tour.tick(story, step)
    return Stopwatch().fine()


def _start_over(acting: Acting) -> Outcome:
    acting.tour.start_over()
    return Stopwatch().fine()


def _leap(acting: Acting) -> Outcome:
    watch, clockwork = Stopwatch(), acting.workspace.clockwork
    try:
        to = Leap(word(acting.asked, "to"))
    except ValueError:
        return watch.failed("The clock cannot go there.")
    if clockwork is None:
        return watch.failed("This workspace's clock cannot be moved.")
    if not leap(clockwork, to):
        return watch.failed("Nothing is planned that the clock could go to.")
    acting.workspace.feed.emit(ChangeKind.CLOCK)
    acting.tour.saw(Deed.LEAP, to)
    return watch.fine()


def _look(acting: Acting) -> Outcome:
    acting.tour.saw(Deed.LOOK, word(acting.asked, "words"))
    return Stopwatch().fine()


def _keep(acting: Acting) -> None:
    """Before a button in a form is pressed, the form keeps what was typed: the app may ask."""
    view = acting.person.top_view()
    if view is None or view.id != word(acting.asked, "view"):
        return
    quiet = {
        str(block.get("block_id"))
        for block in view.blocks
        if block.get("type") == "input" and not block.get("dispatch_action")
    }
    for field in many(acting.asked, "fields"):
        block = word(field, "block")
        if block in quiet:
            value = _chosen(acting, field)
            acting.person.change(view.id, block, word(field, "action"), value)


def _chosen(acting: Acting, field: Json) -> object:
    """What a control holds, as the person means it. Times without a zone are the person's own."""
    value = field.get("value")
    if isinstance(value, list):
        return [one for one in entries(field, "value") if isinstance(one, str)]
    if not isinstance(value, str) or not value:
        return None
    if word(field, "kind") == "datetimepicker":
        return _instant(acting, value)
    return value


def _instant(acting: Acting, value: str) -> int | None:
    try:
        local = datetime.fromisoformat(value)
    except ValueError:
        return None
    return int(local.replace(tzinfo=zone_of(acting.person.user)).timestamp())


_ACTS: Mapping[str, Callable[[Acting], Outcome]] = {
    "type": _type,
    "reply": _reply,
    "press": _press,
    "change": _change,
    "submit": _submit,
    "close": _close,
    "react": _react,
    "join": _join,
    "leap": _leap,
    "look": _look,
    "tick": _tick,
    "start-over": _start_over,
}
