import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from bot.chat.form import Choice, Field, Form, Kind
from bot.chat.slack.forms import FormTooLarge, Remembered, draw_form, recall, remember
from tests.slack import hostile
from tests.slack.checker import check_view

COLORS = tuple(Choice(f"c{n}", f"Color {n}") for n in range(130))


def element(field: Field, **values: str | tuple[str, ...]) -> dict[str, object]:
    view = draw_form(Form("f", "Title", "Save", (field,), values))
    check_view(view)
    drawn: dict[str, object] = view["blocks"][0]["element"]
    return drawn


@pytest.mark.parametrize(
    ("kind", "count", "type_"),
    [
        (Kind.TEXT, 0, "plain_text_input"),
        (Kind.LONG_TEXT, 0, "plain_text_input"),
        (Kind.NUMBER, 0, "plain_text_input"),
        (Kind.MONEY, 0, "plain_text_input"),
        (Kind.TIME, 0, "plain_text_input"),
        (Kind.DAY, 0, "plain_text_input"),
        (Kind.CHOICE, 4, "radio_buttons"),
        (Kind.CHOICE, 5, "static_select"),
        (Kind.CHOICES, 10, "checkboxes"),
        (Kind.CHOICES, 11, "multi_static_select"),
        (Kind.PERSON, 0, "users_select"),
        (Kind.PEOPLE, 0, "multi_users_select"),
        (Kind.CHANNEL, 0, "conversations_select"),
    ],
)
def test_each_kind_has_its_element(kind: Kind, count: int, type_: str) -> None:
    assert element(Field("f", "F", kind, choices=COLORS[:count]))["type"] == type_


def test_what_is_known_is_filled_in() -> None:
    assert element(Field("f", "F"), f="48213")["initial_value"] == "48213"
    assert element(Field("f", "F", Kind.PERSON), f="slack:U1")["initial_user"] == "U1"
    people = element(Field("f", "F", Kind.PEOPLE), f=("slack:U1", "teams:9", "slack:U2"))
    assert people["initial_users"] == ["U1", "U2"]
    place = element(Field("f", "F", Kind.CHANNEL), f="slack:C1")
    assert place["initial_conversation"] == "C1"
    assert place["filter"] == {"include": ["public", "private"]}
    one = element(Field("f", "F", Kind.CHOICE, choices=COLORS[:9]), f="c3")
    assert one["initial_option"]["value"] == "c3"  # type: ignore[index]
    several = element(Field("f", "F", Kind.CHOICES, choices=COLORS[:9]), f=("c3", "c5", "zz"))
    assert [o["value"] for o in several["initial_options"]] == ["c3", "c5"]  # type: ignore[attr-defined]


def test_what_was_typed_is_not_lost_when_it_is_too_long() -> None:
    drawn = element(Field("f", "F", Kind.LONG_TEXT, longest=100), f="x" * 500)
    assert drawn["initial_value"] == "x" * 500
    assert drawn["max_length"] == 500


def test_a_field_of_one_line_has_no_line_ends() -> None:
    assert element(Field("f", "F"), f="a\nb")["initial_value"] == "a b"


def test_more_choices_than_slack_takes_are_cut_and_said() -> None:
    view = draw_form(
        Form("f", "T", "S", (Field("f", "F", Kind.CHOICE, choices=COLORS),), {"f": "c129"})
    )
    check_view(view)
    drawn = view["blocks"][0]
    assert len(drawn["element"]["options"]) == 100
    assert drawn["element"]["initial_option"]["value"] == "c129"
    assert drawn["hint"]["text"] == "The first 100 of 130."


def test_nothing_to_choose_from_is_said() -> None:
    view = draw_form(Form("f", "T", "S", (Field("f", "Advisor", Kind.CHOICE),)))
    check_view(view)
    assert "nothing to choose" in view["blocks"][0]["elements"][0]["text"]


def test_the_note_stands_on_top() -> None:
    view = draw_form(Form("f", "T", "S", (Field("f", "F"),), note=("What is <this>?",)))
    assert view["blocks"][0]["text"]["text"] == "What is &lt;this&gt;?"


def test_a_changed_value_gets_a_field_of_its_own() -> None:
    def block_id(**values: str) -> str:
        view = draw_form(Form("f", "T", "S", (Field("f", "F"),), values))
        return str(view["blocks"][0]["block_id"])

    assert block_id() == "f"
    assert block_id(f="a") != block_id(f="b")
    assert block_id(f="a") == block_id(f="a")


def test_what_is_remembered_comes_back() -> None:
    kept = Remembered('P-48 <&> \\ \n"é', "https://hooks.slack.com/commands/T/1/x", "C1")
    written = remember(kept)
    assert recall(written) == kept
    # Slack may hand mark-up back as entities.
    assert not set("&<>") & set(written)


def test_where_to_answer_is_left_out_before_the_context() -> None:
    kept = Remembered("x" * 2900, "https://hooks.slack.com/" + "y" * 200, "C1")
    assert recall(remember(kept)) == replace(kept, answer_to="")


def test_a_context_that_cannot_fit_is_named() -> None:
    with pytest.raises(FormTooLarge):
        remember(Remembered("x" * 3001))


@pytest.mark.parametrize("written", ["", None, "junk", "[1]", '{"c": 5}', "{" * 5000, 7])
def test_foreign_metadata_is_nothing(written: object) -> None:
    assert recall(written).answer_to == ""


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(hostile.forms())
def test_any_form_is_within_slacks_limits(form: Form) -> None:
    view = draw_form(form, "https://lakeside.slack.com", "https://hooks.slack.com/x", "C1")
    check_view(view)
    assert recall(view["private_metadata"]).context == form.context
    json.dumps(view)
