"""Forms, and the way back from them: a form carries what its answers must be read with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.chat.address import Channel
from bot.chat.exchange import Answers, Arrival, Sender, Show
from bot.chat.form import Form, Value
from bot.chat.text import Text, text
from bot.workflows.questions import Question

_IDS = range(2**63)
"""Every id that a database can hold."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a form hands back untouched: the channel it was opened in, the item it is about, and
    what of it had been seen."""

    channel: Channel | None = None
    item_id: int = 0
    part: str = ""
    seen: str = ""

    def dump(self) -> str:
        """The context as one string for the form."""
        where = str(self.channel) if self.channel else None
        return json.dumps([where, self.item_id, self.part, self.seen])

    @classmethod
    def load(cls, text_: str) -> Context:
        """The context of a form's answers. Anything unreadable is an empty context."""
        try:
            match json.loads(text_):
                case [str() | None as where, int(item_id), str(part), *seen] if item_id in _IDS:
                    channel = Channel.read(where) if where else None
                    return cls(channel, item_id, part, "".join(map(str, seen)))
        except (ValueError, RecursionError):
            pass
        return cls()


def form(
    name: str,
    title: str,
    submit: str,
    questions: Sequence[Question],
    context: Context,
    values: Mapping[str, Value] | None = None,
    note: Text = (),
) -> Form:
    """A form of these questions."""
    fields = tuple(question.field for question in questions)
    return Form(name, title, submit, fields, dict(values or {}), note, context.dump())


def show(arrival: Arrival, form_: Form, instead: str) -> Show:
    """The form, and what to say when it cannot be opened any more."""
    return Show(form_, text("The form could not be opened in time. ", instead))


def where_opened(answers: Answers) -> tuple[Sender, Context]:
    """Who answers and what about; a form is answered where it was opened."""
    context = Context.load(answers.context)
    sender = answers.sender
    if sender.channel is None and context.channel is not None:
        sender = replace(sender, channel=context.channel)
    return sender, context
