"""Which handler an arrival goes to: every command, form and event by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.exchange import Answers, Arrival, Click, Command, Done, PersonLeft, Reply, Say
from bot.chat.text import text
from bot.chat.transport import CommandHelp
from bot.services.registry import PRACTICES
from bot.services.work import UnitOfWork
from handlers import baton, digest, meeting, opening, people, setup, steps, vehicle

COMMANDS: tuple[CommandHelp, ...] = (
    *(
        CommandHelp(p.workflow.command, p.workflow.usage, p.workflow.purpose)
        for p in PRACTICES
        if p.workflow.has_own_command
    ),
    CommandHelp("meeting", "add TEXT | action @who TEXT by fri | end", "The coming shift meeting"),
    CommandHelp("vehicle", "48213", "A vehicle's whole story: RO, stock number, VIN or last 8"),
    CommandHelp(
        "baton", "todo | status | digest | find Lopez | setup", "What is open, digest, search, help"
    ),
)
"""Every slash command, as the platform's completion shows it."""


BY_COMMAND: Mapping[str, Callable[[UnitOfWork, Command], Reply]] = {
    "meeting": meeting.by_command,
    "vehicle": vehicle.by_command,
    "baton": baton.by_command,
}
"""The commands that open no item of a workflow."""

BY_FORM: Mapping[str, Callable[[UnitOfWork, Answers], Reply]] = {
    setup.FORM: setup.by_form,
    vehicle.FORM: vehicle.by_form,
    meeting.FORM: meeting.by_form,
    digest.FORM: digest.by_form,
}
"""The forms that belong to no item, by the first part of their name."""

BY_CLICK: Mapping[str, Callable[[UnitOfWork, Click], Reply]] = {
    "meeting": meeting.by_click,
    digest.FORM: digest.by_click,
}
"""The buttons that are no step on an item: ``meeting.here`` goes to ``meeting``."""


def route(work: UnitOfWork, arrival: Arrival) -> Reply:
    """Hands the arrival to its handler."""
    match arrival:
        case Command():
            return _command(work, arrival)
        case Answers():
            return _answers(work, arrival)
        case Click():
            named, dot, _ = arrival.step.partition(".")
            by_click = BY_CLICK.get(named) if dot else None
            return by_click(work, arrival) if by_click else steps.by_click(work, arrival)
        case PersonLeft():
            return people.left(work, arrival)
    return Done()


def _command(work: UnitOfWork, command: Command) -> Reply:
    if by_command := BY_COMMAND.get(command.name):
        return by_command(work, command)
    for practice in PRACTICES:
        if practice.workflow.command == command.name:
            return opening.by_command(work, command, practice)
    return Say(text(f"I do not know /{command.name}. /baton help lists what I know."))


def _answers(work: UnitOfWork, answers: Answers) -> Reply:
    kind, _, name = answers.form.partition(":")
    if kind == opening.FORM:
        for practice in PRACTICES:
            if practice.workflow.name == name:
                return opening.by_form(work, answers, practice)
    if kind == steps.FORM:
        return steps.by_form(work, answers, name)
    if by_form := BY_FORM.get(kind):
        return by_form(work, answers)
    return Say(text("That form is from an older Baton. Please open it again."))
