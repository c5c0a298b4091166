"""Every block and element is drawn, says what it was given, and nothing in it comes alive."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.model import Json
from sandbox.page.render import blocks as draw
from sandbox.page.render.inputs import FIELDS
from sandbox.page.render.scene import Member
from tests.sandbox.page.bot import button, mrkdwn, option, plain, question
from tests.sandbox.page.inert import dangers, words
from tests.sandbox.page.test_mrkdwn import HOSTILE, SCENE


def html(*blocks: Json, **scene: Any) -> str:
    return draw.blocks(list(blocks), replace(SCENE, **scene))


def raw(words_: str) -> Json:
    return {"type": "raw_text", "text": words_}


def every_element(words_: str = "words") -> list[Json]:
    options = [option(words_, "a", words_), option("other", "b")]
    confirm = {"title": plain(words_), "text": mrkdwn(words_), "confirm": plain(words_)}
    return [
        *(
            {"type": kind, "action_id": kind, "options": options, "placeholder": plain(words_)}
            for kind in FIELDS
        ),
        {**button(words_, "press", words_), "confirm": confirm},
        {**button(words_, "link"), "url": words_},
        {"type": "overflow", "action_id": "more", "options": options, "confirm": confirm},
        {"type": "image", "image_url": words_, "alt_text": words_},
        {
            "type": "static_select",
            "action_id": "grouped",
            "option_groups": [{"label": plain(words_), "options": options}],
        },
    ]


def every_block(words_: str = "words") -> list[Json]:
    rich = {
        "type": "rich_text",
        "elements": [
            {
                "type": kind,
                "style": "bullet",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "text", "text": words_, "style": {"bold": True}},
                            {"type": "link", "url": words_, "text": words_},
                            {"type": "emoji", "name": words_, "unicode": words_},
                            {"type": "date", "timestamp": 1, "format": words_, "fallback": words_},
                            {"type": "color", "value": words_},
                        ],
                    },
                    {"type": "text", "text": words_},
                ],
            }
            for kind in ("rich_text_section", "rich_text_list", "rich_text_quote")
        ],
    }
    axis = {"categories": [words_, "b"], "x_label": words_, "y_label": words_}
    series = [
        {"name": words_, "data": [{"label": words_, "value": 3}, {"label": "b", "value": -4}]}
    ]
    card = {
        "type": "card",
        "title": plain(words_),
        "body": mrkdwn(words_),
        "actions": [button(words_, "go")],
    }
    charts = [
        {"type": "pie", "segments": [{"label": words_, "value": 3}, {"label": "b", "value": 1}]},
        *(
            {"type": kind, "series": series, "axis_config": axis}
            for kind in ("bar", "line", "area")
        ),
    ]
    rows = [[raw(words_), raw("n")], [rich, {"type": "raw_number", "value": 4.5}]]
    return [
        {"type": "header", "text": plain(words_)},
        {"type": "section", "text": mrkdwn(words_), "fields": [mrkdwn(words_), plain(words_)]},
        *(
            {"type": "section", "text": mrkdwn("x"), "accessory": one}
            for one in every_element(words_)
        ),
        {"type": "actions", "elements": every_element(words_)},
        {"type": "context", "elements": [mrkdwn(words_), every_element(words_)[-2]]},
        {"type": "divider"},
        {"type": "image", "image_url": words_, "alt_text": words_, "title": plain(words_)},
        *(
            question(f"q{place}", words_, one, hint=plain(words_))
            for place, one in enumerate(every_element(words_))
        ),
        rich,
        {"type": "markdown", "text": words_},
        *({"type": "alert", "level": level, "text": mrkdwn(words_)} for level in ("info", words_)),
        {"type": "table", "rows": rows, "column_settings": [{"align": words_}]},
        {"type": "data_table", "caption": words_, "rows": rows * 4, "page_size": 2},
        *({"type": "data_visualization", "title": words_, "chart": chart} for chart in charts),
        {
            "type": "container",
            "title": plain(words_),
            "is_collapsible": True,
            "child_blocks": [{"type": "section", "text": mrkdwn(words_)}],
        },
        card,
        {"type": "carousel", "elements": [card, card]},
        {"type": "video", "title": plain(words_), "title_url": words_},
        {"type": words_},
    ]


def test_every_block_says_what_it_was_given() -> None:
    for block in every_block("Filter"):
        drawn = html(block)
        silent = block["type"] in {"divider", "input"} or "accessory" in block
        assert silent or "Filter" in drawn, block
        assert dangers(drawn) == []


@given(HOSTILE)
def test_nothing_in_a_block_comes_alive(text: str) -> None:
    everything = every_block(text)
    for place, block in enumerate(everything):
        block["block_id"] = f"{text}{place}"
    state = {f"{text}{place}": {"it": {"value": text}} for place in range(len(everything))}
    errors = {f"{text}{place}": text for place in range(len(everything))}
    people = {"U1": Member(text, text)}
    drawn = html(*everything, state=state, errors=errors, people=people, channels={"C1": text})
    assert dangers(drawn) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | HOSTILE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["type", "text", "elements", "element", "options", "fields", "rows", "chart", "series",
         "data", "value", "label", "segments", "title", "style", "url", "axis_config", "confirm",
         "categories", "initial_option", "unicode", "timestamp", "accessory", "page_size"]
    ), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip
KINDS = sorted({str(block["type"]) for block in every_block()})


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(
    ["text", "elements", "element", "fields", "rows", "chart", "title", "child_blocks", "label"]
), JSON, max_size=5))  # fmt: skip
def test_whatever_shape_arrives_something_harmless_is_drawn(kind: str, rest: Json) -> None:
    assert dangers(html({"type": kind, **rest})) == []
    assert dangers(draw.attachments([rest], SCENE)) == []


def test_attachments_have_a_bar_of_their_color() -> None:
    drawn = draw.attachments(
        [{"color": "#c62828", "blocks": [{"type": "header", "text": plain("Late")}]}], SCENE
    )
    assert 'fill="#c62828"' in drawn
    assert "Late" in drawn
    assert "fill=" not in draw.attachments([{"color": 'red" onload="x'}], SCENE)


def test_a_button_carries_what_it_means_and_what_it_asks_first() -> None:
    drawn = html({"type": "actions", "block_id": "b", "elements": every_element("Go")[-5:-3]})
    assert 'data-press="press" data-block="b" data-value="Go"' in drawn
    assert '<template data-confirm="Go" data-deny="Cancel">' in drawn


def test_an_input_is_tied_to_its_label_its_hint_and_its_error() -> None:
    element = {"type": "plain_text_input", "action_id": "a", "max_length": 5}
    block = question("b", "Bin", element, hint=plain("Where it lies."))
    drawn = html(block, errors={"b": "Say where."})
    label, error, hint = (drawn.split(f'id="{ident}"')[0] for ident in _ids(drawn))
    assert 'aria-invalid="true"' in drawn
    assert 'maxlength="5"' in drawn
    assert label.endswith("<label ") or "<label" in label
    assert error != hint
    assert words(drawn) == "BinSay where.Where it lies."
    assert "(optional)" in words(html(block | {"optional": True}))


def _ids(drawn: str) -> list[str]:
    described = drawn.split('aria-describedby="')[1].split('"')[0].split()
    labelled = drawn.split('aria-labelledby="')[1].split('"')[0]
    return [labelled, *described]


@pytest.mark.parametrize(
    ("element", "state", "shown"),
    [
        ({"type": "plain_text_input", "initial_value": "a"}, None, 'value="a"'),
        ({"type": "plain_text_input", "initial_value": "a"}, {"value": "b"}, 'value="b"'),
        ({"type": "plain_text_input", "initial_value": "a"}, {"value": None}, 'value=""'),
        ({"type": "plain_text_input", "multiline": True}, {"value": "x\ny"}, ">\nx\ny</textarea>"),
        ({"type": "datepicker", "initial_date": "2025-03-04"}, None, 'value="2025-03-04"'),
        ({"type": "datetimepicker", "initial_date_time": 1741104000}, None, '"2025-03-04T10:00"'),
        ({"type": "users_select", "initial_user": "U1"}, None, '<option value="U1" selected>'),
        ({"type": "users_select"}, {"selected_user": "U2"}, '<option value="U2" selected>'),
        (
            {"type": "channels_select", "initial_channel": "C1"},
            None,
            '<option value="C1" selected>',
        ),
        (
            {"type": "multi_users_select", "initial_users": ["U1"]},
            {"selected_users": ["U2"]},
            'value="U2" checked',
        ),
        (
            {
                "type": "checkboxes",
                "options": [option("A", "a")],
                "initial_options": [option("A", "a")],
            },
            None,
            'value="a" checked',
        ),
        (
            {"type": "radio_buttons", "options": [option("A", "a")]},
            {"selected_option": {"value": "a"}},
            'value="a"',
        ),
    ],
)
def test_fields_show_what_they_hold(element: Json, state: Json | None, shown: str) -> None:
    kept = {"b": {"it": state}} if state is not None else {}
    assert shown in html(question("b", "Label", element), state=kept)


def test_the_same_message_drawn_twice_has_ids_of_its_own() -> None:
    block = question("b", "Bin", {"type": "plain_text_input"})
    assert html(block, scope="channel") == html(block, scope="channel")
    assert html(block, scope="channel") != html(block, scope="thread")


def test_charts_tell_their_numbers_in_words_too() -> None:
    chart = {
        "type": "pie",
        "segments": [{"label": "Stock", "value": 3}, {"label": "Order", "value": 1}],
    }
    drawn = html({"type": "data_visualization", "title": "Filled", "chart": chart})
    assert 'aria-label="Filled. Stock: 3 (75%), Order: 1 (25%)"' in drawn


def test_a_target_looks_unlike_what_it_is_the_target_of() -> None:
    days = ["Mon", "Tue", "Wed"]
    series = [
        {
            "name": name,
            "data": [
                {"label": day, "value": value} for day, value in zip(days, values, strict=True)
            ],
        }
        for name, values in (("Median", [41, 33, 24.5]), ("Target", [30, 30, 30]))
    ]
    chart = {"type": "line", "series": series, "axis_config": {"categories": days}}
    drawn = html({"type": "data_visualization", "title": "Minutes", "chart": chart})
    # The target lies under the course of things, and the newest figures stand beside their lines.
    assert re.findall(r'class="(line [^"]*)"', drawn) == ["line c2 level", "line c1"]
    assert re.findall(r'class="under value"[^>]*>([^<]*)<', drawn) == ["24.5", "30"]
    assert '<i class="c2 level"' in drawn


def test_a_container_does_not_nest() -> None:
    inner = {"type": "container", "title": plain("inner"), "child_blocks": []}
    outer = {"type": "container", "title": plain("outer"), "child_blocks": [inner]}
    assert "inner" not in html(outer)
