"""Where the pages of hosting are: behind the group's door."""

from __future__ import annotations

from django.urls import reverse

from groups.meetings.models import Meeting
from groups.membership.models import PracticeGroup


def hosting_url(practice_group: PracticeGroup) -> str:
    """The group's turns."""
    return reverse("hub_hosting:hosting", args=[practice_group.public_id])


def host_url(meeting: Meeting, name: str = "host") -> str:
    """One of the host's pages of a meeting; its ``practice_group`` should be loaded."""
    return reverse(f"hub_hosting:{name}", args=[meeting.practice_group.public_id, meeting.public_id])
