"""The page in a real Chromium: what people see, press and type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from sandbox.lakeside import DANA, GENERAL, JOAN, LUIS, PARTS, SAM, SERVICE, TOM
from sandbox.model import Message
from sandbox.server import Sandbox
from tests.sandbox.page.bot import FORM, Counter, button, plain

pytestmark = pytest.mark.browser

ASK = "/parts 48213 2x 04152-YZZA1 oil filter"
Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, page_box: Sandbox) -> Iterator[Open]:
    """Opens windows as somebody somewhere; at the end, none may have complained."""
    complaints: list[str] = []
    contexts = []

    def open_(who: str, channel: str, *, phone: bool = False) -> Page:
        size: ViewportSize = {"width": 1280, "height": 800}
        if phone:
            size = {"width": 390, "height": 844}
        context = browser.new_context(
            viewport=size, has_touch=phone, locale="en-US", reduced_motion="reduce"
        )
        contexts.append(context)
        context.set_default_timeout(5_000)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if said.type == "error" else None
        )
        page.goto(f"{page_box.url}/?as={who}&in={channel}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def say(page: Page) -> Any:
    return page.locator("#say")


def messages(page: Page) -> Any:
    return page.locator("[data-region=messages]")


def open_card(counter: Counter, count: int = 1) -> None:
    luis = counter.box.workspace.person(LUIS)
    for _ in range(count):
        assert luis.type(SERVICE, ASK).ok


def test_two_windows_are_two_people_who_see_each_other_at_once(open_page: Open) -> None:
    luis, tom = open_page(LUIS, SERVICE), open_page(TOM, SERVICE)
    say(luis).fill("Lift 4 is free")
    say(luis).press("Shift+Enter")
    say(luis).press_sequentially("and clean")
    say(luis).press("Enter")
    expect(messages(tom)).to_contain_text("Lift 4 is freeand clean")
    expect(say(luis)).to_have_value("")
    expect(luis.locator(".top .who")).to_contain_text("Luis Ortega")
    expect(tom.locator(".top .who")).to_contain_text("Tom Alvarez")


def test_commands_are_completed_by_keys(open_page: Open) -> None:
    page = open_page(LUIS, SERVICE)
    say(page).press_sequentially("/")
    expect(page.get_by_role("option")).to_have_count(5)
    say(page).press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("/lead")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Tell sales about a customer")
    say(page).press("ArrowUp")
    say(page).press("Tab")
    expect(say(page)).to_have_value("/parts ")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.locator("#usage")).to_contain_text("RO, quantity, part number")
    say(page).fill("/ha")
    say(page).press("Enter")
    expect(say(page)).to_have_value("/handoff ")
    say(page).fill("/ve")
    say(page).press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)


def test_commands_are_completed_by_a_tap(open_page: Open) -> None:
    page = open_page(LUIS, SERVICE, phone=True)
    say(page).tap()
    say(page).press_sequentially("/v")
    page.get_by_role("option").tap()
    expect(say(page)).to_have_value("/vehicle ")
    expect(say(page)).to_be_focused()


def test_people_are_completed(open_page: Open) -> None:
    page = open_page(LUIS, SERVICE)
    say(page).press_sequentially("ask @gr")
    expect(page.get_by_role("option")).to_contain_text("Grace Kim")
    say(page).press("Enter")
    say(page).press_sequentially("about it")
    say(page).press("Enter")
    expect(messages(page).locator(".mention").last).to_have_text("@Grace Kim")


def test_a_private_answer_is_shown_as_such_and_links_to_the_card(open_page: Open) -> None:
    page = open_page(LUIS, SERVICE)
    say(page).fill(ASK)
    say(page).press("Enter")
    expect(messages(page)).to_contain_text("Only visible to you")
    page.get_by_role("link", name="Open the card").click()
    expect(page).to_have_url(re.compile(rf"as={LUIS}"))
    expect(page.locator("h1")).to_have_text("#parts")
    expect(page.locator(".msg.hot")).to_contain_text("P-49 · Parts request")


def test_a_click_waits_visibly_and_changes_the_card(open_page: Open, counter: Counter) -> None:
    open_card(counter)
    page, other = open_page(SAM, PARTS), open_page(JOAN, PARTS)
    counter.seconds = 0.5
    page.get_by_role("button", name="Claim").click()
    expect(page.locator("[data-press=claim]")).to_have_attribute("aria-busy", "true")
    expect(messages(page)).to_contain_text("Claimed")
    expect(messages(other)).to_contain_text("Claimed")
    expect(page.get_by_role("button", name="Claim")).to_have_count(0)
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_a_click_without_an_answer_says_so_where_it_was(open_page: Open, counter: Counter) -> None:
    open_card(counter)
    page = open_page(SAM, PARTS)
    counter.silent = True
    page.get_by_role("button", name="Claim").click()
    expect(messages(page).get_by_role("alert")).to_contain_text(
        "The app did not respond. Try again?"
    )
    expect(page.get_by_role("button", name="Claim")).to_be_enabled()
    counter.silent = False
    page.get_by_role("button", name="Claim").click()
    expect(messages(page)).to_contain_text("Claimed")
    expect(messages(page).get_by_role("alert")).to_have_count(0)


def test_what_was_typed_comes_back_when_it_could_not_be_sent(
    open_page: Open, counter: Counter
) -> None:
    page = open_page(LUIS, SERVICE)
    counter.silent = True
    say(page).fill(ASK)
    say(page).press("Enter")
    expect(page.locator("#composer").get_by_role("alert")).to_contain_text("did not answer")
    expect(say(page)).to_have_value(ASK)


def test_typing_survives_what_others_do_and_moving_about(
    open_page: Open, page_box: Sandbox
) -> None:
    page = open_page(LUIS, SERVICE)
    say(page).press_sequentially("half a sen")
    page_box.workspace.person(TOM).type(SERVICE, "something else")
    expect(messages(page)).to_contain_text("something else")
    say(page).press_sequentially("tence")
    expect(say(page)).to_have_value("half a sentence")
    page.get_by_role("link", name="parts", exact=True).click()
    expect(page.locator("h1")).to_have_text("#parts")
    expect(say(page)).to_have_value("")
    page.go_back()
    expect(say(page)).to_have_value("half a sentence")
    page.reload()
    expect(say(page)).to_have_value("half a sentence")


def test_the_person_is_switched_and_stays_in_the_address(open_page: Open) -> None:
    page = open_page(LUIS, SERVICE)
    page.locator(".top .who").click()
    people = page.locator("#people")
    expect(people.get_by_role("link")).to_have_count(9)
    expect(people).to_contain_text("Parts manager")
    people.get_by_role("link", name="Joan Price").click()
    expect(page.locator(".top .who")).to_contain_text("Joan Price")
    expect(page).to_have_url(re.compile(f"as={JOAN}&in={SERVICE}"))
    page.reload()
    expect(page.locator(".top .who")).to_contain_text("Joan Price")


def open_form(page: Page) -> Any:
    say(page).fill("/parts")
    say(page).press("Enter")
    form = page.get_by_role("dialog", name="Answer the lines")
    expect(form).to_be_visible()
    return form


def test_a_form_shows_what_is_wrong_and_keeps_what_is_right(open_page: Open) -> None:
    page = open_page(SAM, PARTS)
    form = open_form(page)
    form.get_by_label("Words for the technician").fill("left shelf\nsecond row")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("Please complete this required field.")
    expect(form.get_by_label("In stock")).to_be_focused()
    form.get_by_label("In stock").check()
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("In stock needs a bin, for example C-14.")
    expect(form.get_by_label("Bin (optional)")).to_be_focused()
    expect(form.get_by_label("In stock")).to_be_checked()
    expect(form.get_by_label("Words for the technician")).to_have_value("left shelf\nsecond row")
    form.get_by_label("Bin (optional)").fill("C-14")
    form.get_by_label("Bin (optional)").press("Enter")
    expect(form).to_be_hidden()


def test_a_form_survives_an_update_by_the_app_while_typing(
    open_page: Open, page_box: Sandbox
) -> None:
    page = open_page(SAM, PARTS)
    form = open_form(page)
    form.get_by_label("In stock").check()
    note = form.get_by_label("Words for the technician")
    note.press_sequentially("left sh")
    view = page_box.workspace.modals.stack(SAM)[0]
    extra = {"type": "section", "text": plain("Two are on the shelf.")}
    page_box.workspace.modals.update(view, FORM | {"blocks": [extra, *FORM["blocks"]]})
    expect(form).to_contain_text("Two are on the shelf.")
    expect(note).to_be_focused()
    note.press_sequentially("elf")
    expect(note).to_have_value("left shelf")
    expect(form.get_by_label("In stock")).to_be_checked()


def test_a_reload_gives_a_form_back_as_it_was_typed(open_page: Open, page_box: Sandbox) -> None:
    page = open_page(SAM, PARTS)
    open_form(page).get_by_label("Bin (optional)").fill("C-14")
    page_box.wait_for(
        lambda: page_box.workspace.modals.stack(SAM)[0].state["bin"]["it"].get("value") == "C-14"
    )
    page.reload()
    expect(page.get_by_role("dialog").get_by_label("Bin (optional)")).to_have_value("C-14")


def test_forms_stack_and_escape_asks_before_it_drops_what_was_typed(open_page: Open) -> None:
    page = open_page(SAM, PARTS)
    form = open_form(page)
    form.get_by_label("Bin (optional)").fill("C-14")
    form.get_by_role("button", name="Look up the bin").click()
    over = page.get_by_role("dialog", name="Find the bin")
    expect(over).to_contain_text("Over another form")
    page.keyboard.press("Escape")
    expect(over).to_be_hidden()
    expect(form.get_by_label("Bin (optional)")).to_have_value("C-14")
    form.get_by_label("Bin (optional)").fill("C-15")
    page.keyboard.press("Escape")
    asked = page.locator("#ask")
    expect(asked).to_contain_text("What you typed in it will be gone")
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    expect(form.get_by_label("Bin (optional)")).to_have_value("C-15")
    form.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Close it").click()
    expect(form).to_be_hidden()


def test_a_form_that_gets_no_answer_stays_with_everything_in_it(
    open_page: Open, counter: Counter
) -> None:
    page = open_page(SAM, PARTS)
    form = open_form(page)
    form.get_by_label("Ordered").check()
    form.get_by_label("Words for the technician").fill("tomorrow")
    counter.silent = True
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_contain_text("We had some trouble connecting")
    expect(form.get_by_label("Words for the technician")).to_have_value("tomorrow")
    counter.silent = False
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()


def test_a_dangerous_button_asks_first(open_page: Open, counter: Counter) -> None:
    confirm = {
        "title": plain("Cancel P-48?"),
        "text": {"type": "mrkdwn", "text": "This *cannot* be undone."},
        "confirm": plain("Cancel it"),
        "deny": plain("Keep it"),
        "style": "danger",
    }
    pressed = button("Cancel", "cancel", style="danger", confirm=confirm)
    counter.post(PARTS, "card", [{"type": "actions", "elements": [pressed]}])
    page = open_page(SAM, PARTS)
    messages(page).get_by_role("button", name="Cancel").click()
    asked = page.get_by_role("dialog", name="Cancel P-48?")
    expect(asked.locator("strong")).to_have_text("cannot")
    expect(asked.get_by_role("button", name="Keep it")).to_be_focused()
    asked.get_by_role("button", name="Keep it").click()
    assert counter.heard == []
    messages(page).get_by_role("button", name="Cancel").click()
    asked.get_by_role("button", name="Cancel it").click()
    expect(asked).to_be_hidden()
    while not counter.heard:
        # The press is on its way; the test's own time limit ends a wait in vain.
        page.wait_for_timeout(20)
    assert counter.heard[-1].payload["actions"][0]["action_id"] == "cancel"


def test_a_menu_is_worked_by_keys(open_page: Open, counter: Counter) -> None:
    open_card(counter)
    page = open_page(SAM, PARTS)
    page.get_by_role("button", name="More actions").press("Enter")
    expect(page.get_by_role("menuitem", name="Reassign…")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_be_hidden()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    assert counter.heard[-1].payload["actions"][0]["selected_option"]["value"] == "history"


def test_a_thread_opens_beside_and_takes_a_reply(open_page: Open, counter: Counter) -> None:
    open_card(counter)
    page = open_page(SAM, PARTS)
    page.get_by_role("button", name="Claim").click()
    page.get_by_role("link", name="1 reply").click()
    thread = page.locator("#thread")
    expect(thread).to_contain_text("has claimed it")
    expect(thread.locator("textarea")).to_be_focused()
    page.keyboard.type("bay 4 in five minutes")
    page.keyboard.press("Enter")
    expect(thread).to_contain_text("2 replies")
    expect(messages(page)).to_contain_text("2 replies")
    expect(messages(page)).not_to_contain_text("bay 4 in five minutes")
    page.keyboard.press("Escape")
    expect(thread).to_be_hidden()


def test_reading_further_up_is_not_disturbed(open_page: Open, page_box: Sandbox) -> None:
    workspace = page_box.workspace
    for count in range(40):
        workspace.post(Message(GENERAL, "", TOM if count % 2 else JOAN, f"line {count}"))
    page = open_page(LUIS, GENERAL)
    expect(messages(page).get_by_text("line 39")).to_be_in_viewport()
    page.locator("#scroller").evaluate("box => { box.scrollTop = 300; }")
    page.wait_for_function("document.getElementById('scroller').scrollTop === 300")
    workspace.post(Message(GENERAL, "", TOM, "news from below"))
    pill = page.get_by_role("button", name="New messages")
    expect(pill).to_be_visible()
    assert page.locator("#scroller").evaluate("box => box.scrollTop") == 300
    pill.click()
    expect(messages(page).get_by_text("news from below")).to_be_in_viewport()
    expect(pill).to_be_hidden()
    workspace.post(Message(GENERAL, "", JOAN, "and more"))
    expect(messages(page).get_by_text("and more")).to_be_in_viewport()


def test_unread_badges(open_page: Open, counter: Counter) -> None:
    page = open_page(LUIS, SERVICE)
    workspace = counter.box.workspace
    counter.post(
        workspace.open_im(LUIS, counter.box.app.bot_user).id, "Your filter is there.", None
    )
    row = page.locator("#side").get_by_role("link", name="Baton")
    expect(row.locator(".badge")).to_contain_text("1")
    expect(page).to_have_title("(1) #service · Lakeside Motors")
    row.click()
    expect(messages(page)).to_contain_text("Your filter is there.")
    expect(page).to_have_title("Baton · Lakeside Motors")
    expect(page.locator("#side .badge")).to_have_count(0)


def test_reactions(open_page: Open) -> None:
    page, other = open_page(SAM, PARTS), open_page(JOAN, PARTS)
    message = messages(page).locator(".msg").first
    message.hover()
    message.get_by_role("button", name="React to this message").click()
    page.locator("#reactor").get_by_role("button", name="eyes").click()
    mine = message.get_by_role("button", name="eyes 1")
    expect(mine).to_have_attribute("aria-pressed", "true")
    expect(messages(other).get_by_role("button", name="eyes 1")).to_be_visible()
    mine.click()
    expect(mine).to_have_count(0)


def test_the_guide_sets_the_stage_and_ticks_off(open_page: Open) -> None:
    page = open_page(DANA, GENERAL)
    guide = page.get_by_role("region", name="Guided tour")
    guide.get_by_role("link", name="Luis asks parts").click()
    expect(page.locator(".top .who")).to_contain_text("Luis Ortega")
    expect(page.locator("h1")).to_have_text("#service")
    expect(say(page)).to_have_value(re.compile("^/parts 48213"))
    expect(say(page)).to_be_focused()
    say(page).press("Enter")
    expect(guide.locator("li.ticked")).to_have_count(1)
    guide.get_by_role("link", name="Sam claims").click()
    expect(page.locator("h1")).to_have_text("#parts")
    expect(page.locator(".spot")).to_have_text("Claim")
    page.keyboard.press("Enter")
    expect(guide.locator("li.ticked")).to_have_count(2)
    guide.get_by_role("tab", name="A new owner").click()
    expect(guide.get_by_role("link", name="Dana hands her buyer")).to_be_visible()
    guide.get_by_role("button", name="Hide the guide").click()
    page.reload()
    expect(guide).to_be_hidden()
    page.get_by_role("button", name="Show the guide").click()
    expect(guide).to_be_visible()


def test_what_is_being_pressed_is_not_taken_from_under_the_finger(
    open_page: Open, page_box: Sandbox
) -> None:
    page, other = open_page(DANA, GENERAL), open_page(SAM, GENERAL)
    guide = page.get_by_role("region", name="Guided tour")
    guide.get_by_role("link", name="Luis asks parts").hover()
    page.mouse.down()
    other.get_by_role("region", name="Guided tour").locator("[data-tick]").nth(1).click()
    expect(other.locator("li.ticked")).to_have_count(1)
    # By the second message this window has looked again since the tick.
    for words in ("Good morning", "Who has the key to 4471?"):
        page_box.workspace.post(Message(GENERAL, "", SAM, words))
        expect(messages(page)).to_contain_text(words)
    page.mouse.up()
    expect(page.locator(".top .who")).to_contain_text("Luis Ortega")
    expect(guide.locator("li.ticked")).to_have_count(1)


def test_a_phone_has_a_drawer_and_threads_as_sheets(open_page: Open, counter: Counter) -> None:
    open_card(counter)
    page = open_page(SAM, PARTS, phone=True)
    expect(page.locator("#side")).to_be_hidden()
    page.get_by_role("button", name="Claim").tap()
    page.get_by_role("link", name="1 reply").tap()
    expect(page.locator("#thread")).to_be_visible()
    box = page.locator("#thread").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (390, 844)
    page.get_by_role("button", name="Close the thread").tap()
    expect(page.locator("#thread")).to_be_hidden()
    page.get_by_role("button", name="Conversations").tap()
    page.locator("#side").get_by_role("link", name="general", exact=True).tap()
    expect(page.locator("#side")).to_be_hidden()
    expect(page.locator("h1")).to_have_text("#general")
    page.locator(".head .who").tap()
    page.get_by_role("link", name="Joan Price").tap()
    expect(page.locator(".naming small")).to_contain_text("Joan Price")


SMALL = """() => [...document.querySelectorAll('button, a, select, input, textarea')]
  .filter((one) => one.checkVisibility() && !one.closest('.words, .skip, .tick') && one.offsetWidth)
  .filter((one) => !one.matches('.time, .skip') && getComputedStyle(one).pointerEvents !== 'none')
  .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 39.5 || box.width < 39.5)
  .map(([html]) => html)"""


def test_on_a_phone_everything_fits_and_can_be_hit_with_a_thumb(
    open_page: Open, counter: Counter
) -> None:
    open_card(counter, 2)
    page = open_page(SAM, PARTS, phone=True)
    expect(messages(page)).to_contain_text("P-50")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("document.getElementById('scroller').scrollWidth") == 390
    assert page.evaluate(SMALL) == []
    page.get_by_role("button", name="Answer lines").last.tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate(SMALL) == []


def test_nothing_that_was_typed_runs(open_page: Open, page_box: Sandbox) -> None:
    hostile = "<img src=x onerror='window.caught=1'><script>window.caught=1</script> \u202eevil"
    page_box.workspace.users[TOM].real_name = hostile
    page_box.workspace.post(Message(SERVICE, "", TOM, hostile))
    page = open_page(TOM, SERVICE)
    expect(messages(page)).to_contain_text("<script>window.caught=1</script>")
    page.locator(".top .who").click()
    assert page.evaluate("window.caught") is None


def test_right_to_left_words_stand_on_the_right(open_page: Open, page_box: Sandbox) -> None:
    page_box.workspace.post(Message(SERVICE, "", TOM, "مرحبا بالعالم"))
    page = open_page(LUIS, SERVICE)
    words = messages(page).locator(".words").last
    expect(words).to_have_css("direction", "rtl")


def test_a_window_notices_that_the_connection_is_lost(browser: Browser, page_box: Sandbox) -> None:
    page = browser.new_page()
    page.goto(f"{page_box.url}/?as={LUIS}&in={SERVICE}")
    say(page).fill("not lost")
    page_box.stop()
    expect(page.locator("#notice")).to_contain_text("The sandbox does not answer")
    say(page).press("Enter")
    expect(page.locator("#composer").get_by_role("alert")).to_contain_text("Is it still running?")
    expect(say(page)).to_have_value("not lost")
    page.close()
