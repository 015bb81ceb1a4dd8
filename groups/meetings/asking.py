"""Who is asked whether they come: open notices, kept true for the coming meetings. The head's number and *Att göra* both read them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from groups.meetings.models import Attendance, Meeting
from groups.membership.enums import OPEN_STATES
from groups.membership.models import Membership
from mobility_hub.notices.actions import Telling, notify_all, settle_all
from mobility_hub.notices.enums import NoticeKind, NoticeState
from mobility_hub.notices.models import Notice

SCOPE = "meeting_answer"
ASK_AHEAD = timedelta(weeks=8)


@transaction.atomic
def keep_asked(meeting_ids: Collection[int] | None = None) -> None:
    """Let exactly those be asked who are in the group and have not answered, for meetings that start within ``ASK_AHEAD``.

    A group that is not open takes no answers, so nobody is asked there.

    Of all meetings, or of these. Four reads; writes only what differs, so it is safe to repeat.
    """
    now = timezone.now()
    near = Meeting.objects.coming().filter(starts_at__gt=now, starts_at__lt=now + ASK_AHEAD)
    meetings = near.filter(practice_group__state__in=OPEN_STATES)
    standing = Notice.objects.open().filter(kind=NoticeKind.DUTY, scope_kind=SCOPE)
    if meeting_ids is not None:
        meetings, standing = meetings.filter(pk__in=meeting_ids), standing.filter(scope_id__in=meeting_ids)
    coming = list(meetings)
    answered = set(Attendance.objects.filter(meeting__in=coming, member__isnull=False).values_list("member", "meeting"))
    wanted = {
        (member_id, meeting.pk): meeting
        for member_id, group_id in _in_force(coming)
        for meeting in coming
        if meeting.practice_group_id == group_id and (member_id, meeting.pk) not in answered
    }
    asked = {
        (member_id, meeting_id): (pk, due) for pk, member_id, meeting_id, due in standing.values_list("pk", "member", "scope_id", "due_at")
    }
    over = {pair: pk for pair, (pk, _due) in asked.items() if pair not in wanted}
    settle_all([pk for pair, pk in over.items() if pair in answered], NoticeState.DONE)
    settle_all([pk for pair, pk in over.items() if pair not in answered], NoticeState.WITHDRAWN)
    notify_all(
        Telling(member_id, NoticeKind.DUTY, (SCOPE, meeting.pk), meeting, meeting.starts_at)
        for (member_id, _meeting_id), meeting in wanted.items()
        if asked.get((member_id, meeting.pk), (0, None))[1] != meeting.starts_at
    )


def asked_of(member_ids: Collection[int]) -> set[tuple[int, int]]:
    """The (member id, meeting id) pairs that wait for an answer. One query."""
    notices = Notice.objects.open().filter(kind=NoticeKind.DUTY, scope_kind=SCOPE, member__in=member_ids)
    return set(notices.values_list("member", "scope_id"))


def _in_force(meetings: Collection[Meeting]) -> list[tuple[int, int]]:
    groups = {meeting.practice_group_id for meeting in meetings}
    return list(Membership.objects.in_force().filter(practice_group__in=groups).values_list("member", "practice_group"))
