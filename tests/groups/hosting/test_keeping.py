"""The clock that keeps meetings hosted: it plans, asks, moves on, closes what is over, and does nothing twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.hosting import tasks
from groups.hosting.actions import accept, decline, keep_hosted
from groups.hosting.clock import KeptReport
from groups.hosting.enums import DeclineReason, TurnState
from groups.hosting.models import HostingPeriod, HostingShare, HostTurn
from groups.meetings.enums import MeetingForm, MeetingState
from groups.membership.enums import MembershipState, Role
from groups.schedule import GROUPS_SCHEDULE
from mobility_hub.notices.enums import NoticeState
from mobility_hub.notices.models import Notice
from mobility_hub.outbox.models import OutgoingMail
from mobility_hub.trail.models import TrailEntry
from tests import factories
from tests.groups.hosting.conftest import TODAY, in_weeks, join, moment, plan_meeting

WATCHED = (HostTurn, HostingPeriod, HostingShare, Notice, OutgoingMail, TrailEntry)


def turns(meeting: Any) -> list[tuple[str, str]]:
    """Who had which turn of a meeting, oldest first."""
    return [(turn.organisation.name, turn.state) for turn in HostTurn.objects.filter(meeting=meeting).order_by("pk")]


def held_by(meeting: Any) -> HostTurn:
    return HostTurn.objects.holding().get(meeting=meeting)


def rows() -> list[list[dict[str, Any]]]:
    return [list(model.objects.order_by("pk").values()) for model in WATCHED]  # type: ignore[attr-defined]


def writes(captured: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith("SELECT")]


# Planning


def test_each_of_the_next_meetings_gets_a_host(three: Any, practice_group: Any) -> None:
    meetings = [plan_meeting(practice_group, in_weeks(20 + 4 * n)) for n in range(8)]
    report = keep_hosted()
    assert [turns(meeting) for meeting in meetings] == [
        [("Granby", "proposed")],
        [("Sjöby", "proposed")],
        [("Åby", "proposed")],
        [("Granby", "proposed")],
        [("Sjöby", "proposed")],
        [("Åby", "proposed")],
        [],
        [],
    ]
    assert report == KeptReport(groups=1, began=3, proposed=6)
    assert not OutgoingMail.objects.exists()
    assert not Notice.objects.exists()


def test_proposal_holds_the_facts_of_its_sentence(three: Any, practice_group: Any) -> None:
    meetings = [plan_meeting(practice_group, in_weeks(20 + 4 * n)) for n in range(4)]
    keep_hosted()
    found = HostTurn.objects.get(meeting=meetings[1])
    assert (found.why, found.times_hosted, found.last_hosted, found.latest_on) == ("first", 0, None, in_weeks(28))


def test_second_run_changes_nothing(three: Any, practice_group: Any, clock: Any) -> None:
    for weeks in (2, 6, 10, 30, 40):
        plan_meeting(practice_group, in_weeks(weeks))
    keep_hosted()
    before = rows()
    clock.shift(timedelta(minutes=1))
    with CaptureQueriesContext(connection) as captured:
        assert keep_hosted() == KeptReport()
    assert writes(captured) == []
    assert rows() == before


def test_new_meeting_between_others_moves_only_what_nobody_was_told(three: Any, practice_group: Any) -> None:
    near, far = plan_meeting(practice_group, in_weeks(8)), plan_meeting(practice_group, in_weeks(30))
    keep_hosted()
    between = plan_meeting(practice_group, in_weeks(20))
    keep_hosted()
    assert [turns(meeting) for meeting in (near, between, far)] == [
        [("Granby", "asked")],
        [("Sjöby", "proposed")],
        [("Åby", "proposed")],
    ]


def test_proposal_beyond_the_plan_is_taken_back(three: Any, practice_group: Any, settings: Any) -> None:
    settings.MOBILITY_HUB_HOSTS_AHEAD = 1
    far = plan_meeting(practice_group, in_weeks(30))
    keep_hosted()
    plan_meeting(practice_group, in_weeks(20))
    keep_hosted()
    assert turns(far) == []


def test_organisation_that_cannot_is_passed_over(three: Any, practice_group: Any) -> None:
    granby, sjoby, _aby = three
    HostingPeriod.objects.create(
        practice_group=practice_group, organisation=granby.affiliation.organisation, weekdays_off=["0"], ask_from=in_weeks(40)
    )
    HostingPeriod.objects.create(practice_group=practice_group, organisation=sjoby.affiliation.organisation, online_only=True)
    on_site, online = plan_meeting(practice_group, in_weeks(20)), plan_meeting(practice_group, in_weeks(24), form=MeetingForm.ONLINE)
    monday = plan_meeting(practice_group, in_weeks(44), form=MeetingForm.ON_SITE)
    keep_hosted()
    assert [turns(meeting) for meeting in (on_site, online, monday)] == [
        [("Åby", "proposed")],
        [("Sjöby", "proposed")],
        [("Åby", "proposed")],
    ]


def test_half_share_hosts_every_other_round(three: Any, practice_group: Any) -> None:
    plan_meeting(practice_group, in_weeks(20))
    keep_hosted()
    HostingShare.objects.filter(period__organisation=three[2].affiliation.organisation).update(weight=1)
    meetings = [plan_meeting(practice_group, in_weeks(21 + n)) for n in range(4)]
    keep_hosted()
    assert [held_by(meeting).organisation.name for meeting in meetings] == ["Sjöby", "Åby", "Granby", "Sjöby"]


def test_change_of_share_counts_from_its_day(three: Any, practice_group: Any, clock: Any) -> None:
    meeting = plan_meeting(practice_group, in_weeks(20))
    keep_hosted()
    period = HostingPeriod.objects.get(organisation__name="Granby")
    HostingShare.objects.create(period=period, weight=1, since=timezone.now())
    keep_hosted()
    assert period.shares.count() == 2
    assert held_by(meeting).organisation.name == "Sjöby"


# Who takes turns


def test_municipalities_take_turns_and_others_do_not(lead: Any, granby: Any, practice_group: Any) -> None:
    factories.MembershipFactory(practice_group=practice_group, role=Role.GUEST, until=timezone.now() + timedelta(days=90))
    factories.MembershipFactory(practice_group=practice_group, requested=True)
    join(practice_group, "Granby")
    plan_meeting(practice_group, in_weeks(20))
    keep_hosted()
    assert [period.organisation.name for period in HostingPeriod.objects.all()] == ["Granby"]
    assert [(share.period.organisation.name, share.weight) for share in HostingShare.objects.all()] == [("Granby", 2)]


def test_organisation_without_members_takes_no_turns_any_more(three: Any, practice_group: Any) -> None:
    asked, accepted, proposed = (plan_meeting(practice_group, in_weeks(weeks)) for weeks in (8, 9, 20))
    keep_hosted()
    accept(turn=held_by(accepted), actor=three[1])
    for membership in three[:2]:
        membership.state = MembershipState.LEFT
        membership.save()
    report = keep_hosted()
    assert (report.stopped, report.withdrawn, report.asked) == (2, 1, 1)
    assert HostingPeriod.objects.get(organisation__name="Granby").until == timezone.now()
    assert turns(asked) == [("Granby", "withdrawn"), ("Åby", "asked")]
    assert turns(accepted) == [("Sjöby", "accepted")]
    assert turns(proposed) == [("Åby", "proposed")]
    assert not Notice.objects.open().filter(member=three[0].member).exists()


def test_organisation_that_returns_has_a_new_period(three: Any, practice_group: Any, clock: Any) -> None:
    plan_meeting(practice_group, in_weeks(20))
    keep_hosted()
    for state in (MembershipState.LEFT, MembershipState.ACTIVE):
        clock.shift(timedelta(days=1))
        three[0].state = state
        three[0].save()
        keep_hosted()
    assert [period.until is None for period in HostingPeriod.objects.filter(organisation__name="Granby")] == [False, True]


def test_one_organisation_alone_hosts_everything(granby: Any, practice_group: Any) -> None:
    meetings = [plan_meeting(practice_group, in_weeks(20 + n)) for n in range(3)]
    keep_hosted()
    assert {held_by(meeting).organisation.name for meeting in meetings} == {"Granby"}
    assert {held_by(meeting).why for meeting in meetings} == {"alone"}


def test_group_where_nobody_takes_turns_has_the_facilitator_told(lead: Any, practice_group: Any) -> None:
    near, far = plan_meeting(practice_group, in_weeks(5)), plan_meeting(practice_group, in_weeks(20))
    keep_hosted()
    assert not HostTurn.objects.exists()
    notices = Notice.objects.open()
    assert [(notice.member, notice.kind, notice.scope_kind, notice.scope_id) for notice in notices] == [
        (lead.member, "duty", "host", near.pk)
    ]
    assert far.pk != near.pk


# Asking


@pytest.mark.parametrize(("weeks", "state"), [(11, "asked"), (12, "asked"), (13, "proposed")])
def test_host_is_asked_twelve_weeks_before(granby: Any, practice_group: Any, weeks: int, state: str) -> None:
    meeting = plan_meeting(practice_group, in_weeks(weeks))
    keep_hosted()
    assert turns(meeting) == [("Granby", state)]


def test_asking_horizon_is_a_setting(granby: Any, practice_group: Any, settings: Any) -> None:
    settings.MOBILITY_HUB_HOST_ASK_WEEKS = 4
    meeting = plan_meeting(practice_group, in_weeks(5))
    keep_hosted()
    assert turns(meeting) == [("Granby", "proposed")]


def test_ask_goes_to_every_member_for_the_organisation(three: Any, lead: Any, practice_group: Any) -> None:
    colleague = join(practice_group, "Granby")
    join(practice_group, "Granby", role=Role.GUEST, until=timezone.now() + timedelta(days=90))
    meeting = plan_meeting(practice_group, in_weeks(8))
    keep_hosted()
    turn = held_by(meeting)
    asked = [three[0].member, colleague.member]
    assert (turn.asked_at, turn.answer_by) == (timezone.now(), date(2027, 1, 25))
    mails = OutgoingMail.objects.order_by("pk")
    assert [(mail.kind, mail.member, mail.about, mail.expires_at) for mail in mails] == [
        ("host_ask", member, {"turn": turn.pk}, meeting.starts_at) for member in asked
    ]
    notices = Notice.objects.order_by("pk")
    assert [(notice.member, notice.kind, notice.scope_kind, notice.scope_id, notice.object_id) for notice in notices] == [
        (member, "duty", "meeting", meeting.pk, turn.pk) for member in asked
    ]
    assert {notice.due_at for notice in notices} == {moment(date(2027, 1, 25), 23) + timedelta(minutes=59)}
    entry = TrailEntry.objects.get(verb="host.asked")
    assert (entry.actor, entry.object_id, entry.facts["organisation"]) == (None, turn.pk, turn.organisation_id)


def test_colleague_who_joins_later_hears_of_the_ask_too(granby: Any, practice_group: Any) -> None:
    meeting = plan_meeting(practice_group, in_weeks(8))
    keep_hosted()
    colleague = join(practice_group, "Granby")
    keep_hosted()
    assert Notice.objects.open().filter(member=colleague.member, scope_id=meeting.pk).exists()
    assert [mail.member for mail in OutgoingMail.objects.order_by("pk")] == [granby.member, colleague.member]


def test_notice_goes_when_its_reader_has_left(granby: Any, practice_group: Any) -> None:
    colleague = join(practice_group, "Granby")
    plan_meeting(practice_group, in_weeks(8))
    keep_hosted()
    colleague.state = MembershipState.LEFT
    colleague.save()
    keep_hosted()
    assert Notice.objects.get(member=colleague.member).state == NoticeState.WITHDRAWN
    assert Notice.objects.get(member=granby.member).state == NoticeState.OPEN


def test_meeting_that_has_begun_asks_nobody(granby: Any, practice_group: Any, clock: Any) -> None:
    meeting = plan_meeting(practice_group, TODAY)
    clock.move_to(moment(TODAY, 14))
    keep_hosted()
    assert turns(meeting) == [("Granby", "proposed")]


# Moving on


def test_silence_past_its_day_is_a_no_and_the_next_is_asked(three: Any, practice_group: Any, clock: Any) -> None:
    meeting = plan_meeting(practice_group, in_weeks(8))
    keep_hosted()
    clock.move_to(moment(date(2027, 1, 25), 23))
    assert keep_hosted() == KeptReport()
    clock.move_to(moment(date(2027, 1, 26), 1))
    report = keep_hosted()
    assert (report.silent, report.asked) == (1, 1)
    assert turns(meeting) == [("Granby", "declined"), ("Sjöby", "asked")]
    silent = HostTurn.objects.get(organisation__name="Granby")
    assert (silent.decline_reason, silent.answered_by, silent.answered_at) == (DeclineReason.SILENT, None, timezone.now())
    assert Notice.objects.get(member=three[0].member).state == NoticeState.WITHDRAWN
    assert held_by(meeting).answer_by == date(2027, 2, 9)


def test_when_everybody_declines_the_facilitator_hears_of_it(three: Any, lead: Any, practice_group: Any) -> None:
    meeting = plan_meeting(practice_group, in_weeks(8))
    keep_hosted()
    for membership in three:
        decline(turn=held_by(meeting), actor=membership, reason=DeclineReason.ROOM)
    assert turns(meeting) == [("Granby", "declined"), ("Sjöby", "declined"), ("Åby", "declined")]
    assert [(notice.member, notice.scope_kind) for notice in Notice.objects.open()] == [(lead.member, "host")]
    before = rows()
    assert keep_hosted() == KeptReport()
    assert rows() == before


def test_near_meeting_without_an_accepted_host_is_shown_to_the_facilitator(three: Any, lead: Any, practice_group: Any, clock: Any) -> None:
    meeting = plan_meeting(practice_group, in_weeks(3))
    keep_hosted()
    assert not Notice.objects.filter(scope_kind="host").exists()
    clock.move_to(moment(in_weeks(1)))
    keep_hosted()
    assert Notice.objects.open().get(scope_kind="host").member == lead.member
    accept(turn=held_by(meeting), actor=three[["Granby", "Sjöby", "Åby"].index(held_by(meeting).organisation.name)])
    assert Notice.objects.get(scope_kind="host").state == NoticeState.DONE


def test_who_declined_is_asked_again_for_the_next_meeting_but_one(three: Any, practice_group: Any) -> None:
    first, second, third = (plan_meeting(practice_group, in_weeks(weeks)) for weeks in (8, 20, 24))
    keep_hosted()
    decline(turn=held_by(first), actor=three[0], reason=DeclineReason.DATE)
    assert [held_by(meeting).organisation.name for meeting in (first, second, third)] == ["Sjöby", "Åby", "Granby"]


# What is over


def test_host_of_a_meeting_that_is_over_has_hosted(three: Any, practice_group: Any, clock: Any) -> None:
    first, second = plan_meeting(practice_group, in_weeks(4)), plan_meeting(practice_group, in_weeks(20))
    keep_hosted()
    accept(turn=held_by(first), actor=three[0])
    clock.move_to(moment(in_weeks(4), 16))
    report = keep_hosted()
    assert (report.hosted, report.withdrawn) == (1, 0)
    assert turns(first) == [("Granby", "hosted")]
    following = held_by(second)
    assert following.organisation.name == "Sjöby"
    assert keep_hosted() == KeptReport()


def test_record_of_who_has_hosted_goes_into_the_next_proposal(granby: Any, practice_group: Any, clock: Any) -> None:
    first, second = plan_meeting(practice_group, in_weeks(4)), plan_meeting(practice_group, in_weeks(30))
    keep_hosted()
    accept(turn=held_by(first), actor=granby)
    clock.move_to(moment(in_weeks(4), 16))
    keep_hosted()
    assert (held_by(second).times_hosted, held_by(second).last_hosted) == (1, in_weeks(4))


def test_ask_without_answer_ends_with_the_meeting(granby: Any, practice_group: Any, clock: Any) -> None:
    meeting = plan_meeting(practice_group, in_weeks(0, days=1))
    keep_hosted()
    clock.move_to(moment(in_weeks(0, days=1), 16))
    keep_hosted()
    assert turns(meeting) == [("Granby", "declined")]
    assert not Notice.objects.open().exists()


def test_cancelled_meeting_lets_its_host_go(three: Any, lead: Any, practice_group: Any) -> None:
    asked, accepted, proposed = (plan_meeting(practice_group, in_weeks(weeks)) for weeks in (8, 9, 20))
    keep_hosted()
    accept(turn=held_by(accepted), actor=three[1])
    for meeting in (asked, accepted, proposed):
        meeting.state = MeetingState.CANCELLED
        meeting.save()
    report = keep_hosted()
    assert report.withdrawn == 3
    assert not Notice.objects.open().exists()
    told = OutgoingMail.objects.filter(kind="host_ask_withdrawn").order_by("pk")
    assert [mail.member for mail in told] == [three[0].member, three[1].member]
    assert keep_hosted() == KeptReport()


def test_cancelled_meeting_that_lacked_a_host_leaves_no_duty(lead: Any, practice_group: Any) -> None:
    meeting = plan_meeting(practice_group, in_weeks(5))
    keep_hosted()
    meeting.state = MeetingState.CANCELLED
    meeting.save()
    keep_hosted()
    assert not Notice.objects.open().exists()


def test_cancelled_meeting_changes_no_debt(three: Any, practice_group: Any, clock: Any) -> None:
    cancelled, following = plan_meeting(practice_group, in_weeks(4)), plan_meeting(practice_group, in_weeks(20))
    keep_hosted()
    accept(turn=held_by(cancelled), actor=three[0])
    cancelled.state = MeetingState.CANCELLED
    cancelled.save()
    clock.move_to(moment(in_weeks(5)))
    keep_hosted()
    assert turns(following) == [("Granby", "proposed")]


def test_moved_meeting_keeps_its_accepted_host(three: Any, practice_group: Any) -> None:
    first, second = plan_meeting(practice_group, in_weeks(8)), plan_meeting(practice_group, in_weeks(20))
    keep_hosted()
    accept(turn=held_by(first), actor=three[0])
    first.starts_at, first.ends_at = moment(in_weeks(24)), moment(in_weeks(24), 15)
    first.save()
    keep_hosted()
    assert (turns(first), turns(second)) == ([("Granby", "accepted")], [("Sjöby", "proposed")])


def test_group_at_rest_asks_nobody(granby: Any, practice_group: Any) -> None:
    asked, proposed = plan_meeting(practice_group, in_weeks(8)), plan_meeting(practice_group, in_weeks(20))
    keep_hosted()
    practice_group.state = "resting"
    practice_group.save()
    keep_hosted()
    assert (turns(asked), turns(proposed)) == ([("Granby", "withdrawn")], [])
    assert not Notice.objects.open().exists()
    assert keep_hosted() == KeptReport()
    practice_group.state = "active"
    practice_group.save()
    keep_hosted()
    assert turns(asked) == [("Granby", "withdrawn"), ("Granby", "asked")]


def test_draft_needs_no_host(granby: Any, practice_group: Any) -> None:
    meeting = plan_meeting(practice_group, in_weeks(8), state=MeetingState.DRAFT)
    assert keep_hosted() == KeptReport()
    assert turns(meeting) == []


# Many groups


def full_group(meetings: int = 3) -> Any:
    practice_group = factories.PracticeGroupFactory()
    factories.MembershipFactory(practice_group=practice_group, facilitator=True)
    for _number in range(2):
        factories.MembershipFactory(practice_group=practice_group)
    for number in range(meetings):
        plan_meeting(practice_group, in_weeks(8 + 8 * number), number=number + 1)
    return practice_group


@pytest.mark.usefixtures("db", "clock")
def test_queries_do_not_grow_with_groups_and_meetings() -> None:
    def counted() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as first:
            keep_hosted()
        with CaptureQueriesContext(connection) as second:
            assert keep_hosted() == KeptReport()
        return len(first), len(second)

    full_group()
    keep_hosted()
    full_group(meetings=1)
    one = counted()
    for _number in range(3):
        full_group()
    assert counted() == one
    assert HostTurn.objects.filter(state=TurnState.ASKED).count() == 5


@pytest.mark.usefixtures("db", "clock")
def test_groups_do_not_mix() -> None:
    groups = [full_group() for _number in range(3)]
    keep_hosted()
    for practice_group in groups:
        inside = set(practice_group.memberships.values_list("affiliation__organisation", flat=True))
        assert set(HostTurn.objects.filter(meeting__practice_group=practice_group).values_list("organisation", flat=True)) == inside
    assert set(HostTurn.objects.filter(state="asked").values_list("meeting__practice_group", flat=True)) == {group.pk for group in groups}


@pytest.mark.usefixtures("db", "clock")
def test_batches_cover_every_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groups.hosting.actions.GROUPS_AT_ONCE", 2)
    groups = [full_group() for _number in range(3)]
    assert keep_hosted().groups == len(groups)


@pytest.mark.usefixtures("db", "clock")
def test_beat_finds_the_task_and_the_task_does_the_work() -> None:
    full_group()
    entry = GROUPS_SCHEDULE["hub-keep-hosted"]
    assert (entry["task"], entry["options"]["expires"]) == (tasks.keep_hosted.name, entry["schedule"])
    tasks.keep_hosted()
    assert keep_hosted() == KeptReport()
    assert HostTurn.objects.count() == 3
