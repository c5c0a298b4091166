"""The page's addresses, asked by plain HTTP from the running sandbox."""

import json
import threading
from dataclasses import replace
from http.client import HTTPConnection

import pytest

from sandbox.cast import Cast
from sandbox.lakeside import DANA, GENERAL, JOAN, LAKESIDE, LUIS, PARTS, SALES, SAM, SERVICE, TOM
from sandbox.model import ChangeKind, Message
from sandbox.server import Sandbox
from tests.sandbox.conftest import MakeBox
from tests.sandbox.page.bot import MANIFEST, Counter, mrkdwn
from tests.sandbox.page.inert import words
from tests.sandbox.page.window import Window

ASK = "/parts 48213 2x 04152-YZZA1 oil filter"


def cards(box: Sandbox) -> list[Message]:
    return [message for message in box.workspace.messages(PARTS) if message.blocks]


def test_an_incomplete_address_leads_to_a_person_in_his_own_channel(window: Window) -> None:
    assert window.get("/").headers["location"] == f"/?as={DANA}&in={SALES}"
    assert window.get("/", {"as": LUIS}).headers["location"] == f"/?as={LUIS}&in={SERVICE}"
    assert window.get("/", {"as": "UNOBODY", "in": "C0"}).status == 303
    kept = window.get("/", cookie=f"sandbox_as={SAM}")
    assert kept.headers["location"] == f"/?as={SAM}&in={PARTS}"


def test_the_page_shows_the_workspace_as_one_person_sees_it(window: Window) -> None:
    told = window.get("/", {"as": LUIS, "in": SERVICE})
    assert told.status == 200
    for seen in ("Lakeside Motors", "Luis Ortega", "Technician", "#service", "Bay 4 lift is slow"):
        assert seen in told.text
    assert "sales" not in words(window.regions(LUIS, SERVICE)["side"])
    assert "script-src 'self'" in told.headers["content-security-policy"]
    commands = told.text.split('id="commands">')[1].split("</script>")[0]
    assert json.loads(commands)["commands"][0]["name"] == "/parts"


def test_everybody_can_be_chosen_by_department(window: Window) -> None:
    people = words(window.regions(DANA, SALES)["people"])
    order = [people.index(name) for name in ("Sales", "Dana", "Service", "Luis", "Parts", "Joan")]
    assert order == sorted(order)


def test_static_files_are_asked_for_again_each_time(window: Window) -> None:
    told = window.get("/page/static/page.css")
    assert (told.status, told.headers["cache-control"]) == (200, "no-cache")
    again = window.ask(
        "GET", "/page/static/page.css", None, {"if-none-match": told.headers["etag"]}
    )
    assert again.status == 304
    assert window.get("/page/static/../routes.py").status == 404


def test_only_what_changed_is_sent_again(window: Window) -> None:
    asked = {"as": LUIS, "in": SERVICE}
    first = window.get("/page/regions", asked).json["regions"]
    have = ",".join(f"{name}:{region['hash']}" for name, region in first.items())
    assert window.get("/page/regions", asked | {"have": have}).json["regions"] == {}
    window.act(TOM, "type", **{"in": SERVICE, "text": "Bay 2 is free"})
    assert set(window.get("/page/regions", asked | {"have": have}).json["regions"]) == {"messages"}


def test_a_command_answers_only_the_one_who_typed_it(window: Window) -> None:
    told = window.act(LUIS, "type", **{"in": SERVICE, "text": ASK})
    assert told["ok"]
    mine = window.regions(LUIS, SERVICE)["messages"]
    assert "Only visible to you" in mine
    assert "is with parts" in mine
    assert "Only visible to you" not in window.regions(TOM, SERVICE)["messages"]
    counter = window.regions(SAM, PARTS)["messages"]
    assert "P-49 · Parts request" in counter
    assert 'data-press="claim"' in counter


def test_a_command_that_is_not_answered_says_so_in_plain_words(
    window: Window, counter: Counter
) -> None:
    counter.silent = True
    told = window.act(LUIS, "type", **{"in": SERVICE, "text": ASK})
    assert not told["ok"]
    assert told["error"].startswith(
        "/parts did not work: Baton did not answer within three seconds."
    )


