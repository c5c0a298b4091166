"""Carries out parts requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from bot.cards import parts as cards
from bot.chat.form import Value
from bot.chat.text import ItemLink, Text, join, text
from bot.services import outgoing
from bot.services import parts_watch as watched
from bot.services.practice import Asked, Effect, Opening, Practice, Taking
from bot.services.problems import Duplicate, NoLongerPossible
from bot.services.work import UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.parts import PartLine, PartsRequest, asked_already
from bot.trade.entry import TypedPart
from bot.trade.when import say_time
from bot.workflows import parts as rules
from bot.workflows.declare import Priority
from bot.workflows.departments import Department
from bot.workflows.parts import COMING, READY, LineFacts, LineState
from bot.workflows.questions import BadAnswers, Typed

SAID_LINES = 6
"""How many lines a sentence names."""

_LINE_OPEN = tuple(state for state in LineState if state.is_open)


def _typed_lines(typed: Typed) -> tuple[TypedPart, ...]:
    lines = typed.values.get("lines")
    return lines if isinstance(lines, tuple) else ()


def _check_duplicate(opening: Opening) -> None:
    """The same part on the same RO is asked once: a second request would be picked twice."""
    ro = opening.typed.text("ro") or ""
    wanted = [line.number for line in _typed_lines(opening.typed) if line.number]
    found = asked_already(opening.work.session, opening.place.store.id, ro, wanted)
    if found:
        raise Duplicate(
            ItemLink(found.label, found.item_id),
            f" already asks for {found.part_number} on RO {ro}. Nothing was sent.",
        )


def _open(opening: Opening, shared: Mapping[str, Any]) -> PartsRequest:
    lines = _typed_lines(opening.typed)
    request = PartsRequest(**shared, need_by=opening.typed.time("need_by"))
    request.subject = _subject(lines)
    if request.need_by:
        when = say_time(request.need_by, opening.place.store.zone)
        # A time that was moved to another day, or is one of closed hours, is said already.
        if not any(when in note for note in opening.typed.notes):
            opening.notes.append(f"Needed by {when}.")
    request.lines = [
        PartLine(
            id=opening.work.id(),
            store_id=request.store_id,
            ro=request.ro or "",
            position=position,
            quantity=line.quantity,
            part_number=line.number,
            words=line.words,
            state=LineState.ASKED.value,
        )
        for position, line in enumerate(lines)
    ]
    return request


def _subject(lines: Iterable[TypedPart]) -> str:
    said = [f"{line.quantity}× {line.words or line.number}" for line in lines]
    shown = ", ".join(each[:60] for each in said[:3])
    return shown if len(said) <= 3 else f"{shown} and {len(said) - 3} more"


def _settle(request: PartsRequest, store: StoreInfo, work: UnitOfWork) -> None:
    """State and due time follow from the lines, unless somebody cancelled."""
    lines = [LineState(line.state) for line in request.lines]
    if request.state == "cancelled":
        return
    request.state = rules.state_of(lines, request.owner is not None)
    if request.state != rules.TO_DELIVER.name:
        request.ready_at = None
    elif request.ready_at is None:
        request.ready_at = work.now
    etas = tuple(ln.eta for ln in request.lines if LineState(ln.state) in COMING and ln.eta)
    clock = rules.Clock(
        request.created_at, request.need_by, Priority(request.priority), etas, request.ready_at
    )
    hours = store.hours(Department.PARTS)
    request.due_at = rules.due_at(request.state, clock, store.limits, hours)


def _facts(request: PartsRequest, states: Iterable[LineState], part: str) -> list[LineFacts]:
    """The lines in one of these states; with `part`, that line alone."""
    wanted = set(states)
    return [
        LineFacts(line.id, cards.line_title(line), LineState(line.state))
        for line in request.lines
        if LineState(line.state) in wanted and part in ("", str(line.id))
    ]


def _has(*states: LineState) -> Any:
    def offer(request: PartsRequest) -> bool:
        return any(LineState(line.state) in states for line in request.lines)

    return offer


def _ask_answers(request: PartsRequest, part: str, store: StoreInfo) -> Asked:
    """Unanswered lines first; when all are answered, those whose answer may still change. A line
    that is settled is only asked about by its own button."""
    lines = _facts(request, {LineState.ASKED}, part) or _facts(
        request, LineState if part else _LINE_OPEN, part
    )
    _check_any(request, lines)
    left = len(lines) - rules.FORM_LINES
    note = f"The first {rules.FORM_LINES} lines; {left} more after these." if left > 0 else ""
    values: dict[str, Value] = {}
    for line in request.lines:
        values[f"answer-{line.id}"] = rules.LATER
        values[f"detail-{line.id}"] = _detail(line)
        if LineState(line.state) in rules.ANSWERS:
            values[f"answer-{line.id}"] = line.state
    asked = {line.id for line in lines[: rules.FORM_LINES]}
    seen = " ".join(_as_seen(line) for line in request.lines if line.id in asked)
    return Asked(rules.answer_questions(lines), values, text(note), seen)


def _as_seen(line: PartLine) -> str:
    """The line and, in short, the answer it has now: another one looks different."""
    answer = "|".join(str(each) for each in (line.state, _detail(line), line.eta))
    return f"{line.id}:{crc32(answer.encode()):x}"


def _check_any(request: PartsRequest, lines: Iterable[LineFacts]) -> None:
    """A button on a line may be older than what became of the line."""
    if not lines:
        raise NoLongerPossible(
            "That line of ", outgoing.link(request), " is settled already. Nothing was changed."
        )


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the counter says about one line."""

    line: PartLine
    state: LineState
    detail: str | None
    eta: datetime | None

    @property
    def is_news(self) -> bool:
        """Whether it differs from what the line says already."""
        same_eta = self.eta is None or self.eta == self.line.eta
        same_detail = (self.detail or "") == _detail(self.line)
        return not (self.state == self.line.state and same_detail and same_eta)

    @property
    def moves_eta(self) -> bool:
        """Whether somebody who waits for the part should hear of it."""
        return self.state in COMING and self.eta is not None and self.eta != self.line.eta


