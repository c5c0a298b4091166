from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.page.render.markup import safe_href
from sandbox.page.render.mrkdwn import mrkdwn, plain
from sandbox.page.render.scene import Member, Scene
from tests.sandbox.page.inert import dangers, words

SCENE = Scene(
    people={"U1": Member("Dana Whitfield"), "U2": Member("سلمى")},
    channels={"C1": "parts"},
    zone=ZoneInfo("America/Chicago"),
    now=datetime(2025, 3, 4, 18, 0, tzinfo=UTC),
    acting="U2",
    hosts=frozenset({"127.0.0.1:8765"}),
)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _it_ ~gone~", "<strong>bold</strong> <em>it</em> <s>gone</s>"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("2*3*4 and a_b_c", "2*3*4 and a_b_c"),
        ("* not bold*", "* not bold*"),
        ("`*code*`", "<code>*code*</code>"),
        ("one\ntwo", "one<br>two"),
        ("one\n\ntwo", "one<br><br>two"),
        ("&lt;b&gt; &amp;lt;", "&lt;b&gt; &amp;lt;"),
        ("<b>", "&lt;b&gt;"),
        ("&gt; said\n&gt; again\nme", "<blockquote>said<br>again</blockquote>me"),
        ("&gt;&gt;&gt; all\nof it", "<blockquote>all<br>of it</blockquote>"),
        ("• one\n• two", "<ul><li>one</li><li>two</li></ul>"),
        ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
        ("```\na < b\n*x*\n```", "<pre>a &lt; b\n*x*</pre>"),
        ("before\n```x```\nafter", "before<pre>x</pre>after"),
        ("at 10:30:15", "at 10:30:15"),
        (":nosuchthing:", ":nosuchthing:"),
        ("<!subteam^S1|@techs>", '<span class="mention">@techs</span>'),
        ("<!here>", '<span class="mention all">@here</span>'),
        ("<javascript:x|press>", "&lt;javascript:x|press&gt;"),
        ("<mailto:a@b.example|write>", "write (mailto:a@b.example)"),
        ("<!nonsense>", "&lt;!nonsense&gt;"),
    ],
)
def test_text_becomes_html(text: str, html: str) -> None:
    assert mrkdwn(text, SCENE) == html


def test_a_mention_is_a_name_and_the_reader_stands_out() -> None:
    html = mrkdwn("<@U1> <@U2> <@U9|nora> <@U9>", SCENE)
    assert words(html) == "@Dana Whitfield @سلمى @nora @U9"
    assert html.count("mention me") == 1


def test_a_channel_leads_there_as_the_same_person() -> None:
    assert 'href="/archives/C1?as=U2"' in mrkdwn("<#C1|old>", SCENE)
    assert words(mrkdwn("<#C9|secret>", SCENE)) == "#secret"


def test_links() -> None:
    outside = mrkdwn("<https://example.com/a_b_c?x=1&amp;y=2|the *order*>", SCENE)
    assert 'href="https://example.com/a_b_c?x=1&amp;y=2"' in outside
    assert 'target="_blank" rel="noopener noreferrer"' in outside
    assert words(outside) == "the *order*"
    bare = mrkdwn("see https://example.com/x.", SCENE)
    assert 'href="https://example.com/x"' in bare
    assert words(bare) == "see https://example.com/x."


def test_a_link_to_a_message_stays_in_the_window_and_keeps_the_person() -> None:
    url = "http://127.0.0.1:8765/archives/C1/p1700000000000100?thread_ts=1700000000.000001&cid=C1"
    html = mrkdwn(f"<{url}|P-48>", SCENE)
    assert "/archives/C1/p1700000000000100?as=U2&amp;thread_ts=1700000000.000001" in html
    assert "data-go" in html
    assert "target" in mrkdwn("<http://elsewhere.example/archives/C1/p1700000000000100>", SCENE)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example",
        "/\\evil.example",
        "http:evil",
        "https://",
        "http://[broken",
        "",
    ],
)
def test_no_other_address_can_be_followed(url: str) -> None:
    assert safe_href(url) is None
    assert "href" not in mrkdwn(f"<{url}|press me>", SCENE)


def test_dates_are_the_readers() -> None:
    stamp = int(datetime(2025, 3, 4, 21, 5, tzinfo=UTC).timestamp())
    told = mrkdwn(f"<!date^{stamp}^{{date_pretty}} at {{time}}|later>", SCENE)
    assert told == "today at 3:05 PM"
    assert mrkdwn(f"<!date^{stamp}^{{nonsense}}|later>", SCENE) == "later"
    assert mrkdwn("<!date^99999999999999999^{time}|later>", SCENE) == "later"
    linked = mrkdwn(f"<!date^{stamp}^{{time}}^https://example.com|later>", SCENE)
    assert 'href="https://example.com"' in linked


def test_emoji() -> None:
    assert "🔧" in mrkdwn(":wrench: :wave::skin-tone-3:", SCENE)
    assert plain(":wrench: & <b>") == "🔧 &amp; &lt;b&gt;"


HOSTILE = st.lists(
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "<javascript:alert(1)|x>",
            '<https://a.example/"onmouseover="alert(1)|x>',
            "<!channel>",
            "<@U1|<b>>",
            "&lt;script&gt;",
            "&amp;lt;",
            "*",
            "_",
            "~",
            "`",
            "```",
            "> ",
            "&gt;",
            "<",
            ">",
            "|",
            "\n",
            "• ",
            ":wrench:",
            "<!date^1^{time}^javascript:x|",
            "\u202e",
            "\x00",
            "\ud800",
            "'",
            "--><svg/onload=alert(1)>",
        ]
    )
    | st.text(max_size=8),
    max_size=14,
).map("".join)


@given(HOSTILE)
def test_nothing_in_a_text_comes_alive(text: str) -> None:
    assert dangers(mrkdwn(text, SCENE)) == []
    assert dangers(plain(text)) == []


@given(st.sampled_from("*_~`<>:&|["), st.integers(500, 3000))
def test_a_long_row_of_marks_is_read_quickly(mark: str, count: int) -> None:
    assert mrkdwn(mark * count, SCENE)
    assert mrkdwn(f"{mark}a " * count, SCENE)
