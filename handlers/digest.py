"""`/baton digest`: a manager's morning page now, and when it comes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.cards.digest import CLAIM, digest_card
from bot.chat.address import Person
from bot.chat.card import Content
from bot.chat.exchange import Answers, Arrival, Click, Command, Reply, Say
from bot.chat.form import Field, Kind, Value
from bot.chat.text import Text, text
from bot.services import outgoing
from bot.services.digest import digest_of
from bot.services.digest_settings import (
    DigestSettings,
    choose,
    redraw,
    settings_of,
    what_is_managed,
)
from bot.services.steps import take_step
from bot.services.work import UnitOfWork, check_home
from bot.store.directory import StoreInfo
from bot.trade.daily import read_daily, say_daily
from bot.trade.hours import OpeningHours
from bot.trade.when import NotATime, read_later_day, say_day
from bot.workflows.questions import (
    BadAnswers,
    Question,
    Reading,
    Typed,
    Unreadable,
    day,
    read,
    required,
    typed,
)
from handlers.forms import Context, form, show, where_opened

FORM = "digest"
HELP = (
    "/baton digest shows your morning page as it is now.\n"
    "/baton digest 7:15am moves it, /baton digest snooze until mon puts it off, "
    "/baton digest on brings it back, /baton digest settings opens the form."
)


def _read_daily(value: Value, reading: Reading) -> int:
    try:
        return read_daily(typed(value))
    except NotATime as problem:
        raise Unreadable(str(problem)) from None


TIME = required(
    Question(
        Field("at", "Every open day at", Kind.TEXT, hint="Store time.", example="7:15am"),
        _read_daily,
    )
)
_LEAD = re.compile(r"^(?:un)?till?\s+")
UNTIL = day("until", "Not before", hint="To put it off until that day. Empty: from now on.")


def by_command(work: UnitOfWork, command: Command, words: str) -> Reply:
    """A preview, help, the form, or what a line says: a time, a snooze, or on."""
    check_home(command.sender)
    me = command.sender.person
    store = what_is_managed(work, me)[0][0]
    verb, _, rest = words.strip().partition(" ")
    match verb.lower():
        case "" | "now" | "preview":
            return Say(_preview(work, me, store))
        case "help" | "?":
            return Say(text(HELP))
        case "settings" | "setup":
            return _ask(work, command, store)
        case "snooze" if not rest.strip():
            return _ask(work, command, store)
        case "snooze":
            until = _read_until(_LEAD.sub("", rest.strip().lower()), work, store)
            return Say(_chosen(work, me, replace(settings_of(work, me), snoozed_until=until)))
        case "on":
            return Say(_chosen(work, me, replace(settings_of(work, me), snoozed_until=None)))
    try:
        minute = read_daily(words)
    except NotATime as problem:
        return Say(text(f"{problem}\n{HELP}"))
    return Say(_chosen(work, me, replace(settings_of(work, me), minute=minute)))


def by_click(work: UnitOfWork, click: Click) -> Reply:
    """Claims an item of the digest, or opens the form."""
    if click.step == CLAIM:
        item = take_step(work, click.sender, click.item_id, "claim").item
        work.session.flush()
        redraw(work, click.sender.person)
        return Say(text("You have ", outgoing.link(item), f" ({item.subject}) now."))
    check_home(click.sender)
    return _ask(work, click, what_is_managed(work, click.sender.person)[0][0])


def by_form(work: UnitOfWork, answers: Answers) -> Reply:
    """What was chosen in the form."""
    sender, _ = where_opened(answers)
    check_home(sender)
    store = what_is_managed(work, sender.person)[0][0]
    chosen: Typed = read((TIME, UNTIL), answers.values, Reading(work.now, _hours(store)))
    minute, until = chosen.whole("at"), chosen.day("until")
    assert minute is not None  # noqa: S101  # The question is required.
    return Say(_chosen(work, sender.person, DigestSettings(minute, until)))


def _preview(work: UnitOfWork, person: Person, store: StoreInfo) -> Content:
    digest = digest_of(work, person, work.now.astimezone(store.zone).date())
    assert digest is not None  # noqa: S101  # Who manages nothing was sent away before.
    return digest_card(digest)


def _ask(work: UnitOfWork, arrival: Arrival, store: StoreInfo) -> Reply:
    now = settings_of(work, arrival.sender.person)
    today = work.now.astimezone(store.zone).date()
    snoozed = now.snoozed_until if now.snoozed_until and now.snoozed_until > today else None
    asked = form(
        FORM,
        "Your digest",
        "Save",
        (TIME, UNTIL),
        Context(arrival.sender.channel),
        {"at": say_daily(now.minute), "until": say_day(snoozed) if snoozed else ""},
        text("It comes on the days on which ", store.name, " is open."),
    )
    return show(arrival, asked, HELP)


def _read_until(words: str, work: UnitOfWork, store: StoreInfo) -> date:
    """The day that ends a snooze."""
    try:
        return read_later_day(words, work.now, _hours(store))
    except NotATime as problem:
        raise BadAnswers({"until": str(problem)}) from None


def _hours(store: StoreInfo) -> OpeningHours:
    """Any department's: they tell the store's days."""
    return store.hours(min(store.departments))


def _chosen(work: UnitOfWork, person: Person, settings: DigestSettings) -> Text:
    choose(work, person, settings)
    said = f"Your digest comes on open days at {say_daily(settings.minute)}"
    if settings.snoozed_until:
        said += f", from {say_day(settings.snoozed_until)} on. /baton digest on brings it back"
    return text(f"{said}.")
