"""The lists of a card: packed into few blocks, with a button beside a line while there is room."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.chat.card import Button, Section
from bot.chat.slack.buttons import can_draw, draw_button, weigh_button
from bot.chat.slack.keys import ActionIds
from bot.chat.slack.words import LONGEST_SECTION, Block, bold, cut, mrkdwn, section, size

LONGEST_HEADING = 150
LONGEST_LINE = 1000
# What a block weighs beside its words, when Slack counts a message's characters.
_A_BLOCK = 60
# "… and 12 more" always has its place.
_THE_REST = 40


@dataclass(frozen=True, slots=True)
class _Line:
    """One line, drawn, with the button that may stand beside it."""

    words: str
    button: Button | None


@dataclass(frozen=True, slots=True)
class _List:
    """A section, drawn."""

    heading: str
    lines: tuple[_Line, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One block: a heading, lines, and the button beside them."""

    heading: str = ""
    lines: tuple[str, ...] = ()
    button: Button | None = None
    ending: str = ""

    @property
    def words(self) -> str:
        return "\n".join(part for part in (self.heading, *self.lines, self.ending) if part)

    @property
    def weight(self) -> int:
        return size(self.words) + _A_BLOCK + (weigh_button(self.button) if self.button else 0)


def list_rows(
    sections: Sequence[Section], url: str, blocks: int, characters: int, ids: ActionIds
) -> list[Block]:
    """The sections in so many blocks and characters.

    Buttons beside lines are given up first, from the end, then the last lines.
    """
    lists = [_draw(each, url) for each in sections]
    all_buttons = sum(line.button is not None for each in lists for line in each.lines)
    if _fits(_rows(lists, all_buttons), blocks, characters):
        buttons = all_buttons
    else:
        # More buttons never take less room, so the most that fit can be searched for.
        buttons = bisect_left(
            range(all_buttons),
            True,
            key=lambda tried: not _fits(_rows(lists, tried + 1), blocks, characters),
        )
    rows = _shorten(_rows(lists, buttons), blocks, characters)
    return [_block(row, ids) for row in rows]


def _draw(each: Section, url: str) -> _List:
    lines = []
    for line in each.lines:
        words = mrkdwn(line.words, LONGEST_LINE, url).strip()
        button = line.button if line.button and can_draw(line.button) else None
        if words:
            lines.append(_Line(words, button))
    return _List(bold(cut(each.heading, LONGEST_HEADING)), tuple(lines))


def _fits(rows: Sequence[_Row], blocks: int, characters: int) -> bool:
    return len(rows) <= blocks and sum(row.weight for row in rows) <= characters


def _block(row: _Row, ids: ActionIds) -> Block:
    block = section(row.words)
    if row.button is not None:
        block["accessory"] = draw_button(row.button, ids)
    return block


def _rows(lists: Sequence[_List], buttons: int) -> list[_Row]:
    """The rows, with a button beside the first so many of the lines that have one."""
    rows: list[_Row] = []
    for each in lists:
        heading = each.heading
        packed: list[str] = []
        room = LONGEST_SECTION - _THE_REST - size(heading)
        for line in each.lines:
            own = line.button if buttons > 0 else None
            if packed and (own or size(line.words) + 1 > room):
                rows.append(_Row(heading, tuple(packed)))
                heading, packed, room = "", [], LONGEST_SECTION - _THE_REST
            packed.append(line.words)
            room -= size(line.words) + 1
            if own:
                buttons -= 1
                rows.append(_Row(heading, tuple(packed), own))
                heading, packed, room = "", [], LONGEST_SECTION - _THE_REST
        if heading or packed:
            rows.append(_Row(heading, tuple(packed)))
    return rows


def _shorten(rows: Sequence[_Row], blocks: int, characters: int) -> Iterator[_Row]:
    """The rows that fit. The last one says how many lines did not."""
    if _fits(rows, blocks, characters):
        yield from rows
        return
    left = sum(len(row.lines) for row in rows)
    characters -= _THE_REST + _A_BLOCK
    for row in rows:
        if blocks <= 1 or row.weight > characters:
            shown = _beginning(row, characters if blocks > 0 else 0)
            ending = f"… and {left - len(shown.lines)} more"
            yield replace(shown, ending=ending)
            return
        yield row
        left -= len(row.lines)
        characters -= row.weight
        blocks -= 1


def _beginning(row: _Row, characters: int) -> _Row:
    """As much of a row as fits, in whole lines and without its button."""
    shown = _Row()
    for lines in range(len(row.lines) + 1):
        longer = _Row(row.heading, row.lines[:lines])
        if longer.weight > characters:
            break
        shown = longer
    return shown
