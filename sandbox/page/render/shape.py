"""Reading JSON that somebody else wrote: every question has an answer, whatever the shape.

The page draws what is there. Saying that a block is wrong is the Web API's business, so a
missing or odd value is simply empty here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

Json = Mapping[str, object]
EMPTY: Json = {}


def word(value: object, key: str) -> str:
    """The string under the key, or an empty one."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""


def inner(value: object, key: str) -> Json:
    """The object under the key, or an empty one."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else EMPTY


def entries(value: object, key: str) -> list[object]:
    """The list under the key, or an empty one."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return list(found) if isinstance(found, list | tuple) else []


def many(value: object, key: str) -> list[Json]:
    """The objects in the list under the key."""
    return [entry for entry in entries(value, key) if isinstance(entry, Mapping)]


def words(value: object, key: str) -> list[str]:
    """The strings in the list under the key."""
    return [entry for entry in entries(value, key) if isinstance(entry, str)]


def truth(value: object, key: str, otherwise: bool = False) -> bool:
    """The boolean under the key."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, bool) else otherwise


def number(value: object, key: str) -> float | None:
    """The finite number under the key, or None."""
    found = value.get(key) if isinstance(value, Mapping) else None
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    try:
        return float(found) if math.isfinite(found) else None
    except OverflowError:
        return None


def whole(value: object, key: str) -> int | None:
    """The number under the key as a whole one, or None."""
    found = number(value, key)
    return None if found is None else int(found)


def label(value: object, key: str) -> str:
    """What a text object, or a bare string, under the key says."""
    return word(inner(value, key), "text") or word(value, key)
