"""The lists of a card: packed into few blocks, with a button beside a line while there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.chat.card import Button, Section
from bot.chat.slack.buttons import can_draw, draw_button
from bot.chat.slack.keys import ActionIds
from bot.chat.slack.words import LONGEST_SECTION, Block, bold, cut, mrkdwn, section, size

LONGEST_HEADING = 150
LONGEST_LINE = 1000
# What a block and a button weigh beside their words, when Slack counts a message's characters.
_A_BLOCK = 60
_A_BUTTON = 60
# "… and 12 more" always has its place.
_THE_REST = 40


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
        return size(self.words) + _A_BLOCK + (_A_BUTTON if self.button else 0)

    def with_line(self, words: str) -> _Row:
        return replace(self, lines=(*self.lines, words))


def list_rows(
    sections: Sequence[Section], url: str, blocks: int, characters: int, ids: ActionIds
) -> list[Block]:
    """The sections in so many blocks and characters.

    Buttons beside lines are given up first, from the end, then the last lines.
    """
    buttons = sum(line.button is not None for each in sections for line in each.lines)
    rows = list(_rows(sections, url, buttons))
    while buttons and (len(rows) > blocks or sum(row.weight for row in rows) > characters):
        buttons -= max(1, len(rows) - blocks)
        rows = list(_rows(sections, url, buttons))
    return [_block(row, ids) for row in _shorten(rows, blocks, characters)]


def _block(row: _Row, ids: ActionIds) -> Block:
    block = section(row.words)
    if row.button is not None:
        block["accessory"] = draw_button(row.button, ids)
    return block


def _rows(sections: Sequence[Section], url: str, buttons: int) -> Iterator[_Row]:
    """The rows, with a button beside the first so many of the lines that have one."""
    for each in sections:
        row = _Row(bold(cut(each.heading, LONGEST_HEADING)))
        for line in each.lines:
            drawn = mrkdwn(line.words, LONGEST_LINE, url).strip()
            if not drawn:
                continue
            drawn = f"• {drawn}"
            own = line.button if buttons > 0 and line.button and can_draw(line.button) else None
            full = size(row.words) + size(drawn) > LONGEST_SECTION - _THE_REST
            if row.lines and (own or full):
                yield row
                row = _Row()
            row = row.with_line(drawn)
            if own:
                buttons -= 1
                yield replace(row, button=own)
                row = _Row()
        if row.words:
            yield row


def _shorten(rows: Sequence[_Row], blocks: int, characters: int) -> Iterator[_Row]:
    """The rows that fit. The last one says how many lines did not."""
    if len(rows) <= blocks and sum(row.weight for row in rows) <= characters:
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
