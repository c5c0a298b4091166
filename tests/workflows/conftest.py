"""One database of each kind for all tests here: every world in it is a workspace of its own."""

from collections.abc import Iterator

import pytest

from bot.store.engine import Database
from tests.workflows.meetings import go_to, types
from tests.workflows.month import NEXT_MONDAY, after_tuesday, live_until
from tests.world import World, local, open_database


@pytest.fixture(
    scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def shared_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database with today's tables, that all tests of a run share."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('world') / 'baton.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_server").create_database("worlds")
    database = open_database(url)
    yield database
    database.close()


@pytest.fixture
def world(shared_database: Database) -> World:
    """Lakeside Motors on a Monday at 10:30, with everybody there and nothing open yet."""
    return World(shared_database)


@pytest.fixture(scope="session")
def wednesday(shared_database: Database) -> World:
    """The morning after a Tuesday that is told in full, for tests that only look."""
    return after_tuesday(shared_database)


@pytest.fixture(scope="session")
def next_monday(shared_database: Database) -> World:
    """The morning after four weeks, for tests that only look."""
    world = after_tuesday(shared_database)
    live_until(world, NEXT_MONDAY)
    return world


@pytest.fixture
def posted(world: World) -> World:
    """Tomorrow at 7:00 AM the agenda of the huddle is out."""
    world.tick("agenda", "guest")
    go_to(world, 11, 23, 15)
    go_to(world, 11, 24, 7)
    return world


@pytest.fixture
def running(posted: World) -> World:
    """Grace started the huddle at 7:30 AM."""
    posted.clock.at = local(11, 24, 7, 30)
    types(posted, "Grace", "start")
    return posted


@pytest.fixture
def month(shared_database: Database) -> World:
    """Lakeside on Wednesday the 26th at 7:00 AM, for tests that change something."""
    return after_tuesday(shared_database)
