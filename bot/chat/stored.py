"""Content as JSON, for the outbox: what `dump_content` writes, `load_content` reads.

A text is the list that `bot.chat.text.dump` writes; a card or a note is an object that names its
kind. Parts that a reader does not know are passed over, and those that are missing are empty, so
that rows outlive a release.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from bot.chat.card import (
    Button,
    Card,
    Chart,
    ChartKind,
    Content,
    Fact,
    Line,
    Note,
    Section,
    Series,
    Style,
    Table,
    Urgency,
)
from bot.chat.text import dump, load

Stored = list[Any] | dict[str, Any]
"""JSON values."""


def dump_content(content: Content) -> Stored:
    """The content as JSON values."""
    match content:
        case Card():
            return {"card": _dump_card(content)}
        case Note(words, buttons):
            return {"note": {"words": dump(words), "buttons": [_dump_button(b) for b in buttons]}}
        case _:
            return dump(content)


def load_content(stored: object) -> Content:
    """The content that `dump_content` wrote. Raises `ValueError` on anything else."""
    try:
        match stored:
            case list():
                return load(stored)
            case {"card": dict(card)}:
                return _load_card(card)
            case {"note": dict(note)}:
                return Note(load(note["words"]), tuple(map(_load_button, note["buttons"])))
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"not stored content: {error!r}") from None
    raise ValueError("not stored content")


def _dump_card(card: Card) -> dict[str, Any]:
    return {
        "title": card.title,
        "summary": card.summary,
        "status": dump(card.status),
        "urgency": card.urgency.value,
        "lead": dump(card.lead),
        "facts": [{"label": fact.label, "value": dump(fact.value)} for fact in card.facts],
        "sections": [_dump_section(section) for section in card.sections],
        "buttons": [_dump_button(button) for button in card.buttons],
        "menu": [_dump_button(button) for button in card.menu],
        "footer": dump(card.footer),
        "tables": [_dump_table(table) for table in card.tables],
        "chart": card.chart and _dump_chart(card.chart),
    }


def _load_card(card: Mapping[str, Any]) -> Card:
    chart = card.get("chart")
    return Card(
        title=card["title"],
        summary=card["summary"],
        status=load(card.get("status", ())),
        urgency=Urgency(card.get("urgency", Urgency.CALM)),
        lead=load(card.get("lead", ())),
        facts=tuple(Fact(fact["label"], load(fact["value"])) for fact in card.get("facts", ())),
        sections=tuple(map(_load_section, card.get("sections", ()))),
        buttons=tuple(map(_load_button, card.get("buttons", ()))),
        menu=tuple(map(_load_button, card.get("menu", ()))),
        footer=load(card.get("footer", ())),
        tables=tuple(map(_load_table, card.get("tables", ()))),
        chart=None if chart is None else _load_chart(chart),
    )


def _dump_button(button: Button) -> dict[str, Any]:
    return {
        "step": button.step,
        "label": button.label,
        "item_id": button.item_id,
        "style": button.style.value,
        "confirm": button.confirm,
        "part": button.part,
    }


def _load_button(button: Mapping[str, Any]) -> Button:
    return Button(
        button["step"],
        button["label"],
        button["item_id"],
        Style(button.get("style", Style.PLAIN)),
        button.get("confirm", ""),
        button.get("part", ""),
    )


def _dump_section(section: Section) -> dict[str, Any]:
    lines = [
        {"words": dump(line.words), "button": line.button and _dump_button(line.button)}
        for line in section.lines
    ]
    return {"heading": section.heading, "lines": lines}


def _load_section(section: Mapping[str, Any]) -> Section:
    lines = []
    for line in section["lines"]:
        button = line.get("button")
        lines.append(Line(load(line["words"]), None if button is None else _load_button(button)))
    return Section(section["heading"], tuple(lines))


def _dump_table(table: Table) -> dict[str, Any]:
    rows = [[dump(cell) for cell in row] for row in table.rows]
    return {"caption": table.caption, "header": list(table.header), "rows": rows}


def _load_table(table: Mapping[str, Any]) -> Table:
    rows = tuple(tuple(load(cell) for cell in row) for row in table["rows"])
    return Table(table["caption"], tuple(table["header"]), rows)


def _dump_chart(chart: Chart) -> dict[str, Any]:
    return {
        "title": chart.title,
        "kind": chart.kind.value,
        "categories": list(chart.categories),
        "series": [
            {"name": one.name, "values": [_dump_value(value) for value in one.values]}
            for one in chart.series
        ],
        "words": dump(chart.words),
    }


def _dump_value(value: float) -> float | str:
    # JSON has no word for infinity, and PostgreSQL refuses a row that uses one.
    return value if math.isfinite(value) else str(value)


def _load_chart(chart: Mapping[str, Any]) -> Chart:
    return Chart(
        title=chart["title"],
        kind=ChartKind(chart["kind"]),
        categories=tuple(chart["categories"]),
        series=tuple(
            Series(one["name"], tuple(float(value) for value in one["values"]))
            for one in chart["series"]
        ),
        words=load(chart["words"]),
    )
