"""Who may do what with a practice group. An administrator of the site is a stranger to it like anybody else."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin

from groups.membership.enums import Role
from groups.membership.models import Membership, PracticeGroup

User = AbstractBaseUser | AnonymousUser


def can_found(user: User) -> bool:
    """Found a group: administrators, who name its first facilitator."""
    return isinstance(user, PermissionsMixin) and user.has_perm("hub_membership.add_practicegroup")


def can_answer_requests(user: User, practice_group: PracticeGroup) -> bool:
    """See who asks to join, and approve or decline."""
    return _facilitates(user, practice_group)


def can_remove(user: User, practice_group: PracticeGroup) -> bool:
    return _facilitates(user, practice_group)


def can_change_role(user: User, practice_group: PracticeGroup) -> bool:
    return _facilitates(user, practice_group)


def can_describe(user: User, practice_group: PracticeGroup) -> bool:
    """Set result, date, next step and the situation in the group, as long as it is not concluded."""
    return not practice_group.is_read_only and _facilitates(user, practice_group)


def _facilitates(user: User, practice_group: PracticeGroup) -> bool:
    return Membership.objects.own(user).filter(practice_group=practice_group, role=Role.FACILITATOR).exists()
