"""The clock in a real Chromium: moved by mouse, thumb and keys, and heard by a screen reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from sandbox.drafts import Draft
from sandbox.lakeside import LUIS, SERVICE, TOM
from sandbox.server import Sandbox
from sandbox.voice import say_as_app
from tests.sandbox.conftest import MakeBox
from tests.sandbox.page.bot import MANIFEST
from tests.sandbox.winding import Winding

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture
def winding() -> Winding:
    return Winding()


@pytest.fixture
def wound(make_box: MakeBox, winding: Winding) -> Sandbox:
    """A workspace in whose #service the app says what falls due."""
    box = make_box(manifest=MANIFEST, page=True, now=winding.now, clockwork=winding)
    winding.ring = lambda event: say_as_app(
        box.workspace, SERVICE, Draft(f"It is time: {event.what}")
    )
    return box


@pytest.fixture
def open_page(browser: Browser, wound: Sandbox) -> Iterator[Open]:
    complaints: list[str] = []
    contexts = []

    def open_(who: str, size: ViewportSize) -> Page:
        context = browser.new_context(viewport=size, locale="en-US", reduced_motion="reduce")
        contexts.append(context)
        context.set_default_timeout(5_000)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{wound.url}/?as={who}&in={SERVICE}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


def test_next_event_posts_it_and_every_window_hears_the_time(open_page: Open) -> None:
    luis, tom = open_page(LUIS, DESKTOP), open_page(TOM, DESKTOP)
    bar = luis.locator(".top")
    expect(bar).to_contain_text("Mon, Nov 23 9:41 AM")
    expect(tom.locator(".top")).to_contain_text("9:41 AM")
    bar.get_by_role("button", name="Next event").click()
    for page in (luis, tom):
        expect(page.locator("[data-region=messages]")).to_contain_text("It is time: Huddle")
        expect(page.get_by_role("status").filter(has_text="It is now")).to_have_text(
            "It is now Monday, November 23, 11:30 AM."
        )
        expect(page.locator(".top .clock-button")).to_contain_text("11:30 AM")
    bar.get_by_role("button", name="+1 hour").click()
    expect(bar).to_contain_text("12:30 PM")
    bar.get_by_role("button", name="Tomorrow 7:00").click()
    expect(tom.locator(".top")).to_contain_text("Tue, Nov 24 7:00 AM")


def test_the_clock_is_moved_by_keys_alone(open_page: Open) -> None:
    page = open_page(LUIS, DESKTOP)
    page.locator(".top .clock-button").focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("dialog", name="The clock")
    expect(menu.get_by_role("button", name="Next event")).to_be_focused()
    expect(menu).to_contain_text("11:30 AM")
    page.keyboard.press("Enter")
    # The menu stays open and the focus where it was, for the next event.
    expect(menu.get_by_role("heading", level=2)).to_contain_text("Monday, November 23, 11:30 AM")
    expect(menu).not_to_contain_text("Huddle")
    expect(menu.get_by_role("button", name="Next event")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("button", name="+1 hour")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.locator(".top .clock-button")).to_be_focused()


def test_with_nothing_planned_next_is_not_to_be_pressed(open_page: Open, winding: Winding) -> None:
    winding.planned = []
    page = open_page(LUIS, DESKTOP)
    page.locator(".top .clock-button").click()
    menu = page.get_by_role("dialog", name="The clock")
    expect(menu.get_by_role("button", name="Next event")).to_be_disabled()
    expect(menu).to_contain_text("Nothing is planned")
    page.keyboard.press("Escape")
    page.locator(".top [data-leap=next]").click()
    expect(page.locator("#notice")).to_have_text("Nothing is planned that the clock could go to.")


def test_on_a_phone_the_clock_is_one_button_and_a_sheet(open_page: Open, winding: Winding) -> None:
    page = open_page(LUIS, PHONE)
    button = page.locator(".head .clock-button")
    expect(button).to_have_text("9:41 AM")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.click()
    sheet = page.get_by_role("dialog", name="The clock")
    for name in ("Next event", "+1 hour", "Tomorrow 7:00"):
        box = sheet.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert box["height"] >= 42
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sheet.get_by_role("button", name="Tomorrow 7:00").click()
    expect(sheet).to_contain_text("Tuesday, November 24, 7:00 AM")
    page.keyboard.press("Escape")
    expect(button).to_have_text("7:00 AM")
    expect(page.locator("[data-region=messages]")).to_contain_text("It is time: Huddle")


def test_the_minutes_go_by_without_anybody_pressing(open_page: Open, winding: Winding) -> None:
    # A second before the minute is over; the page looks again when it is.
    winding.forward(39.6)
    page = open_page(LUIS, DESKTOP)
    expect(page.locator(".top")).to_contain_text("9:41 AM")
    winding.forward(30)
    expect(page.locator(".top")).to_contain_text("9:42 AM")
    expect(page.locator("#notice")).to_be_hidden()
