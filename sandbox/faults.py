"""What goes wrong on purpose: the sandbox fails, hangs, lies or repeats when told to."""

import asyncio
import random
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum


class FaultKind(StrEnum):
    """How the sandbox misbehaves: first in Web API calls, then in deliveries."""

    ERROR = "error"
    """The call is refused with `error`; nothing is done."""
    HTTP_STATUS = "http_status"
    """The call is answered with this HTTP `status` and no JSON; nothing is done."""
    RATELIMIT = "ratelimit"
    """HTTP 429 with `retry_after`; nothing is done."""
    DROP = "drop"
    """The connection breaks before anything is done."""
    LOSE_ANSWER = "lose_answer"
    """The work is done, then the connection breaks."""
    HANG = "hang"
    """Nothing is done and nothing is said until `release`; then the connection breaks."""
    HANG_AFTER = "hang_after"
    """The work is done, and nothing is said until `release`; then the connection breaks."""
    SLOW = "slow"
    """It takes `seconds` longer (calls and deliveries)."""

    DELIVER_TWICE = "deliver_twice"
    """A command, click, submission or event reaches the app twice."""
    LOSE_DELIVERY = "lose_delivery"
    """It never reaches the app; the person hears of a timeout."""


DELIVERY_FAULTS = frozenset({FaultKind.DELIVER_TWICE, FaultKind.LOSE_DELIVERY, FaultKind.SLOW})
CALL_FAULTS = frozenset(FaultKind) - {FaultKind.DELIVER_TWICE, FaultKind.LOSE_DELIVERY}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to get wrong.

    `method` is a Web API method ("chat.postMessage", or "response_url" for posts to one), or a
    kind of delivery ("slash_commands", "block_actions", "view_submission", "view_closed",
    "block_suggestion", "event_callback"); "*" is any. `times` None is forever.
    """

    kind: FaultKind
    method: str = "*"
    times: int | None = 1
    probability: float = 1.0
    channel: str | None = None
    error: str = "internal_error"
    status: int = 503
    retry_after: int = 1
    seconds: float = 1.0

    def meets(self, method: str, channel: str | None) -> bool:
        """Is this the call or the delivery it was meant for?"""
        return self.method in {"*", method} and self.channel in {None, channel}


@dataclass(slots=True)
class Faults:
    """The faults that wait for their call. Chance comes from a seed, so that a run repeats."""

    seed: int = 0
    applied: list[tuple[FaultKind, str]] = field(default_factory=list)
    """What was done so far: the kind, and the call or delivery."""
    _waiting: list[Fault] = field(default_factory=list)
    _hanging: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Start the chance from the seed."""
        self._chance = random.Random(self.seed)

    def add(self, fault: Fault) -> None:
        """Get this wrong from now on."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Behave again, and let go of what hangs."""
        with self._lock:
            self._waiting.clear()
        self.release()

    def take(self, method: str, channel: str | None, kinds: Iterable[FaultKind]) -> Fault | None:
        """The fault for this call or delivery, used up when it had a number of times."""
        wanted = frozenset(kinds)
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if fault.kind not in wanted or not fault.meets(method, channel):
                    continue
                if fault.probability < 1.0 and self._chance.random() >= fault.probability:
                    continue
                if fault.times is not None:
                    if fault.times <= 1:
                        del self._waiting[index]
                    else:
                        self._waiting[index] = replace(fault, times=fault.times - 1)
                self.applied.append((fault.kind, method))
                return fault
        return None

    @property
    def waiting(self) -> list[Fault]:
        """What will still go wrong."""
        with self._lock:
            return list(self._waiting)

    async def hang(self) -> None:
        """Wait until somebody lets go."""
        event = asyncio.Event()
        with self._lock:
            self._hanging.append((asyncio.get_running_loop(), event))
        await event.wait()

    @property
    def hanging(self) -> int:
        """How many calls hang now."""
        with self._lock:
            return len(self._hanging)

    def release(self) -> None:
        """Let go of every call that hangs."""
        with self._lock:
            hanging, self._hanging = self._hanging, []
        for loop, event in hanging:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)
