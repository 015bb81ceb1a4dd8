"""When an organisation is asked to host, and until when it can answer. Pure; dates are those of Europe/Stockholm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mobility_hub.working_days import is_working_day


@dataclass(frozen=True)
class Times:
    """How the clocks are set: weeks and days before a meeting, and working days to answer in (see ``mobility_hub.conf``)."""

    ask_weeks: int
    answer_days: int
    answer_weeks: int
    short_answer_days: int
    warn_days: int

    def is_to_be_asked(self, today: date, meeting_day: date) -> bool:
        """Whether it is time to ask somebody to host the meeting."""
        return today >= meeting_day - timedelta(weeks=self.ask_weeks)

    def answer_by(self, today: date, meeting_day: date) -> date:
        """The last day to answer for one who is asked today.

        ``answer_days`` working days, but ``answer_weeks`` before the meeting at the latest, so that there is time to ask the next. When the
        meeting is so near that this leaves less than ``short_answer_days``, these, but never later than the day before the meeting.
        """
        planned = min(add_working_days(today, self.answer_days), meeting_day - timedelta(weeks=self.answer_weeks))
        shortest = add_working_days(today, self.short_answer_days)
        if planned >= shortest:
            return planned
        return max(today, min(shortest, meeting_day - timedelta(days=1)))

    def is_near(self, today: date, meeting_day: date) -> bool:
        """Whether the facilitator should see that nobody has accepted yet."""
        return today >= meeting_day - timedelta(days=self.warn_days)


def add_working_days(start: date, days: int) -> date:
    """The ``days``-th Swedish working day after ``start`` (which is not counted)."""
    found = start
    while days > 0:
        found += timedelta(days=1)
        days -= is_working_day(found)
    return found
