"""Reads across several models, made for one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Q
from django.http import HttpRequest

from groups.membership.cards import gathered_facts
from groups.membership.doorplates import doorplates
from groups.membership.eligibility import Bar, Tie, bar_of_person, bar_of_tie
from groups.membership.enums import MembershipState, Role
from groups.membership.forms import GroupFilterForm
from groups.membership.models import Eligibility, Membership, PracticeGroup
from mobility_hub.directory.enums import OrganisationKind
from mobility_hub.directory.models import Affiliation, County, Member, Topic
from mobility_hub.sections import Words
from mobility_hub.templatetags.hub import counted

User = AbstractBaseUser | AnonymousUser


# The public side


def index_context(request: HttpRequest) -> dict[str, Any]:
    """What the page of listed groups shows: those that take members first, then the others."""
    listed = PracticeGroup.objects.listed()
    # What was chosen can be chosen, also when no group has it any more: a shared address shows an empty list, not a fault.
    chosen_topic, chosen_county = (request.GET.get(name, "").replace("\0", "")[:80] for name in ("amne", "lan"))
    form = GroupFilterForm(
        request.GET,
        topics=Topic.objects.filter(
            Q(practice_groups__in=listed) | Q(children__practice_groups__in=listed) | Q(slug=chosen_topic)
        ).distinct(),
        counties=County.objects.filter(Q(pk__in=listed.values("counties")) | Q(code=chosen_county)),
    )
    filtered = any(form.data.get(name) for name in form.fields)
    plates = doorplates(form.apply(listed).prefetch_related("topics"), request)
    return {
        "filter_form": form,
        "filtered": filtered,
        "clear_url": request.path if filtered else "",
        "open_plates": [plate for plate in plates if plate.join_url],
        "other_plates": [plate for plate in plates if not plate.join_url],
    }


def doorplate_context(practice_group: PracticeGroup, request: HttpRequest) -> dict[str, Any]:
    """What the doorplate shows, and how its reader stands to the group: inside, waiting for an answer, or kept out by what."""
    [plate] = doorplates([practice_group], request)
    plate.admitted = admitted_kinds(practice_group)
    member = Member.objects.filter(user=request.user).first() if request.user.is_authenticated else None
    return {
        "plate": plate,
        "practice_group": practice_group,
        "inside": PracticeGroup.objects.visible_to(request.user).filter(pk=practice_group.pk).exists(),
        "waiting": Membership.objects.requested().filter(practice_group=practice_group, member=member).exists() if member else False,
        "bar": standing(member, practice_group).bar if member else None,
    }


# Joining


@dataclass(frozen=True)
class Standing:
    """How a person stands to a group they are not in: the affiliations they can join by, or what keeps them out."""

    affiliations: Sequence[Affiliation]
    bar: Bar | None


def admitted_kinds(practice_group: PracticeGroup) -> dict[str, bool]:
    return dict(Eligibility.objects.filter(practice_group=practice_group).values_list("organisation_kind", "elected_too"))


def standing(member: Member | None, practice_group: PracticeGroup) -> Standing:
    """What the rule says of ``member`` now. Someone without a member's row (an editor, say) is not verified."""
    if member is None:
        return Standing([], Bar.NOT_VERIFIED)
    admitted = admitted_kinds(practice_group)
    affiliations = list(Affiliation.objects.current().filter(member=member).select_related("organisation"))
    ties = {affiliation.pk: Tie(affiliation.organisation.kind, affiliation.capacity) for affiliation in affiliations}
    bar = bar_of_person(list(ties.values()), admitted)
    fitting = [affiliation for affiliation in affiliations if bar_of_tie(ties[affiliation.pk], admitted) is None]
    return Standing(fitting if bar is None else [], bar)


# Inside


@dataclass
class MyGroup:
    """One line of a member's own list of groups."""

    membership: Membership
    facts: list[Words] = field(default_factory=list)

    @property
    def practice_group(self) -> PracticeGroup:
        return self.membership.practice_group


