"""Submitting and closing forms, and doing what the app answers."""

from typing import Any

from sandbox.blocks.complete import elements
from sandbox.blocks.layout import Surface
from sandbox.blocks.surfaces import view_problems, view_too_large
from sandbox.delivery import Delivery, DeliveryKind, Gateway, Undelivered
from sandbox.fields import client_side_errors
from sandbox.hooks import ResponseUrls
from sandbox.modals import ViewRefused
from sandbox.model import ChangeKind, Json, View
from sandbox.outcome import NOT_INTERACTIVE, TROUBLE, Outcome, Stopwatch
from sandbox.payloads import closed, submission
from sandbox.voice import installed
from sandbox.workspace import Workspace


class _Nonsense(Exception):
    """The app's answer to a submission is not one that Slack can follow."""


class Submissions:
    """Sends forms to the app and follows its answer."""

    def __init__(self, workspace: Workspace, gateway: Gateway, hooks: ResponseUrls) -> None:
        """Deliver through `gateway`; answers may come to `hooks`."""
        self._workspace = workspace
        self._gateway = gateway
        self._hooks = hooks

    def submit(self, view: View) -> Outcome:
        """Press the button at the bottom of the form."""
        watch = Stopwatch()
        wrong = client_side_errors(view.blocks, view.state)
        if wrong:
            return self._show(watch, view, next(iter(wrong.values())), wrong)
        if not installed(self._workspace).interactive:
            return self._show(watch, view, NOT_INTERACTIVE, {})
        with self._workspace.lock:
            payload = submission(self._workspace, view, self._response_urls(view))
            payload["trigger_id"] = self._workspace.modals.new_trigger(
                view.user, view.channel, view.id
            )
        try:
            answer = self._gateway.deliver(Delivery(DeliveryKind.SUBMISSION, payload))
            errors = self._follow(view, answer.body)
        except (Undelivered, _Nonsense, ViewRefused):
            return self._show(watch, view, TROUBLE, {})
        if errors:
            return self._show(watch, view, next(iter(errors.values())), errors)
        return watch.fine()

    def close(self, view: View, *, everything: bool = False) -> Outcome:
        """Press Cancel (or, with `everything`, the cross that closes all that are stacked)."""
        watch = Stopwatch()
        whole_stack = everything or bool(view.body.get("clear_on_close"))
        gone = self._workspace.modals.close(view, whole_stack=whole_stack)
        for one in gone:
            if one.body.get("notify_on_close"):
                payload = closed(self._workspace, one, cleared=whole_stack)
                try:
                    self._gateway.deliver(Delivery(DeliveryKind.CLOSED, payload))
                except Undelivered:
                    # The form is gone from the screen whether or not the app heard of it.
                    continue
        return watch.fine()

    def _show(self, watch: Stopwatch, view: View, error: str, fields: dict[str, str]) -> Outcome:
        with self._workspace.lock:
            view.errors = dict(fields)
            view.trouble = None if fields else error
            self._workspace.feed.emit(
                ChangeKind.VIEW, user=view.user, view=view.id, detail={"view": "errors"}
            )
        return watch.failed(error, fields)

    def _follow(self, view: View, body: Json) -> dict[str, str]:
        modals = self._workspace.modals
        action = body.get("response_action")
        if not body:
            modals.close(view)
        elif action == "clear":
            modals.close(view, whole_stack=True)
        elif action == "errors":
            return _good_errors(view, body.get("errors"))
        elif action == "update":
            modals.update(view, _good_view(body.get("view")))
        elif action == "push":
            modals.push_over(view, _good_view(body.get("view")))
        else:
            raise _Nonsense
        return {}

    def _response_urls(self, view: View) -> list[Json]:
        urls: list[Json] = []
        for block, element in elements(view.blocks):
            if not element.get("response_url_enabled"):
                continue
            held = view.state[block["block_id"]][element["action_id"]]
            channel = held.get("selected_conversation") or held.get("selected_channel")
            if channel:
                urls.append(
                    {
                        "response_url": self._hooks.new(view.user, channel),
                        "channel_id": channel,
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                    }
                )
        return urls


def _good_errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block, _ in elements(view.blocks) if block["type"] == "input"}
    well_made = (
        isinstance(errors, dict)
        and bool(errors)
        and errors.keys() <= inputs
        and all(isinstance(words, str) and words for words in errors.values())
    )
    if not well_made:
        raise _Nonsense
    return dict(errors)


def _good_view(view: Any) -> Json:
    if not isinstance(view, dict) or view_problems(view, Surface.MODAL) or view_too_large(view):
        raise _Nonsense
    return view
