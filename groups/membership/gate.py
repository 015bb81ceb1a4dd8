"""What must hold before somebody comes into a group or goes out of it. Call inside the transaction of the change.

``held`` and ``held_row`` lock the group's row; the ``require_…`` raise the error that says what does not hold.
"""

from __future__ import annotations

from groups.membership.eligibility import Bar
from groups.membership.enums import GroupState, JoinPolicy, Role
from groups.membership.errors import GroupClosed, GroupFull, LastFacilitator, NotEligible
from groups.membership.models import Membership, PracticeGroup
from groups.membership.queries import standing
from mobility_hub.directory.models import Affiliation


def held(group_id: int) -> PracticeGroup:
    """The group with this primary key, held: places are counted by one at a time. On SQLite, writing transactions are that anyway."""
    return PracticeGroup.objects.select_for_update().get(pk=group_id)


def held_row(membership: Membership) -> Membership:
    held(membership.practice_group_id)
    return Membership.objects.select_related("practice_group", "member", "affiliation__organisation").get(pk=membership.pk)


def require_way_in(group: PracticeGroup, policy: JoinPolicy) -> None:
    if not group.takes_members or group.join_policy != policy:
        raise GroupClosed


def require_eligible(group: PracticeGroup, affiliation: Affiliation) -> None:
    found = standing(affiliation.member, group)
    if affiliation not in found.affiliations:
        raise NotEligible(found.bar or Bar.NOT_VERIFIED)


def require_room(group: PracticeGroup) -> None:
    limit = group.size_limit
    if limit is not None and Membership.objects.in_force().filter(practice_group=group).count() >= limit:
        raise GroupFull


def require_another_facilitator(membership: Membership) -> None:
    group = membership.practice_group
    if membership.role != Role.FACILITATOR or group.state == GroupState.CLOSED:
        return
    others = Membership.objects.in_force().facilitators().filter(practice_group=group).exclude(pk=membership.pk)
    if not others.exists():
        raise LastFacilitator


def is_in_force(membership: Membership) -> bool:
    return Membership.objects.in_force().filter(pk=membership.pk).exists()
