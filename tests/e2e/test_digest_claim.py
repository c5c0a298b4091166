"""A button in the morning's page: the page itself says what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.lakeside import SERVICE
from tests.e2e.house import CHICAGO, Lakeside
from tests.e2e.people import labels_of, words_of


def test_what_was_taken_is_nobodys_no_longer_on_the_page_itself(house: Lakeside) -> None:
    for number in (48213, 48214):
        house.tom.types(SERVICE, f"/parts {number} 1x A-100 filter by tomorrow 4pm")
    seven = datetime(2026, 11, 24, 7, tzinfo=CHICAGO)
    house.forward(seconds=(seven - house.clock.now()) / timedelta(seconds=1))
    house.baton.outbox.wake()
    page = house.joan.letter("Parts · Tue Nov 24")
    assert labels_of(page).count("Claim") == 2
    house.joan.presses(page, "Claim")
    taken = house.wait(lambda: _without_a_claim(house))
    assert f"(RO 48213): At the counter, <@{house.joan.id}>" in taken


def _without_a_claim(house: Lakeside) -> str:
    page = house.joan.letter("Parts · Tue Nov 24")
    return words_of(page) if labels_of(page).count("Claim") == 1 else ""
