"""What a person fills in: values in Slack's shapes, and the checks of Slack's clients."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.blocks.complete import elements
from sandbox.model import Json, SandboxMistake

State = dict[str, dict[str, Json]]

REQUIRED = "Please complete this required field."

# Where each kind of field keeps its value, and where its starting value comes from.
_SINGLE = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
}
_SEVERAL = {
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "file_input": ("files", ""),
}
STATEFUL = _SINGLE.keys() | _SEVERAL.keys()
_KEYS = _SINGLE | _SEVERAL
_OPTIONS = {"selected_option", "selected_options"}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s]+", re.IGNORECASE)


def initial_value(element: Json, channel: str | None = None) -> Json:
    """What a field holds before anybody touches it."""
    kind = element["type"]
    key, initial = _KEYS[kind]
    value: Any = element.get(initial)
    if value is None and channel and element.get("default_to_current_conversation"):
        value = [channel] if kind in _SEVERAL else channel
    if value is None and kind in _SEVERAL:
        value = []
    shape: Json = {"type": kind, key: value}
    if kind == "timepicker" and element.get("timezone"):
        shape["timezone"] = element["timezone"]
    return shape


def carried_state(blocks: list[Json], old: State, channel: str | None = None) -> State:
    """The state for these blocks: what was there under the same ids stays, the rest is initial."""
    state: State = {}
    for block, element in elements(blocks):
        kind = element.get("type")
        if kind not in STATEFUL:
            continue
        block_id, action_id = block["block_id"], element["action_id"]
        kept = old.get(block_id, {}).get(action_id)
        if kept is None or kept.get("type") != kind:
            kept = initial_value(element, channel)
        state.setdefault(block_id, {})[action_id] = kept
    return state


def entered(element: Json, value: Any, offered: list[Json] | None = None) -> Json:
    """A field's value after a person entered this; options go by their value or their words.

    `offered` are the options an external menu showed. Raises SandboxMistake for what the field
    does not offer.
    """
    kind = element["type"]
    key, _ = _KEYS[kind]
    if kind in _SEVERAL:
        chosen = _as_list(value)
        if key in _OPTIONS:
            chosen = [find_option(element, one, offered) for one in chosen]
        return {"type": kind, key: chosen}
    if value is None or value == "":
        return {"type": kind, key: None}
    if key in _OPTIONS:
        value = find_option(element, value, offered)
    else:
        value = _as_typed(kind, value)
    return initial_value(element) | {key: value}


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, Iterable) and not isinstance(value, str | dict):
        return list(value)
    return [value]


def _as_typed(kind: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if kind == "datetimepicker":
        return int(value)
    return value if kind == "rich_text_input" else str(value)


def find_option(element: Json, wanted: Any, offered: list[Json] | None = None) -> Json:
    """One of a field's options, by value or by the words on it."""
    options = offered if offered is not None else options_of(element)
    for option in options:
        if option.get("value") == wanted or option == wanted:
            return option
    for option in options:
        if (option.get("text") or {}).get("text") == wanted:
            return option
    known = ", ".join(repr(option.get("value")) for option in options)
    raise SandboxMistake(f"{wanted!r} is not offered here; there are {known}")


def options_of(element: Json) -> list[Json]:
    """The options of a menu, those in groups too."""
    grouped = [o for group in element.get("option_groups") or () for o in group["options"]]
    return list(element.get("options") or []) + grouped


def client_side_errors(blocks: list[Json], state: State) -> dict[str, str]:
    """What Slack's client refuses to send, by block id: required fields, lengths, formats."""
    errors: dict[str, str] = {}
    for block, element in elements(blocks):
        if block.get("type") != "input" or element.get("type") not in STATEFUL:
            continue
        held = state[block["block_id"]][element["action_id"]]
        value = held[_KEYS[element["type"]][0]]
        if value in (None, "", []):
            if not block.get("optional"):
                errors[block["block_id"]] = REQUIRED
            continue
        wrong = _wrong_with(element, value)
        if wrong:
            errors[block["block_id"]] = wrong
    return errors


def _wrong_with(element: Json, value: Any) -> str | None:
    kind = element["type"]
    if kind == "email_text_input" and not _EMAIL.fullmatch(value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not _URL.fullmatch(value):
        return "Please enter a valid URL."
    if kind == "number_input":
        return _wrong_number(element, value)
    if kind in {"plain_text_input", "email_text_input", "url_text_input"}:
        return _wrong_length(element, value)
    most = element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        return f"Please choose at most {most}."
    return None


def _wrong_length(element: Json, value: str) -> str | None:
    least, most = element.get("min_length") or 0, element.get("max_length") or 3000
    if len(value) < least:
        return f"Please enter at least {least} characters."
    if len(value) > most:
        return f"Please enter no more than {most} characters."
    return None


def _wrong_number(element: Json, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Please enter a number."
    if not number.is_finite():
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != number.to_integral_value():
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < Decimal(str(least)):
        return f"Please enter a number of at least {least}."
    if most is not None and number > Decimal(str(most)):
        return f"Please enter a number of at most {most}."
    return None
