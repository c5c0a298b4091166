"""Whatever an app sends as blocks, the checks say something and never fall over."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.blocks.complete import completed
from sandbox.blocks.layout import Surface
from sandbox.blocks.surfaces import blocks_too_long, message_problems, view_problems
from sandbox.fields import carried_state, client_side_errors
from tests.sandbox.test_blocks import GOOD_AND_BAD, VIEWS

_JUNK: list[Any] = [
    None, True, 0, -1, 3, 1.5, float("nan"), "", "x", "section", [], [3], ["x"], [[]], {}, {"a": 1},
    {"type": 3}, {"type": ["x"]}, {"type": "plain_text"}, {"type": "plain_text", "text": ""},
]  # fmt: skip
_GOOD_BLOCKS = [good for _, good, _ in GOOD_AND_BAD]
_GOOD_VIEWS = [good for _, good, _ in VIEWS]


def damaged(draw: st.DrawFn, value: Any) -> Any:
    """The same, with something somewhere in it replaced, added or taken away."""
    if not isinstance(value, dict | list) or not value or draw(st.integers(0, 5)) == 0:
        return copy.deepcopy(draw(st.sampled_from(_JUNK)))
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = draw(st.sampled_from(keys))
    whole = copy.deepcopy(value)
    if draw(st.integers(0, 7)) == 0:
        del whole[key]
    else:
        whole[key] = damaged(draw, whole[key])
    return whole


@st.composite
def damaged_blocks(draw: st.DrawFn) -> Any:
    blocks = draw(st.lists(st.sampled_from(_GOOD_BLOCKS), min_size=1, max_size=3))
    for _ in range(draw(st.integers(0, 3))):
        blocks = damaged(draw, blocks)
    return blocks


@st.composite
def damaged_view(draw: st.DrawFn) -> Any:
    view = draw(st.sampled_from(_GOOD_VIEWS))
    for _ in range(draw(st.integers(1, 3))):
        view = damaged(draw, view)
    return view


@settings(max_examples=1500, deadline=None)
@given(damaged_blocks())
def test_any_blocks_are_answered(blocks: Any) -> None:
    problems = message_problems(blocks)
    assert all(str(problem) for problem in problems)
    if not problems:
        whole = completed(blocks)
        assert not message_problems(whole)
        client_side_errors(whole, carried_state(whole, {}))
        blocks_too_long(whole)


@settings(max_examples=800, deadline=None)
@given(damaged_view())
def test_any_view_is_answered(view: Any) -> None:
    problems = view_problems(view, Surface.MODAL)
    view_problems(view, Surface.HOME)
    if not problems:
        whole = completed(view["blocks"])
        client_side_errors(whole, carried_state(whole, {}))


def test_completing_what_is_good_keeps_it_good() -> None:
    for _, good, _ in GOOD_AND_BAD:
        whole = completed([good])
        assert message_problems(whole) == []
        assert carried_state(whole, {}) == carried_state(whole, carried_state(whole, {}))
    for _, good, _ in VIEWS:
        assert view_problems({**good, "blocks": completed(good["blocks"])}, Surface.MODAL) == []
