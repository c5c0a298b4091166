"""How far the guided strip has come: ticks off what people do, for every window at once."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from sandbox.page.guide import Deed, Step, Story


@dataclass(frozen=True, slots=True)
class Progress:
    """A story and which of its steps are done."""

    story: Story
    done: tuple[bool, ...]

    @property
    def count(self) -> int:
        """How many are done."""
        return sum(self.done)

    @property
    def next(self) -> int | None:
        """The first step that is not done yet."""
        return next((place for place, done in enumerate(self.done) if not done), None)


class Tour:
    """The stories with their ticks."""

    def __init__(self, stories: tuple[Story, ...]) -> None:
        """Start with nothing done."""
        self._stories = stories
        self._done: set[tuple[int, int]] = set()
        self._lock = threading.Lock()

    def saw(self, deed: Deed, words: str) -> bool:
        """A person did this; True when it ticked a step off.

        The same words can stand in several stories ("Claim"). The story that is under way gets the
        tick, then the earliest.
        """
        with self._lock:
            for story in sorted(range(len(self._stories)), key=self._order):
                for place, step in enumerate(self._stories[story].steps):
                    if (story, place) not in self._done and _matches(step, deed, words):
                        self._done.add((story, place))
                        return True
        return False

    def tick(self, story: int, place: int) -> None:
        """Tick a step by hand, or take the tick back."""
        if not (0 <= story < len(self._stories) and 0 <= place < len(self._stories[story].steps)):
            return
        with self._lock:
            self._done ^= {(story, place)}

    def start_over(self) -> None:
        """Take every tick back."""
        with self._lock:
            self._done.clear()

    def progress(self) -> list[Progress]:
        """Every story with its ticks."""
        with self._lock:
            return [
                Progress(
                    one, tuple((story, place) in self._done for place in range(len(one.steps)))
                )
                for story, one in enumerate(self._stories)
            ]

    def _order(self, story: int) -> tuple[bool, int]:
        ticks = sum(1 for found, _ in self._done if found == story)
        under_way = 0 < ticks < len(self._stories[story].steps)
        return not under_way, story


def _matches(step: Step, deed: Deed, words: str) -> bool:
    said, done = words.strip().casefold(), step.done
    begun = done.deed == deed and any(said.startswith(each.casefold()) for each in done.begins)
    return begun and done.holds.casefold() in said
