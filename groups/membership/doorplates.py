"""What a listed group shows openly: purpose, result, organisations by name, seats, who may join. Nothing from inside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.membership.cards import gathered_facts
from groups.membership.enums import JoinPolicy
from groups.membership.models import Membership, PracticeGroup, PracticeGroupPage
from groups.membership.states import GroupAction
from mobility_hub.directory.enums import OrganisationKind
from mobility_hub.sections import Words
from mobility_hub.templatetags.hub import day


@dataclass
class Doorplate:
    """One listed group as everybody may see it. ``seats_left`` None: there is no limit. ``url`` empty: it has no live page.

    ``admitted`` is filled for a group's own page only.
    """

    practice_group: PracticeGroup
    organisations: list[str] = field(default_factory=list)
    admitted: dict[str, bool] = field(default_factory=dict)
    people: int = 0
    url: str = ""
    facts: list[Words] = field(default_factory=list)

    @property
    def seats_left(self) -> int | None:
        limit = self.practice_group.size_limit
        return None if limit is None else max(limit - self.people, 0)

    @property
    def has_room(self) -> bool:
        return self.seats_left != 0

    @property
    def join_url(self) -> str:
        """Where one asks to join; empty when the group takes nobody now."""
        takes = self.practice_group.takes_requests and self.has_room
        return reverse("hub_membership:join", args=[self.practice_group.public_id]) if takes else ""

    @property
    def joins_at_once(self) -> bool:
        return self.practice_group.join_policy == JoinPolicy.OPEN

    @property
    def admitted_kinds(self) -> list[str]:
        """The kinds of organisation it admits, in words, in the order of the enumeration."""
        return [str(kind.label) for kind in OrganisationKind if kind in self.admitted]

    @property
    def elected_too(self) -> bool:
        return any(self.admitted.values())

    @property
    def seats(self) -> str:
        left = self.seats_left
        if left is None:
            return _("no limit on the number of group members")
        if not left:
            return _("no places left")
        return ngettext("%(n)s place left", "%(n)s places left", left) % {"n": left}

    @property
    def line(self) -> list[Words]:
        """The facts of one line in a list: when the result is due, places, and what other rooms say openly."""
        due = self.practice_group.result_on
        when = [_("ready %(day)s") % {"day": day(due)}] if due else []
        return [*when, self.seats, *self.facts]


def doorplates(practice_groups: Iterable[PracticeGroup], request: HttpRequest | None = None) -> list[Doorplate]:
    """The doorplates of those of these groups that are listed, in their order, in a fixed number of queries."""
    shown = [practice_group for practice_group in practice_groups if practice_group.is_listed]
    if not shown:
        return []
    plates = {practice_group.pk: Doorplate(practice_group) for practice_group in shown}
    _fill_people(plates)
    for page in PracticeGroupPage.objects.live().public().filter(practice_group__in=plates, alias_of__isnull=True):
        plates[page.practice_group_id].url = page.get_url(request) or ""
    for group_id, facts in gathered_facts("register_hub_group_card", shown).items():
        plates[group_id].facts = facts
    return list(plates.values())


def _fill_people(plates: dict[int, Doorplate]) -> None:
    names: dict[int, list[str]] = defaultdict(list)
    rows = (
        Membership.objects.in_force()
        .filter(practice_group__in=plates)
        .values("practice_group", "affiliation__organisation", "affiliation__organisation__name")
        .annotate(people=Count("pk"))
        .order_by("affiliation__organisation__name")
    )
    for row in rows:
        plates[row["practice_group"]].people += row["people"]
        names[row["practice_group"]].append(row["affiliation__organisation__name"])
    for group_id, found in names.items():
        plates[group_id].organisations = found


def on_topics(topic_ids: Sequence[int]) -> list[tuple[PracticeGroup, set[int]]]:
    """The listed, open groups on any of these topics, each with those of the topics it is on: itself, or by a topic below."""
    wanted = set(topic_ids)
    found: list[tuple[PracticeGroup, set[int]]] = []
    groups: Any = (
        PracticeGroup.objects.listed().allowing(GroupAction.JOIN).filter(topics__isnull=False).distinct().prefetch_related("topics")
    )
    for practice_group in groups:
        own = {topic_id for topic in practice_group.topics.all() for topic_id in (topic.pk, topic.parent_id) if topic_id in wanted}
        if own:
            found.append((practice_group, own))
    return found
