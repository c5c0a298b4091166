"""What help says."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.text import Bold, Text, text
from bot.workflows.declare import Workflow


def workflow_help(workflow: Workflow) -> Text:
    """Two examples to copy, and what the command does without words."""
    first, second = workflow.examples
    return text(
        Bold(workflow.purpose),
        f".\n/{workflow.command} {first}\n/{workflow.command} {second}",
        f"\n/{workflow.command} alone opens the form.",
    )


def all_help(workflows: Iterable[Workflow]) -> Text:
    """Every command in one line each."""
    lines: list[str | Bold] = []
    for workflow in workflows:
        lines += [Bold(f"/{workflow.command}"), f" {workflow.purpose.lower()}\n"]
    return text(
        "Baton passes work between departments and keeps an eye on it.\n",
        *lines,
        Bold("/vehicle"),
        " 48213: a vehicle's whole story, by RO, stock number, VIN or its last 8\n",
        Bold("/baton todo"),
        " what is mine to do, late first\n",
        Bold("/baton status"),
        " my department's open items\n",
        Bold("/baton find"),
        " Lopez: search\n",
        Bold("/baton digest"),
        " a manager's morning page now; 7:15am, snooze until mon, on\n",
        Bold("/baton setup"),
        " the store, its channels and people (managers)\n",
        "Put help after any command for two examples.",
    )
