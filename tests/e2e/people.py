"""One person at his screen, as a test speaks of him: he types, presses what he reads, fills in
fields by their labels, and sees what Slack would show him."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sandbox.model import Message, View
from sandbox.outcome import Outcome
from sandbox.server import Sandbox

_CARD = re.compile(r"^(?:\W* )?([A-Z]-\d+) · ")


class Refused(AssertionError):
    """Slack showed the person an error where the test expected none."""


class Someone:
    """A person of the workspace."""

    def __init__(self, box: Sandbox, id_: str) -> None:
        self._box = box
        self.id = id_
        self.mention = f"<@{id_}>"
        self.name: str = box.workspace.users[id_].real_name

    @property
    def at_slack(self) -> Any:
        """The person with everything the sandbox lets him do."""
        return self._box.workspace.person(self.id)

    # Doing

    def types(self, where: str, words: str) -> str:
        """Runs a command and returns what he is privately answered, or nothing."""
        before = len(self.hints(where))
        good(self.at_slack.type(where, words))
        return "\n".join(self.hints(where)[before:])

    def presses(self, target: Message | View, label: str, nth: int = 0) -> None:
        """Presses the button, or picks the menu's entry, that reads so."""
        good(self.tries(target, label, nth))

    def tries(self, target: Message | View, label: str, nth: int = 0) -> Outcome:
        """The same, and returns how Slack says it came out."""
        found = [each for each in _controls(target.blocks or []) if each[0] == label]
        assert found, f"nothing reads {label!r} in {labels_of(target)}"
        _, block_id, element, option = found[nth]
        outcome: Outcome = self.at_slack.click(target, element["action_id"], block_id, value=option)
        return outcome

    def fills(self, answers: Mapping[str, Any]) -> None:
        """Fills in the form before him by its labels ("ETA#2" is the second of a name), and sends
        it."""
        good(self.sends(answers))

    def sends(self, answers: Mapping[str, Any]) -> Outcome:
        """The same, and returns how it came out."""
        view = self.sheet
        blocks = {label: block["block_id"] for label, block in _fields(view)}
        unknown = answers.keys() - blocks.keys()
        assert not unknown, f"no field is called {unknown}; there are {list(blocks)}"
        values = {blocks[label]: value for label, value in answers.items()}
        outcome: Outcome = self.at_slack.submit(view.id, values)
        return outcome

    # Seeing

    @property
    def form(self) -> View | None:
        """What lies over the conversation, if anything."""
        view: View | None = self.at_slack.top_view()
        return view

    @property
    def sheet(self) -> View:
        """The same, when there must be something."""
        view = self.form
        assert view is not None, "nothing is open"
        return view

    def hints(self, where: str) -> list[str]:
        """What only he sees in a conversation, oldest first."""
        return [words_of(m) for m in self.at_slack.messages(where) if m.ephemeral_to]

    def dms(self) -> list[str]:
        """Baton's private messages to him, oldest first."""
        return [words_of(message) for message in self._letters()]

    def letter(self, words: str) -> Message:
        """The private message with these words, to press what is on it, once it is there."""
        self.hears(words)
        return next(each for each in self._letters() if words in words_of(each))

    def _letters(self) -> list[Message]:
        bot = self._box.app.bot_user
        room = self._box.workspace.im_between(bot, self.id)
        return [m for m in self._box.workspace.messages(room.id) if m.user == bot] if room else []

    def hears(self, words: str) -> str:
        """Waits for a private message with these words, and returns it."""
        return self._awaited(self.dms, words)

    def reads(self, where: str, words: str) -> str:
        """Waits until he alone sees these words in a channel, and returns the whole answer."""
        return self._awaited(lambda: self.hints(where), words)

    def _awaited(self, look: Callable[[], list[str]], words: str) -> str:
        try:
            found = self._box.wait_for(lambda: [each for each in look() if words in each], 15.0)
        except TimeoutError:
            raise AssertionError(f"{words!r} never came; there is {look()}") from None
        return found[0]


