"""Slack's refusals."""

from collections.abc import Sequence
from typing import Any

from sandbox.blocks.check import Problem
from sandbox.model import Json


class SlackError(Exception):
    """Slack refuses a call: `code` is its word for why, `detail` what stands beside it."""

    def __init__(self, code: str, **detail: Any) -> None:
        """Carry the code and the rest of the answer."""
        super().__init__(code)
        self.code = code
        self.detail: Json = detail

    def answer(self) -> Json:
        """The whole answer to the call."""
        return {"ok": False, "error": self.code, **self.detail}


def messages_of(problems: Sequence[Problem]) -> Json:
    """Problems as they stand in `response_metadata`."""
    return {"messages": [f"[ERROR] {problem}" for problem in problems]}


def invalid_blocks(problems: Sequence[Problem]) -> SlackError:
    """The blocks of a message are not good."""
    return SlackError(
        "invalid_blocks",
        errors=[str(problem) for problem in problems],
        response_metadata=messages_of(problems),
    )


def invalid_arguments(*said: str) -> SlackError:
    """Some argument is missing or of the wrong kind."""
    return SlackError(
        "invalid_arguments",
        response_metadata={"messages": [f"[ERROR] {one}" for one in said]},
    )
