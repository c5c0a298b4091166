"""People named in one-line entries."""

from __future__ import annotations

import re

from bot.chat.address import Person
from bot.trade.entry import Entry
from bot.trade.words import plain

_PERSON = re.compile(
    r"(?:(?<!\S)(?:advisor|writer|ask|see|with|for|to|by)\s+)?"
    r"(?<!\S)@([a-z]{2,20}:[\w.|-]{1,80}\w)(?:\([^()\s]{1,80}\))?",
    re.I,
)
_SPOKEN_OF = re.compile(r"(?<!\S)@[a-z]{2,20}:([\w.|-]{1,80}\w)(?:\(([^()\s]{1,80})\))?", re.I)
_SOMEBODY = re.compile(r"(?<!\S)@(?![a-z]{2,20}:\w)([^\W\d_][\w.-]{0,60})")


def take_person(entry: Entry) -> Person | None:
    """Somebody named as ``@platform:id`` or ``@platform:id(name)``, which is what a platform turns
    a mention into."""
    found = _PERSON.search(entry.rest)
    if found is None:
        return None
    entry.rest = cut(entry.rest, found)
    platform, _, id_ = found[1].partition(":")
    return Person(platform.lower(), id_)


def take_unknown(entry: Entry) -> str | None:
    """A name that the platform did not turn into a person. It is not guessed at: what comes back is
    the sentence that says so."""
    found = _SOMEBODY.search(entry.rest)
    if found is None:
        return None
    entry.rest = cut(entry.rest, found)
    return f"I cannot tell who @{plain(found[1], 40)} is. Pick them in the form."


def by_name(words: str) -> str:
    """The words with whoever is mentioned in them by the name that he goes by: "@dana knows him".
    Words are only words, and ping nobody."""
    return (
        _SPOKEN_OF.sub(lambda found: f"@{found[2] or found[1]}", words) if "@" in words else words
    )


def cut(words: str, found: re.Match[str]) -> str:
    """The words without what was found, and without the separators that then separate nothing."""
    left, right = words[: found.start()].rstrip(), words[found.end() :].lstrip()
    if not left or left[-1] in ",;":
        right = right.lstrip(" ,;")
    return f"{left} {right}".strip(" ,;") if right[:1] not in ",;" else left + right
