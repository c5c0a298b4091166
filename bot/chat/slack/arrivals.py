"""What Slack delivers, as what Baton understands. Nothing that arrives can break the reading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from bot.chat.address import Channel, Person
from bot.chat.exchange import Answers, Click, Command, PersonLeft, Sender
from bot.chat.form import Value
from bot.chat.slack import keys
from bot.chat.slack.forms import recall
from bot.chat.slack.words import PLATFORM
from bot.chat.text import Text, join, text

Payload = Mapping[str, Any]


# Slack writes what a person meant as more than words in angle brackets; his own are escaped.
_MENTION = re.compile(r"<@([UW][A-Z0-9]{2,40})(?:\|([^<>()|\s]{1,80}))?[^<>]*>")
_MARKUP = re.compile(
    r"<(#|!|(?=https?:|mailto:|tel:))([A-Za-z0-9][^<>|]*)(?:\|([^<>]*))?>", re.IGNORECASE
)
_SIGNS = {"#": "#", "!": "@"}


class Unreadable(ValueError):
    """A payload that names no person or workspace, so that nobody can be answered."""


def delivery_key(payload: Payload) -> str:
    """Equal when Slack delivers the same thing twice: it sends the identical body again."""
    canonical = json.dumps(payload, sort_keys=True, separators=(",", ":"))
    return blake2b(canonical.encode(), digest_size=16).hexdigest()


def read_command(payload: Payload) -> Command:
    """A slash command. Raises `Unreadable`."""
    return Command(
        sender=_sender(
            payload.get("user_id"), payload.get("team_id"), "", payload.get("channel_id")
        ),
        delivery=delivery_key(payload),
        answer_to=_word(payload.get("response_url")),
        name=_typed(payload.get("command")).lstrip("/").lower(),
        text=_unescaped(_spelled_out(_typed(payload.get("text")))).strip(),
    )


def read_click(payload: Payload) -> Click:
    """The first action of a click. One that Baton did not draw has no step. Raises `Unreadable`."""
    actions = payload.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else {}
    step, item_id, part = _meaning(_mapping(first))
    return Click(
        sender=_interactive_sender(payload, _channel_of(payload)),
        delivery=delivery_key(payload),
        answer_to=_answer_to(payload),
        step=step,
        item_id=item_id,
        part=part,
        private=is_in_modal(payload),
    )


def read_answers(payload: Payload) -> Answers:
    """A submitted form. Raises `Unreadable`."""
    view = _mapping(payload.get("view"))
    kept = recall(view.get("private_metadata"))
    return Answers(
        sender=_interactive_sender(payload, kept.channel),
        delivery=delivery_key(payload),
        answer_to=kept.answer_to,
        form=_word(view.get("callback_id")),
        context=kept.context,
        values=_values(_mapping(_mapping(view.get("state")).get("values"))),
        shown=tuple(_shown(view)),
    )


def read_person_left(payload: Payload) -> PersonLeft | None:
    """Someone's account that was closed, or None when the event says something else.

    Raises `Unreadable`.
    """
    event = _mapping(payload.get("event"))
    user = _mapping(event.get("user"))
    if event.get("type") != "user_change" or user.get("deleted") is not True:
        return None
    sender = _sender(user.get("id"), payload.get("team_id"), user.get("team_id"), None)
    return PersonLeft(sender=sender, delivery=delivery_key(payload))


def person_described(payload: Payload) -> Payload:
    """The person whom an event describes as he is now; nothing when it is about something else."""
    event = _mapping(payload.get("event"))
    about_a_person = event.get("type") in {"user_change", "team_join"}
    return _mapping(event.get("user")) if about_a_person else {}


def is_in_modal(payload: Payload) -> bool:
    """Whether a click came from inside a view, so that the next one is stacked on it."""
    return isinstance(payload.get("view"), Mapping)


def is_stacked(payload: Payload) -> bool:
    """Whether a form was opened on top of another view."""
    return bool(_word(_mapping(payload.get("view")).get("previous_view_id")))


def view_id(payload: Payload) -> str:
    """The view that a click came from."""
    return _word(_mapping(payload.get("view")).get("id"))


def trigger(payload: Payload) -> str:
    """What opens a view, once and within three seconds."""
    return _word(payload.get("trigger_id"))


def field_blocks(payload: Payload) -> dict[str, str]:
    """The submitted view's block ids by field name, in the order of the form."""
    blocks = _mapping(payload.get("view")).get("blocks")
    found: dict[str, str] = {}
    for block in blocks if isinstance(blocks, list) else []:
        name = _mapping(_mapping(block).get("element")).get("action_id")
        id_ = _mapping(block).get("block_id")
        if isinstance(name, str) and isinstance(id_, str):
            found[name] = id_
    return found


def _meaning(action: Payload) -> tuple[str, int, str]:
    step = keys.read_step(_word(action.get("action_id")))
    value = _typed(action.get("value"))
    option = action.get("selected_option")
    if isinstance(option, Mapping):
        step, _, value = _typed(option.get("value")).partition("#")
    target = keys.read_target(value)
    if not step or target is None:
        return "", 0, ""
    return step, *target


