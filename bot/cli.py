"""The `baton` command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from bot.chat.address import Channel, Person
from bot.workflows.departments import Department

main = typer.Typer(
    help="Baton passes work between the departments of a dealership and never drops it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
database_app = typer.Typer(help="The database.", no_args_is_help=True)
store_app = typer.Typer(help="The stores Baton serves.", no_args_is_help=True)
schedule_app = typer.Typer(
    help="What the clock will do: what is posted when, and what became of it the last time."
)
main.add_typer(schedule_app, name="schedule")
main.add_typer(database_app, name="db")
main.add_typer(store_app, name="store")

MOST_PORT = 65_535
Address = TypeVar("Address", Channel, Person)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """What an operator can mend is one sentence and exit code 1, not a traceback."""
    from bot.chat.transport import KeyRefused
    from bot.settings import SettingsError
    from bot.store.engine import DatabaseTrouble

    try:
        yield
    except (SettingsError, DatabaseTrouble) as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(1) from None
    except KeyRefused as trouble:
        typer.echo(
            f"Slack refuses SLACK_BOT_TOKEN ({trouble.code}). Copy it again from your app's page, "
            "OAuth & Permissions, and reinstall the app if a scope is missing.",
            err=True,
        )
        raise typer.Exit(1) from None


@main.command()
def run() -> None:
    """Serve the workspace of SLACK_BOT_TOKEN until stopped."""
    from bot.app import Baton
    from bot.log import set_up_logging
    from bot.serve import listen, serve
    from bot.settings import read_settings

    with _plain_errors():
        settings = read_settings()
        set_up_logging(settings.baton_log_level)
        baton = Baton(settings)
        listening = listen(settings.baton_host, settings.baton_port)
        baton.start()
    try:
        serve(baton.web, listening)
    finally:
        baton.stop()
        if baton.connection_died:
            # Whoever watches over the process sees that it did not end because it was asked to.
            raise typer.Exit(1)


@main.command()
def demo(
    port: Annotated[
        int, typer.Option(help="Where the sandbox's page is.", min=0, max=MOST_PORT)
    ] = 8765,
    baton_port: Annotated[
        int, typer.Option(help="Where Baton's own HTTP is.", min=0, max=MOST_PORT)
    ] = 3000,
) -> None:
    """Open a local dealership in your browser, with a morning's work already in it."""
    from bot.demo import run_demo

    with _plain_errors():
        run_demo(port, baton_port)


@main.command()
def manifest(
    url: Annotated[
        str | None,
        typer.Option(help="Baton's own https address, for HTTP instead of Socket Mode."),
    ] = None,
) -> None:
    """Print the app manifest to paste at api.slack.com/apps."""
    from bot.chat.slack.manifest import manifest_text
    from handlers.routes import COMMANDS

    typer.echo(manifest_text(COMMANDS, url and _own_address(url)))


def _own_address(url: str) -> str:
    """The address without the path that the manifest adds. Slack sends to https alone."""
    address = url.strip().rstrip("/").removesuffix("/slack/events")
    if not re.fullmatch(r"https://[^\s/]+(?:/\S*)?", address):
        raise typer.BadParameter(
            f"{url!r} is not where Slack could reach Baton. Write its own https address, like "
            "https://baton.example.com.",
            param_hint="--url",
        )
    return address


@database_app.command("upgrade")
def database_upgrade() -> None:
    """Bring the database to today's tables."""
    from bot.settings import read_settings
    from bot.store.engine import Database
    from bot.store.migrate import upgrade

    with _plain_errors():
        database = Database(read_settings().database_url.get_secret_value())
        database.hold()
        upgrade(database)
        database.close()
    typer.echo("The database is up to date.")


@schedule_app.callback(invoke_without_command=True)
def schedule(context: typer.Context) -> None:
    """List what is posted next, in each store's local time, and what became of the last time."""
    if context.invoked_subcommand is not None:
        return
    from bot.settings import read_settings
    from bot.timetable import HEADER, NOTHING, Looking, schedule_table

    with _plain_errors():
        rows = schedule_table(Looking(read_settings()))
    if not rows:
        typer.echo(NOTHING)
        return
    table = [tuple(word.upper() for word in HEADER), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEADER))]
    for row in table:
        typer.echo("  ".join(map(str.ljust, row, widths)).rstrip())


