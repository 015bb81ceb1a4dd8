"""Who can be in a group: the rule itself, and that the query which guards every read says the same."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from groups.membership.eligibility import Bar, Tie, bar_of_person, bar_of_tie
from groups.membership.models import Eligibility, Membership
from groups.membership.queries import standing
from mobility_hub.directory.enums import POSSIBLE_ELIGIBLE_KINDS, Capacity, OrganisationKind
from tests import factories

ADMITTED = {"municipality": False, "region": True}

TIES = [
    (Tie("municipality", "employed"), None),
    (Tie("region", "employed"), None),
    (Tie("region", "elected"), None),
    (Tie("municipality", "elected"), Bar.ELECTED),
    (Tie("municipality", "consultant"), Bar.CONSULTANT),
    (Tie("academia", "employed"), Bar.KIND),
    (Tie("academia", "elected"), Bar.KIND),
    (Tie("business", "employed"), Bar.BUSINESS),
    (Tie("business", "consultant"), Bar.BUSINESS),
]


@pytest.mark.parametrize(("tie", "bar"), TIES)
def test_tie_is_barred_for_its_own_reason(tie: Tie, bar: Bar | None) -> None:
    assert bar_of_tie(tie, ADMITTED) == bar


def test_business_is_barred_even_when_a_group_says_otherwise() -> None:
    assert bar_of_tie(Tie("business", "employed"), {"business": True}) == Bar.BUSINESS


PEOPLE = [
    ([], Bar.NOT_VERIFIED),
    ([Tie("municipality", "employed")], None),
    ([Tie("municipality", "employed"), Tie("business", "employed")], Bar.BUSINESS),
    ([Tie("academia", "employed"), Tie("municipality", "employed")], None),
    ([Tie("academia", "employed"), Tie("municipality", "consultant")], Bar.KIND),
]


@pytest.mark.parametrize(("ties", "bar"), PEOPLE)
def test_person_is_barred_by_a_business_or_by_having_no_fitting_tie(ties: list[Tie], bar: Bar | None) -> None:
    assert bar_of_person(ties, ADMITTED) == bar


@pytest.mark.parametrize(("kind", "capacity"), list(product(OrganisationKind, Capacity)))
def test_rule_and_query_agree_on_every_tie(practice_group: Any, kind: OrganisationKind, capacity: Capacity) -> None:
    Eligibility.objects.filter(practice_group=practice_group, organisation_kind="region").update(elected_too=True)
    affiliation = factories.AffiliationFactory(organisation__kind=kind, capacity=capacity)
    membership = factories.MembershipFactory(practice_group=practice_group, member=affiliation.member, affiliation=affiliation)
    by_rule = bar_of_tie(Tie(kind, capacity), ADMITTED) is None
    assert Membership.objects.in_force().filter(pk=membership.pk).exists() == by_rule
    assert (standing(affiliation.member, practice_group).bar is None) == by_rule


def _ended_affiliation(membership: Any) -> None:
    membership.member.affiliations.update(until=timezone.now())


def _inactive_organisation(membership: Any) -> None:
    organisation = membership.affiliation.organisation
    organisation.active = False
    organisation.save()


def _inactive_account(membership: Any) -> None:
    membership.member.user.is_active = False
    membership.member.user.save()


def _business_beside(membership: Any) -> None:
    factories.AffiliationFactory(member=membership.member, organisation__business=True)


def _end_date_passed(membership: Any) -> None:
    now = timezone.now()
    Membership.objects.filter(pk=membership.pk).update(since=now - timedelta(days=2), until=now - timedelta(days=1))


def _kind_no_longer_admitted(membership: Any) -> None:
    Eligibility.objects.filter(practice_group=membership.practice_group).exclude(organisation_kind="region").delete()


ENDINGS = [
    _ended_affiliation,
    _inactive_organisation,
    _inactive_account,
    _business_beside,
    _end_date_passed,
    _kind_no_longer_admitted,
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_membership_is_out_of_force_at_once(practice_group: Any, member: Any, ending: Any) -> None:
    membership = Membership.objects.get(member=member)
    assert Membership.objects.own(member.user).filter(pk=membership.pk).exists()
    ending(membership)
    assert not Membership.objects.own(member.user).exists()


def test_a_past_tie_to_a_business_bars_nobody(practice_group: Any, member: Any) -> None:
    factories.AffiliationFactory(member=member, organisation__business=True, ended=True)
    assert Membership.objects.own(member.user).exists()


def test_business_can_never_be_among_the_admitted_kinds() -> None:
    assert OrganisationKind.BUSINESS not in POSSIBLE_ELIGIBLE_KINDS