def test_a_click_changes_the_card_for_everybody(window: Window, page_box: Sandbox) -> None:
    window.act(LUIS, "type", **{"in": SERVICE, "text": ASK})
    ts = cards(page_box)[0].ts
    told = window.act(SAM, "press", **{"in": PARTS, "ts": ts, "action": "claim", "words": "Claim"})
    assert told["ok"]
    shown = window.regions(LUIS, PARTS)["messages"]
    assert "Claimed" in shown
    assert "1 reply" in words(shown)
    assert "(edited)" in shown
    assert "has claimed it" in window.regions(LUIS, PARTS, thread=ts)["thread"]


def test_a_click_on_what_is_gone_says_what_is_true_now(window: Window, page_box: Sandbox) -> None:
    window.act(LUIS, "type", **{"in": SERVICE, "text": ASK})
    ts = cards(page_box)[0].ts
    asked = {"in": PARTS, "ts": ts, "action": "claim"}
    assert window.act(SAM, "press", **asked)["ok"]
    again = window.act(JOAN, "press", **asked)
    assert (again["ok"], again["error"]) == (
        False,
        "This has changed in the meantime. Look at it again.",
    )
    assert not window.act("UNOBODY", "press", **asked)["ok"]
    assert not window.act(SAM, "dance")["ok"]


def open_form(window: Window) -> str:
    window.act(SAM, "type", **{"in": PARTS, "text": "/parts"})
    form = window.regions(SAM, PARTS)["form"]
    return form.split('data-view="')[1].split('"')[0]


def field(block: str, value: object, kind: str = "plain_text_input") -> dict[str, object]:
    return {"block": block, "action": "it", "kind": kind, "value": value}


def test_a_form_keeps_what_was_right_and_says_what_was_wrong(window: Window) -> None:
    view = open_form(window)
    fields = [
        field("line", "stock", "radio_buttons"),
        field("bin", ""),
        field("note", "on its way"),
    ]
    told = window.act(SAM, "submit", view=view, fields=fields)
    assert told["fields"] == {"bin": "In stock needs a bin, for example C-14."}
    form = window.regions(SAM, PARTS)["form"]
    assert "In stock needs a bin" in form
    assert "on its way" in form
    fields[1] = field("bin", "C-14")
    assert window.act(SAM, "submit", view=view, fields=fields)["ok"]
    assert "data-view" not in window.regions(SAM, PARTS)["form"]


def test_what_is_typed_in_a_form_is_there_after_a_reload(window: Window) -> None:
    view = open_form(window)
    assert window.act(SAM, "change", view=view, **field("note", "bring <b>both</b>"))["ok"]
    assert "bring &lt;b&gt;both&lt;/b&gt;" in window.get("/", {"as": SAM, "in": PARTS}).text


def test_a_button_in_a_form_sends_along_what_was_typed(window: Window, counter: Counter) -> None:
    view = open_form(window)
    fields = [field("note", "left shelf")]
    assert window.act(SAM, "press", view=view, action="lookup", fields=fields)["ok"]
    sent = counter.heard[-1].payload["view"]["state"]["values"]
    assert sent["note"]["it"]["value"] == "left shelf"
    form = window.regions(SAM, PARTS)["form"]
    assert "Find the bin" in form
    assert "Over another form" in form
    top = form.split('data-view="')[1].split('"')[0]
    assert window.act(SAM, "close", view=top)["ok"]
    assert "left shelf" in window.regions(SAM, PARTS)["form"]


def test_a_time_without_a_zone_is_the_persons_own(window: Window, page_box: Sandbox) -> None:
    element = {"type": "datetimepicker"}
    body = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "When"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [
            {
                "type": "input",
                "block_id": "when",
                "label": {"type": "plain_text", "text": "When"},
                "element": element | {"action_id": "it"},
            }
        ],
    }
    modals = page_box.workspace.modals
    view = modals.open(modals.new_trigger(SAM, PARTS), body)
    asked = field("when", "2025-07-04T09:30", "datetimepicker")
    assert window.act(SAM, "change", view=view.id, **asked)["ok"]
    assert view.state["when"]["it"]["selected_date_time"] == 1751639400
    assert 'value="2025-07-04T09:30"' in window.regions(SAM, PARTS)["form"]


