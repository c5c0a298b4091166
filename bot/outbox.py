"""Makes the chat look like the database: sends what the outbox holds, in order, once.

Each lane (a channel, a person) goes out in the order in which things happened; lanes do not wait
for each other. A message is marked before the call, so that after a crash or a lost answer it is
looked for before it is sent again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

from bot.chat.transport import (
    AnswerTooLate,
    ContentRefused,
    KeyRefused,
    MessageGone,
    PersonGone,
    PlaceBroken,
    Transport,
    TransportError,
    TryLater,
    Unsure,
)
from bot.clock import Clock
from bot.parcels import TOO_LATE, Parcel, Sending, Sent, Skip, pack
from bot.services.channels import channel_broke, channel_works
from bot.services.outgoing import point_to_new_card, repost_card
from bot.services.schedules import not_sent
from bot.services.work import UnitOfWork
from bot.store.directory import DirectoryCache
from bot.store.engine import Database
from bot.store.outbox import OutboxRow, Progress
from bot.store.queue import head_of_lane, lane_heads, release_leases, take
from bot.trade.vin import VinDecoder

log = structlog.get_logger("baton.outbox")

AT_ONCE = 8
GATHER_SECONDS = 0.05
"""How long what comes in is gathered before it is looked at: a busy minute costs few looks."""
LONGEST_PAUSE = timedelta(minutes=5)
IDLE_SECONDS = 5.0
MOST_STUMBLES = 8
"""How often a message is tried that Baton cannot draw or send by a mistake of its own."""


class Outbox:
    """Sends until it is stopped. `wake` makes it look at once."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        decoder: VinDecoder,
        transports: Mapping[str, Transport],
    ) -> None:
        self._database = database
        self._clock = clock
        self._decoder = decoder
        self._transports = transports
        self._directories = DirectoryCache()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="outbox")
        self._in_hand: set[int] = set()
        self._free = AT_ONCE
        self._counting = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        """Begins to send, in a thread of its own."""
        if self._database.is_sqlite:
            with self._database.transaction() as session:
                release_leases(session)
        self._thread.start()

    def wake(self) -> None:
        """Says that something new may be there."""
        self._wake.set()

    def stop(self) -> None:
        """Ends after the calls that are under way."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=15)
        self._pool.shutdown(wait=True)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                pause = self._round()
            except DBAPIError as trouble:
                log.warning("database_down", error=type(trouble.orig).__name__)
                pause = IDLE_SECONDS
            except Exception as error:
                # Nobody would look again: a pool of connections that is empty for once, say.
                log.exception("outbox_trouble", error=type(error).__name__)
                pause = IDLE_SECONDS
            self._wake.wait(pause)
            self._stopping.wait(GATHER_SECONDS)

    def _round(self) -> float:
        """Takes what is ready, as far as threads are free, and hands it to them. Returns how long
        nothing will be, in seconds."""
        with self._database.reading() as session:
            heads = lane_heads(session)
        now = self._clock.now()
        # A lease can run out while the call is under way: a computer that slept, a clock put right.
        ready = [head.id for head in heads if head.ready_at <= now and head.id not in self._in_hand]
        if ready and self._free:
            with self._database.transaction() as session:
                taken = take(session, now, ready[: self._free])
            for row_id, unsure in taken:
                self._count_free(-1)
                self._in_hand.add(row_id)
                self._pool.submit(self._deliver, row_id, unsure)
        ahead = min((head.ready_at for head in heads if head.ready_at > now), default=None)
        if ahead is None:
            return IDLE_SECONDS
        return min((ahead - now).total_seconds(), IDLE_SECONDS)

    def _count_free(self, change: int) -> None:
        with self._counting:
            self._free += change

    def _deliver(self, row_id: int, unsure: bool) -> None:
        """Sends a message, and those that follow it in its lane while no other lane waits."""
        following: tuple[int, bool] | None = (row_id, unsure)
        try:
            while following is not None:
                row_id = following[0]
                self._in_hand.add(row_id)
                following = self._try(*following)
                self._in_hand.discard(row_id)
        except DBAPIError as trouble:
            # The lease runs out and the message is looked for before it is sent again.
            log.warning("database_down", error=type(trouble.orig).__name__)
        except Exception:
            log.exception("outbox_trouble", row=row_id)
        finally:
            self._in_hand.discard(row_id)
            self._count_free(1)
            self._wake.set()

    def _try(self, row_id: int, unsure: bool) -> tuple[int, bool] | None:
        """Sends one message. One that Baton itself stumbles over is given up after some minutes:
        everything behind it in its lane waits so long."""
        try:
            return self._send(row_id, unsure)
        except (DBAPIError, NoConnection):
            raise
        except Exception as error:
            name = type(error).__name__
            log.exception("outbox_trouble", row=row_id, error=name)
            if self._later(row_id, timedelta(0), Unsure(name), sure=False) < MOST_STUMBLES:
                return None
            log.critical("message_given_up", row=row_id, error=name)
            return self._finish(row_id, Progress.FAILED, error=name)

    def _send(self, row_id: int, unsure: bool) -> tuple[int, bool] | None:
        """Sends one message. Returns the next of its lane, taken already, if there is one."""
        with self._database.reading() as session:
            row = session.get_one(OutboxRow, row_id)
            packed = pack(session, self._directories, row, self._clock.now())
        if isinstance(packed, Skip):
            return self._finish(row_id, Progress.SKIPPED, error=packed.why)
        transport = self._transports[packed.platform]
        try:
            sent = Sending(transport, unsure).send(packed)
        except TransportError as trouble:
            return self._troubled(row_id, packed, trouble, unsure)
        following = self._sent(row_id, sent)
        if packed.channel_was_broken:
            self._in_work(packed, lambda work: channel_works(work, packed.lane))
        if old_id := packed.replaces:
            self._in_work(packed, lambda work: point_to_new_card(work, old_id))
        return following

    def _sent(self, row_id: int, sent: Sent | Skip) -> tuple[int, bool] | None:
        if isinstance(sent, Skip):
            return self._finish(row_id, Progress.SKIPPED, error=sent.why)
        return self._finish(row_id, Progress.SENT, message=sent.message, version=sent.version)

    def _troubled(
        self, row_id: int, parcel: Parcel, trouble: TransportError, unsure: bool
    ) -> tuple[int, bool] | None:
        """What a failed call means for the message: later, never, or somewhere else. Returns the
        next of its lane when this one is over."""
        # The call may have been the one that looks for what an earlier try left in doubt.
        sure = not unsure
        match trouble:
            case TryLater():
                self._later(row_id, timedelta(seconds=trouble.seconds), trouble, sure=sure)
            case Unsure():
                self._later(row_id, timedelta(0), trouble, sure=False)
            case PlaceBroken():
                self._later(row_id, LONGEST_PAUSE, trouble, sure=sure)
                self._in_work(parcel, lambda work: channel_broke(work, parcel.lane, trouble.code))
            case KeyRefused():
                log.error(
                    "token_refused",
                    why=trouble.code,
                    mend="check SLACK_BOT_TOKEN and the app's scopes; sending goes on by itself",
                )
                self._later(row_id, timedelta(minutes=1), trouble, sure=sure)
            case MessageGone():
                self._in_work(parcel, lambda work: repost_card(work, row_id))
                return self._finish(row_id, Progress.SKIPPED, error=trouble.code)
            case PersonGone() | AnswerTooLate() | ContentRefused():
                log.warning("not_deliverable", row=row_id, why=trouble.code)
                return self._finish(row_id, Progress.FAILED, error=trouble.code)
            case _:
                self._later(row_id, timedelta(0), trouble, sure=False)
        return None

    def _later(self, row_id: int, pause: timedelta, trouble: TransportError, *, sure: bool) -> int:
        """Puts a message off. Returns how often it was tried already."""
        with self._database.transaction() as session:
            row = session.get_one(OutboxRow, row_id)
            backoff = timedelta(seconds=min(2.0 ** min(row.attempts - 1, 9) * 0.5, 300))
            row.not_before = self._clock.now() + max(pause, backoff)
            row.progress = (Progress.WAITING if sure else Progress.SENDING).value
            row.lease_until = None
            row.error = trouble.code[:200]
            attempts = row.attempts
        log.info("will_try_again", row=row_id, why=trouble.code)
        return attempts

    def _finish(
        self,
        row_id: int,
        progress: Progress,
        *,
        message: str | None = None,
        version: int | None = None,
        error: str | None = None,
    ) -> tuple[int, bool] | None:
        """Writes what became of a message, and takes the next of its lane in the same moment."""
        with self._database.transaction() as session:
            row = session.get_one(OutboxRow, row_id)
            row.progress = progress.value
            row.message = message
            row.error = error and error[:200]
            row.lease_until = None
            row.sent_at = self._clock.now()
            card = session.get(OutboxRow, row.card_id) if row.kind == "edit" else row
            if version is not None and card is not None:
                card.version = version
            if progress is Progress.FAILED or error == TOO_LATE.why:
                not_sent(session, row, self._clock.now())
            session.flush()
            return self._next_of(session, row.lane)

    def _next_of(self, session: Session, lane: str) -> tuple[int, bool] | None:
        """The lane's next message, unless other lanes need the thread more."""
        if self._stopping.is_set() or not self._free:
            return None
        now = self._clock.now()
        head = head_of_lane(session, lane)
        taken = take(session, now, [head.id]) if head and head.ready_at <= now else []
        return taken[0] if taken else None

    def _in_work(self, parcel: Parcel, do: Callable[[UnitOfWork], None]) -> None:
        with self._database.transaction() as session:
            directory = self._directories.get(session, parcel.platform, parcel.workspace)
            if directory is not None:
                do(UnitOfWork(session, self._clock.now(), directory, self._decoder))
        self._wake.set()
