"""Every method of the Web API that this sandbox knows."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.api import (
    basics,
    chat,
    conversations,
    files,
    history,
    reactions,
    users,
    views,
)
from sandbox.api.call import Call
from sandbox.model import Json
from sandbox.rates import Tier


@dataclass(frozen=True, slots=True)
class Method:
    """A method: what it does, how often, which scope (where one is enough to say) and token."""

    name: str
    run: Callable[[Call], Json]
    tier: Tier
    scope: str | None = None
    token: str | None = "bot"


_METHODS = (
    Method("api.test", basics.api_test, Tier.SPECIAL, token=None),
    Method("auth.test", basics.auth_test, Tier.SPECIAL),
    Method("apps.connections.open", basics.connections_open, Tier.TWO, token="app"),
    Method("blocks.validate", basics.blocks_validate, Tier.FOUR),
    Method("team.info", users.team_info, Tier.THREE, "team:read"),
    Method("chat.postMessage", chat.post_message, Tier.POSTING, "chat:write"),
    Method("chat.postEphemeral", chat.post_ephemeral, Tier.FOUR, "chat:write"),
    Method("chat.update", chat.update, Tier.THREE, "chat:write"),
    Method("chat.delete", chat.delete, Tier.THREE, "chat:write"),
    Method("chat.meMessage", chat.me_message, Tier.THREE, "chat:write"),
    Method("chat.getPermalink", chat.get_permalink, Tier.SPECIAL),
    Method("conversations.list", conversations.list_conversations, Tier.TWO),
    Method("conversations.info", conversations.info, Tier.THREE),
    Method("conversations.members", conversations.members, Tier.FOUR),
    Method("conversations.history", history.history, Tier.THREE),
    Method("conversations.replies", history.replies, Tier.THREE),
    Method("conversations.open", conversations.open_conversation, Tier.THREE),
    Method("conversations.join", conversations.join, Tier.THREE, "channels:join"),
    Method("conversations.leave", conversations.leave, Tier.THREE),
    Method("conversations.create", conversations.create, Tier.TWO),
    Method("conversations.invite", conversations.invite, Tier.THREE),
    Method("conversations.archive", conversations.archive, Tier.TWO),
    Method("conversations.unarchive", conversations.unarchive, Tier.TWO),
    Method("conversations.setTopic", conversations.set_topic, Tier.TWO),
    Method("users.list", users.list_users, Tier.TWO, "users:read"),
    Method("users.info", users.info, Tier.FOUR, "users:read"),
    Method("users.lookupByEmail", users.lookup_by_email, Tier.THREE, "users:read.email"),
    Method("users.getPresence", users.get_presence, Tier.THREE, "users:read"),
    Method("users.conversations", conversations.users_conversations, Tier.THREE),
    Method("views.open", views.open_view, Tier.FOUR),
    Method("views.push", views.push, Tier.FOUR),
    Method("views.update", views.update, Tier.FOUR),
    Method("views.publish", views.publish, Tier.FOUR),
    Method("reactions.add", reactions.add, Tier.THREE, "reactions:write"),
    Method("reactions.remove", reactions.remove, Tier.TWO, "reactions:write"),
    Method("reactions.get", reactions.get, Tier.THREE, "reactions:read"),
    Method("files.getUploadURLExternal", files.get_upload_url, Tier.FOUR, "files:write"),
    Method("files.completeUploadExternal", files.complete_upload, Tier.FOUR, "files:write"),
    Method("files.info", files.info, Tier.FOUR, "files:read"),
)
METHODS = {method.name: method for method in _METHODS}
