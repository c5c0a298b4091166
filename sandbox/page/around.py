"""What stands around the messages: the head, the list at the side, the people to act as."""

from __future__ import annotations

from typing import Any

from sandbox.page.people import avatar, by_department
from sandbox.page.seen import Seen
from sandbox.person import ConversationSummary


def meta(seen: Seen) -> dict[str, Any]:
    """What the page's script needs to know beside the regions."""
    look, channel = seen.look, seen.look.channel
    unread = sum(one.unread for one in seen.conversations)
    return {
        "as": look.user.id,
        "in": channel.id,
        "thread": look.thread,
        "address": look.address,
        "title": f"{f'({unread}) ' if unread else ''}{seen.name} · {seen.team}",
        "where": seen.name,
        "placeholder": f"Message {seen.name}",
        "cannot": _cannot(seen),
        "clock": _clock(seen),
        "join": not look.is_member and not channel.is_im and not channel.is_archived,
    }


def _clock(seen: Seen) -> dict[str, Any] | None:
    """The moment, and for how many seconds the clock's words stay true."""
    face = seen.clock
    if face is None:
        return None
    return {"at": face.at, "full": face.full, "next_minute": face.next_minute}


def _cannot(seen: Seen) -> str:
    """Why this person cannot write here, or nothing."""
    channel = seen.look.channel
    if channel.is_archived:
        return f"{seen.name} is archived. Nobody can write here any more."
    if not seen.look.is_member:
        return f"You are only looking at {seen.name}: you are not one of its members."
    if seen.other and seen.other.id == seen.app_user and not seen.app_listens:
        return f"{seen.name} writes to you here, and takes commands in any channel."
    return ""


def people(seen: Seen) -> dict[str, Any]:
    """Everybody one can act as, by department, with what waits for each."""
    listed = [user for user in seen.users.values() if user.id in seen.waiting]
    departments = [
        (
            name,
            [{"user": u, "picture": avatar(u), "waiting": seen.waiting[u.id]} for u in members],
        )
        for name, members in by_department(listed)
    ]
    return {"departments": departments, "acting": seen.look.user.id}


def side(seen: Seen) -> dict[str, Any]:
    """The list of conversations in three groups: channels, the app, people."""
    shown = [
        one for one in seen.conversations if not one.is_archived or one.id == seen.look.channel.id
    ]
    rows = [_row(seen, one) for one in shown]
    groups = [
        ("Channels", [row for row in rows if not row["with"]]),
        ("Apps", [row for row in rows if row["with"] and row["with"] == seen.app_user]),
        ("Direct messages", _direct(seen, rows)),
    ]
    return {"team": seen.team, "groups": groups}


def _row(seen: Seen, one: ConversationSummary) -> dict[str, Any]:
    current = one.id == seen.look.channel.id
    picture = avatar(seen.users.get(one.with_user), small=True) if one.with_user else None
    return {
        "name": one.name,
        "href": f"/?as={seen.look.user.id}&in={one.id}",
        "unread": 0 if current else one.unread,
        "current": current,
        "picture": picture,
        "with": one.with_user,
    }


def _direct(seen: Seen, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Everybody else in the workspace, whether or not they have talked yet."""
    talked = {row["with"]: row for row in rows if row["with"]}
    return [
        talked.get(ident)
        or {
            "name": seen.users[ident].real_name,
            "href": f"/?as={seen.look.user.id}&dm={ident}",
            "unread": 0,
            "current": False,
            "picture": avatar(seen.users[ident], small=True),
            "with": ident,
        }
        for ident in seen.waiting
        if ident != seen.look.user.id
    ]


def head(seen: Seen) -> dict[str, Any]:
    """The line over the messages."""
    channel = seen.look.channel
    waiting = sum(one.unread for one in seen.conversations if one.id != channel.id)
    return {
        "name": seen.name,
        "is_app": bool(seen.other and seen.other.is_bot),
        "topic": seen.other.title if seen.other else channel.topic or channel.purpose,
        "members": 0 if channel.is_im else len(channel.members),
        "user": seen.look.user,
        "picture": avatar(seen.look.user),
        "waiting": waiting,
        "clock": seen.clock,
    }
