"""A form as a modal view, with what is already known filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from bot.chat.form import Choice, Field, Form, Kind, Value
from bot.chat.slack.words import (
    LONGEST_SECTION,
    NOTHING,
    PLATFORM,
    Block,
    clean,
    cut,
    mrkdwn,
    mrkdwn_object,
    plain_object,
    section,
    size,
)

LONGEST_TITLE = 24
LONGEST_LABEL = 2000
LONGEST_HINT = 2000
LONGEST_EXAMPLE = 150
LONGEST_TYPED = 3000
LONGEST_OPTION = 75
LONGEST_OPTION_VALUE = 150
LONGEST_METADATA = 3000
LONGEST_CALLBACK = 255
OPTIONS = 100
BOXES = 10
RADIOS = 4
FIELDS = 95
# Slack may hand these back as HTML entities, so that they never stand there themselves.
_MARKUP = (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e"))


class FormTooLarge(ValueError):
    """The form's own context does not fit beside it. A handler put too much into it."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a view carries from when it was opened to when it is submitted."""

    context: str = ""
    answer_to: str = ""
    channel: str = ""


def remember(kept: Remembered) -> str:
    """The view's private metadata. Raises `FormTooLarge` when even the context does not fit.

    Where a private answer could be sent is left out first: it can go to the person instead.
    """
    for answer_to in (kept.answer_to, ""):
        values = {"c": kept.context, "a": answer_to, "p": kept.channel}
        written = json.dumps({key: value for key, value in values.items() if value})
        for mark, code in _MARKUP:
            written = written.replace(mark, code)
        if len(written) <= LONGEST_METADATA:
            return written
    raise FormTooLarge(f"the context has {len(kept.context)} characters")


def recall(written: object) -> Remembered:
    """What `remember` wrote. Anything else was not ours and is read as nothing."""
    try:
        read = json.loads(str(written or "{}"))
    except (ValueError, RecursionError):
        return Remembered()
    if not isinstance(read, Mapping):
        return Remembered()
    return Remembered(*(str(read.get(key) or "") for key in ("c", "a", "p")))


def draw_form(form: Form, url: str = "", answer_to: str = "", channel: str = "") -> Block:
    """The form as a view. Raises `FormTooLarge`."""
    blocks: list[Block] = []
    note = mrkdwn(form.note, LONGEST_SECTION, url).strip()
    if note:
        blocks.append(section(note))
    for field in form.fields[:FIELDS]:
        blocks.append(_field(field, form.values.get(field.name)))
    if not blocks:
        blocks.append(section(NOTHING))
    return {
        "type": "modal",
        "callback_id": form.name[:LONGEST_CALLBACK],
        "title": plain_object(form.title, LONGEST_TITLE, "Baton"),
        "submit": plain_object(form.submit, LONGEST_TITLE, "Save"),
        "close": plain_object("Cancel", LONGEST_TITLE),
        "private_metadata": remember(Remembered(form.context, answer_to, channel)),
        "blocks": blocks,
    }


def _field(field: Field, value: Value | None) -> Block:
    choices = _choices(field, value)
    if field.kind in (Kind.CHOICE, Kind.CHOICES) and not choices:
        words = mrkdwn((f"{field.label}: there is nothing to choose from yet.",), LONGEST_HINT)
        return {"type": "context", "elements": [mrkdwn_object(words)]}
    hint = field.hint
    if len(field.choices) > len(choices) >= OPTIONS:
        hint = f"{hint} The first {len(choices)} of {len(field.choices)}.".strip()
    block: Block = {
        "type": "input",
        "block_id": _block_id(field.name, value),
        "label": plain_object(field.label or field.name, LONGEST_LABEL),
        "element": {"action_id": field.name, **_element(field, choices, value)},
        "optional": not field.required,
    }
    if hint.strip():
        block["hint"] = plain_object(hint, LONGEST_HINT)
    return block


def _block_id(name: str, value: Value | None) -> str:
    """Slack keeps what was typed in a block of the same id when a view is updated.

    So a field that comes back with another value has another id, and the value is seen.
    """
    if not value:
        return name
    return f"{name}#{blake2b(repr(value).encode(errors='replace'), digest_size=4).hexdigest()}"


def _element(field: Field, choices: list[Block], value: Value | None) -> Block:
    match field.kind:
        case Kind.PERSON:
            return _with_initial(_asking("users_select", field), "initial_user", _ids(value)[:1])
        case Kind.PEOPLE:
            people = _asking("multi_users_select", field)
            return _with_initial(people, "initial_users", _ids(value))
        case Kind.CHANNEL:
            channels = _asking("conversations_select", field)
            # Cards are posted where a department reads, which is never a private conversation.
            channels["filter"] = {"include": ["public", "private"]}
            return _with_initial(channels, "initial_conversation", _ids(value)[:1])
        case Kind.CHOICE:
            one = "radio_buttons" if len(choices) <= RADIOS else "static_select"
            return _choosing(one, "initial_option", field, choices, value)
        case Kind.CHOICES:
            several = "checkboxes" if len(choices) <= BOXES else "multi_static_select"
            return _choosing(several, "initial_options", field, choices, value)
        case _:
            return _typing(field, value)


def _asking(kind: str, field: Field) -> Block:
    element: Block = {"type": kind}
    if field.example.strip():
        element["placeholder"] = plain_object(field.example, LONGEST_EXAMPLE)
    return element


def _with_initial(element: Block, key: str, values: Sequence[object]) -> Block:
    if values:
        element[key] = list(values) if key.endswith("s") else values[0]
    return element


def _ids(value: Value | None) -> list[str]:
    """The ids of those addresses that are Slack's."""
    ids = []
    for written in _several(value):
        platform, _, id_ = written.partition(":")
        if platform == PLATFORM and id_.isalnum() and id_.isascii():
            ids.append(id_)
    return ids


def _several(value: Value | None) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return value or ()


def _choosing(
    kind: str, key: str, field: Field, choices: list[Block], value: Value | None
) -> Block:
    element: Block = _asking(kind, field) if kind.endswith("select") else {"type": kind}
    element["options"] = choices
    chosen = _several(value)
    return _with_initial(element, key, [each for each in choices if each["value"] in chosen])


def _choices(field: Field, value: Value | None) -> list[Block]:
    """The options, those already chosen never being the ones that do not fit.

    A value that Slack cannot carry is left out: mended, it might be taken for another.
    """
    usable: dict[str, Choice] = {}
    for choice in field.choices:
        if 0 < size(choice.value) <= LONGEST_OPTION_VALUE and clean(choice.value) == choice.value:
            usable.setdefault(choice.value, choice)
    chosen = [usable[each] for each in _several(value) if each in usable]
    others = [each for each in usable.values() if each not in chosen]
    kept = {each.value for each in [*chosen, *others][:OPTIONS]}
    return [
        {"text": plain_object(each.label, LONGEST_OPTION, each.value), "value": each.value}
        for each in usable.values()
        if each.value in kept
    ]


def _typing(field: Field, value: Value | None) -> Block:
    element = _asking("plain_text_input", field)
    element["multiline"] = field.kind is Kind.LONG_TEXT
    typed = clean("\n".join(_several(value)))
    if field.kind is not Kind.LONG_TEXT:
        typed = " ".join(typed.split())
    typed = cut(typed, LONGEST_TYPED)
    # What was typed is never lost, even where it is longer than asked for: the answer says so.
    element["max_length"] = max(1, min(LONGEST_TYPED, max(field.longest, size(typed))))
    if typed:
        element["initial_value"] = typed
    return element
