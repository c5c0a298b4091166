"""What a recognised day and hour mean at a store: the rules that ``bot.trade.when`` lists."""

from datetime import UTC, date, datetime, time, timedelta

from bot.trade.hours import OpeningHours
from bot.trade.when_clock import Clock, Kind
from bot.trade.when_days import Day
from bot.trade.when_said import FULL_DAYS, say_hour, say_time

_NOON = 12 * 60
_FIVE_PM = 17 * 60
_OPEN_DAYS_TRIED = 14
_WEEK = timedelta(days=7)
_AtStore = tuple[datetime, str | None]


class Passed(ValueError):
    """The hour of a named day is over. The message is a sentence."""


def today_or_next(clock: Clock | None, now: datetime, hours: OpeningHours) -> _AtStore:
    """An hour without a day: today's, or the next open day's once it has passed."""
    today = hours.local_day(now)
    if clock is not None and clock.kind is Kind.BARE:
        return _next_such_hour(clock, now, hours)
    at = _on(today, clock, now, hours)
    if at is not None and at >= now:
        return at, None
    later = _on(hours.next_open_day(today), clock, now, hours) or now
    return later, _moved(at, later, now, hours)


def on_day(day: Day, clock: Clock | None, now: datetime, hours: OpeningHours) -> _AtStore:
    """An hour of a named day; none means its closing. Raises Passed when it is over."""
    wanted, moved = day.date, None
    at = _on(wanted, _as_said(day, clock), now, hours)
    if at is None:  # a day on which the store has no closing to go by
        at = _on(hours.next_open_day(wanted), clock, now, hours) or now
        closed = "today" if wanted == hours.local_day(now) else f"on {FULL_DAYS[wanted.weekday()]}"
        moved = f"We are closed {closed}, so this means {_say(at, now, hours)}, the next open day."
    if at >= now:
        return at, moved
    if not day.weekday:
        said = _say(at, now, hours)
        raise Passed(f"{said[0].upper()}{said[1:]} has passed.")
    return _a_week_later(wanted, clock, at, now, hours)


def _a_week_later(
    today: date, clock: Clock | None, passed: datetime, now: datetime, hours: OpeningHours
) -> _AtStore:
    """The same weekday's next time, for "fri 9am" said on a Friday afternoon."""
    later = _on(today + _WEEK, clock, now, hours)
    while later is None:  # next week's is a holiday
        later = _on(hours.next_open_day(today + _WEEK), clock, now, hours)
    hour = say_hour(passed.astimezone(hours.zone))
    return later, f"{hour} has passed today, so this means {_say(later, now, hours)}."


def _as_said(day: Day, clock: Clock | None) -> Clock | None:
    """An hour as its day narrows it: "tonight 8" is 8 PM, "2026-11-30 05:30" is in the morning."""
    if clock is None or clock.kind is not Kind.BARE:
        return clock
    if day.evening:
        return Clock(Kind.EXACT, clock.minutes + _NOON)
    if day.iso and not clock.lone:
        return Clock(Kind.EXACT, clock.minutes + (_NOON if clock.minutes < 60 else 0))
    return clock


def _on(day: date, clock: Clock | None, now: datetime, hours: OpeningHours) -> datetime | None:
    """The instant of an hour on a local date. None when it goes by opening hours and has none."""
    if clock is None or clock.kind is Kind.CLOSING:
        return hours.closing_on(day)
    if clock.kind is Kind.OPENING:
        return hours.opening_on(day)
    if clock.kind is Kind.AFTERNOON:
        closing = hours.closing_on(day)
        return closing and min(closing, _wall(day, _FIVE_PM, hours))
    if clock.kind is Kind.EXACT:
        return _wall(day, clock.minutes, hours)
    options = _within_hours(day, clock, hours)
    coming = [at for at in options if at >= now]
    return (coming or options or [_wall(day, _usual(clock), hours)])[0]


def _next_such_hour(clock: Clock, now: datetime, hours: OpeningHours) -> _AtStore:
    """A bare "5": the next five o'clock between opening and closing."""
    today = hours.local_day(now)
    for at in _within_hours(today, clock, hours):
        if at >= now:
            return at, None
    day = today
    for _ in range(_OPEN_DAYS_TRIED):
        day = hours.next_open_day(day)
        if options := _within_hours(day, clock, hours):
            at_today = _wall(today, _minute(options[0], hours), hours)
            return options[0], _moved(at_today, options[0], now, hours)
    return today_or_next(Clock(Kind.EXACT, _usual(clock)), now, hours)


def _within_hours(day: date, clock: Clock, hours: OpeningHours) -> list[datetime]:
    """The one or two instants of a bare hour between a day's first opening and last closing."""
    opening, closing = hours.opening_on(day), hours.closing_on(day)
    if opening is None or closing is None:
        return []
    both = (_wall(day, clock.minutes + half, hours) for half in (0, _NOON))
    return [at for at in both if opening <= at <= closing]


def _usual(clock: Clock) -> int:
    """A bare hour outside opening hours: 7 to 11 in the morning, 12 to 6 in the afternoon."""
    return clock.minutes if clock.minutes >= 7 * 60 else clock.minutes + _NOON


def _wall(day: date, minutes: int, hours: OpeningHours) -> datetime:
    """A wall time as an instant. One that the clock change skips is the same hour's end later."""
    days, minute = divmod(minutes, 24 * 60)
    wall = datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60))
    return wall.replace(tzinfo=hours.zone).astimezone(UTC)


def _minute(at: datetime, hours: OpeningHours) -> int:
    local = at.astimezone(hours.zone)
    return local.hour * 60 + local.minute


def _moved(today: datetime | None, later: datetime, now: datetime, hours: OpeningHours) -> str:
    """The sentence for an hour that today no longer has, or never had."""
    means = f"so this means {_say(later, now, hours)}, the next open day."
    if today is None or today >= now:
        return f"We are closed today, {means}"
    return f"{say_hour(today.astimezone(hours.zone))} has passed today, {means}"


def _say(at: datetime, now: datetime, hours: OpeningHours) -> str:
    return say_time(at, hours.zone, now)
