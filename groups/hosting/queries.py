"""Reads made for one page, one list or a batch of members or meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, QuerySet

from groups.hosting.board import HOST_SCOPE, local_day
from groups.hosting.enums import HOLDING, TurnState
from groups.hosting.models import HostingPeriod, HostTurn
from groups.meetings.models import Meeting
from groups.membership.enums import Role
from groups.membership.models import Membership, PracticeGroup
from mobility_hub import conf
from mobility_hub.directory.models import Member, Organisation
from mobility_hub.notices.enums import NoticeKind
from mobility_hub.notices.models import Notice
from mobility_hub.swedish import sort_key


def turns_by_meeting(meeting_ids: Collection[int]) -> dict[int, list[HostTurn]]:
    """The turns that hold these meetings, with their organisations, the first slot first. One query."""
    found: dict[int, list[HostTurn]] = defaultdict(list)
    turns = HostTurn.objects.holding().filter(meeting__in=meeting_ids).select_related("organisation")
    for turn in turns.order_by("meeting_id", "slot", "pk"):
        found[turn.meeting_id].append(turn)
    return found


# What is asked of members


def memberships_that_answer(members: Collection[Member]) -> list[Membership]:
    """The memberships by which these members may answer for an organisation. One query."""
    memberships = Membership.objects.in_force().exclude(role=Role.GUEST)
    return list(memberships.filter(member__in=[member.pk for member in members]).select_related("affiliation"))


def asks_of(memberships: Collection[Membership]) -> dict[int, list[HostTurn]]:
    """The asks that wait for an answer, by the id of the member who may give it, soonest meeting first. One query."""
    turns = (
        HostTurn.objects.filter(
            state=TurnState.ASKED,
            meeting__in=Meeting.objects.coming().order_by().values("pk"),
            meeting__practice_group__in={membership.practice_group_id for membership in memberships},
            organisation__in={membership.affiliation.organisation_id for membership in memberships},
        )
        .select_related("meeting__practice_group", "organisation")
        .order_by("meeting__starts_at", "pk")
    )
    answering: dict[tuple[int, int], list[int]] = defaultdict(list)
    for membership in memberships:
        answering[membership.practice_group_id, membership.affiliation.organisation_id].append(membership.member_id)
    found: dict[int, list[HostTurn]] = defaultdict(list)
    for turn in turns:
        for member_id in answering[turn.meeting.practice_group_id, turn.organisation_id]:
            found[member_id].append(turn)
    return found


@dataclass(frozen=True)
class MissingHost:
    """A meeting that its facilitator has to find a host for, and since when that is known."""

    meeting: Meeting
    since: datetime


def missing_hosts_of(memberships: Collection[Membership]) -> dict[int, list[MissingHost]]:
    """The meetings without a host that these facilitators were told of, by member id, soonest first. Two queries."""
    leading = {(membership.member_id, membership.practice_group_id) for membership in memberships if membership.is_facilitator}
    notices = Notice.objects.open().filter(
        kind=NoticeKind.DUTY, scope_kind=HOST_SCOPE, member__in={member_id for member_id, _group_id in leading}
    )
    rows = list(notices.values_list("member_id", "scope_id", "at"))
    meetings = Meeting.objects.coming().filter(pk__in={meeting_id for _member_id, meeting_id, _at in rows}).select_related("practice_group")
    by_id = {meeting.pk: meeting for meeting in meetings}
    found: dict[int, list[MissingHost]] = defaultdict(list)
    for member_id, meeting_id, at in rows:
        meeting = by_id.get(meeting_id)
        if meeting and (member_id, meeting.practice_group_id) in leading:
            found[member_id].append(MissingHost(meeting, at))
    for missing in found.values():
        missing.sort(key=lambda one: (one.meeting.starts_at, one.meeting.pk))
    return found


# One group


def planned_meetings(practice_group: PracticeGroup) -> list[Meeting]:
    """The next meetings, as many as the plan reaches."""
    return list(practice_group.meetings.coming().select_related("practice_group")[: conf.HOSTS_AHEAD.value])


def hosted_turns(practice_group: PracticeGroup) -> QuerySet[HostTurn]:
    """Who has hosted, latest first."""
    hosted = HostTurn.objects.filter(meeting__practice_group=practice_group, state=TurnState.HOSTED)
    return hosted.select_related("organisation", "meeting__practice_group").order_by("-meeting__starts_at", "slot", "-pk")


@dataclass(frozen=True)
class TakesTurns:
    """An organisation that takes turns, and what it has hosted. The figures are the facilitator's."""

    organisation: Organisation
    times: int = 0
    last: date | None = None


def taking_turns(practice_group: PracticeGroup) -> list[TakesTurns]:
    """Who takes turns now, in alphabetical order. Two queries."""
    periods = HostingPeriod.objects.open().filter(practice_group=practice_group).select_related("organisation")
    hosted = HostTurn.objects.filter(meeting__practice_group=practice_group, state=TurnState.HOSTED).order_by()
    counted = hosted.values("organisation_id").annotate(times=Count("meeting", distinct=True), last=Max("meeting__starts_at"))
    records = {row["organisation_id"]: row for row in counted}
    found = [_takes_turns(period.organisation, records) for period in periods]
    return sorted(found, key=lambda one: sort_key(one.organisation.name))


def _takes_turns(organisation: Organisation, records: Mapping[int, Mapping[str, object]]) -> TakesTurns:
    row = records.get(organisation.pk)
    if row is None:
        return TakesTurns(organisation)
    times, last = row["times"], row["last"]
    assert isinstance(times, int) and isinstance(last, datetime)  # noqa: S101, PT018  # what the query counts
    return TakesTurns(organisation, times, local_day(last))


def organisations_in(practice_group: PracticeGroup) -> QuerySet[Organisation]:
    """Those with a member in the group now, guests' left out: who can be chosen as host."""
    inside = Membership.objects.in_force().filter(practice_group=practice_group).exclude(role=Role.GUEST)
    return Organisation.objects.filter(affiliations__memberships__in=inside).distinct()


def people_in(practice_group: PracticeGroup) -> int:
    """How many a room has to hold."""
    return Membership.objects.in_force().filter(practice_group=practice_group).count()


# One meeting


@dataclass(frozen=True)
class MeetingHosts:
    """``holding``: who hosts or is to host; ``own``: the latest turn of the reader's organisation, if it ever had one for this meeting."""

    holding: Sequence[HostTurn]
    own: HostTurn | None

    @property
    def first(self) -> HostTurn | None:
        return self.holding[0] if self.holding else None

    @property
    def asked(self) -> HostTurn | None:
        """The ask that the reader's organisation has to answer."""
        return self.own if self.own is not None and self.own.state == TurnState.ASKED else None


def hosts_of(meeting: Meeting, membership: Membership) -> MeetingHosts:
    """One query."""
    turns = list(HostTurn.objects.filter(meeting=meeting).select_related("organisation").order_by("slot", "pk"))
    for turn in turns:
        turn.meeting = meeting
    holding = [turn for turn in turns if turn.state in HOLDING]
    mine = [turn for turn in turns if turn.organisation_id == membership.affiliation.organisation_id]
    current = [turn for turn in mine if turn in holding]
    own = (current or mine)[-1] if mine and membership.role != Role.GUEST else None
    return MeetingHosts(holding, own)
