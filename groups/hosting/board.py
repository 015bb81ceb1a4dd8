"""The rows of many groups' hosting, read in a fixed number of queries: what the clock and the answers reckon from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, Subquery

from groups.hosting.enums import HOLDING, UNFINISHED, TurnState
from groups.hosting.models import HostingPeriod, HostingShare, HostTurn
from groups.meetings.enums import COMING_STATES, MeetingState
from groups.meetings.models import Meeting
from groups.membership.enums import Role
from groups.membership.models import Membership, PracticeGroup
from mobility_hub.directory.enums import OrganisationKind
from mobility_hub.notices.enums import NoticeKind
from mobility_hub.notices.models import Notice

STOCKHOLM = ZoneInfo("Europe/Stockholm")

# Scopes of this room's notices: an ask is about a meeting; that a meeting lacks a host is its facilitator's own affair.
MEETING_SCOPE = "meeting"
HOST_SCOPE = "host"

_TO_COME = (*COMING_STATES, MeetingState.IN_PROGRESS)


def local_day(moment: datetime) -> date:
    """The day in Europe/Stockholm."""
    return moment.astimezone(STOCKHOLM).date()


class Person(NamedTuple):
    """Somebody in the group now, guests left out."""

    member_id: int
    role: str
    since: datetime
    organisation_id: int
    organisation_kind: str


class OpenNotice(NamedTuple):
    """What one member has open about a meeting; ``thing`` as ``object_kind`` and ``object_id`` of the notice."""

    pk: int
    member_id: int
    scope: tuple[str, int]
    thing: tuple[str, int]


@dataclass
class Board:
    """One group's hosting as the rows say. The rows are changed in place by whoever works with the board, and not saved here.

    ``meetings`` leaves out drafts, and cancelled ones that nobody was to host; ``turns`` (by meeting) the withdrawn and swapped ones;
    ``shares`` are those of each period by its id, oldest first: since when, and the weight.
    """

    practice_group: PracticeGroup
    now: datetime
    periods: list[HostingPeriod] = field(default_factory=list)
    shares: defaultdict[int, list[tuple[datetime, int]]] = field(default_factory=lambda: defaultdict(list))
    meetings: list[Meeting] = field(default_factory=list)
    turns: defaultdict[int, list[HostTurn]] = field(default_factory=lambda: defaultdict(list))
    people: list[Person] = field(default_factory=list)
    notices: list[OpenNotice] = field(default_factory=list)

    @property
    def today(self) -> date:
        return local_day(self.now)

    def is_to_come(self, meeting: Meeting) -> bool:
        return meeting.state in _TO_COME and meeting.ends_at > self.now

    def is_held(self, meeting: Meeting) -> bool:
        return meeting.state != MeetingState.CANCELLED and not self.is_to_come(meeting)

    @property
    def coming(self) -> list[Meeting]:
        return [meeting for meeting in self.meetings if self.is_to_come(meeting)]

    def holding(self, meeting: Meeting) -> list[HostTurn]:
        """The turns that hold the meeting's slots now, the first slot first."""
        return sorted((turn for turn in self.turns[meeting.pk] if turn.state in HOLDING), key=lambda turn: turn.slot)

    def members_of(self, organisation_id: int) -> set[int]:
        return {person.member_id for person in self.people if person.organisation_id == organisation_id}

    @property
    def facilitators(self) -> set[int]:
        return {person.member_id for person in self.people if person.role == Role.FACILITATOR}

    @property
    def municipalities(self) -> list[int]:
        """The municipalities with a member in the group, in the order they came."""
        first: dict[int, datetime] = {}
        for person in sorted(self.people, key=lambda person: (person.since, person.organisation_id)):
            if person.organisation_kind == OrganisationKind.MUNICIPALITY:
                first.setdefault(person.organisation_id, person.since)
        return list(first)


def load_boards(group_ids: Collection[int], now: datetime) -> list[Board]:
    """The boards of these groups, in seven queries."""
    groups = PracticeGroup.objects.filter(pk__in=group_ids).order_by("pk")
    boards = {group.pk: Board(group, now) for group in groups}
    for period in HostingPeriod.objects.filter(practice_group__in=group_ids).order_by("since", "pk"):
        boards[period.practice_group_id].periods.append(period)
    shares = HostingShare.objects.filter(period__practice_group__in=group_ids).order_by("since", "pk")
    for group_id, period_id, since, weight in shares.values_list("period__practice_group_id", "period_id", "since", "weight"):
        boards[group_id].shares[period_id].append((since, weight))
    for group_id, person in _people(group_ids):
        boards[group_id].people.append(person)
    group_of: dict[int, int] = {}
    for meeting in _meetings(group_ids):
        group_of[meeting.pk] = meeting.practice_group_id
        boards[meeting.practice_group_id].meetings.append(meeting)
    for turn in _turns(group_ids):
        if turn.meeting_id in group_of:
            boards[group_of[turn.meeting_id]].turns[turn.meeting_id].append(turn)
    for notice, group_id in _notices(group_ids):
        boards[group_id].notices.append(notice)
    return list(boards.values())


def _people(group_ids: Collection[int]) -> Iterable[tuple[int, Person]]:
    rows = (
        Membership.objects.in_force()
        .filter(practice_group__in=group_ids)
        .exclude(role=Role.GUEST)
        .order_by("pk")
        .values_list("practice_group_id", "member_id", "role", "since", "affiliation__organisation_id", "affiliation__organisation__kind")
    )
    for group_id, member_id, role, since, organisation_id, kind in rows:
        if since is not None:  # an active membership always has a start; the type does not say so
            yield group_id, Person(member_id, role, since, organisation_id, kind)


def _meetings(group_ids: Collection[int]) -> Iterable[Meeting]:
    unfinished = HostTurn.objects.filter(meeting=OuterRef("pk"), state__in=UNFINISHED)
    return (
        Meeting.objects.filter(~Q(state=MeetingState.CANCELLED) | Exists(unfinished), practice_group__in=group_ids)
        .exclude(state=MeetingState.DRAFT)
        .only("practice_group_id", "starts_at", "ends_at", "state", "form")
        .order_by("starts_at", "pk")
    )


def _turns(group_ids: Collection[int]) -> Iterable[HostTurn]:
    return (
        HostTurn.objects.filter(meeting__practice_group__in=group_ids)
        .exclude(state__in=[TurnState.WITHDRAWN, TurnState.SWAPPED])
        .order_by("meeting_id", "slot", "pk")
    )


def _notices(group_ids: Collection[int]) -> Iterable[tuple[OpenNotice, int]]:
    """What members have open about meetings of these groups, each with the group's id."""
    meetings = Meeting.objects.filter(practice_group__in=group_ids)
    rows = (
        Notice.objects.open()
        .filter(kind=NoticeKind.DUTY, scope_kind__in=[MEETING_SCOPE, HOST_SCOPE], scope_id__in=meetings.values("pk"))
        .annotate(group_id=Subquery(meetings.filter(pk=OuterRef("scope_id")).values("practice_group_id")))
        .order_by("pk")
        .values_list("pk", "member_id", "scope_kind", "scope_id", "object_kind", "object_id", "group_id")
    )
    for pk, member_id, scope_kind, scope_id, object_kind, object_id, group_id in rows:
        yield OpenNotice(pk, member_id, (scope_kind, scope_id), (object_kind, object_id)), group_id
