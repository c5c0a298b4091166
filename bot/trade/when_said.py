"""Instants and spans as Baton says them, in the store's zone and in English on any machine."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_time(at: datetime, zone: ZoneInfo, now: datetime | None = None) -> str:
    """An instant on the store's clock: "Tue Nov 24, 3:00 PM".

    With ``now``: "today 3:00 PM" on the same local day, and with the year when it is not now's,
    "Fri Jan 1, 2027, 3:00 PM". ``read_time`` reads all of these back. Both are aware.
    """
    local = at.astimezone(zone)
    if now is not None:
        today = now.astimezone(zone)
        if today.date() == local.date():
            return f"today {say_hour(local)}"
        if today.year != local.year:
            return f"{say_day(local)}, {local.year}, {say_hour(local)}"
    return f"{say_day(local)}, {say_hour(local)}"


def say_day(day: date) -> str:
    """A day of the store's calendar, or the day of a local time: "Tue Nov 24"."""
    return f"{DAYS[day.weekday()]} {MONTHS[day.month - 1]} {day.day}"


def say_hour(local: datetime) -> str:
    """The hour of a local time: "3:00 PM"."""
    half = "AM" if local.hour < 12 else "PM"
    return f"{local.hour % 12 or 12}:{local.minute:02} {half}"


def say_late(due_at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """How late something is: "41 min late" on its day, from the next one on "late since Tue Nov 24,
    5:00 PM".

    So nobody reads a night in it, whether he thinks in open hours or on the clock. It counts as the
    reader's watch does, from minute to minute: what was due at 10:46 is 30 min late at 11:16.
    """
    if due_at.astimezone(zone).date() == now.astimezone(zone).date():
        due, read = (int(at.timestamp()) // 60 for at in (due_at, now))
        return f"{say_span(read - due)} late"
    return f"late since {say_time(due_at, zone, now)}"


def say_span(minutes: int) -> str:
    """Minutes as "25 min", "3 h 10 min", "2 days" or "1 day 4 h".

    A day is 24 hours; below zero is "0 min".
    """
    minutes = max(0, minutes)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days:
        said = "1 day" if days == 1 else f"{days:,} days"
        return f"{said} {hour} h" if hour and days < 3 else said
    if hours:
        return f"{hours} h {minute} min" if minute else f"{hours} h"
    return f"{minute} min"
