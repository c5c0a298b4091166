"""Carries out actions.

An action's card stands in its owner's department's channel, where the department's other open work
is, and not in the meeting's thread: it outlives the meeting, and what outlives a thread is lost in
it. A card pings nobody; the owner alone hears of it, privately.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cards import action as cards
from bot.chat.address import Person
from bot.chat.text import text
from bot.services.meant import open_meeting
from bot.services.meetings import changed
from bot.services.practice import Effect, Opening, Practice, Taking
from bot.services.work import Place, UnitOfWork
from bot.store.actions import Action
from bot.store.directory import StoreInfo
from bot.trade.when import say_time
from bot.trade.words import shorten
from bot.workflows import action as rules
from bot.workflows.departments import Department
from bot.workflows.questions import BadAnswers, Typed

_LONGEST_SUBJECT = 160


def _check(typed: Typed, place: Place) -> None:
    owner = typed.person("owner")
    if owner is not None and _department_of(owner, place) is None:
        raise BadAnswers(
            {
                "owner": f"That person is on no roster of {place.store.name}. "
                "A manager can add them with /baton setup."
            }
        )


def _receiver(typed: Typed, place: Place) -> Department:
    owner = typed.person("owner")
    return (owner and _department_of(owner, place)) or place.department


def _department_of(owner: Person, place: Place) -> Department | None:
    """The owner's department: the asker's own if he is in it too. None for somebody on no roster,
    unless nobody is on any."""
    actor = place.store.actor(owner, None)
    mine = actor.departments | actor.manages
    if place.department in mine or not place.store.roster:
        return place.department
    return min(mine, key=list(Department).index, default=None)


def _open(opening: Opening, shared: Mapping[str, Any]) -> Action:
    typed, store = opening.typed, opening.place.store
    what = typed.text("what") or ""
    hours = store.hours(_receiver(typed, opening.place))
    meeting = open_meeting(opening.work, opening.place)
    action = Action(
        **shared,
        owner=typed.person("owner"),
        what=what,
        meeting_id=meeting.id if meeting else None,
    )
    if meeting is not None:
        changed(opening.work, meeting)
    action.due_at = typed.time("due") or rules.due_without_date(
        opening.work.now, store.limits, hours
    )
    action.subject = shorten(" ".join(what.split()), _LONGEST_SUBJECT)
    return action


def _settle(action: Action, store: StoreInfo, work: UnitOfWork) -> None:
    """The date is what somebody said; where it stands follows from who has it."""
    if action.state in rules.OPEN_STATES:
        has_owner = action.owner is not None
        action.state = rules.TO_DO.name if has_owner else rules.NEW.name


def _move(action: Action, taking: Taking) -> Effect:
    due = taking.typed.time("due")
    assert due is not None  # noqa: S101  # The question is required.
    action.due_at = due
    when = say_time(due, taking.place.store.zone, taking.work.now)
    return Effect(text(f"moved the date to {when}"), text(f"the date moved to {when}"))


ACTION = Practice(
    workflow=rules.ACTION,
    record=Action,
    receivers=_receiver,
    open=_open,
    settle=_settle,
    body=lambda action, store: cards.body(action),
    check=_check,
    effects={"move": _move},
)
