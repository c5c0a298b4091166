"""The Web API through the real SDK."""

import http.client
import json
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.api.registry import METHODS
from sandbox.clock import FrozenClock
from sandbox.lakeside import DANA, GENERAL, GRACE, LUIS, PARTS, SALES, SAM, SERVICE
from sandbox.model import Channel, User
from sandbox.server import Sandbox
from tests.sandbox.conftest import MakeBox, client_of
from tests.sandbox.forms import actions, button, section


def refused(call: Callable[..., Any], **given: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        call(**given)
    return str(error.value.response["error"])


# Who calls


def test_auth_test_says_who(box: Sandbox, client: WebClient) -> None:
    answer = client.auth_test()
    assert answer["team"] == "Lakeside Motors"
    assert answer["user_id"] == box.app.bot_user
    assert answer["bot_id"] == box.app.bot_id
    assert answer.headers["x-oauth-scopes"].startswith("app_mentions:read,")


def test_tokens(box: Sandbox) -> None:
    assert refused(client_of(box, "xoxb-wrong").auth_test) == "invalid_auth"
    assert refused(client_of(box, box.app_token).auth_test) == "not_allowed_token_type"
    nobody = WebClient(base_url=box.api_url, retry_handlers=[])
    assert refused(nobody.auth_test) == "not_authed"
    assert nobody.api_test(foo="bar")["args"] == {"foo": "bar"}
    bot = client_of(box)
    assert refused(lambda: bot.apps_connections_open(app_token=box.bot_token)) == (
        "not_allowed_token_type"
    )


def test_an_unknown_method(client: WebClient) -> None:
    assert refused(lambda: client.api_call("chat.shout")) == "unknown_method"


def test_a_missing_scope_is_named(box: Sandbox, client: WebClient) -> None:
    box.app.scopes.remove("chat:write")
    with pytest.raises(SlackApiError) as error:
        client.chat_postMessage(channel=PARTS, text="x")
    assert error.value.response["error"] == "missing_scope"
    assert error.value.response["needed"] == "chat:write"
    assert "commands" in error.value.response["provided"].split(",")
    box.app.scopes.remove("im:read")
    assert client.conversations_list()["ok"]
    assert refused(client.conversations_list, types="public_channel,im") == "missing_scope"


def raw(box: Sandbox, method: str, body: bytes, content_type: str, token: str | None = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", box.port, timeout=5)
    headers = {"Content-Type": content_type}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        connection.request("POST", f"/api/{method}", body, headers)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def test_every_way_to_send_arguments(box: Sandbox) -> None:
    form = "application/x-www-form-urlencoded"
    blocks = json.dumps([section("from a form")]).encode()
    body = (
        b"token=" + box.bot_token.encode() + b"&channel=" + PARTS.encode() + b"&text=a%26b&blocks="
    )
    answer = raw(box, "chat.postMessage", body + http_quote(blocks), form)
    assert answer["message"]["blocks"][0]["text"]["text"] == "from a form"
    assert answer["message"]["text"] == "a&amp;b"
    as_json = json.dumps({"channel": PARTS, "text": "t", "thread_ts": None}).encode()
    assert raw(box, "chat.postMessage", as_json, "application/json; charset=utf-8", box.bot_token)[
        "ok"
    ]
    assert raw(box, "auth.test", b"", "application/json", box.bot_token)["ok"]
    assert raw(box, "auth.test", b"{", "application/json", box.bot_token)["error"] == "invalid_json"
    assert (
        raw(box, "auth.test", b"[]", "application/json", box.bot_token)["error"]
        == "json_not_object"
    )
    assert raw(box, "auth.test", b"x", "text/html", box.bot_token)["error"] == "invalid_post_type"
    for odd in (b'{"channel": NaN}', b"\xff\xfe"):
        answer = raw(box, "api.test", odd, "application/json", box.bot_token)
        assert answer["error"] == "invalid_json"
    halved = b'{"channel": "' + PARTS.encode() + b'", "text": "half \\ud83d of it"}'
    answer = raw(box, "chat.postMessage", halved, "application/json", box.bot_token)
    assert answer["message"]["text"] == "half ? of it"
    query = f"conversations.info?channel={PARTS}&include_num_members=1"
    assert raw(box, query, b"", form, box.bot_token)["channel"]["num_members"] == 6


def http_quote(value: bytes) -> bytes:
    from urllib.parse import quote_from_bytes

    return quote_from_bytes(value).encode()


# Saying


def test_posting_where_it_may_not(box: Sandbox, client: WebClient) -> None:
    workspace = box.workspace
    assert refused(client.chat_postMessage, channel=GENERAL, text="x") == "not_in_channel"
    assert refused(client.chat_postMessage, channel="C0NOWHERE", text="x") == "channel_not_found"
    workspace.add_channel(Channel("C0SECRET", "secret", is_private=True, members=[DANA]))
    assert refused(client.chat_postMessage, channel="C0SECRET", text="x") == "channel_not_found"
    workspace.archive(SALES)
    assert refused(client.chat_postMessage, channel=SALES, text="x") == "is_archived"
    workspace.delete_channel(SERVICE)
    assert refused(client.chat_postMessage, channel=SERVICE, text="x") == "channel_not_found"
    workspace.deactivate(SAM)
    assert refused(client.chat_postMessage, channel=SAM, text="x") == "channel_not_found"
    assert refused(client.conversations_open, users=SAM) == "user_disabled"
    box.app.scopes.append("chat:write.public")
    assert client.chat_postMessage(channel=GENERAL, text="x")["ok"]


def test_a_message_to_a_person_opens_the_conversation(box: Sandbox, client: WebClient) -> None:
    answer = client.chat_postMessage(channel=DANA, text="for you")
    channel = answer["channel"]
    assert channel.startswith("D")
    assert client.conversations_open(users=[DANA])["channel"]["id"] == channel
    dana = box.workspace.person_named("Dana")
    line = dana.conversations()[-1]
    assert (line.id, line.kind, line.name, line.unread) == (channel, "im", "Relay", 1)
    dana.mark_read(channel)
    assert dana.conversations()[-1].unread == 0
    assert box.workspace.person_named("Sam").messages(channel) == []


def test_timestamps_rise_even_when_the_clock_stands(make_box: MakeBox) -> None:
    client = client_of(make_box(now=FrozenClock(1_700_000_000.0)))
    stamps = [client.chat_postMessage(channel=PARTS, text="x")["ts"] for _ in range(5)]
    assert stamps == sorted(set(stamps))
    assert stamps[0].startswith("1700000000.")


def test_threads(box: Sandbox, client: WebClient) -> None:
    root = client.chat_postMessage(channel=PARTS, text="card")["ts"]
    first = client.chat_postMessage(channel=PARTS, text="one", thread_ts=root)
    assert first["message"]["parent_user_id"] == box.app.bot_user
    luis = box.workspace.person_named("Luis")
    luis.reply(PARTS, root, "two")
    replies = client.conversations_replies(channel=PARTS, ts=root)["messages"]
    assert [m["text"] for m in replies] == ["card", "one", "two"]
    assert replies[0]["reply_count"] == 2
    assert replies[0]["reply_users"] == [box.app.bot_user, LUIS]
    assert [m.text for m in luis.thread(PARTS, root)] == ["card", "one", "two"]
    assert luis.messages(PARTS)[-1].text == "card"
    # A reply to a reply lands in the same thread.
    third = client.chat_postMessage(channel=PARTS, text="three", thread_ts=first["ts"])
    assert third["message"]["thread_ts"] == root
    client.chat_postMessage(channel=PARTS, text="to all", thread_ts=root, reply_broadcast=True)
    assert luis.messages(PARTS)[-1].text == "to all"
    assert refused(client.chat_postMessage, channel=PARTS, text="x", thread_ts="1.0") == (
        "thread_not_found"
    )
    # The root is deleted; its thread stays.
    client.chat_delete(channel=PARTS, ts=root)
    replies = client.conversations_replies(channel=PARTS, ts=root)["messages"]
    assert replies[0]["subtype"] == "tombstone"
    assert len(replies) == 5


def test_update_without_blocks_removes_them(box: Sandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=PARTS, text="t", blocks=[section("b")])["ts"]
    kept = client.chat_update(channel=PARTS, ts=ts, text="t2", blocks=[section("b2")])
    assert kept["message"]["blocks"][0]["text"]["text"] == "b2"
    assert "edited" not in kept["message"]
    bare = client.chat_update(channel=PARTS, ts=ts, text="t3")["message"]
    assert "blocks" not in bare
    assert bare["edited"]["user"] == box.app.bot_user


def test_only_its_own_messages_can_be_changed(box: Sandbox, client: WebClient) -> None:
    said = box.workspace.person_named("Luis").type(PARTS, "mine")
    assert refused(client.chat_update, channel=PARTS, ts=said.ts, text="x") == "cant_update_message"
    assert refused(client.chat_delete, channel=PARTS, ts=said.ts) == "cant_delete_message"
    assert refused(client.chat_update, channel=PARTS, ts="1.1", text="x") == "message_not_found"
    private = client.chat_postEphemeral(channel=PARTS, user=LUIS, text="psst")["message_ts"]
    assert refused(client.chat_update, channel=PARTS, ts=private, text="x") == "message_not_found"


def test_ephemerals_need_a_member(box: Sandbox, client: WebClient) -> None:
    assert refused(client.chat_postEphemeral, channel=PARTS, user=DANA, text="x") == (
        "user_not_in_channel"
    )
    assert refused(client.chat_postEphemeral, channel=GENERAL, user=DANA, text="x") == (
        "not_in_channel"
    )
    client.chat_postEphemeral(channel=PARTS, user=LUIS, text="x", blocks=[actions(button("go"))])
    seen = box.workspace.person_named("Luis").messages(PARTS)[-1]
    assert seen.ephemeral_to == LUIS
    assert all(m.ephemeral_to is None for m in box.workspace.person_named("Sam").messages(PARTS))


def test_a_link_to_a_message(box: Sandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=PARTS, text="x")["ts"]
    link = client.chat_getPermalink(channel=PARTS, message_ts=ts)["permalink"]
    assert link == f"{box.url}/archives/{PARTS}/p{ts.replace('.', '')}"


def test_metadata_is_kept_and_shown_when_asked_for(client: WebClient) -> None:
    metadata = {"event_type": "outbox", "event_payload": {"row": 7}}
    ts = client.chat_postMessage(channel=PARTS, text="x", metadata=metadata)["ts"]
    plain = client.conversations_history(channel=PARTS, oldest=ts, inclusive=True, limit=1)
    assert "metadata" not in plain["messages"][0]
    full = client.conversations_history(channel=PARTS, include_all_metadata=True, limit=1)
    assert full["messages"][0]["metadata"] == metadata


def test_unescaped_markup_works_and_the_rest_is_escaped(client: WebClient) -> None:
    sent = "<!channel> a < b & c <https://x.test|link> &lt;ok&gt;"
    stored = client.chat_postMessage(channel=PARTS, text=sent)["message"]["text"]
    assert stored == "<!channel> a &lt; b &amp; c <https://x.test|link> &lt;ok&gt;"


# Reading


def test_history_comes_in_pages_newest_first(client: WebClient) -> None:
    sent = [client.chat_postMessage(channel=PARTS, text=f"m{n}")["ts"] for n in range(25)]
    # The SDK reuses one object for all pages.
    pages = [dict(one.data) for one in client.conversations_history(channel=PARTS, limit=10)]
    texts = [m["text"] for one in pages for m in one["messages"]]
    assert texts[:25] == [f"m{n}" for n in reversed(range(25))]
    assert len(texts) == len(set(texts)) == 27
    assert [len(one["messages"]) for one in pages] == [10, 10, 7]
    assert pages[0]["has_more"]
    assert not pages[-1]["has_more"]
    between = client.conversations_history(channel=PARTS, oldest=sent[3], latest=sent[6])
    assert [m["ts"] for m in between["messages"]] == [sent[5], sent[4]]
    inclusive = client.conversations_history(
        channel=PARTS, oldest=sent[3], latest=sent[6], inclusive=True
    )
    assert [m["ts"] for m in inclusive["messages"]] == [sent[6], sent[5], sent[4], sent[3]]
    assert refused(client.conversations_history, channel=GENERAL) == "not_in_channel"
    assert refused(client.conversations_history, channel=PARTS, cursor="???") == "invalid_cursor"


def test_replies_come_in_pages(client: WebClient) -> None:
    root = client.chat_postMessage(channel=PARTS, text="root")["ts"]
    for n in range(7):
        client.chat_postMessage(channel=PARTS, text=f"r{n}", thread_ts=root)
    seen: list[str] = []
    for one in client.conversations_replies(channel=PARTS, ts=root, limit=4):
        assert one["messages"][0]["ts"] == root
        seen += [m["text"] for m in one["messages"][1:]]
    assert seen == [f"r{n}" for n in range(7)]
    assert refused(client.conversations_replies, channel=PARTS, ts="1.2") == "thread_not_found"


def test_lists_come_in_pages_while_things_change(box: Sandbox, client: WebClient) -> None:
    for n in range(12):
        box.workspace.add_user(User(f"U0ZZZ{n:05d}", f"extra{n}", f"Extra {n}"))
        box.workspace.add_channel(Channel(f"C0ZZZ{n:05d}", f"extra-{n}"))
    seen: list[str] = []
    for number, one in enumerate(client.users_list(limit=5)):
        seen += [member["id"] for member in one["members"]]
        if number == 0:
            # Somebody joins before the place where the next page starts.
            box.workspace.add_user(User("U0AAA00000", "early", "Early Bird"))
    assert len(seen) == len(set(seen)) == 9 + 2 + 12
    channels = [c["name"] for p in client.conversations_list(limit=3) for c in p["channels"]]
    assert len(channels) == len(set(channels)) == 4 + 12
    members = [
        m for p in client.conversations_members(channel=GENERAL, limit=4) for m in p["members"]
    ]
    assert len(members) == len(set(members)) == 9


def test_people(box: Sandbox, client: WebClient) -> None:
    dana = client.users_info(user=DANA)["user"]
    assert dana["real_name"] == "Dana Whitfield"
    assert dana["tz"] == "America/Chicago"
    assert dana["profile"]["title"] == "Salesperson"
    email = dana["profile"]["email"]
    assert client.users_lookupByEmail(email=email)["user"]["id"] == DANA
    assert refused(client.users_info, user="U0NOBODY") == "user_not_found"
    assert refused(client.users_lookupByEmail, email="x@y.z") == "users_not_found"
    box.workspace.deactivate(DANA)
    gone = client.users_info(user=DANA)["user"]
    assert gone["deleted"]
    assert "tz" not in gone
    box.app.scopes.remove("users:read.email")
    assert "email" not in client.users_info(user=GRACE)["user"]["profile"]


def test_channels(box: Sandbox, client: WebClient) -> None:
    info = client.conversations_info(channel=PARTS, include_num_members=True)["channel"]
    assert (info["name"], info["is_member"], info["num_members"]) == ("parts", True, 6)
    assert not client.conversations_info(channel=GENERAL)["channel"]["is_member"]
    assert client.conversations_join(channel=GENERAL)["channel"]["is_member"]
    assert client.conversations_join(channel=GENERAL)["warning"] == "already_in_channel"
    made = client.conversations_create(name="loaners")["channel"]["id"]
    assert client.conversations_invite(channel=made, users=[DANA, SAM])["ok"]
    assert refused(client.conversations_invite, channel=made, users=DANA) == "already_in_channel"
    assert refused(client.conversations_create, name="Loaners!") == "invalid_name_specials"
    assert refused(client.conversations_create, name="parts") == "name_taken"
    assert client.conversations_archive(channel=made)["ok"]
    assert refused(client.conversations_archive, channel=made) == "already_archived"
    assert client.conversations_unarchive(channel=made)["ok"]
    listed = client.users_conversations(user=DANA)["channels"]
    assert sorted(c["name"] for c in listed) == ["general", "loaners", "sales"]


def test_reactions(box: Sandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=PARTS, text="x")["ts"]
    at = {"channel": PARTS, "timestamp": ts}
    assert client.reactions_add(name="eyes", **at)["ok"]
    assert refused(client.reactions_add, name="eyes", **at) == "already_reacted"
    box.workspace.person_named("Luis").react(PARTS, ts, "eyes")
    reaction = client.reactions_get(**at)["message"]["reactions"][0]
    assert reaction == {"name": "eyes", "users": [box.app.bot_user, LUIS], "count": 2}
    assert client.reactions_remove(name="eyes", **at)["ok"]
    assert refused(client.reactions_remove, name="eyes", **at) == "no_reaction"


def test_a_file_is_uploaded_as_the_sdk_does_it(box: Sandbox, client: WebClient) -> None:
    done = client.files_upload_v2(
        channel=PARTS, content="RO,part\n48213,90915", filename="parts.csv", initial_comment="Here"
    )
    file_id = done["file"]["id"]
    assert client.files_info(file=file_id)["file"]["size"] == 19
    message = box.workspace.person_named("Luis").messages(PARTS)[-1]
    assert (message.text, message.files) == ("Here", [file_id])
    assert refused(client.files_upload_v2, channel=GENERAL, content="x", filename="x.txt") == (
        "not_in_channel"
    )


# Views


def test_views_that_are_not_there(client: WebClient) -> None:
    from tests.sandbox.forms import modal

    assert refused(client.views_update, view_id="V0", view=modal()) == "not_found"
    assert refused(client.views_open, trigger_id="x", view=modal(title="x")) == "invalid_arguments"
    home = {"type": "home", "blocks": [section()]}
    first = client.views_publish(user_id=DANA, view=home)["view"]
    stale = first["hash"]
    assert client.views_publish(user_id=DANA, view=home, hash=stale)["view"]["hash"] != stale
    assert refused(client.views_publish, user_id=DANA, view=home, hash=stale) == "hash_conflict"


def test_a_stack_of_three_and_a_stale_hash(box: Sandbox, client: WebClient) -> None:
    from tests.sandbox.forms import modal

    modals = box.workspace.modals
    first = client.views_open(trigger_id=modals.new_trigger(LUIS, PARTS), view=modal())["view"]
    for _ in range(2):
        trigger = modals.new_trigger(LUIS, PARTS, first["id"])
        assert client.views_push(trigger_id=trigger, view=modal())["ok"]
    trigger = modals.new_trigger(LUIS, PARTS, first["id"])
    assert refused(client.views_push, trigger_id=trigger, view=modal()) == "push_limit_reached"
    client.views_update(view_id=first["id"], view=modal(), hash=first["hash"])
    assert (
        refused(client.views_update, view_id=first["id"], view=modal(), hash=first["hash"])
        == "hash_conflict"
    )
    named = modal(external_id="one")
    other = modals.new_trigger(SAM, PARTS)
    client.views_open(trigger_id=other, view=named)
    assert client.views_update(external_id="one", view=named)["ok"]
    trigger = modals.new_trigger(DANA, SALES)
    assert refused(client.views_open, trigger_id=trigger, view=named) == "duplicate_external_id"


def test_the_list_of_methods_is_what_it_says() -> None:
    assert all(name == method.name for name, method in METHODS.items())
    assert len(METHODS) > 35
