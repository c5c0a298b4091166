"""People and places on a chat platform, each naming its platform.

One store may have its sales people on one platform and its technicians on another, looking at the
same item, so an id alone never says who is meant.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Person:
    """Someone on a platform: ``slack:U024BE7LH``."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"

    @classmethod
    def read(cls, text: str) -> Person:
        """The person written by ``str``. Raises `ValueError` when the platform is missing."""
        return cls(*_split(text))


@dataclass(frozen=True, slots=True, order=True)
class Channel:
    """A place where several people read: ``slack:C024BE91L``."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"

    @classmethod
    def read(cls, text: str) -> Channel:
        """The channel written by ``str``. Raises `ValueError` when the platform is missing."""
        return cls(*_split(text))


def _split(text: str) -> tuple[str, str]:
    platform, colon, id_ = text.partition(":")
    if not (platform and colon and id_):
        raise ValueError(f"{text!r} names no platform and id")
    return platform, id_
