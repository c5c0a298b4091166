"""What an app wants to say, checked as Slack checks it, in calls and answers alike."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.blocks.complete import completed
from sandbox.blocks.surfaces import (
    MESSAGE_TEXT,
    blocks_too_long,
    message_problems,
    too_many_tables,
)
from sandbox.errors import SlackError, invalid_blocks
from sandbox.model import Json
from sandbox.strict import loads

_METADATA_BYTES = 16_000
_ATTACHMENTS = 100
_UNREADABLE = "This content can't be displayed."
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
# Links, mentions and dates: what angle brackets may hold.
_MARKED_UP = re.compile(r"<(?:[@#!]|https?:|mailto:|tel:|slack:)[^<>]*>")


@dataclass(slots=True)
class Draft:
    """A message that Slack would take."""

    text: str
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    metadata: Json | None = None


def read_draft(given: Mapping[str, Any]) -> Draft:
    """Read and check what an app said. Raises SlackError with Slack's code."""
    text = given.get("text")
    markdown = given.get("markdown_text")
    blocks = _listed(given.get("blocks"), "invalid_blocks_format")
    attachments = _listed(given.get("attachments"), "invalid_attachments")
    if markdown is not None:
        if blocks or text:
            raise SlackError("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": str(markdown)}]
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    words = "" if text is None else str(text)
    if len(words) > MESSAGE_TEXT:
        raise SlackError("msg_too_long")
    _check_blocks(blocks, attachments)
    return Draft(
        normalised(words) or _UNREADABLE,
        completed(blocks) if blocks else None,
        _completed_attachments(attachments),
        read_metadata(given.get("metadata")),
    )


def _check_blocks(blocks: list[Json] | None, attachments: list[Json] | None) -> None:
    problems = message_problems(blocks) if blocks else []
    for index, attachment in enumerate(attachments or ()):
        if attachment.get("blocks"):
            problems += message_problems(attachment["blocks"], f"/attachments/{index}/blocks")
    if problems:
        raise invalid_blocks(problems)
    if blocks and too_many_tables(blocks):
        said = {"messages": ["[ERROR] only_one_table_allowed"]}
        raise SlackError("invalid_attachments", response_metadata=said)
    if blocks and blocks_too_long(blocks):
        raise SlackError("msg_blocks_too_long")
    if attachments and len(attachments) > _ATTACHMENTS:
        raise SlackError("too_many_attachments")


def _completed_attachments(attachments: list[Json] | None) -> list[Json] | None:
    if not attachments:
        return None
    return [
        attachment | {"id": number, "blocks": completed(attachment["blocks"])}
        if attachment.get("blocks")
        else attachment | {"id": number}
        for number, attachment in enumerate(attachments, start=1)
    ]


def _listed(value: Any, code: str) -> list[Json] | None:
    if isinstance(value, str):
        if not value.strip():
            return None
        try:
            value = loads(value)
        except ValueError as error:
            raise SlackError(code) from error
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise SlackError(code)
    return value


def read_metadata(value: Any) -> Json | None:
    """A message's metadata: an event type and its payload. Raises SlackError."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = loads(value)
        except ValueError as error:
            raise SlackError("invalid_metadata_format") from error
    well_made = (
        isinstance(value, dict)
        and isinstance(value.get("event_type"), str)
        and isinstance(value.get("event_payload"), dict)
    )
    if not well_made:
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(value).encode()) > _METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return dict(value)


def normalised(text: str) -> str:
    """Text as Slack stores it: what is no markup is escaped, what is markup stays and works."""
    parts: list[str] = []
    at = 0
    for found in _MARKED_UP.finditer(text):
        parts += [_escape_brackets(text[at : found.start()]), found.group()]
        at = found.end()
    parts.append(_escape_brackets(text[at:]))
    return "".join(parts)


def _escape_brackets(text: str) -> str:
    return _AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def typed_by_person(text: str) -> str:
    """What a person typed as Slack passes it on: `&`, `<` and `>` are escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
