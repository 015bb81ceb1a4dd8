"""Who may do what about hosting. ``actor`` is the acting person's own membership of the meeting's group, in force.

In force is not asked here: the door (``access``) has just asked it for a view, and each action asks it again.
"""

from __future__ import annotations

from groups.hosting.models import HostTurn
from groups.meetings.models import Meeting
from groups.membership.enums import Role
from groups.membership.models import Membership


def can_answer(actor: Membership, turn: HostTurn) -> bool:
    """Answer an ask: every member for the asked organisation, guests not."""
    return (
        actor.practice_group_id == turn.meeting.practice_group_id
        and actor.affiliation.organisation_id == turn.organisation_id
        and actor.role != Role.GUEST
    )


def can_choose(actor: Membership, meeting: Meeting) -> bool:
    """Choose the host of a meeting by hand, and see how the turns stand: facilitators."""
    return actor.is_facilitator and actor.practice_group_id == meeting.practice_group_id
