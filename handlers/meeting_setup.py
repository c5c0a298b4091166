"""`/meeting setup`: which meetings a store has, when, where and with whom."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards.series import series_card
from bot.chat.exchange import Answers, Arrival, Click, Command, Reply, Say
from bot.chat.form import Field, Kind, Value
from bot.chat.text import Text, text
from bot.services.agendas import channel_of
from bot.services.guests import tell_guests
from bot.services.meetings import bring_agendas
from bot.services.problems import ManagersOnly
from bot.services.series import SeriesSetup, ensure_examples, find_series, save_series
from bot.services.work import UnitOfWork, check_home, place_of
from bot.store.directory import StoreInfo
from bot.store.meetings import SeriesRow, series_of
from bot.trade.daily import read_daily, say_daily
from bot.trade.wall import MINUTES_A_DAY
from bot.trade.when import NotATime
from bot.trade.when_said import FULL_DAYS
from bot.trade.words import plain
from bot.workflows.departments import Department
from bot.workflows.meeting import (
    MINUTES_BEFORE,
    MOST_MINUTES_BEFORE,
    MOST_QUESTIONS,
    QUESTIONS,
    SeriesKind,
)
from bot.workflows.questions import (
    BadAnswers,
    Question,
    Reading,
    Typed,
    Unreadable,
    channel,
    choice,
    choices,
    number,
    person,
    read,
    typed,
    words,
)
from handlers.forms import Context, form, show, where_opened

FORM = "meeting:setup"
ON, OFF = "on", "off"
AGAIN = "Please type /meeting setup once more."


def _read_start(value: Value, reading: Reading) -> int:
    try:
        return read_daily(typed(value))
    except NotATime as problem:
        raise Unreadable(str(problem)) from None


def _read_questions(value: Value, reading: Reading) -> tuple[str, ...]:
    found = tuple(line for row in typed(value).splitlines() if (line := plain(row)))
    if len(found) > MOST_QUESTIONS:
        raise Unreadable(f"That is {len(found)} questions; up to {MOST_QUESTIONS} fit.")
    if any(len(each) > 200 for each in found):
        raise Unreadable("A question has up to 200 characters, so that a phone shows it whole.")
    return tuple(dict.fromkeys(found))


ASKED: tuple[Question, ...] = (
    words("name", "Name", required=True, example="Shift huddle", longest=80),
    choice(
        "kind",
        "What kind",
        (
            (SeriesKind.SHIFT.value, "Shift meeting, with a guest of the day"),
            (SeriesKind.JOINT.value, "Joint meeting of all managers"),
        ),
        required=True,
    ),
    choices(
        "days", "Days", [(str(n), name) for n, name in enumerate(FULL_DAYS)], required=True,
        hint="Days on which the store is closed are left out.",
    ),
    Question(
        Field(
            "start", "Starts at", Kind.TEXT, required=True, example="7:30am",
            hint="On the store's own clock.", longest=20,
        ),
        _read_start,
    ),
    number(
        "before", "Agenda so many minutes before", hint=f"Empty: {MINUTES_BEFORE}.",
    ),
    choices(
        "departments",
        "Which departments meet",
        [(each.value, each.label) for each in Department],
        required=True,
    ),
    channel(
        "channel", "Channel", hint="Empty: its department's. A joint meeting needs one of its own.",
    ),
    person("host", "Host", hint="Starts and ends it. Empty: the department's manager."),
    Question(
        Field(
            "questions", "Questions, one per line", Kind.LONG_TEXT, example=QUESTIONS[0],
            hint="One is asked each time, in turn.", longest=2500,
        ),
        _read_questions,
    ),
    choice("is_on", "Is it held", ((ON, "Yes"), (OFF, "No, switched off")), required=True),
)  # fmt: skip


def by_command(work: UnitOfWork, command: Command) -> Reply:
    """The store's meetings, each with a button that changes it, and one that adds another."""
    place = place_of(work, command.sender)
    _check_manager(place.store, command)
    ensure_examples(work)
    rows = series_of(work.session, [place.store.id])
    where = {row.id: channel_of(place.store, row) for row in rows}
    return Say(series_card(place.store, rows, where))


