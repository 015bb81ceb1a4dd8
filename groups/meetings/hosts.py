"""Who hosts a meeting, in the words of the room that knows (hook ``register_hub_meeting_hosts``).

A function registered there takes meetings and returns words by the meeting's id, in a fixed number of queries.
``register_hub_meeting_section`` is the same for one meeting's page: ``(meeting, membership) -> GroupSection``.
"""

from __future__ import annotations

from collections.abc import Sequence

from wagtail import hooks

from groups.meetings.models import Meeting
from mobility_hub.sections import Words


def hosts_in_words(meetings: Sequence[Meeting]) -> dict[int, Words]:
    found: dict[int, Words] = {}
    for function in hooks.get_hooks("register_hub_meeting_hosts"):
        found |= function(meetings)
    return found
