"""Takes the pictures of the page that the README shows: `make pictures`.

The demo runs as anybody would run it; the pictures are what a visitor sees.
"""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from sandbox import lakeside
from tests.chromium import find_chromium, running_chromium

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
DESKTOP = (1280, 800)
PHONE = (390, 844)


@dataclass(frozen=True)
class Picture:
    """One view: who looks at which channel, on what, in light or dark."""

    name: str
    who: str
    where: str
    size: tuple[int, int] = DESKTOP
    dark: bool = False
    press: str = ""


PICTURES = (
    Picture("parts", lakeside.SAM, lakeside.PARTS),
    Picture("sales", lakeside.MARCUS, lakeside.SALES),
    Picture("service", lakeside.TOM, lakeside.SERVICE),
    Picture("phone", lakeside.SAM, lakeside.PARTS, PHONE),
    Picture("phone-form", lakeside.SAM, lakeside.PARTS, PHONE, press="Answer lines"),
    Picture("form", lakeside.SAM, lakeside.PARTS, press="Answer lines"),
    Picture("dark", lakeside.MARCUS, lakeside.SALES, dark=True),
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
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
    )
    page = context.new_page()
    page.goto(f"{url}/?as={picture.who}&in={picture.where}")
    page.get_by_placeholder(re.compile("^Message")).wait_for()
    page.wait_for_load_state("load")
    if picture.press:
        _press(page, picture.press)
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    if picture.press:
        # The form belongs to the person, not to the browser: it would still be open in the next.
        page.keyboard.press("Escape")
        page.locator("dialog[open]").wait_for(state="detached")
    context.close()


def _press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).last.click()
    page.wait_for_selector("dialog[open]")


if __name__ == "__main__":
    main()
