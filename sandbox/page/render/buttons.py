"""Buttons and overflow menus."""

from __future__ import annotations

from sandbox.page.render import mrkdwn
from sandbox.page.render.markup import Content, tag
from sandbox.page.render.scene import Scene
from sandbox.page.render.shape import Json, inner, label, many, word
from sandbox.page.render.spot import Spot, question, text


def button(element: Json, spot: Spot, scene: Scene) -> Content:
    """A button, or a link that looks like one when it has an address."""
    style = word(element, "style")
    look = f"button {style}" if style in {"primary", "danger"} else "button"
    name = word(element, "accessibility_label") or None
    link = scene.link(word(element, "url"))
    shared: dict[str, str | None] = {
        "class_": look,
        "data_press": spot.action,
        "data_block": spot.block,
        "data_value": word(element, "value"),
        "aria_label": name,
    }
    words = tag("span", text(element, "text", scene), dir="auto")
    if link and link.inside:
        return tag("a", words, href=link.href, data_go=True, **shared)
    if link:
        return tag("a", words, href=link.href, target="_blank", rel="noopener noreferrer", **shared)
    asked = question(element, scene)
    drawn = tag("button", words, type="button", data_asks=bool(asked), **shared)
    return tag("span", drawn, asked, class_="asks") if asked else drawn


def icon_button(element: Json, spot: Spot, scene: Scene) -> Content:
    """A small button of a context_actions block."""
    return button({**element, "type": "button"}, spot, scene)


def feedback(element: Json, spot: Spot, scene: Scene) -> Content:
    """Two buttons that say good or bad."""
    pair = [inner(element, "positive_button"), inner(element, "negative_button")]
    drawn = [button(one, spot, scene) for one in pair if one]
    return tag("span", *drawn, class_="feedback")


def overflow(element: Json, spot: Spot, scene: Scene) -> Content:
    """The menu behind the three dots."""
    menu = scene.id(spot.block, spot.action, "menu")
    asked = question(element, scene)
    return tag(
        "span",
        tag(
            "button",
            tag("span", "⋯", aria_hidden="true"),
            type="button",
            class_="button dots",
            popovertarget=menu,
            aria_label=word(element, "accessibility_label") or "More actions",
            aria_haspopup="menu",
        ),
        tag(
            "div",
            *[_choice(option, spot, scene, bool(asked)) for option in many(element, "options")],
            id=menu,
            class_="menu",
            popover="auto",
            role="menu",
        ),
        asked,
        class_="asks",
    )


def _choice(option: Json, spot: Spot, scene: Scene, asks: bool) -> Content:
    described = label(option, "description")
    words = [
        tag("span", text(option, "text", scene), dir="auto"),
        tag("small", mrkdwn.plain(described), dir="auto") if described else None,
    ]
    link = scene.link(word(option, "url"))
    shared: dict[str, str | bool] = {
        "role": "menuitem",
        "data_press": spot.action,
        "data_block": spot.block,
        "data_selected": word(option, "value"),
    }
    if link and link.inside:
        return tag("a", *words, href=link.href, data_go=True, **shared)
    if link:
        return tag("a", *words, href=link.href, target="_blank", rel="noopener", **shared)
    return tag("button", *words, type="button", data_asks=asks, **shared)
