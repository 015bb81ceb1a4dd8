"""What a confirmed address proves."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from mobility_hub.directory.enums import Capacity, OrganisationKind, VerifiedBy
from mobility_hub.directory.models import Affiliation, Member, OrganisationDomain
from mobility_hub.directory.signals import affiliation_ended, affiliation_started
from mobility_hub.trail.models import TrailEntry
from mobility_hub.verification.actions import addresses_changed, email_confirmed
from tests import factories

VERIFIES = {
    "exact": ("anna@granby.example", True),
    "upper case": ("anna@GRANBY.Example", True),
    "sub-domain": ("anna@skola.granby.example", False),
    "parent domain": ("anna@example", False),
    "look-alike": ("anna@granby-kommun.example", False),
    "longer at the end": ("anna@granby.example.elak.example", False),
    "prefix": ("anna@elakgranby.example", False),
    "Cyrillic look-alike": ("anna@grаnby.example", False),
    "full-width look-alike": ("anna@ｇranby.example", False),
    "soft hyphen": ("anna@gran\u00adby.example", False),
    "address in the local part": ('"anna@granby.example"@elak.example', False),
    "free mail": ("anna@gmail.com", False),
    "suggested only": ("anna@foreslagen.example", False),
    "inactive organisation": ("anna@nedlagd.example", False),
    "business": ("anna@bolaget.example", True),
}


@pytest.fixture
def domains(db: None) -> dict[str, Any]:
    made = {
        "granby.example": factories.OrganisationDomainFactory(domain="granby.example", confirmed=True),
        "foreslagen.example": factories.OrganisationDomainFactory(domain="foreslagen.example"),
        "nedlagd.example": factories.OrganisationDomainFactory(domain="nedlagd.example", confirmed=True, organisation__active=False),
        "bolaget.example": factories.OrganisationDomainFactory(
            domain="bolaget.example", confirmed=True, organisation__kind=OrganisationKind.BUSINESS
        ),
    }
    # As if somebody had written past the form: a free-mail domain still verifies nobody.
    OrganisationDomain.objects.create(organisation=made["granby.example"].organisation, domain="gmail.com", confirmed_at=timezone.now())
    return made


@pytest.mark.parametrize(("address", "verified"), VERIFIES.values(), ids=VERIFIES.keys())
def test_confirmed_address_verifies_exactly_in_a_confirmed_domain(domains: dict[str, Any], address: str, verified: bool) -> None:
    user = factories.UserFactory(email=address)
    affiliation = email_confirmed(user, address)
    assert list(Affiliation.objects.all()) == ([affiliation] if verified else [])
    if verified:
        assert affiliation is not None
        assert (affiliation.verified_how, affiliation.capacity, affiliation.verified_by) == (VerifiedBy.DOMAIN, Capacity.EMPLOYED, None)
        assert affiliation.organisation == domains[address.rpartition("@")[2].lower()].organisation


def test_first_confirmed_address_makes_the_member(db: None) -> None:
    user = factories.UserFactory(email="anna@annan.example", first_name="Anna", last_name="Karin\r\nBcc: elak@elak.example")
    assert email_confirmed(user, "anna@annan.example") is None
    member = Member.objects.get()
    assert (member.user, member.name, member.email) == (user, "Anna Karin Bcc: elak@elak.example", "anna@annan.example")


def test_confirming_twice_doubles_nothing(domains: dict[str, Any]) -> None:
    user = factories.UserFactory(email="anna@granby.example")
    first = email_confirmed(user, "anna@granby.example")
    assert email_confirmed(user, "anna@granby.example") == first
    assert (Affiliation.objects.count(), Member.objects.count()) == (1, 1)
    assert list(TrailEntry.objects.values_list("verb", flat=True)) == ["affiliation.started"]


def test_known_affiliation_of_another_kind_is_not_doubled(domains: dict[str, Any]) -> None:
    elected = factories.AffiliationFactory(organisation=domains["granby.example"].organisation, capacity=Capacity.ELECTED)
    assert email_confirmed(elected.member.user, "anna@granby.example") == elected


def test_who_has_left_is_not_verified_again_by_the_address_alone(domains: dict[str, Any]) -> None:
    left = factories.AffiliationFactory(organisation=domains["granby.example"].organisation, ended=True)
    assert email_confirmed(left.member.user, "anna@granby.example") is None


def test_new_primary_address_elsewhere_ends_what_the_old_one_proved(domains: dict[str, Any]) -> None:
    user = factories.UserFactory(email="anna@granby.example")
    old = email_confirmed(user, "anna@granby.example")
    assert old is not None
    heard: list[Affiliation] = []

    def hear(affiliation: Affiliation, **kwargs: Any) -> None:
        heard.append(affiliation)

    affiliation_ended.connect(hear)
    addresses_changed(user, primary="anna@bolaget.example", confirmed=["anna@bolaget.example"])
    affiliation_ended.disconnect(hear)
    old.refresh_from_db()
    assert old.until is not None
    assert heard == [old]
    assert Member.objects.get().email == "anna@bolaget.example"
    assert TrailEntry.objects.first().verb == "affiliation.ended"  # type: ignore[union-attr]  # there is one


KEEPS = {
    "another address in the same domain": (["anna.ny@granby.example"], VerifiedBy.DOMAIN, True),
    "the old one kept beside": (["anna@bolaget.example", "anna@granby.example"], VerifiedBy.DOMAIN, True),
    "none left": ([], VerifiedBy.DOMAIN, False),
    "a sub-domain": (["anna@skola.granby.example"], VerifiedBy.DOMAIN, False),
    "verified by an administrator": (["anna@bolaget.example"], VerifiedBy.ADMINISTRATOR, True),
}


@pytest.mark.parametrize(("confirmed", "how", "stays"), KEEPS.values(), ids=KEEPS.keys())
def test_affiliation_stays_while_an_address_proves_it(domains: dict[str, Any], confirmed: list[str], how: str, stays: bool) -> None:
    affiliation = factories.AffiliationFactory(organisation=domains["granby.example"].organisation, verified_how=how)
    addresses_changed(affiliation.member.user, primary=confirmed[0] if confirmed else "", confirmed=confirmed)
    affiliation.refresh_from_db()
    assert (affiliation.until is None) is stays


def test_start_is_told_to_higher_floors(domains: dict[str, Any]) -> None:
    heard: list[Affiliation] = []

    def hear(affiliation: Affiliation, **kwargs: Any) -> None:
        heard.append(affiliation)

    affiliation_started.connect(hear)
    affiliation = email_confirmed(factories.UserFactory(email="anna@granby.example"), "anna@granby.example")
    affiliation_started.disconnect(hear)
    assert heard == [affiliation]
