"""A click on a card, and the form a step may ask for."""

from __future__ import annotations

from bot.cards.story import history_card
from bot.chat.exchange import Answers, Click, Done, Redraw, Reply, Say, ShowCard
from bot.chat.text import text
from bot.services.drawing import card_of
from bot.services.steps import Ask, Taken, find_item, take_step
from bot.services.work import UnitOfWork
from bot.store.items import history_of
from bot.workflows import common
from handlers.forms import Context, form, show, where_opened

FORM = "step"
LONGEST_TITLE = 24


def by_click(work: UnitOfWork, click: Click) -> Reply:
    """Takes the step, opens its form, or shows what was asked to be seen."""
    if click.step in {common.HISTORY, common.OPEN}:
        return _look(work, click)
    result = take_step(work, click.sender, click.item_id, click.step, part=click.part)
    if isinstance(result, Ask):
        return _ask(click, result)
    if click.private:
        store = work.directory.store(result.item.store_id)
        return Redraw(card_of(result.item, store)) if store else Done()
    return _noted(result)


def by_form(work: UnitOfWork, answers: Answers, step: str) -> Reply:
    """The answers a step asked for."""
    sender, context = where_opened(answers)
    result = take_step(
        work, sender, context.item_id, step, answers.values, context.part, context.seen
    )
    return _noted(result) if isinstance(result, Taken) else Done()


def _noted(taken: Taken) -> Reply:
    return Say(text(" ".join(taken.notes))) if taken.notes else Done()


def _ask(click: Click, ask: Ask) -> Reply:
    asked = form(
        f"{FORM}:{ask.step.name}",
        _title(f"{ask.item.label}: {ask.step.label}"),
        "Save",
        ask.asked.questions,
        Context(click.sender.channel, ask.item.id, click.part, ask.asked.seen),
        ask.asked.values,
        ask.asked.note or text(ask.item.subject),
    )
    return show(click, asked, f"Please press “{ask.step.label}” on {ask.item.label} once more.")


def _title(words: str) -> str:
    """A form's title: at most 24 characters, cut between words."""
    if len(words) <= LONGEST_TITLE:
        return words
    return words[:LONGEST_TITLE].rpartition(" ")[0] + "…"


def _look(work: UnitOfWork, click: Click) -> Reply:
    item, place = find_item(work, click.sender, click.item_id)
    if click.step == common.HISTORY:
        rows = history_of(work.session, item.id)
        return ShowCard(history_card(item, rows, place.store.zone))
    return ShowCard(card_of(item, place.store))
