"""What Slack fills in: ids that the app left out, and the defaults of text objects."""

import json
from collections.abc import Iterator

from sandbox.ids import short_id
from sandbox.model import Json

INTERACTIVE = frozenset(
    {
        "button",
        "overflow",
        "workflow_button",
        "icon_button",
        "feedback_buttons",
        "checkboxes",
        "radio_buttons",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "plain_text_input",
        "rich_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "file_input",
        "static_select",
        "external_select",
        "users_select",
        "conversations_select",
        "channels_select",
        "multi_static_select",
        "multi_external_select",
        "multi_users_select",
        "multi_conversations_select",
        "multi_channels_select",
    }
)

_ONE_ELEMENT = {"section": "accessory", "input": "element"}
_SEVERAL_ELEMENTS = {"actions": "elements", "context_actions": "elements", "card": "actions"}


def completed(blocks: list[Json]) -> list[Json]:
    """A copy of the blocks with every id and default in place."""
    # By way of JSON, so that no two blocks of the copy are one object.
    full: list[Json] = json.loads(json.dumps(blocks))
    for block in walk_blocks(full):
        block.setdefault("block_id", short_id())
        for element in elements_of(block):
            if element.get("type") in INTERACTIVE:
                element.setdefault("action_id", short_id())
    _fill_texts(full)
    return full


def walk_blocks(blocks: list[Json]) -> Iterator[Json]:
    """Every block, those inside containers and carousels too."""
    for block in blocks:
        yield block
        if block.get("type") == "container":
            yield from walk_blocks(block.get("child_blocks") or [])
        elif block.get("type") == "carousel":
            yield from walk_blocks(block.get("elements") or [])


def elements_of(block: Json) -> list[Json]:
    """The elements a person can use in this one block."""
    return [element for _, element in placed_elements(block)]


def placed_elements(block: Json) -> list[tuple[str, Json]]:
    """The elements of this one block, each with its place in it."""
    kind = block.get("type")
    found: list[tuple[str, object]] = []
    if kind in _ONE_ELEMENT:
        found = [(_ONE_ELEMENT[kind], block.get(_ONE_ELEMENT[kind]))]
    elif kind in _SEVERAL_ELEMENTS:
        name = _SEVERAL_ELEMENTS[kind]
        several = block.get(name)
        if isinstance(several, list):
            found = [(f"{name}/{index}", one) for index, one in enumerate(several)]
    return [(place, element) for place, element in found if isinstance(element, dict)]


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every usable element with its block."""
    for block in walk_blocks(blocks):
        for element in elements_of(block):
            yield block, element


def _fill_texts(node: object) -> None:
    if isinstance(node, list):
        for item in node:
            _fill_texts(item)
    elif isinstance(node, dict):
        if node.get("type") == "plain_text" and "text" in node:
            node.setdefault("emoji", True)
        elif node.get("type") == "mrkdwn" and "text" in node:
            node.setdefault("verbatim", False)
        for value in node.values():
            _fill_texts(value)
