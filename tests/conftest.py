"""What tests stand on: real databases and a real browser. What a feature needs lies beside it."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from hypothesis import settings
from playwright.sync_api import Browser, Page

from bot.log import say_where
from tests.chromium import MISSING, find_chromium, running_chromium
from tests.postgres import PostgresServer

# The same examples in every run, and no clock: a slow machine is not a broken rule.
settings.register_profile("baton", deadline=None, derandomize=True)
settings.load_profile("baton")

_SETTINGS = ("SLACK_", "BATON_", "DATABASE_URL")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was skipped and why, one line for each reason and not one for each test; and what
    was counted."""
    reasons: Counter[str] = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    )
    for reason, count in reasons.items():
        terminalreporter.write_line(f"Skipped {count}: {reason}", yellow=True)
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            if name == "counted":
                terminalreporter.write_line(str(value))


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep a developer's own tokens and settings out, and files in a folder of the test's own."""
    for name in list(os.environ):
        if name.startswith(_SETTINGS):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _errors_in_one_line() -> Iterator[None]:
    """Log an error as Baton does. Out of the box, structlog draws it with the variables of every
    frame, which takes seconds."""
    structlog.configure(
        processors=[say_where, structlog.processors.KeyValueRenderer(key_order=["event"])]
    )
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One real PostgreSQL for each test process, started when the first test asks for it."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of the test's own."""
    name = f"test_{uuid4().hex}"
    yield postgres_server.create_database(name)
    postgres_server.drop_database(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite file of the test's own. It is made by whoever connects first."""
    return f"sqlite:///{tmp_path / 'baton.sqlite3'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind in turn: the test runs once on SQLite, once on PostgreSQL."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(fixture)
    return url


# One browser a module and not one a session: while it runs, its thread counts as having an event
# loop, and a later test that calls asyncio.run would be refused.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's Chromium. Tests that need it are skipped where there is none."""
    executable = find_chromium()
    if executable is None:
        pytest.skip(MISSING)
    with running_chromium(executable) as running:
        yield running


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """A page in a fresh profile: no cookies and nothing stored from the test before."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-US", reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
