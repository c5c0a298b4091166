"""The rich_text block: what Slack's own editor writes, and what a bot may send."""

from __future__ import annotations

import re
from collections.abc import Callable

from sandbox.page.render import dates, emoji, mrkdwn
from sandbox.page.render.markup import Content, join, tag
from sandbox.page.render.scene import Scene
from sandbox.page.render.shape import Json, inner, many, truth, whole, word

_STYLES = {"code": "code", "strike": "s", "italic": "em", "bold": "strong", "underline": "u"}
COLOR = re.compile(r"#[0-9a-fA-F]{3,8}")


def rich_text(block: Json, scene: Scene) -> Content:
    """All sections, lists, quotes and code of one rich_text block."""
    return join([_part(part, scene) for part in many(block, "elements")])


def _part(part: Json, scene: Scene) -> Content:
    kind = word(part, "type")
    if kind == "rich_text_list":
        return _list(part, scene)
    drawn = _run(part, scene)
    if kind == "rich_text_quote":
        return tag("blockquote", drawn)
    if kind == "rich_text_preformatted":
        return tag("pre", drawn)
    return tag("div", drawn, class_="rich")


def _list(part: Json, scene: Scene) -> Content:
    items = [tag("li", _run(item, scene)) for item in many(part, "elements")]
    ordered = word(part, "style") == "ordered"
    indent = min(max(whole(part, "indent") or 0, 0), 5)
    start = (whole(part, "offset") or 0) + 1 if ordered else None
    return tag("ol" if ordered else "ul", *items, class_=f"indent-{indent}", start=start)


def _run(part: Json, scene: Scene) -> Content:
    return join([_element(element, scene) for element in many(part, "elements")])


def _element(element: Json, scene: Scene) -> Content:
    draw = _DRAW.get(word(element, "type"))
    return _styled(draw(element, scene), element) if draw else None


def _styled(drawn: Content, element: Json) -> Content:
    style = inner(element, "style")
    for key, name in _STYLES.items():
        if truth(style, key):
            drawn = tag(name, drawn)
    return drawn


def _text(element: Json, _scene: Scene) -> Content:
    return join(word(element, "text").split("\n"), tag("br"))


def _link(element: Json, scene: Scene) -> Content:
    url = word(element, "url")
    return mrkdwn.link(url, word(element, "text") or url, scene)


def _emoji(element: Json, _scene: Scene) -> Content:
    name = word(element, "name")
    shown = emoji.character(name) or _from_code_points(word(element, "unicode")) or f":{name}:"
    return tag("span", shown, class_="emoji", title=f":{name}:")


def _from_code_points(points: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{2,6}(-[0-9a-fA-F]{2,6}){0,9}", points):
        return ""
    codes = [int(point, 16) for point in points.split("-")]
    return "".join(map(chr, codes)) if max(codes) <= 0x10FFFF else ""


def _date(element: Json, scene: Scene) -> Content:
    shown = dates.formatted(str(element.get("timestamp", "")), word(element, "format"), scene)
    return shown or word(element, "fallback")


def _color(element: Json, _scene: Scene) -> Content:
    value = word(element, "value")
    return tag("code", value) if COLOR.fullmatch(value) else value


_DRAW: dict[str, Callable[[Json, Scene], Content]] = {
    "text": _text,
    "link": _link,
    "emoji": _emoji,
    "user": lambda element, scene: mrkdwn.mention(word(element, "user_id"), scene),
    "channel": lambda element, scene: mrkdwn.channel(word(element, "channel_id"), scene),
    "usergroup": lambda _element, _scene: tag("span", "@group", class_="mention"),
    "broadcast": lambda element, _scene: tag(
        "span", f"@{word(element, 'range')}", class_="mention all"
    ),
    "date": _date,
    "color": _color,
}
