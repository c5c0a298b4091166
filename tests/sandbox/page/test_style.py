"""The style sheet keeps text readable in light and dark: WCAG AA, 4.5 to 1."""

import re
from pathlib import Path

import pytest

import sandbox.page

SHEET = (Path(sandbox.page.__file__).parent / "static" / "page.css").read_text()
PAIRS = [
    ("ink", "paper"),
    ("ink", "ground"),
    ("soft", "paper"),
    ("soft", "ground"),
    ("soft", "hover"),
    ("accent", "paper"),
    ("accent", "accent-soft"),
    ("accent-ink", "accent"),
    ("link", "paper"),
    ("danger", "paper"),
    ("danger", "danger-soft"),
    ("good", "good-soft"),
    ("warn", "warn-soft"),
    ("me-ink", "me-soft"),
    ("code", "code-ground"),
    ("side-ink", "side"),
    ("side-strong", "side-chosen"),
]


def palette(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


LIGHT = palette(SHEET.split("@media")[0])
DARK = LIGHT | palette(SHEET.split("prefers-color-scheme: dark")[1].split("}\n}")[0])


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(colors: dict[str, str], text: str, ground: str) -> None:
    high, low = sorted((luminance(colors[text]), luminance(colors[ground])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_the_script_files_stay_small() -> None:
    static = Path(sandbox.page.__file__).parent / "static"
    assert all(len(file.read_text().splitlines()) < 350 for file in static.glob("*.js"))
