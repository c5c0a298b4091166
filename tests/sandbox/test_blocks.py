"""Every limit of Block Kit, at the limit and one over it."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.blocks.layout import Surface
from sandbox.blocks.surfaces import message_problems, view_problems
from sandbox.lakeside import PARTS
from sandbox.server import Sandbox
from tests.sandbox.forms import actions, button, field, modal, option, plain, section

Json = dict[str, Any]


def words(n: int) -> str:
    return "x" * n


def said(*blocks: Json) -> list[str]:
    return [str(problem) for problem in message_problems(list(blocks))]


def options(n: int) -> list[Json]:
    return [option(f"o{k}") for k in range(n)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": options(2), **more}


def chart(**more: Any) -> Json:
    return {
        "type": "data_visualization",
        "title": "Leads",
        "chart": {
            "type": "bar",
            "series": [{"name": "Sold", "data": points("Mon", "Tue")}],
            "axis_config": {"categories": ["Mon", "Tue"]},
        },
        **more,
    }


def points(*labels: str) -> list[Json]:
    return [{"label": label, "value": n} for n, label in enumerate(labels)]


def series_chart(n: int) -> Json:
    names = [f"s{k}" for k in range(n)]
    return chart(
        chart={
            "type": "line",
            "series": [{"name": name, "data": points("a")} for name in names],
            "axis_config": {"categories": ["a"]},
        }
    )


def category_chart(n: int) -> Json:
    labels = [f"c{k}" for k in range(n)]
    return chart(
        chart={
            "type": "area",
            "series": [{"name": "s", "data": points(*labels)}],
            "axis_config": {"categories": labels},
        }
    )


def cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def data_table(rows: int, columns: int = 1, **more: Any) -> Json:
    table = [[cell() for _ in range(columns)] for _ in range(rows)]
    return {"type": "data_table", "caption": "Parts", "rows": table, **more}


def table(rows: int, columns: int = 1) -> Json:
    return {"type": "table", "rows": [[cell() for _ in range(columns)] for _ in range(rows)]}


def card(**more: Any) -> Json:
    return {"type": "card", "title": plain("T"), **more}


def container(*children: Json, **more: Any) -> Json:
    return {"type": "container", "title": plain("T"), "child_blocks": list(children), **more}


GOOD_AND_BAD: list[tuple[str, Json, Json]] = [
    ("section text", section(words(3000)), section(words(3001))),
    (
        "fields",
        {"type": "section", "fields": [plain("x")] * 10},
        {"type": "section", "fields": [plain("x")] * 11},
    ),
    (
        "field text",
        {"type": "section", "fields": [plain(words(2000))]},
        {"type": "section", "fields": [plain(words(2001))]},
    ),
    ("section without text", section(), {"type": "section"}),
    ("empty text", section(), section("")),
    (
        "header",
        {"type": "header", "text": plain(words(150))},
        {"type": "header", "text": plain(words(151))},
    ),
    (
        "header takes no markup",
        {"type": "header", "text": plain("x")},
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
    ),
    (
        "actions elements",
        actions(*[button(f"b{n}") for n in range(25)]),
        actions(*[button(f"b{n}") for n in range(26)]),
    ),
    ("no actions", actions(button("b")), actions()),
    (
        "context elements",
        {"type": "context", "elements": [plain("x")] * 10},
        {"type": "context", "elements": [plain("x")] * 11},
    ),
    ("button text", actions(button("b", words(75))), actions(button("b", words(76)))),
    (
        "button value",
        actions(button("b", value=words(2000))),
        actions(button("b", value=words(2001))),
    ),
    (
        "button url",
        actions(button("b", url="https://" + words(2992))),
        actions(button("b", url="https://" + words(2993))),
    ),
    ("button style", actions(button("b", style="danger")), actions(button("b", style="green"))),
    ("action_id", actions(button(words(255))), actions(button(words(256)))),
    ("block_id", section(block_id=words(255)), section(block_id=words(256))),
    (
        "confirm text",
        actions(button("b", confirm={"title": plain("Sure?"), "text": plain(words(300))})),
        actions(button("b", confirm={"title": plain("Sure?"), "text": plain(words(301))})),
    ),
    ("options", actions(select(options=options(100))), actions(select(options=options(101)))),
    ("no options", actions(select()), actions(select(options=[]))),
    (
        "option text",
        actions(select(options=[option("v", words(75))])),
        actions(select(options=[option("v", words(76))])),
    ),
    (
        "initial option",
        actions(select(initial_option=option("o1"))),
        actions(select(initial_option=option("o9"))),
    ),
    (
        "checkboxes",
        actions({"type": "checkboxes", "action_id": "c", "options": options(10)}),
        actions({"type": "checkboxes", "action_id": "c", "options": options(11)}),
    ),
    (
        "overflow",
        section(accessory={"type": "overflow", "action_id": "c", "options": options(5)}),
        section(accessory={"type": "overflow", "action_id": "c", "options": options(6)}),
    ),
    (
        "no text input among actions",
        actions(button("b")),
        actions({"type": "plain_text_input", "action_id": "t"}),
    ),
    ("unknown block", section(), {"type": "sectoin"}),
    ("unknown property", section(), section(colour="red")),
    ("alerts only in modals", section(), {"type": "alert", "text": plain("x")}),
    ("markdown", {"type": "markdown", "text": "*x*"}, {"type": "markdown", "text": words(12_001)}),
    ("chart title", chart(title=words(50)), chart(title=words(51))),
    ("chart series", series_chart(6), series_chart(7)),
    ("chart categories", category_chart(20), category_chart(21)),
    (
        "one value per category",
        chart(),
        chart(
            chart={
                "type": "bar",
                "series": [{"name": "s", "data": points("Mon")}],
                "axis_config": {"categories": ["Mon", "Tue"]},
            }
        ),
    ),
    (
        "finite values",
        chart(chart={"type": "pie", "segments": [{"label": "a", "value": 1}]}),
        chart(chart={"type": "pie", "segments": [{"label": "a", "value": float("nan")}]}),
    ),
    (
        "chart labels",
        chart(chart={"type": "pie", "segments": [{"label": words(20), "value": 1}]}),
        chart(chart={"type": "pie", "segments": [{"label": words(21), "value": 1}]}),
    ),
    ("data_table rows", data_table(101), data_table(102)),
    ("data_table header alone", data_table(2), data_table(1)),
    ("data_table columns", data_table(2, 20), data_table(2, 21)),
    ("data_table page", data_table(2, page_size=100), data_table(2, page_size=101)),
    ("table rows", table(100), table(101)),
    ("table columns", table(1, 20), table(1, 21)),
    (
        "even rows",
        table(2, 2),
        {"type": "table", "rows": [[cell(), cell()], [cell()]]},
    ),
    ("container children", container(*[section()] * 10), container(*[section()] * 11)),
    ("container in container", container(section()), container(container(section()))),
    ("card title", card(title=plain(words(150))), card(title=plain(words(151)))),
    ("card body", card(body=plain(words(200))), card(body=plain(words(201)))),
    (
        "carousel",
        {"type": "carousel", "elements": [card()] * 10},
        {"type": "carousel", "elements": [card()] * 11},
    ),
    (
        "image",
        {"type": "image", "image_url": "https://x.test/a.png", "alt_text": "a"},
        {"type": "image", "image_url": "https://x.test/a.png"},
    ),
]


@pytest.mark.parametrize(
    ("good", "bad"), [pair[1:] for pair in GOOD_AND_BAD], ids=[p[0] for p in GOOD_AND_BAD]
)
def test_a_block_at_its_limit_and_over_it(good: Json, bad: Json) -> None:
    assert said(good) == []
    assert said(bad) != []


def test_it_says_what_and_where() -> None:
    assert said(section(words(3001))) == [
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert said(section(), {"type": "nope"}) == [
        "unsupported type: nope [json-pointer:/blocks/1/type]"
    ]
    assert said(actions({"type": "button", "text": plain("x")}, {"type": "button"})) == [
        "missing required field: text [json-pointer:/blocks/0/elements/1]"
    ]


def test_fifty_blocks_a_message() -> None:
    assert said(*[section() for _ in range(50)]) == []
    assert said(*[section() for _ in range(51)]) == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]


def test_two_charts_a_message() -> None:
    assert said(chart(), chart()) == []
    assert said(chart(), chart(), chart())


def test_ids_are_unique_in_a_message() -> None:
    assert said(actions(button("a")), actions(button("a"))) == [
        '`action_id` "a" already exists [json-pointer:/blocks/1/elements/0/action_id]'
    ]
    assert said(section(block_id="b"), container(section(block_id="b"))) == [
        '`block_id` "b" already exists [json-pointer:/blocks/1/child_blocks/0/block_id]'
    ]


VIEWS: list[tuple[str, Json, Json]] = [
    ("title", modal(title=plain(words(24))), modal(title=plain(words(25)))),
    ("submit", modal(submit=plain(words(24))), modal(submit=plain(words(25)))),
    ("close", modal(close=plain(words(24))), modal(close=plain(words(25)))),
    (
        "private_metadata",
        modal(private_metadata=words(3000)),
        modal(private_metadata=words(3001)),
    ),
    ("callback_id", modal(callback_id=words(255)), modal(callback_id=words(256))),
    (
        "blocks",
        modal(*[section() for _ in range(100)]),
        modal(*[section() for _ in range(101)]),
    ),
    (
        "alert",
        modal({"type": "alert", "text": plain(words(200)), "level": "warning"}),
        modal({"type": "alert", "text": plain(words(201))}),
    ),
    (
        "alert level",
        modal({"type": "alert", "text": plain("x")}),
        modal({"type": "alert", "text": plain("x"), "level": "loud"}),
    ),
    (
        "label",
        modal(field("b", label=words(2000))),
        modal(field("b", label=words(2001))),
    ),
    (
        "placeholder",
        modal(field("b", {"type": "plain_text_input", "placeholder": plain(words(150))})),
        modal(field("b", {"type": "plain_text_input", "placeholder": plain(words(151))})),
    ),
    (
        "max_length",
        modal(field("b", {"type": "plain_text_input", "max_length": 3000})),
        modal(field("b", {"type": "plain_text_input", "max_length": 3001})),
    ),
    ("no chart in a form", modal(section()), modal(chart())),
    ("no table in a form", modal(section()), modal(table(1))),
    ("title is there", modal(), {k: v for k, v in modal().items() if k != "title"}),
    ("unknown property", modal(), modal(colour="red")),
    ("a button is no input", modal(field("b")), modal(field("b", button("x")))),
    ("same block twice", modal(field("a"), field("b")), modal(field("a"), field("a"))),
]


@pytest.mark.parametrize(("good", "bad"), [pair[1:] for pair in VIEWS], ids=[p[0] for p in VIEWS])
def test_a_view_at_its_limit_and_over_it(good: Json, bad: Json) -> None:
    assert [str(p) for p in view_problems(good, Surface.MODAL)] == []
    assert view_problems(bad, Surface.MODAL)


def test_an_input_needs_something_to_submit_it() -> None:
    without = {k: v for k, v in modal(field("a")).items() if k != "submit"}
    assert [p.message for p in view_problems(without, Surface.MODAL)] == [
        "must define `submit` to use an `input` block in modals"
    ]


def test_a_home_tab_has_no_buttons_at_the_bottom() -> None:
    assert not view_problems({"type": "home", "blocks": [section()]}, Surface.HOME)
    assert view_problems(
        {"type": "home", "blocks": [section()], "submit": plain("x")}, Surface.HOME
    )


def test_slack_answers_as_it_does(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=PARTS, text="t", blocks=[section(words(3001))])
    said = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert refused.value.response.data == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [said],
        "response_metadata": {"messages": [f"[ERROR] {said}"]},
    }


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"text": words(4001)}, "msg_too_long"),
        ({"text": "", "blocks": []}, "no_text"),
        ({"text": "t", "blocks": "[{"}, "invalid_blocks_format"),
        ({"text": "t", "blocks": "{}"}, "invalid_blocks_format"),
        ({"text": "t", "blocks": [section(words(3000)) for _ in range(5)]}, "msg_blocks_too_long"),
        ({"text": "t", "blocks": [table(1), container(table(1))]}, "invalid_attachments"),
        ({"text": "t", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        (
            {"text": "t", "metadata": {"event_type": "x", "event_payload": {"x": words(20_000)}}},
            "metadata_too_large",
        ),
    ],
)
def test_messages_that_slack_refuses(client: WebClient, given: Json, code: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.api_call("chat.postMessage", json={"channel": PARTS, **given})
    assert refused.value.response["error"] == code


def test_blocks_validate_posts_nothing(box: Sandbox, client: WebClient) -> None:
    before = box.workspace.feed.seq
    assert client.blocks_validate(blocks=[section()])["ok"]
    assert client.blocks_validate(view=modal(field("a")))["ok"]
    assert client.blocks_validate(message={"blocks": [section()]})["ok"]
    with pytest.raises(SlackApiError) as refused:
        client.blocks_validate(blocks=[section("")])
    assert refused.value.response["error"] == "invalid_blocks"
    assert refused.value.response["errors"][0]["pointer"] == "/0/text/text"
    with pytest.raises(SlackApiError) as refused:
        client.blocks_validate(blocks=[section()], view=modal())
    assert refused.value.response["error"] == "invalid_arguments"
    assert box.workspace.feed.seq == before
