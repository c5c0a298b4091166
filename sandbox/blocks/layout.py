"""The blocks that every surface knows, and which surface takes which."""

from enum import StrEnum
from typing import Any

from sandbox.blocks.charts import DATA_VISUALIZATION
from sandbox.blocks.check import (
    Problems,
    Rule,
    anything,
    array,
    boolean,
    needs_one_of,
    one_of,
    record,
    string,
    typed,
)
from sandbox.blocks.composition import (
    IMAGE_BLOCK,
    IMAGE_ELEMENT,
    any_text,
    mrkdwn,
    plain_text,
    web_address,
)
from sandbox.blocks.elements import BUTTON, IN_ACTIONS, IN_INPUT, IN_SECTION
from sandbox.blocks.tables import DATA_TABLE, RICH_TEXT, TABLE


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


_ID: dict[str, Rule] = {"block_id": string(255, 1)}


def _block(name: str, required: dict[str, Rule], optional: dict[str, Rule], *more: Rule) -> Rule:
    return record({"type": one_of(name), **required}, {**_ID, **optional}, *more)


def _input_dispatch(problems: Problems, at: str, value: dict[str, Any]) -> None:
    if value["element"]["type"] == "file_input" and value.get("dispatch_action"):
        problems.note(f"{at}/dispatch_action", "must be false for `file_input`")


_SECTION = _block(
    "section",
    {},
    {
        "text": any_text(3000),
        "fields": array(any_text(2000), 1, 10),
        "accessory": typed(IN_SECTION),
        "expand": boolean,
    },
    needs_one_of("text", "fields"),
)
_CONTEXT = _block(
    "context",
    {
        "elements": array(
            typed(
                {
                    "image": IMAGE_ELEMENT,
                    # Slack gives no number for these; a section's is the nearest.
                    "plain_text": plain_text(3000),
                    "mrkdwn": mrkdwn(3000),
                }
            ),
            1,
            10,
        )
    },
    {},
)
_INPUT = _block(
    "input",
    {"label": plain_text(2000), "element": typed(IN_INPUT)},
    {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    _input_dispatch,
)
_VIDEO = _block(
    "video",
    {
        "alt_text": string(2000),
        "title": plain_text(199),
        "thumbnail_url": web_address(),
        "video_url": web_address(),
    },
    {
        "author_name": string(49),
        "description": plain_text(200),
        "provider_icon_url": web_address(),
        "provider_name": string(),
        "title_url": web_address(),
    },
)
_CONTEXT_ACTIONS = _block(
    "context_actions",
    {"elements": array(typed({"feedback_buttons": anything, "icon_button": anything}), 1, 5)},
    {},
)
_ALERT = _block(
    "alert",
    {"text": any_text(200)},
    {"level": one_of("default", "info", "warning", "error", "success")},
)
_CARD_BODY: dict[str, Rule] = {
    "hero_image": IMAGE_ELEMENT,
    "icon": IMAGE_ELEMENT,
    "title": any_text(150),
    "subtitle": any_text(150),
    "body": any_text(200),
    "actions": array(typed({"button": BUTTON}), 1, 5),
}
_CARD = _block("card", {}, _CARD_BODY, needs_one_of("title", "hero_image", "actions", "body"))
_CAROUSEL = _block("carousel", {"elements": array(typed({"card": _CARD}), 1, 10)}, {})

_EVERYWHERE: dict[str, Rule] = {
    "section": _SECTION,
    "divider": _block("divider", {}, {}),
    "image": IMAGE_BLOCK,
    "actions": _block("actions", {"elements": array(typed(IN_ACTIONS), 1, 25)}, {}),
    "context": _CONTEXT,
    "header": _block("header", {"text": plain_text(150)}, {}),
    "input": _INPUT,
    "rich_text": RICH_TEXT,
    "video": _VIDEO,
}


def _container_rules(problems: Problems, at: str, value: dict[str, Any]) -> None:
    if value.get("default_collapsed") is True and value.get("is_collapsible") is not True:
        problems.note(f"{at}/default_collapsed", "requires `is_collapsible` to be true")
    if value.get("has_header_divider") is True and value.get("is_collapsible") is True:
        problems.note(f"{at}/has_header_divider", "cannot be set when `is_collapsible` is true")


_CONTAINER = _block(
    "container",
    {"child_blocks": array(typed({**_EVERYWHERE, "table": TABLE, "file": anything}), 1, 10)},
    {
        "title": plain_text(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": any_text(150),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": IMAGE_ELEMENT,
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    needs_one_of("title", "rich_text_title"),
    _container_rules,
)
_FIGURES: dict[str, Rule] = {
    "data_visualization": DATA_VISUALIZATION,
    "data_table": DATA_TABLE,
    "table": TABLE,
}
_SHOWN: dict[str, Rule] = {
    "container": _CONTAINER,
    "card": _CARD,
    "carousel": _CAROUSEL,
    "markdown": _block("markdown", {"text": string(12_000, 1)}, {}),
}

ALLOWED: dict[Surface, Rule] = {
    Surface.MESSAGE: typed(
        {
            **_EVERYWHERE,
            **_SHOWN,
            **_FIGURES,
            "context_actions": _CONTEXT_ACTIONS,
            "file": anything,
        }
    ),
    Surface.MODAL: typed({**_EVERYWHERE, **_SHOWN, "alert": _ALERT}),
    Surface.HOME: typed({**_EVERYWHERE, **_SHOWN, **_FIGURES}),
}