def _channel_of(payload: Payload) -> str:
    channel = _word(_mapping(payload.get("channel")).get("id"))
    if channel:
        return channel
    container = _word(_mapping(payload.get("container")).get("channel_id"))
    return container or recall(_mapping(payload.get("view")).get("private_metadata")).channel


def _answer_to(payload: Payload) -> str:
    url = _word(payload.get("response_url"))
    return url or recall(_mapping(payload.get("view")).get("private_metadata")).answer_to


def _interactive_sender(payload: Payload, channel: str) -> Sender:
    user = _mapping(payload.get("user"))
    # In a channel shared with another company the view says where the app is installed.
    installed = _mapping(payload.get("view")).get("app_installed_team_id")
    where = installed or _mapping(payload.get("team")).get("id") or user.get("team_id")
    return _sender(user.get("id"), where, user.get("team_id"), channel)


def _sender(user: object, workspace: object, home: object, channel: object) -> Sender:
    user, workspace, home, channel = map(_word, (user, workspace, home, channel))
    if not (user and workspace):
        raise Unreadable("no person or no workspace")
    return Sender(
        person=Person(PLATFORM, user),
        workspace=workspace,
        home=home or workspace,
        channel=Channel(PLATFORM, channel) if channel else None,
    )


def _values(blocks: Payload) -> dict[str, Value]:
    return {
        str(name): _value(_mapping(state))
        for fields in blocks.values()
        for name, state in _mapping(fields).items()
    }


def _shown(view: Payload) -> Iterator[tuple[str, Text]]:
    """What is filled in, in the order of the form."""
    states = _mapping(_mapping(view.get("state")).get("values"))
    for block in map(_mapping, _list(view.get("blocks"))):
        label = _typed(_mapping(block.get("label")).get("text"))
        fields = _mapping(states.get(_word(block.get("block_id"))))
        for state in map(_mapping, fields.values()):
            if label and (words := _read_back(state)):
                yield label, words


def _read_back(state: Payload) -> Text:
    """What one input holds, in the words that stand there."""
    match state.get("type"):
        case "users_select" | "multi_users_select":
            several = [state.get("selected_user"), *_list(state.get("selected_users"))]
            people = [Person(PLATFORM, id_) for each in several if (id_ := _word(each))]
            return join(", ", [(person,) for person in people])
        case "conversations_select":
            id_ = _word(state.get("selected_conversation"))
            return (Channel(PLATFORM, id_),) if id_ else ()
        case "static_select" | "radio_buttons" | "multi_static_select" | "checkboxes":
            several = [state.get("selected_option"), *_list(state.get("selected_options"))]
            texts = [_typed(_mapping(_mapping(each).get("text")).get("text")) for each in several]
            return text(", ".join(each for each in texts if each))
        case _:
            return text(_unescaped(_typed(state.get("value"))))


def _value(state: Payload) -> Value:
    """What one input holds. An empty one holds no words, or none of several."""
    match state.get("type"):
        case "users_select":
            return _address(state.get("selected_user"))
        case "multi_users_select":
            return tuple(_address(user) for user in _list(state.get("selected_users")))
        case "conversations_select":
            return _address(state.get("selected_conversation"))
        case "static_select" | "radio_buttons":
            return _typed(_mapping(state.get("selected_option")).get("value"))
        case "multi_static_select" | "checkboxes":
            chosen = _list(state.get("selected_options"))
            return tuple(_typed(_mapping(option).get("value")) for option in chosen)
        case _:
            return _unescaped(_typed(state.get("value")))


def _address(id_: object) -> str:
    word = _word(id_)
    return f"{PLATFORM}:{word}" if word else ""


def _mapping(value: object) -> Payload:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _word(value: object) -> str:
    return _typed(value).strip()


def _spelled_out(typed: str) -> str:
    """A command's words with Slack's markup turned back into words. Somebody who is mentioned
    becomes ``@slack:U024BE7LH(dana)``, the way the port names a person, with the name for where he
    is only spoken of."""
    if "<" not in typed:
        return typed
    typed = _MENTION.sub(_mentioned, typed)
    return _MARKUP.sub(lambda found: f"{_SIGNS.get(found[1], '')}{found[3] or found[2]}", typed)


def _mentioned(found: re.Match[str]) -> str:
    name = f"({found[2]})" if found[2] else ""
    return f"@{PLATFORM}:{found[1]}{name}"


def _unescaped(typed: str) -> str:
    """Words as they were typed: Slack writes three characters as HTML entities."""
    if "&" not in typed:
        return typed
    return typed.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _typed(value: object) -> str:
    """Words as a person typed them, without what no database takes: NUL and half characters."""
    if not isinstance(value, str):
        return ""
    if value.isascii():
        return value.replace("\x00", "")
    return value.encode("utf-8", "replace").decode().replace("\x00", "")
