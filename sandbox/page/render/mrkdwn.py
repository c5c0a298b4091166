"""Slack's message text: *bold*, _italic_, ~strike~, `code`, quotes, lists, links, dates, emoji.

In this text `&amp;`, `&lt;` and `&gt;` stand for the characters a person typed, and a bare `<…>`
is a control sequence. So the order is: take the sequences apart, then read the three entities, then
escape for HTML. Whatever is not understood stays the text it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby

from markupsafe import Markup

from sandbox.page.render import dates, emoji
from sandbox.page.render.markup import NOTHING, Content, join, tag
from sandbox.page.render.scene import Scene

_FENCE = re.compile(r"```\n?(.*?)\n?```", re.S)
_QUOTE = re.compile(r"(?:&gt;|>)(?!&gt;|>) ?(.*)")
_LONG_QUOTE = re.compile(r"(?:&gt;|>){3} ?(.*)", re.S)
_BULLET = re.compile(r" *[•◦‣-] +(.+)")
_NUMBERED = re.compile(r" *\d{1,3}[.)] +(.+)")
_NAMED = re.compile(r":([a-z0-9_+'-]{1,60}):")
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|/archives/)", re.I)
_SEQUENCE = re.compile(r"<([^<>\n]+)>")
_INLINE = re.compile(
    r"""
    `(?P<code>[^`\n]+)`
    | <(?P<sequence>[^<>\n]+)>
    | (?<![\w*])\*(?P<bold>(?=\S)[^*\n]*[^*\s])\*(?![\w*])
    | (?<!\w)_(?P<italic>(?=\S)[^_\n]*[^_\s])_(?!\w)
    | (?<![\w~])~(?P<strike>(?=\S)[^~\n]*[^~\s])~(?![\w~])
    | :(?P<emoji>[a-z0-9_+'-]{1,60}):(?::skin-tone-\d:)?
    | (?P<url>https?://(?:(?!&[lg]t;)[^\s<>|])+)
    """,
    re.X,
)


def unescape(text: str) -> str:
    """The three entities of Slack's text as the characters they stand for, each read once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def plain(text: str) -> Markup:
    """A plain_text object: only emoji names mean something."""
    return Markup.escape(
        _NAMED.sub(lambda found: emoji.character(found[1]) or found[0], unescape(text))
    )


def mrkdwn(text: str, scene: Scene) -> Markup:
    """A message's text as HTML."""
    parts: list[Content] = []
    place = 0
    for fence in _FENCE.finditer(text):
        parts.append(_lines(text[place : fence.start()].removesuffix("\n"), scene))
        parts.append(tag("pre", unescape(_bare(fence[1]))))
        place = fence.end()
    rest = text[place:]
    parts.append(_lines(rest.removeprefix("\n") if place else rest, scene))
    return join(parts)


def _lines(text: str, scene: Scene) -> Markup:
    """Lines of one kind together: a quote is one quote, a list is one list."""
    if not text:
        return NOTHING
    parts: list[Content] = []
    flowing = False
    for kind, group in groupby(_cut(text), key=lambda line: line[0]):
        if kind == "text":
            parts.append(tag("br") if flowing else None)
            parts.append(join([_inline(words, scene) for _, words in group], tag("br")))
        else:
            parts.append(_block(kind, [words for _, words in group], scene))
        flowing = kind == "text"
    return join(parts)


def _cut(text: str) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    rows = text.split("\n")
    for place, row in enumerate(rows):
        if long_quote := _LONG_QUOTE.match(row):
            told = [long_quote[1], *rows[place + 1 :]]
            return [*lines, *(("quote", line) for line in told)]
        for kind, pattern in (("quote", _QUOTE), ("ul", _BULLET), ("ol", _NUMBERED)):
            if found := pattern.fullmatch(row):
                lines.append((kind, found[1]))
                break
        else:
            lines.append(("text", row))
    return lines


def _block(kind: str, rows: list[str], scene: Scene) -> Markup:
    drawn = [_inline(row, scene) for row in rows]
    if kind == "quote":
        return tag("blockquote", join(drawn, tag("br")))
    return tag(kind, *[tag("li", row) for row in drawn])


def _inline(text: str, scene: Scene) -> Markup:
    parts: list[Content] = []
    place = 0
    for found in _INLINE.finditer(text):
        parts.append(unescape(text[place : found.start()]))
        parts.append(_DRAW[str(found.lastgroup)](found, scene))
        place = found.end()
    parts.append(unescape(text[place:]))
    return join(parts)


def _code(found: re.Match[str], _scene: Scene) -> Content:
    return tag("code", unescape(_bare(found["code"])))


def _emoji(found: re.Match[str], _scene: Scene) -> Content:
    known = emoji.character(found["emoji"])
    return tag("span", known, class_="emoji", title=f":{found['emoji']}:") if known else found[0]


def _address(found: re.Match[str], scene: Scene) -> Content:
    url = found["url"].rstrip(".,;:!?)'\"")
    return join([link(unescape(url), unescape(url), scene), found["url"][len(url) :]])


def _styled(name: str, group: str) -> Callable[[re.Match[str], Scene], Content]:
    return lambda found, scene: tag(name, _inline(found[group], scene))


def _sequence(found: re.Match[str], scene: Scene) -> Content:
    head, bar, label = found["sequence"].partition("|")
    if head.startswith("@"):
        return mention(head[1:], scene, unescape(label))
    if head.startswith("#"):
        return channel(head[1:], scene, unescape(label))
    if head.startswith("!date^"):
        return _date(head, label, scene)
    if head.startswith("!"):
        return _broadcast(head, unescape(label)) or found[0]
    if not _ADDRESS.match(head):
        return unescape(found[0])
    address = unescape(head)
    return link(address, unescape(label) if bar and label else address, scene)


def _date(head: str, label: str, scene: Scene) -> Content:
    pieces = head.split("^", 3)
    shown = dates.formatted(pieces[1], unescape(pieces[2]), scene) if len(pieces) > 2 else None
    words = unescape(label) if shown is None else shown
    return link(unescape(pieces[3]), words, scene) if len(pieces) > 3 else words


def _broadcast(head: str, label: str) -> Content:
    name = head[1:].split("^", 1)[0]
    if name in {"here", "channel", "everyone"}:
        return tag("span", f"@{name}", class_="mention all")
    if name == "subteam":
        return tag("span", label or "@group", class_="mention")
    return None


def mention(user: str, scene: Scene, otherwise: str = "") -> Markup:
    """A person's name where he is spoken of; the person who acts stands out."""
    me = " me" if user == scene.acting else ""
    return tag("span", f"@{scene.name(user, otherwise)}", class_=f"mention{me}", dir="auto")


def channel(ident: str, scene: Scene, otherwise: str = "") -> Markup:
    """A channel's name, leading there when it is one this workspace has."""
    name = scene.channels.get(ident)
    if name is None:
        return tag("span", f"#{otherwise or 'unknown channel'}", class_="mention")
    return tag("a", f"#{name}", class_="mention", href=scene.permalink(ident), data_go=True)


def link(url: str, words: str, scene: Scene) -> Markup:
    """A link where the address may be followed; else what it says, with its address in sight."""
    found = scene.link(url)
    if found is None:
        return Markup.escape(words if words == url else f"{words} ({url})")
    if found.inside:
        return tag("a", words, href=found.href, data_go=True)
    return tag("a", words, href=found.href, target="_blank", rel="noopener noreferrer")


def _bare(text: str) -> str:
    """Sequences inside code, where Slack shows only what they say."""
    return _SEQUENCE.sub(lambda found: found[1].partition("|")[2] or found[1], text)


_DRAW: dict[str, Callable[[re.Match[str], Scene], Content]] = {
    "code": _code,
    "sequence": _sequence,
    "bold": _styled("strong", "bold"),
    "italic": _styled("em", "italic"),
    "strike": _styled("s", "strike"),
    "emoji": _emoji,
    "url": _address,
}
