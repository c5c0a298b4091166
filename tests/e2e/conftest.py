from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.e2e.house import HTTP, ROADS, Lakeside

OpenLakeside = Callable[..., Lakeside]


@pytest.fixture(params=ROADS)
def road(request: pytest.FixtureRequest) -> str:
    """Each way from Slack to Baton in turn."""
    return str(request.param)


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """An SQLite file, or what `on_both_databases` asks for."""
    kind = getattr(request, "param", "sqlite")
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[kind]
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
def open_lakeside(address: str) -> Iterator[OpenLakeside]:
    """Opens the store with the given options, over signed HTTP unless told otherwise."""
    with ExitStack() as stack:

        def open_it(road: str = HTTP, **options: Any) -> Lakeside:
            return stack.enter_context(Lakeside(address, road, **options))

        yield open_it


@pytest.fixture
def lakeside(open_lakeside: OpenLakeside, road: str) -> Lakeside:
    """The store at work: once over Socket Mode, once over signed HTTP."""
    return open_lakeside(road)


@pytest.fixture
def house(open_lakeside: OpenLakeside) -> Lakeside:
    """The store at work over signed HTTP only, for what the road makes no difference to."""
    return open_lakeside()


on_both_databases = pytest.mark.parametrize(
    "address",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
    indirect=True,
)
"""Marks a test to run on SQLite and on PostgreSQL."""


@pytest.fixture(autouse=True)
def _a_busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that runs two tests at once may take longer than the seconds people are given."""
    monkeypatch.setattr("sandbox.modals.TRIGGER_SECONDS", 60.0)
    monkeypatch.setattr("bot.chat.slack.views.PATIENCE", 15.0)
