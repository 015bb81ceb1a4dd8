"""When the next summary is due: on a working day, at an hour of Europe/Stockholm. Pure.

Public holidays follow lagen (1989:253) om allmänna helgdagar. Midsummer Eve, Christmas Eve and New Year's Eve count with them, as in
semesterlagen (1977:480) 3 a §: offices are closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from mobility_hub.digests.enums import Cadence

STOCKHOLM = ZoneInfo("Europe/Stockholm")

_DAY = timedelta(days=1)
_SATURDAY = 5

# By day of the year: New Year's Day, Epiphany, May Day, the National Day, Christmas with both eves.
_FIXED = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))
# By days from Easter Sunday: Good Friday, Easter Day, Easter Monday, Ascension Day, Whit Sunday.
_FROM_EASTER = (-2, 0, 1, 39, 49)


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=32)
def holidays(year: int) -> frozenset[date]:
    """Return the days of the year on which Swedish offices are closed whatever the weekday."""
    easter = easter_sunday(year)
    midsummer = _first_saturday(date(year, 6, 20))
    moving = {midsummer - _DAY, midsummer, _first_saturday(date(year, 10, 31))}
    return frozenset({date(year, month, day) for month, day in _FIXED} | {easter + days * _DAY for days in _FROM_EASTER} | moving)


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


def next_due(cadence: Cadence, weekday: int, hour: time, after: datetime) -> datetime | None:
    """Return the first moment after ``after`` (aware) at which a summary is due, in UTC; None for never.

    Daily: every working day. Weekly: on ``weekday`` (Monday = 0), or the first working day after it when that day is a holiday.
    ``hour`` is local time; one that a change to summer time skips is the moment an hour later on the clock.
    """
    if cadence == Cadence.NEVER:
        return None
    start = after.astimezone(STOCKHOLM).date()
    days = _working_days(start) if cadence == Cadence.DAILY else _weekly_days(start, weekday)
    moments = (datetime.combine(day, hour, STOCKHOLM).astimezone(UTC) for day in days)
    return next(moment for moment in moments if moment > after)


def _working_days(start: date) -> Iterator[date]:
    day = start
    while True:
        if is_working_day(day):
            yield day
        day += _DAY


def _weekly_days(start: date, weekday: int) -> Iterator[date]:
    """From two weeks back: a holiday may have moved that week's day to after ``start``."""
    day = start - timedelta(days=14 + (start.weekday() - weekday) % 7)
    while True:
        yield next(_working_days(day))
        day += timedelta(days=7)


def _first_saturday(day: date) -> date:
    return day + timedelta(days=(_SATURDAY - day.weekday()) % 7)
