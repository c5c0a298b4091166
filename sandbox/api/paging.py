"""Cursors: opaque to the caller, stable while things come and go."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from sandbox.api.call import Args
from sandbox.errors import SlackError
from sandbox.model import Json

T = TypeVar("T")


def limit_of(args: Args, default: int, most: int) -> int:
    """How many items the caller wants; Slack caps it."""
    limit = args.integer("limit", default)
    if limit < 0:
        raise SlackError("invalid_limit")
    return min(limit or default, most)


def page(
    items: Sequence[T], key: Callable[[T], str], args: Args, *, default: int = 100, most: int = 1000
) -> tuple[list[T], str]:
    """One page of items sorted by `key`, rising, and the cursor of the next ("" at the end).

    The cursor names the first item of the next page, so that what came or went in between neither
    repeats nor hides an item.
    """
    start = decoded(args.text("cursor"))
    limit = limit_of(args, default, most)
    left = [item for item in items if start is None or key(item) >= start]
    rest = left[limit : limit + 1]
    return left[:limit], encoded(key(rest[0])) if rest else ""


def encoded(position: str) -> str:
    """A position as a cursor."""
    return base64.b64encode(f"next:{position}".encode()).decode()


def decoded(cursor: str) -> str | None:
    """A cursor as a position; raises `invalid_cursor`."""
    if not cursor:
        return None
    try:
        kind, _, position = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise SlackError("invalid_cursor") from error
    if kind != "next" or not position:
        raise SlackError("invalid_cursor")
    return position


def next_cursor(cursor: str) -> Json:
    """The cursor as it stands in an answer."""
    return {"next_cursor": cursor}
