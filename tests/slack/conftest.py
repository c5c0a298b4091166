from collections.abc import Iterator

import pytest

from tests.slack.scripted import Scripted, scripted_server


@pytest.fixture
def slack_server() -> Iterator[Scripted]:
    """Something that listens where Slack would, and answers as it is told."""
    with scripted_server() as server:
        yield server
