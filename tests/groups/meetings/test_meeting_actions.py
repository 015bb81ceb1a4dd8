"""What members and facilitators can do with meetings, and what is written when they do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from groups.meetings import actions
from groups.meetings.enums import Answer, ItemKind, MeetingState
from groups.meetings.models import AgendaItem, Attendance, Meeting
from groups.membership.models import Membership
from mobility_hub.notices.models import Event
from mobility_hub.outbox.models import OutgoingMail
from tests import factories

PEOPLE = ["facilitator", "member"]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The messages are compared in the language of the source."""
    with translation.override("en"):
        yield


def membership_of(person: Any) -> Membership:
    return Membership.objects.get(member=person)


def times(days: int = 28, hours: int = 2) -> dict[str, Any]:
    starts_at = timezone.now() + timedelta(days=days)
    return {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=hours)}


def test_planning_tells_every_other_member_once(
    practice_group: Any, facilitator: Any, member: Any, outsider: Any, former_member: Any
) -> None:
    meeting = actions.plan_meeting(practice_group=practice_group, actor=membership_of(facilitator), **times())
    assert meeting.number == 1
    assert [(mail.kind, mail.member) for mail in OutgoingMail.objects.all()] == [("meeting_invitation", member)]
    assert [event.verb for event in Event.objects.all()] == ["meeting.planned"]


def test_numbers_count_within_the_group(practice_group: Any, facilitator: Any) -> None:
    actor = membership_of(facilitator)
    first = actions.plan_meeting(practice_group=practice_group, actor=actor, **times(10))
    second = actions.plan_meeting(practice_group=practice_group, actor=actor, **times(20))
    other = factories.MembershipFactory(facilitator=True)
    third = actions.plan_meeting(practice_group=other.practice_group, actor=other, **times(10))
    assert [first.number, second.number, third.number] == [1, 2, 1]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends_at": timezone.now() + timedelta(days=27)}, "end after it starts"),
        ({"starts_at": timezone.now() - timedelta(hours=1), "ends_at": timezone.now() + timedelta(hours=1)}, "in the future"),
    ],
)
def test_impossible_times_are_refused(practice_group: Any, facilitator: Any, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(actions.MeetingError, match=said):
        actions.plan_meeting(practice_group=practice_group, actor=membership_of(facilitator), **{**times(), **wrong})
    assert not Meeting.objects.exists()


def test_overlapping_meeting_of_the_same_group_is_refused(practice_group: Any, facilitator: Any) -> None:
    first = factories.MeetingFactory(practice_group=practice_group, number=1)
    with pytest.raises(actions.MeetingError, match="has meeting 1 at that time"):
        actions.plan_meeting(
            practice_group=practice_group,
            actor=membership_of(facilitator),
            starts_at=first.starts_at + timedelta(hours=1),
            ends_at=first.ends_at + timedelta(hours=1),
        )


def test_change_of_time_raises_the_sequence_and_tells(practice_group: Any, facilitator: Any, member: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    unchanged = {"form": meeting.form, "place": meeting.place, "link": meeting.link, "title": "Villkor"}
    actor = membership_of(facilitator)
    meeting = actions.change_meeting(meeting=meeting, actor=actor, starts_at=meeting.starts_at, ends_at=meeting.ends_at, **unchanged)
    assert (meeting.sequence, OutgoingMail.objects.count()) == (0, 0), "a new title alone is no news"
    meeting = actions.change_meeting(meeting=meeting, actor=actor, **times(35), **unchanged)
    assert meeting.sequence == 1
    assert [(mail.kind, mail.member) for mail in OutgoingMail.objects.all()] == [("meeting_changed", member)]


def test_cancelled_meeting_takes_no_more_answers(practice_group: Any, facilitator: Any, member: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    meeting = actions.cancel_meeting(meeting=meeting, actor=membership_of(facilitator))
    assert meeting.state == MeetingState.CANCELLED
    with pytest.raises(actions.NotAllowed):
        actions.answer(meeting=meeting, actor=membership_of(member), answer=Answer.COMING)


def test_later_answer_replaces_the_earlier(practice_group: Any, member: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    actor = membership_of(member)
    actions.answer(meeting=meeting, actor=actor, answer=Answer.APOLOGY, deputy="Kim från gatan")
    actions.answer(meeting=meeting, actor=actor, answer=Answer.COMING, deputy="Kim från gatan")
    assert [(a.answer, a.deputy, a.organisation) for a in Attendance.objects.all()] == [(Answer.COMING, "", actor.affiliation.organisation)]


@pytest.mark.parametrize("person", PEOPLE)
def test_every_member_can_propose_an_item(practice_group: Any, request: pytest.FixtureRequest, person: str) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    actor = membership_of(request.getfixturevalue(person))
    item = actions.add_item(meeting=meeting, actor=actor, title="Avgift per fordon", purpose="agree", minutes=40)
    assert (item.position, item.proposed_by) == (1, actor.member)


def test_working_item_needs_a_purpose(practice_group: Any, member: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    with pytest.raises(actions.MeetingError, match="what the item is for"):
        actions.add_item(meeting=meeting, actor=membership_of(member), title="Allmänt prat")
    assert not AgendaItem.objects.exists()


def test_framing_item_keeps_only_its_minutes(practice_group: Any, member: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    item = actions.add_item(
        meeting=meeting, actor=membership_of(member), title="Paus", kind=ItemKind.FRAMING, purpose="agree", owner="Granby", minutes=15
    )
    assert (item.purpose, item.owner, item.minutes) == ("", "", 15)


def test_member_changes_own_items_only(practice_group: Any, facilitator: Any, member: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    own = factories.AgendaItemFactory(meeting=meeting, proposed_by=member)
    other = factories.AgendaItemFactory(meeting=meeting, proposed_by=facilitator)
    actor = membership_of(member)
    actions.change_item(item=own, actor=actor, title="Nytt namn", purpose="work")
    with pytest.raises(actions.NotAllowed):
        actions.change_item(item=other, actor=actor, title="Nytt namn", purpose="work")
    with pytest.raises(actions.NotAllowed):
        actions.move_item(item=own, actor=actor, up=True)


def test_items_change_places(practice_group: Any, facilitator: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    first, second, third = (factories.AgendaItemFactory(meeting=meeting, position=1) for _n in range(3))
    actor = membership_of(facilitator)
    actions.move_item(item=third, actor=actor, up=True)
    actions.move_item(item=first, actor=actor, up=True)
    assert list(meeting.agenda_items.all()) == [first, third, second]


@pytest.mark.parametrize("state", ["concluded", "closed"])
def test_concluded_group_plans_nothing(practice_group: Any, facilitator: Any, state: str) -> None:
    practice_group.state = state
    practice_group.save()
    with pytest.raises(actions.NotAllowed):
        actions.plan_meeting(practice_group=practice_group, actor=membership_of(facilitator), **times())
