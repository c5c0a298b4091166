"""A conversation as lines on the page: a piece of HTML per message, day or count, with a key.

The browser keeps every piece whose hash it has already, so that a change in one card moves nothing
else: no lost focus, no closed menu, no jump.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jinja2 import Environment
from markupsafe import Markup

from sandbox.model import File, Message, User
from sandbox.page.people import avatar
from sandbox.page.remembered import Remembered
from sandbox.page.render import blocks as draw
from sandbox.page.render import dates, emoji, mrkdwn
from sandbox.page.render.markup import NOTHING, join, tag
from sandbox.page.render.scene import Scene

# Messages of one person within this time stand under one name.
_TOGETHER_SECONDS = 300

# A line that the workspace wrote about somebody, not something he said.
_SYSTEM = frozenset(
    {"channel_join", "channel_leave", "channel_topic", "channel_purpose", "tombstone"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of a conversation. `key` stays while its content changes."""

    key: str
    html: Markup
    hash: str


@dataclass(frozen=True, slots=True)
class Cast:
    """The people, files and pictures that messages speak of."""

    users: dict[str, User]
    files: dict[str, File]


class Lines:
    """Draws conversations as one person sees them."""

    def __init__(
        self, cast: Cast, scene: Scene, templates: Environment, remembered: Remembered[Line]
    ) -> None:
        """`remembered` may serve every window of the page at once."""
        self._cast = cast
        self._scene = scene
        self._templates = templates
        self._remembered = remembered
        self._around = _surroundings(cast, scene)

    def conversation(self, messages: Sequence[Message]) -> list[Line]:
        """A channel's messages, with a line between days."""
        lines: list[Line] = []
        before: Message | None = None
        for message in messages:
            when = dates.moment(message.ts, self._scene)
            then = dates.moment(before.ts, self._scene) if before else None
            if when and (then is None or then.date() != when.date()):
                lines.append(_day(when, self._scene))
                before = None
            lines.append(self._line(message, before, self._scene))
            before = message
        return lines

    def thread(self, messages: Sequence[Message]) -> list[Line]:
        """A thread: what it is about, how many replies, the replies."""
        inside = replace(self._scene, scope="thread")
        lines: list[Line] = []
        before: Message | None = None
        for place, message in enumerate(messages):
            if place == 1:
                count = len(messages) - 1
                words = f"{count} repl{'y' if count == 1 else 'ies'}"
                lines.append(_piece("count", tag("div", words, class_="count-line")))
                before = None
            lines.append(self._line(message, before, inside))
            before = message
        return lines

    def _line(self, message: Message, before: Message | None, scene: Scene) -> Line:
        follows = _follows(message, before)
        told = repr(message)
        # "3 minutes ago" is the one thing on a line that time alone changes within a day.
        minute = scene.now.minute if "{ago}" in told else None
        key = (told, follows, scene.scope, minute, self._around)
        return self._remembered.get(key, lambda: self._draw(message, follows, scene))

    def _draw(self, message: Message, follows: bool, scene: Scene) -> Line:
        cast = self._cast
        user = cast.users.get(message.user)
        when = dates.moment(message.ts, scene)
        own = replace(scene, scope=f"{scene.scope}-{message.channel}-{message.ts}")
        html = self._templates.get_template("message.html").render(
            message=message,
            user=user,
            name=user.real_name if user else message.user,
            picture=avatar(user),
            look=_look(message, follows),
            follows=follows,
            clock=dates.clock(when) if when else "",
            full=dates.full(when) if when else "",
            permalink=scene.permalink(message.channel, message.ts.replace(".", "")),
            content=_content(message, own),
            reactions=[_reaction(*one, cast, scene) for one in message.reactions.items()],
            files=[cast.files[ident] for ident in message.files if ident in cast.files],
            replies=_replies(message, cast, scene) if scene.scope != "thread" else None,
            in_thread=scene.scope == "thread",
            scene=scene,
        )
        return _piece(message.ts, Markup(html))  # noqa: S704 - a template that escapes made it.


def _surroundings(cast: Cast, scene: Scene) -> Hashable:
    """Everything a line depends on beside its message."""
    faces = tuple((u.id, u.real_name, u.title, u.emoji, u.color) for u in cast.users.values())
    files = tuple((file.id, file.title, file.name, file.size) for file in cast.files.values())
    today = scene.now.astimezone(scene.zone).date()
    channels = tuple(scene.channels.items())
    return (scene.acting, scene.here, scene.hosts, scene.zone.key, today, channels, faces, files)


def _day(when: datetime, scene: Scene) -> Line:
    words = tag("span", dates.day(when, scene))
    return _piece(f"day-{when:%Y%m%d}", tag("div", words, class_="day", role="separator"))


def _piece(key: str, html: Markup) -> Line:
    told = hashlib.sha1(html.encode("utf-8", "replace"), usedforsecurity=False)
    return Line(key, html, told.hexdigest()[:16])


def _carded(message: Message) -> bool:
    return bool(message.blocks or message.attachments)


def _follows(message: Message, before: Message | None) -> bool:
    """Does it stand under the same name as the message before it?"""
    return (
        before is not None
        and not _carded(message)
        and not _carded(before)
        and before.user == message.user
        and before.ephemeral_to == message.ephemeral_to
        and message.subtype not in _SYSTEM
        and before.subtype not in _SYSTEM
        and float(message.ts) - float(before.ts) < _TOGETHER_SECONDS
    )


def _look(message: Message, follows: bool) -> str:
    looks = {
        "card": _carded(message) and bool(message.bot_id) and message.ephemeral_to is None,
        "follows": follows,
        "eph": message.ephemeral_to is not None,
        "system": message.subtype in _SYSTEM,
    }
    return " ".join(["msg", *(name for name, so in looks.items() if so)])


def _content(message: Message, scene: Scene) -> Markup:
    """The blocks where there are some; else the text. Attachments come under either."""
    if message.blocks:
        told = tag("div", draw.blocks(message.blocks, scene), class_="blocks")
    elif message.text:
        told = tag("div", mrkdwn.mrkdwn(message.text, scene), class_="words", dir="auto")
    else:
        told = NOTHING
    return join([told, draw.attachments(message.attachments or [], scene)])


def _reaction(name: str, users: list[str], cast: Cast, scene: Scene) -> dict[str, object]:
    names = [cast.users[user].real_name for user in users if user in cast.users]
    return {
        "name": name,
        "shown": emoji.character(name) or f":{name}:",
        "count": len(users),
        "mine": scene.acting in users,
        "who": ", ".join(names),
    }


def _replies(message: Message, cast: Cast, scene: Scene) -> dict[str, object] | None:
    if not message.reply_count:
        return None
    last = dates.moment(message.latest_reply, scene)
    return {
        "count": message.reply_count,
        "last": f"last at {dates.clock(last)}" if last else "",
        "faces": [avatar(cast.users.get(user), small=True) for user in message.reply_users[:3]],
    }
