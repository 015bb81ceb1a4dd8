"""When the next summary is due: on a working day, at an hour of Europe/Stockholm. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mobility_hub.digests.enums import Cadence
from mobility_hub.working_days import is_working_day

STOCKHOLM = ZoneInfo("Europe/Stockholm")

_DAY = timedelta(days=1)


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
