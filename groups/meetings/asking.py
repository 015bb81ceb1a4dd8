"""Who is asked whether they come: open notices, kept true for the coming meetings. The head's number and *Att göra* both read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from groups.meetings.models import Attendance, Meeting
from groups.membership.models import Membership, PracticeGroup
from groups.membership.states import GroupAction, states_allowing
from mobility_hub.notices.actions import Telling, notify_all, settle_all
from mobility_hub.notices.enums import NoticeKind, NoticeState
from mobility_hub.notices.models import Notice

SCOPE = "meeting_answer"
ASK_AHEAD = timedelta(weeks=8)


def keep_asked() -> None:
    """Let exactly those be asked who are in a group and have not answered, for every meeting that starts within ``ASK_AHEAD``.

    Four reads; writes only what differs, one group at a time with its row held, so it is safe to repeat and beside what members do.
    """
    changed = _difference(None).meeting_ids
    by_group: dict[int, set[int]] = defaultdict(set)
    for meeting_id, group_id in Meeting.objects.filter(pk__in=changed).values_list("pk", "practice_group") if changed else ():
        by_group[group_id].add(meeting_id)
    for group_id in sorted(by_group):
        with transaction.atomic():
            PracticeGroup.objects.select_for_update().get(pk=group_id)
            ask_about(by_group[group_id])


def ask_about(meeting_ids: Collection[int]) -> None:
    """The same for these meetings of one group, whose row is held."""
    difference = _difference(meeting_ids)
    settle_all(difference.done, NoticeState.DONE)
    settle_all(difference.withdrawn, NoticeState.WITHDRAWN)
    notify_all(difference.tellings)


@dataclass(frozen=True)
class _Difference:
    """What is to be written: ids of notices to close, and what to tell."""

    done: list[int]
    withdrawn: list[int]
    tellings: list[Telling]
    meeting_ids: set[int]


def _difference(meeting_ids: Collection[int] | None) -> _Difference:
    """A group that is not open takes no answers, so nobody is asked there."""
    now = timezone.now()
    near = Meeting.objects.coming().filter(starts_at__gt=now, starts_at__lt=now + ASK_AHEAD)
    meetings = near.filter(practice_group__state__in=states_allowing(GroupAction.MEET))
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
    new = {pair: meeting for pair, meeting in wanted.items() if asked.get(pair, (0, None))[1] != meeting.starts_at}
    return _Difference(
        done=[pk for pair, pk in over.items() if pair in answered],
        withdrawn=[pk for pair, pk in over.items() if pair not in answered],
        tellings=[Telling(pair[0], NoticeKind.DUTY, (SCOPE, meeting.pk), meeting, meeting.starts_at) for pair, meeting in new.items()],
        meeting_ids={meeting_id for _member_id, meeting_id in [*over, *new]},
    )


def asked_of(member_ids: Collection[int]) -> set[tuple[int, int]]:
    """The (member id, meeting id) pairs that wait for an answer. One query."""
    notices = Notice.objects.open().filter(kind=NoticeKind.DUTY, scope_kind=SCOPE, member__in=member_ids)
    return set(notices.values_list("member", "scope_id"))


def _in_force(meetings: Collection[Meeting]) -> list[tuple[int, int]]:
    groups = {meeting.practice_group_id for meeting in meetings}
    return list(Membership.objects.in_force().filter(practice_group__in=groups).values_list("member", "practice_group"))
