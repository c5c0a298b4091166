from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import (
    BotTokenMissing,
    ConnectionMissing,
    SettingsError,
    WrongToken,
    read_settings,
)

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "SLACK_SIGNING_SECRET": "8f742231",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_what_nobody_sets() -> None:
    settings = read_settings()
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url.get_secret_value().startswith("sqlite:///baton.")
    assert (settings.baton_host, settings.baton_port) == ("127.0.0.1", 3000)
    assert settings.baton_log_level == "INFO"


def test_the_environment_is_read(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_URL", "postgresql+psycopg://baton@db/baton")
    environment.setenv("BATON_PORT", "8080")
    environment.setenv("BATON_LOG_LEVEL", "debug")
    settings = read_settings()
    settings.require_slack()
    assert settings.bot_token() == "xoxb-1"
    assert settings.app_token() == "xapp-1"
    assert settings.signing_secret() == "8f742231"
    assert settings.baton_port == 8080
    assert settings.baton_log_level == "DEBUG"


def test_a_file_is_read_and_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("SLACK_BOT_TOKEN=xoxb-file\nBATON_PORT=4000\nOTHER=x\n")
    monkeypatch.setenv("BATON_PORT", "5000")
    settings = read_settings()
    assert settings.bot_token() == "xoxb-file"
    assert settings.baton_port == 5000


def test_empty_counts_as_not_set(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SLACK_APP_TOKEN", "")
    environment.setenv("BATON_PORT", "")
    settings = read_settings()
    assert settings.app_token() == ""
    assert settings.baton_port == 3000


def test_secrets_do_not_show(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_URL", "postgresql+psycopg://baton:hidden@db/baton")
    shown = repr(read_settings()) + str(read_settings())
    assert not any(value in shown for value in (*GOOD.values(), "hidden"))


def test_they_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        read_settings().__setattr__("baton_port", 1)


def test_both_roads_missing_is_one_sentence(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SLACK_APP_TOKEN", "")
    environment.delenv("SLACK_SIGNING_SECRET")
    with pytest.raises(ConnectionMissing) as raised:
        read_settings().require_slack()
    words = str(raised.value)
    assert "SLACK_APP_TOKEN" in words
    assert "SLACK_SIGNING_SECRET" in words
    assert "Basic Information" in words
    assert "\n" not in words


def test_everything_missing_is_listed_at_once(environment: pytest.MonkeyPatch) -> None:
    for name in GOOD:
        environment.delenv(name)
    with pytest.raises(ConnectionMissing) as raised:
        read_settings().require_slack()
    assert str(raised.value).startswith("SLACK_BOT_TOKEN is not set: it starts with xoxb-")
    assert "Set SLACK_APP_TOKEN for Socket Mode" in str(raised.value)
    assert "SLACK_SIGNING_SECRET for HTTP" in str(raised.value)


@pytest.mark.parametrize("kept", ["SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"])
def test_one_road_is_enough(environment: pytest.MonkeyPatch, kept: str) -> None:
    for name in {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"} - {kept}:
        environment.delenv(name)
    read_settings().require_slack()


def test_the_bot_token_is_always_needed(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("SLACK_BOT_TOKEN")
    with pytest.raises(BotTokenMissing, match="OAuth & Permissions"):
        read_settings().require_slack()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-secret"),
        ("SLACK_BOT_TOKEN", "xoxp-secret"),
        ("SLACK_BOT_TOKEN", "secret"),
        ("SLACK_APP_TOKEN", "xoxb-secret"),
        ("SLACK_APP_TOKEN", "secret"),
        ("SLACK_SIGNING_SECRET", "xoxb-secret"),
        ("SLACK_SIGNING_SECRET", "xapp-secret"),
    ],
)
def test_a_token_in_the_wrong_place_is_named(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(WrongToken) as raised:
        read_settings().require_slack()
    assert str(raised.value).startswith(name)
    assert "secret" not in str(raised.value).replace("signing secret", "")


@pytest.mark.parametrize(
    ("name", "value", "instead"),
    [
        ("BATON_PORT", "many", "write a number from 0 to 65535, like 3000."),
        ("BATON_PORT", "70000", "write a number from 0 to 65535, like 3000."),
        ("BATON_LOG_LEVEL", "loud", "write one of DEBUG, INFO, WARNING, ERROR, CRITICAL."),
        ("SLACK_API_URL", "slack.com/api", "write an address like https://slack.com/api/."),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    environment: pytest.MonkeyPatch, name: str, value: str, instead: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        read_settings()
    assert str(raised.value) == f"{name} cannot be read: {instead}"


def test_a_file_that_is_no_text_is_one_sentence() -> None:
    Path(".env").write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe\n")
    with pytest.raises(SettingsError, match="UTF-8"):
        read_settings()
