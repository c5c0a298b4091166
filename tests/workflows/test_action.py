"""Actions, from the line typed in a meeting to the end that its giver hears of."""

from __future__ import annotations

import pytest

from bot.chat.exchange import Say, Show
from bot.store.actions import Action
from tests.world import CHANNELS, PEOPLE, World, local, words_of

LINE = f"action @{PEOPLE['Dana']} call the fleet customer back by fri"


def action(world: World, label: str = "A-1") -> Action:
    item = world.item(label)
    assert isinstance(item, Action)
    return item


@pytest.fixture
def given(world: World) -> World:
    """Grace, who manages service, has given Dana of sales an action."""
    world.command("Grace", "meeting", LINE)
    return world


def test_one_line_gives_an_action(world: World) -> None:
    reply = world.command("Grace", "meeting", LINE)
    assert isinstance(reply, Say)
    assert words_of(reply) == (
        "A-1 is with Sales in #sales: call the fleet customer back. Due Fri Nov 27, 6:00 PM."
    )
    found = action(world)
    assert (found.requester, found.owner, found.state) == (
        PEOPLE["Grace"],
        PEOPLE["Dana"],
        "claimed",
    )
    assert (found.from_department, found.to_department) == ("service", "sales")
    # One card, where her department's other work stands; she alone hears of it.
    assert [row.lane for row in world.outbox()] == [str(CHANNELS["sales"]), str(PEOPLE["Dana"])]
    assert world.told("Dana") == [
        "Grace gave you A-1 (call the fleet customer back). Due Fri Nov 27, 6:00 PM."
    ]


def test_the_card(given: World) -> None:
    assert given.card_text("A-1").splitlines() == [
        "A-1 · Action",
        "To do · Dana",
        "Next: Do it, then press Done · due Fri Nov 27, 6:00 PM",
        "call the fleet customer back",
        "Asked by Grace (Service) Mon Nov 23, 10:30 AM",
        "[Done] [Move the date] [Give to someone else] [Pass to another department] "
        "[Cancel] [History]",
    ]


def test_whoever_gave_it_hears_that_it_is_done(given: World) -> None:
    given.take("Dana", "done", "A-1", why="they come Monday")
    assert action(given).state == "done"
    assert given.told("Grace") == ["A-1 (call the fleet customer back): done (they come Monday)."]


def test_a_moved_date_is_said(given: World) -> None:
    given.take("Dana", "move", "A-1", due="next mon 10am", why="he is away")
    assert action(given).due_at == local(11, 30, 10)
    (told,) = given.told("Grace")
    assert "the date moved to Mon Nov 30, 10:00 AM" in told


def test_an_action_without_a_date_is_due_in_a_week_at_closing(world: World) -> None:
    world.command("Grace", "meeting", f"action @{PEOPLE['Tom']} tidy the drive")
    assert action(world).due_at == local(11, 30, 18)


def test_an_action_among_colleagues_stays_in_the_department(world: World) -> None:
    world.command("Grace", "meeting", f"action @{PEOPLE['Tom']} tidy the drive")
    assert (action(world).from_department, action(world).to_department) == ("service", "service")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("call the customer by fri", "Who does it? Mention them first, like @dana"),
        ("@tommy call the customer by fri", "I cannot tell who @tommy is. Pick them in the form."),
        (f"@{PEOPLE['Dana']} by fri", "What is to be done? Write it like"),
        (f"@{PEOPLE['Dana']} call by 25:00", 'There is no hour "25:00".'),
        (f"@{PEOPLE['Dana']} call by 11/31", '"11/31" is no day'),
        (f"@{PEOPLE['Nora']} call by fri", "That person is on no roster of Lakeside Motors."),
        (f"@{PEOPLE['Dana']} " + "x" * 1200, "That is 1,200 characters; 1,000 fit here."),
    ],
)
def test_what_is_not_understood_opens_the_form_filled_in(
    world: World, line: str, said: str
) -> None:
    reply = world.command("Grace", "meeting", f"action {line}")
    assert isinstance(reply, Show)
    assert said in words_of(reply)
    assert "/meeting action" in str(reply.instead)
    assert any(reply.form.values.values()), "what was typed is lost"
    assert world.items() == []


def test_the_form_alone(world: World) -> None:
    form = world.command("Grace", "meeting", "action")
    world.answer("Grace", form, owner=str(PEOPLE["Sam"]), what="count\nthe filters", due="tomorrow")
    assert action(world).subject == "count the filters"
    assert action(world).what == "count\nthe filters"
    assert action(world).due_at == local(11, 24, 18)


def test_help_shows_the_words_to_type(world: World) -> None:
    words = words_of(world.command("Grace", "meeting", "action help"))
    assert "/meeting action @dana call the fleet customer back by fri" in words
    assert words.endswith("/meeting action alone opens the form.")
    assert "/meeting action" in words_of(world.command("Grace", "baton", "help"))
