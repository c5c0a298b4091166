from sandbox.clockwork import Leap
from sandbox.lakeside import LAKESIDE
from sandbox.page.guide import STORIES, Deed, Done, Step, Story
from sandbox.page.tour import Tour


def test_the_story_that_is_under_way_gets_the_tick() -> None:
    tour = Tour(STORIES)
    assert tour.saw(Deed.TYPE, "/lead 48213 est 4200")
    assert tour.saw(Deed.PRESS, "Claim")
    assert [one.count for one in tour.progress()][:3] == [0, 2, 0]
    assert tour.progress()[1].next == 2


def test_other_words_tick_nothing() -> None:
    tour = Tour(STORIES)
    assert not tour.saw(Deed.TYPE, "good morning")
    assert not tour.saw(Deed.PRESS, "/parts 48213")
    assert not any(one.count for one in tour.progress())


def test_a_command_ticks_its_step_only_with_what_the_step_is_about() -> None:
    tour = Tour(STORIES)
    assert not tour.saw(Deed.TYPE, "/parts")
    assert not tour.saw(Deed.TYPE, "/parts 48377 1x FL-2051S filter")
    assert not tour.saw(Deed.TYPE, "/baton")
    assert tour.saw(Deed.TYPE, "/parts 2x 04152-YZZA1 oil filter ro 48213")
    assert tour.saw(Deed.TYPE, "/handoff service Maria Lopez, stk 4471")
    assert tour.saw(Deed.TYPE, "/baton todo")


def test_ticks_by_hand_and_starting_over() -> None:
    tour = Tour(STORIES)
    tour.tick(0, 1)
    tour.tick(0, 99)
    tour.tick(9, 0)
    assert tour.progress()[0].done[:2] == (False, True)
    tour.tick(0, 1)
    tour.tick(2, 0)
    tour.start_over()
    assert not any(one.count for one in tour.progress())


def test_everybody_and_every_place_in_the_guide_is_at_lakeside() -> None:
    people = {user.real_name.split()[0]: user.id for user in LAKESIDE.users}
    channels = {f"#{channel.name}": channel.members for channel in LAKESIDE.channels}
    for story in STORIES:
        for step in story.steps:
            assert step.who in people, step
            assert step.where == "@Baton" or people[step.who] in channels[step.where], step
            assert not (step.say and step.press), step
            assert bool(step.say or step.press) != (step.done.deed is Deed.LOOK), step
            assert (step.leap is not None) == (step.done.deed is Deed.LEAP), step


def test_a_leap_ticks_one_step_at_a_time() -> None:
    leap = Step("Sam", "#parts", "waits", Done(Deed.LEAP, (Leap.NEXT,)), leap=Leap.NEXT)
    tour = Tour((Story("The clock", (leap, leap)),))
    assert not tour.saw(Deed.LEAP, Leap.HOUR)
    assert tour.saw(Deed.LEAP, Leap.NEXT)
    assert tour.progress()[0].done == (True, False)
    assert tour.saw(Deed.LEAP, Leap.NEXT)
    assert not tour.saw(Deed.LEAP, Leap.NEXT)
