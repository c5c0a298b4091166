"""Sets up a store from outside of any chat: the command line and the demo."""

from __future__ import annotations

from bot.chat.slack.transport import SlackTransport
from bot.chat.transport import TransportError, Workspace
from bot.clock import Clock, SystemClock
from bot.services.stores import StoreSetup, save_store
from bot.services.work import UnitOfWork
from bot.settings import Settings
from bot.store.directory import load_directory, only_workspace, settle_workspace
from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.trade.vin import installed_decoder

PLATFORM = "slack"


def add_store(settings: Settings, setup: StoreSetup) -> bool:
    """Creates or changes a store in the workspace of the token. Returns whether it is new.

    Slack need not be there: then the store waits for the workspace that Baton first runs in.
    Raises `DatabaseTrouble`.
    """
    database = Database(settings.database_url.get_secret_value())
    try:
        upgrade(database)
        return write_store(database, SystemClock(), setup, _workspace(settings))
    finally:
        database.close()


def write_store(
    database: Database, clock: Clock, setup: StoreSetup, workspace: Workspace | None
) -> bool:
    """Writes the store in one transaction. Returns whether it is new."""
    now = clock.now()
    with database.transaction() as session:
        row = (
            settle_workspace(session, workspace.platform, workspace.id, workspace.name, now)
            if workspace
            else only_workspace(session, PLATFORM)
            or settle_workspace(session, PLATFORM, "", "", now)
        )
        directory = load_directory(session, row)
        known = {store.name for store in directory.stores}
        save_store(UnitOfWork(session, now, directory, installed_decoder()), setup)
        return setup.name not in known


def _workspace(settings: Settings) -> Workspace | None:
    """Who the token belongs to, if there is a token and Slack answers."""
    if settings.slack_bot_token is None:
        return None
    try:
        return SlackTransport(settings.bot_token(), settings.slack_api_url).identify()
    except TransportError:
        return None
