"""`/meeting`: the agenda of the shift meeting, what is put on it, and what came out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from bot.cards.agenda import agenda_card, more_card
from bot.chat.address import Channel
from bot.chat.exchange import Answers, Click, Command, Done, Reply, Say
from bot.chat.text import Bold, Text, text
from bot.services import guests, meetings
from bot.services.agendas import agenda_of, channel_of, timetable_of
from bot.services.meant import (
    Meant,
    find_meeting,
    imagined,
    meant_by,
    nearest_of_store,
    settled,
)
from bot.services.problems import NotRunning
from bot.services.registry import practice_of
from bot.services.work import Place, UnitOfWork, place_of
from bot.store.directory import StoreInfo
from bot.store.meetings import MeetingRow
from bot.trade.when import say_time
from bot.trade.words import plain
from bot.workflows.departments import Department
from bot.workflows.meeting import (
    LONGEST_WORDS,
    OF_THE_DAY,
    EntryKind,
    TypedEntry,
    perhaps,
    read_entry,
)
from bot.workflows.mentions import by_name
from bot.workflows.questions import BadAnswers, Reading, choice, read, required, story
from handlers import meeting_setup, opening
from handlers.forms import Context, form, show, where_opened

FORM = "meeting"
ADD_FORM = f"{FORM}:add"
EXAMPLES: Mapping[EntryKind, str] = {
    EntryKind.TOPIC: "/meeting add the loaner keys are missing again",
    EntryKind.GOAL: "/meeting add goal: twelve cars out by five",
    EntryKind.CHALLENGE: "/meeting add challenge: tell us before ten what waits for parts",
    EntryKind.NOTE: "/meeting notes we try two advisors at the drive on Mondays",
}
KINDS = (
    (EntryKind.TOPIC.value, "A topic to talk about"),
    (EntryKind.GOAL.value, "My department's goal today"),
    (EntryKind.CHALLENGE.value, "What my department needs from the others today"),
)
ADD_QUESTIONS = (
    required(choice("kind", "What is it", KINDS)),
    required(story("words", "In a few words", longest=LONGEST_WORDS)),
)


def by_command(work: UnitOfWork, command: Command) -> Reply:
    """The first word says what is wanted; nothing at all is the coming agenda."""
    verb, _, rest = command.text.strip().partition(" ")
    verb, rest = verb.lower(), rest.strip()
    if verb in {"help", "?"}:
        return Say(help_text())
    if verb == "action":
        return opening.by_command(work, replace(command, text=rest), practice_of("action"))
    if verb == "setup":
        return meeting_setup.by_command(work, command)
    place = place_of(work, command.sender)
    if verb in {"add", "note", "notes"}:
        return _say(work, place, verb, rest)
    if asked := _ASKED.get(verb):
        return asked(work, place)
    return Say(_unknown(verb, rest))


def _unknown(verb: str, rest: str) -> Text:
    """What was typed is said back, to be copied and mended: a command's line is gone from the
    platform's field."""
    said = f"I do not know /meeting {plain(verb, 40)}."
    line = f"{verb} {rest}".rstrip()
    if verb in _SAME or (rest and read_entry(line).kind in OF_THE_DAY):
        return text(f"{said} Did you mean this?\n", f"/meeting {_SAME.get(verb, f'add {line}')}")
    if meant := get_close_matches(verb, _VERBS, 1):
        return text(f"{said} Did you mean this?\n", f"/meeting {meant[0]} {rest}".rstrip())
    kept = ("\nYou typed: ", f"/meeting {verb} {rest}") if rest else ()
    return text(f"{said} Try /meeting help.", *kept)


def by_form(work: UnitOfWork, answers: Answers) -> Reply:
    """The answers to what a button or `/meeting setup` asked."""
    if answers.form != ADD_FORM:
        return meeting_setup.by_form(work, answers)
    sender, context = where_opened(answers)
    meeting, place = find_meeting(work, sender, context.item_id)
    hours = place.store.hours(Department.SERVICE)
    typed = read(ADD_QUESTIONS, answers.values, Reading(work.now, hours))
    kind = EntryKind(typed.text("kind") or EntryKind.TOPIC)
    meetings.add(work, place, meeting, TypedEntry(kind, typed.text("words") or ""))
    return Done()


