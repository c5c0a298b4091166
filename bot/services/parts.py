"""Carries out parts requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.cards import parts as cards
from bot.chat.form import Value
from bot.chat.text import Text, join, text
from bot.services import outgoing
from bot.services.practice import Asked, Effect, Opening, Practice, Taking
from bot.services.problems import Duplicate
from bot.services.work import UnitOfWork
from bot.store.directory import StoreInfo
from bot.store.parts import PartLine, PartsRequest, open_request_for
from bot.trade.entry import TypedPart
from bot.trade.when import say_time
from bot.workflows import parts as rules
from bot.workflows.declare import Priority
from bot.workflows.departments import Department
from bot.workflows.parts import COMING, READY, LineFacts, LineState
from bot.workflows.questions import BadAnswers, Typed


def _typed_lines(typed: Typed) -> tuple[TypedPart, ...]:
    lines = typed.values.get("lines")
    return lines if isinstance(lines, tuple) else ()


def _check_duplicate(opening: Opening) -> None:
    """The same part on the same RO is asked once: a second request would be picked twice."""
    ro = opening.typed.text("ro") or ""
    wanted = [line.number for line in _typed_lines(opening.typed) if line.number]
    found = open_request_for(opening.work.session, opening.place.store.id, ro, wanted)
    if found:
        request, number = found
        raise Duplicate(
            outgoing.link(request), f" already asks for {number} on RO {ro}. Nothing was sent."
        )


def _open(opening: Opening, shared: Mapping[str, Any]) -> PartsRequest:
    lines = _typed_lines(opening.typed)
    request = PartsRequest(**shared, need_by=opening.typed.time("need_by"))
    request.subject = _subject(lines)
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
    """Unanswered lines first; when all are answered, those whose answer may still change."""
    lines = _facts(request, {LineState.ASKED}, part) or _facts(
        request, (state for state in LineState if state.is_open), part
    )
    left = len(lines) - rules.FORM_LINES
    note = f"The first {rules.FORM_LINES} lines; {left} more after these." if left > 0 else ""
    values: dict[str, Value] = {}
    for line in request.lines:
        values[f"detail-{line.id}"] = line.bin or line.po or line.instead or ""
        if line.state != LineState.ASKED and LineState(line.state) in rules.ANSWERS:
            values[f"answer-{line.id}"] = line.state
    return Asked(rules.answer_questions(lines), values, text(note))


def _answer(request: PartsRequest, taking: Taking) -> Effect:
    errors: dict[str, str] = {}
    changed: list[PartLine] = []
    news: list[Text] = []
    for line in request.lines:
        answer = taking.typed.text(f"answer-{line.id}")
        detail = taking.typed.text(f"detail-{line.id}")
        eta = taking.typed.time(f"eta-{line.id}")
        if answer is None:
            if eta:
                errors[f"answer-{line.id}"] = "Pick an answer for this line too."
            continue
        state = LineState(answer)
        if state in COMING and eta is None and (line.eta is None or line.state != state):
            errors[f"eta-{line.id}"] = "When does it come? Write a time, like tomorrow 9am."
            continue
        if eta and state in COMING and eta != line.eta:
            news.append(_eta_news(line, eta, taking))
        _write_answer(line, state, detail, eta, taking.work.now)
        changed.append(line)
    if errors:
        raise BadAnswers(errors)
    if not changed:
        first = next(iter(request.lines))
        raise BadAnswers({f"answer-{first.id}": "Answer at least one line."})
    said = join("; ", [text(cards.line_answer(line, taking.place.store.zone)) for line in changed])
    return Effect(text("answered: ", *said), join("; ", news))


def _eta_news(line: PartLine, eta: datetime, taking: Taking) -> Text:
    moved = "moved to" if line.eta else "ETA"
    when = say_time(eta, taking.place.store.zone, taking.work.now)
    return text(f"{line.words or line.part_number} {moved} {when}")


def _write_answer(
    line: PartLine, state: LineState, detail: str | None, eta: datetime | None, now: datetime
) -> None:
    line.state = state.value
    line.bin = detail if state is LineState.IN_STOCK else line.bin
    line.po = detail if state in COMING else line.po
    line.instead = detail if state is LineState.NOT_AVAILABLE else line.instead
    line.eta = (eta or line.eta) if state in COMING else None
    line.answered_at = line.answered_at or now
    line.first_answer = line.first_answer or state.value


def _all_in_stock(request: PartsRequest, taking: Taking) -> Effect:
    for line in request.lines:
        if line.state == LineState.ASKED:
            _write_answer(line, LineState.IN_STOCK, None, None, taking.work.now)
    return Effect()


def _ask_which(states: frozenset[LineState], label: str) -> Any:
    def ask(request: PartsRequest, part: str, store: StoreInfo) -> Asked:
        lines = _facts(request, states, part)
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
        names = ", ".join(line.words or line.part_number or "" for line in moved[:6])
        return Effect(text(f"{done}: {names}"))

    return effect


_LINE_OPEN = tuple(state for state in LineState if state.is_open)

PARTS = Practice(
    workflow=rules.PARTS,
    record=PartsRequest,
    receivers=lambda typed: Department.PARTS,
    open=_open,
    settle=_settle,
    body=cards.body,
    check_duplicate=_check_duplicate,
    effects={
        "answer": _answer,
        "line": _answer,
        "all_in_stock": _all_in_stock,
        "arrived": _move(COMING, LineState.ARRIVED, "marked as arrived"),
        "delivered": _move(READY, LineState.DELIVERED, "delivered to the bay"),
    },
    offers={
        "answer": _has(LineState.ASKED, *COMING),
        "line": _has(*_LINE_OPEN),
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
