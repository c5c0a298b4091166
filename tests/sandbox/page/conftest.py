from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.sandbox.conftest import MakeBox
from tests.sandbox.page.bot import MANIFEST, Counter
from tests.sandbox.page.window import Window


@pytest.fixture
def counter(make_box: MakeBox) -> Counter:
    """The workspace with its page, and a small app in it."""
    return Counter(make_box(manifest=MANIFEST, page=True))


@pytest.fixture
def page_box(counter: Counter) -> Sandbox:
    return counter.box


@pytest.fixture
def window(page_box: Sandbox) -> Iterator[Window]:
    opened = Window(page_box)
    yield opened
    opened.close()


Ask = Callable[..., Any]
