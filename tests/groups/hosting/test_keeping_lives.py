"""Random lives of a group: whatever people do, in whatever order, the clock leaves a sensible state and changes it no further."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from groups.hosting import replay
from groups.hosting.actions import accept, decline, keep_hosted, set_by_hand
from groups.hosting.board import HOST_SCOPE, load_boards
from groups.hosting.clock import KeptReport
from groups.hosting.enums import DeclineReason
from groups.hosting.errors import HostingError
from groups.hosting.models import HostTurn
from groups.hosting.rotation import debts
from groups.meetings.enums import MeetingState
from groups.meetings.models import Meeting
from groups.membership.enums import MembershipState
from groups.membership.models import Membership
from groups.membership.states import GroupAction
from mobility_hub.notices.models import Notice
from tests import factories

START = datetime(2027, 1, 11, 8, tzinfo=UTC)

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("plan"), st.integers(0, 30), st.just(0)),
        st.tuples(st.sampled_from(["yes", "no", "leave", "return", "cancel", "rest"]), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("hand"), st.integers(0, 5), st.integers(0, 3)),
        st.tuples(st.just("move"), st.integers(0, 5), st.integers(1, 30)),
        st.tuples(st.just("pass"), st.integers(1, 60), st.just(0)),
    ),
    max_size=14,
)


class Life:
    """A group with a facilitator from a region and three municipalities, and what was accepted there."""

    def __init__(self, clock: Any) -> None:
        self.clock = clock
        self.group = factories.PracticeGroupFactory()
        self.lead = factories.MembershipFactory(practice_group=self.group, facilitator=True, affiliation__organisation__region=True)
        self.people = [factories.MembershipFactory(practice_group=self.group) for _number in range(3)]
        self.number = 0

    def take(self, step: tuple[str, int, int]) -> None:
        getattr(self, f"_{step[0]}")(step[1], step[2])

    def _plan(self, weeks: int, _other: int) -> None:
        self.number += 1
        starts_at = timezone.now() + timedelta(weeks=weeks, hours=3)
        factories.MeetingFactory(practice_group=self.group, number=self.number, starts_at=starts_at)

    def _yes(self, place: int, _other: int) -> None:
        if turn := self._turn(place):
            self._try(lambda: accept(turn=turn, actor=self._answering(turn)))

    def _no(self, place: int, _other: int) -> None:
        if turn := self._turn(place):
            self._try(lambda: decline(turn=turn, actor=self._answering(turn), reason=DeclineReason.DATE))

    def _hand(self, place: int, other: int) -> None:
        organisation = [*self.people, self.lead][other].affiliation.organisation
        if meeting := self._meeting(place):
            self._try(lambda: set_by_hand(meeting=meeting, organisation=organisation, actor=self.lead, reason="Så blev det"))

    def _leave(self, place: int, _other: int) -> None:
        Membership.objects.filter(pk=self.people[place % 3].pk).update(state=MembershipState.LEFT)

    def _return(self, place: int, _other: int) -> None:
        Membership.objects.filter(pk=self.people[place % 3].pk).update(state=MembershipState.ACTIVE)

    def _cancel(self, place: int, _other: int) -> None:
        if meeting := self._meeting(place):
            Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CANCELLED)

    def _move(self, place: int, weeks: int) -> None:
        if meeting := self._meeting(place):
            starts_at = timezone.now() + timedelta(weeks=weeks, hours=5)
            Meeting.objects.filter(pk=meeting.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))

    def _rest(self, place: int, _other: int) -> None:
        self.group.state = "resting" if place % 2 else "active"
        self.group.save()

    def _pass(self, days: int, _other: int) -> None:
        self.clock.shift(timedelta(days=days))

    def _try(self, act: Any) -> None:
        try:
            act()
        except HostingError as error:
            assert str(error.message)  # noqa: PT017  # every refusal says why

    def _turn(self, place: int) -> HostTurn | None:
        turns = list(HostTurn.objects.select_related("organisation").order_by("pk"))
        return turns[place % len(turns)] if turns else None

    def _answering(self, turn: HostTurn) -> Membership:
        return next(one for one in [*self.people, self.lead] if one.affiliation.organisation_id == turn.organisation_id)

    def _meeting(self, place: int) -> Meeting | None:
        meetings = list(Meeting.objects.order_by("pk"))
        return meetings[place % len(meetings)] if meetings else None


@contextmanager
def frozen() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


class LifeTest(TestCase):
    @given(STEPS)
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_whatever_happens_the_state_is_sensible_and_stays(self, steps: list[tuple[str, int, int]]) -> None:
        with frozen() as clock:
            life = Life(clock)
            for step in steps:
                kept = dict(HostTurn.objects.filter(state="accepted").values_list("pk", "organisation"))
                life.take(step)
                keep_hosted()
                self._check(life, kept if step[0] not in ("hand", "cancel", "pass") else {})
                assert keep_hosted() == KeptReport()

    def _check(self, life: Life, accepted: dict[int, int]) -> None:
        [board] = load_boards([life.group.pk], timezone.now())
        for meeting in board.meetings:
            assert len(board.holding(meeting)) <= 1, "one organisation a slot"
        assert sum(debts(replay.history(board)).values()) == 0
        turns = HostTurn.objects.filter(pk__in=accepted).exclude(state__in=["accepted", "hosted"])
        assert not turns.exists(), "nobody who has said yes is moved"
        if not life.group.allows(GroupAction.ROTATE):
            assert not HostTurn.objects.filter(state__in=["asked", "proposed"]).exists()
            return
        taking = {period.organisation_id for period in board.periods if period.until is None}
        for meeting in board.coming[:6]:
            declined = {turn.organisation_id for turn in board.turns[meeting.pk] if turn.state == "declined"}
            assert bool(board.holding(meeting)) == bool(taking - declined) or any(turn.by_hand for turn in board.holding(meeting)), (
                "as long as anybody can host, somebody is to"
            )
        self._check_notices(board)

    def _check_notices(self, board: Any) -> None:
        asked = {
            (meeting.pk, member_id)
            for meeting in board.coming
            for turn in board.holding(meeting)
            if turn.state == "asked"
            for member_id in board.members_of(turn.organisation_id)
        }
        open_ones = set(Notice.objects.open().exclude(scope_kind=HOST_SCOPE).values_list("scope_id", "member"))
        assert open_ones == asked, "who is asked has a notice, and nobody else"
