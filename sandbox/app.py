"""The app that is installed in the workspace: its manifest, its tokens and what it may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.ids import digits, hex_digits, new_id
from sandbox.model import Json, User


class ManifestError(Exception):
    """The manifest is not one that Slack would take; says where and why."""


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """A slash command as a person reads it in the list."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool = False
    url: str = ""


@dataclass(slots=True)
class InstalledApp:
    """One app, installed once. Its scopes are the manifest's; a test may take some away."""

    id: str
    name: str
    bot_id: str
    bot_user: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    commands: dict[str, CommandHelp]
    events: frozenset[str]
    scopes: list[str]
    socket_mode: bool
    interactive: bool
    home_tab: bool
    messages_tab: bool
    messages_read_only: bool
    request_urls: dict[str, str] = field(default_factory=dict)

    def may(self, scope: str) -> bool:
        """Was this scope granted?"""
        return scope in self.scopes


def install(
    manifest: Mapping[str, Any],
    *,
    bot_token: str | None = None,
    app_token: str | None = None,
    signing_secret: str | None = None,
) -> tuple[InstalledApp, User]:
    """Read a manifest and make the app and its bot user; what is not given is made up.

    Raises ManifestError.
    """
    features, settings = _part(manifest, "features"), _part(manifest, "settings")
    home, events = _part(features, "app_home"), _part(settings, "event_subscriptions")
    interactivity = _part(settings, "interactivity")
    name = str(_part(manifest, "display_information").get("name") or "")
    if not 1 <= len(name) <= 35:
        raise ManifestError("/display_information/name must have 1 to 35 characters")
    app_id, bot = new_id("A", 11), _bot_user(features, name)
    app = InstalledApp(
        id=app_id,
        name=name,
        bot_id=new_id("B", 11),
        bot_user=bot.id,
        bot_token=bot_token or f"xoxb-{digits(12)}-{digits(12)}-{hex_digits(24)}",
        app_token=app_token or f"xapp-1-{app_id}-{digits(12)}-{hex_digits(24)}",
        signing_secret=signing_secret or hex_digits(32),
        verification_token=hex_digits(24),
        commands=_commands(features),
        events=frozenset(events.get("bot_events") or ()),
        scopes=_scopes(manifest),
        socket_mode=bool(settings.get("socket_mode_enabled")),
        interactive=bool(interactivity.get("is_enabled")),
        home_tab=bool(home.get("home_tab_enabled")),
        messages_tab=home.get("messages_tab_enabled", True) is not False,
        messages_read_only=home.get("messages_tab_read_only_enabled") is True,
        request_urls={
            name: str(part.get("request_url") or "")
            for name, part in (("events", events), ("interactivity", interactivity))
        },
    )
    if app.commands and not app.may("commands"):
        raise ManifestError("/features/slash_commands needs the scope commands")
    return app, bot


def _part(of: Mapping[str, Any], name: str) -> Json:
    part = of.get(name) or {}
    if not isinstance(part, Mapping):
        raise ManifestError(f"{name} must be an object")
    return dict(part)


def _bot_user(features: Json, name: str) -> User:
    display = str(_part(features, "bot_user").get("display_name") or name)
    if len(display) > 80:
        raise ManifestError("/features/bot_user/display_name must have at most 80 characters")
    return User(
        new_id("U", 11),
        name=display.lower().replace(" ", "_"),
        real_name=display,
        is_bot=True,
        emoji="🪄",
        color="2f6f5e",
    )


def _scopes(manifest: Mapping[str, Any]) -> list[str]:
    scopes = _part(_part(manifest, "oauth_config"), "scopes").get("bot") or []
    return [str(scope) for scope in scopes]


def _commands(features: Json) -> dict[str, CommandHelp]:
    commands: dict[str, CommandHelp] = {}
    for number, entry in enumerate(features.get("slash_commands") or ()):
        where = f"/features/slash_commands/{number}"
        command = str(entry.get("command") or "")
        if not command.startswith("/") or not 2 <= len(command) <= 32 or " " in command:
            raise ManifestError(f"{where}/command must be a slash and 1 to 31 characters")
        description = str(entry.get("description") or "")
        if not 1 <= len(description) <= 2000:
            raise ManifestError(f"{where}/description must have 1 to 2000 characters")
        usage = str(entry.get("usage_hint") or "")
        if len(usage) > 1000:
            raise ManifestError(f"{where}/usage_hint must have at most 1000 characters")
        commands[command] = CommandHelp(
            command,
            description,
            usage,
            bool(entry.get("should_escape")),
            str(entry.get("url") or ""),
        )
    if len(commands) > 50:
        raise ManifestError("/features/slash_commands must have at most 50 items")
    return commands
