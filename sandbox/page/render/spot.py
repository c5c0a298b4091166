"""Where a control stands, and what every control on this page carries."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from sandbox.page.render import mrkdwn
from sandbox.page.render.markup import NOTHING, Attribute, Content, tag
from sandbox.page.render.scene import Scene
from sandbox.page.render.shape import EMPTY, Json, inner, label, word


@dataclass(frozen=True, slots=True)
class Spot:
    """A control's place: its block and action, and the ids that tie it to its label and its error.

    `live` means that a change is told to the app at once, as outside of input blocks. `name` is
    what a screen reader says where no visible label does.
    """

    block: str
    action: str
    id: str
    live: bool = True
    name: str = ""
    labelled: str = ""
    described: str = ""
    invalid: bool = False
    optional: bool = True

    def kept(self, scene: Scene) -> Json:
        """What the person has chosen here so far, or nothing."""
        found = scene.state.get(self.block, {}).get(self.action)
        return found if isinstance(found, dict) else EMPTY

    def aria(self) -> dict[str, Attribute]:
        """The attributes that tie the control to its words."""
        return {
            "aria_label": None if self.labelled else self.name or None,
            "aria_labelledby": self.labelled or None,
            "aria_describedby": self.described or None,
            "aria_invalid": "true" if self.invalid else None,
            "aria_required": None if self.optional else "true",
        }

    def wrap(self, kind: str, *inside: Content, class_: str = "") -> Markup:
        """The control with what the page needs to find it and to read its value."""
        return tag(
            "div",
            *inside,
            class_=f"control {class_}".strip(),
            data_kind=kind,
            data_block=self.block,
            data_action=self.action,
            data_live=self.live,
        )


def spot_for(element: Json, block: Json, scene: Scene) -> Spot:
    """The place of an element that stands in a section, an actions block, or a card."""
    ident, action = word(block, "block_id"), word(element, "action_id")
    name = word(element, "accessibility_label") or label(element, "placeholder")
    return Spot(ident, action, scene.id(ident, action), name=name or "Choose")


def text(value: object, key: str, scene: Scene) -> Markup:
    """A text object, drawn by its own kind; a bare string counts as plain."""
    found = inner(value, key)
    words = word(found, "text") or word(value, key)
    if not words:
        return NOTHING
    return mrkdwn.mrkdwn(words, scene) if word(found, "type") == "mrkdwn" else mrkdwn.plain(words)


def question(element: Json, scene: Scene) -> Content:
    """What a confirm object asks before anything is sent; the page shows it in a dialog."""
    confirm = inner(element, "confirm")
    if not confirm:
        return None
    return tag(
        "template",
        tag("h2", text(confirm, "title", scene)),
        tag("p", text(confirm, "text", scene), dir="auto"),
        data_confirm=label(confirm, "confirm") or "Yes",
        data_deny=label(confirm, "deny") or "Cancel",
        data_style=word(confirm, "style") or None,
    )
