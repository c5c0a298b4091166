"""The people of the workspace as the page lists them: by department, with title and picture."""

from __future__ import annotations

import re

from markupsafe import Markup

from sandbox.model import User
from sandbox.page.render.markup import tag

DEPARTMENTS = ("Sales", "Service", "Parts", "Whole store")

# What a title says about where a person works. The first that fits counts.
_SAYS = (
    ("Parts", re.compile(r"\bparts?\b|counter", re.I)),
    ("Service", re.compile(r"service|advisor|writer|technician|mechanic|shop", re.I)),
    ("Sales", re.compile(r"sales|lease|finance", re.I)),
)
_COLOR = re.compile(r"[0-9a-fA-F]{6}")


def department(user: User) -> str:
    """The department that a person's title tells; somebody over all of them is "Whole store"."""
    return next((name for name, says in _SAYS if says.search(user.title)), DEPARTMENTS[-1])


def by_department(users: list[User]) -> list[tuple[str, list[User]]]:
    """Everybody who can act, department by department, managers last as the titles stand."""
    grouped = [(name, [user for user in users if department(user) == name]) for name in DEPARTMENTS]
    return [(name, members) for name, members in grouped if members]


def initials(name: str) -> str:
    """The letters on a picture: of the first and the last name."""
    parts = [part for part in name.split() if part[0].isalnum()]
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper() or "?"


def avatar(user: User | None, small: bool = False) -> Markup:
    """A person's picture as SVG: no file, no inline style, nothing for a screen reader."""
    color = f"#{user.color}" if user and _COLOR.fullmatch(user.color) else "#5b6770"
    picture = user.emoji if user else ""
    words = picture or initials(user.real_name if user else "?")
    return tag(
        "svg",
        tag("rect", width=36, height=36, fill=color),
        tag("text", words, x=18, y=19, class_="pictured" if picture else None),
        class_="avatar small" if small else "avatar",
        viewBox="0 0 36 36",
        aria_hidden="true",
    )
