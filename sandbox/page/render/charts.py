"""The data_visualization block as inline SVG: bars, lines, areas and pies.

Colors come from the style sheet by class, so that a chart follows light and dark. Every mark says
its number to a mouse that rests on it, and the whole chart is told in words to a screen reader.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.page.render import mrkdwn
from sandbox.page.render.markup import Content, tag
from sandbox.page.render.scene import Scene
from sandbox.page.render.shape import Json, inner, many, number, word, words

WIDTH, HEIGHT = 460.0, 236.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 8.0, 22.0, 38.0
_COLORS = 6
_STEPS = 4
# On a phone a letter is about so wide, and more letters than these would run into one another.
_LETTER, _LINE = 7.5, 14.0
_LABEL_ROOM = 52


_Drawn = tuple[Content, str, list[tuple[str, str]]]
"""The drawing, the same in words, and the names for the legend with how their marks look."""


@dataclass(frozen=True, slots=True)
class _Series:
    name: str
    values: list[float | None]

    @property
    def is_level(self) -> bool:
        """Is it a target rather than a course of things?"""
        return len(self.values) > 1 and len(set(self.values)) == 1


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where values lie on the drawing: low and high are the ends of the axis."""

    categories: list[str]
    series: list[_Series]
    low: float
    high: float
    step: float

    def x(self, place: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * place / max(len(self.categories), 1)

    def y(self, value: float) -> float:
        return _TOP + (HEIGHT - _TOP - _BOTTOM) * (self.high - value) / (self.high - self.low)


def data_visualization(block: Json, _scene: Scene) -> Content:
    """A chart under its title, with its legend."""
    chart = inner(block, "chart")
    draw = _DRAW.get(word(chart, "type"))
    if draw is None:
        return None
    drawn, told, names = draw(chart)
    title = word(block, "title")
    legend = [
        tag(
            "li",
            tag("i", class_=f"{_color(place)} {look}".strip(), aria_hidden="true"),
            mrkdwn.plain(name),
            dir="auto",
        )
        for place, (name, look) in enumerate(names)
    ]
    return tag(
        "figure",
        tag("figcaption", mrkdwn.plain(title), dir="auto"),
        tag(
            "svg",
            drawn,
            viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
            role="img",
            aria_label=f"{title}. {told}",
        ),
        tag("ul", *legend, class_="legend") if names else None,
        class_="chart",
    )


def _color(place: int) -> str:
    return f"c{place % _COLORS + 1}"


def _pie(chart: Json) -> _Drawn:
    segments = [
        (word(segment, "label"), max(number(segment, "value") or 0.0, 0.0))
        for segment in many(chart, "segments")
    ]
    total = math.fsum(value for _, value in segments)
    names, slices, turned = [], [], 0.0
    for place, (name, value) in enumerate(segments):
        share = value / total if total else 0.0
        names.append(f"{name}: {value:,.6g} ({share:.0%})")
        slices.append(_slice(turned, share, place, names[-1]))
        turned += share
    return tag("g", *slices), ", ".join(names), [(name, "") for name in names]


def _slice(start: float, share: float, place: int, told: str) -> Content:
    middle_x, middle_y, radius = WIDTH / 2, HEIGHT / 2, HEIGHT / 2 - 6
    if share >= 1.0:
        whole = {"cx": middle_x, "cy": middle_y, "r": radius}
        return tag("circle", tag("title", told), class_=_color(place), **whole)

    def point(turn: float) -> str:
        angle = 2 * math.pi * turn - math.pi / 2
        x, y = middle_x + radius * math.cos(angle), middle_y + radius * math.sin(angle)
        return f"{x:.2f} {y:.2f}"

    long = 1 if share > 1 / 2 else 0
    arc = f"A {radius:g} {radius:g} 0 {long} 1 {point(start + share)}"
    path = f"M {middle_x:g} {middle_y:g} L {point(start)} {arc} Z"
    return tag("path", tag("title", told), d=path, class_=f"slice {_color(place)}")


def _plot(chart: Json) -> _Plot:
    axis = inner(chart, "axis_config")
    series = many(chart, "series")
    categories = words(axis, "categories") or [
        word(point, "label") for one in series[:1] for point in many(one, "data")
    ]
    read = []
    for one in series:
        told = {word(point, "label"): number(point, "value") for point in many(one, "data")}
        read.append(_Series(word(one, "name"), [told.get(name) for name in categories]))
    known = [value for one in read for value in one.values if value is not None]
    high, low = max([*known, 0.0]), min([*known, 0.0])
    step = _round_step((high / _STEPS) - (low / _STEPS)) or 1.0
    top = math.ceil(high / step) * step or step
    return _Plot(categories, read, math.floor(low / step) * step, top, step)


def _round_step(step: float) -> float:
    """The next of 1, 2, 2.5, 5 and 10 times a power of ten."""
    if not step > 0 or not math.isfinite(step):
        return 0.0
    power = 10.0 ** math.floor(math.log10(step))
    return power * next(nice for nice in (1.0, 2.0, 2.5, 5.0, 10.0, 20.0) if nice * power >= step)


def _axes(chart: Json, plot: _Plot) -> Content:
    axis = inner(chart, "axis_config")
    parts: list[Content] = []
    for count in range(round((plot.high - plot.low) / plot.step) + 1):
        value = plot.low + plot.step * count
        y = f"{plot.y(value):.1f}"
        parts.append(tag("line", x1=_LEFT, x2=WIDTH - _RIGHT, y1=y, y2=y, class_="rule"))
        parts.append(tag("text", _short(value), x=_LEFT - 6, y=y, class_="left-of"))
    each = max(1, math.ceil(sum(len(name) + 2 for name in plot.categories) / _LABEL_ROOM))
    for place, name in enumerate(plot.categories):
        if place % each == 0:
            parts.append(_label(name, plot.x(place + 0.5), HEIGHT - _BOTTOM + 18, "under"))
    middle = f"{plot.x(len(plot.categories) / 2):.1f}"
    parts.append(tag("text", word(axis, "x_label"), x=middle, y=HEIGHT - 5, class_="under axis"))
    parts.append(tag("text", word(axis, "y_label"), x=2, y=_TOP - 12, class_="axis"))
    return tag("g", *parts)


def _label(words: str, x: float, y: float, look: str) -> Content:
    """Words around a middle, moved in where they would stick out of the drawing."""
    half = min(len(words) * _LETTER / 2, WIDTH / 2)
    x = min(max(x, half), WIDTH - half)
    return tag("text", words, x=f"{x:.1f}", y=f"{y:.1f}", class_=look)


def _short(value: float) -> str:
    size = abs(value)
    for limit, letter in ((1e9, "B"), (1e6, "M"), (1e4, "k")):
        if size >= limit:
            return f"{value / (1e3 if letter == 'k' else limit):.3g}{letter}"
    return f"{value:,.4g}"


def _bars(plot: _Plot) -> list[Content]:
    drawn: list[Content] = []
    room = (plot.x(1) - plot.x(0)) * 0.72
    width = room / max(len(plot.series), 1)
    for which, one in enumerate(plot.series):
        for place, value in enumerate(one.values):
            if value is None:
                continue
            top, bottom = sorted((plot.y(value), plot.y(0.0)))
            box = {
                "x": f"{plot.x(place + 0.5) - room / 2 + which * width:.1f}",
                "y": f"{top:.1f}",
                "width": f"{width * 0.92:.1f}",
                "height": f"{bottom - top:.1f}",
            }
            told = tag("title", f"{one.name}, {plot.categories[place]}: {value:,.6g}")
            drawn.append(tag("rect", told, class_=_color(which), rx=2, **box))
            if len(_short(value)) * _LETTER <= width:
                middle = plot.x(place + 0.5) - room / 2 + (which + 0.46) * width
                y = top - 4 if value >= 0 else bottom + 12
                drawn.append(_label(_short(value), middle, y, "under value"))
    return drawn


def _lines(plot: _Plot, filled: bool) -> list[Content]:
    drawn: list[Content] = []
    order = list(enumerate(plot.series))
    if not filled:
        # The first series lies on top, and the levels under all others.
        order.sort(key=lambda each: (not each[1].is_level, -each[0]))
    for which, one in order:
        points = _points(plot, one)
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in points)
        if filled and points:
            floor = f"{plot.y(0.0):.1f}"
            area = f"{points[0][0]:.1f},{floor} {path} {points[-1][0]:.1f},{floor}"
            drawn.append(tag("polygon", points=area, class_=f"area {_color(which)}"))
        level = " level" if one.is_level and not filled else ""
        drawn.append(tag("polyline", points=path, class_=f"line {_color(which)}{level}"))
        for x, y, place, value in points:
            told = tag("title", f"{one.name}, {plot.categories[place]}: {value:,.6g}")
            dot: dict[str, str | int] = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": 3}
            drawn.append(tag("circle", told, class_=f"{_color(which)}{level}", **dot))
    return [*drawn, *_last_values(plot)]


