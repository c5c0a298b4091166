"""`data_visualization`: Slack's native charts."""

from typing import Any

from sandbox.blocks.check import Problems, Rule, array, number, one_of, record, string, typed

_SERIES, _CATEGORIES, _SEGMENTS = 6, 20, 6

_POINT = record({"label": string(20, 1), "value": number})
_AXES = record(
    {"categories": array(string(20, 1), 1, _CATEGORIES)},
    {"x_label": string(50), "y_label": string(50)},
)


def _one_value_each(problems: Problems, at: str, chart: dict[str, Any]) -> None:
    axes, series = chart.get("axis_config"), chart.get("series")
    if not isinstance(axes, dict) or not isinstance(series, list):
        return
    categories = axes.get("categories")
    names = [one.get("name") for one in series if isinstance(one, dict)]
    if len(set(map(str, names))) != len(names):
        problems.note(f"{at}/series", "series names must be unique")
    if not isinstance(categories, list):
        return
    for index, one in enumerate(series):
        points = one.get("data") if isinstance(one, dict) else None
        if not isinstance(points, list):
            continue
        labels = [point.get("label") for point in points if isinstance(point, dict)]
        if sorted(map(str, labels)) != sorted(map(str, categories)):
            problems.note(
                f"{at}/series/{index}/data", "must have exactly one value for each category"
            )


def _with_axes(name: str) -> Rule:
    series = record({"name": string(20, 1), "data": array(_POINT, 1, _CATEGORIES)})
    return record(
        {
            "type": one_of(name),
            "series": array(series, 1, _SERIES),
            "axis_config": _AXES,
        },
        {},
        _one_value_each,
    )


def _above_zero(problems: Problems, at: str, chart: dict[str, Any]) -> None:
    for index, segment in enumerate(chart.get("segments") or ()):
        value = segment.get("value") if isinstance(segment, dict) else None
        if isinstance(value, int | float) and value <= 0:
            problems.note(f"{at}/segments/{index}/value", "must be more than 0")


_PIE = record({"type": one_of("pie"), "segments": array(_POINT, 1, _SEGMENTS)}, {}, _above_zero)

DATA_VISUALIZATION = record(
    {
        "type": one_of("data_visualization"),
        "title": string(50, 1),
        "chart": typed(
            {
                "pie": _PIE,
                "bar": _with_axes("bar"),
                "area": _with_axes("area"),
                "line": _with_axes("line"),
            }
        ),
    },
    {"block_id": string(255, 1)},
)
