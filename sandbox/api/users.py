"""`users.*` and `team.info`."""

from sandbox.api.call import Call, succeed
from sandbox.api.paging import next_cursor, page
from sandbox.errors import SlackError
from sandbox.model import Json, User
from sandbox.shapes import user_json


def info(call: Call) -> Json:
    """`users.info`."""
    return succeed(user=user_json(call.workspace, call.user()))


def list_users(call: Call) -> Json:
    """`users.list`."""
    everybody = sorted(call.workspace.users.values(), key=_id)
    items, cursor = page(everybody, _id, call.args, default=1000)
    shapes = [user_json(call.workspace, user) for user in items]
    return succeed(
        members=shapes,
        cache_ts=int(call.workspace.now()),
        response_metadata=next_cursor(cursor),
    )


def _id(user: User) -> str:
    return user.id


def lookup_by_email(call: Call) -> Json:
    """`users.lookupByEmail`."""
    email = call.args.required("email").casefold()
    for user in call.workspace.users.values():
        if user.email.casefold() == email and not user.deleted:
            return succeed(user=user_json(call.workspace, user))
    raise SlackError("users_not_found")


def get_presence(call: Call) -> Json:
    """`users.getPresence`: nobody's presence is kept here, so all are active."""
    call.user()
    return succeed(presence="active")


def team_info(call: Call) -> Json:
    """`team.info`."""
    team = call.workspace.team
    return succeed(
        team={
            "id": team.id,
            "name": team.name,
            "domain": team.domain,
            "url": f"{call.workspace.base_url}/",
            "email_domain": "",
            "icon": {"image_default": True},
        }
    )
