"""A front that answers as it is told, and views that only remember what was opened."""

from collections.abc import Callable
from typing import Any

from bot.chat.exchange import Arrival, Reply
from bot.chat.slack.views import Opened, Views
from bot.chat.text import Text


class FakeFront:
    """Answers every arrival with `reply`, and remembers what it heard."""

    def __init__(self, reply: Reply | Callable[[Arrival], Reply] | Exception) -> None:
        self.reply = reply
        self.heard: list[Arrival] = []
        self.said: list[tuple[Arrival, Text]] = []

    def handle(self, arrival: Arrival) -> Reply:
        self.heard.append(arrival)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply(arrival) if callable(self.reply) else self.reply

    def say_later(self, arrival: Arrival, words: Text) -> None:
        self.said.append((arrival, words))


class FakeViews(Views):
    """Opens nothing, and says that it ended as `ends`."""

    def __init__(self, ends: Opened = Opened.YES) -> None:
        self.ends = ends
        self.opened: list[tuple[str, dict[str, Any], bool]] = []
        self.updated: list[tuple[str, dict[str, Any]]] = []

    def open(self, trigger: str, view: dict[str, Any], on_top: bool) -> Opened:
        self.opened.append((trigger, view, on_top))
        return self.ends

    def update(self, view_id: str, view: dict[str, Any]) -> None:
        self.updated.append((view_id, view))

    def close(self) -> None:
        pass
