"""A card as Slack's blocks: whole, within every limit, the most important things first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.card import Card, Chart, Content, Fact, Note, Urgency
from bot.chat.figures import card_in_words
from bot.chat.slack.buttons import action_rows
from bot.chat.slack.charts import draw_chart
from bot.chat.slack.keys import ActionIds
from bot.chat.slack.lists import list_rows
from bot.chat.slack.tables import draw_tables
from bot.chat.slack.words import (
    LONGEST_SECTION,
    NOTHING,
    Block,
    bold,
    cut,
    mrkdwn,
    mrkdwn_object,
    one_line,
    plain_object,
    section,
    size,
    weigh,
)
from bot.chat.text import Bold, Text

LONGEST_MESSAGE = 4000
LONGEST_HEADER = 150
LONGEST_TITLE = 24
LONGEST_FOOTER = 600
FIELDS = 10
# A value up to this long stands beside another one; a longer one has the whole width.
SHORT_FACT = 120


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a card Slack takes: blocks, and characters in all of them together."""

    blocks: int
    characters: int

    def without(self, drawn: list[Block]) -> Room:
        """What is left once these are in it."""
        return Room(self.blocks - len(drawn), self.characters - weigh(drawn))


# Slack refuses a message whose blocks hold some 12,000 characters together, with a surcharge for
# each block that it does not publish (github.com/slackapi/bolt-js/issues/2509 and 2867). `SMALL`
# is for the second try.
MESSAGE = Room(blocks=50, characters=11_000)
SMALL = Room(blocks=25, characters=5_000)
MODAL = Room(blocks=100, characters=40_000)

FIGURES = frozenset({"data_visualization", "data_table", "table"})
"""Blocks that are younger than Slack's others: not every workspace has them."""

_MARKS = {
    Urgency.CALM: "",
    Urgency.DUE: "\N{LARGE YELLOW CIRCLE} ",
    Urgency.LATE: "\N{LARGE RED CIRCLE} ",
    Urgency.DONE: "\N{WHITE HEAVY CHECK MARK} ",
    Urgency.STOPPED: "\N{NO ENTRY} ",
}


@dataclass(frozen=True, slots=True)
class Message:
    """What Slack gets: `text` is for notifications and screen readers, or all there is."""

    text: str
    blocks: list[Block]


def draw(content: Content, url: str = "", room: Room = MESSAGE) -> Message:
    """A card, a note or a text as a message. `url` is the workspace's address, for item links."""
    if isinstance(content, Card):
        summary = one_line(content.summary, content.title, "Baton")
        return Message(mrkdwn((summary,), LONGEST_MESSAGE), draw_card(content, url, room))
    if isinstance(content, Note):
        said = mrkdwn(content.words, LONGEST_MESSAGE, url).strip() or NOTHING
        buttons = action_rows(content.buttons, (), ActionIds(), room.characters // 2)
        return Message(said, [*_paragraph(content.words, url, LONGEST_SECTION), *buttons])
    text = mrkdwn(content, LONGEST_MESSAGE, url).strip() or NOTHING
    whole = mrkdwn(content, room.characters, url).strip()
    # Longer words than a message takes go on in blocks.
    return Message(text, _in_sections(whole) if size(whole) > size(text) else [])


def draw_modal(card: Card, url: str = "") -> Block:
    """A card as a view that opens over the conversation. Its tables and chart are told in words: a
    view that Slack refuses cannot be tried a second time."""
    return {
        "type": "modal",
        "title": plain_object(card.title, LONGEST_TITLE, "Baton"),
        "close": plain_object("Close", LONGEST_TITLE),
        "blocks": draw_card(card_in_words(card), url, MODAL),
    }


def draw_card(card: Card, url: str = "", room: Room = MESSAGE) -> list[Block]:
    """The card's blocks. Lists that do not fit end with "… and 12 more". Tables and the chart take
    no more than half of what the rest leaves."""
    ids = ActionIds()
    head = [_header(card)]
    left = room.characters // 2
    for words in (card.status, card.lead):
        head += _paragraph(words, url, min(LONGEST_SECTION, max(left, SHORT_FACT)))
        left -= weigh(head[-1])
    head += _facts(card.facts, url, left)
    head = head[: room.blocks // 2]
    foot = action_rows(card.buttons, card.menu, ids, room.characters // 3)
    foot += _footer(card.footer, url)
    rest = room.without([*head, *foot])
    figures = _figures(card, url, Room(rest.blocks // 2, rest.characters // 2))
    rest = rest.without(figures)
    lists = list_rows(card.sections, url, rest.blocks, rest.characters, ids)
    return [*head, *lists, *figures, *foot]


def _figures(card: Card, url: str, room: Room) -> list[Block]:
    chart = _chart(card.chart, url, room) if card.chart else []
    rest = room.without(chart)
    return [*draw_tables(card.tables, url, rest.blocks, rest.characters), *chart]


def _chart(chart: Chart, url: str, room: Room) -> list[Block]:
    """The words first: they say the same, and a chart without them would be nothing to many."""
    limit = min(LONGEST_SECTION, max(room.characters // 2, SHORT_FACT))
    words = _paragraph(chart.words, url, limit)
    drawn = draw_chart(chart)
    if drawn and weigh([*words, drawn]) <= room.characters:
        return [*words, drawn]
    title: Text = (Bold(cut(chart.title, SHORT_FACT)),)
    return [*_paragraph(title, url, LONGEST_SECTION), *words] if words else []


def _header(card: Card) -> Block:
    title = _MARKS[card.urgency] + one_line(card.title, card.summary, "Baton")
    return {"type": "header", "text": plain_object(title, LONGEST_HEADER)}


def _paragraph(words: Text, url: str, limit: int) -> list[Block]:
    drawn = mrkdwn(words, limit, url).strip()
    return [section(drawn)] if drawn else []


def _footer(words: Text, url: str) -> list[Block]:
    drawn = mrkdwn(words, LONGEST_FOOTER, url).strip()
    return [{"type": "context", "elements": [mrkdwn_object(drawn)]}] if drawn else []


def _facts(facts: Sequence[Fact], url: str, left: int) -> list[Block]:
    """Short facts stand two in a row; a long one has the whole width and keeps all it can.

    `left` is how many characters they may take together; each gets a few even after that.
    """
    blocks: list[Block] = []
    row: list[Block] = []
    for fact in facts:
        label = bold(cut(fact.label, SHORT_FACT))
        limit = max(SHORT_FACT, min(LONGEST_SECTION - size(label) - 1, left))
        value = mrkdwn(fact.value, limit, url).strip()
        if not value:
            continue
        drawn = f"{label}\n{value}" if label else value
        left -= size(drawn)
        short = size(value) <= SHORT_FACT and "\n" not in value
        if row and (not short or len(row) == FIELDS):
            blocks.append({"type": "section", "fields": row})
            row = []
        if short:
            row.append(mrkdwn_object(drawn))
        else:
            blocks.append(section(drawn))
    if row:
        blocks.append({"type": "section", "fields": row})
    return blocks


def _in_sections(drawn: str) -> list[Block]:
    """Long words as several sections, broken at the ends of lines."""
    blocks: list[Block] = []
    part = ""
    for line in drawn.split("\n"):
        line = cut(line, LONGEST_SECTION)
        if part and size(part) + size(line) + 1 > LONGEST_SECTION:
            blocks.append(section(part))
            part = ""
        part = f"{part}\n{line}" if part else line
    if part.strip():
        blocks.append(section(part))
    return blocks[: MESSAGE.blocks]
