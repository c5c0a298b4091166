"""`/baton setup`: a manager tells Baton what the store looks like."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.chat.address import Channel, Person
from bot.chat.exchange import Answers, Command, Reply, Say
from bot.chat.form import Value
from bot.chat.text import Bold, Text, text
from bot.services.problems import ManagersOnly
from bot.services.stores import StoreSetup, save_store
from bot.services.work import UnitOfWork, check_home, place_of
from bot.store.directory import DEFAULT_HOURS, StoreInfo, usual_hours
from bot.trade.hours import NotHours, read_hours
from bot.workflows.departments import Department
from bot.workflows.limits import LIMITS
from bot.workflows.questions import (
    BadAnswers,
    Question,
    Reading,
    Typed,
    channel,
    choice,
    number,
    people,
    read,
    words,
)
from handlers.forms import Context, form, show, where_opened

FORM = "setup"
DEFAULT_ZONE = "America/Chicago"
ZONES = (
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
    ("America/Puerto_Rico", "Puerto Rico"),
    ("America/Halifax", "Atlantic"),
    ("America/St_Johns", "Newfoundland"),
    ("America/Regina", "Saskatchewan"),
    ("America/Mexico_City", "Mexico City"),
    ("Europe/London", "London"),
    ("Europe/Berlin", "Berlin"),
    ("Australia/Sydney", "Sydney"),
)


def questions(zone: str) -> tuple[Question, ...]:
    """What a set-up asks. A zone that is not on the list is offered as it is."""
    zones = ZONES if zone in dict(ZONES) else ((zone, zone), *ZONES)
    asked = [
        words("name", "Store name", required=True, example="Lakeside Motors", longest=120),
        choice(
            "zone",
            "Time zone",
            zones,
            required=True,
            hint="Every time people type means this zone.",
        ),
    ]
    for each in Department:
        name, label = each.value, each.label
        asked += [
            channel(
                f"channel-{name}", f"{label}: channel", hint=f"Cards for {label} are posted here."
            ),
            words(
                f"hours-{name}",
                f"{label}: opening hours",
                example=DEFAULT_HOURS,
                hint="Clocks count these hours only.",
                longest=400,
            ),
            people(
                f"members-{name}",
                f"{label}: people",
                hint="They may claim and answer. Nobody here: whoever writes in the channel.",
            ),
            people(
                f"managers-{name}",
                f"{label}: managers",
                hint="They may also reassign, cancel, and change this set-up.",
            ),
        ]
    asked += [number(limit.name, limit.label, hint=limit.effect) for limit in LIMITS]
    return tuple(asked)


def by_command(work: UnitOfWork, command: Command) -> Reply:
    """Opens the set-up as it is now."""
    check_home(command.sender)
    store = _store_of(work, command)
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
        questions(store.zone.key if store else DEFAULT_ZONE),
        Context(command.sender.channel, store.id if store else 0),
        _values(store),
        text(note),
    )
    return show(command, asked, "Please type /baton setup once more.")


def by_form(work: UnitOfWork, answers: Answers) -> Reply:
    """Saves the set-up and says what each choice does."""
    sender, context = where_opened(answers)
    check_home(sender)
    store = work.directory.store(context.item_id)
    _check_manager(store, sender.person)
    zone = answers.values.get("zone")
    typed = read(
        questions(zone if isinstance(zone, str) and zone else DEFAULT_ZONE),
        answers.values,
        Reading(work.now, usual_hours(ZoneInfo(DEFAULT_ZONE))),
    )
    setup = _setup(typed)
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


def _values(store: StoreInfo | None) -> Mapping[str, Value]:
    if store is None:
        hours = {f"hours-{each.value}": DEFAULT_HOURS for each in Department}
        return {"zone": DEFAULT_ZONE, **hours, **_limits(None)}
    values: dict[str, Value] = {"name": store.name, "zone": store.zone.key, **_limits(store)}
    for each in Department:
        info = store.departments.get(each)
        if info is None:
            continue
        values[f"channel-{each.value}"] = str(info.channel or "")
        values[f"hours-{each.value}"] = info.hours_as_typed
        values[f"members-{each.value}"] = tuple(
            str(p) for p, departments in store.roster.items() if each in departments
        )
        values[f"managers-{each.value}"] = tuple(str(p) for p in store.managers.get(each, ()))
    return values


def _limits(store: StoreInfo | None) -> Mapping[str, Value]:
    return {limit.name: str(store.limits[limit] if store else limit.default) for limit in LIMITS}


def _setup(typed: Typed) -> StoreSetup:
    errors: dict[str, str] = {}
    channels: dict[Department, Channel] = {}
    hours: dict[Department, str] = {}
    for each in Department:
        if found := typed.channel(f"channel-{each.value}"):
            if found in channels.values():
                errors[f"channel-{each.value}"] = "Each department needs a channel of its own."
            channels[each] = found
        written = typed.text(f"hours-{each.value}") or DEFAULT_HOURS
        try:
            read_hours(written)
            hours[each] = written
        except NotHours as problem:
            errors[f"hours-{each.value}"] = str(problem)
    limits = {}
    for limit in LIMITS:
        value = typed.whole(limit.name)
        if value is not None and not limit.least <= value <= limit.most:
            errors[limit.name] = f"Between {limit.least} and {limit.most}, please."
        limits[limit.name] = limit.default if value is None else value
    if errors:
        raise BadAnswers(errors)
    return StoreSetup(
        name=typed.text("name") or "",
        zone=typed.text("zone"),
        channels=channels,
        hours=hours,
        members={each: typed.people(f"members-{each.value}") for each in Department},
        managers={each: typed.people(f"managers-{each.value}") for each in Department},
        limits=limits,
    )


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
    changed = [
        f"{limit.label}: {setup.limits[limit.name]}"
        for limit in LIMITS
        if setup.limits[limit.name] != limit.default
    ]
    spans.append("\nLimits: " + ("; ".join(changed) if changed else "all at their defaults") + ".")
    return text(*spans)  # type: ignore[arg-type]  # Spans only; the list above is built from them.