def _points(plot: _Plot, one: _Series) -> list[tuple[float, float, int, float]]:
    return [
        (plot.x(place + 0.5), plot.y(value), place, value)
        for place, value in enumerate(one.values)
        if value is not None
    ]


def _last_values(plot: _Plot) -> list[Content]:
    """The newest figure of each series over its point, or under it where another line is close
    above. Of two that would lie on each other, the first is shown."""
    last = [point for one in plot.series for point in _points(plot, one)[-1:]]
    drawn: list[Content] = []
    taken: list[float] = []
    for x, y, _, value in last:
        crowded = any(0 < y - other < 2.5 * _LINE for _, other, _, _ in last)
        at = y + 16 if crowded else y - 7
        if all(abs(at - other) >= _LINE for other in taken):
            taken.append(at)
            drawn.append(_label(_short(value), x, at, "under value"))
    return drawn


def _on_axes(marks: Callable[[_Plot], list[Content]]) -> Callable[[Json], _Drawn]:
    def draw(chart: Json) -> _Drawn:
        plot = _plot(chart)
        told = "; ".join(
            f"{one.name}: "
            + ", ".join(
                f"{name} {value:,.6g}"
                for name, value in zip(plot.categories, one.values, strict=True)
                if value is not None
            )
            for one in plot.series
        )
        names = [(one.name, _look_of(chart, one)) for one in plot.series]
        return tag("g", _axes(chart, plot), *marks(plot)), told, names

    return draw


def _look_of(chart: Json, one: _Series) -> str:
    return "level" if one.is_level and word(chart, "type") == "line" else ""


_DRAW: dict[str, Callable[[Json], _Drawn]] = {
    "pie": _pie,
    "bar": _on_axes(_bars),
    "line": _on_axes(lambda plot: _lines(plot, filled=False)),
    "area": _on_axes(lambda plot: _lines(plot, filled=True)),
}
