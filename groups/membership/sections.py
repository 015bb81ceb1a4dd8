"""What this room shows on other pages. Each function answers for many topics or members at once, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups.membership import queries
from groups.membership.doorplates import doorplates, on_topics
from groups.membership.models import GroupIndexPage, Membership, PracticeGroup
from mobility_hub.directory.models import Member, Topic
from mobility_hub.sections import (
    DigestBlock,
    DigestLine,
    DigestSection,
    GroupSection,
    Line,
    MineSection,
    NetworkSection,
    Todo,
    TopicCell,
    TopicSection,
    Window,
)

LINES_ON_A_TOPIC = 5


def topic_section(topics: Sequence[Topic]) -> TopicSection:
    """The listed, open groups on each topic; a topic has those of the topics below it too."""
    found = on_topics([topic.pk for topic in topics])
    plates = {plate.practice_group.pk: plate for plate in doorplates([practice_group for practice_group, _topics in found])}
    lines: dict[int, list[Line]] = defaultdict(list)
    for practice_group, topic_ids in found:
        plate = plates[practice_group.pk]
        for topic_id in topic_ids:
            lines[topic_id].append(Line(practice_group.name, plate.url, tuple(plate.line)))
    index_page = GroupIndexPage.objects.live().public().first()
    index_url = (index_page.get_url() or "") if index_page else ""
    return TopicSection(
        key="practice_groups",
        heading=gettext_lazy("Practice groups"),
        order=40,
        cells={topic.pk: _topic_cell(lines[topic.pk], index_url, topic.slug) for topic in topics},
    )


def _topic_cell(lines: list[Line], index_url: str, slug: str) -> TopicCell:
    remedy = Line(gettext_lazy("How a practice group begins"), f"{index_url}#new-group") if index_url else None
    if not lines:
        return TopicCell(missing=gettext_lazy("No practice group"), remedy=remedy)
    all_url = f"{index_url}?amne={slug}" if index_url else ""
    return TopicCell(tuple(lines[:LINES_ON_A_TOPIC]), len(lines), all_url, remedy=remedy)


def network_section(networks: Sequence[Any]) -> NetworkSection:
    """The listed groups and rooms of each network. What is only for the invited is not told here either."""
    groups = PracticeGroup.objects.listed().filter(network__in=[network.pk for network in networks])
    lines: dict[int, list[Line]] = defaultdict(list)
    for plate in doorplates(groups):
        lines[plate.practice_group.network_id or 0].append(Line(plate.practice_group.name, plate.url, tuple(plate.line)))
    return NetworkSection(
        key="practice_groups",
        heading=gettext_lazy("Practice groups"),
        order=40,
        cells={network_id: TopicCell(tuple(found), len(found)) for network_id, found in lines.items()},
    )


def mine_section(members: Sequence[Member]) -> MineSection:
    """Each member's groups, and for a facilitator who asks to join them."""
    groups, asked = queries.groups_of(members), queries.requests_of(members)
    index_page = GroupIndexPage.objects.live().public().first()
    index_url = (index_page.get_url() or "") if index_page else ""
    return MineSection(
        key="practice_groups",
        order=30,
        todos={member_id: tuple(_todo(*one) for one in asked) for member_id, asked in queries.requests_to_answer(members).items()},
        heading=gettext_lazy("My groups"),
        template="hub_membership/sections/mine.html",
        contexts={
            member.pk: {"my_groups": groups[member.pk], "asked": asked.get(member.pk, ()), "index_url": index_url} for member in members
        },
    )


def _todo(practice_group: PracticeGroup, count: int) -> Todo:
    return Todo(asking_in_words(count), members_url(practice_group), (practice_group.name,))


def asking_in_words(count: int) -> str:
    return ngettext("%(n)s person asks to join", "%(n)s people ask to join", count) % {"n": count}


def members_url(practice_group: PracticeGroup) -> str:
    return reverse("hub_membership:members", args=[practice_group.public_id])


def requests_in_group(practice_group: PracticeGroup, membership: Membership) -> GroupSection:
    """The facilitator's line on top of the group's page."""
    count = Membership.objects.requested().filter(practice_group=practice_group).count() if membership.is_facilitator else 0
    return GroupSection(
        key="requests",
        order=10,
        place="todo",
        heading=asking_in_words(count),
        template="",
        context={"url": members_url(practice_group)},
        count=count,
    )


def members_tab(practice_group: PracticeGroup, membership: Membership) -> GroupSection:
    return GroupSection(
        key="members",
        order=90,
        place="main",
        heading=gettext_lazy("Group members"),
        template="",
        context={},
        url=members_url(practice_group),
        count=queries.circle_of(practice_group).people,
    )


def digest_section(members: Sequence[Member], windows: Mapping[int, Window]) -> DigestSection:
    """For facilitators: who has asked to join in the window and still waits. Two queries."""
    led = defaultdict(list)
    leading = Membership.objects.in_force().facilitators().filter(member__in=[member.pk for member in members])
    for membership in leading.order_by("practice_group__name", "pk").select_related("practice_group"):
        led[membership.practice_group_id].append(membership)
    asked = Membership.objects.requested().filter(practice_group__in=list(led)).select_related("member", "affiliation__organisation")
    lines: dict[tuple[int, int], list[DigestLine]] = defaultdict(list)
    groups: dict[int, PracticeGroup] = {}
    for request in asked:
        for lead in led[request.practice_group_id]:
            window = windows.get(lead.member_id)
            if window and window.since <= request.asked_at < window.until:
                groups[lead.practice_group_id] = lead.practice_group
                lines[lead.member_id, lead.practice_group_id].append(_digest_line(request, lead.practice_group))
    blocks: dict[int, tuple[DigestBlock, ...]] = {}
    for (member_id, group_id), found in lines.items():
        blocks[member_id] = (*blocks.get(member_id, ()), DigestBlock(groups[group_id].name, tuple(found)))
    subject = {member_id: asking_in_words(sum(len(block.lines) for block in found)) for member_id, found in blocks.items()}
    return DigestSection(key="membership_requests", order=15, blocks=blocks, asks=True, subject=subject)


def _digest_line(request: Membership, practice_group: PracticeGroup) -> DigestLine:
    affiliation = request.affiliation
    return DigestLine(
        title=_("%(name)s asks to join") % {"name": request.member.name},
        url=members_url(practice_group),
        text=request.message,
        meta=", ".join(filter(None, [affiliation.title, affiliation.organisation.official_name])),
    )


def audience(group_ids: Collection[int]) -> dict[int, set[int]]:
    """Who may hear of each group now: those in it."""
    found: dict[int, set[int]] = {group_id: set() for group_id in group_ids}
    rows = Membership.objects.in_force().filter(practice_group__in=group_ids).values_list("practice_group", "member")
    for group_id, member_id in rows:
        found[group_id].add(member_id)
    return found
