"""When a summary is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.digests.calendar import STOCKHOLM, next_due
from mobility_hub.digests.enums import Cadence
from mobility_hub.working_days import is_working_day

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # the strategy adds the zone
HOURS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
WEEKDAYS = st.integers(0, 4)
CADENCES = st.sampled_from([Cadence.DAILY, Cadence.WEEKLY])


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("cadence", "after", "due"),
    [
        pytest.param("weekly", "2027-03-01 12:00", "2027-03-02 07:30", id="the next Tuesday"),
        pytest.param("weekly", "2027-03-02 07:30", "2027-03-09 07:30", id="after, not at"),
        pytest.param("weekly", "2027-03-02 07:29", "2027-03-02 07:30", id="the same morning"),
        pytest.param("weekly", "2024-12-20 12:00", "2024-12-27 07:30", id="Christmas Eve to Boxing Day: the Friday after"),
        pytest.param("weekly", "2024-12-24 08:00", "2024-12-27 07:30", id="on the holiday itself"),
        pytest.param("weekly", "2024-12-27 07:30", "2025-01-02 07:30", id="and New Year's Eve: the Thursday after"),
        pytest.param("weekly", "2027-03-23 08:00", "2027-03-30 07:30", id="over the change to summer time"),
        pytest.param("daily", "2027-03-05 08:00", "2027-03-08 07:30", id="Friday to Monday"),
        pytest.param("daily", "2027-03-25 08:00", "2027-03-30 07:30", id="over Easter"),
        pytest.param("daily", "2027-06-24 08:00", "2027-06-28 07:30", id="over midsummer"),
        pytest.param("daily", "2027-05-05 08:00", "2027-05-07 07:30", id="over Ascension Day"),
        pytest.param("daily", "2025-10-31 06:00", "2025-10-31 07:30", id="the day before All Saints' is a working day"),
    ],
)
def test_next_due_is_a_working_morning(cadence: str, after: str, due: str) -> None:
    assert next_due(Cadence(cadence), 1, time(7, 30), local(after)) == local(due)


def test_next_due_of_never_is_never() -> None:
    assert next_due(Cadence.NEVER, 1, time(7, 30), local("2027-03-01 12:00")) is None


@given(CADENCES, WEEKDAYS, HOURS, MOMENTS)
def test_next_due_is_the_first_one_after(cadence: Cadence, weekday: int, hour: time, after: datetime) -> None:
    """Against a plain search, day by day, for the first day that the rule allows."""
    due = next_due(cadence, weekday, hour, after)
    assert due is not None
    assert due > after
    assert is_working_day(due.astimezone(STOCKHOLM).date())
    day = after.astimezone(STOCKHOLM).date()
    found = None
    while found is None:
        moment = datetime.combine(day, hour, STOCKHOLM).astimezone(UTC)
        if moment > after and is_working_day(day) and (cadence == Cadence.DAILY or stands_for(day, weekday)):
            found = moment
        day += timedelta(days=1)
    assert due == found


def stands_for(day: date, weekday: int) -> bool:
    """Whether ``day`` is the wanted weekday, or the first working day after one that was none."""
    while day.weekday() != weekday:
        day -= timedelta(days=1)
        if is_working_day(day):
            return False
    return True


@given(CADENCES, WEEKDAYS, HOURS, MOMENTS)
def test_next_due_keeps_the_hour_on_the_clock(cadence: Cadence, weekday: int, hour: time, after: datetime) -> None:
    due = next_due(cadence, weekday, hour, after)
    assert due is not None
    shown = due.astimezone(STOCKHOLM)
    skipped = hour.hour == 2 and shown.hour == 3 and shown.minute == hour.minute
    assert shown.time() == hour or skipped


@given(CADENCES, WEEKDAYS, HOURS, MOMENTS)
def test_next_due_grows_with_time(cadence: Cadence, weekday: int, hour: time, after: datetime) -> None:
    first = next_due(cadence, weekday, hour, after)
    assert first is not None
    assert next_due(cadence, weekday, hour, first - timedelta(microseconds=1)) == first
    second = next_due(cadence, weekday, hour, first)
    assert second is not None
    assert first < second <= first + timedelta(days=12)