def test_permalinks_lead_to_the_message_and_keep_the_person(
    window: Window, page_box: Sandbox
) -> None:
    said = page_box.workspace.messages(GENERAL)
    reply = next(message for message in said if message.is_reply)
    digits = reply.ts.replace(".", "")
    told = window.get(f"/archives/{GENERAL}/p{digits}", {"as": JOAN})
    assert told.headers["location"] == f"/?as={JOAN}&in={GENERAL}&focus={reply.ts}"
    shown = window.get(told.headers["location"])
    assert shown.status == 200
    assert "That last one is promised" in shown.text
    assert window.meta(JOAN, GENERAL, focus=reply.ts)["thread"] == reply.thread_ts
    kept = window.get(f"/archives/{GENERAL}", cookie=f"sandbox_as={TOM}")
    assert kept.headers["location"] == f"/?as={TOM}&in={GENERAL}"


def test_an_old_message_is_shown_when_an_address_points_to_it(
    window: Window, page_box: Sandbox
) -> None:
    first = page_box.workspace.messages(GENERAL)[0]
    for count in range(130):
        page_box.workspace.post(Message(GENERAL, "", TOM, f"line {count}"))
    page = window.regions(JOAN, GENERAL)["messages"]
    assert "Three deliveries today" not in page
    assert "Show earlier messages" in page
    assert "Three deliveries today" in window.regions(JOAN, GENERAL, focus=first.ts)["messages"]
    assert "Three deliveries today" in window.regions(JOAN, GENERAL, more="200")["messages"]
    assert window.regions(JOAN, GENERAL, more="9" * 40)


def test_a_public_channel_can_be_looked_at_and_joined(window: Window) -> None:
    assert "The truck came" in window.regions(DANA, PARTS)["messages"]
    meta = window.meta(DANA, PARTS)
    assert meta["join"]
    assert "not one of its members" in meta["cannot"]
    assert window.act(DANA, "join", **{"in": PARTS})["ok"]
    assert window.meta(DANA, PARTS)["cannot"] == ""


def test_nobody_reads_anothers_private_messages(window: Window, page_box: Sandbox) -> None:
    private = page_box.workspace.open_im(SAM, JOAN)
    page_box.workspace.post(Message(private.id, "", SAM, "the raise"))
    assert window.meta(DANA, private.id)["in"] == SALES
    assert "the raise" not in window.get("/", {"as": DANA, "in": private.id}).text
    assert "the raise" in window.regions(JOAN, private.id)["messages"]


def test_unread_counts_go_when_the_conversation_is_before_the_eyes(
    window: Window, counter: Counter
) -> None:
    direct = counter.box.workspace.open_im(LUIS, counter.box.app.bot_user).id
    counter.post(direct, "Your filter is there.", None)
    regions = window.regions(LUIS, SERVICE)
    assert '<span class="badge">1' in regions["side"]
    assert "Private messages not read yet" in window.regions(TOM, SERVICE)["people"]
    assert window.meta(LUIS, SERVICE)["title"] == "(1) #service · Lakeside Motors"
    window.regions(LUIS, direct, seen="1")
    assert '<span class="badge">' not in window.regions(LUIS, SERVICE)["side"]


def test_reactions(window: Window, page_box: Sandbox) -> None:
    ts = page_box.workspace.messages(PARTS)[0].ts
    assert window.act(SAM, "react", **{"in": PARTS, "ts": ts, "name": "eyes"})["ok"]
    assert 'data-react="eyes" aria-pressed="true"' in window.regions(SAM, PARTS)["messages"]
    window.act(SAM, "react", **{"in": PARTS, "ts": ts, "name": "eyes", "on": False})
    assert 'data-react="eyes"' not in window.regions(SAM, PARTS)["messages"]


