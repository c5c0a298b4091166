"""The machine's own Chromium for tests and pictures. Nothing is ever downloaded."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

MISSING = "no Chromium on this machine (on Debian: apt-get install chromium)"

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Root in a container has no sandbox to offer, and a test's browser has no business on the network.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def find_chromium() -> str | None:
    """Return the path of the machine's Chromium, or None."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@contextmanager
def running_chromium(executable: str) -> Iterator[Browser]:
    """Run a headless Chromium with a fresh profile, and close it afterwards.

    While it runs, this thread counts as having an event loop: asyncio.run is refused here.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, headless=True, args=list(_ARGUMENTS)
        )
        try:
            yield browser
        finally:
            browser.close()
