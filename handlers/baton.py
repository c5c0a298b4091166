"""`/baton`: help, what is mine, what is my department's, search, and the set-up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.cards.story import list_card
from bot.chat.card import Card
from bot.chat.exchange import Command, Reply, Say
from bot.chat.text import text
from bot.services.people import helped_by
from bot.services.registry import PRACTICES, practice_of
from bot.services.work import Place, UnitOfWork, place_of
from bot.store.items import Item
from bot.store.search import (
    count_open_in,
    items_asked_by,
    items_open_in,
    items_saying,
    items_to_do,
)
from bot.trade.words import as_keyed, plain
from bot.workflows.declare import Workflow
from bot.workflows.departments import Department, say_all
from handlers import digest, setup
from handlers.help import all_help

MOST = 30
_TODO = "/baton todo shows what is yours to do, late first, and what you wait for."
_STATUS = "/baton status shows what your department has open, late first."
EXAMPLES = {
    "todo": (_TODO, _STATUS),
    "mine": (_TODO, _STATUS),
    "status": (_STATUS, _TODO),
    "find": (
        "/baton find Lopez shows every item that says Lopez.",
        "/baton find 48213 filter shows those with both words: names, numbers, ROs, VINs.",
    ),
    "setup": (
        "/baton setup opens the store's name, hours, channels, people and limits; for managers.",
        "/baton help lists what everybody can do.",
    ),
}
"""Two examples for each word that `/baton` knows."""
_LABEL = re.compile(
    rf"#?([{''.join(each.workflow.letter for each in PRACTICES)}])[\s-]?(\d+)", re.I
)


def by_command(work: UnitOfWork, command: Command) -> Reply:
    """The first word says what is wanted; nothing at all is help."""
    verb, _, rest = command.text.strip().partition(" ")
    if verb.lower() in EXAMPLES and rest.strip().lower() in {"help", "?"}:
        return Say(text("\n".join(EXAMPLES[verb.lower()])))
    match verb.lower():
        case "" | "help" | "?":
            return Say(all_help(practice.workflow for practice in PRACTICES))
        case "setup":
            return setup.by_command(work, command)
        case "todo" | "mine":
            return Say(_todo(work, place_of(work, command.sender)))
        case "status":
            return Say(_status(work, place_of(work, command.sender)))
        case "digest":
            return digest.by_command(work, command, rest)
        case "snooze":
            return digest.by_command(work, command, command.text)
        case "find":
            return _find(work, command, rest.strip())
    return Say(
        text(
            f"I do not know /baton {plain(verb, 40)}. Try /baton todo, /baton status, "
            "/baton find Lopez, or /baton help."
        )
    )


def _todo(work: UnitOfWork, place: Place) -> Card:
    also = helped_by(work, [place.store.id], place.person)
    mine = items_to_do(work.session, place.store.id, place.person, MOST, also)
    asked = items_asked_by(work.session, place.store.id, place.person, MOST)
    late = [item for item in mine if item.due_at < work.now]
    ahead = [item for item in mine if item.due_at >= work.now]
    waiting = [item for item in asked if item not in mine]
    return list_card(
        "Mine to do",
        "Nothing is yours to do. /baton status shows what your department has open.",
        (("Late", _rows(late)), ("Next", _rows(ahead)), ("I wait for", _rows(waiting))),
        place.store,
        work.now,
    )


def _status(work: UnitOfWork, place: Place) -> Card:
    mine = place.actor.departments | place.actor.manages or {place.department}
    departments = [each for each in Department if each in mine]
    names = [each.value for each in departments]
    items = items_open_in(work.session, place.store.id, names, MOST)
    total = count_open_in(work.session, place.store.id, names)
    late = [item for item in items if item.due_at < work.now]
    free = [item for item in items if item.owner is None and item not in late]
    held = [item for item in items if item.owner is not None and item not in late]
    title = f"{say_all(departments)}: {total} open"
    more = f" (first {len(items)})" if total > len(items) else ""
    return list_card(
        title + more,
        "Nothing is open. Well done.",
        (("Late", _rows(late)), ("Nobody has it", _rows(free)), ("In hand", _rows(held))),
        place.store,
        work.now,
    )


def _find(work: UnitOfWork, command: Command, words: str) -> Reply:
    if not words:
        return Say(text("What shall I look for? Try /baton find Lopez or /baton find 48213."))
    place = place_of(work, command.sender)
    items = items_saying(work.session, place.store.id, _looked_for(words), MOST)
    return Say(
        list_card(
            plain(f"Found for “{words}”", 100),
            "Nothing found. Try one word of it: a name, an RO, a number like P-48. "
            "/vehicle finds what is years old.",
            (("", _rows(items)),),
            place.store,
            work.now,
        )
    )


def _looked_for(words: str) -> str:
    """The words as items keep them: no quotes around them, and "p48" or "P 48" is P-48."""
    said = plain(as_keyed(words).replace('"', " "), 100)
    found = _LABEL.fullmatch(said)
    return f"{found[1]}-{found[2]}" if found else said


def _rows(items: Sequence[Item]) -> list[tuple[Item, Workflow]]:
    return [(item, practice_of(item.workflow).workflow) for item in items]
