"""Who gets which digest, and when."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.cards.digest import SETTINGS
from bot.chat.card import Card
from bot.chat.exchange import Click, Say, Show
from bot.store.stores import MemberRow, StoreDepartmentRow, StoreRow
from bot.workflows.departments import Department
from bot.workflows.schedule import Outcome
from tests.workflows.digests import come, digest, pages
from tests.world import PEOPLE, World, local, words_of

# Who gets which.


def add_store(world: World, name: str, managers: dict[Department, str]) -> int:
    """A second store in the workspace, with nothing in it."""
    workspace_id, store_id = world.directory.workspace_id, world.store.id + 1

    def add(session: Session) -> None:
        session.add(
            StoreRow(
                id=store_id,
                workspace_id=workspace_id,
                name=name,
                zone="America/Denver",
                departments=[
                    StoreDepartmentRow(department=d.value, hours="Mon-Sat 8am-6pm")
                    for d in Department
                ],
                members=[
                    MemberRow(department=d.value, person=PEOPLE[who], manages=True)
                    for d, who in managers.items()
                ],
            )
        )

    world.change(add)
    return store_id


def test_who_manages_nothing_is_told_so_kindly(wednesday: World) -> None:
    said = words_of(wednesday.command("Tom", "baton", "digest"))
    assert said.startswith("The digest is a manager's morning page")
    assert "/baton todo" in said


def test_a_manager_of_two_departments_gets_both_in_one(month: World) -> None:
    both = MemberRow(
        store_id=month.store.id, department="service", person=PEOPLE["Joan"], manages=True
    )
    month.change(lambda session: session.add(both))
    said = digest(month, "Joan")
    assert said.startswith("Service and Parts · Wed Aug 26\n1 late · 1 nobody has\n")
    assert "Tue Aug 25 | Service | Parts\nCame in | 2 | 5\nDone | 2 | 4\n" in said
    month.tick()
    month.clock.at = local(8, 27, 7)
    assert come(month) == [Outcome.POSTED] * 3
    assert [said for said in pages(month, "Joan") if said.startswith("Service and Parts")]


def test_a_general_manager_reads_all_departments(month: World) -> None:
    month.make_general("Nora")
    said = digest(month, "Nora")
    assert said.startswith("Lakeside Motors · Wed Aug 26\n1 late · 1 nobody has\n")
    assert "Tue Aug 25 | Sales | Service | Parts\nCame in | 2 | 2 | 5\nDone | 3 | 2 | 4\n" in said
    assert "Contacted in time: 100% last week" in said
    answer = month.command("Nora", "baton", "status")
    assert isinstance(answer, Say)
    assert isinstance(answer.words, Card)
    assert answer.words.title.startswith("Sales, Service and Parts: ")


def test_of_a_group_it_says_a_line_for_each_store(month: World) -> None:
    other = add_store(month, "Hillside Trucks", {})
    month.make_general("Nora", month.store.id, other)
    lines = digest(month, "Nora").splitlines()
    assert lines[0] == "2 stores · Wed Aug 26"
    assert (
        "• Lakeside Motors: H-2 First hand-off of Ray Chen: New, nobody has it, late since Tue Aug "
        "25, 5:00 PM" in lines
    )
    place = lines.index("Stores")
    assert place == 2, "what a general manager looks for first"
    assert lines[place + 1 : place + 3] == [
        "• Lakeside Motors: 1 late, 1 nobody has, fill rate 67%, 50% of leads contacted in time, "
        "1 of 2 new owners not introduced, 1 sold from leads",
        "• Hillside Trucks: quiet",
    ]


def test_of_a_group_each_action_says_its_store(month: World) -> None:
    """Every store has its own A-1."""
    other = add_store(month, "Hillside Trucks", {Department.PARTS: "Nora"})
    month.make_general("Nora", month.store.id, other)
    for day in (1, 2):
        line = f"action @{PEOPLE['Sam']} count shelf {day} by Sep {day + 10}"
        month.command("Grace", "meeting", line)
    _, _, said = digest(month, "Nora").partition("Actions\n")
    assert [line.partition(", due")[0] for line in said.splitlines()[:2]] == [
        "• Lakeside Motors: A-1 count shelf 1: To do, Sam",
        "• Lakeside Motors: A-2 count shelf 2: To do, Sam",
    ]


def test_a_digest_holds_only_stores_where_its_reader_manages(month: World) -> None:
    add_store(month, "Hillside Trucks", {Department.PARTS: "Nora"})
    assert digest(month, "Nora").startswith("Parts, Wed Aug 26: nothing is late")
    assert digest(month, "Joan").startswith("Parts · Wed Aug 26")


def test_an_outsider_gets_none(wednesday: World) -> None:
    assert "Only people of this store" in words_of(wednesday.command("Olga", "baton", "digest"))


# When it comes.


def test_it_comes_at_seven_on_open_days_once_for_each_manager(world: World) -> None:
    world.tick()
    world.clock.at = local(11, 24, 6, 59)
    assert come(world) == []
    world.clock.at = local(11, 24, 7)
    assert come(world) == [Outcome.POSTED] * 3
    assert come(world) == []
    assert [len(pages(world, who)) for who in ("Joan", "Grace", "Priya")] == [1, 1, 1]
    world.clock.at = local(11, 29, 12)
    skipped = [Outcome.SKIPPED] * 12
    assert come(world) == skipped, "Wednesday's to Saturday's are of no use now; Sunday has none"


def test_after_a_downtime_it_says_how_late_it_is(world: World) -> None:
    world.command("Tom", "parts", "48213 1x A-100 filter")
    world.tick()
    world.clock.at = local(11, 24, 9, 40)
    assert come(world) == [Outcome.LATE] * 3
    assert "Sent 2 h 40 min late." in pages(world, "Joan")[-1]
    world.clock.at = local(11, 25, 12, 1)
    world.tick()
    world.clock.at = local(11, 27, 7)
    world.tick()
    assert (
        "• Not posted: Digest of Parts, Wed Nov 25, 7:00 AM: too late to be of use."
        in (pages(world, "Joan")[-1])
    )
    assert "Digest of Service" not in pages(world, "Joan")[-1], "others' digests are theirs"


def test_time_of_day_and_snooze_are_mine_to_choose(world: World) -> None:
    world.tick()
    assert digest(world, "Joan", "6:15am") == "Your digest comes on open days at 6:15 AM."
    assert digest(world, "Joan", "snooze until fri") == (
        "Your digest comes on open days at 6:15 AM, from Fri Nov 27 on. "
        "/baton digest on brings it back."
    )
    world.tick()
    for day in (24, 25, 26, 27):
        world.clock.at = local(11, day, 6, 15)
        world.tick()
    (page,) = pages(world, "Joan")
    assert page.startswith("Parts · Fri Nov 27")
    digest(world, "Joan", "snooze til dec 15")
    assert digest(world, "Joan", "on") == "Your digest comes on open days at 6:15 AM."


def test_a_snooze_until_the_weekday_that_is_today_lasts_a_week(world: World) -> None:
    assert "from Mon Nov 30 on" in digest(world, "Joan", "snooze until mon")
    assert "from Mon Nov 30 on" in words_of(world.command("Joan", "baton", "snooze until Monday"))
    assert "That is today." in words_of(world.command("Joan", "baton", "digest snooze today"))
    click = Click(world.sender("Joan"), f"{world.workspace}-form", "to:Joan", step=SETTINGS)
    world.answer("Joan", world.front.handle(click), until="mon")
    assert "from Mon Nov 30 on" in world.answered("Joan")[0]


def test_the_form_holds_what_was_chosen(world: World) -> None:
    digest(world, "Joan", "snooze until fri")
    click = Click(world.sender("Joan"), f"{world.workspace}-form", "to:Joan", step=SETTINGS)
    shown = world.front.handle(click)
    assert isinstance(shown, Show)
    assert shown.form.values == {"at": "7:00 AM", "until": "Fri Nov 27"}
    assert "as a time of day" in words_of(world.answer("Joan", shown, at="soon"))
    world.answer("Joan", shown, at="noon", until="")
    assert world.answered("Joan") == ["Your digest comes on open days at 12:00 PM."]


def test_what_is_no_time_gets_the_example(world: World) -> None:
    said = digest(world, "Joan", "sometime")
    assert 'I could not read "sometime" as a time of day. Write it like 7:15am.' in said
    assert "could not read" in words_of(world.command("Joan", "baton", "digest snooze until never"))


def test_a_digest_that_could_not_be_sent_for_hours_is_not_sent_at_all(month: World) -> None:
    month.tick()
    month.clock.at = local(8, 27, 7)
    month.tick()
    rows = [row for row in month.outbox() if row.lane == str(PEOPLE["Joan"]) and row.until]
    assert rows[-1].until == local(8, 27, 12)
