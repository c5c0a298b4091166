"""What happens when people leave the workspace."""

from __future__ import annotations

from bot.chat.exchange import Done, PersonLeft, Reply
from bot.services.people import person_left
from bot.services.work import UnitOfWork


def left(work: UnitOfWork, arrival: PersonLeft) -> Reply:
    """Their items go back into the queue."""
    person_left(work, arrival.sender.person)
    return Done()
