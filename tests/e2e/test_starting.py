"""`baton run`: how it starts, what it says when it cannot, and how it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.chat.slack.manifest import manifest
from handlers.routes import COMMANDS
from sandbox.lakeside import LAKESIDE, PARTS, SERVICE
from sandbox.server import Sandbox
from tests.e2e.house import HTTP, ROADS, SOCKET
from tests.e2e.people import Someone, card_number
from tests.e2e.program import Program, baton, free_port, healthy, settings_for, surroundings


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(LAKESIDE, time.time, manifest(COMMANDS), rates=False, page=False) as box:
        yield box


@pytest.fixture
def ready(box: Sandbox, sqlite_url: str) -> dict[str, str]:
    """The settings of a Baton whose store is set up."""
    settings = settings_for(box, sqlite_url, free_port(), by_socket=True)
    add_store(settings)
    return settings


def add_store(settings: dict[str, str]) -> None:
    done = baton(
        *("store", "add", "--name", "Lakeside", "--timezone", "America/Chicago"),
        *("--channel", f"service={SERVICE}", "--channel", f"parts={PARTS}"),
        **settings,
    )
    assert done.returncode == 0, done.stderr


def refused(**settings: str) -> str:
    """The one sentence with which `baton run` ends."""
    done = baton("run", **settings)
    assert done.returncode == 1, done
    assert done.stdout == ""
    words = [line for line in done.stderr.splitlines() if not line.startswith("timestamp=")]
    assert len(words) == 1, done.stderr
    return words[0]


@pytest.mark.parametrize("road", ROADS)
def test_it_serves_soon_after_it_was_started_and_ends_when_asked(
    box: Sandbox,
    sqlite_url: str,
    tmp_path: Path,
    road: str,
    record_property: Callable[[str, object], None],
) -> None:
    port = free_port()
    settings = settings_for(box, sqlite_url, port, by_socket=road == SOCKET)
    add_store(settings)
    with Program(["run"], settings, tmp_path / "log") as program:
        started = time.monotonic()
        box.wait_for(lambda: healthy(port), 30)
        took = time.monotonic() - started
        if road == SOCKET:
            box.wait_connected()
        else:
            box.gateway.transport = box.http
            box.http.request_url = f"http://127.0.0.1:{port}/slack/events"
        Someone(box, "U0LUISORTGA").types(SERVICE, "/parts 48213 1x 04152-YZZA1 oil filter")
        box.wait_for(lambda: "P-1" in [card_number(m) for m in box.workspace.messages(PARTS)])
        assert program.stop() == 0, program.said
    assert "Traceback" not in program.said
    record_property("counted", f"baton run, {road}: serves {took:.2f} s after it was started")


def test_its_log_holds_no_word_that_anybody_typed(
    box: Sandbox, ready: dict[str, str], tmp_path: Path
) -> None:
    with Program(["run"], {**ready, "BATON_LOG_LEVEL": "DEBUG"}, tmp_path / "log") as program:
        box.wait_connected(timeout=30)
        luis = Someone(box, "U0LUISORTGA")
        luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1 sprocket for Quentin")
        luis.types(SERVICE, "/parts")
        luis.fills({"RO number": "48214", "Parts, one per line": "flux", "Customer": "Quentin"})
        box.wait_for(lambda: "P-2" in [card_number(m) for m in box.workspace.messages(PARTS)])
        program.stop()
    for word in ("Quentin", "sprocket", "flux", "48213", box.bot_token, box.app_token, "xapp"):
        assert word not in program.said


def test_neither_socket_nor_http_names_both_and_where_to_find_them() -> None:
    said = refused(SLACK_BOT_TOKEN="xoxb-1-2-3")
    assert said == (
        "Set SLACK_APP_TOKEN for Socket Mode (api.slack.com/apps, your app, Basic Information, "
        "App-Level Tokens) or SLACK_SIGNING_SECRET for HTTP (same page, App Credentials): neither "
        "is set, so Slack cannot reach Baton."
    )


def test_without_a_bot_token_it_says_where_that_is() -> None:
    said = refused(SLACK_APP_TOKEN="xapp-1-A-2-b")
    assert said.startswith("SLACK_BOT_TOKEN is not set: it starts with xoxb- and is on api.slack.")


def test_a_wrong_token_is_one_sentence(box: Sandbox, ready: dict[str, str]) -> None:
    said = refused(**{**ready, "SLACK_BOT_TOKEN": "xoxb-1-2-wrong"})
    assert said == (
        "Slack refuses SLACK_BOT_TOKEN (invalid_auth). Copy it again from your app's page, OAuth & "
        "Permissions, and reinstall the app if a scope is missing."
    )


def test_an_app_token_in_the_wrong_place_is_noticed() -> None:
    said = refused(SLACK_BOT_TOKEN="xapp-1-A-2-b", SLACK_APP_TOKEN="xapp-1-A-2-b")
    assert said.startswith("SLACK_BOT_TOKEN holds an app token (xapp-)")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "The database does not answer: "),
        ("postgresql://nobody@127.0.0.1:1/none", "The database does not answer: "),
        ("postgres://nobody@127.0.0.1:1/none", "The database does not answer: "),
        ("mysql://somewhere/else", "DATABASE_URL is not the address of a database that Baton"),
        ("nonsense", "DATABASE_URL is not the address of a database that Baton knows. Write it"),
        ("sqlite:////no/such/folder/baton.db", "DATABASE_URL names the file /no/such/folder/"),
    ],
)
def test_a_database_that_is_not_there_is_one_sentence(
    ready: dict[str, str], address: str, sentence: str
) -> None:
    assert refused(**{**ready, "DATABASE_URL": address}).startswith(sentence)


def test_a_second_process_on_the_same_file_refuses_and_says_why(
    box: Sandbox, ready: dict[str, str], tmp_path: Path
) -> None:
    with Program(["run"], ready, tmp_path / "log") as first:
        box.wait_connected(timeout=30)
        said = refused(**{**ready, "BATON_PORT": str(free_port())})
        assert said.startswith("Another Baton already runs on ")
        assert said.endswith(
            "SQLite serves one process: stop the other, or set DATABASE_URL to a PostgreSQL "
            "database to run several."
        )
        # The first one goes on, and the store can still be changed from the shell.
        assert "is with Parts" in Someone(box, "U0LUISORTGA").types(
            SERVICE, "/parts 48213 1x 04152-YZZA1"
        )
        assert first.running
        add_store(ready)


def test_slack_that_is_not_there_is_asked_again_until_it_is(
    sqlite_url: str, tmp_path: Path
) -> None:
    # The port is taken from the start, but nobody answers there yet.
    box = Sandbox(LAKESIDE, time.time, manifest(COMMANDS), rates=False, page=False)
    settings = settings_for(box, sqlite_url, free_port(), by_socket=True)
    add_store(settings)
    with ExitStack() as stack:
        stack.callback(box.stop)
        program = stack.enter_context(Program(["run"], settings, tmp_path / "log"))
        box.wait_for(lambda: "slack_unreachable" in program.said, 30)
        assert program.running
        box.start()
        box.wait_connected(timeout=30)
        box.wait_for(lambda: "slack_known" in program.said, 30)
        answer = Someone(box, "U0LUISORTGA").types(SERVICE, "/parts 48213 1x 04152-YZZA1")
        assert "P-1> is with Parts" in answer
        box.wait_for(lambda: "P-1" in [card_number(m) for m in box.workspace.messages(PARTS)])
        assert "Traceback" not in program.said


def test_a_port_that_is_taken_is_one_sentence(box: Sandbox, ready: dict[str, str]) -> None:
    said = refused(**{**ready, "BATON_PORT": str(box.port)})
    assert said == (
        f"Port {box.port} on 127.0.0.1 cannot be used (Address already in use). Stop whoever is "
        "there, or set another BATON_PORT."
    )


def test_the_environment_of_the_tests_is_not_the_developers() -> None:
    assert not [name for name in surroundings() if name.startswith("SLACK_")]
    assert HTTP in ROADS
