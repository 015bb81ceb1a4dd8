"""Saying yes, saying no, and choosing a host by hand: who may, what follows, and what cannot be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.hosting.actions import accept, decline, keep_hosted, set_by_hand
from groups.hosting.enums import DeclineReason
from groups.hosting.errors import (
    AlreadyAnswered,
    GroupAtRest,
    HostingError,
    MeetingGone,
    NotAsked,
    NotFacilitator,
    NotInGroup,
    NotYours,
    ReasonMissing,
    TooLate,
)
from groups.hosting.models import HostingPeriod, HostTurn
from groups.meetings.enums import MeetingState
from groups.membership.enums import GroupState, MembershipState, Role
from groups.membership.states import GroupAction, allows
from mobility_hub.notices.enums import NoticeState
from mobility_hub.notices.models import Event, Notice
from mobility_hub.outbox.models import OutgoingMail
from mobility_hub.trail.models import TrailEntry
from tests import factories
from tests.groups.hosting.conftest import in_weeks, join, moment, plan_meeting


@pytest.fixture
def meeting(three: Any, practice_group: Any) -> Any:
    """A meeting in eight weeks that Granby is asked to host."""
    meeting = plan_meeting(practice_group, in_weeks(8))
    keep_hosted()
    return meeting


def asked(meeting: Any) -> HostTurn:
    return HostTurn.objects.get(meeting=meeting, state="asked")


def turns(meeting: Any) -> list[tuple[str, str]]:
    return [(turn.organisation.name, turn.state) for turn in HostTurn.objects.filter(meeting=meeting).order_by("pk")]


# Yes


def test_yes_holds_the_meeting(meeting: Any, granby: Any, practice_group: Any) -> None:
    turn = accept(turn=asked(meeting), actor=granby)
    turn.refresh_from_db()
    assert (turn.state, turn.answered_at, turn.answered_by) == ("accepted", timezone.now(), granby.member)
    event = Event.objects.get(verb="host.accepted")
    assert (event.scope_kind, event.scope_id, event.object_id, event.actor, event.organisation) == (
        "practice_group",
        practice_group.pk,
        turn.pk,
        granby.member,
        granby.affiliation.organisation,
    )
    entry = TrailEntry.objects.get(verb="host.accepted")
    assert (entry.actor, entry.facts["meeting"], entry.facts["state"]) == (granby.member.user, meeting.pk, "accepted")


def test_answer_of_one_settles_it_for_the_colleagues(three: Any, practice_group: Any) -> None:
    colleague = join(practice_group, "Granby")
    meeting = plan_meeting(practice_group, in_weeks(8))
    keep_hosted()
    accept(turn=asked(meeting), actor=colleague)
    assert [notice.state for notice in Notice.objects.all()] == [NoticeState.DONE, NoticeState.DONE]


def test_notices_of_other_rooms_about_the_meeting_stay(meeting: Any, granby: Any, sjoby: Any) -> None:
    own = Notice.objects.create(
        member=sjoby.member, kind="duty", scope_kind="meeting", scope_id=meeting.pk, object_kind="hub_meetings.agendaitem", object_id=1
    )
    accept(turn=asked(meeting), actor=granby)
    own.refresh_from_db()
    assert own.state == NoticeState.OPEN


def test_yes_twice_is_one(meeting: Any, granby: Any) -> None:
    turn = asked(meeting)
    accept(turn=turn, actor=granby)
    accept(turn=turn, actor=granby)
    assert Event.objects.filter(verb="host.accepted").count() == 1


# No


def test_no_asks_the_next_at_once(meeting: Any, granby: Any, sjoby: Any) -> None:
    turn = decline(turn=asked(meeting), actor=granby, reason=DeclineReason.ROOM)
    assert turns(meeting) == [("Granby", "declined"), ("Sjöby", "asked")]
    assert (turn.decline_reason, turn.answered_by) == ("room", granby.member)
    assert OutgoingMail.objects.filter(kind="host_ask").order_by("pk").last().member == sjoby.member
    assert [notice.member for notice in Notice.objects.open()] == [sjoby.member]
    assert Notice.objects.get(member=granby.member).state == NoticeState.DONE
    assert Event.objects.get(verb="host.declined").actor == granby.member


def test_no_twice_is_one(meeting: Any, granby: Any) -> None:
    turn = asked(meeting)
    decline(turn=turn, actor=granby, reason=DeclineReason.ROOM)
    decline(turn=turn, actor=granby, reason=DeclineReason.DATE)
    turn.refresh_from_db()
    assert turn.decline_reason == "room"
    assert turns(meeting) == [("Granby", "declined"), ("Sjöby", "asked")]


def test_no_can_say_when_to_ask_again(meeting: Any, granby: Any, practice_group: Any) -> None:
    later, much_later = plan_meeting(practice_group, in_weeks(30)), plan_meeting(practice_group, in_weeks(40))
    decline(turn=asked(meeting), actor=granby, reason=DeclineReason.STAFF, ask_from=in_weeks(35))
    assert HostingPeriod.objects.get(organisation__name="Granby").ask_from == in_weeks(35)
    assert (turns(later), turns(much_later)) == ([("Åby", "proposed")], [("Granby", "proposed")])


@pytest.mark.parametrize("reason", ["", "silent", "nonsense"])
def test_no_needs_a_reason_from_the_list(meeting: Any, granby: Any, reason: str) -> None:
    with pytest.raises(HostingError):
        decline(turn=asked(meeting), actor=granby, reason=reason)
    assert turns(meeting) == [("Granby", "asked")]


# What cannot be


def answer(turn: HostTurn, actor: Any, yes: bool) -> HostTurn:
    return accept(turn=turn, actor=actor) if yes else decline(turn=turn, actor=actor, reason=DeclineReason.DATE)


WHO = {"own": None, "colleague": None, "guest": NotYours, "other": NotYours, "facilitator": NotYours, "other_group": NotYours}


@pytest.mark.parametrize("yes", [True, False])
@pytest.mark.parametrize(("person", "error"), WHO.items())
def test_only_the_asked_organisation_answers(
    meeting: Any, granby: Any, sjoby: Any, lead: Any, practice_group: Any, person: str, error: Any, yes: bool
) -> None:
    people = {
        "own": granby,
        "colleague": join(practice_group, "Granby"),
        "guest": join(practice_group, "Granby", role=Role.GUEST, until=timezone.now() + timedelta(days=90)),
        "other": sjoby,
        "facilitator": lead,
        "other_group": join(factories.PracticeGroupFactory(), "Granby"),
    }
    turn = asked(meeting)
    if error is None:
        assert answer(turn, people[person], yes).state == ("accepted" if yes else "declined")
        return
    with pytest.raises(error):
        answer(turn, people[person], yes)
    assert turns(meeting) == [("Granby", "asked")]


@pytest.mark.parametrize("yes", [True, False])
def test_answer_cannot_be_turned_round(meeting: Any, granby: Any, yes: bool) -> None:
    turn = asked(meeting)
    answer(turn, granby, yes)
    with pytest.raises(AlreadyAnswered):
        answer(turn, granby, not yes)


def test_yes_after_the_question_has_gone_on_is_too_late(meeting: Any, granby: Any, clock: Any) -> None:
    turn = asked(meeting)
    clock.move_to(moment(date(2027, 1, 26)))
    keep_hosted()
    with pytest.raises(TooLate):
        accept(turn=turn, actor=granby)


@pytest.mark.parametrize("yes", [True, False])
def test_answer_in_time_counts_though_the_clock_is_late(meeting: Any, granby: Any, clock: Any, yes: bool) -> None:
    clock.move_to(moment(date(2027, 1, 26)))
    assert answer(asked(meeting), granby, yes).answered_by == granby.member


@pytest.mark.parametrize("yes", [True, False])
def test_proposal_cannot_be_answered(three: Any, practice_group: Any, yes: bool) -> None:
    meeting = plan_meeting(practice_group, in_weeks(30))
    keep_hosted()
    with pytest.raises(NotAsked):
        answer(HostTurn.objects.get(meeting=meeting), three[0], yes)


@pytest.mark.parametrize("yes", [True, False])
@pytest.mark.parametrize("what", ["cancelled", "over", "closed"])
def test_answer_to_a_meeting_that_is_not_to_come(meeting: Any, granby: Any, practice_group: Any, clock: Any, yes: bool, what: str) -> None:
    turn = asked(meeting)
    if what == "cancelled":
        meeting.state = MeetingState.CANCELLED
        meeting.save()
    elif what == "over":
        clock.move_to(moment(in_weeks(9)))
    else:
        practice_group.state = "concluded"
        practice_group.save()
    with pytest.raises(GroupAtRest if what == "closed" else MeetingGone):
        answer(turn, granby, yes)


@pytest.mark.parametrize("yes", [True, False])
@pytest.mark.parametrize("state", GroupState.values)
def test_answers_are_taken_in_an_open_group_only(meeting: Any, granby: Any, practice_group: Any, yes: bool, state: str) -> None:
    turn = asked(meeting)
    type(practice_group).objects.update(state=state)
    if allows(state, GroupAction.ROTATE):
        assert answer(turn, granby, yes).state == ("accepted" if yes else "declined")
        return
    with pytest.raises(GroupAtRest):
        answer(turn, granby, yes)
    assert turns(meeting) == [("Granby", "asked")]


ENDED = [state for state in MembershipState.values if state != MembershipState.ACTIVE]


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("state", ENDED)
def test_membership_that_has_ended_answers_and_chooses_nothing(meeting: Any, granby: Any, lead: Any, state: str, fresh: bool) -> None:
    """Neither by a row read before it ended nor by one read after."""
    type(granby).objects.filter(pk__in=[granby.pk, lead.pk]).update(state=state)
    if fresh:
        granby.refresh_from_db()
        lead.refresh_from_db()
    turn = asked(meeting)
    for yes in (True, False):
        with pytest.raises(NotYours):
            answer(turn, granby, yes)
    with pytest.raises(NotFacilitator):
        set_by_hand(meeting=meeting, organisation=turn.organisation, actor=lead, reason="Byte")
    assert turns(meeting) == [("Granby", "asked")]


def test_membership_whose_affiliation_has_ended_answers_nothing(meeting: Any, granby: Any) -> None:
    granby.member.affiliations.update(until=timezone.now())
    with pytest.raises(NotYours):
        accept(turn=asked(meeting), actor=granby)


def test_proposal_that_the_clock_has_taken_back_cannot_be_answered(meeting: Any, granby: Any) -> None:
    turn = asked(meeting)
    HostTurn.objects.all().delete()
    with pytest.raises(NotAsked):
        accept(turn=turn, actor=granby)


# By hand


def test_host_by_hand_replaces_the_asked_one(meeting: Any, three: Any, lead: Any) -> None:
    granby, sjoby, _aby = three
    turn = set_by_hand(meeting=meeting, organisation=sjoby.affiliation.organisation, actor=lead, reason=" De erbjöd sig. ")
    assert turns(meeting) == [("Granby", "withdrawn"), ("Sjöby", "accepted")]
    assert (turn.by_hand, turn.hand_reason, turn.answered_by) == (True, "De erbjöd sig.", None)
    mails = OutgoingMail.objects.exclude(kind="host_ask").order_by("pk")
    assert [(mail.kind, mail.member) for mail in mails] == [("host_ask_withdrawn", granby.member), ("host_set", sjoby.member)]
    assert Notice.objects.get(member=granby.member).state == NoticeState.WITHDRAWN
    assert Event.objects.get(verb="host.set").organisation == sjoby.affiliation.organisation
    before = list(HostTurn.objects.values())
    keep_hosted()
    assert list(HostTurn.objects.values()) == before


def test_host_by_hand_moves_the_rest_of_the_plan(three: Any, lead: Any, practice_group: Any) -> None:
    first, second, third = (plan_meeting(practice_group, in_weeks(weeks)) for weeks in (20, 24, 28))
    keep_hosted()
    set_by_hand(meeting=first, organisation=three[2].affiliation.organisation, actor=lead, reason="Byte")
    assert [turns(meeting) for meeting in (first, second, third)] == [
        [("Åby", "accepted")],
        [("Granby", "proposed")],
        [("Sjöby", "proposed")],
    ]
    assert not OutgoingMail.objects.filter(kind="host_ask_withdrawn").exists()


def test_asked_organisation_can_be_set_by_hand(meeting: Any, granby: Any, lead: Any) -> None:
    set_by_hand(meeting=meeting, organisation=granby.affiliation.organisation, actor=lead, reason="De ringde")
    assert HostTurn.objects.holding().get(meeting=meeting).by_hand


def test_accepted_organisation_set_by_hand_keeps_its_turn(meeting: Any, granby: Any, lead: Any) -> None:
    turn = accept(turn=asked(meeting), actor=granby)
    again = set_by_hand(meeting=meeting, organisation=granby.affiliation.organisation, actor=lead, reason="Bekräftat")
    assert (again.pk, again.answered_by, again.hand_reason) == (turn.pk, granby.member, "Bekräftat")


def test_region_can_be_set_by_hand_and_takes_no_turns(meeting: Any, lead: Any) -> None:
    set_by_hand(meeting=meeting, organisation=lead.affiliation.organisation, actor=lead, reason="Regionens lokal")
    assert turns(meeting)[-1] == ("Region Norr", "accepted")
    assert not HostingPeriod.objects.filter(organisation__name="Region Norr").exists()
    assert not OutgoingMail.objects.filter(kind="host_set").exists(), "who chose knows"


def test_host_by_hand_ends_the_facilitators_duty(three: Any, lead: Any, practice_group: Any) -> None:
    meeting = plan_meeting(practice_group, in_weeks(8))
    keep_hosted()
    for membership in three:
        decline(turn=asked(meeting), actor=membership, reason=DeclineReason.DATE)
    set_by_hand(meeting=meeting, organisation=three[0].affiliation.organisation, actor=lead, reason="De kunde ändå")
    assert not Notice.objects.open().exists()
    assert turns(meeting)[-1] == ("Granby", "accepted")


@pytest.mark.parametrize("person", ["granby", "other_facilitator"])
def test_only_the_groups_facilitator_sets_by_hand(meeting: Any, granby: Any, person: str) -> None:
    actor = granby if person == "granby" else factories.MembershipFactory(facilitator=True)
    with pytest.raises(NotFacilitator):
        set_by_hand(meeting=meeting, organisation=granby.affiliation.organisation, actor=actor, reason="Jag vill")


def test_host_by_hand_needs_a_reason(meeting: Any, granby: Any, lead: Any) -> None:
    with pytest.raises(ReasonMissing):
        set_by_hand(meeting=meeting, organisation=granby.affiliation.organisation, actor=lead, reason="  ")


def test_host_by_hand_is_somebody_in_the_group(meeting: Any, lead: Any, three: Any) -> None:
    three[2].state = MembershipState.LEFT
    three[2].save()
    for organisation in (factories.OrganisationFactory(), three[2].affiliation.organisation):
        with pytest.raises(NotInGroup):
            set_by_hand(meeting=meeting, organisation=organisation, actor=lead, reason="Nej")


def test_meeting_that_is_over_gets_no_host_by_hand(meeting: Any, granby: Any, lead: Any, clock: Any) -> None:
    clock.move_to(moment(in_weeks(9)))
    with pytest.raises(MeetingGone):
        set_by_hand(meeting=meeting, organisation=granby.affiliation.organisation, actor=lead, reason="Sent")


def test_group_at_rest_gets_no_host_by_hand(meeting: Any, granby: Any, lead: Any, practice_group: Any) -> None:
    practice_group.state = "concluded"
    practice_group.save()
    with pytest.raises(GroupAtRest):
        set_by_hand(meeting=meeting, organisation=granby.affiliation.organisation, actor=lead, reason="Sent")


def test_queries_of_an_answer_do_not_grow_with_meetings(three: Any, practice_group: Any) -> None:
    def counted(weeks: int) -> int:
        meeting = HostTurn.objects.get(meeting__starts_at=moment(in_weeks(weeks))).meeting
        turn = asked(meeting)
        actor = next(membership for membership in three if membership.affiliation.organisation_id == turn.organisation_id)
        with CaptureQueriesContext(connection) as captured:
            decline(turn=turn, actor=actor, reason=DeclineReason.DATE)
        return len(captured)

    for weeks in (8, 9):
        plan_meeting(practice_group, in_weeks(weeks))
    keep_hosted()
    few = counted(8)
    for weeks in (10, 11, 20, 24):
        plan_meeting(practice_group, in_weeks(weeks))
    keep_hosted()
    assert counted(9) <= few + 1  # a proposal that moves is one more statement, however many move
