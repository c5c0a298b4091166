"""The `baton` command: help, the manifest, stores and the database."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.store.engine import Database
from bot.store.stores import StoreRow
from sandbox.app import install
from sandbox.lakeside import GRACE, LAKESIDE, LUIS, PARTS, SAM, SERVICE
from sandbox.server import Sandbox
from tests.e2e.conftest import on_both_databases
from tests.e2e.program import baton, free_port

NEW_STORE = ("store", "add", "--name", "Lakeside", "--timezone", "America/Chicago")


def test_help_names_every_command() -> None:
    done = baton("--help")
    assert done.returncode == 0
    for command in ("run", "demo", "manifest", "db", "store", "schedule"):
        assert f" {command} " in done.stdout
    for command in ("run", "demo", "manifest", "db upgrade", "store add", "schedule preview"):
        assert baton(*command.split(), "--help").returncode == 0


def test_help_waits_for_nothing_that_only_a_running_baton_needs() -> None:
    asked = "import sys, bot.cli; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    slow = {"alembic", "apscheduler", "holidays", "slack_bolt", "slack_sdk", "sqlalchemy"}
    assert not slow & set(done.stdout.split())


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://baton.example.com/",
        "https://baton.example.com",
        "https://baton.example.com/slack/events",
    ],
)
def test_the_manifest_is_one_that_slack_takes(url: str | None) -> None:
    done = baton("manifest", *(("--url", url) if url else ()))
    assert (done.returncode, done.stderr) == (0, "")
    manifest = json.loads(done.stdout)
    app, bot = install(manifest)
    assert list(app.commands) == ["/parts", "/lead", "/handoff", "/meeting", "/vehicle", "/baton"]
    assert bot.real_name == "Baton"
    assert app.socket_mode == (url is None)
    assert app.interactive
    assert app.events == {"user_change", "team_join"}
    urls = {command.url for command in app.commands.values()} | set(app.request_urls.values())
    assert urls == ({"https://baton.example.com/slack/events"} if url else {""})
    # The sandbox runs with it, as Slack would.
    with Sandbox(LAKESIDE, time.time, manifest, page=False):
        pass


@pytest.mark.parametrize(
    "url", ["baton.example.com", "http://baton.example.com", "https://", "x y"]
)
def test_an_address_that_slack_cannot_reach_is_explained(url: str) -> None:
    done = baton("manifest", "--url", url)
    assert (done.returncode, done.stdout) == (2, "")
    said = " ".join(done.stderr.replace("│", " ").split())
    assert "Write its own https address, like https://baton.example.com." in said


@on_both_databases
def test_the_database_is_made_and_made_again_without_harm(address: str) -> None:
    for _ in range(2):
        done = baton("db", "upgrade", DATABASE_URL=address)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == "The database is up to date.\n"
    with closing(Database(address)) as database:
        database.check()


@on_both_databases
def test_a_store_is_added_and_then_changed(address: str) -> None:
    done = baton(
        *NEW_STORE,
        *("--channel", f"service={SERVICE}", "--channel", f"parts={PARTS}"),
        *("--member", f"parts={SAM}", "--member", f"service={LUIS}"),
        *("--manager", f"service={GRACE}"),
        DATABASE_URL=address,
    )
    assert (done.returncode, done.stdout) == (0, "Lakeside is added.\n"), done.stderr
    done = baton(
        *NEW_STORE[:-1], "America/Denver", "--channel", "sales=C0NEWSALES1", DATABASE_URL=address
    )
    assert (done.returncode, done.stdout) == (0, "Lakeside is changed.\n"), done.stderr
    store = only_store(address)
    assert (store.name, store.zone) == ("Lakeside", "America/Denver")
    # What was not named stays as it was.
    assert {each.department: each.channel and each.channel.id for each in store.departments} == {
        "sales": "C0NEWSALES1",
        "service": SERVICE,
        "parts": PARTS,
    }
    people = {(each.department, each.person.id, each.manages) for each in store.members}
    assert people == {("parts", SAM, False), ("service", LUIS, False), ("service", GRACE, True)}


@on_both_databases
def test_before_a_store_is_set_up_nothing_is_scheduled(address: str) -> None:
    done = baton("schedule", DATABASE_URL=address)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Nothing is scheduled.")
    done = baton("schedule", "preview", "digest:slack:U024", DATABASE_URL=address)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Nothing is scheduled.")


@on_both_databases
def test_what_a_store_posts_is_listed_and_previewed_before_baton_ever_ran(address: str) -> None:
    done = baton(
        *NEW_STORE,
        *("--channel", f"service={SERVICE}", "--channel", f"parts={PARTS}"),
        *("--manager", f"service={GRACE}"),
        DATABASE_URL=address,
    )
    assert done.returncode == 0, done.stderr
    done = baton("schedule", DATABASE_URL=address)
    assert (done.returncode, done.stderr) == (0, "")
    header, *rows = done.stdout.splitlines()
    assert header.split() == ["NAME", "WHAT", "STORE", "NEXT", "LAST"]
    names = [row.split()[0] for row in rows]
    agenda = next(name for name in names if name.startswith("agenda:"))
    done = baton("schedule", "preview", agenda, DATABASE_URL=address)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing was posted.\n\nTo #C" in done.stdout
    done = baton("schedule", "preview", agenda[:-2], DATABASE_URL=address)
    assert done.returncode == 1
    assert agenda in done.stderr


def only_store(address: str) -> StoreRow:
    query = select(StoreRow).options(
        selectinload(StoreRow.departments), selectinload(StoreRow.members)
    )
    with closing(Database(address)) as database, database.transaction() as session:
        return session.scalars(query).one()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--timezone", "Chicago"), "I do not know the time zone 'Chicago'. Try America/Chicago."),
        (("--timezone", "../etc"), "I do not know the time zone '../etc'."),
        (("--channel", "service"), "'service' is not like service=C0123ABC; the departments are"),
        (("--channel", "body=C0123ABC"), "the departments are sales, service, parts."),
        (("--member", "parts="), "'parts=' is not like service=U0123ABC"),
        (("--channel", "parts=#parts"), "'parts=#parts'"),
        (("--manager", "parts=Joan Price"), "'parts=Joan Price'"),
        (("--channel", f"parts={PARTS}", "--channel", f"service={PARTS}"), "its own"),
        (("--name", "  "), "name"),
    ],
)
def test_a_store_that_cannot_be_is_explained(
    sqlite_url: str, arguments: tuple[str, ...], sentence: str
) -> None:
    done = baton(*NEW_STORE, *arguments, DATABASE_URL=sqlite_url)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    # The words are drawn in a box, broken at its width.
    said = " ".join(done.stderr.replace("│", " ").split())
    assert sentence in said


def test_settings_come_from_a_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=sqlite:///from_the_file.db\n")
    assert baton("db", "upgrade").returncode == 0
    assert (tmp_path / "from_the_file.db").exists()


def test_a_setting_that_cannot_be_is_one_sentence() -> None:
    done = baton("run", SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1", BATON_PORT="many")
    assert done.returncode == 1
    assert done.stderr.startswith("BATON_PORT cannot be read: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_port_of_the_demo_that_is_taken_is_one_sentence() -> None:
    with Sandbox(LAKESIDE, time.time, json.loads(baton("manifest").stdout), page=False) as box:
        done = baton("demo", "--port", str(box.port), "--baton-port", str(free_port()))
        assert (done.returncode, done.stderr) == (
            1,
            f"Port {box.port} on 127.0.0.1 cannot be used (Address already in use). Stop whoever "
            "is there, or set another PORT.\n",
        )
        done = baton("demo", "--port", "99999")
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)
        assert "65535" in done.stderr
        done = baton("demo", "--port", str(free_port()), "--baton-port", str(box.port))
        assert done.returncode == 1
        assert done.stderr.endswith("set another BATON_PORT.\n")
