"""What Baton is told from outside: the environment, and a `.env` file beside it. Read once."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

SLACK_API_URL = "https://slack.com/api/"
DATABASE_URL = "sqlite:///baton.sqlite3"
_LEVELS = "DEBUG|INFO|WARNING|ERROR|CRITICAL"
_HOW = {
    "BATON_PORT": "write a number from 0 to 65535, like 3000",
    "BATON_LOG_LEVEL": f"write one of {_LEVELS.replace('|', ', ')}",
    "SLACK_API_URL": f"write an address like {SLACK_API_URL}",
}
"""What a setting that cannot be should be instead."""
_NEEDS_BOT_KEY = (
    "SLACK_BOT_TOKEN is not set: it starts with xoxb- and is on api.slack.com/apps,"
    " in your app under OAuth & Permissions."
)


class SettingsError(Exception):
    """Something that Baton must be told is missing or cannot be right. Its words say what to do."""


class ConnectionMissing(SettingsError):
    """Neither Socket Mode nor HTTP is set up, so nothing could ever reach Baton."""


class BotTokenMissing(SettingsError):
    """Without a bot token Baton cannot say anything."""


class WrongToken(SettingsError):
    """A token of another kind than the setting asks for."""


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


class Settings(BaseSettings):
    """All settings. An empty one counts as not set."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = Field(SLACK_API_URL, pattern=r"^https?://[^\s/]+")
    database_url: SecretStr = SecretStr(DATABASE_URL)
    baton_host: str = "127.0.0.1"
    baton_port: int = Field(3000, ge=0, le=65535)
    baton_log_level: Annotated[str, BeforeValidator(_upper)] = Field(
        "INFO", pattern=f"^({_LEVELS})$"
    )

    def bot_token(self) -> str:
        """The token Baton speaks with. Raises `BotTokenMissing` or `WrongToken`."""
        token = _secret(self.slack_bot_token)
        if not token:
            raise BotTokenMissing(_NEEDS_BOT_KEY)
        if token.startswith("xapp-"):
            raise WrongToken(
                "SLACK_BOT_TOKEN holds an app token (xapp-): the bot token starts with xoxb-"
                " and is under OAuth & Permissions."
            )
        if not token.startswith(("xoxb-", "xoxe.xoxb-")):
            raise WrongToken(
                "SLACK_BOT_TOKEN does not look like a bot token: it starts with xoxb- and is"
                " under OAuth & Permissions."
            )
        return token

    def app_token(self) -> str:
        """The token that opens Socket Mode, or nothing. Raises `WrongToken`."""
        token = _secret(self.slack_app_token)
        if token.startswith(("xoxb-", "xoxe.")):
            raise WrongToken(
                "SLACK_APP_TOKEN holds a bot token (xoxb-): the app token starts with xapp- and"
                " is under Basic Information, App-Level Tokens."
            )
        if token and not token.startswith("xapp-"):
            raise WrongToken(
                "SLACK_APP_TOKEN does not look like an app token: it starts with xapp- and is"
                " under Basic Information, App-Level Tokens."
            )
        return token

    def signing_secret(self) -> str:
        """What Slack signs its HTTP requests with, or nothing. Raises `WrongToken`."""
        secret = _secret(self.slack_signing_secret)
        if secret.startswith(("xoxb-", "xapp-")):
            raise WrongToken(
                "SLACK_SIGNING_SECRET holds a token: the signing secret is under Basic"
                " Information, App Credentials."
            )
        return secret

    def require_slack(self) -> None:
        """Checks that Baton can speak and be spoken to. Raises a `SettingsError`."""
        app_token, signing_secret = self.app_token(), self.signing_secret()
        if not (app_token or signing_secret):
            bot_too = "" if _secret(self.slack_bot_token) else f"{_NEEDS_BOT_KEY} "
            raise ConnectionMissing(
                f"{bot_too}Set SLACK_APP_TOKEN for Socket Mode (api.slack.com/apps, your app, Basic"
                " Information, App-Level Tokens) or SLACK_SIGNING_SECRET for HTTP (same page,"
                " App Credentials): neither is set, so Slack cannot reach Baton."
            )
        self.bot_token()


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value().strip() if value else ""


def read_settings() -> Settings:
    """The settings of this process. Raises `SettingsError` in one sentence."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "A setting"
        how = _HOW.get(name, first["msg"])
        raise SettingsError(f"{name} cannot be read: {how}.") from None
    except UnicodeDecodeError:
        raise SettingsError("The .env file cannot be read: it is not UTF-8 text.") from None
