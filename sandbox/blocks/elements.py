"""What a person can press, choose or fill in."""

import re
from typing import Any

from sandbox.blocks.check import (
    Problems,
    Rule,
    anything,
    array,
    boolean,
    integer,
    needs_one_of,
    not_both,
    one_of,
    record,
    string,
)
from sandbox.blocks.composition import (
    CONFIRM,
    IMAGE_ELEMENT,
    OPTION,
    OPTION_GROUP,
    RICH_OPTION,
    initial_among_options,
    plain_text,
    web_address,
)
from sandbox.model import Json

_ID = {"action_id": string(255, 1)}
_CONFIRMED = {**_ID, "confirm": CONFIRM}
_FOCUSED = {**_CONFIRMED, "focus_on_load": boolean}
_PLACED = {**_FOCUSED, "placeholder": plain_text(150)}
_TYPED_IN = {
    **_ID,
    "placeholder": plain_text(150),
    "focus_on_load": boolean,
    "initial_value": string(),
    "dispatch_action_config": record(
        {},
        {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 1, 2)},
    ),
}


def _kind(name: str) -> dict[str, Rule]:
    return {"type": one_of(name)}


def _matching(pattern: str, said: str) -> Rule:
    def check(problems: Problems, at: str, value: Any) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            problems.note(at, said)

    return check


def _lengths_in_order(problems: Problems, at: str, value: Json) -> None:
    least, most = value.get("min_length", 0), value.get("max_length", 3000)
    if least > most:
        problems.note(f"{at}/min_length", "must not be greater than `max_length`")
    if len(value.get("initial_value", "")) > most:
        problems.note(f"{at}/initial_value", f"must be less than {most + 1} characters")


_CONVERSATION_FILTER = record(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 1),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    needs_one_of("include", "exclude_external_shared_channels", "exclude_bot_users"),
)

BUTTON = record(
    {**_kind("button"), "text": plain_text(75)},
    {
        **_CONFIRMED,
        "url": web_address(),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(75),
        "visible_to_user_ids": array(string(), 1, 10),
    },
)
_OVERFLOW = record({**_kind("overflow"), "options": array(OPTION, 1, 5)}, _CONFIRMED)
_WORKFLOW_BUTTON = record(
    {**_kind("workflow_button"), "text": plain_text(75), "workflow": anything},
    {**_ID, "style": one_of("primary", "danger"), "accessibility_label": string(75)},
)
_CHECKBOXES = record(
    {**_kind("checkboxes"), "options": array(RICH_OPTION, 1, 10)},
    {**_FOCUSED, "initial_options": array(RICH_OPTION, 1, 10)},
    initial_among_options("initial_options"),
)
_RADIO_BUTTONS = record(
    {**_kind("radio_buttons"), "options": array(RICH_OPTION, 1, 10)},
    {**_FOCUSED, "initial_option": RICH_OPTION},
    initial_among_options("initial_option"),
)
_DATEPICKER = record(
    _kind("datepicker"),
    {**_PLACED, "initial_date": _matching(r"\d{4}-\d{2}-\d{2}", "must be YYYY-MM-DD")},
)
_TIMEPICKER = record(
    _kind("timepicker"),
    {
        **_PLACED,
        "initial_time": _matching(r"([01]\d|2[0-3]):[0-5]\d", "must be HH:mm"),
        "timezone": string(),
    },
)
_DATETIMEPICKER = record(
    _kind("datetimepicker"),
    {**_FOCUSED, "initial_date_time": integer(1_000_000_000, 9_999_999_999)},
)


def _static(name: str, initial: str, several: bool) -> Rule:
    more: dict[str, Rule] = {"max_selected_items": integer(1)} if several else {}
    return record(
        _kind(name),
        {
            **_PLACED,
            **more,
            "options": array(OPTION, 1, 100),
            "option_groups": array(OPTION_GROUP, 1, 100),
            initial: array(OPTION, 1, 100) if several else OPTION,
        },
        needs_one_of("options", "option_groups"),
        not_both("options", "option_groups"),
        initial_among_options(initial),
    )


def _external(name: str, initial: str, several: bool) -> Rule:
    more: dict[str, Rule] = {"max_selected_items": integer(1)} if several else {}
    return record(
        _kind(name),
        {
            **_PLACED,
            **more,
            "min_query_length": integer(0),
            initial: array(OPTION, 1, 100) if several else OPTION,
        },
    )


def _listed(name: str, initial: str, *, filtered: bool = False) -> Rule:
    several = name.startswith("multi_")
    more: dict[str, Rule] = {initial: array(string(), 1) if several else string(None, 1)}
    if several:
        more["max_selected_items"] = integer(1)
    elif "users" not in name:
        more["response_url_enabled"] = boolean
    if filtered:
        more["filter"] = _CONVERSATION_FILTER
        more["default_to_current_conversation"] = boolean
    return record(_kind(name), {**_PLACED, **more})


SELECTS: dict[str, Rule] = {
    "static_select": _static("static_select", "initial_option", several=False),
    "external_select": _external("external_select", "initial_option", several=False),
    "users_select": _listed("users_select", "initial_user"),
    "conversations_select": _listed("conversations_select", "initial_conversation", filtered=True),
    "channels_select": _listed("channels_select", "initial_channel"),
}
MULTI_SELECTS: dict[str, Rule] = {
    "multi_static_select": _static("multi_static_select", "initial_options", several=True),
    "multi_external_select": _external("multi_external_select", "initial_options", several=True),
    "multi_users_select": _listed("multi_users_select", "initial_users"),
    "multi_conversations_select": _listed(
        "multi_conversations_select", "initial_conversations", filtered=True
    ),
    "multi_channels_select": _listed("multi_channels_select", "initial_channels"),
}
_TEXTS: dict[str, Rule] = {
    "plain_text_input": record(
        _kind("plain_text_input"),
        {
            **_TYPED_IN,
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _lengths_in_order,
    ),
    "email_text_input": record(_kind("email_text_input"), _TYPED_IN),
    "url_text_input": record(_kind("url_text_input"), _TYPED_IN),
    "number_input": record(
        {**_kind("number_input"), "is_decimal_allowed": boolean},
        {**_TYPED_IN, "min_value": string(), "max_value": string()},
    ),
    "rich_text_input": record(
        _kind("rich_text_input"),
        {**_TYPED_IN, "initial_value": anything},
    ),
    "file_input": record(
        _kind("file_input"),
        {**_ID, "filetypes": array(string(), 1), "max_files": integer(1, 10)},
    ),
}
_PICKERS: dict[str, Rule] = {
    "checkboxes": _CHECKBOXES,
    "radio_buttons": _RADIO_BUTTONS,
    "datepicker": _DATEPICKER,
    "timepicker": _TIMEPICKER,
}

IN_SECTION: dict[str, Rule] = {
    "button": BUTTON,
    "overflow": _OVERFLOW,
    "workflow_button": _WORKFLOW_BUTTON,
    "image": IMAGE_ELEMENT,
    **_PICKERS,
    **SELECTS,
    **MULTI_SELECTS,
}
IN_ACTIONS: dict[str, Rule] = {
    "button": BUTTON,
    "overflow": _OVERFLOW,
    "workflow_button": _WORKFLOW_BUTTON,
    "datetimepicker": _DATETIMEPICKER,
    **_PICKERS,
    **SELECTS,
    **MULTI_SELECTS,
}
IN_INPUT: dict[str, Rule] = {
    "datetimepicker": _DATETIMEPICKER,
    **_TEXTS,
    **_PICKERS,
    **SELECTS,
    **MULTI_SELECTS,
}
