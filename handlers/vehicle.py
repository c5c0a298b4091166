"""`/vehicle`: a vehicle's whole story across workflows, private to the asker."""

from __future__ import annotations

import re

from bot.cards.story import list_card
from bot.chat.card import Card
from bot.chat.exchange import Answers, Command, Reply, Say, ShowCard
from bot.chat.text import text
from bot.services.registry import practice_of
from bot.services.work import Place, UnitOfWork, place_of
from bot.store.items import Item, last_history_of
from bot.store.search import items_of_vehicle
from bot.trade.vin import BadVin, read_vin
from bot.trade.words import as_keyed, plain
from bot.workflows.declare import Workflow
from bot.workflows.questions import BadAnswers, words
from handlers.forms import Context, form, show, where_opened

FORM = "vehicle"
MOST = 40
_LONGEST = 80
"""Characters of what was typed that are looked at: no identifier is as long."""
MOST_HAPPENED = 3
"""How much of an open item's history is shown; of a closed one, only how it ended."""
QUESTION = words(
    "vehicle",
    "RO, stock number, VIN or its last 8",
    required=True,
    example="48213",
    longest=40,
)
HELP = (
    "/vehicle 48213 shows everything about the vehicle on RO 48213.\n"
    "/vehicle A4352187 does it by the last 8 of a VIN; a stock number or a whole VIN works too."
)


def by_command(work: UnitOfWork, command: Command) -> Reply:
    """Help, an empty form, or the story."""
    typed = command.text.strip()
    if typed.lower() in {"help", "?"}:
        return Say(text(HELP))
    place = place_of(work, command.sender)
    if not typed:
        asked = form(FORM, "Vehicle", "Show", (QUESTION,), Context(place.channel))
        return show(command, asked, HELP)
    return Say(_story(work, place, typed))


def by_form(work: UnitOfWork, answers: Answers) -> Reply:
    """The story, in the form's place."""
    sender, _ = where_opened(answers)
    typed = str(answers.values.get("vehicle") or "").strip()
    if not typed:
        raise BadAnswers({"vehicle": "Write an RO, a stock number, a VIN or its last 8."})
    return ShowCard(_story(work, place_of(work, sender), typed))


def _story(work: UnitOfWork, place: Place, typed: str) -> Card:
    key = identifier(typed)
    items = items_of_vehicle(work.session, place.store.id, key, MOST)
    shown = [(item, practice_of(item.workflow).workflow) for item in items]
    known = next((item.vehicle for item in items if item.vehicle), None)
    title = f"Vehicle {key}" + (f" · {known}" if known else "")
    slip = "" if items else _slip(key)
    return list_card(
        plain(title, 140),
        f"Nothing about {plain(typed, 40)} yet. "
        + (slip or "Try the RO (48213), the stock number, the VIN or its last 8."),
        (("Open", _open(shown)), ("Earlier", _closed(shown))),
        place.store,
        work.now,
        last_history_of(work.session, [item.id for item in items], MOST_HAPPENED),
    )


def identifier(typed: str) -> str:
    """What a person typed as an identifier, as items keep it: capitals, without "RO" or "#", and
    without the quotes and full stops of a line that was copied."""
    keyed = as_keyed(typed[:_LONGEST])
    bare = re.sub(r"^\W*(?:ro|stk|stock|vin)\b[\s#:.]*", "", keyed, flags=re.IGNORECASE)
    return re.sub(r"[\s#\"'.,;:?!]", "", bare).upper()


def _slip(key: str) -> str:
    """What is wrong with it as a VIN, when nothing else has so many letters and digits."""
    if not (key.isalnum() and 15 <= len(key) <= 19):
        return ""
    try:
        read_vin(key)
    except BadVin as bad:
        return str(bad)
    return ""


def _open(items: list[tuple[Item, Workflow]]) -> list[tuple[Item, Workflow]]:
    return [(item, workflow) for item, workflow in items if item.closed_at is None]


def _closed(items: list[tuple[Item, Workflow]]) -> list[tuple[Item, Workflow]]:
    return [(item, workflow) for item, workflow in items if item.closed_at is not None]
