"""The small objects that blocks and elements share: texts, options, confirmations, images."""

import re
from typing import Any

from sandbox.blocks.check import (
    Problems,
    Rule,
    array,
    boolean,
    needs_one_of,
    not_both,
    one_of,
    record,
    string,
    typed,
)
from sandbox.model import Json

IS = one_of


def plain_text(most: int, least: int = 1) -> Rule:
    """A text object that takes no markup."""
    return typed(
        {
            "plain_text": record(
                {"type": IS("plain_text"), "text": string(most, least)}, {"emoji": boolean}
            )
        }
    )


def mrkdwn(most: int, least: int = 1) -> Rule:
    """A text object with Slack's markup."""
    return typed(
        {
            "mrkdwn": record(
                {"type": IS("mrkdwn"), "text": string(most, least)}, {"verbatim": boolean}
            )
        }
    )


def any_text(most: int, least: int = 1) -> Rule:
    """A text object of either kind."""
    return typed(
        {
            "plain_text": plain_text(most, least),
            "mrkdwn": mrkdwn(most, least),
        }
    )


def web_address(most: int = 3000) -> Rule:
    """A link that Slack takes."""
    length = string(most, 1)

    def check(problems: Problems, at: str, value: Any) -> None:
        length(problems, at, value)
        if isinstance(value, str) and value and not re.match(r"[a-z][a-z0-9+.-]*:", value, re.I):
            problems.note(at, "invalid url")

    return check


OPTION = record(
    {"text": plain_text(75), "value": string(150, 1)},
    {"description": plain_text(75), "url": web_address()},
)
RICH_OPTION = record({"text": any_text(75), "value": string(150, 1)}, {"description": any_text(75)})
OPTION_GROUP = record({"label": plain_text(75), "options": array(OPTION, 1, 100)})

CONFIRM = record(
    {"title": plain_text(100), "text": any_text(300)},
    {
        "confirm": plain_text(30),
        "deny": plain_text(30),
        "style": one_of("primary", "danger"),
    },
)

_IMAGE = {
    "image_url": web_address(),
    "slack_file": record({}, {"id": string(), "url": string()}, needs_one_of("id", "url")),
}
IMAGE_ELEMENT = record(
    {"type": IS("image"), "alt_text": string(2000)},
    _IMAGE,
    needs_one_of("image_url", "slack_file"),
    not_both("image_url", "slack_file"),
)
IMAGE_BLOCK = record(
    {"type": IS("image"), "alt_text": string(2000)},
    {"block_id": string(255), "title": plain_text(2000), **_IMAGE},
    needs_one_of("image_url", "slack_file"),
    not_both("image_url", "slack_file"),
)


def initial_among_options(name: str) -> Rule:
    """What is chosen at the start must be one of the options, to the letter."""

    def check(problems: Problems, at: str, value: Json) -> None:
        given = value.get(name)
        if given is None:
            return
        offered = list(value.get("options") or [])
        for group in value.get("option_groups") or []:
            offered += group["options"]
        known = [_plain(option) for option in offered]
        for one in given if isinstance(given, list) else [given]:
            if _plain(one) not in known:
                problems.note(f"{at}/{name}", "must match one of the options")

    return check


def _plain(option: Json) -> Json:
    # Whether `emoji` was spelled out makes no difference to Slack.
    return {
        key: {k: v for k, v in value.items() if k not in {"emoji", "verbatim"}}
        if isinstance(value, dict)
        else value
        for key, value in option.items()
    }
