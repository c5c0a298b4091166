"""Text as Slack's mrkdwn: what a person typed stays only text, and everything fits."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

from bot.chat.address import Channel, Person
from bot.chat.text import Bold, ItemLink, Span, Text

PLATFORM = "slack"
Block = dict[str, Any]
"""One JSON object of Slack's: a block, an element, a view."""

LONGEST_SECTION = 3000
"""Characters Slack takes in a section's text."""

ELLIPSIS = "…"
NOTHING = "\N{EN DASH}"
"""Stands where Slack wants words and there are none."""
_STAR = "\N{ASTERISK OPERATOR}"
# What a block or an element weighs beside its words.
_FRAME = 60
# Objects that weigh what their words do: those of blocks, then those of a table's cells.
_WORDS = ("plain_text", "mrkdwn", "raw_text", "raw_number", "text", "link", "user", "channel")
_WORD_JOINER = "\u2060"
# An isolate keeps a right-to-left name from turning around the words beside it.
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"

_LETTERS_FROM_THE_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff"
# What mark-up, an emoji or another direction of writing could come of.
_MEANS_MORE = re.compile(f"[&<>`:{_LETTERS_FROM_THE_RIGHT}]")
# Control characters, and the invisible ones that would reorder the rest of the card.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MANY_LINES = re.compile(r"\n\s*\n\s*\n")
_RIGHT_TO_LEFT = re.compile(f"[{_LETTERS_FROM_THE_RIGHT}]")
_BEFORE, _AFTER = " \t•·:,;)", " \t·:,;("
_EMOJI_CODE = re.compile(r":(?=[\w+'-]*[A-Za-z][\w+'-]*:)")
_PERSON_ID = re.compile(r"[UW][A-Z0-9]+")
_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]+")
_MESSAGE_ID = re.compile(r"\d+\.\d+")


def size(words: str) -> int:
    """The length as Slack may count it: characters beyond the basic plane count twice."""
    if words.isascii():
        return len(words)
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def clean(words: str) -> str:
    """Typed words without what cannot be seen: controls, reordering marks, broken halves."""
    if words.isprintable():
        return words
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    words = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _INVISIBLE.sub("", words))
    return _MANY_LINES.sub("\n\n", words)


def one_line(*candidates: str) -> str:
    """The first of the candidates that says something, on one line. Nothing when none does."""
    for words in candidates:
        line = " ".join(clean(words).split())
        if line:
            return line
    return ""


def cut(words: str, limit: int) -> str:
    """The words, shortened with an ellipsis where they are longer than the limit."""
    if size(words) <= limit:
        return words
    if words.isascii():
        return words[: max(limit - 1, 0)].rstrip() + ELLIPSIS
    units = words.encode("utf-16-le", "surrogatepass")[: 2 * max(limit - 1, 0)]
    # Half of a pair at the end is dropped.
    return units.decode("utf-16-le", "ignore").rstrip() + ELLIPSIS


def escape(words: str) -> str:
    """Typed words for mrkdwn: no mention, link, emoji or code block can come of them."""
    words = clean(words)
    if not _MEANS_MORE.search(words):
        return words
    words = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # Three back-ticks would swallow the lines that follow. One or two are harmless.
    words = words.replace("``", f"`{_WORD_JOINER}`").replace("``", f"`{_WORD_JOINER}`")
    words = _EMOJI_CODE.sub(f":{_WORD_JOINER}", words)
    if _RIGHT_TO_LEFT.search(words):
        words = "\n".join(_isolated(line) for line in words.split("\n"))
    return words


def _isolated(line: str) -> str:
    """What was typed from right to left keeps to itself; the bullet, colon or bracket that a card
    puts beside it belongs to the card's own direction."""
    if not _RIGHT_TO_LEFT.search(line):
        return line
    rest = line.lstrip(_BEFORE)
    inner = rest.rstrip(_AFTER)
    before, after = line[: len(line) - len(rest)], rest[len(inner) :]
    return f"{before}{_ISOLATE}{inner}{_END_ISOLATE}{after}"