def test_the_guide_ticks_off_what_people_do(window: Window) -> None:
    window.act(LUIS, "type", **{"in": SERVICE, "text": ASK})
    guide = window.regions(SAM, PARTS)["guide"]
    assert '<span class="count">1/' in guide
    window.act(SAM, "tick", story=0, step=0)
    assert '<span class="count">1/' not in window.regions(SAM, PARTS)["guide"]
    window.act(SAM, "tick", story=1, step=0)
    window.act(SAM, "start-over")
    assert '<span class="count">1/' not in window.regions(SAM, PARTS)["guide"]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "application/json", "origin": "https://evil.example"}, b"{}", 403),
        ({"content-type": "text/plain"}, b"{}", 403),
        ({"content-type": "application/json"}, b"[1", 400),
        ({"content-type": "application/json"}, b"[]", 400),
        ({"content-type": "application/json"}, b'"' + b"x" * 300_000 + b'"', 413),
    ],
)
def test_only_the_page_itself_can_act(
    window: Window, headers: dict[str, str], body: bytes, status: int
) -> None:
    assert window.ask("POST", "/page/act", body, headers).status == status


def test_words_that_no_encoding_has_do_not_break_the_page(
    window: Window, page_box: Sandbox
) -> None:
    page_box.workspace.post(Message(PARTS, "", SAM, "half \ud83d of an emoji \x00"))
    assert window.get("/", {"as": SAM, "in": PARTS}).status == 200
    assert "half" in window.regions(SAM, PARTS)["messages"]


def test_an_archived_channel_and_a_person_who_left(window: Window, page_box: Sandbox) -> None:
    page_box.workspace.archive(PARTS)
    page_box.workspace.deactivate(JOAN)
    assert "archived" in window.meta(SAM, PARTS)["cannot"]
    assert "Joan Price" not in window.regions(SAM, PARTS)["people"]
    assert "Joan Price" in window.regions(SAM, PARTS)["messages"]
    page_box.workspace.delete_channel(PARTS)
    assert window.meta(SAM, PARTS)["in"] == GENERAL


def test_a_private_answer_can_be_in_a_thread(window: Window, page_box: Sandbox) -> None:
    root = page_box.workspace.messages(PARTS)[0].ts
    app = page_box.app.bot_user
    hidden = Message(PARTS, "", app, "psst", thread_ts=root, bot_id="B1", ephemeral_to=SAM)
    page_box.workspace.post(hidden)
    assert "psst" in window.regions(SAM, PARTS, thread=root)["thread"]
    assert "psst" not in window.regions(JOAN, PARTS, thread=root)["thread"]
    assert "psst" not in window.regions(SAM, PARTS)["messages"]


def test_changes_are_told_at_once(page_box: Sandbox) -> None:
    live = HTTPConnection("127.0.0.1", page_box.port, timeout=5)
    live.request("GET", "/page/live")
    stream = live.getresponse()
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert b"hello" in b"".join(stream.readline() for _ in range(3))
    threading.Timer(0.05, page_box.workspace.person(SAM).type, (PARTS, "news")).start()
    lines = [stream.readline() for _ in range(2)]
    assert any(line.startswith(b"data: ") for line in lines)
    page_box.workspace.feed.emit(ChangeKind.CONNECTION, detail={"stopping": True})
    assert stream.read() is not None
    live.close()


def test_an_empty_workspace_says_so(make_box: MakeBox) -> None:
    nobody: Cast = replace(LAKESIDE, users=(), channels=(), said=(), app_in=())
    opened = Window(make_box(cast=nobody, manifest=MANIFEST, page=True))
    assert "nobody in it yet" in opened.get("/").text
    assert opened.get("/page/regions").status == 404
    opened.close()


def test_a_message_of_blocks_and_one_of_text(window: Window, counter: Counter) -> None:
    counter.post(PARTS, "plain *words*", None)
    counter.post(PARTS, "unseen", [{"type": "section", "text": mrkdwn("in a block")}])
    shown = window.regions(SAM, PARTS)["messages"]
    assert "<strong>words</strong>" in shown
    assert "in a block" in shown
    assert "unseen" not in shown
    assert shown.count('class="msg card"') == 1
