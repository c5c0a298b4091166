import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.log import set_up_logging


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    set_up_logging("INFO", stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_an_event_is_one_line(out: io.StringIO) -> None:
    structlog.get_logger("x").info("card_posted", item=48, why="a\nb")
    (line,) = out.getvalue().splitlines()
    assert line.endswith("level='info' event='card_posted' item=48 why='a\\nb'")
    assert line.startswith("timestamp='20")


def test_the_level_is_kept(out: io.StringIO) -> None:
    structlog.get_logger("x").debug("details")
    assert out.getvalue() == ""


def test_what_people_typed_is_left_out(out: io.StringIO) -> None:
    structlog.get_logger("x").info("odd", text="Maria", body="Maria", token="xoxb-Maria")
    assert "Maria" not in out.getvalue()
    assert "(left out)" in out.getvalue()


def test_an_error_says_where_and_not_what(out: io.StringIO) -> None:
    try:
        int("Maria Lopez, 555-0100")
    except ValueError:
        structlog.get_logger("x").exception("unexpected", reference="abc123")
        logging.getLogger("library").exception("failed")
    first, second = out.getvalue().splitlines()
    assert "Maria" not in out.getvalue()
    assert "error='ValueError'" in first
    assert "edge/test_log.py:" in first
    assert "reference='abc123'" in first
    assert "logger='library'" in second
    assert "error='ValueError'" in second


def test_libraries_only_warn(out: io.StringIO) -> None:
    logging.getLogger("library").info("chatter")
    logging.getLogger("library").warning("trouble\nwith more")
    (line,) = out.getvalue().splitlines()
    assert "event='trouble'" in line
    assert "level='warning'" in line