def by_click(work: UnitOfWork, click: Click) -> Reply:
    """A button on an agenda, in the guest's message, or on the list of meetings."""
    verb = click.step.partition(".")[2]
    if verb == "setup":
        return meeting_setup.by_click(work, click)
    if verb == "action":
        return opening.by_click(work, click, practice_of("action"))
    meeting, place = find_meeting(work, click.sender, click.item_id)
    match verb:
        case "here":
            meetings.attend(work, place, meeting)
        case "start":
            meetings.start(work, place, meeting)
        case "end":
            meetings.end(work, place, meeting)
        case "add":
            return _ask_entry(click, place, meeting)
        case "swap":
            return Say(_swapped(guests.swap(work, place, meeting) is not None, meeting, place))
        case _:
            return Say(text("That button is from an older Baton. Please type /meeting."))
    return Done()


# Looking.


def _show(work: UnitOfWork, place: Place) -> Reply:
    """The coming agenda now, for the asker alone. Its buttons come with it once it is posted."""
    meant = meant_by(work, place)
    meeting = imagined(meant)
    card = agenda_card(agenda_of(work.session, meeting, place.store, work.now), place.store)
    if meant.is_open:
        return Say(card)
    words = text("As it stands now. ", *_goes_out(meant, place.store), " /meeting add TEXT: more.")
    return Say(replace(card, buttons=(), footer=words))


def _preview(work: UnitOfWork, place: Place) -> Reply:
    """Exactly what would be posted now, with what would go into its thread below it."""
    meant = meant_by(work, place)
    agenda = agenda_of(work.session, imagined(meant), place.store, work.now)
    card, more = agenda_card(agenda, place.store), more_card(agenda, place.store)
    thread = tuple(
        replace(section, heading=f"In its thread: {section.heading}")
        for section in (more.sections if more else ())
    )
    footer = text("Preview: nothing was posted. ", *_goes_out(meant, place.store))
    return Say(replace(card, sections=(*card.sections, *thread), footer=footer))


def _goes_out(meant: Meant, store: StoreInfo) -> Text:
    """When and where its agenda is posted."""
    where: Channel | None = channel_of(store, meant.series)
    if meant.is_open:
        return text("Its agenda is out", *((" in ", where) if where else ()), ".")
    if where is None:
        return text("It has no channel to be posted in yet: /meeting setup chooses one.")
    series = meant.series
    at = timetable_of(store, series, series.minutes_before).instant(meant.held_on)
    return text("It is posted ", say_time(at, store.zone), " in ", where, ".")


# Adding.


def _say(work: UnitOfWork, place: Place, verb: str, rest: str) -> Reply:
    typed = read_entry(rest) if verb == "add" else TypedEntry(EntryKind.NOTE, rest)
    words = by_name(plain(typed.words))
    if not words:
        return Say(text(f"What shall I write down? Try {EXAMPLES[typed.kind]}"))
    if len(words) > LONGEST_WORDS:
        raise BadAnswers(
            {"words": f"That is {len(words):,} characters; {LONGEST_WORDS} fit. Say it shorter."}
        )
    if typed.kind is EntryKind.NOTE:
        meeting = _running(work, place)
    elif typed.kind in OF_THE_DAY:
        meeting = settled(work, nearest_of_store(work, place))
    else:
        meeting = settled(work, meant_by(work, place))
    department = meetings.add(work, place, meeting, replace(typed, words=words))
    said = text(*_which(meeting, place.store), f": {words}")
    if typed.kind in OF_THE_DAY and department is None:
        return Say(text(_SAID_OF_ONESELF[typed.kind], *said, SPEAKS_FOR_NONE))
    kind = perhaps(replace(typed, words=words))
    hint = f"\nIf you meant your department's {kind}: {EXAMPLES[kind]}" if kind else ""
    return Say(text(_SAID[typed.kind], *said, hint))


