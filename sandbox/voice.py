"""Messages that appear because of an app or of Slack itself."""

from sandbox.app import InstalledApp
from sandbox.drafts import Draft
from sandbox.model import SLACKBOT, Message
from sandbox.workspace import Workspace


def installed(workspace: Workspace) -> InstalledApp:
    """The app of this workspace, which a running sandbox always has."""
    if workspace.app is None:
        raise RuntimeError("no app is installed in this workspace")
    return workspace.app


def say_as_app(
    workspace: Workspace,
    channel: str,
    draft: Draft,
    *,
    thread_ts: str | None = None,
    broadcast: bool = False,
    only_to: str | None = None,
) -> Message:
    """The app says something, to all or to one."""
    app = installed(workspace)
    return workspace.post(
        Message(
            channel=channel,
            ts="",
            user=app.bot_user,
            text=draft.text,
            blocks=draft.blocks,
            attachments=draft.attachments,
            metadata=draft.metadata,
            thread_ts=thread_ts,
            broadcast=broadcast,
            subtype="thread_broadcast" if broadcast and thread_ts else None,
            bot_id=app.bot_id,
            app_id=app.id,
            ephemeral_to=only_to,
        )
    )


def replace_content(message: Message, draft: Draft) -> None:
    """Show other content in a message: all of it is replaced, metadata only when given."""
    message.text, message.blocks = draft.text, draft.blocks
    message.attachments = draft.attachments
    if draft.metadata is not None:
        message.metadata = draft.metadata


def slackbot_says(workspace: Workspace, channel: str, user: str, text: str) -> Message:
    """Slack tells one person something that only he sees."""
    return workspace.post(Message(channel, "", SLACKBOT, text, ephemeral_to=user))