@schedule_app.command("preview")
def schedule_preview(
    name: Annotated[str, typer.Argument(help="The schedule's name in the list.")],
) -> None:
    """Print what a schedule would post and where, posting nothing."""
    from bot.settings import read_settings
    from bot.timetable import Looking, NoSuchSchedule, schedule_preview

    try:
        with _plain_errors():
            typer.echo(schedule_preview(Looking(read_settings()), name))
    except NoSuchSchedule as nobody:
        typer.echo(str(nobody), err=True)
        raise typer.Exit(1) from None


@store_app.command("add")
def store_add(
    name: Annotated[str, typer.Option(help="What people call the store.")],
    timezone: Annotated[str, typer.Option(help="Its time zone, like America/Chicago.")],
    channel: Annotated[
        list[str], typer.Option(help="A department's channel: sales=C0123ABC. Repeat for each.")
    ] = [],  # noqa: B006  # Typer copies it.
    manager: Annotated[
        list[str], typer.Option(help="A department's manager: service=U0123ABC. Repeat for each.")
    ] = [],  # noqa: B006  # Typer copies it.
    member: Annotated[
        list[str], typer.Option(help="Somebody in a department: parts=U0123ABC. Repeat for each.")
    ] = [],  # noqa: B006  # Typer copies it.
    general: Annotated[
        list[str], typer.Option(help="A general manager: U0123ABC. Repeat for each.")
    ] = [],  # noqa: B006  # Typer copies it.
    backup: Annotated[
        list[str], typer.Option(help="Who steps in for a department: parts=U0123ABC.")
    ] = [],  # noqa: B006  # Typer copies it.
    country: Annotated[
        str | None, typer.Option(help="Whose public holidays it keeps, like US.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="Its state or province, like IL.")] = None,
) -> None:
    """Create a store, or change the one of that name. What is not named stays as it is."""
    from bot.services.stores import StoreSetup
    from bot.set_up import add_store
    from bot.settings import read_settings
    from bot.trade.closed_days import UnknownRegion, public_holidays

    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise typer.BadParameter(
            f"I do not know the time zone {timezone!r}. Try America/Chicago.",
            param_hint="--timezone",
        ) from None
    try:
        public_holidays((country or "US").upper(), (region or "").upper())
    except UnknownRegion as problem:
        raise typer.BadParameter(str(problem), param_hint="--region") from None
    if not name.strip():
        raise typer.BadParameter("A store needs a name, like Lakeside Motors.", param_hint="--name")
    setup = StoreSetup(
        name=name.strip(),
        zone=timezone,
        channels=_channels(channel),
        members=_by_department(member, "U", Person),
        managers=_by_department(manager, "U", Person),
        general=_people(general) if general else None,
        backups={
            each: several[-1] for each, several in _by_department(backup, "U", Person).items()
        },
        country=country and country.upper(),
        region=region and region.upper(),
    )
    with _plain_errors():
        created = add_store(read_settings(), setup)
    typer.echo(f"{setup.name} is {'added' if created else 'changed'}.")


def _channels(given: list[str]) -> dict[Department, Channel]:
    """Each department's channel: two of one department, or of two, would split its cards."""
    found = _by_department(given, "C", Channel)
    chosen = [channel for several in found.values() for channel in several]
    if len(set(chosen)) < len(chosen) or len(chosen) > len(found):
        raise typer.BadParameter(
            "Each department needs one channel of its own.", param_hint="--channel"
        )
    return {department: several[0] for department, several in found.items()}


def _people(given: list[str]) -> list[Person]:
    """Reads ids of people who belong to no one department."""
    found = [_address(each.strip(), Person) for each in given]
    if None in found:
        raise typer.BadParameter("Write somebody's id, like U0123ABC.", param_hint="--general")
    return [person for person in found if person is not None]


def _by_department(
    given: list[str], example: str, kind: type[Address]
) -> dict[Department, list[Address]]:
    """Reads ``department=ID`` options. The platform is Slack unless the id names another."""
    found: dict[Department, list[Address]] = {}
    for each in given:
        department, equals, id_ = (part.strip() for part in each.partition("="))
        address = _address(id_, kind)
        if not equals or address is None or department not in set(Department):
            raise typer.BadParameter(
                f"{each!r} is not like service={example}0123ABC; the departments are "
                f"{', '.join(Department)}."
            )
        found.setdefault(Department(department), []).append(address)
    return found


def _address(id_: str, kind: type[Address]) -> Address | None:
    """What an id names, or None for a name in its place: people write #parts, or Joan Price."""
    platform, _, bare = id_.rpartition(":")
    looks_right = bare.isascii() and bare.isalnum() and bare == bare.upper()
    return kind(platform or "slack", bare) if looks_right else None


if __name__ == "__main__":
    main()