_SAID: Mapping[EntryKind, str] = {
    EntryKind.TOPIC: "On the agenda of ",
    EntryKind.GOAL: "Your department's goal, on the agenda of ",
    EntryKind.CHALLENGE: "What your department needs from the others, on the agenda of ",
    EntryKind.NOTE: "Noted for the minutes of ",
}
_SAID_OF_ONESELF: Mapping[EntryKind, str] = {
    EntryKind.GOAL: "Your own goal, on the agenda of ",
    EntryKind.CHALLENGE: "What you need from the others, on the agenda of ",
}
SPEAKS_FOR_NONE = "\nTo speak for a department, type it in its channel."


def _which(meeting: MeetingRow, store: StoreInfo) -> Text:
    return text(Bold(meeting.series.name), f", {say_time(meeting.starts_at, store.zone)}")


def _running(work: UnitOfWork, place: Place) -> MeetingRow:
    """The meeting whose agenda is out. Raises `NotRunning`."""
    meant = meant_by(work, place)
    if not meant.is_open:
        when = say_time(meant.starts_at, place.store.zone, work.now)
        raise NotRunning(
            f"No meeting is going on: {meant.series.name} comes {when}. Notes go into the minutes "
            "of a meeting that runs; /meeting start begins it, /meeting add puts a topic on it."
        )
    return settled(work, meant)


def _ask_entry(click: Click, place: Place, meeting: MeetingRow) -> Reply:
    asked = form(
        ADD_FORM,
        "Put it on the agenda",
        "Add",
        ADD_QUESTIONS,
        Context(click.sender.channel, meeting.id),
        {"kind": EntryKind.TOPIC.value},
        _which(meeting, place.store),
    )
    return show(click, asked, f"Please type {EXAMPLES[EntryKind.TOPIC]}.")


# Holding it.


def _start(work: UnitOfWork, place: Place) -> Reply:
    meeting = settled(work, meant_by(work, place))
    meetings.start(work, place, meeting)
    return Say(
        text(
            "Started: ",
            *_which(meeting, place.store),
            ". /meeting notes TEXT goes into the minutes, /meeting end posts and locks them.",
        )
    )


def _end(work: UnitOfWork, place: Place) -> Reply:
    meeting = settled(work, meant_by(work, place))
    meetings.end(work, place, meeting)
    return Say(text("Ended: ", *_which(meeting, place.store), ". The minutes are in its thread."))


def _swapped(there_is_one: bool, meeting: MeetingRow, place: Place) -> Text:
    if there_is_one and meeting.guest:
        return text("Thank you for saying so. ", meeting.guest, " is asked now.")
    return text(
        "Thank you for saying so. Nobody else can be asked, so ",
        *_which(meeting, place.store),
        " has no guest.",
    )


_ASKED: Mapping[str, Callable[[UnitOfWork, Place], Reply]] = {
    "": _show,
    "agenda": _show,
    "preview": _preview,
    "start": _start,
    "end": _end,
}


_VERBS = (*filter(None, _ASKED), "add", "action", "help", "notes", "setup")
"""Every word that may have been meant by one that is nearly it."""
_SAME = {"begin": "start", "open": "start", **dict.fromkeys(("stop", "finish", "close"), "end")}
"""What people say instead."""


def help_text() -> Text:
    """Every word that `/meeting` knows, with an example to copy."""
    lines = (
        ("/meeting", " the coming agenda, as it stands now"),
        ("/meeting add", " the loaner keys are missing again: puts a topic on it"),
        ("/meeting add goal:", " twelve cars out by five: my department's goal today"),
        ("/meeting add challenge:", " tell us before ten what waits: what we need from the others"),
        ("/meeting action", " @dana call the fleet customer back by fri: somebody takes it on"),
        ("/meeting start", ", "),
        ("/meeting notes", " two advisors at the drive on Mondays, "),
        ("/meeting end", ": hold it, and lock the minutes"),
        ("/meeting preview", " what will be posted, posting nothing"),
        ("/meeting setup", " days, times, channels and hosts (managers)"),
    )
    spans: list[str | Bold] = ["Ten minutes, standing, and the agenda has written itself.\n"]
    for number, (command, words) in enumerate(lines):
        ends = words.endswith(", ") or number == len(lines) - 1
        spans += [Bold(command), words if ends else f"{words}\n"]
    return text(*spans)
