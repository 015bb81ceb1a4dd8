"""Who may do what in a group's discussions. An administrator of the site is a stranger to them like anybody else."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from groups.discussions.models import Thread
from groups.membership.models import Membership

User = AbstractBaseUser | AnonymousUser


def own_membership(user: User, practice_group_id: int) -> Membership | None:
    """The membership by which ``user`` is in the group now, with what a post keeps of its author. One query."""
    return (
        Membership.objects.own(user)
        .filter(practice_group=practice_group_id)
        .select_related("practice_group", "member", "affiliation__organisation")
        .first()
    )


def may_mark(membership: Membership, thread: Thread) -> bool:
    """Who asked, and the facilitator, as long as the group takes posts. ``membership``: the person's own, in force."""
    own_question = thread.author_id == membership.member_id
    return membership.practice_group.takes_posts and thread.is_question and (own_question or membership.is_facilitator)
