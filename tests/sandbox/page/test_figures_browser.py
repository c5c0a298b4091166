"""Tables and charts in a real Chromium, at a phone's width."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from sandbox.drafts import Draft
from sandbox.lakeside import PARTS, SAM
from sandbox.server import Sandbox
from sandbox.voice import say_as_app

pytestmark = pytest.mark.browser

PHONE = 390
COLUMNS = 9
DAYS = [f"A very long name {n}" for n in range(20)]
WIDE = {
    "type": "data_table",
    "caption": "Answers",
    "rows": [
        [{"type": "raw_text", "text": f"Column {n}"} for n in range(COLUMNS)],
        *(
            [{"type": "raw_number", "value": n * by * 1234} for n in range(COLUMNS)]
            for by in range(1, 4)
        ),
    ],
}
LONG = {
    "type": "data_visualization",
    "title": "Minutes",
    "chart": {
        "type": "bar",
        "axis_config": {"categories": DAYS},
        "series": [
            {"name": "Parts", "data": [{"label": day, "value": 12345} for day in DAYS]},
        ],
    },
}


@pytest.fixture
def phone(browser: Browser, page_box: Sandbox) -> Iterator[Page]:
    say_as_app(page_box.workspace, PARTS, Draft("Answers", [WIDE, LONG]))
    context = browser.new_context(
        viewport={"width": PHONE, "height": 844}, has_touch=True, reduced_motion="reduce"
    )
    context.set_default_timeout(5_000)
    page = context.new_page()
    page.goto(f"{page_box.url}/?as={SAM}&in={PARTS}")
    expect(page.locator("figure.chart")).to_be_visible()
    yield page
    context.close()


def box(what: Locator) -> Any:
    found = what.bounding_box()
    assert found
    return found


def test_a_wide_table_scrolls_in_its_own_frame(phone: Page) -> None:
    frame = box(phone.locator(".data-table > .table"))
    assert frame["x"] >= 0
    assert frame["x"] + frame["width"] <= PHONE
    assert phone.evaluate("document.getElementById('scroller').scrollWidth") == PHONE


def test_a_header_can_be_hit_with_a_thumb_and_sorts(phone: Page) -> None:
    header = phone.get_by_role("button", name="Column 1")
    size = box(header)
    assert min(size["width"], size["height"]) >= 39.5
    header.tap()
    header.tap()
    expect(phone.locator(".data-table tbody tr").first).to_contain_text("3,702")


def test_no_label_of_a_chart_sticks_out_of_it(phone: Page) -> None:
    chart = box(phone.locator("figure.chart svg"))
    for label in phone.locator("figure.chart text.under").all():
        place = box(label)
        assert place["x"] >= chart["x"] - 1
        assert place["x"] + place["width"] <= chart["x"] + chart["width"] + 1
