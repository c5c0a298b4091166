"""A believable morning at Lakeside Motors: what its people type and press before the first visitor
looks in.

It is played through the workspace as people would do it; what the app makes of it is the app's own
affair. A scene that the app does not answer is left behind, and the morning goes on.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.model import Message
from sandbox.person import Person

if TYPE_CHECKING:
    from sandbox.server import Sandbox

PATIENCE = 5.0
"""Seconds of real time in which the app should have posted, edited or opened something."""


@dataclass(frozen=True, slots=True)
class Types:
    """Somebody types something in a channel, some minutes after the last scene."""

    after: int
    who: str
    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class Presses:
    """Somebody presses a button, found by its label, on the newest message that says `card`. When
    a form opens, he fills in `answers` by label and sends it."""

    after: int
    who: str
    channel: str
    card: str
    button: str
    answers: tuple[tuple[str, str], ...] = ()


Scene = Types | Presses

HUDDLE: tuple[Scene, ...] = (
    Presses(0, "Tom", "service", "Shift huddle", "I'm here"),
    Presses(0, "Luis", "service", "Shift huddle", "I'm here"),
    Presses(1, "Joan", "service", "Shift huddle", "I'm here"),
    Presses(0, "Renee", "service", "Shift huddle", "I'm here"),
    Presses(1, "Grace", "service", "Shift huddle", "Start"),
    Presses(9, "Grace", "service", "Shift huddle", "End"),
)
"""The first ten minutes of the shift."""

MORNING: tuple[Scene, ...] = (
    Types(2, "Luis", "service", "/parts 48166 1x 90311-T0085 axle seal"),
    Types(
        3,
        "Marcus",
        "sales",
        "/handoff service Ben Castillo, stk 4466, delivery 2:30pm, floor mats owed",
    ),
    # Nobody calls this customer: by the time a visitor looks in, everybody has been told.
    Types(2, "Tom", "service", "/lead 48155 est 3100 value 5200 not asked yet"),
    Presses(2, "Sam", "parts", "axle seal", "Claim"),
    Types(
        4,
        "Renee",
        "service",
        "/parts 48190 1x 04465-0C020 front brake pads, 2x 43512-0C020 rotors by 1pm waiting",
    ),
    Presses(1, "Sam", "parts", "axle seal", "All in stock"),
    Presses(2, "Sam", "parts", "brake pads", "Claim"),
    Presses(
        3,
        "Sam",
        "parts",
        "brake pads",
        "Answer lines",
        (
            ("1× front brake pads · 04465-0C020", "In stock"),
            ("Bin, PO number, or what instead", "B7-12"),
        ),
    ),
    Presses(4, "Sam", "parts", "axle seal", "Delivered to bay"),
    Types(
        5,
        "Renee",
        "service",
        "/lead 48190 est 4200 value 6500 2011 Chevy Silverado 168k miles agreed leaves 11:30",
    ),
    Presses(3, "Marcus", "sales", "48190", "Claim"),
    Presses(6, "Marcus", "sales", "48190", "Contacted"),
    Presses(3, "Tom", "service", "Ben Castillo", "Claim"),
    Types(
        7,
        "Priya",
        "sales",
        "/handoff service Dwight Owens, stk 4380, the tint he was promised by 2pm",
    ),
    Types(9, "Luis", "service", "/parts 48177 4x 90919-01253 spark plugs, 1x 17801-YZZ11"),
    # The next thing that turns late, for whoever moves the clock.
    Types(
        8,
        "Tom",
        "service",
        "/parts 48201 1x 68218057AA fuel filter, 1x 68507598AA water separator down",
    ),
    Types(
        3,
        "Sam",
        "parts",
        "/handoff service Nora Finch, RO 48122, special order is in, call her by noon",
    ),
)


def live(sandbox: "Sandbox", scenes: Sequence[Scene], forward: Callable[[float], None]) -> None:
    """Plays the scenes, moving the workspace's clock between them, by so many seconds."""
    for scene in scenes:
        forward(scene.after * 60.0)
        try:
            _play(sandbox, scene)
        except TimeoutError:
            continue
    for user in sandbox.workspace.users.values():
        sandbox.workspace.forget_ephemerals(user.id)


def _play(sandbox: "Sandbox", scene: Scene) -> None:
    person = sandbox.workspace.person_named(scene.who)
    channel = sandbox.workspace.channel_named(scene.channel).id
    before, cards = _last_heard(sandbox), _cards(sandbox)
    match scene:
        case Types():
            person.type(channel, scene.text)
            sandbox.wait_for(lambda: _cards(sandbox) > cards, PATIENCE)
            sandbox.wait_for(lambda: _last_heard(sandbox) > before, PATIENCE)
        case Presses():
            found = sandbox.wait_for(lambda: _button(person, channel, scene), PATIENCE)
            if found is None:
                return
            message, action, block = found
            person.click(message, action, block)
            view = person.top_view()
            if view is not None:
                person.submit(view.id, dict(scene.answers))
            sandbox.wait_for(
                lambda: _last_heard(sandbox) > before or _changed(sandbox, message), PATIENCE
            )


def _changed(sandbox: "Sandbox", seen: Message) -> bool:
    now = sandbox.workspace.message(seen.channel, seen.ts)
    return now is None or now.blocks != seen.blocks


def _last_heard(sandbox: "Sandbox") -> str:
    """When the app last wrote or edited something."""
    bot = sandbox.app.bot_user
    messages = (m for c in sandbox.workspace.channels for m in sandbox.workspace.messages(c))
    return max((m.edited_ts or m.ts for m in messages if m.user == bot), default="")


def _cards(sandbox: "Sandbox") -> int:
    """How many messages the app has posted in the channels."""
    bot, workspace = sandbox.app.bot_user, sandbox.workspace
    channels = [each.id for each in workspace.channels.values() if not each.is_im]
    return sum(
        message.user == bot and not message.is_reply
        for channel in channels
        for message in workspace.messages(channel)
    )


def _button(person: Person, channel: str, scene: Presses) -> tuple[Message, str, str] | None:
    """The button on the newest message that has both."""
    for message in reversed(person.messages(channel)):
        if scene.card not in str(message.blocks):
            continue
        for block, element in _elements(message.blocks or []):
            if element.get("text", {}).get("text") == scene.button:
                return message, element["action_id"], block["block_id"]
    return None


def _elements(blocks: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory")):
            if isinstance(element, dict) and element.get("type") == "button":
                yield block, element
