"""`/meeting`: the agenda of the shift meeting, what is put on it, and what came out of it."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.exchange import Command, Reply, Say
from bot.chat.text import Bold, Text, text
from bot.services.registry import practice_of
from bot.services.work import UnitOfWork
from bot.trade.words import plain
from handlers import opening

ACTION = "action"


def by_command(work: UnitOfWork, command: Command) -> Reply:
    """The first word says what is wanted."""
    verb, _, rest = command.text.strip().partition(" ")
    match verb.lower():
        case "help" | "?":
            return Say(_help())
        case "action":
            asked = replace(command, text=rest.strip())
            return opening.by_command(work, asked, practice_of(ACTION))
    return Say(text(f"I do not know /meeting {plain(verb, 40)}. Try /meeting help."))


def _help() -> Text:
    return text(
        Bold("/meeting action"),
        " @dana call the fleet customer back by fri: somebody takes it on\n",
    )
