"""Takes the pictures of the page that the README shows: `make pictures`.

The demo runs as anybody would run it; the pictures are what a visitor sees.
"""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, Page

from sandbox import lakeside
from sandbox.clockwork import Leap
from tests.chromium import find_chromium, running_chromium

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
DESKTOP = (1280, 800)
PHONE = (390, 844)


@dataclass(frozen=True)
class Picture:
    """One view: who looks at which channel (or `BATON`), on what, in light or dark.

    `leaps` move the clock beforehand, `press` opens a form by its button, and `shown` are words of
    the message to bring into sight: the first one that has them, or its end.
    """

    name: str
    who: str
    where: str
    size: tuple[int, int] = DESKTOP
    dark: bool = False
    press: str = ""
    shown: str = ""
    end: bool = False
    leaps: tuple[Leap, ...] = ()


BATON = "@Baton"
CLOCK = "the clock"
DOWN = "68218057AA"
AGENDA, DIGEST = "I'm here", "Time and snooze"

# In the order of the demo's day: a leap moves the clock for all that follow.
PICTURES = (
    Picture("parts", lakeside.SAM, lakeside.PARTS),
    Picture("sales", lakeside.MARCUS, lakeside.SALES),
    Picture("service", lakeside.TOM, lakeside.SERVICE),
    Picture("phone", lakeside.SAM, lakeside.PARTS, PHONE),
    Picture("phone-form", lakeside.SAM, lakeside.PARTS, PHONE, press="Answer lines"),
    Picture("form", lakeside.SAM, lakeside.PARTS, press="Answer lines"),
    Picture("dark", lakeside.MARCUS, lakeside.SALES, dark=True),
    Picture("digest", lakeside.JOAN, BATON, shown=DIGEST),
    Picture("digest-chart", lakeside.JOAN, BATON, shown=DIGEST, end=True),
    Picture("phone-digest", lakeside.JOAN, BATON, PHONE, shown=DIGEST),
    Picture("phone-chart", lakeside.JOAN, BATON, PHONE, shown=DIGEST, end=True),
    Picture("dark-digest", lakeside.GRACE, BATON, dark=True, shown=DIGEST, end=True),
    Picture("clock", lakeside.SAM, lakeside.PARTS, press=CLOCK),
    Picture("phone-clock", lakeside.SAM, lakeside.PARTS, PHONE, press=CLOCK),
    Picture("amber", lakeside.SAM, lakeside.PARTS, leaps=(Leap.NEXT,), shown=DOWN),
    Picture("phone-amber", lakeside.SAM, lakeside.PARTS, PHONE, shown=DOWN),
    Picture("red", lakeside.SAM, lakeside.PARTS, leaps=(Leap.HOUR,), shown=DOWN),
    Picture("phone-red", lakeside.SAM, lakeside.PARTS, PHONE, shown=DOWN),
    Picture("escalation", lakeside.JOAN, BATON),
    Picture("agenda", lakeside.GRACE, lakeside.SERVICE, leaps=(Leap.TOMORROW,), shown=AGENDA),
    Picture("phone-agenda", lakeside.GRACE, lakeside.SERVICE, PHONE, shown=AGENDA),
)


def main() -> None:
    """Takes every picture."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium here: install Debian's package chromium.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_demo() as url, running_chromium(chromium) as browser:
        for picture in PICTURES:
            take(browser, url, picture)


@contextmanager
def running_demo() -> Iterator[str]:
    """The demo in a process of its own, and its address."""
    command = [sys.executable, "-m", "bot.cli", "demo"]
    ports = ["--port", str(free_port()), "--baton-port", str(free_port())]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*command, *ports], stdout=subprocess.PIPE, text=True, env=environment
    ) as demo:
        try:
            yield _address(demo)
        finally:
            demo.terminate()


def _address(demo: subprocess.Popen[str]) -> str:
    for line in demo.stdout or ():
        if found := re.search(r"http://\S+", line):
            return found[0]
    raise RuntimeError("the demo ended before it was open")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def take(browser: Browser, url: str, picture: Picture) -> None:
    """Opens the view in a fresh browser and writes it as a PNG."""
    for leap in picture.leaps:
        _ask(url, "clock", {"to": leap})
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
    )
    page = context.new_page()
    where = f"dm={_baton(url)}" if picture.where == BATON else f"in={picture.where}"
    page.goto(f"{url}/?as={picture.who}&{where}")
    page.get_by_placeholder(re.compile("^Message")).wait_for(state="attached")
    page.wait_for_load_state("load")
    if picture.shown:
        _bring_into_sight(page, picture)
    if picture.press == CLOCK:
        page.locator(".clock-button:visible").click()
    elif picture.press:
        _press(page, picture.press)
    page.screenshot(path=FOLDER / f"{picture.name}.png", animations="disabled")
    if picture.press:
        # The form belongs to the person, not to the browser: it would still be open in the next.
        page.keyboard.press("Escape")
        page.locator("dialog[open]").wait_for(state="detached")
    context.close()


def _bring_into_sight(page: Page, picture: Picture) -> None:
    message = page.locator("[data-region=messages] .msg").filter(has_text=picture.shown).first
    message.wait_for()
    block = "end" if picture.end else "start"
    message.evaluate("(message, block) => message.scrollIntoView({ block })", block)


def _baton(url: str) -> str:
    user: str = _ask(url, "state")["app"]["bot_user"]
    return user


def _ask(url: str, what: str, body: Any = None) -> Any:
    data = json.dumps(body).encode() if body else None
    with urlopen(f"{url}/sandbox/{what}", data, timeout=60) as answer:  # noqa: S310 - our own.
        return json.load(answer)


def _press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).last.click()
    page.wait_for_selector("dialog[open]")


if __name__ == "__main__":
    main()
