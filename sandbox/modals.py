"""Forms over the conversation: the triggers that open them, the stack a person sees, Home tabs."""

from dataclasses import dataclass
from enum import StrEnum

from sandbox.blocks.complete import completed
from sandbox.fields import carried_state
from sandbox.ids import digits, hex_digits, new_id
from sandbox.model import ChangeKind, Json, View
from sandbox.workspace import Workspace

TRIGGER_SECONDS = 3.0
STACKED = 3
# Old triggers are forgotten, so that a long test does not grow without end.
_REMEMBERED = 10_000


class Refused(StrEnum):
    """Why a view was not shown, in Slack's codes."""

    INVALID_TRIGGER = "invalid_trigger_id"
    EXPIRED_TRIGGER = "expired_trigger_id"
    EXCHANGED_TRIGGER = "exchanged_trigger_id"
    PUSH_LIMIT = "push_limit_reached"
    NOT_FOUND = "not_found"
    HASH_CONFLICT = "hash_conflict"
    DUPLICATE_EXTERNAL_ID = "duplicate_external_id"


class ViewRefused(Exception):
    """Slack does not show this view; `code` says why."""

    def __init__(self, code: Refused) -> None:
        """Carry the code."""
        super().__init__(code.value)
        self.code = code


@dataclass(slots=True)
class _Trigger:
    user: str
    issued: float
    channel: str | None
    view: str | None
    used: bool = False


class Modals:
    """Every open view of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        """Start with nothing open."""
        self._workspace = workspace
        self._triggers: dict[str, _Trigger] = {}
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    # Triggers

    def new_trigger(self, user: str, channel: str | None, view: str | None = None) -> str:
        """A `trigger_id` for what this person just did, good for three seconds and one use."""
        trigger_id = f"{digits(13)}.{digits(13)}.{hex_digits(32)}"
        with self._workspace.lock:
            self._triggers[trigger_id] = _Trigger(user, self._workspace.running(), channel, view)
            if len(self._triggers) > _REMEMBERED:
                del self._triggers[next(iter(self._triggers))]
        return trigger_id

    def _exchange(self, trigger_id: str) -> _Trigger:
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise ViewRefused(Refused.INVALID_TRIGGER)
        if trigger.used:
            raise ViewRefused(Refused.EXCHANGED_TRIGGER)
        if self._workspace.running() - trigger.issued > TRIGGER_SECONDS:
            raise ViewRefused(Refused.EXPIRED_TRIGGER)
        return trigger

    # Opening, pushing, changing, closing

    def open(self, trigger_id: str, body: Json) -> View:
        """Show a form, in place of any that this person had open."""
        with self._workspace.lock:
            trigger = self._exchange(trigger_id)
            view = self._new_view("modal", trigger.user, body, channel=trigger.channel)
            trigger.used = True
            self._stacks[trigger.user] = [view]
            self._tell(view, "opened")
            return view

    def push(self, trigger_id: str, body: Json) -> View:
        """Lay a form over the one that the trigger came from."""
        with self._workspace.lock:
            trigger = self._exchange(trigger_id)
            under = self.view(trigger.view) if trigger.view else None
            if under is None or under.type != "modal":
                raise ViewRefused(Refused.NOT_FOUND)
            view = self._push_over(under, body)
            trigger.used = True
            return view

    def push_over(self, under: View, body: Json) -> View:
        """Lay a form over an open one, as the answer to a submission."""
        with self._workspace.lock:
            return self._push_over(under, body)

    def _push_over(self, under: View, body: Json) -> View:
        stack = self._stacks.get(under.user, [])
        if len(stack) >= STACKED:
            raise ViewRefused(Refused.PUSH_LIMIT)
        view = self._new_view("modal", under.user, body, channel=under.channel)
        view.root_id, view.previous_id = under.root_id, under.id
        stack.append(view)
        self._tell(view, "opened")
        return view

    def update(self, view: View, body: Json, expected_hash: str | None = None) -> View:
        """Show other content in an open view. What was typed stays where the ids stay."""
        with self._workspace.lock:
            if expected_hash and expected_hash != view.hash:
                raise ViewRefused(Refused.HASH_CONFLICT)
            self._check_external_id(body, view)
            full = _full(body)
            view.state = carried_state(full["blocks"], view.state, view.channel)
            view.body, view.hash = full, self._new_hash()
            view.errors, view.trouble = {}, None
            self._tell(view, "updated")
            return view

    def publish(self, user: str, body: Json, expected_hash: str | None = None) -> View:
        """Show a person his Home tab."""
        with self._workspace.lock:
            known = self._homes.get(user)
            if known is None:
                # A hash of a tab that was never published matches nothing.
                if expected_hash:
                    raise ViewRefused(Refused.HASH_CONFLICT)
                known = self._homes[user] = self._new_view("home", user, body)
            else:
                self.update(known, body, expected_hash)
            self._workspace.feed.emit(ChangeKind.HOME, user=user, view=known.id)
            return known

    def close(self, view: View, whole_stack: bool = False) -> list[View]:
        """Take a form (or all of this person's) off the screen; returns those that went."""
        with self._workspace.lock:
            stack = self._stacks.get(view.user, [])
            gone = list(stack) if whole_stack else [v for v in stack if v.id == view.id]
            self._stacks[view.user] = [v for v in stack if v not in gone]
            for closed in gone:
                self._tell(closed, "closed")
            return gone

    # Looking

    def view(self, view_id: str | None) -> View | None:
        """An open view or a Home tab by its id."""
        everything = [v for stack in self._stacks.values() for v in stack]
        return next((v for v in everything + list(self._homes.values()) if v.id == view_id), None)

    def by_external_id(self, external_id: str) -> View | None:
        """An open view or a Home tab by the app's own id for it."""
        everything = [v for stack in self._stacks.values() for v in stack]
        for view in everything + list(self._homes.values()):
            if view.body.get("external_id") == external_id:
                return view
        return None

    def stack(self, user: str) -> list[View]:
        """What this person has open, the top one last."""
        return list(self._stacks.get(user, []))

    def home(self, user: str) -> View | None:
        """This person's Home tab, when the app has published one."""
        return self._homes.get(user)

    # Making

    def _new_view(self, kind: str, user: str, body: Json, channel: str | None = None) -> View:
        self._check_external_id(body, None)
        full = _full(body)
        view_id = new_id("V", 11)
        view = View(view_id, kind, user, full, self._new_hash(), view_id, channel=channel)
        view.state = carried_state(full["blocks"], {}, channel)
        return view

    def _check_external_id(self, body: Json, own: View | None) -> None:
        external_id = body.get("external_id")
        known = self.by_external_id(external_id) if external_id else None
        if known is not None and known is not own:
            raise ViewRefused(Refused.DUPLICATE_EXTERNAL_ID)

    def _new_hash(self) -> str:
        return f"{int(self._workspace.now())}.{hex_digits(8)}"

    def _tell(self, view: View, what: str) -> None:
        self._workspace.feed.emit(
            ChangeKind.VIEW, user=view.user, view=view.id, detail={"view": what}
        )


def _full(body: Json) -> Json:
    return {**body, "blocks": completed(body["blocks"])}
