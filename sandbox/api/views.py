"""`views.*`: opening, stacking and changing forms, publishing Home tabs."""

from typing import Any

from sandbox.api.call import Call, succeed
from sandbox.blocks.layout import Surface
from sandbox.blocks.surfaces import view_problems, view_too_large
from sandbox.errors import SlackError, invalid_arguments, messages_of
from sandbox.modals import ViewRefused
from sandbox.model import Json, View
from sandbox.shapes import view_json


def open_view(call: Call) -> Json:
    """`views.open`."""
    body = _good_view(call, Surface.MODAL)
    try:
        view = call.workspace.modals.open(_trigger(call), body)
    except ViewRefused as refused:
        raise SlackError(refused.code.value) from refused
    return _answer(call, view)


def push(call: Call) -> Json:
    """`views.push`."""
    body = _good_view(call, Surface.MODAL)
    try:
        view = call.workspace.modals.push(_trigger(call), body)
    except ViewRefused as refused:
        raise SlackError(refused.code.value) from refused
    return _answer(call, view)


def update(call: Call) -> Json:
    """`views.update`, by `view_id` or `external_id`."""
    modals = call.workspace.modals
    view_id, external_id = call.args.text("view_id"), call.args.text("external_id")
    if not view_id and not external_id:
        raise invalid_arguments("missing required field: view_id [json-pointer:/view_id]")
    found = modals.view(view_id) if view_id else modals.by_external_id(external_id)
    if found is None:
        raise SlackError("not_found")
    body = _good_view(call, Surface(found.type))
    try:
        view = modals.update(found, body, call.args.text("hash") or None)
    except ViewRefused as refused:
        raise SlackError(refused.code.value) from refused
    return _answer(call, view)


def publish(call: Call) -> Json:
    """`views.publish`: a person's Home tab."""
    if not call.app.home_tab:
        raise SlackError("not_enabled")
    user = call.args.required("user_id")
    if user not in call.workspace.users:
        raise SlackError("user_not_found")
    body = _good_view(call, Surface.HOME)
    try:
        view = call.workspace.modals.publish(user, body, call.args.text("hash") or None)
    except ViewRefused as refused:
        raise SlackError(refused.code.value) from refused
    return _answer(call, view)


def _trigger(call: Call) -> str:
    return call.args.text("trigger_id") or call.args.required("trigger_id")


def _good_view(call: Call, surface: Surface) -> Json:
    body: Any = call.args.parsed("view")
    if body is None:
        raise invalid_arguments("missing required field: view")
    problems = view_problems(body, surface)
    if problems:
        raise SlackError("invalid_arguments", response_metadata=messages_of(problems))
    if view_too_large(body):
        raise SlackError("view_too_large")
    good: Json = body
    return good


def _answer(call: Call, view: View) -> Json:
    return succeed(view=view_json(call.workspace, view))
