"""What this room does when somebody is no longer in a group."""

from __future__ import annotations

from typing import Any

from groups.membership.signals import membership_ended


def connect() -> None:
    membership_ended.connect(withdraw_notices, dispatch_uid="hub_discussions_membership_ended")


def withdraw_notices(membership: Any, **kwargs: Any) -> None:
    """What was addressed to the person in the group's threads is asked of them no more."""
    from groups.discussions.models import Thread  # models are not loaded yet when this module is
    from mobility_hub.notices.enums import NoticeState
    from mobility_hub.notices.models import Notice

    threads = Thread.objects.filter(practice_group=membership.practice_group_id).values("pk")
    Notice.objects.open().filter(member=membership.member_id, scope_kind="thread", scope_id__in=threads).update(state=NoticeState.WITHDRAWN)
