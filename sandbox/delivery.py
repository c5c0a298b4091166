"""Brings to the app what people do: one way in, whichever road leads to the app."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sandbox.faults import DELIVERY_FAULTS, FaultKind, Faults
from sandbox.model import Json

ANSWER_SECONDS = 3.0


class DeliveryKind(StrEnum):
    """What is brought, by the name it has in its payload."""

    COMMAND = "slash_commands"
    ACTION = "block_actions"
    SUBMISSION = "view_submission"
    CLOSED = "view_closed"
    SUGGESTION = "block_suggestion"
    EVENT = "event_callback"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One payload on its way. Only events are ever sent again: `retry` counts from 0."""

    kind: DeliveryKind
    payload: Json
    retry: int = 0
    retry_reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the app said: a JSON object, empty when it only acknowledged."""

    body: Json
    no_retry: bool = False


class Undelivered(Exception):
    """The app did not answer in time, or not as it should; `code` is what Slack calls it."""

    def __init__(self, code: str, reason: str, *, no_retry: bool = False) -> None:
        """`reason` is what a retry of an event says about it."""
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.no_retry = no_retry


TIMED_OUT = "operation_timeout"
NOT_DISPATCHED = "dispatch_failed"


class Transport(Protocol):
    """A road to the app."""

    def send(self, delivery: Delivery, copies: int, seconds: float) -> Answer:
        """Deliver (`copies` times at once) and wait that long; raises Undelivered."""
        ...

    def close(self) -> None:
        """Give up what is under way."""
        ...


class Gateway:
    """The one way to the app: applies the faults and the three seconds."""

    def __init__(self, transport: Transport, faults: Faults, seconds: float) -> None:
        """`seconds` is how long an answer may take."""
        self.transport = transport
        self.faults = faults
        self.seconds = seconds

    def deliver(self, delivery: Delivery) -> Answer:
        """Bring it there and come back with the answer. Raises Undelivered.

        It waits: never call it on the server's own event loop.
        """
        channel = channel_of(delivery.payload)
        fault = self.faults.take(delivery.kind.value, channel, DELIVERY_FAULTS)
        copies = 1
        if fault is not None:
            if fault.kind is FaultKind.LOSE_DELIVERY:
                raise Undelivered(TIMED_OUT, "timeout")
            if fault.kind is FaultKind.SLOW:
                time.sleep(fault.seconds)
            elif fault.kind is FaultKind.DELIVER_TWICE:
                copies = 2
        return self.transport.send(delivery, copies, self.seconds)


def channel_of(payload: Mapping[str, object]) -> str | None:
    """The conversation a payload is about, when it names one."""
    for name in ("channel_id", "channel"):
        value = payload.get(name)
        if isinstance(value, Mapping):
            value = value.get("id")
        if isinstance(value, str):
            return value
    event = payload.get("event")
    return channel_of(event) if isinstance(event, Mapping) else None