def _answer(request: PartsRequest, taking: Taking) -> Effect:
    errors: dict[str, str] = {}
    answers = [_read_answer(line, taking.typed, errors) for line in request.lines]
    if errors:
        raise BadAnswers(errors)
    zone = taking.place.store.zone
    second = [line for line in request.lines if _came_second(line, taking)]
    news = [answer for answer in answers if answer and answer.is_news and answer.line not in second]
    meanwhile = "; ".join(cards.line_answer(line, zone) for line in second)
    if not news and meanwhile:
        raise NoLongerPossible(
            f"Somebody answered meanwhile: {meanwhile}. Nothing was changed. "
            "Press Change on the line if yours is right."
        )
    if not news:
        asked = taking.seen.partition(":")[0] or request.lines[0].id
        raise BadAnswers({f"answer-{asked}": "Answer at least one line."})
    told = [_eta_news(answer, taking) for answer in news if answer.moves_eta]
    for answer in news:
        _write_answer(answer, taking.work.now)
    said = join("; ", [text(cards.line_answer(answer.line, zone)) for answer in news])
    note = (
        f"Somebody answered meanwhile: {meanwhile}. What you wrote for it was not saved; "
        "press Change on the line if yours is right."
    )
    return Effect(
        text("answered: ", *said),
        join("; ", told),
        ending=_ending(request),
        notes=(note,) if meanwhile else (),
    )


def _came_second(line: PartLine, taking: Taking) -> bool:
    """Whether the form answers a line that has another answer since it was opened."""
    before = [seen for seen in taking.seen.split() if seen.startswith(f"{line.id}:")]
    if taking.typed.text(f"answer-{line.id}") not in (None, rules.LATER):
        return bool(before) and before != [_as_seen(line)]
    chosen, detail, eta = (
        str(taking.unasked.get(f"{name}-{line.id}", "")) for name in ("answer", "detail", "eta")
    )
    answered = chosen not in ("", rules.LATER, line.state)
    return answered or bool(eta) or detail not in ("", _detail(line))


def _ending(request: PartsRequest) -> Text:
    """How it ended, when there was not everything: nobody is to wait for what does not come."""
    missing = [ln for ln in request.lines if LineState(ln.state) is LineState.NOT_AVAILABLE]
    if not missing:
        return ()
    names = [
        f"{line.words or line.part_number}"
        + (f" (instead: {line.instead})" if line.instead else "")
        for line in missing[:SAID_LINES]
    ]
    more = len(missing) - len(names)
    said = ", ".join(names) + (f" and {more} more" if more else "")
    return text("" if len(missing) == len(request.lines) else "done; ", f"not available: {said}")


