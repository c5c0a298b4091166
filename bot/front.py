"""The front desk: every arrival becomes one transaction and one reply.

When `handle` returns, the work is on disk. The same arrival delivered twice does nothing the second
time and gets the same answer. What goes wrong becomes a sentence, with nothing of it saved.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from bot.chat.card import Card, Fact, Note, Urgency
from bot.chat.exchange import (
    Answers,
    Arrival,
    Click,
    Command,
    Done,
    Failed,
    Mend,
    Redraw,
    Reply,
    Say,
    ShowCard,
)
from bot.chat.text import Text, dump, load, text
from bot.clock import Clock
from bot.services import outgoing
from bot.services.links import located
from bot.services.problems import NotSetUp, Problem
from bot.services.work import UnitOfWork
from bot.store.directory import DirectoryCache
from bot.store.engine import Database
from bot.store.insert import insert_row
from bot.store.outbox import DeliveryRow
from bot.trade.vin import VinDecoder
from bot.workflows.mentions import by_name
from bot.workflows.questions import BadAnswers

Route = Callable[[UnitOfWork, Arrival], Reply]
log = structlog.get_logger("baton.front")


class Front:
    """Implements the port's `Front`. `wake` is called when something may be in the outbox."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        decoder: VinDecoder,
        route: Route,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._decoder = decoder
        self._route = route
        self._wake = wake
        self._directories = DirectoryCache()

    def handle(self, arrival: Arrival) -> Reply:
        """One transaction, then what to answer."""
        try:
            return self._handle(arrival)
        except BadAnswers as problem:
            if isinstance(arrival, Answers):
                return Mend(problem.errors)
            return self._explain(arrival, text(" ".join(problem.errors.values())))
        except Problem as problem:
            return self._explain(arrival, problem.words)
        except OperationalError as trouble:
            log.warning("database_down", error=type(trouble.orig).__name__)
            return self._apologise(
                arrival,
                "Baton's database does not answer right now. Nothing was saved; "
                "please try again in a minute.",
            )
        except Exception as trouble:
            reference = secrets.token_hex(3)
            log.exception("unexpected", reference=reference, error=type(trouble).__name__)
            return self._apologise(
                arrival,
                "Something went wrong here, and nothing was saved. Please try again. "
                f"If it happens twice, tell your manager this reference: {reference}.",
            )

    def say_later(self, arrival: Arrival, words: Text) -> None:
        """Says something privately through the outbox, when it could not be shown at once."""
        try:
            with self._database.transaction() as session:
                outgoing.answer_later(self._work(session, arrival), arrival.answer_to, words)
        except (DBAPIError, Problem) as trouble:
            log.warning("answer_lost", error=type(trouble).__name__)
        self._wake()

    def _handle(self, arrival: Arrival) -> Reply:
        try:
            reply = self._transact(arrival)
        except (IntegrityError, Problem, BadAnswers):
            # What comes twice may find in its way what it did itself the first time.
            if (stored := self._answered_before(arrival)) is None:
                raise
            return stored
        except DBAPIError as lost:
            if not lost.connection_invalidated:
                raise
            # The connection had died. If the commit got through, the delivery's row says so, so
            # trying once more cannot do the work twice.
            reply = self._answered_before(arrival) or self._transact(arrival)
        self._wake()
        return reply

    def _transact(self, arrival: Arrival) -> Reply:
        with self._database.transaction() as session:
            work = self._work(session, arrival)
            reply = self._route(work, arrival)
            if isinstance(reply, Say):
                reply = Say(located(session, reply.words))
            elif isinstance(reply, ShowCard | Redraw):
                card = located(session, reply.card)
                reply = replace(reply, card=card) if isinstance(card, Card) else reply
            reply = _privately(work, arrival, reply)
            session.flush()
            insert_row(
                session, DeliveryRow, key=arrival.delivery, at=work.now, answer=_remembered(reply)
            )
        return reply

    def _work(self, session: Session, arrival: Arrival) -> UnitOfWork:
        sender = arrival.sender
        directory = self._directories.get(session, sender.person.platform, sender.workspace)
        if directory is None:
            raise NotSetUp
        return UnitOfWork(session, self._clock.now(), directory, self._decoder)

    def _answered_before(self, arrival: Arrival) -> Reply | None:
        # What is read here may not be on the disk yet; a transaction ends when it is.
        with self._database.transaction() as session:
            row = session.get(DeliveryRow, arrival.delivery)
            if row is None:
                return None
            return Say(load(row.answer)) if row.answer else Done()

    def _explain(self, arrival: Arrival, words: Text) -> Reply:
        """A sentence where the person looks: under the command, after the click, in the form's
        place together with what he had typed into it."""
        match arrival:
            case Command():
                typed = by_name(f"/{arrival.name} {arrival.text}".strip())
                kept = text("\nYou typed: ", typed) if arrival.text else ()
                return Say((*self._locate(words), *kept))
            case Answers():
                return ShowCard(_refusal(self._locate(words), arrival))
            case Click() if self._said_once(arrival, words):
                return Done()
        return Failed()

    def _apologise(self, arrival: Arrival, words: str) -> Reply:
        """The same for what is not the person's doing: a form stays open, to be sent again; and
        what nobody can be told of is not taken for done."""
        match arrival:
            case Command():
                return self._explain(arrival, (words,))
            case Answers():
                return Mend({"": words})
            case Click() if self._said_once(arrival, (words,)):
                return Done()
        return Failed()

    def _said_once(self, click: Click, words: Text) -> bool:
        """Says why a click did nothing, once however often it comes. Returns whether it will be
        said."""
        try:
            with self._database.transaction() as session:
                work = self._work(session, click)
                insert_row(session, DeliveryRow, key=click.delivery, at=work.now, answer=None)
                outgoing.answer_later(work, click.answer_to, words)
        except IntegrityError:
            return True
        except (DBAPIError, Problem) as trouble:
            log.warning("answer_lost", error=type(trouble).__name__)
            return False
        self._wake()
        return True

    def _locate(self, words: Text) -> Text:
        try:
            with self._database.reading() as session:
                found = located(session, words)
        except DBAPIError:
            return words
        return found if isinstance(found, tuple) else words


def _refusal(words: Text, answers: Answers) -> Card:
    """What a form turns into when its answers were fine but the thing cannot be done."""
    typed = tuple(Fact(label, said) for label, said in answers.shown)
    return Card(
        title="Not done", summary="Not done", lead=words, facts=typed, urgency=Urgency.STOPPED
    )


def _privately(work: UnitOfWork, arrival: Arrival, reply: Reply) -> Reply:
    """Only a command's answer can carry words; after a click or a form the outbox says them."""
    if not isinstance(reply, Say) or isinstance(arrival, Command):
        return reply
    if isinstance(reply.words, Card):
        return ShowCard(reply.words)
    outgoing.answer_later(work, arrival.answer_to, reply.words)
    return Done()


def _remembered(reply: Reply) -> list[object] | None:
    if not isinstance(reply, Say):
        return None
    match reply.words:
        case Card(lead=words) | Note(words=words):
            return dump(words)
        case words:
            return dump(words)
