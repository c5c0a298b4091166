"""Reads HTML as a browser would, and says what in it could run or lead astray."""

from __future__ import annotations

from html.parser import HTMLParser

_NAMES = """
a article b blockquote br button caption circle code details div em figcaption figure g h2 h3 hr i
img input label li line ol optgroup option p path polygon polyline pre rect s select small span
strong summary svg table tbody td template text textarea th thead title tr u ul
"""
_TAGS = frozenset(_NAMES.split())
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "xlink:href", "srcdoc", "data"})
_GOOD = ("http://", "https://", "/")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcset", "srcdoc"}:
                self.wrong.append(f"{tag} {name}")
            good = (value or "").lower().startswith(_GOOD) and not (value or "").startswith("//")
            if name in _ADDRESSES and not good:
                self.wrong.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"comment {data}")


def dangers(html: str) -> list[str]:
    """Everything in the HTML that this page's renderers never make on their own."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.wrong


def words(html: str) -> str:
    """What a person reads."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.words)
