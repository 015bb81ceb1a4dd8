"""What holds when the clock ticks twice at once, and when people answer in the same moment, on PostgreSQL."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from groups.hosting.actions import accept, decline, keep_hosted, set_by_hand
from groups.hosting.clock import KeptReport
from groups.hosting.enums import DeclineReason
from groups.hosting.errors import HostingError
from groups.hosting.models import HostingPeriod, HostTurn
from mobility_hub.notices.models import Notice
from mobility_hub.outbox.models import OutgoingMail
from mobility_hub.trail.models import TrailEntry
from tests import factories
from tests.at_once import at_once

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def group_with_meetings(meetings: int = 1) -> tuple[Any, list[Any]]:
    practice_group = factories.PracticeGroupFactory()
    factories.MembershipFactory(practice_group=practice_group, facilitator=True)
    people = [factories.MembershipFactory(practice_group=practice_group) for _number in range(2)]
    for number in range(1, meetings + 1):
        starts_at = timezone.now() + timedelta(weeks=5 + number)
        factories.MeetingFactory(practice_group=practice_group, number=number, starts_at=starts_at)
    return practice_group, people


def asked_with_colleague() -> tuple[HostTurn, Any, Any]:
    """A turn that is asked, and two members who can answer it."""
    practice_group, _people = group_with_meetings()
    keep_hosted()
    turn = HostTurn.objects.get(state="asked")
    first = practice_group.memberships.get(affiliation__organisation=turn.organisation)
    second = factories.MembershipFactory(practice_group=practice_group, affiliation__organisation=turn.organisation)
    return turn, first, second


def holding() -> Counter[tuple[int, int]]:
    return Counter(HostTurn.objects.holding().values_list("meeting", "slot"))


def test_six_ticks_at_once_do_the_work_of_one() -> None:
    for _number in range(3):
        group_with_meetings(meetings=4)
    results = at_once([keep_hosted] * 6)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert set(holding().values()) == {1}
    assert len(holding()) == 12
    assert HostingPeriod.objects.count() == 9
    asked = HostTurn.objects.filter(state="asked").count()
    assert OutgoingMail.objects.count() == Notice.objects.count() == TrailEntry.objects.filter(verb="host.asked").count() == asked == 12
    assert sum(result.asked for result in results) == 12
    assert keep_hosted() == KeptReport()


def test_yes_and_no_at_once_are_one_answer() -> None:
    turn, first, second = asked_with_colleague()
    results = at_once([lambda: accept(turn=turn, actor=first), lambda: decline(turn=turn, actor=second, reason=DeclineReason.DATE)] * 2)
    answered = {result.state for result in results if isinstance(result, HostTurn)}
    assert len(answered) == 1
    assert all(isinstance(result, HostTurn | HostingError) for result in results)
    turn.refresh_from_db()
    assert {turn.state} == answered
    assert set(holding().values()) == {1}


def test_answer_and_clock_at_once_leave_one_host() -> None:
    turn, first, _second = asked_with_colleague()
    HostTurn.objects.update(answer_by=timezone.now().date() - timedelta(days=1))
    results = at_once([keep_hosted, lambda: accept(turn=turn, actor=first), keep_hosted])
    assert all(isinstance(result, HostTurn | HostingError | KeptReport) for result in results)
    assert set(holding().values()) == {1}
    turn.refresh_from_db()
    assert (turn.state == "accepted") == isinstance(results[1], HostTurn)
    assert keep_hosted() == KeptReport()


def test_host_by_hand_and_answer_at_once_leave_one_host() -> None:
    turn, first, _second = asked_with_colleague()
    lead = first.practice_group.memberships.get(role="facilitator")
    other = lead.affiliation.organisation
    results = at_once(
        [
            lambda: set_by_hand(meeting=turn.meeting, organisation=other, actor=lead, reason="Byte"),
            lambda: accept(turn=turn, actor=first),
            keep_hosted,
        ]
    )
    assert all(isinstance(result, HostTurn | HostingError | KeptReport) for result in results)
    assert HostTurn.objects.holding().get().by_hand
    assert keep_hosted() == KeptReport()
