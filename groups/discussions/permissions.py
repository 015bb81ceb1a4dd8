"""Who may do what in a group's discussions. An administrator of the site is a stranger to them like anybody else."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from groups.discussions.models import Thread
from groups.membership.models import Membership, PracticeGroup

User = AbstractBaseUser | AnonymousUser


def own_membership(user: User, practice_group_id: int) -> Membership | None:
    """The membership by which ``user`` is in the group now, with what a post keeps of its author. One query."""
    return (
        Membership.objects.own(user)
        .filter(practice_group=practice_group_id)
        .select_related("practice_group", "member", "affiliation__organisation")
        .first()
    )


def can_read(user: User, thread: Thread) -> bool:
    return own_membership(user, thread.practice_group_id) is not None


def can_start_thread(user: User, practice_group: PracticeGroup) -> bool:
    membership = own_membership(user, practice_group.pk)
    return membership is not None and membership.practice_group.takes_posts


def can_reply(user: User, thread: Thread) -> bool:
    membership = own_membership(user, thread.practice_group_id)
    return membership is not None and membership.practice_group.takes_posts


def can_mark_answer(user: User, thread: Thread) -> bool:
    """Who asked, and the facilitator, as long as the group is open."""
    membership = own_membership(user, thread.practice_group_id)
    return membership is not None and may_mark(membership, thread)


def may_mark(membership: Membership, thread: Thread) -> bool:
    """The same for somebody whose membership is at hand."""
    own_question = thread.author_id == membership.member_id
    return membership.practice_group.takes_posts and thread.is_question and (own_question or membership.is_facilitator)
