"""The form of `/baton setup`: what it asks, what it holds already, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.chat.address import Channel, Person
from bot.chat.form import Value
from bot.services.stores import StoreSetup
from bot.store.directory import DEFAULT_HOURS, StoreInfo
from bot.trade.closed_days import (
    NO_COUNTRY,
    NotDays,
    UnknownRegion,
    holiday_names,
    read_days,
    say_days,
)
from bot.trade.hours import NotHours, read_hours
from bot.workflows.departments import Department
from bot.workflows.limits import LIMITS
from bot.workflows.questions import (
    BadAnswers,
    Question,
    Typed,
    channel,
    choice,
    choices,
    number,
    people,
    person,
    words,
)

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


NO_MANAGER = "Choose at least one manager, in any department: only managers can change this set-up."
NO_HOLIDAYS = "none"
"""A menu cannot offer an empty answer, so no country has a name of its own."""
COUNTRIES = (
    ("US", "United States"),
    ("CA", "Canada"),
    ("MX", "Mexico"),
    ("GB", "United Kingdom"),
    ("DE", "Germany"),
    ("AU", "Australia"),
    (NO_HOLIDAYS, "No public holidays"),
)


def questions(zone: str, holidays: Sequence[str] = ()) -> tuple[Question, ...]:
    """What a set-up asks. A zone that is not on the list is offered as it is; `holidays` are the
    names of those the store keeps so far."""
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
        people(
            "general",
            "General managers",
            hint="They manage every department, and their digest covers all of them.",
        ),
        *_days(holidays),
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
            person(
                f"backup-{name}",
                f"{label}: backup",
                hint="Hears of what is late there, before the managers do.",
            ),
        ]
    asked += [number(limit.name, limit.label, hint=limit.effect) for limit in LIMITS]
    return tuple(asked)


def _days(holidays: Sequence[str]) -> list[Question]:
    asked = [
        choice("country", "Public holidays of", COUNTRIES, hint="The store stays closed on them."),
        words("region", "State or province", example="IL", longest=10),
        words(
            "closed_on",
            "Also closed on",
            example="12/24/2026, 1/2/2027",
            hint="The store's own days. No clock runs on them.",
            longest=3000,
        ),
    ]
    if holidays:
        options = [(name[:75], name[:75]) for name in holidays[:100]]
        asked.append(choices("open_on", "Open on these holidays", options))
    return asked


def values_of(store: StoreInfo | None) -> Mapping[str, Value]:
    """What the form holds when it opens: the store as it is, or the usual for a new one."""
    if store is None:
        hours = {f"hours-{each.value}": DEFAULT_HOURS for each in Department}
        return {"zone": DEFAULT_ZONE, "country": "US", **hours, **_limits(None)}
    values: dict[str, Value] = {
        "name": store.name,
        "zone": store.zone.key,
        "general": tuple(str(p) for p in store.general),
        "country": store.country or NO_HOLIDAYS,
        "region": store.region,
        "closed_on": say_days(store.closed_on),
        "open_on": store.open_on,
        **_limits(store),
    }
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
        values[f"backup-{each.value}"] = str(info.backup or "")
    return values


def holidays_of(store: StoreInfo | None) -> tuple[str, ...]:
    """The names of the public holidays where the store is."""
    return holiday_names(store.country, store.region) if store else holiday_names("US", "")


def _limits(store: StoreInfo | None) -> Mapping[str, Value]:
    return {limit.name: str(store.limits[limit] if store else limit.default) for limit in LIMITS}


def read_setup(typed: Typed, found: Mapping[str, str], store: StoreInfo | None) -> StoreSetup:
    """The set-up as answered, for the store as it was. Raises `BadAnswers`, all errors at once:
    those `found` by reading each field alone, too."""
    errors = dict(found)
    country, region, open_on = _kept_holidays(typed, errors)
    setup = StoreSetup(
        name=typed.text("name") or "",
        zone=typed.text("zone"),
        channels=_channels(typed, store, errors),
        hours=_hours(typed, errors),
        members={each: typed.people(f"members-{each.value}") for each in Department},
        managers=_managers(typed, errors),
        limits=_chosen_limits(typed, errors),
        backups={each: typed.person(f"backup-{each.value}") for each in Department},
        general=typed.people("general"),
        country=country,
        region=region,
        closed_on=_closed_on(typed, errors),
        open_on=open_on,
    )
    if errors:
        raise BadAnswers(errors)
    return setup


def _managers(typed: Typed, errors: dict[str, str]) -> dict[Department, tuple[Person, ...]]:
    managers = {each: typed.people(f"managers-{each.value}") for each in Department}
    if not any(managers.values()) and not typed.people("general"):
        errors[f"managers-{next(iter(Department)).value}"] = NO_MANAGER
    return managers


def _channels(
    typed: Typed, store: StoreInfo | None, errors: dict[str, str]
) -> dict[Department, Channel]:
    channels: dict[Department, Channel] = {}
    for each in Department:
        # Cards that are there need their channel: it can be changed, but not taken away.
        kept = store.channel(each) if store else None
        if found := typed.channel(f"channel-{each.value}") or kept:
            if found in channels.values():
                errors[f"channel-{each.value}"] = "Each department needs a channel of its own."
            channels[each] = found
    return channels


def _hours(typed: Typed, errors: dict[str, str]) -> dict[Department, str]:
    hours: dict[Department, str] = {}
    for each in Department:
        written = typed.text(f"hours-{each.value}") or DEFAULT_HOURS
        try:
            read_hours(written)
            hours[each] = written
        except NotHours as problem:
            errors[f"hours-{each.value}"] = str(problem)
    return hours


def _kept_holidays(typed: Typed, errors: dict[str, str]) -> tuple[str, str, list[str]]:
    """The country, its region, and the holidays on which the store works."""
    country = typed.text("country") or NO_HOLIDAYS
    country = NO_COUNTRY if country == NO_HOLIDAYS else country
    region = (typed.text("region") or "").upper() if country else ""
    try:
        known = holiday_names(country, region)
    except UnknownRegion as problem:
        errors["region"] = str(problem)
        known = ()
    return country, region, [name for name in typed.chosen("open_on") if name in known]


def _closed_on(typed: Typed, errors: dict[str, str]) -> tuple[date, ...]:
    try:
        return read_days(typed.text("closed_on") or "")
    except NotDays as problem:
        errors["closed_on"] = str(problem)
        return ()


def _chosen_limits(typed: Typed, errors: dict[str, str]) -> dict[str, int]:
    limits: dict[str, int] = {}
    for limit in LIMITS:
        value = typed.whole(limit.name)
        if value is not None and not limit.least <= value <= limit.most:
            errors[limit.name] = f"Between {limit.least} and {limit.most}, please."
        limits[limit.name] = limit.default if value is None else value
    return limits