def _read_answer(line: PartLine, typed: Typed, errors: dict[str, str]) -> _Answer | None:
    """The answer to one line, if there is one. What is missing goes into `errors`."""
    chosen = typed.text(f"answer-{line.id}")
    eta, detail = typed.time(f"eta-{line.id}"), typed.text(f"detail-{line.id}") or ""
    if chosen is None or chosen == rules.LATER:
        if eta or detail not in ("", _detail(line)):
            errors[f"answer-{line.id}"] = "Pick an answer for this line too."
        return None
    state = LineState(chosen)
    if detail == _detail(line) != _detail(line, state):
        # It stood in the form already, and belongs to the answer that this one replaces.
        detail = ""
    answer = _Answer(line, state, rules.bare_detail(state, detail) or None, eta)
    is_known = line.eta is not None and line.state == answer.state
    if answer.state in COMING and eta is None and not is_known:
        errors[f"eta-{line.id}"] = "When does it come? Write a time, like tomorrow 9am."
    return answer


def _detail(line: PartLine, state: LineState | None = None) -> str:
    """The bin, the PO or what instead, as the line has it; with `state`, that of such an answer."""
    if state is None:
        return line.bin or line.po or line.instead or ""
    if state is LineState.NOT_AVAILABLE:
        return line.instead or ""
    return (line.po if state in COMING else line.bin) or ""


def _eta_news(answer: _Answer, taking: Taking) -> Text:
    line = answer.line
    moved = "moved to" if line.eta else "ETA"
    when = say_time(answer.eta or taking.work.now, taking.place.store.zone, taking.work.now)
    return text(f"{line.words or line.part_number} {moved} {when}")


def _write_answer(answer: _Answer, now: datetime) -> None:
    line, state = answer.line, answer.state
    line.state = state.value
    line.bin = answer.detail if state is LineState.IN_STOCK else None
    line.po = answer.detail if state in COMING else None
    line.instead = answer.detail if state is LineState.NOT_AVAILABLE else None
    line.eta = (answer.eta or line.eta) if state in COMING else None
    line.ordered_at = (line.ordered_at or now) if state in COMING else None
    line.arrived_at = None
    line.answered_at = line.answered_at or now
    line.first_answer = line.first_answer or state.value


def _all_in_stock(request: PartsRequest, taking: Taking) -> Effect:
    for line in request.lines:
        if line.state == LineState.ASKED:
            _write_answer(_Answer(line, LineState.IN_STOCK, None, None), taking.work.now)
    return Effect()


def _ask_which(states: frozenset[LineState], label: str) -> Any:
    def ask(request: PartsRequest, part: str, store: StoreInfo) -> Asked:
        lines = _facts(request, states, part)
        _check_any(request, lines)
        return Asked(
            rules.pick_questions(label, lines), {"lines": tuple(str(line.id) for line in lines)}
        )

    return ask


def _move(states: frozenset[LineState], to: LineState, done: str) -> Any:
    """An effect that moves the picked lines, or the only one that can move."""

    def effect(request: PartsRequest, taking: Taking) -> Effect:
        picked = set(taking.typed.chosen("lines"))
        moved = [
            line
            for line in request.lines
            if LineState(line.state) in states
            and (not picked or str(line.id) in picked)
            and taking.part in ("", str(line.id))
        ]
        for line in moved:
            line.state = to.value
            line.eta = None
            if to is LineState.ARRIVED:
                line.arrived_at, line.pickup_told_at = taking.work.now, None
        names = ", ".join(line.words or line.part_number or "" for line in moved[:SAID_LINES])
        return Effect(text(f"{done}: {names}"), ending=_ending(request))

    return effect


PARTS = Practice(
    workflow=rules.PARTS,
    record=PartsRequest,
    receivers=lambda typed, place: Department.PARTS,
    open=_open,
    settle=_settle,
    body=cards.body,
    check_duplicate=_check_duplicate,
    follow_ups=watched.follow_ups,
    says={watched.PICKUP: watched.say_pickup, watched.AGING: watched.say_aging},
    effects={
        "answer": _answer,
        "line": _answer,
        "all_in_stock": _all_in_stock,
        "arrived": _move(COMING, LineState.ARRIVED, "marked as arrived"),
        "delivered": _move(READY, LineState.DELIVERED, "delivered to the bay"),
    },
    offers={
        "answer": _has(LineState.ASKED, *COMING),
        "line": _has(*LineState),
        "all_in_stock": _has(LineState.ASKED),
        "arrived": _has(*COMING),
        "delivered": _has(*READY),
    },
    asks={
        "answer": _ask_answers,
        "line": _ask_answers,
        "arrived": _ask_which(COMING, "What arrived"),
        "delivered": _ask_which(READY, "What was delivered"),
    },
)
