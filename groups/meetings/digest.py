"""What the summary says of meetings: those planned, changed or cancelled since the last one, and those that come soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from groups.meetings.enums import MeetingState
from groups.meetings.hosts import hosts_in_words
from groups.meetings.links import meeting_url
from groups.meetings.models import Meeting
from groups.meetings.queries import answered_by, coming_by_group, memberships_of
from groups.meetings.words import occasion_in_words
from groups.membership.models import Membership
from groups.membership.states import GroupAction
from mobility_hub.directory.models import Member
from mobility_hub.notices.enums import HowMuch
from mobility_hub.notices.models import Event
from mobility_hub.notices.queries import how_much
from mobility_hub.outbox.links import absolute_url
from mobility_hub.sections import DigestBlock, DigestLine, DigestSection, Window, Words

SOON = timedelta(days=21)
VERBS = ("meeting.planned", "meeting.changed", "meeting.cancelled")


def planned(members: Sequence[Member], windows: Mapping[int, Window]) -> DigestSection:
    """Meetings planned, changed or cancelled in each member's window, since they joined the group."""
    memberships = _heard(members)
    events = _events(memberships, windows)
    hosts = hosts_in_words([meeting for meeting, _at in events])
    blocks: dict[int, tuple[DigestBlock, ...]] = {}
    for member in members:
        window = windows[member.pk]
        since = {membership.practice_group_id: membership.since for membership in memberships.get(member.pk, [])}
        lines = [
            _line(meeting, member, hosts.get(meeting.pk, ""))
            for meeting, at in events
            if meeting.practice_group_id in since and window.since <= at < window.until and at >= (since[meeting.practice_group_id] or at)
        ]
        if lines:
            blocks[member.pk] = (DigestBlock(_("Meetings: new and changed"), tuple(lines)),)
    return DigestSection(key="meetings_planned", order=30, blocks=blocks)


def ahead(members: Sequence[Member], windows: Mapping[int, Window]) -> DigestSection:
    """Meetings of the next three weeks that were not new in this window: no reason to send, but good to be reminded of."""
    memberships = _heard(members)
    events = _events(memberships, windows)
    told = {meeting.pk: at for meeting, at in events}
    coming = coming_by_group(_groups(memberships), timezone.now() + SOON)
    hosts = hosts_in_words([meeting for meetings in coming.values() for meeting in meetings])
    blocks: dict[int, tuple[DigestBlock, ...]] = {}
    for member in members:
        window = windows[member.pk]
        own = [meeting for membership in memberships.get(member.pk, []) for meeting in coming.get(membership.practice_group_id, [])]
        old = [meeting for meeting in own if meeting.pk not in told or not window.since <= told[meeting.pk] < window.until]
        lines = [_line(meeting, member, hosts.get(meeting.pk, "")) for meeting in sorted(old, key=lambda one: one.starts_at)]
        if lines:
            blocks[member.pk] = (DigestBlock(_("Meetings ahead"), tuple(lines)),)
    return DigestSection(key="meetings_ahead", order=31, blocks=blocks, is_news=False)


def _heard(members: Sequence[Member]) -> dict[int, list[Membership]]:
    """The memberships in force whose group the member has not switched off."""
    found = memberships_of(members, GroupAction.DIGEST)
    levels = how_much([member.pk for member in members], "practice_group", sorted(_groups(found)))
    return {
        member_id: [
            membership
            for membership in memberships
            if levels.get((member_id, membership.practice_group_id)) not in (HowMuch.NOTHING, HowMuch.MENTIONS)
        ]
        for member_id, memberships in found.items()
    }


def _groups(memberships: Mapping[int, list[Membership]]) -> set[int]:
    return {membership.practice_group_id for found in memberships.values() for membership in found}


def _events(memberships: Mapping[int, list[Membership]], windows: Mapping[int, Window]) -> list[tuple[Meeting, datetime]]:
    """The meetings that something happened to in any of the windows, each with its latest moment; soonest meeting first."""
    latest: dict[int, datetime] = {}
    happened = Event.objects.filter(
        scope_kind="practice_group",
        scope_id__in=_groups(memberships),
        verb__in=VERBS,
        at__gte=min((window.since for window in windows.values()), default=timezone.now()),
        at__lt=max((window.until for window in windows.values()), default=timezone.now()),
    )
    for meeting_id, at in happened.order_by("at", "pk").values_list("object_id", "at"):
        latest[meeting_id] = at
    meetings = Meeting.objects.filter(pk__in=latest, ends_at__gt=timezone.now()).select_related("practice_group")
    ordered = meetings.order_by("starts_at", "pk").prefetch_related("attendances")
    return [(meeting, latest[meeting.pk]) for meeting in ordered]


def _line(meeting: Meeting, member: Member, host: Words) -> DigestLine:
    cancelled = meeting.state == MeetingState.CANCELLED
    facts = [meeting.place, str(host)]
    if not cancelled and answered_by(meeting, member.pk) is None:
        facts.append(_("You have not answered yet."))
    when = occasion_in_words(meeting)
    return DigestLine(
        title=_("Cancelled: %(when)s") % {"when": when} if cancelled else when,
        url=absolute_url(meeting_url(meeting)),
        text="" if cancelled else meeting.title,
        meta=" · ".join([meeting.practice_group.name, *(fact for fact in facts if fact and not cancelled)]),
    )
