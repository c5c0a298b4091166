"""A small app inside the process, so that the page has somebody to talk to in its tests.

It knows a parts request and nothing else: a card in #parts, a form, private answers. It speaks to
the workspace directly, so that a test of the page does not test the Web API as well.
"""

from __future__ import annotations

import time
from typing import Any

from sandbox.blocks.complete import completed
from sandbox.delivery import Answer, Delivery, DeliveryKind, Undelivered
from sandbox.drafts import Draft
from sandbox.lakeside import PARTS
from sandbox.model import Json, Message
from sandbox.server import Sandbox
from sandbox.voice import replace_content, say_as_app

COMMANDS = (
    ("/parts", "RO, quantity, part number, words, by when", "Ask parts for what a vehicle needs"),
    ("/lead", "RO est 4200 value 6500", "Tell sales about a customer who may trade in"),
    ("/handoff", "service Maria Lopez, stk 4471", "Pass anything to another department"),
    ("/vehicle", "RO, stock number or VIN", "See a vehicle's whole story"),
    ("/baton", "todo | status | find | setup", "Help, and what is yours to do"),
)

MANIFEST: Json = {
    "display_information": {"name": "Baton"},
    "features": {
        "bot_user": {"display_name": "Baton", "always_online": True},
        "app_home": {"messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "slash_commands": [
            {"command": name, "usage_hint": hint, "description": does}
            for name, hint, does in COMMANDS
        ],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "channels:read"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["message.im"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def plain(words: str) -> Json:
    return {"type": "plain_text", "text": words}


def mrkdwn(words: str) -> Json:
    return {"type": "mrkdwn", "text": words}


def button(words: str, action: str, value: str = "1", **more: Any) -> Json:
    return {"type": "button", "text": plain(words), "action_id": action, "value": value, **more}


def option(words: str, value: str, described: str = "") -> Json:
    found: Json = {"text": plain(words), "value": value}
    return found | ({"description": plain(described)} if described else {})


def question(block: str, words: str, element: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": block,
        "label": plain(words),
        "element": {"action_id": "it", **element},
        **more,
    }


def card(
    number: str, asked: str, who: str = "", state: str = "Waiting for the counter"
) -> list[Json]:
    """What the counter sees of a parts request."""
    more = {
        "type": "overflow",
        "action_id": "more",
        "options": [
            option("Reassign…", "reassign"),
            option("Pass to another department…", "pass"),
            option("History", "history"),
            option("Cancel the request", "cancel"),
        ],
    }
    steps = [button("Answer lines", "answer", number, style="primary")]
    if not who:
        steps.insert(0, button("Claim", "claim", number, style="primary"))
        steps[1].pop("style")
    return [
        {"type": "header", "text": plain(f"{number} · Parts request")},
        {"type": "section", "text": mrkdwn(f"*{state}* · due <!date^1700000000^{{time}}|3:00 PM>")},
        {
            "type": "section",
            "fields": [
                mrkdwn("*RO*\n48213"),
                mrkdwn("*Need by*\n3:00 PM, customer waits"),
                mrkdwn("*Asked by*\n<@U0LUISORTGA>"),
                mrkdwn(f"*Has it*\n{who or 'Nobody yet'}"),
            ],
        },
        {
            "type": "section",
            "text": mrkdwn(f"• 2 × `04152-YZZA1` {asked}\n• 1 × `90915-YZZD4` gasket"),
        },
        {"type": "actions", "elements": [*steps, more]},
        {"type": "context", "elements": [mrkdwn("Opened 9:12 AM · 2 lines · bay 4")]},
    ]


FORM: Json = {
    "type": "modal",
    "callback_id": "answer",
    "title": plain("Answer the lines"),
    "submit": plain("Save"),
    "close": plain("Cancel"),
    "blocks": [
        {"type": "section", "text": mrkdwn("*2 × 04152-YZZA1* oil filter")},
        question(
            "line",
            "Where does it stand?",
            {
                "type": "radio_buttons",
                "options": [
                    option("In stock", "stock", "Say the bin below"),
                    option("Ordered", "ordered"),
                    option("Not available", "none"),
                ],
            },
        ),
        question(
            "bin",
            "Bin",
            {"type": "plain_text_input", "placeholder": plain("C-14"), "max_length": 20},
            hint=plain("Where the technician finds it."),
            optional=True,
        ),
        question(
            "note", "Words for the technician", {"type": "plain_text_input", "multiline": True}
        ),
        {"type": "actions", "elements": [button("Look up the bin", "lookup", "1")]},
    ],
}


class Counter:
    """The app. It answers at once unless a test makes it slow or silent."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.number = 48
        self.seconds = 0.0
        self.silent = False
        self.heard: list[Delivery] = []
        box.gateway.transport = self

    def close(self) -> None:
        """Nothing is under way."""

    def send(self, delivery: Delivery, copies: int, seconds: float) -> Answer:
        self.heard.append(delivery)
        time.sleep(self.seconds)
        if self.silent:
            raise Undelivered("operation_timeout", "timeout")
        answer = {
            DeliveryKind.COMMAND: self._command,
            DeliveryKind.ACTION: self._action,
            DeliveryKind.SUBMISSION: self._submission,
        }.get(delivery.kind)
        return Answer(answer(delivery.payload) or {} if answer else {})

    def _command(self, payload: Json) -> Json | None:
        if not payload["text"]:
            self.box.workspace.modals.open(payload["trigger_id"], FORM)
            return None
        self.number += 1
        number = f"P-{self.number}"
        posted = self.post(
            PARTS, f"{number}: {payload['text']}", card(number, payload["text"][-60:])
        )
        link = self.box.workspace.link(posted.channel, posted.ts)
        words = f"*{number}* is with parts. <{link}|Open the card>"
        return {"response_type": "ephemeral", "text": words}

    def _action(self, payload: Json) -> Json | None:
        action = payload["actions"][0]
        message = payload.get("message")
        if action["action_id"] == "claim" and message:
            stored = self.box.workspace.message(payload["channel"]["id"], message["ts"])
            assert stored is not None
            who = f"<@{payload['user']['id']}>"
            blocks = card(action["value"], "oil filter", who, "Claimed")
            replace_content(stored, Draft(stored.text, completed(blocks)))
            self.box.workspace.edited(stored, self.box.app.bot_user)
            note = f"{who} has claimed it."
            self.post(stored.channel, note, None, thread_ts=stored.ts)
        elif action["action_id"] == "answer":
            self.box.workspace.modals.open(payload["trigger_id"], FORM)
        elif action["action_id"] == "lookup":
            over = FORM | {"title": plain("Find the bin"), "callback_id": "find"}
            self.box.workspace.modals.push(payload["trigger_id"], over)
        return None

    def _submission(self, payload: Json) -> Json | None:
        values = payload["view"]["state"]["values"]
        if (
            values["line"]["it"]["selected_option"]["value"] == "stock"
            and not values["bin"]["it"]["value"]
        ):
            wrong = {"bin": "In stock needs a bin, for example C-14."}
            return {"response_action": "errors", "errors": wrong}
        return None

    def post(
        self, channel: str, text: str, blocks: list[Json] | None, thread_ts: str | None = None
    ) -> Message:
        """Post as the app."""
        draft = Draft(text, completed(blocks) if blocks else None)
        return say_as_app(self.box.workspace, channel, draft, thread_ts=thread_ts)
