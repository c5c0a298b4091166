"""`data_visualization`: Slack's native charts."""

from sandbox.blocks.check import Problems, Rule, array, number, one_of, record, string, typed
from sandbox.model import Json

_SERIES, _CATEGORIES, _SEGMENTS = 6, 20, 6

_POINT = record({"label": string(20, 1), "value": number})
_AXES = record(
    {"categories": array(string(20, 1), 1, _CATEGORIES)},
    {"x_label": string(50), "y_label": string(50)},
)


def _one_value_each(problems: Problems, at: str, chart: Json) -> None:
    categories = sorted(chart["axis_config"]["categories"])
    names = [one["name"] for one in chart["series"]]
    if len(set(names)) != len(names):
        problems.note(f"{at}/series", "series names must be unique")
    for index, one in enumerate(chart["series"]):
        if sorted(point["label"] for point in one["data"]) != categories:
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


def _above_zero(problems: Problems, at: str, chart: Json) -> None:
    for index, segment in enumerate(chart["segments"]):
        if segment["value"] <= 0:
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
