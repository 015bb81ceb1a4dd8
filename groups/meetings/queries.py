"""Reads made for one page, one list or a batch of members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from groups.meetings.agenda import Fit, Slot, fit, timed
from groups.meetings.enums import Answer, ItemKind
from groups.meetings.models import AgendaItem, Attendance, Meeting
from groups.membership.models import Membership, PracticeGroup
from groups.membership.states import GroupAction, states_allowing
from mobility_hub.directory.models import Member, Organisation


@dataclass(frozen=True)
class AgendaRow:
    item: AgendaItem
    starts_at: datetime
    number: int | None


@dataclass(frozen=True)
class Agenda:
    rows: Sequence[AgendaRow]
    fit: Fit

    @property
    def without_owner(self) -> int:
        return sum(row.item.kind == ItemKind.WORKING and not row.item.owner for row in self.rows)


def agenda_of(meeting: Meeting) -> Agenda:
    """One query."""
    items = list(meeting.agenda_items.all())
    slots = [Slot(item.pk, item.minutes, item.kind == ItemKind.FRAMING) for item in items]
    places = {place.key: place for place in timed(meeting.starts_at, slots)}
    rows = [AgendaRow(item, places[item.pk].starts_at, places[item.pk].number) for item in items]
    return Agenda(rows, fit(meeting.starts_at, meeting.ends_at, slots))


@dataclass(frozen=True)
class WhoComes:
    """The answers by organisation: who comes, who has a deputy or an apology, and who has not answered."""

    coming: Sequence[str]
    deputies: Sequence[tuple[str, str]]
    apologies: Sequence[str]
    silent: Sequence[str]


def who_comes(meeting: Meeting) -> WhoComes:
    """Two queries. An organisation with one person coming comes, whatever its others answered."""
    answers = list(meeting.attendances.select_related("organisation"))
    taking_part = (
        Organisation.objects.filter(
            affiliations__memberships__in=Membership.objects.in_force().filter(practice_group=meeting.practice_group_id)
        )
        .distinct()
        .values_list("pk", "name")
    )
    coming = {one.organisation_id: one.organisation.name for one in answers if one.answer == Answer.COMING}
    others = [one for one in answers if one.organisation_id not in coming]
    deputies = {one.organisation_id: (one.organisation.name, one.deputy) for one in others if one.deputy}
    apologies = {one.organisation_id: one.organisation.name for one in others if one.organisation_id not in deputies}
    answered = coming.keys() | deputies.keys() | apologies.keys()
    return WhoComes(
        sorted(coming.values()),
        sorted(deputies.values()),
        sorted(apologies.values()),
        sorted(name for pk, name in taking_part if pk not in answered),
    )


def own_answer(meeting: Meeting, member: Member) -> Attendance | None:
    return meeting.attendances.filter(member=member).first()


def meetings_of(practice_group: PracticeGroup) -> tuple[list[Meeting], list[Meeting]]:
    """The meetings to come, soonest first, and those that were, latest first. One query."""
    meetings = list(practice_group.meetings.select_related("practice_group").order_by("starts_at", "pk"))
    coming = [meeting for meeting in meetings if meeting.is_coming]
    return coming, [meeting for meeting in reversed(meetings) if not meeting.is_coming]


def coming_by_group(practice_groups: Collection[int], until: datetime | None = None) -> dict[int, list[Meeting]]:
    """The meetings to come of many groups, soonest first. Two queries."""
    meetings = Meeting.objects.coming().filter(practice_group__in=practice_groups).select_related("practice_group")
    if until is not None:
        meetings = meetings.filter(starts_at__lt=until)
    found: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in meetings.prefetch_related(Prefetch("attendances", Attendance.objects.order_by("pk"))):
        found[meeting.practice_group_id].append(meeting)
    return found


def memberships_of(members: Sequence[Member], action: GroupAction | None = None) -> dict[int, list[Membership]]:
    """The memberships in force of many members, by member id; only in groups whose state allows ``action`` when given. One query."""
    found: dict[int, list[Membership]] = defaultdict(list)
    memberships = Membership.objects.in_force().filter(member__in=[member.pk for member in members])
    if action is not None:
        memberships = memberships.filter(practice_group__state__in=states_allowing(action))
    for membership in memberships:
        found[membership.member_id].append(membership)
    return found


def answered_by(meeting: Meeting, member_id: int) -> Attendance | None:
    """A member's answer among the meeting's prefetched ones."""
    return next((one for one in meeting.attendances.all() if one.member_id == member_id), None)


def agenda_items_shown(agenda: Agenda, actor_url: Any = None) -> list[dict[str, Any]]:
    """The rows as ``components/agenda.html`` takes them; ``actor_url(item)`` gives the address where an item is changed, or nothing."""
    return [
        {
            "start": row.starts_at,
            "number": row.number,
            "title": row.item.title,
            "url": actor_url(row.item) if actor_url else "",
            "purpose": row.item.get_purpose_display(),
            "owner": row.item.owner,
            "minutes": row.item.minutes,
            "is_break": row.item.kind == ItemKind.FRAMING,
        }
        for row in agenda.rows
    ]
