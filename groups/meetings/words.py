"""When a meeting is, in words, in the language of the reader."""

from __future__ import annotations

from groups.meetings.models import Meeting
from mobility_hub.templatetags.hub import occasion, short_day


def occasion_in_words(meeting: Meeting, *, short: bool = False) -> str:
    """``onsdag 14 april 2027, 13.00–15.30``; short: ``14 april``."""
    return short_day(meeting.starts_at) if short else occasion(meeting.starts_at, meeting.ends_at)
