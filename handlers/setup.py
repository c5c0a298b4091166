"""`/baton setup`: a manager tells Baton what the store looks like."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.chat.address import Person
from bot.chat.exchange import Answers, Command, Reply, Say
from bot.chat.text import Bold, Text, text
from bot.services.problems import ManagersOnly
from bot.services.stores import StoreSetup, save_store
from bot.services.work import UnitOfWork, check_guest, check_home, place_of
from bot.store.directory import StoreInfo, usual_hours
from bot.trade.closed_days import say_days
from bot.workflows.departments import Department
from bot.workflows.limits import LIMITS
from bot.workflows.questions import Reading, read_what_can_be
from handlers.forms import Context, form, show, where_opened
from handlers.setup_form import DEFAULT_ZONE, holidays_of, questions, read_setup, values_of

FORM = "setup"


def by_command(work: UnitOfWork, command: Command) -> Reply:
    """Opens the set-up as it is now."""
    check_home(command.sender)
    store = _store_of(work, command)
    check_guest(command.sender, store)
    first = store is None or not store.all_managers
    note = (
        "Nobody manages this store in Baton yet, so you may set it up. "
        "Choose at least one manager: from then on only managers can."
        if first
        else "What you save here holds at once, for everybody."
    )
    asked = form(
        FORM,
        "Set up the store",
        "Save",
        questions(store.zone.key if store else DEFAULT_ZONE, holidays_of(store)),
        Context(command.sender.channel, store.id if store else 0),
        values_of(store),
        text(note),
    )
    return show(command, asked, "Please type /baton setup once more.")


def by_form(work: UnitOfWork, answers: Answers) -> Reply:
    """Saves the set-up and says what each choice does."""
    sender, context = where_opened(answers)
    check_home(sender)
    store = work.directory.store(context.item_id)
    check_guest(answers.sender, store)
    _check_manager(store, sender.person)
    zone = answers.values.get("zone")
    typed, errors = read_what_can_be(
        questions(zone if isinstance(zone, str) and zone else DEFAULT_ZONE, holidays_of(store)),
        answers.values,
        Reading(work.now, usual_hours(ZoneInfo(DEFAULT_ZONE))),
    )
    setup = read_setup(typed, errors, store)
    save_store(work, setup, store.id if store else None)
    return Say(_saved(setup))


def _store_of(work: UnitOfWork, command: Command) -> StoreInfo | None:
    if not work.directory.stores:
        return None
    place = place_of(work, command.sender)
    _check_manager(place.store, place.person)
    return place.store


def _check_manager(store: StoreInfo | None, person: Person) -> None:
    if store and store.all_managers and person not in store.all_managers:
        raise ManagersOnly(store.all_managers)


def _saved(setup: StoreSetup) -> Text:
    spans: list[object] = [Bold(setup.name), f" is saved; times mean {setup.zone}."]
    for each in Department:
        where = setup.channels.get(each)
        spans += ["\n", Bold(each.label)]
        spans += [": cards go to ", where] if where else [": no channel yet, so nobody can ask it"]
        spans.append(f"; open {setup.hours[each]}; ")
        count = len(set(setup.members[each]) | set(setup.managers[each]))
        spans.append(
            f"{count} on its roster may claim and answer."
            if count
            else "nobody on its roster, so whoever writes in its channel may claim and answer."
        )
        backup = setup.backups.get(each)
        spans += [" Backup: ", backup, "."] if backup else []
    spans.append("\nClosed on " + _closed(setup) + ".")
    changed = [
        f"{limit.label}: {setup.limits[limit.name]}"
        for limit in LIMITS
        if setup.limits[limit.name] != limit.default
    ]
    spans.append("\nLimits: " + ("; ".join(changed) if changed else "all at their defaults") + ".")
    return text(*spans)  # type: ignore[arg-type]  # Spans only; the list above is built from them.


def _closed(setup: StoreSetup) -> str:
    """The days off, in words."""
    parts = []
    if setup.country:
        place = f"{setup.country}-{setup.region}" if setup.region else setup.country
        worked = f" except {', '.join(setup.open_on)}" if setup.open_on else ""
        parts.append(f"the public holidays of {place}{worked}")
    if setup.closed_on:
        parts.append(say_days(setup.closed_on))
    return " and on ".join(parts) or "no day but what its hours say"
