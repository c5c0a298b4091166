"""`/baton`: help, what is mine, what is my department's, and search."""

from __future__ import annotations

import pytest

from handlers.routes import COMMANDS
from sandbox.lakeside import PARTS, SERVICE
from tests.e2e.conftest import on_both_databases
from tests.e2e.house import Lakeside


@pytest.fixture
def busy(lakeside: Lakeside) -> Lakeside:
    """Three requests: one late that Sam has, one that he has and one that nobody has."""
    lakeside.luis.types(SERVICE, "/parts 48213 1x 04152-YZZA1 oil filter waiting")
    lakeside.sam.presses(lakeside.card("P-1"), "Claim")
    lakeside.luis.types(SERVICE, "/parts 48214 1x 90915-YZZD4 pump")
    lakeside.sam.presses(lakeside.card("P-2"), "Claim")
    lakeside.renee.types(SERVICE, "/parts 48215 4x 90919-01253 plugs")
    lakeside.card("P-3")
    lakeside.forward(minutes=30)
    lakeside.card("P-1", "Late since")
    lakeside.settle()
    return lakeside


def test_help_names_every_command(lakeside: Lakeside) -> None:
    answer = lakeside.luis.types(SERVICE, "/baton help")
    assert lakeside.luis.types(SERVICE, "/baton") == answer
    for command in COMMANDS:
        assert f"*/{command.name}" in answer
    assert "Put help after any command for two examples." in answer


@pytest.mark.parametrize("verb", ["todo", "status", "find", "setup"])
def test_help_after_a_word_shows_two_examples(house: Lakeside, verb: str) -> None:
    lines = house.luis.types(SERVICE, f"/baton {verb} help").splitlines()
    assert len(lines) == 2
    assert all(line.startswith("/baton ") for line in lines)
    assert lines[0].startswith(f"/baton {verb}")
    assert house.luis.form is None


def test_a_word_it_does_not_know_says_what_it_knows(house: Lakeside) -> None:
    answer = house.luis.types(SERVICE, "/baton dance <!channel>")
    assert answer.startswith("I do not know /baton dance. Try /baton todo, /baton status")


@on_both_databases
def test_todo_lists_mine_late_first(busy: Lakeside) -> None:
    lines = busy.sam.types(PARTS, "/baton todo").splitlines()
    assert lines == [
        "Mine to do",
        "*Late (1)*",
        f"• {busy.link('P-1')} 1× oil filter (RO 48213): At the counter, {busy.sam.mention}, "
        "*15 min late*",
        "*Next (1)*",
        f"• {busy.link('P-2')} 1× pump (RO 48214): At the counter, {busy.sam.mention}, "
        "due today 12:30 PM",
    ]


def test_todo_of_whoever_asked_shows_what_he_waits_for(busy: Lakeside) -> None:
    lines = busy.luis.types(SERVICE, "/baton todo").splitlines()
    assert lines[1] == "*I wait for (2)*"
    assert [line.split("|")[1][:3] for line in lines[2:]] == ["P-1", "P-2"]


def test_todo_with_nothing_to_do_says_so(house: Lakeside) -> None:
    assert "Nothing is yours to do." in house.tom.types(SERVICE, "/baton todo")


def test_status_shows_the_departments_open_items_late_first(busy: Lakeside) -> None:
    lines = busy.joan.types(PARTS, "/baton status").splitlines()
    assert lines[0] == "Parts: 3 open"
    assert [line for line in lines if line.startswith("*")] == [
        "*Late (1)*",
        "*Nobody has it (1)*",
        "*In hand (1)*",
    ]
    assert [line.split("|")[1][:3] for line in lines if "|" in line] == ["P-1", "P-3", "P-2"]


def test_find_looks_in_numbers_words_and_customers(busy: Lakeside) -> None:
    for words, found in {
        "48214": ["P-2"],
        "PLUGS": ["P-3"],
        "oil filter": ["P-1"],
        "p-3": ["P-3"],
        "90915": [],
    }.items():
        answer = busy.tom.types(SERVICE, f"/baton find {words}")
        assert [line.split("|")[1][:3] for line in answer.splitlines() if "|" in line] == found


def test_find_without_a_word_or_without_a_hit_says_what_to_try(house: Lakeside) -> None:
    assert "Try /baton find Lopez" in house.tom.types(SERVICE, "/baton find")
    assert "Nothing found." in house.tom.types(SERVICE, "/baton find 100%_x")


def test_what_is_looked_for_is_only_text(house: Lakeside) -> None:
    answer = house.tom.types(SERVICE, "/baton find <!channel> & co")
    assert "<!channel>" not in answer.replace("Found for “<!channel> & co”", "")