def groups_of(members: Sequence[Member]) -> dict[int, list[MyGroup]]:
    """The groups these members are in now, by member id, with what the rooms say of each, in a fixed number of queries."""
    memberships = list(
        Membership.objects.in_force()
        .filter(member__in=[member.pk for member in members])
        .select_related("practice_group", "member", "affiliation__organisation")
        .order_by("practice_group__name", "pk")
    )
    facts = gathered_facts("register_hub_my_group_facts", memberships)
    found: dict[int, list[MyGroup]] = {member.pk: [] for member in members}
    for membership in memberships:
        found[membership.member_id].append(MyGroup(membership, facts.get(membership.pk, [])))
    return found


def requests_to_answer(members: Sequence[Member]) -> dict[int, list[tuple[PracticeGroup, int]]]:
    """How many ask to join each group that these members lead, by member id: groups with none are left out. Two queries."""
    led = (
        Membership.objects.in_force()
        .facilitators()
        .filter(member__in=[member.pk for member in members])
        .select_related("practice_group")
        .order_by("practice_group__name", "pk")
    )
    leaders = [(membership.member_id, membership.practice_group) for membership in led]
    counts = dict(
        Membership.objects.filter(state=MembershipState.REQUESTED, practice_group__in={group.pk for _leader, group in leaders})
        .values("practice_group")
        .annotate(n=Count("pk"))
        .values_list("practice_group", "n")
        .order_by()
    )
    found: dict[int, list[tuple[PracticeGroup, int]]] = {}
    for member_id, practice_group in leaders:
        if count := counts.get(practice_group.pk):
            found.setdefault(member_id, []).append((practice_group, count))
    return found


def own_requests(user: User) -> list[Membership]:
    """What the person has asked for and not had an answer to."""
    if not user.is_authenticated:
        return []
    return list(Membership.objects.requested().filter(member__user_id=user.pk).select_related("practice_group"))


def requests_of(members: Sequence[Member]) -> dict[int, list[Membership]]:
    """What these members have asked for and not had an answer to, by member id. One query."""
    found: dict[int, list[Membership]] = {}
    asked = Membership.objects.requested().filter(member__in=[member.pk for member in members])
    for membership in asked.select_related("practice_group").order_by("asked_at", "pk"):
        found.setdefault(membership.member_id, []).append(membership)
    return found


def people_in(practice_group: PracticeGroup) -> list[Membership]:
    """Those in the group now, facilitators first, then by organisation and name."""
    people = (
        Membership.objects.in_force()
        .filter(practice_group=practice_group)
        .select_related("member", "affiliation__organisation")
        .order_by("affiliation__organisation__name", "member__name", "pk")
    )
    return sorted(people, key=lambda membership: membership.role != Role.FACILITATOR)


def people_asking(practice_group: PracticeGroup) -> list[Membership]:
    return list(Membership.objects.requested().filter(practice_group=practice_group).select_related("member", "affiliation__organisation"))


@dataclass(frozen=True)
class Circle:
    """Who a group reaches: how many people, and the organisations by name. ``municipal``: all of them are municipalities."""

    people: int
    organisations: Sequence[str]
    municipal: bool

    @property
    def in_words(self) -> str:
        return counted(len(self.organisations), "municipality" if self.municipal else "organisation")


def circle_of(practice_group: PracticeGroup) -> Circle:
    rows = practice_group.organisations_now
    return Circle(
        people=sum(row["people"] for row in rows),
        organisations=[row["name"] for row in rows],
        municipal=all(row["kind"] == OrganisationKind.MUNICIPALITY for row in rows),
    )


def situation_is_news(membership: Membership) -> bool:
    """Whether the text on the situation in the group has been written since the member last put it aside."""
    written, read = membership.practice_group.situation_at, membership.situation_read_at
    return written is not None and (read is None or read < written)
