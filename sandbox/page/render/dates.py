"""Times as a person of this workspace reads them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sandbox.page.render.scene import Scene

_TOKEN = re.compile(r"\{([a-z_]+)\}")


def moment(stamp: object, scene: Scene) -> datetime | None:
    """Local time for seconds since 1970: a number, or Slack's "1700000000.000100"."""
    if isinstance(stamp, bool) or not isinstance(stamp, str | int | float):
        return None
    try:
        return datetime.fromtimestamp(float(stamp), UTC).astimezone(scene.zone)
    except (ValueError, OverflowError, OSError):
        return None


def clock(when: datetime) -> str:
    """9:05 AM."""
    return when.strftime("%I:%M %p").lstrip("0")


def day(when: datetime, scene: Scene) -> str:
    """Today, Yesterday, Tomorrow, or Tuesday, March 4."""
    near = _near(when, scene)
    year = "" if when.year == scene.now.astimezone(scene.zone).year else f", {when.year}"
    return near.capitalize() if near else f"{when:%A, %B} {when.day}{year}"


def full(when: datetime) -> str:
    """Tuesday, March 4, 2025 at 9:05 AM: what hovering over a time says."""
    return f"{when:%A, %B} {when.day}, {when.year} at {clock(when)}"


def formatted(stamp: str, pattern: str, scene: Scene) -> str | None:
    """What `<!date^stamp^pattern|…>` shows, or None where its fallback has to be shown."""
    when = moment(stamp, scene)
    if when is None:
        return None
    known = _tokens(when, scene)
    if any(name not in known for name in _TOKEN.findall(pattern)):
        return None
    return _TOKEN.sub(lambda found: known[found[1]], pattern)


def _near(when: datetime, scene: Scene) -> str:
    days = (when.date() - scene.now.astimezone(scene.zone).date()).days
    return {0: "today", -1: "yesterday", 1: "tomorrow"}.get(days, "")


def _tokens(when: datetime, scene: Scene) -> dict[str, str]:
    near = _near(when, scene)
    plain = f"{when:%B} {when.day}, {when.year}"
    short = f"{when:%b} {when.day}, {when.year}"
    long = f"{when:%A}, {plain}"
    return {
        "date_num": f"{when:%Y-%m-%d}",
        "date_slash": f"{when:%m/%d/%Y}",
        "date": plain,
        "date_short": short,
        "date_long": long,
        "date_pretty": near or plain,
        "date_short_pretty": near or short,
        "date_long_pretty": near or long,
        "day_divider_pretty": near.capitalize() or long,
        "time": clock(when),
        "time_secs": when.strftime("%I:%M:%S %p").lstrip("0"),
        "ago": _ago((scene.now - when).total_seconds()),
    }


def _ago(seconds: float) -> str:
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        count = int(abs(seconds) // size)
        if count:
            span = f"{count} {name}{'s' if count > 1 else ''}"
            return f"{span} ago" if seconds > 0 else f"in {span}"
    return "just now"
