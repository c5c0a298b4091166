"""How something a person did came out, in the words that Slack would show him."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

TROUBLE = "We had some trouble connecting. Try again?"
"""Over a form whose app did not answer, or answered nonsense."""

DID_NOT_RESPOND = "The app did not respond. Try again?"
"""Beside a button whose app did not answer."""

NOT_INTERACTIVE = "This app is not configured to handle interactive responses."
"""Beside a button, when the app's manifest has interactivity off."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Did it work? When not, `error` is what the person reads, and `field_errors` what each field
    of a form says, by block id. `ts` is the message that he wrote, when he wrote one.
    """

    ok: bool
    error: str | None
    took_ms: float
    field_errors: Mapping[str, str] = field(default_factory=dict)
    ts: str | None = None


class Stopwatch:
    """Measures from its making to the outcome, in real time."""

    def __init__(self) -> None:
        """Start."""
        self._started = time.perf_counter()

    def _took(self) -> float:
        return (time.perf_counter() - self._started) * 1000

    def fine(self, ts: str | None = None) -> Outcome:
        """It worked."""
        return Outcome(ok=True, error=None, took_ms=self._took(), ts=ts)

    def failed(self, error: str, fields: Mapping[str, str] | None = None) -> Outcome:
        """It did not."""
        return Outcome(ok=False, error=error, took_ms=self._took(), field_errors=fields or {})
