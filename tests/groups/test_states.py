"""The one table of what a group's state allows, and that every room keeps to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from groups.discussions import digest as discussions
from groups.discussions.actions import reply, start_thread
from groups.discussions.enums import ThreadKind
from groups.discussions.errors import ReadOnly
from groups.hosting.actions import set_by_hand
from groups.hosting.errors import GroupAtRest
from groups.meetings import digest as meetings
from groups.meetings.actions import NotAllowed as NoMeeting
from groups.meetings.actions import plan_meeting
from groups.membership.actions import ask_to_join, describe_group
from groups.membership.enums import GroupState
from groups.membership.errors import GroupClosed, NotAllowed
from groups.membership.models import Membership, PracticeGroup
from groups.membership.states import ALLOWED, GroupAction, allows, states_allowing
from mobility_hub.sections import Window
from tests import factories

# By action: the states in which it can be done, written out beside the table that is tested.
WHERE = {
    GroupAction.POST: {"forming", "active"},
    GroupAction.MEET: {"forming", "active"},
    GroupAction.ROTATE: {"forming", "active"},
    GroupAction.JOIN: {"forming", "active"},
    GroupAction.DESCRIBE: {"forming", "active", "resting"},
    GroupAction.DIGEST: {"forming", "active", "resting", "concluded"},
}


@dataclass
class Life:
    """A group in which something has happened, with its people; it is then put into the state in question."""

    group: PracticeGroup
    lead: Membership
    member: Membership
    thread: Any
    meeting: Any
    outsider: Any


@pytest.fixture
def life(practice_group: Any, facilitator: Any, member: Any, outsider: Any) -> Life:
    Membership.objects.update(since=timezone.now() - timedelta(days=100))
    thread = start_thread(
        actor=facilitator.user, practice_group=practice_group, kind=ThreadKind.DISCUSSION, title="Villkoren", text="Så här långt."
    )
    starts_at = timezone.now() + timedelta(days=14)
    meeting = factories.MeetingFactory(practice_group=practice_group, number=1, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    lead, other = (Membership.objects.get(member=person) for person in (facilitator, member))
    return Life(practice_group, lead, other, thread, meeting, outsider)


def post(life: Life) -> None:
    reply(actor=life.member.member.user, thread=life.thread, text="Tack.")


def meet(life: Life) -> None:
    starts_at = timezone.now() + timedelta(days=60)
    plan_meeting(practice_group=life.group, actor=life.lead, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))


def rotate(life: Life) -> None:
    set_by_hand(meeting=life.meeting, organisation=life.member.affiliation.organisation, actor=life.lead, reason="Lokalen är ledig.")


def join(life: Life) -> None:
    ask_to_join(actor=life.outsider.user, practice_group=life.group, affiliation=life.outsider.affiliations.get())


def describe(life: Life) -> None:
    nothing = {"result": "", "result_on": None, "next_step": "", "next_step_by": "", "next_step_on": None}
    describe_group(actor=life.lead.member.user, practice_group=life.group, situation="Vi går vidare i mars.", **nothing)


DOING: dict[GroupAction, tuple[Callable[[Life], None], type[Exception]]] = {
    GroupAction.POST: (post, ReadOnly),
    GroupAction.MEET: (meet, NoMeeting),
    GroupAction.ROTATE: (rotate, GroupAtRest),
    GroupAction.JOIN: (join, GroupClosed),
    GroupAction.DESCRIBE: (describe, NotAllowed),
}


@pytest.mark.parametrize(("state", "action"), list(product(GroupState.values, GroupAction)))
def test_table_says_what_a_state_allows(state: str, action: GroupAction) -> None:
    assert allows(state, action) is (state in WHERE[action])
    assert (state in states_allowing(action)) is (state in WHERE[action])
    assert set(ALLOWED) == set(GroupState.values)


@pytest.mark.parametrize(("state", "action"), list(product(GroupState.values, DOING)))
def test_rooms_do_what_the_table_allows_and_nothing_else(life: Life, state: str, action: GroupAction) -> None:
    PracticeGroup.objects.update(state=state)
    life.group, life.thread = PracticeGroup.objects.get(), type(life.thread).objects.get()
    do, refusal = DOING[action]
    if state in WHERE[action]:
        do(life)
    else:
        with pytest.raises(refusal):
            do(life)


@pytest.mark.parametrize("state", GroupState.values)
def test_summary_tells_of_the_groups_that_the_table_allows(life: Life, state: str) -> None:
    PracticeGroup.objects.update(state=state)
    until = timezone.now() + timedelta(minutes=1)
    member = life.member.member
    windows = {member.pk: Window(until - timedelta(days=1), until)}
    told = [bool(section([member], windows).blocks) for section in (discussions.section, meetings.ahead)]
    assert told == [state in WHERE[GroupAction.DIGEST]] * 2