def good(outcome: Outcome) -> Outcome:
    """Fails when Slack showed an error."""
    if not outcome.ok:
        raise Refused(f"{outcome.error} {dict(outcome.field_errors)}")
    return outcome


def card_number(message: Message) -> str | None:
    """The number in a card's title, or None when the message is no card."""
    header = next((b for b in message.blocks or [] if b["type"] == "header"), None)
    found = _CARD.match(header["text"]["text"]) if header else None
    return found[1] if found else None


def words_of(shown: Message | View) -> str:
    """Everything a person reads there, without the labels of buttons and fields."""
    lines = [] if isinstance(shown, View) else ([] if shown.blocks else [shown.text])
    for block in shown.blocks or []:
        parts = [block.get("text"), *block.get("fields", ())]
        if block["type"] == "context":
            parts += block["elements"]
        lines += [part["text"] for part in parts if part]
        lines += _figures(block)
    return "\n".join(lines)


def _figures(block: Mapping[str, Any]) -> list[str]:
    """What a table or a chart says: its rows, its lines."""
    lines = [block[name] for name in ("caption", "title") if isinstance(block.get(name), str)]
    lines += [" | ".join(_cell(cell) for cell in row) for row in block.get("rows", ())]
    for one in block.get("chart", {}).get("series", ()):
        points = ", ".join(f"{point['label']} {point['value']}" for point in one["data"])
        lines.append(f"{one['name']}: {points}")
    return lines


def _cell(cell: Mapping[str, Any]) -> str:
    parts = [cell, *(element for part in cell.get("elements", ()) for element in part["elements"])]
    return "".join(part["text"] for part in parts if "text" in part)


def marked_up(message: Message) -> str:
    """Everything in a message where Slack would run a mark like <!channel>."""
    return "\n".join([message.text, *_mrkdwn(message.blocks)])


def _mrkdwn(shape: Any) -> Iterator[str]:
    if isinstance(shape, dict):
        if shape.get("type") == "mrkdwn":
            yield shape["text"]
        shape = list(shape.values())
    if isinstance(shape, list):
        for each in shape:
            yield from _mrkdwn(each)


def labels_of(shown: Message | View) -> list[str]:
    """What can be pressed there, in order."""
    return [label for label, *_ in _controls(shown.blocks or [])]


def fields_of(view: View) -> dict[str, Any]:
    """A form's fields by label, each with what stands in it."""
    return {
        label: _held(view.state[block["block_id"]][block["element"]["action_id"]])
        for label, block in _fields(view)
    }


def errors_of(view: View) -> dict[str, str]:
    """What is wrong with a form, by label."""
    return {
        label: view.errors[block["block_id"]]
        for label, block in _fields(view)
        if block["block_id"] in view.errors
    }


def _fields(view: View) -> Iterator[tuple[str, dict[str, Any]]]:
    """A form's fields, each with its label; the second of the same label is "label#2"."""
    seen: Counter[str] = Counter()
    for block in view.blocks:
        if block["type"] == "input":
            label = block["label"]["text"]
            seen[label] += 1
            yield label if seen[label] == 1 else f"{label}#{seen[label]}", block


def _held(state: Mapping[str, Any]) -> Any:
    value = next((v for key, v in state.items() if key.startswith(("value", "selected"))), None)
    if isinstance(value, list):
        return [_bare(each) for each in value]
    return _bare(value)


def _bare(value: Any) -> Any:
    return value["value"] if isinstance(value, dict) else value


def _controls(
    blocks: list[dict[str, Any]],
) -> Iterator[tuple[str, str, dict[str, Any], str | None]]:
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory")):
            kind = (element or {}).get("type")
            if kind == "button":
                yield element["text"]["text"], block["block_id"], element, None
            elif kind == "overflow":
                for option in element["options"]:
                    yield option["text"]["text"], block["block_id"], element, option["value"]
