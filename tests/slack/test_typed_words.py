"""What a person types after a command, as Baton reads it."""

import pytest

from bot.chat.slack.arrivals import read_command


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("service Lopez <@U0TOMALVRZ1|tom>", "service Lopez @slack:U0TOMALVRZ1(tom)"),
        ("service Lopez <@U0TOMALVRZ1|tom a>", "service Lopez @slack:U0TOMALVRZ1(tom)"),
        ("service Lopez <@U0TOMALVRZ1>", "service Lopez @slack:U0TOMALVRZ1"),
        ("see <#C0PARTSCNTR|parts>", "see #parts"),
        ("<!channel> look", "@channel look"),
        ("<https://example.com/a|example.com> says", "example.com says"),
        ("<mailto:a@example.com>", "mailto:a@example.com"),
        ("Smith &amp; Sons &lt;!channel&gt;", "Smith & Sons <!channel>"),
        ("a < b > c", "a < b > c"),
    ],
)
def test_markup_becomes_words_and_words_stay(sent: str, read: str) -> None:
    payload = {"user_id": "U1", "team_id": "T1", "channel_id": "C1", "command": "/x", "text": sent}
    assert read_command(payload).text == read
