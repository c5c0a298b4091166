"""What people type into: lines, numbers, dates and times; and the input block around it all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sandbox.page.render import choices, dates, mrkdwn
from sandbox.page.render.markup import Attribute, Content, tag
from sandbox.page.render.scene import Scene
from sandbox.page.render.shape import Json, inner, label, truth, whole, word
from sandbox.page.render.spot import Spot, spot_for, text

Draw = Callable[[Json, Spot, Scene], Content]


def _typed(element: Json, spot: Spot, scene: Scene) -> str:
    kept = spot.kept(scene)
    source, key = (kept, "value") if "value" in kept else (element, "initial_value")
    found = source.get(key)
    return str(found) if isinstance(found, str | int | float) else ""


def _shared(element: Json, spot: Spot) -> dict[str, Attribute]:
    return {
        "id": spot.id,
        "placeholder": label(element, "placeholder") or None,
        "minlength": whole(element, "min_length"),
        "maxlength": whole(element, "max_length"),
        "autofocus": truth(element, "focus_on_load"),
        "dir": "auto",
        "autocomplete": "off",
        **spot.aria(),
    }


def _line(kind: str, mode: str | None = None) -> Draw:
    def draw(element: Json, spot: Spot, scene: Scene) -> Content:
        typed = _typed(element, spot, scene)
        field = tag("input", type=kind, inputmode=mode, value=typed, **_shared(element, spot))
        return spot.wrap(word(element, "type"), field)

    return draw


def _plain_text(element: Json, spot: Spot, scene: Scene) -> Content:
    if not truth(element, "multiline"):
        return _line("text")(element, spot, scene)
    # A browser drops the first newline after the tag, so one more keeps what was typed whole.
    typed = "\n" + _typed(element, spot, scene)
    return spot.wrap("plain_text_input", tag("textarea", typed, rows=4, **_shared(element, spot)))


def _number(element: Json, spot: Spot, scene: Scene) -> Content:
    """A text line with the number keys: type=number would swallow what it cannot read."""
    mode = "decimal" if truth(element, "is_decimal_allowed") else "numeric"
    return _line("text", mode)(element, spot, scene)


def _calendar(kind: str, key: str) -> Draw:
    def draw(element: Json, spot: Spot, scene: Scene) -> Content:
        kept = spot.kept(scene)
        chosen = (
            kept[f"selected_{key}"] if f"selected_{key}" in kept else element.get(f"initial_{key}")
        )
        if key == "date_time":
            when = dates.moment(chosen, scene)
            chosen = _local(when) if when else ""
        shown = chosen if isinstance(chosen, str) else ""
        field = tag("input", type=kind, value=shown, id=spot.id, **spot.aria())
        return spot.wrap(word(element, "type"), field)

    return draw


def _local(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M}"


def _file(element: Json, spot: Spot, _scene: Scene) -> Content:
    note = tag("span", "Attaching files is not part of the sandbox.", class_="quiet")
    return spot.wrap(word(element, "type"), note)


FIELDS: dict[str, Draw] = {
    "plain_text_input": _plain_text,
    "rich_text_input": _plain_text,
    "email_text_input": _line("text", "email"),
    "url_text_input": _line("text", "url"),
    "number_input": _number,
    "datepicker": _calendar("date", "date"),
    "timepicker": _calendar("time", "time"),
    "datetimepicker": _calendar("datetime-local", "date_time"),
    "file_input": _file,
    "static_select": choices.select,
    "external_select": choices.select,
    "users_select": choices.select,
    "conversations_select": choices.select,
    "channels_select": choices.select,
    "multi_static_select": choices.multi_select,
    "multi_external_select": choices.multi_select,
    "multi_users_select": choices.multi_select,
    "multi_conversations_select": choices.multi_select,
    "multi_channels_select": choices.multi_select,
    "checkboxes": choices.checkboxes,
    "radio_buttons": choices.radio_buttons,
}

# A group of ticks has no single control that a label could point to.
_GROUPS = frozenset({"checkboxes", "radio_buttons"} | {key for key in FIELDS if "multi_" in key})


def input_block(block: Json, scene: Scene) -> Content:
    """One question of a form: label, control, hint, and what is wrong with the answer."""
    element = inner(block, "element")
    draw = FIELDS.get(word(element, "type"))
    if draw is None:
        return None
    ident = word(block, "block_id")
    labelled, hinted, wrong = (scene.id(ident, part) for part in ("label", "hint", "error"))
    error, hint = scene.errors.get(ident, ""), text(block, "hint", scene)
    optional = truth(block, "optional")
    described = " ".join([*([wrong] if error else []), *([hinted] if hint else [])])
    spot = replace(
        spot_for(element, block, scene),
        labelled=labelled,
        described=described,
        invalid=bool(error),
        optional=optional,
        live=truth(block, "dispatch_action"),
    )
    grouped = word(element, "type") in _GROUPS
    return tag(
        "div",
        tag(
            "span" if grouped else "label",
            text(block, "label", scene),
            tag("span", " (optional)", class_="quiet") if optional else None,
            id=labelled,
            for_=None if grouped else spot.id,
            class_="label",
            dir="auto",
        ),
        draw(element, spot, scene),
        tag("p", mrkdwn.plain(error), class_="error", id=wrong, dir="auto") if error else None,
        tag("p", hint, class_="hint", id=hinted, dir="auto") if hint else None,
        class_="field",
        data_field=ident,
    )
