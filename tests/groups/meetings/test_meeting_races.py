"""What holds when meetings and their agenda are changed in the same moment, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from groups.meetings import actions
from groups.meetings.models import AgendaItem, Meeting
from groups.membership.models import Membership
from tests import factories
from tests.at_once import at_once

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def faults(results: list[Any]) -> list[Any]:
    return [result for result in results if isinstance(result, Exception) and not isinstance(result, actions.MeetingError)]


def facilitator() -> Membership:
    lead: Membership = factories.MembershipFactory(facilitator=True)
    return lead


def test_one_hour_is_given_once() -> None:
    """Two meetings are moved to it and two planned at it, all at once."""
    lead = facilitator()
    starts_at = timezone.now() + timedelta(days=60)
    hour = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
    group = lead.practice_group
    meetings = [factories.MeetingFactory(practice_group=group, number=n, starts_at=timezone.now() + timedelta(days=10 * n)) for n in (1, 2)]
    kept = {"form": "both", "place": "", "link": "", "title": ""}
    move = [lambda one=one: actions.change_meeting(meeting=one, actor=lead, **hour, **kept) for one in meetings]  # type: ignore[misc]
    results = at_once([*move, *[lambda: actions.plan_meeting(practice_group=group, actor=lead, **hour)] * 2])
    assert faults(results) == []
    assert sum(isinstance(result, Meeting) for result in results) == 1
    assert Meeting.objects.filter(starts_at=starts_at).count() == 1


def test_moves_changes_and_additions_at_once_share_no_place() -> None:
    lead = facilitator()
    meeting = factories.MeetingFactory(practice_group=lead.practice_group)
    items = [factories.AgendaItemFactory(meeting=meeting, position=position) for position in range(1, 6)]
    jobs: list[Callable[[], Any]] = [lambda: actions.add_item(meeting=meeting, actor=lead, title="Ny", purpose="work")] * 3
    for item in items[1:4]:
        jobs.append(lambda item=item: actions.move_item(item=item, actor=lead, up=True))  # type: ignore[misc]
        jobs.append(lambda item=item: actions.change_item(item=item, actor=lead, title="Ändrad", purpose="work"))  # type: ignore[misc]
    jobs.append(lambda: actions.remove_item(item=items[4], actor=lead))
    assert faults(at_once(jobs)) == []
    found = list(AgendaItem.objects.order_by("position"))
    assert len({item.position for item in found}) == len(found) == 7
    assert {item.pk for item in found if item.title == "Ändrad"} == {item.pk for item in items[1:4]}


def test_planning_changing_answering_and_cancelling_at_once_do_not_block_each_other() -> None:
    lead = facilitator()
    group = lead.practice_group
    others = [factories.MembershipFactory(practice_group=group) for _number in range(3)]
    meeting = factories.MeetingFactory(practice_group=group, number=1)
    kept = {"form": "both", "place": "Ny lokal", "link": "", "title": ""}
    later = {"starts_at": meeting.starts_at + timedelta(days=1), "ends_at": meeting.ends_at + timedelta(days=1)}
    beyond = {"starts_at": meeting.starts_at + timedelta(days=9), "ends_at": meeting.ends_at + timedelta(days=9)}
    jobs: list[Callable[[], Any]] = [
        lambda: actions.plan_meeting(practice_group=group, actor=lead, **beyond),
        lambda: actions.change_meeting(meeting=meeting, actor=lead, **later, **kept),
        lambda: actions.cancel_meeting(meeting=meeting, actor=lead),
    ]
    jobs += [lambda one=one: actions.answer(meeting=meeting, actor=one, answer="coming") for one in others]  # type: ignore[misc]
    assert faults(at_once(jobs)) == []
    assert sorted(Meeting.objects.values_list("number", "state")) == [(1, "cancelled"), (2, "open")]
