"""Clicks and choices, on messages and in views."""

from collections.abc import Mapping
from typing import Any

from sandbox.blocks.check import Problems, array
from sandbox.blocks.complete import elements
from sandbox.blocks.composition import OPTION, OPTION_GROUP
from sandbox.delivery import Delivery, DeliveryKind, Gateway, Undelivered
from sandbox.fields import STATEFUL, State, carried_state, entered, find_option, options_of
from sandbox.hooks import ResponseUrls
from sandbox.model import Json, Message, SandboxMistake, View
from sandbox.outcome import DID_NOT_RESPOND, NOT_INTERACTIVE, TROUBLE, Outcome, Stopwatch
from sandbox.payloads import message_action, suggestion, view_action
from sandbox.voice import installed
from sandbox.workspace import Workspace

Found = tuple[Json, Json]


class Actions:
    """Sends what people press and choose."""

    def __init__(self, workspace: Workspace, gateway: Gateway, hooks: ResponseUrls) -> None:
        """Deliver through `gateway`; answers may come to `hooks`."""
        self._workspace = workspace
        self._gateway = gateway
        self._hooks = hooks
        self._message_state: dict[tuple[str, str, str], State] = {}
        self._offered: dict[tuple[str, str], list[Json]] = {}

    def on_message(self, user: str, seen: Message, found: Found, value: Any) -> Outcome:
        """A click on a message as this person saw it, which may since look different."""
        watch, workspace = Stopwatch(), self._workspace
        block, element = found
        with workspace.lock:
            stored = (
                workspace.ephemeral(seen.channel, seen.ts)
                if seen.ephemeral_to is not None
                else workspace.message(seen.channel, seen.ts)
            )
            if stored is None:
                return watch.failed("This message was deleted.")
            key = (user, seen.channel, seen.ts)
            state = carried_state(stored.blocks or [], self._message_state.get(key, {}))
            action = self._action(block, element, value, state)
            self._message_state[key] = state
            payload = message_action(workspace, user, stored, action, state)
            payload["response_url"] = self._hooks.new(user, seen.channel, stored)
            payload["trigger_id"] = workspace.modals.new_trigger(user, seen.channel)
        return self._send(watch, payload, DID_NOT_RESPOND)

    def in_view(self, view: View, found: Found, value: Any) -> Outcome:
        """A click or a choice in an open view."""
        watch = Stopwatch()
        block, element = found
        with self._workspace.lock:
            action = self._action(block, element, value, view.state)
            payload = view_action(self._workspace, view, action)
            payload["trigger_id"] = self._workspace.modals.new_trigger(
                view.user, view.channel, view.id
            )
        outcome = self._send(watch, payload, TROUBLE)
        view.trouble = outcome.error
        return outcome

    def fill_in(self, view: View, found: Found, value: Any) -> Outcome:
        """A person fills in a field; the app hears of it only when it asked to."""
        block, _ = found
        watches = block.get("type") != "input" or block.get("dispatch_action")
        if watches:
            return self.in_view(view, found, value)
        self.keep(view, found, value)
        return Stopwatch().fine()

    def keep(self, view: View, found: Found, value: Any) -> None:
        """Keep what was filled in, without a word to the app."""
        block, element = found
        with self._workspace.lock:
            self._keep(block, element, value, view.state)
            view.errors.pop(block["block_id"], None)

    def suggest(self, user: str, target: Message | View, found: Found, typed: str) -> list[Json]:
        """The options that the app offers for what was typed into its menu."""
        block, element = found
        payload = suggestion(self._workspace, user, block["block_id"], element["action_id"], typed)
        if isinstance(target, View):
            full = view_action(self._workspace, target, {})
        else:
            full = message_action(self._workspace, user, target, {}, {})
        payload |= {k: full[k] for k in ("container", "view", "channel", "message") if k in full}
        try:
            answer = self._gateway.deliver(Delivery(DeliveryKind.SUGGESTION, payload))
        except Undelivered:
            return []
        offered = _good_options(answer.body)
        self._offered[block["block_id"], element["action_id"]] = offered
        return offered

    def _send(self, watch: Stopwatch, payload: Json, trouble: str) -> Outcome:
        if not installed(self._workspace).interactive:
            return watch.failed(NOT_INTERACTIVE)
        try:
            self._gateway.deliver(Delivery(DeliveryKind.ACTION, payload))
        except Undelivered:
            return watch.failed(trouble)
        return watch.fine()

    def _keep(self, block: Json, element: Json, value: Any, state: State) -> Json:
        offered = None
        if "external" in element["type"]:
            offered = self._offered.get((block["block_id"], element["action_id"]), [])
        held = entered(element, value, offered)
        state.setdefault(block["block_id"], {})[element["action_id"]] = held
        return held

    def _action(self, block: Json, element: Json, value: Any, state: State) -> Json:
        kind = element["type"]
        action: Json = {
            "type": kind,
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self._workspace.timestamps.next(),
        }
        if kind in STATEFUL:
            action |= self._keep(block, element, value, state)
        elif kind == "overflow":
            action["selected_option"] = find_option(element, value)
        for name in ("text", "value", "style", "placeholder", "initial_option"):
            if name in element and name not in action:
                action[name] = element[name]
        return action


def find_element(blocks: list[Json] | None, action_id: str, block_id: str | None = None) -> Found:
    """The element of this id, with its block. Raises SandboxMistake when there is none."""
    seen = list(elements(blocks or []))
    for block, element in seen:
        if element.get("action_id") == action_id and block_id in {None, block["block_id"]}:
            return block, element
    known = ", ".join(str(element.get("action_id")) for _, element in seen) or "nothing"
    raise SandboxMistake(f"there is no {action_id!r} to press here; there is {known}")


def find_fields(blocks: list[Json], values: Mapping[str, Any]) -> list[tuple[Found, Any]]:
    """The fields meant by block id, label or action id, each with its value.

    A block with several fields takes a mapping by action id.
    """
    chosen: list[tuple[Found, Any]] = []
    stateful = [found for found in elements(blocks) if found[1]["type"] in STATEFUL]
    for key, value in values.items():
        found = [pair for pair in stateful if key in _names(pair)]
        if not found:
            known = ", ".join(sorted(_names(pair)[0] for pair in stateful))
            raise SandboxMistake(f"the form has no field {key!r}; it has {known}")
        if len(found) > 1 and isinstance(value, Mapping):
            chosen += [
                (pair, value[pair[1]["action_id"]])
                for pair in found
                if pair[1]["action_id"] in value
            ]
        else:
            chosen.append((found[0], value))
    return chosen


def _names(found: Found) -> tuple[str, ...]:
    block, element = found
    label = (block.get("label") or {}).get("text", "")
    return (block["block_id"], label, element["action_id"])


def _good_options(body: Json) -> list[Json]:
    problems = Problems()
    if "option_groups" in body:
        array(OPTION_GROUP, 0, 100)(problems, "/option_groups", body["option_groups"])
    else:
        array(OPTION, 0, 100)(problems, "/options", body.get("options"))
    # Slack shows an empty menu when the answer is not good.
    return [] if problems.found else options_of(body)
