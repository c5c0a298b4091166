"""Building HTML so that nothing from outside can become markup by accident.

Every string is escaped where it enters a tag; only `Markup`, which this package made itself, passes
through. So a renderer cannot forget to escape: it would have to go out of its way not to.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

Content = Markup | str | None
Attribute = str | int | float | bool | None

_VOID = frozenset({"br", "img", "input", "hr"})
NOTHING = Markup("")


def tag(name: str, /, *children: Content, **attributes: Attribute) -> Markup:
    """One element. `class_` becomes `class`, `data_x` `data-x`; None and False are left out."""
    opening = f"<{name}{_attributes(attributes)}>"
    if name in _VOID:
        return Markup(opening)  # noqa: S704 - the name is a word of ours, the attributes are escaped.
    return Markup(f"{opening}{join(children)}</{name}>")  # noqa: S704 - and so are the children.


def join(children: Iterable[Content], between: Markup = NOTHING) -> Markup:
    """All children one after the other, strings escaped."""
    return between.join(child for child in children if child is not None)


def _attributes(attributes: dict[str, Attribute]) -> str:
    written = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        name = key.rstrip("_").replace("_", "-")
        written.append(f" {name}" if value is True else f' {name}="{escape(str(value))}"')
    return "".join(written)


def safe_href(url: str) -> str | None:
    """The address when a person may follow it (http, https, a path on this page), else None.

    Browsers drop tabs, newlines and leading blanks and read a backslash as a slash before they look
    at the scheme, so an address with any of these is refused rather than cleaned.
    """
    if not url or any(character <= " " or character in '\\<>"' for character in url):
        return None
    if url.startswith("/"):
        return None if url.startswith("//") else url
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and parts.netloc else None
