"""Every block of a message or a form, drawn from its JSON. `blocks()` is this package's door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from markupsafe import Markup

from sandbox.page.render import buttons, mrkdwn
from sandbox.page.render.charts import data_visualization
from sandbox.page.render.inputs import FIELDS, input_block
from sandbox.page.render.markup import Content, join, tag
from sandbox.page.render.rich_text import COLOR, rich_text
from sandbox.page.render.scene import Scene
from sandbox.page.render.shape import Json, entries, inner, label, many, truth, word
from sandbox.page.render.spot import spot_for, text
from sandbox.page.render.tables import data_table, table

_LEVELS = frozenset({"info", "warning", "error", "success"})
_WIDTHS = frozenset({"narrow", "standard", "wide", "full"})


def blocks(listed: object, scene: Scene) -> Markup:
    """All blocks in order. What is no block at all is left out; an unknown one says its name."""
    rows = listed if isinstance(listed, list | tuple) else []
    return join([_block(one, scene) for one in rows if isinstance(one, Mapping)])


def _block(block: Json, scene: Scene) -> Content:
    kind = word(block, "type")
    draw = _DRAW.get(kind)
    if draw is None:
        return tag("p", f"(a block of type “{kind}”, which this page cannot draw)", class_="quiet")
    return draw(block, scene)


def element(found: Json, block: Json, scene: Scene) -> Content:
    """Anything a person can press or choose, wherever it stands."""
    kind = word(found, "type")
    if kind == "image":
        return _picture(found, "thumb", scene)
    draw = _PRESSED.get(kind) or FIELDS.get(kind)
    return draw(found, spot_for(found, block, scene), scene) if draw else None


def _section(block: Json, scene: Scene) -> Content:
    words, fields = text(block, "text", scene), many(block, "fields")
    accessory = inner(block, "accessory")
    return tag(
        "div",
        tag(
            "div",
            tag("div", words, class_="words", dir="auto") if words else None,
            _fields(fields, scene) if fields else None,
            class_="told",
        ),
        element(accessory, block, scene) if accessory else None,
        class_="block section",
    )


def _fields(fields: list[Json], scene: Scene) -> Content:
    drawn = [tag("div", text({"f": field}, "f", scene), dir="auto") for field in fields]
    return tag("div", *drawn, class_="fields")


def _header(block: Json, scene: Scene) -> Content:
    return tag("h3", text(block, "text", scene), class_="block header", dir="auto")


def _divider(_block: Json, _scene: Scene) -> Content:
    return tag("hr", class_="block")


def _context(block: Json, scene: Scene) -> Content:
    drawn = [
        _picture(part, "icon", scene)
        if word(part, "type") == "image"
        else tag("span", text({"t": part}, "t", scene), dir="auto")
        for part in many(block, "elements")
    ]
    return tag("div", *drawn, class_="block context")


def _actions(block: Json, scene: Scene) -> Content:
    drawn = [element(part, block, scene) for part in many(block, "elements")]
    return tag("div", *drawn, class_="block actions")


def _image(block: Json, scene: Scene) -> Content:
    title = text(block, "title", scene)
    return tag(
        "figure",
        tag("figcaption", title, dir="auto") if title else None,
        _picture(block, "picture", scene),
        class_="block image",
    )


def _picture(found: Json, look: str, scene: Scene) -> Content:
    """A picture from the web or this page; its words stand in for one that may not be shown."""
    source = word(found, "image_url") or word(inner(found, "slack_file"), "url")
    link, told = scene.link(source), word(found, "alt_text")
    if link is None:
        return tag("span", told, class_="quiet", dir="auto") if told else None
    return tag("img", src=link.href, alt=told, class_=look, loading="lazy")


def _rich_text(block: Json, scene: Scene) -> Content:
    return tag("div", rich_text(block, scene), class_="block words", dir="auto")


def _markdown(block: Json, scene: Scene) -> Content:
    words = word(block, "text").replace("**", "*")
    return tag("div", mrkdwn.mrkdwn(words, scene), class_="block words", dir="auto")


def _alert(block: Json, scene: Scene) -> Content:
    level = word(block, "level")
    look = level if level in _LEVELS else "default"
    role = "alert" if look == "error" else "note"
    return tag(
        "div", text(block, "text", scene), class_=f"block alert {look}", role=role, dir="auto"
    )


def _container(block: Json, scene: Scene) -> Content:
    rich, icon = inner(block, "rich_text_title"), inner(block, "icon")
    subtitle = text(block, "subtitle", scene)
    head = [
        _picture(icon, "icon", scene) if icon else None,
        tag("strong", rich_text(rich, scene) if rich else text(block, "title", scene), dir="auto"),
        tag("small", subtitle, dir="auto") if subtitle else None,
    ]
    width = word(block, "width")
    look = f"block container {width if width in _WIDTHS else 'standard'}"
    look += " ruled" if truth(block, "has_header_divider") else ""
    # A container in a container is no block Slack knows, and would let a bot nest without end.
    children = [one for one in many(block, "child_blocks") if word(one, "type") != "container"]
    inside = blocks(children, scene)
    if not truth(block, "is_collapsible"):
        return tag("div", tag("div", *head, class_="head"), inside, class_=look)
    return tag(
        "details",
        tag("summary", *head, class_="head"),
        inside,
        class_=look,
        data_fold=scene.id(word(block, "block_id"), "fold"),
        open=not truth(block, "default_collapsed"),
    )


def _card(block: Json, scene: Scene) -> Content:
    hero, icon = inner(block, "hero_image"), inner(block, "icon")
    parts = [(part, text(block, part, scene)) for part in ("title", "subtitle", "body", "subtext")]
    pressed = [element(part, block, scene) for part in many(block, "actions")]
    return tag(
        "div",
        _picture(hero, "hero", scene) if hero else None,
        _picture(icon, "icon", scene) if icon else None,
        *[tag("div", words, class_=part, dir="auto") for part, words in parts if words],
        tag("div", *pressed, class_="actions") if pressed else None,
        class_="block inner-card",
    )


def _carousel(block: Json, scene: Scene) -> Content:
    cards = [_card(card, scene) for card in many(block, "elements")]
    return tag(
        "div", *cards, class_="block carousel", tabindex="0", role="region", aria_label="Cards"
    )


def _task(block: Json, scene: Scene) -> Content:
    status = {"complete": "✅", "in_progress": "⏳", "error": "⚠️"}.get(word(block, "status"), "◻️")
    details = [rich_text(inner(block, part), scene) for part in ("details", "output")]
    title = tag("strong", label(block, "title"), dir="auto")
    return tag("div", status, " ", title, *details, class_="block words")


def _plan(block: Json, scene: Scene) -> Content:
    tasks = [_task(task, scene) for task in many(block, "tasks")]
    return tag("div", tag("strong", label(block, "title")), *tasks, class_="block container")


def _video(block: Json, scene: Scene) -> Content:
    url = word(block, "title_url") or word(block, "video_url")
    return tag("p", mrkdwn.link(url, label(block, "title") or url, scene), class_="block words")


def _file(_block: Json, _scene: Scene) -> Content:
    return tag("p", "(a file)", class_="quiet")


_PRESSED = {
    "button": buttons.button,
    "workflow_button": buttons.button,
    "icon_button": buttons.icon_button,
    "feedback_buttons": buttons.feedback,
    "overflow": buttons.overflow,
}

_DRAW: dict[str, Callable[[Json, Scene], Content]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "image": _image,
    "input": input_block,
    "rich_text": _rich_text,
    "markdown": _markdown,
    "alert": _alert,
    "table": lambda block, scene: tag("div", table(block, scene), class_="block"),
    "data_table": lambda block, scene: tag("div", data_table(block, scene), class_="block"),
    "data_visualization": lambda block, scene: tag(
        "div", data_visualization(block, scene), class_="block"
    ),
    "container": _container,
    "card": _card,
    "carousel": _carousel,
    "task_card": _task,
    "plan": _plan,
    "video": _video,
    "file": _file,
}


def attachments(listed: Iterable[object], scene: Scene) -> Markup:
    """The older kind of message parts: a colored bar beside blocks or fields."""
    return join([_attachment(one, scene) for one in listed if isinstance(one, Mapping)])


def _attachment(found: Json, scene: Scene) -> Content:
    """The bar's color is drawn as an SVG attribute, for the page allows no inline style."""
    color = {"good": "#2e7d32", "warning": "#d08700", "danger": "#c62828"}.get(
        word(found, "color"), "#" + word(found, "color").lstrip("#")
    )
    fill = color if COLOR.fullmatch(color) else None
    bar = tag(
        "svg", tag("rect", width="100%", height="100%", fill=fill), class_="bar", aria_hidden="true"
    )
    title, link = word(found, "title"), word(found, "title_link")
    fields: list[Json] = [
        {"type": "mrkdwn", "text": f"*{word(field, 'title')}*\n{word(field, 'value')}"}
        for field in many(found, "fields")
    ]
    inside = [
        tag("div", mrkdwn.mrkdwn(word(found, "pretext"), scene), class_="words", dir="auto"),
        tag("strong", mrkdwn.link(link, title, scene) if link else mrkdwn.plain(title), dir="auto"),
        tag("div", mrkdwn.mrkdwn(word(found, "text"), scene), class_="words", dir="auto"),
        _fields(fields, scene) if fields else None,
        blocks(entries(found, "blocks"), scene),
    ]
    return tag("div", bar, tag("div", *inside, class_="told"), class_="attachment")