def bold(words: str) -> str:
    """Words in bold. Stars and line ends inside would end it early, so they are replaced."""
    drawn = escape(one_line(words.replace("*", _STAR)))
    return f"*{drawn}*" if drawn else ""


def mrkdwn(words: Text, limit: int, url: str = "") -> str:
    """The text in Slack's mark-up, at most `limit` characters long, never cut inside a mark.

    `url` is the workspace's own address (``https://lakeside.slack.com/``): item links need it.
    """
    drawn = [_span(span, url) for span in words]
    whole = "".join(drawn)
    if size(whole) <= limit:
        return whole
    kept: list[str] = []
    room = limit - 1
    for span, part in zip(words, drawn, strict=True):
        if size(part) > room:
            kept.append(_cut_span(span, room))
            break
        kept.append(part)
        room -= size(part)
    return "".join(kept).rstrip() + ELLIPSIS


def _cut_span(span: Span, room: int) -> str:
    """As many of a span's typed words as fit into the room once they are escaped."""
    words = span if isinstance(span, str) else span.words if isinstance(span, Bold) else ""

    def drawn(length: int) -> str:
        part = words[:length]
        return _span(part if isinstance(span, str) else Bold(part), "")

    # Each typed character takes at least one, so the room itself is an upper bound.
    longest = min(len(words), max(room, 0))
    length = bisect_right(range(longest), room, key=lambda most: size(drawn(most)))
    while length and size(drawn(length)) > room:
        length -= 1
    return drawn(length)


def _span(span: Span, url: str) -> str:
    match span:
        case str():
            return escape(span)
        case Bold():
            return bold(span.words)
        case Person():
            return f"<@{span.id}>" if can_mention(span) else escape(span.id)
        case Channel():
            return f"<#{span.id}>" if can_mention(span) else escape(span.id)
        case ItemLink():
            return _link(span, url)


def can_mention(address: Person | Channel) -> bool:
    """Whether this is somebody or a place on Slack, by an id that Slack gives out."""
    id_ = _PERSON_ID if isinstance(address, Person) else _CHANNEL_ID
    return address.platform == PLATFORM and id_.fullmatch(address.id) is not None


def _link(link: ItemLink, url: str) -> str:
    label = escape(one_line(link.label)).replace("|", "¦")
    address = link_address(link, url)
    return f"<{address}|{label}>" if label and address else label


def link_address(link: ItemLink, url: str) -> str:
    """Where an item's link leads in the workspace at `url`; nothing when that is not known."""
    channel, message = link.channel, link.message
    if not url or channel is None or not can_mention(channel):
        return ""
    place = f"{url.rstrip('/')}/archives/{channel.id}"
    if message is None:
        # The card is on its way: its channel is where it will be the newest message.
        return place
    return f"{place}/p{message.replace('.', '')}" if _MESSAGE_ID.fullmatch(message) else ""


def mrkdwn_object(drawn: str) -> Block:
    """A text object. `verbatim` keeps Slack from turning typed words into links and mentions."""
    return {"type": "mrkdwn", "text": drawn, "verbatim": True}


def plain_object(words: str, limit: int, otherwise: str = NOTHING) -> Block:
    """A plain text object of one line, with `otherwise` where no words are left."""
    return {
        "type": "plain_text",
        "text": cut(one_line(words, otherwise), limit) or NOTHING,
        "emoji": False,
    }


def weigh(node: object) -> int:
    """About how many characters Slack counts in blocks: the texts, and something for the rest."""
    if isinstance(node, list):
        return sum(map(weigh, node))
    if not isinstance(node, dict):
        return 0
    kind = node.get("type")
    if kind in _WORDS:
        return size(node.get("text", ""))
    if kind is None and isinstance(node.get("label"), str):
        # A point of a chart.
        return size(node["label"])
    return _FRAME + sum(weigh(value) for value in node.values() if isinstance(value, dict | list))


def section(drawn: str) -> Block:
    """A block of mark-up that is already drawn."""
    return {"type": "section", "text": mrkdwn_object(drawn)}
