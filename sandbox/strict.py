"""JSON as Slack reads it: no NaN, no infinities, no halves of characters."""

import json
from typing import Any


def loads(text: str | bytes) -> Any:
    """Parse JSON; raises ValueError for what is none."""
    words = text.decode() if isinstance(text, bytes) else text
    parsed = json.loads(words, parse_constant=_refuse)
    if "\\ud" in words.lower():
        # Half of a character can be written as an escape, and could never be sent on.
        whole = json.dumps(parsed, ensure_ascii=False).encode("utf-8", "replace")
        parsed = json.loads(whole)
    return parsed


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")
