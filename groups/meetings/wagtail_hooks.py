"""Where the meetings show themselves on other rooms' pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from groups.meetings import asking, digest, queries
from groups.meetings.hosts import hosts_in_words
from groups.meetings.links import meeting_url
from groups.meetings.models import Meeting
from groups.meetings.words import occasion_in_words
from groups.membership.cards import GroupCard, MyGroupFacts
from groups.membership.models import Membership, PracticeGroup
from mobility_hub.directory.models import Member
from mobility_hub.notices.registry import ScopeKind
from mobility_hub.sections import Button, DigestSection, GroupSection, MineSection, Todo, Window
from mobility_hub.templatetags.hub import day


@hooks.register("register_hub_group_section")
def meetings_tab(practice_group: PracticeGroup, membership: Membership) -> GroupSection:
    """The tab, and the next meeting beside the discussions."""
    coming = queries.coming_by_group([practice_group.pk]).get(practice_group.pk, [])
    meeting = coming[0] if coming else None
    return GroupSection(
        key="meetings",
        order=20,
        place="side",
        heading=gettext_lazy("Meetings"),
        template="hub_meetings/next_meeting.html",
        context=_next_context(meeting, membership.member_id) if meeting else {"meeting": None},
        url=reverse("hub_meetings:meetings", args=[practice_group.public_id]),
        count=len(coming),
    )


def _next_context(meeting: Meeting, member_id: int) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "url": meeting_url(meeting),
        "answer_url": meeting_url(meeting, "answer"),
        "answer": queries.answered_by(meeting, member_id),
        "host": hosts_in_words([meeting]).get(meeting.pk, ""),
    }


@hooks.register("register_hub_mine_section")
def my_meetings(members: Sequence[Member]) -> MineSection:
    """The next meeting of each member, and the coming ones they have not answered."""
    memberships = queries.memberships_of(members)
    groups = {membership.practice_group_id for found in memberships.values() for membership in found}
    coming = queries.coming_by_group(groups)
    asked = asking.asked_of([member.pk for member in members])
    hosts = hosts_in_words([meeting for meetings in coming.values() for meeting in meetings])
    todos: dict[int, tuple[Todo, ...]] = {}
    contexts: dict[int, Mapping[str, Any]] = {}
    for member in members:
        own = sorted(
            (meeting for membership in memberships.get(member.pk, []) for meeting in coming.get(membership.practice_group_id, [])),
            key=lambda meeting: meeting.starts_at,
        )
        todos[member.pk] = tuple(_todo(meeting) for meeting in own if (member.pk, meeting.pk) in asked)
        if own:
            answer = queries.answered_by(own[0], member.pk)
            contexts[member.pk] = {"meeting": own[0], "url": meeting_url(own[0]), "answer": answer, "host": hosts.get(own[0].pk, "")}
    return MineSection(
        key="meetings",
        order=20,
        todos=todos,
        heading=gettext_lazy("Next meeting"),
        template="hub_meetings/my_next_meeting.html",
        contexts=contexts,
        place="side",
    )


def _todo(meeting: Meeting) -> Todo:
    url = meeting_url(meeting, "answer")
    return Todo(
        title=_("Are you coming %(when)s?") % {"when": occasion_in_words(meeting)},
        url=meeting_url(meeting),
        facts=(meeting.practice_group.name,),
        due=meeting.starts_at,
        due_is_said=True,
        buttons=(Button(_("I am coming"), url, "answer", "coming"), Button(_("I cannot come"), url, "answer", "apology")),
    )


@hooks.register("register_hub_group_card")
def next_meeting_on_doorplate(practice_groups: Sequence[PracticeGroup]) -> GroupCard:
    """The day of the next meeting: open to everyone, so nothing else of it."""
    coming = queries.coming_by_group([practice_group.pk for practice_group in practice_groups])
    words = gettext_lazy("next meeting %(day)s")
    facts = {group_id: (words % {"day": day(meetings[0].starts_at)},) for group_id, meetings in coming.items()}
    return GroupCard(order=20, facts=facts)


@hooks.register("register_hub_my_group_facts")
def next_meeting_of_my_groups(memberships: Sequence[Membership]) -> MyGroupFacts:
    coming = queries.coming_by_group({membership.practice_group_id for membership in memberships})
    facts = {
        membership.pk: (_("meeting %(when)s") % {"when": occasion_in_words(coming[membership.practice_group_id][0], short=True)},)
        for membership in memberships
        if membership.practice_group_id in coming
    }
    return MyGroupFacts(order=20, facts=facts)


@hooks.register("register_hub_digest_section")
def planned_meetings(members: Sequence[Member], windows: Mapping[int, Window]) -> DigestSection:
    return digest.planned(members, windows)


@hooks.register("register_hub_digest_section")
def meetings_ahead(members: Sequence[Member], windows: Mapping[int, Window]) -> DigestSection:
    return digest.ahead(members, windows)


@hooks.register("register_hub_scope")
def meeting_scope() -> ScopeKind:
    return ScopeKind("meeting", audience=_audience, parents=_parents)


@hooks.register("register_hub_scope")
def answer_scope() -> ScopeKind:
    return ScopeKind(asking.SCOPE, audience=_audience, parents=_parents)


def _audience(meeting_ids: Collection[int]) -> dict[int, set[int]]:
    groups = dict(Meeting.objects.filter(pk__in=meeting_ids).values_list("pk", "practice_group"))
    in_group: dict[int, set[int]] = {group: set() for group in groups.values()}
    pairs = Membership.objects.in_force().filter(practice_group__in=in_group).values_list("practice_group", "member")
    for group, member in pairs:
        in_group[group].add(member)
    return {meeting_id: in_group.get(groups.get(meeting_id, 0), set()) for meeting_id in meeting_ids}


def _parents(meeting_ids: Collection[int]) -> dict[int, tuple[str, int]]:
    pairs = Meeting.objects.filter(pk__in=meeting_ids).values_list("pk", "practice_group")
    return {meeting: ("practice_group", group) for meeting, group in pairs}
