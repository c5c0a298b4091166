"""Every workflow Baton carries out. A new one is a line here."""

from __future__ import annotations

from typing import Any

from bot.services.action import ACTION
from bot.services.handoff import HANDOFF
from bot.services.lead import LEAD
from bot.services.parts import PARTS
from bot.services.practice import Practice

PRACTICES: tuple[Practice[Any], ...] = (PARTS, LEAD, HANDOFF, ACTION)


def practice_of(workflow: str) -> Practice[Any]:
    """The practice of a workflow by its name. Raises `KeyError` for an unknown one."""
    for practice in PRACTICES:
        if practice.workflow.name == workflow:
            return practice
    raise KeyError(workflow)
