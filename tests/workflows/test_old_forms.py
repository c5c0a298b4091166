"""A form that was opened by another Baton, or that somebody tampered with, on its way back."""

import pytest
from structlog.testing import capture_logs

from bot.chat.exchange import Answers, ShowCard
from bot.chat.text import text
from tests.world import World, words_of

ODD = [
    "",
    "{}",
    "null",
    "[" * 100_000,
    "[null]",
    '[null, 7, ""]',
    '["nowhere", 7, "", ""]',
    '["slack:", 7, "", ""]',
    '[5, 7, "", ""]',
    '[{"a": 1}, 7, "", ""]',
    '[null, null, "", ""]',
    '[null, "seven", "", ""]',
    '[null, -7, "", ""]',
    '[null, 1e400, "", ""]',
    '[null, NaN, "", ""]',
    '[null, 99999999999999999999, "", ""]',
    "[null, 7, null, [1]]",
    '[null, 0, "²", ""]',
]


@pytest.mark.parametrize("context", ODD)
@pytest.mark.parametrize("form", ["step:reassign", "meeting:add", "meeting:setup"])
def test_what_was_typed_comes_back_with_a_sentence(world: World, form: str, context: str) -> None:
    typed = (("Who", text("Maria Lopez")),)
    answers = Answers(
        world.sender("Grace"),
        f"{form}{context}",
        "to:Grace",
        form=form,
        context=context,
        shown=typed,
    )
    with capture_logs() as logs:
        reply = world.front.handle(answers)
    assert not [line for line in logs if line["event"] == "unexpected"]
    if isinstance(reply, ShowCard):
        assert "Maria Lopez" in words_of(reply)
