"""Who may do what with a meeting. ``actor`` is the acting person's own membership of the meeting's group, in force.

In force is not asked here: the door (``access``) has just asked it for a view, and each action asks it again. A group that is not open (at
rest, concluded, closed) is read only.
"""

from __future__ import annotations

from groups.meetings.models import AgendaItem, Meeting
from groups.membership.models import Membership, PracticeGroup
from groups.membership.states import GroupAction


def can_plan(actor: Membership, practice_group: PracticeGroup) -> bool:
    return actor.is_facilitator and _writes_in(actor, practice_group)


def can_change(actor: Membership, meeting: Meeting) -> bool:
    """Change, cancel and arrange a meeting that is still to come."""
    return meeting.is_coming and can_plan(actor, meeting.practice_group)


def can_propose(actor: Membership, meeting: Meeting) -> bool:
    """Add an item to the agenda: any member, as long as the meeting is to come."""
    return meeting.is_coming and _writes_in(actor, meeting.practice_group)


def can_edit(actor: Membership, item: AgendaItem) -> bool:
    """Change or take away an item: the facilitator, and who proposed it."""
    return can_change(actor, item.meeting) or (can_propose(actor, item.meeting) and item.proposed_by_id == actor.member_id)


def can_answer(actor: Membership, meeting: Meeting) -> bool:
    return can_propose(actor, meeting)


def _writes_in(actor: Membership, practice_group: PracticeGroup) -> bool:
    return actor.practice_group_id == practice_group.pk and practice_group.allows(GroupAction.MEET)
