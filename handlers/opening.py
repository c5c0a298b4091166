"""Opens an item: by one line, or by a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.chat.card import Button, Note
from bot.chat.exchange import Answers, Click, Command, Done, Reply, Say, Show
from bot.chat.form import Value
from bot.chat.text import ItemLink, Text, text
from bot.services import outgoing
from bot.services.opening import Opened, open_item
from bot.services.practice import Practice
from bot.services.registry import practice_of
from bot.services.work import Place, UnitOfWork, place_of
from bot.trade.entry import Entry
from bot.trade.when import say_time
from bot.workflows import common
from bot.workflows.departments import Department
from bot.workflows.questions import BadAnswers
from handlers.forms import Context, form, show, where_opened
from handlers.help import workflow_help

FORM = "open"


def by_command(work: UnitOfWork, command: Command, practice: Practice[Any]) -> Reply:
    """A command: help, an empty form, or a one-line entry."""
    words = command.text.strip()
    if words.lower() in {"help", "?"}:
        return Say(workflow_help(practice.workflow))
    place = place_of(work, command.sender)
    department = place.department
    if not words:
        return _ask(command, place, practice, {}, ())
    hours = place.store.hours(practice.workflow.receiver or department)
    understood = practice.workflow.read_line(Entry(words, work.now, hours))
    if understood.complaints:
        return _ask(command, place, practice, understood.values, understood.complaints)
    try:
        opened = open_item(work, place, practice, understood.values)
    except BadAnswers as bad:
        return _ask(command, place, practice, understood.values, tuple(bad.errors.values()))
    return Say(_answer(opened, place))


def by_form(work: UnitOfWork, answers: Answers, practice: Practice[Any]) -> Reply:
    """The form's answers. The confirmation follows privately once the card is posted."""
    sender, _ = where_opened(answers)
    place = place_of(work, sender)
    opened = open_item(work, place, practice, answers.values)
    words = _confirmation(opened, place, outgoing.link(opened.item))
    outgoing.answer_later(work, answers.answer_to, words, after=opened.item.card_id)
    return Done()


def by_click(work: UnitOfWork, click: Click, practice: Practice[Any]) -> Reply:
    """A button that opens the empty form."""
    return _ask(click, place_of(work, click.sender), practice, {}, ())


def _ask(
    arrival: Command | Click,
    place: Place,
    practice: Practice[Any],
    values: Mapping[str, Value],
    complaints: tuple[str, ...],
) -> Show:
    """The form with everything understood in it, and one line about what was not."""
    workflow = practice.workflow
    asked = form(
        f"{FORM}:{workflow.name}",
        workflow.noun,
        "Send",
        workflow.questions,
        Context(place.channel),
        values,
        text(" ".join(complaints)),
    )
    typed = arrival.text if isinstance(arrival, Command) else ""
    return show(arrival, asked, _instead(typed, practice, complaints))


def _instead(text_: str, practice: Practice[Any], complaints: tuple[str, ...]) -> str:
    workflow = practice.workflow
    typed = f" You typed: /{workflow.command} {text_}" if text_ else ""
    said = " ".join(complaints)
    return f"{said} One line does it too: /{workflow.command} {workflow.examples[0]}.{typed}"


def _answer(opened: Opened, place: Place) -> Note:
    """The confirmation at once. Its card is not posted yet, so a button opens it meanwhile."""
    item = opened.item
    receiver = Department(item.to_department)
    link = ItemLink(item.label, item.id, place.store.channel(receiver))
    open_it = Button(common.OPEN, f"Open {item.label}", item.id)
    return Note(_confirmation(opened, place, link), (open_it,))


def _confirmation(opened: Opened, place: Place, link: ItemLink) -> Text:
    """What the person who asked reads: number, link, who has it now, and by when."""
    item = opened.item
    receiver = Department(item.to_department)
    channel = place.store.channel(receiver)
    due = say_time(item.due_at, place.store.zone)
    return text(
        link,
        f" is with {receiver.label}",
        *(text(" in ", channel) if channel else ()),
        ": ",
        item.subject,
        f". {practice_of(item.workflow).workflow.due_words} {due}.",
        *(f" {note}" for note in opened.notes),
    )
