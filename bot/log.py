"""The log: one line per event on stderr, and never a customer's words or a token in it."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

LEVELS = {
    "DEBUG": logging.DEBUG,
    "INFO": logging.INFO,
    "WARNING": logging.WARNING,
    "ERROR": logging.ERROR,
    "CRITICAL": logging.CRITICAL,
}
SECRET = frozenset(
    {
        "authorization",
        "body",
        "customer",
        "description",
        "name",
        "note",
        "password",
        "payload",
        "phone",
        "private_metadata",
        "response_url",
        "secret",
        "text",
        "token",
        "values",
        "words",
    }
)
"""Keys whose values a person may have typed, or that open a door."""
_FRAMES = 6


def set_up_logging(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Sends Baton's events, and what libraries warn about, to `stream` (stderr).

    `level` is one of `LEVELS`.
    """
    out = stream or sys.stderr
    number = LEVELS[level]
    processors: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        refuse_secrets,
        say_where,
        structlog.processors.KeyValueRenderer(
            key_order=["timestamp", "level", "event"], drop_missing=True
        ),
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    _set_up_libraries(out, number)


def _set_up_libraries(out: TextIO, level: int) -> None:
    """Libraries may warn, without their tracebacks: these can carry what a person typed."""
    handler = logging.StreamHandler(out)
    handler.setFormatter(_Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))


class _Line(logging.Formatter):
    """A library's record in the form of ours."""

    def format(self, record: logging.LogRecord) -> str:
        event: EventDict = {
            "level": record.levelname.lower(),
            "event": record.getMessage().partition("\n")[0],
            "logger": record.name,
        }
        if record.exc_info:
            event["exc_info"] = record.exc_info
        event = say_where(None, "", event)
        stamped = structlog.processors.TimeStamper(fmt="iso", utc=True)(None, "", event)
        renderer = structlog.processors.KeyValueRenderer(
            key_order=["timestamp", "level", "event"], drop_missing=True
        )
        return renderer(None, "", stamped)


def refuse_secrets(_: Any, __: str, event: EventDict) -> EventDict:
    """A safety net: a value under one of the `SECRET` keys is left out of the line."""
    for key in event.keys() & SECRET:
        event[key] = "(left out)"
    return event


def say_where(_: Any, __: str, event: EventDict) -> EventDict:
    """An error as its kind and the last places it passed.

    Its own words stay out: a database's error quotes the row, with the customer's name in it.
    """
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    elif isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple) and info[0] is not None:
        event["error"] = info[0].__name__
        event["where"] = _places(info[2])
    return event


def _places(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return " > ".join(f"{_short(frame.filename)}:{frame.lineno}" for frame in frames)


def _short(path: str) -> str:
    return "/".join(path.replace("\\", "/").split("/")[-2:])
