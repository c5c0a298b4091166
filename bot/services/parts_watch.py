"""What time makes of a parts request: parts that nobody fetches, and special orders that age."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.cards import parts as cards
from bot.cards.nudges import Said, named
from bot.chat.card import Button, Style
from bot.chat.text import Bold, text
from bot.services.practice import FollowUp, Nudge
from bot.services.work import UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.parts import PartLine, PartsRequest
from bot.trade.when import say_day
from bot.workflows import common
from bot.workflows.departments import Department
from bot.workflows.limits import PICKUP_DAYS, SPECIAL_ORDER_DAYS
from bot.workflows.parts import COMING, LineState

PICKUP, AGING = "pickup", "aging"


def follow_ups(request: PartsRequest, store: StoreInfo) -> list[FollowUp]:
    """Each line that was ordered, until it is fetched."""
    if request.closed_at is not None or request.state == common.CANCELLED.name:
        return []
    found = []
    for line in request.lines:
        if _lies_there(line) and line.arrived_at and line.pickup_told_at is None:
            at = line.arrived_at + timedelta(days=store.limits[PICKUP_DAYS])
            found.append(FollowUp(at, Department.PARTS, partial(_fetch, request, line, store)))
        if _is_special(line) and line.ordered_at and line.aging_told_at is None:
            at = line.ordered_at + timedelta(days=store.limits[SPECIAL_ORDER_DAYS])
            found.append(FollowUp(at, Department.PARTS, partial(_age, request, line, store)))
    return found


def _lies_there(line: PartLine) -> bool:
    return line.state == LineState.ARRIVED


def _is_special(line: PartLine) -> bool:
    return line.state in {*COMING, LineState.ARRIVED}


def _fetch(
    request: PartsRequest, line: PartLine, store: StoreInfo, work: UnitOfWork
) -> list[Nudge]:
    """Whoever asked for it, and the counter."""
    line.pickup_told_at = work.now
    counter = request.owner or store.channel(Department.PARTS)
    hearers = dict.fromkeys((request.requester, counter))
    return [Nudge(to, request.id, PICKUP, line.id) for to in hearers if to]


def _age(request: PartsRequest, line: PartLine, store: StoreInfo, work: UnitOfWork) -> list[Nudge]:
    """The parts managers; the channel where there are none."""
    line.aging_told_at = work.now
    hearers = store.managers_of(Department.PARTS) or (store.channel(Department.PARTS),)
    return [Nudge(to, request.id, AGING, line.id) for to in hearers if to]


def say_pickup(request: PartsRequest, nudge: Nudge, store: StoreInfo) -> Said | None:
    """That a part still lies there, for whoever asked for it and for the counter."""
    line = _line(request, nudge)
    if line is None or not _lies_there(line) or line.arrived_at is None:
        return None
    day = say_day(line.arrived_at.astimezone(store.zone))
    where = f" (bin {line.bin})" if line.bin else ""
    title = cards.line_title(line)
    words = text(*named(request), f": {title} arrived {day}{where} and was ", Bold("not picked up"))
    mine = nudge.to == request.requester and nudge.to != request.owner
    delivered = Button(
        "delivered", "Delivered to bay", request.id, Style.PRIMARY, part=str(line.id)
    )
    return Said(text(*words, "."), (_open(request),) if mine else (delivered, _open(request)))


def say_aging(request: PartsRequest, nudge: Nudge, store: StoreInfo) -> Said | None:
    """That a special order has aged, with the customer to call."""
    line = _line(request, nudge)
    if line is None or not _is_special(line) or line.ordered_at is None:
        return None
    day = say_day(line.ordered_at.astimezone(store.zone))
    customer = " · ".join(each for each in (request.customer, request.phone) if each)
    call = f"Call {customer}" if customer else f"Call the customer of RO {request.ro}"
    title, state = cards.line_title(line), LineState(line.state).label
    days = store.limits[SPECIAL_ORDER_DAYS]
    words = text(
        *named(request),
        f": {title}, a ",
        Bold(f"special order over {days} days old"),
        f" (ordered {day}, {state}). {call}, or send the part back.",
    )
    return Said(words, (_open(request),))


def _line(request: PartsRequest, nudge: Nudge) -> PartLine | None:
    if request.closed_at is not None:
        return None
    return next((line for line in request.lines if line.id == nudge.about), None)


def _open(request: PartsRequest) -> Button:
    return Button(common.OPEN, f"Open {request.label}", request.id)
