"""The Events API: what happens in the workspace, told to the app that asked for it."""

import heapq
import itertools
import logging
import threading
from collections.abc import Callable, Sequence

from sandbox.delivery import Delivery, DeliveryKind, Gateway, Undelivered
from sandbox.model import Change, ChangeKind, Channel, Json
from sandbox.payloads import event
from sandbox.shapes import channel_json, message_json, user_json
from sandbox.voice import installed
from sandbox.workspace import Workspace

RETRY_SECONDS: tuple[float, ...] = (0.0, 60.0, 300.0)
_WORKERS = 4
# The workspace's clock may jump, and tells nobody.
_LOOK_AGAIN_SECONDS = 0.02

_log = logging.getLogger(__name__)
_Named = tuple[str, Json]


class Events:
    """Turns changes into events, and delivers them until the app takes them or Slack gives up."""

    def __init__(
        self, workspace: Workspace, gateway: Gateway, retry_seconds: Sequence[float]
    ) -> None:
        """Retry after these delays on the workspace's clock."""
        self._workspace = workspace
        self._gateway = gateway
        self._retry_seconds = tuple(retry_seconds)
        self._due: list[tuple[float, int, Delivery]] = []
        self._numbers = itertools.count()
        self._under_way = 0
        self._stopped = False
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._unsubscribe: Callable[[], None] | None = None

    def start(self) -> None:
        """Listen and deliver from now on."""
        self._unsubscribe = self._workspace.subscribe(self._on_change)
        for number in range(_WORKERS):
            thread = threading.Thread(
                target=self._work, name=f"sandbox-events-{number}", daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Deliver nothing more."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=5)

    @property
    def idle(self) -> bool:
        """Is nothing under way, and nothing waiting (not even for a retry)?"""
        with self._changed:
            return not self._due and not self._under_way

    @property
    def waiting(self) -> int:
        """How many events wait for their turn or their retry."""
        with self._changed:
            return len(self._due)

    # Making events

    def _on_change(self, change: Change) -> None:
        # Under the workspace's lock: only look, and put into the queue.
        subscribed = installed(self._workspace).events
        for name, inner in self._events_for(change):
            if name in subscribed:
                stamped = inner | {"event_ts": self._workspace.timestamps.next()}
                payload = event(self._workspace, stamped)
                self._put(self._workspace.now(), Delivery(DeliveryKind.EVENT, payload))

    def _events_for(self, change: Change) -> list[_Named]:
        if change.kind in {ChangeKind.POSTED, ChangeKind.EDITED, ChangeKind.DELETED}:
            return self._of_message(change)
        if change.kind is ChangeKind.REACTION:
            return self._of_reaction(change)
        if change.kind is ChangeKind.MEMBER:
            return self._of_member(change)
        if change.kind is ChangeKind.CHANNEL:
            return self._of_channel(change)
        if change.kind is ChangeKind.USER:
            name = "team_join" if change.detail.get("joined") else "user_change"
            user = self._workspace.users[change.user or ""]
            return [(name, {"type": name, "user": user_json(self._workspace, user)})]
        if change.kind is ChangeKind.HOME and change.detail.get("opened"):
            return [
                (
                    "app_home_opened",
                    {
                        "type": "app_home_opened",
                        "user": change.user,
                        "channel": change.channel,
                        "tab": "home",
                    },
                )
            ]
        return []

    def _of_message(self, change: Change) -> list[_Named]:
        channel = self._heard_in(change.channel)
        if channel is None:
            return []
        kind = "im" if channel.is_im else "group" if channel.is_private else "channel"
        name = {"im": "message.im", "group": "message.groups", "channel": "message.channels"}[kind]
        place = {"channel": channel.id, "channel_type": kind}
        message = self._workspace.message(channel.id, change.ts)
        if change.kind is ChangeKind.DELETED or message is None:
            gone = {"subtype": "message_deleted", "deleted_ts": change.ts, "hidden": True}
            return [(name, {"type": "message", **place, **gone, "ts": change.ts})]
        shape = message_json(self._workspace, message)
        if change.kind is ChangeKind.EDITED:
            changed = {"subtype": "message_changed", "message": shape, "hidden": True}
            return [(name, {"type": "message", **place, **changed, "ts": change.ts})]
        events = [(name, shape | place)]
        mention = f"<@{installed(self._workspace).bot_user}>"
        if mention in message.text and not channel.is_im:
            events.append(("app_mention", shape | place | {"type": "app_mention"}))
        return events

    def _of_reaction(self, change: Change) -> list[_Named]:
        channel = self._heard_in(change.channel)
        if channel is None:
            return []
        name = "reaction_added" if change.detail["added"] else "reaction_removed"
        inner = {
            "type": name,
            "user": change.user,
            "reaction": change.detail["reaction"],
            "item": {"type": "message", "channel": channel.id, "ts": change.ts},
            "item_user": change.detail["item_user"],
        }
        return [(name, inner)]

    def _of_member(self, change: Change) -> list[_Named]:
        channel = self._workspace.channels.get(change.channel or "")
        own = change.user == installed(self._workspace).bot_user
        if channel is None or (not own and self._heard_in(channel.id) is None):
            return []
        name = "member_joined_channel" if change.detail["joined"] else "member_left_channel"
        inner: Json = {
            "type": name,
            "user": change.user,
            "channel": channel.id,
            "channel_type": "G" if channel.is_private else "C",
            "team": self._workspace.team.id,
        }
        if change.detail.get("inviter"):
            inner["inviter"] = change.detail["inviter"]
        return [(name, inner)]

    def _of_channel(self, change: Change) -> list[_Named]:
        channel = self._workspace.channels.get(change.channel or "")
        if change.detail.get("deleted"):
            deleted = "channel_deleted"
            return [(deleted, {"type": deleted, "channel": change.channel})]
        if channel is None or channel.is_im:
            return []
        if change.detail.get("created"):
            created = channel_json(self._workspace, channel, "")
            return [("channel_created", {"type": "channel_created", "channel": created})]
        prefix = "group" if channel.is_private else "channel"
        name = f"{prefix}_archive" if channel.is_archived else f"{prefix}_unarchive"
        return [(name, {"type": name, "channel": channel.id, "user": channel.creator})]

    def _heard_in(self, channel_id: str | None) -> Channel | None:
        channel = self._workspace.channels.get(channel_id or "")
        bot = installed(self._workspace).bot_user
        return channel if channel is not None and bot in channel.members else None

    # Delivering them

    def _put(self, due: float, delivery: Delivery) -> None:
        with self._changed:
            heapq.heappush(self._due, (due, next(self._numbers), delivery))
            self._changed.notify()

    def _next(self) -> Delivery | None:
        with self._changed:
            while not self._stopped:
                if self._due and self._due[0][0] <= self._workspace.now():
                    self._under_way += 1
                    return heapq.heappop(self._due)[2]
                self._changed.wait(_LOOK_AGAIN_SECONDS if self._due else None)
        return None

    def _work(self) -> None:
        while (delivery := self._next()) is not None:
            try:
                self._gateway.deliver(delivery)
            except Undelivered as error:
                self._try_later(delivery, error)
            except Exception:
                # A worker that dies would silence the events of everybody.
                _log.exception("An event could not be delivered")
            finally:
                with self._changed:
                    self._under_way -= 1

    def _try_later(self, delivery: Delivery, error: Undelivered) -> None:
        if error.no_retry or delivery.retry >= len(self._retry_seconds):
            return
        due = self._workspace.now() + self._retry_seconds[delivery.retry]
        again = Delivery(delivery.kind, delivery.payload, delivery.retry + 1, error.reason)
        self._put(due, again)