def by_click(work: UnitOfWork, click: Click) -> Reply:
    """The form for one of them, or for a new one."""
    if not click.item_id:
        store = place_of(work, click.sender).store
        _check_manager(store, click)
        return _show(click, store, None)
    series, store = find_series(work, click.item_id)
    _check_manager(store, click)
    return _show(click, store, series)


def by_form(work: UnitOfWork, answers: Answers) -> Reply:
    """Saves the meeting and says when it comes."""
    sender, context = where_opened(answers)
    check_home(sender)
    store = _store(work, context, answers)
    _check_manager(store, answers)
    hours = store.hours(Department.SERVICE)
    setup = _setup(read(ASKED, answers.values, Reading(work.now, hours)))
    series = save_series(work, store, setup, context.item_id)
    tell_guests(work, store, series)
    bring_agendas(work, store, series)
    return Say(_saved(series, store))


def _store(work: UnitOfWork, context: Context, answers: Answers) -> StoreInfo:
    """The store of the series, or the one the form was opened for."""
    if context.item_id:
        return find_series(work, context.item_id)[1]
    store = work.directory.store(int(context.part)) if context.part.isdecimal() else None
    return store or place_of(work, answers.sender).store


def _check_manager(store: StoreInfo, arrival: Arrival) -> None:
    check_home(arrival.sender)
    if store.all_managers and arrival.sender.person not in store.all_managers:
        raise ManagersOnly(store.all_managers)


def _show(click: Click, store: StoreInfo, series: SeriesRow | None) -> Reply:
    asked = form(
        FORM,
        "Set up a meeting",
        "Save",
        ASKED,
        Context(click.sender.channel, series.id if series else 0, str(store.id)),
        _values(series),
        text("What you save holds at once: agendas follow the new time from now on."),
    )
    return show(click, asked, AGAIN)


def _values(series: SeriesRow | None) -> Mapping[str, Value]:
    if series is None:
        return {
            "kind": SeriesKind.SHIFT.value,
            "days": tuple("01234"),
            "before": str(MINUTES_BEFORE),
            "questions": "\n".join(QUESTIONS),
            "is_on": ON,
        }
    return {
        "name": series.name,
        "kind": series.kind,
        "days": tuple(str(day) for day in series.days),
        "start": say_daily(series.minute),
        "before": str(series.minutes_before),
        "departments": tuple(series.departments),
        "channel": str(series.channel or ""),
        "host": str(series.host or ""),
        "questions": "\n".join(series.questions),
        "is_on": ON if series.is_on else OFF,
    }


def _setup(answers: Typed) -> SeriesSetup:
    before = answers.whole("before")
    before = MINUTES_BEFORE if before is None else before
    if before > MOST_MINUTES_BEFORE:
        raise BadAnswers({"before": f"Up to {MOST_MINUTES_BEFORE} minutes, please."})
    questions = answers.values.get("questions")
    return SeriesSetup(
        name=answers.text("name") or "",
        kind=SeriesKind(answers.text("kind") or ""),
        days=tuple(sorted(int(day) for day in answers.chosen("days"))),
        minute=answers.whole("start") or 0,
        departments=tuple(Department(each) for each in answers.chosen("departments")),
        minutes_before=before,
        channel=answers.channel("channel"),
        host=answers.person("host"),
        questions=questions if isinstance(questions, tuple) else (),
        is_on=answers.text("is_on") != OFF,
    )


def _saved(series: SeriesRow, store: StoreInfo) -> Text:
    if not series.is_on:
        return text(f"{series.name} is switched off. Its minutes stay where they are.")
    where = channel_of(store, series)
    agenda = say_daily((series.minute - series.minutes_before) % MINUTES_A_DAY)
    return text(
        f"{series.name} is saved: it starts at {say_daily(series.minute)}, and its agenda is "
        f"posted at {agenda}",
        *((" in ", where, ".") if where else (" once it has a channel: choose one.",)),
        " /meeting preview shows what it will say.",
    )
