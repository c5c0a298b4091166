"""The SDK's Socket Mode client, mended where it would lose what people do or hold it up."""

from __future__ import annotations

import os
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import cycle
from typing import Any

from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web import WebClient

from bot.chat.slack.clients import is_local, quiet_logger
from bot.chat.slack.errors import meaning
from bot.chat.transport import TryLater

TELL_EVERY = 0.05
"""Seconds between two times that the receiver is told to end."""
CROWDED = 10.0
"""Seconds until another try when Slack says that ten connections are open already."""
TOO_MANY = "too_many_websockets"
"""Slack's word for it."""
AT_ONCE = 16
"""Envelopes worked on at the same time."""

_LONGEST_FRAME = 0xFFFF
_TEXT, _MASKED = 0x81, 0x80
_ENVELOPE = '"envelope_id"'


class Line:
    """A socket that says when the other end has hung up.

    The SDK takes the empty answer for a pause and asks again at once, without end.
    """

    def __init__(self, sock: Any) -> None:
        self._sock = sock

    def recv(self, most: int) -> bytes:
        """What came in. Raises `ConnectionResetError` when nothing will any more."""
        received: bytes = self._sock.recv(most)
        if not received:
            raise ConnectionResetError
        return received

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class Client(SocketModeClient):
    """One connection at a time. `take` works on an envelope; `heard` hears of everything."""

    def __init__(
        self,
        app_token: str,
        web: WebClient,
        ping_every: float,
        take: Callable[[BaseSocketModeClient, SocketModeRequest], None],
        heard: Callable[[str], None],
    ) -> None:
        # The SDK's constructor starts threads that look at these.
        self._in_hand = 0
        self._counting = threading.Condition()
        self._refused = TryLater("", 0.0)
        self._not_before = 0.0
        self._hung_up = threading.Event()
        super().__init__(
            app_token=app_token,
            logger=quiet_logger(),
            web_client=web,
            ping_interval=ping_every,
            concurrency=AT_ONCE,
            # Until the first connection stands, only `SocketMode` tries.
            auto_reconnect_enabled=False,
            receive_buffer_size=16 * 1024,
            on_message_listeners=[heard],
        )
        if is_local(web.base_url):
            self.proxy = None
        self.socket_mode_request_listeners.append(take)

    def issue_new_wss_url(self) -> str:
        """An address to connect to. Raises `TransportError`.

        Where Slack asks for patience, the SDK would wait for it at once, in the very thread that
        hands out what Slack sends. Here nobody asks again before the time has come.
        """
        left = self._not_before - time.monotonic()
        if left > 0:
            raise TryLater(self._refused.code, left)
        try:
            return str(self.web_client.apps_connections_open(app_token=self.app_token)["url"])
        except Exception as error:
            problem = meaning(error)
            if isinstance(problem, TryLater):
                self._wait_for(problem)
            raise problem from None

    def _wait_for(self, problem: TryLater) -> None:
        self._refused = problem
        self._not_before = time.monotonic() + problem.seconds

    def connect(self) -> None:
        """Opens the connection that the address leads to, unless all is over by now."""
        if self._hung_up.is_set():
            return
        super().connect()
        session: Any = self.current_session
        # Whoever lets go of the socket takes this lock, too.
        with session.sock_send_lock:
            if session.sock is not None:
                session.sock = Line(session.sock)
        if self._hung_up.is_set():
            # That happened in the meantime, and may not have seen the new session.
            self.disconnect()

    def enqueue_message(self, message: str) -> None:
        """Notes what comes in the moment it does."""
        if _ENVELOPE in message:
            self._count(1)
        elif TOO_MANY in message:
            # The SDK connects anew at once, and would be sent away at once, without end.
            self._wait_for(TryLater(TOO_MANY, CROWDED))
        super().enqueue_message(message)

    def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        """Has one message worked on."""
        try:
            super().run_message_listeners(message, raw_message)
        finally:
            if _ENVELOPE in raw_message:
                self._count(-1)

    def _count(self, change: int) -> None:
        with self._counting:
            self._in_hand += change
            self._counting.notify_all()

    def finish(self, seconds: float) -> None:
        """Waits until every envelope that came in is worked on, or so many seconds have passed."""
        with self._counting:
            self._counting.wait_for(lambda: self._in_hand == 0, timeout=seconds)

    def send_message(self, message: str) -> None:
        """Sends an acknowledgement, however long. The SDK fails at one of 64 kB or more."""
        payload = message.encode()
        if len(payload) <= _LONGEST_FRAME:
            super().send_message(message)
            return
        frame = _frame(payload)
        # While the connection is being replaced, the next one is waited for.
        with self.connect_operation_lock:
            session: Any = self.current_session
            with session.sock_send_lock:
                session.sock.sendall(frame)

    def hang_up(self, seconds: float) -> None:
        """Ends the client's threads, then the connection, waiting no longer than that for them.

        The client's own `close` waits for its threads without end, and its receiver can be missed:
        one that is just beginning calls its session alive again, so it is told until it has ended.
        """
        self._hung_up.set()
        self.closed = True
        receiver = self.current_session_runner
        others = (self.message_processor, self.current_app_monitor)
        for runner in (receiver, *others):
            runner.event.set()
        # An empty message wakes the processor.
        self.message_queue.put(None)
        ends = time.monotonic() + seconds
        for runner in others:
            if runner.is_alive():
                runner.thread.join(max(0.0, ends - time.monotonic()))
        while receiver.is_alive() and time.monotonic() < ends:
            self.current_session_state.terminated = True
            if self.current_session is not None:
                # The receiver is woken by the answer to a ping.
                with suppress(OSError):
                    self.current_session.ping("bye")
            receiver.thread.join(TELL_EVERY)
        self.disconnect()
        self.message_workers.shutdown(wait=False)


def _frame(payload: bytes) -> bytes:
    """One whole text message as it goes over the wire (RFC 6455, 5.2, with the longest length)."""
    mask = os.urandom(4)
    head = struct.pack("!BBQ", _TEXT, _MASKED | 127, len(payload))
    return head + mask + bytes(byte ^ key for byte, key in zip(payload, cycle(mask), strict=False))
