"""Who is asked whether they come: the number in the head is that of *Att göra*."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.meetings import actions
from groups.meetings.asking import SCOPE, asked_of, keep_asked
from groups.meetings.enums import Answer
from groups.meetings.models import Meeting
from groups.meetings.wagtail_hooks import my_meetings
from groups.membership.enums import GroupState
from groups.membership.models import Membership
from groups.membership.states import GroupAction, allows
from groups.schedule import GROUPS_SCHEDULE
from mobility_hub.notices.models import Notice
from mobility_hub.notices.queries import count_open_notices
from tests import factories


def plan(practice_group: Any, facilitator: Any, weeks: int = 3) -> Meeting:
    starts_at = timezone.now() + timedelta(weeks=weeks)
    actor = Membership.objects.get(practice_group=practice_group, member=facilitator)
    return actions.plan_meeting(
        practice_group=practice_group, actor=actor, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), place="Rum 1"
    )


def answer(meeting: Meeting, member: Any) -> None:
    actions.answer(
        meeting=meeting, actor=Membership.objects.get(practice_group=meeting.practice_group, member=member), answer=Answer.COMING
    )


def todos(member: Any) -> int:
    return len(my_meetings([member]).todos[member.pk])


def numbers(*members: Any) -> list[tuple[int, int]]:
    return [(count_open_notices(member.user), todos(member)) for member in members]


def test_planned_meeting_is_asked_about_until_answered(
    practice_group: Any, facilitator: Any, member: Any, former_member: Any, outsider: Any
) -> None:
    meeting = plan(practice_group, facilitator)
    assert numbers(facilitator, member, former_member, outsider) == [(1, 1), (1, 1), (0, 0), (0, 0)]
    answer(meeting, member)
    assert numbers(facilitator, member) == [(1, 1), (0, 0)]


def test_cancelled_meeting_is_not_asked_about(practice_group: Any, facilitator: Any, member: Any) -> None:
    meeting = plan(practice_group, facilitator)
    actions.cancel_meeting(meeting=meeting, actor=Membership.objects.get(member=facilitator))
    assert numbers(facilitator, member) == [(0, 0), (0, 0)]


def test_moved_meeting_has_its_new_day_as_the_last(practice_group: Any, facilitator: Any, member: Any) -> None:
    meeting = plan(practice_group, facilitator)
    later = meeting.starts_at + timedelta(days=1)
    kept = {"form": meeting.form, "place": meeting.place, "link": meeting.link, "title": meeting.title}
    actor = Membership.objects.get(member=facilitator)
    actions.change_meeting(meeting=meeting, actor=actor, starts_at=later, ends_at=later + timedelta(hours=1), **kept)
    assert set(Notice.objects.open().filter(scope_kind=SCOPE).values_list("due_at", flat=True)) == {later}


def test_clock_asks_newcomers_and_lets_go_of_those_who_left(practice_group: Any, facilitator: Any, member: Any) -> None:
    meeting = plan(practice_group, facilitator)
    newcomer = factories.MembershipFactory(practice_group=practice_group).member
    Membership.objects.filter(member=member).update(state="left", ended_at=timezone.now())
    keep_asked()
    assert asked_of([facilitator.pk, member.pk, newcomer.pk]) == {(facilitator.pk, meeting.pk), (newcomer.pk, meeting.pk)}
    assert numbers(member, newcomer) == [(0, 0), (1, 1)]


def test_meeting_far_away_is_asked_about_when_it_comes_near(practice_group: Any, facilitator: Any) -> None:
    meeting = plan(practice_group, facilitator, weeks=20)
    assert numbers(facilitator) == [(0, 0)]
    starts_at = timezone.now() + timedelta(weeks=7)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    keep_asked()
    assert numbers(facilitator) == [(1, 1)]


@pytest.mark.parametrize("state", GroupState.values)
def test_group_that_is_not_open_asks_nobody(practice_group: Any, facilitator: Any, state: str) -> None:
    plan(practice_group, facilitator)
    practice_group.state = state
    practice_group.save()
    keep_asked()
    open_ = int(allows(state, GroupAction.MEET))
    assert numbers(facilitator) == [(open_, open_)]


def test_meeting_that_has_begun_is_not_asked_about(practice_group: Any, facilitator: Any) -> None:
    meeting = plan(practice_group, facilitator)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now() - timedelta(minutes=1))
    keep_asked()
    assert count_open_notices(facilitator.user) == 0


@pytest.mark.parametrize("changed", [False, True])
def test_clock_reads_the_same_whatever_there_is(practice_group: Any, facilitator: Any, changed: bool) -> None:
    def ask() -> int:
        if changed:
            Notice.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            keep_asked()
        return len(queries)

    plan(practice_group, facilitator)
    one = ask()
    for weeks in (4, 5):
        factories.MembershipFactory(practice_group=practice_group)
        plan(practice_group, facilitator, weeks)
    keep_asked()
    assert ask() == one


def test_beat_keeps_it_true() -> None:
    assert GROUPS_SCHEDULE["hub-keep-asked"]["task"] == "groups.meetings.tasks.keep_asked"
