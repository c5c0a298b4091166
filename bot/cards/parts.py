"""The part of a card that shows a parts request: its lines, each with its answer."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.cards.body import Body
from bot.chat.card import Button, Fact, Line, Section
from bot.chat.text import Bold, Text, text
from bot.store.directory import StoreInfo
from bot.store.parts import PartLine, PartsRequest
from bot.trade.when import say_time
from bot.workflows.parts import LineState

_MARKS = {
    LineState.ASKED: "⬜",
    LineState.IN_STOCK: "🟢",
    LineState.ORDERED: "🚚",
    LineState.BACKORDERED: "⏳",
    LineState.ARRIVED: "🟢",
    LineState.DELIVERED: "✅",
    LineState.NOT_AVAILABLE: "✖️",
}


def line_title(line: PartLine) -> str:
    """A line as the counter reads it: "2× oil filter · 04152-YZZA1"."""
    known = [each for each in (line.words, line.part_number) if each]
    return f"{line.quantity}× " + " · ".join(known)


def line_answer(line: PartLine, zone: ZoneInfo) -> str:
    """A line with its answer in words, for the history."""
    return f"{line.words or line.part_number}: {_answer(line, zone)}"


def _answer(line: PartLine, zone: ZoneInfo) -> str:
    state = LineState(line.state)
    details = []
    if state in {LineState.IN_STOCK, LineState.ARRIVED} and line.bin:
        details.append(f"bin {line.bin}")
    if state in {LineState.ORDERED, LineState.BACKORDERED}:
        if line.eta:
            details.append(f"ETA {say_time(line.eta, zone)}")
        if line.po:
            details.append(f"PO {line.po}")
    if state is LineState.NOT_AVAILABLE and line.instead:
        details.append(f"instead: {line.instead}")
    return ", ".join([state.label, *details])


def body(request: PartsRequest, store: StoreInfo) -> Body:
    """The lines, and by when they are needed."""
    lines = tuple(_line(request, line, store.zone) for line in request.lines)
    facts: tuple[Fact, ...] = ()
    if request.need_by:
        facts = (Fact("Needed by", text(say_time(request.need_by, store.zone))),)
    return Body(facts=facts, sections=(Section("", lines),))


def _line(request: PartsRequest, line: PartLine, zone: ZoneInfo) -> Line:
    state = LineState(line.state)
    words: Text = text(
        f"{_MARKS[state]} ",
        Bold(f"{line.quantity}×"),
        f" {line.words or ''}",
        f" · {line.part_number}" if line.part_number and line.words else line.part_number or "",
        f": {_answer(line, zone)}" if state is not LineState.ASKED else "",
    )
    button = None
    # Also on a line that is settled: a wrong button is pressed sometimes.
    if request.closed_at is None:
        label = "Answer" if state is LineState.ASKED else "Change"
        button = Button("line", label, request.id, part=str(line.id))
    return Line(words, button)
