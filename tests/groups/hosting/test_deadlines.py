"""When a host is asked and until when it can answer."""

from __future__ import annotations

from datetime import date

import pytest

from groups.hosting.deadlines import Times, add_working_days

TIMES = Times(ask_weeks=12, answer_days=10, answer_weeks=3, short_answer_days=2, warn_days=14)
MONDAY = date(2027, 1, 11)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (MONDAY, 0, MONDAY),
        (MONDAY, 10, date(2027, 1, 25)),
        (date(2027, 1, 15), 1, date(2027, 1, 18)),
        (date(2027, 3, 24), 2, date(2027, 3, 30)),  # Good Friday and Easter Monday between
        (date(2027, 12, 23), 1, date(2027, 12, 27)),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days) == end


@pytest.mark.parametrize(
    ("meeting", "last"),
    [
        (date(2027, 4, 5), date(2027, 1, 25)),  # far away: ten working days
        (date(2027, 2, 8), date(2027, 1, 18)),  # four weeks: three weeks before the meeting
        (date(2027, 2, 3), date(2027, 1, 13)),  # three weeks before is just enough
        (date(2027, 2, 2), date(2027, 1, 13)),  # less than two working days left by then: two
        (date(2027, 1, 13), date(2027, 1, 12)),  # the day before the meeting
        (date(2027, 1, 12), MONDAY),
        (MONDAY, MONDAY),  # never in the past
    ],
)
def test_last_day_to_answer(meeting: date, last: date) -> None:
    assert TIMES.answer_by(MONDAY, meeting) == last


@pytest.mark.parametrize(("meeting", "asked", "near"), [(date(2027, 4, 5), True, False), (date(2027, 4, 6), False, False)])
def test_time_to_ask(meeting: date, asked: bool, near: bool) -> None:
    assert (TIMES.is_to_be_asked(MONDAY, meeting), TIMES.is_near(MONDAY, meeting)) == (asked, near)


@pytest.mark.parametrize(("meeting", "near"), [(date(2027, 1, 25), True), (date(2027, 1, 26), False)])
def test_meeting_is_near_two_weeks_before(meeting: date, near: bool) -> None:
    assert TIMES.is_near(MONDAY, meeting) == near
