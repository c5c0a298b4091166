"""Reading messages back: history, newest first, and threads, oldest first."""

from sandbox.api.call import Args, Call, scope_for, succeed
from sandbox.api.paging import decoded, encoded, limit_of, next_cursor
from sandbox.clock import micros_of
from sandbox.errors import SlackError
from sandbox.model import Channel, Json, Message
from sandbox.shapes import message_json


def history(call: Call) -> Json:
    """`conversations.history`."""
    channel = _readable(call)
    shown = [m for m in call.workspace.messages(channel.id) if m.in_channel]
    found = _between(call.args, shown)
    found.reverse()
    before = decoded(call.args.text("cursor"))
    if before is not None:
        found = [m for m in found if m.ts <= before]
    limit = limit_of(call.args, 100, 999)
    rest = found[limit : limit + 1]
    answer = succeed(
        messages=_shapes(call, found[:limit]),
        has_more=bool(rest),
        pin_count=0,
    )
    return answer | _more(rest)


def replies(call: Call) -> Json:
    """`conversations.replies`: the root first, on every page as Slack does, then the replies."""
    channel = _readable(call)
    ts = call.args.required("ts")
    message = call.workspace.message(channel.id, ts)
    if message is None:
        raise SlackError("thread_not_found")
    if message.is_reply:
        return succeed(messages=_shapes(call, [message]), has_more=False)
    root, *others = call.workspace.thread(channel.id, ts)
    after = decoded(call.args.text("cursor"))
    left = [m for m in _between(call.args, others) if after is None or m.ts >= after]
    # The root counts as one of the page.
    limit = max(1, limit_of(call.args, 1000, 1000) - 1)
    rest = left[limit : limit + 1]
    answer = succeed(messages=_shapes(call, [root, *left[:limit]]), has_more=bool(rest))
    return answer | _more(rest)


def _more(rest: list[Message]) -> Json:
    return {"response_metadata": next_cursor(encoded(rest[0].ts))} if rest else {}


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need(scope_for(channel, "history"))
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _between(args: Args, messages: list[Message]) -> list[Message]:
    oldest, latest = _moment(args, "oldest"), _moment(args, "latest")
    inclusive = args.boolean("inclusive")

    def inside(message: Message) -> bool:
        at = micros_of(message.ts)
        if inclusive:
            return (oldest is None or at >= oldest) and (latest is None or at <= latest)
        return (oldest is None or at > oldest) and (latest is None or at < latest)

    return [message for message in messages if inside(message)]


def _moment(args: Args, name: str) -> int | None:
    given = args.text(name)
    if given in {"", "now"} or (name == "oldest" and given == "0"):
        return None
    try:
        return micros_of(given)
    except ValueError as error:
        raise SlackError(f"invalid_ts_{name}") from error


def _shapes(call: Call, messages: list[Message]) -> list[Json]:
    with_metadata = call.args.boolean("include_all_metadata")
    return [message_json(call.workspace, m, metadata=with_metadata) for m in messages]
