"""On which days Swedish offices are open. Pure.

Public holidays follow lagen (1989:253) om allmänna helgdagar. Midsummer Eve, Christmas Eve and New Year's Eve count with them, as in
semesterlagen (1977:480) 3 a §: offices are closed.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

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


def _first_saturday(day: date) -> date:
    return day + timedelta(days=(_SATURDAY - day.weekday()) % 7)
