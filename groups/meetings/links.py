"""Where a meeting is: behind its group's door."""

from django.urls import reverse

from groups.meetings.models import Meeting


def meeting_url(meeting: Meeting, name: str = "meeting") -> str:
    """The address of one of a meeting's pages; its ``practice_group`` should be loaded."""
    return reverse(f"hub_meetings:{name}", args=[meeting.practice_group.public_id, meeting.public_id])
