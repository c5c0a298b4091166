"""A chart as Slack's own block: cut to what Slack takes, and never with a figure nobody knows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.card import Chart, ChartKind
from bot.chat.slack.words import NOTHING, Block, cut, one_line

LONGEST_TITLE = 50
LONGEST_LABEL = 20
SERIES = 6
CATEGORIES = 20
SEGMENTS = 6
# More decimals than this only make the figures hard to read.
DECIMALS = 4
_LARGEST_WHOLE = 10.0**15
_REST = "Other"


def draw_chart(chart: Chart) -> Block | None:
    """The chart, or None when there is nothing in it that Slack could show."""
    drawn = _pie(chart) if chart.kind is ChartKind.PIE else _on_axes(chart)
    if drawn is None:
        return None
    title = cut(one_line(chart.title, "Chart"), LONGEST_TITLE)
    return {"type": "data_visualization", "title": title, "chart": drawn}


@dataclass(frozen=True, slots=True)
class _Row:
    """One series with its values by the category's place, the finite ones only."""

    name: str
    values: dict[int, float]


def _pie(chart: Chart) -> Block | None:
    values = _rows(chart)[0].values if chart.series else {}
    slices = [(chart.categories[at], value) for at, value in values.items() if value > 0]
    if len(slices) > SEGMENTS:
        slices.sort(key=lambda each: each[1], reverse=True)
        rest = math.fsum(value for _, value in slices[SEGMENTS - 1 :])
        slices = [*slices[: SEGMENTS - 1], (_REST, rest)]
    labels = _labels([label for label, _ in slices])
    segments = [_point(label, value) for label, (_, value) in zip(labels, slices, strict=True)]
    return {"type": "pie", "segments": segments} if segments else None


def _on_axes(chart: Chart) -> Block | None:
    rows = [row for row in _rows(chart) if row.values][:SERIES]
    # Slack wants a value everywhere. A nought that nobody measured would be a lie, so a category
    # is left out where a value is missing.
    known = [at for at in range(len(chart.categories)) if all(at in row.values for row in rows)]
    # Of a course of time the newest is worth most.
    known = known[:CATEGORIES] if chart.kind is ChartKind.BAR else known[-CATEGORIES:]
    if not (rows and known):
        return None
    labels = _labels([chart.categories[at] for at in known])
    names = _labels([row.name for row in rows])
    series = [
        {
            "name": name,
            "data": [
                _point(label, row.values[at]) for label, at in zip(labels, known, strict=True)
            ],
        }
        for name, row in zip(names, rows, strict=True)
    ]
    return {"type": chart.kind.value, "series": series, "axis_config": {"categories": labels}}


def _rows(chart: Chart) -> list[_Row]:
    places = range(len(chart.categories))
    return [
        _Row(
            one.name,
            {
                at: round(float(value), DECIMALS)
                for at, value in zip(places, one.values, strict=False)
                if math.isfinite(value)
            },
        )
        for one in chart.series
    ]


def _point(label: str, value: float) -> Block:
    whole = value.is_integer() and abs(value) < _LARGEST_WHOLE
    return {"label": label, "value": int(value) if whole else value}


def _labels(names: Sequence[str]) -> list[str]:
    """The names within Slack's limit. Two of one name are told apart by a number."""
    labels: list[str] = []
    for name in names:
        words = one_line(name, NOTHING)
        label, count = cut(words, LONGEST_LABEL), 1
        while label in labels:
            count += 1
            mark = f" ({count})"
            label = cut(words, LONGEST_LABEL - len(mark)) + mark
        labels.append(label)
    return labels
