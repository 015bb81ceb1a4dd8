"""Confirming e-mail domains, one or many."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from mobility_hub.directory.enums import Capacity, RequestState, VerifiedBy
from mobility_hub.directory.models import Affiliation, OrganisationDomain
from mobility_hub.outbox.models import OutgoingMail
from mobility_hub.trail.models import TrailEntry
from mobility_hub.verification.actions import confirm_domains
from mobility_hub.verification.enums import Fault
from tests import factories


def test_many_are_confirmed_and_conflicts_are_reported(administrator: Any) -> None:
    good = factories.OrganisationDomainFactory(domain="granby.example")
    factories.OrganisationDomainFactory(domain="tagen.example", confirmed=True)
    taken = factories.OrganisationDomainFactory(domain="tagen.example")
    twice = [factories.OrganisationDomainFactory(domain="dubbel.example") for _number in range(2)]
    free = factories.OrganisationDomainFactory(domain="gmail.com")
    inactive = factories.OrganisationDomainFactory(domain="nedlagd.example", organisation__active=False)
    outcome = confirm_domains([good, taken, *twice, free, inactive], actor=administrator)
    assert outcome.confirmed == (good,)
    assert [(conflict.domain, conflict.fault) for conflict in outcome.conflicts] == [
        (taken, Fault.TAKEN),
        (twice[0], Fault.TWICE),
        (twice[1], Fault.TWICE),
        (free, Fault.FREE_MAIL),
        (inactive, Fault.INACTIVE),
    ]
    assert set(OrganisationDomain.objects.confirmed().values_list("domain", flat=True)) == {"granby.example", "tagen.example"}
    good.refresh_from_db()
    assert good.confirmed_by == administrator
    assert TrailEntry.objects.get().verb == "domain.confirmed"


def test_confirmed_before_stays_as_it_was(administrator: Any, admin: Any) -> None:
    domain = factories.OrganisationDomainFactory(confirmed_at=timezone.now(), confirmed_by=admin)
    assert confirm_domains([domain], actor=administrator).confirmed == ()
    domain.refresh_from_db()
    assert domain.confirmed_by == admin


def test_those_who_wait_with_an_address_there_are_approved(administrator: Any) -> None:
    domain = factories.OrganisationDomainFactory(domain="granby.example")

    def waiting(address: str, *, verified: bool = True, **fields: Any) -> Any:
        request = factories.AffiliationRequestFactory(
            member__user__email=address, **{"organisation": domain.organisation, "email": address, **fields}
        )
        EmailAddress.objects.create(user=request.member.user, email=address, verified=verified, primary=True)
        return request

    approved = waiting("a@granby.example")
    others = [
        waiting("b@skola.granby.example"),
        waiting("c@elakgranby.example"),
        waiting("d@granby.example", capacity=Capacity.ELECTED),
        waiting("e@granby.example", organisation=None),
        waiting("f@granby.example", verified=False),
    ]
    confirm_domains([domain], actor=administrator)
    affiliation = Affiliation.objects.get()
    assert (affiliation.member, affiliation.verified_how) == (approved.member, VerifiedBy.DOMAIN)
    assert OutgoingMail.objects.get().member == approved.member
    for request in others:
        request.refresh_from_db()
    assert {request.state for request in others} == {RequestState.WAITING}


@pytest.mark.parametrize("person", ["editor", "outsider", "anonymous"])
def test_only_administrators_confirm(request: pytest.FixtureRequest, person: str, db: None) -> None:
    someone = request.getfixturevalue(person)
    domain = factories.OrganisationDomainFactory()
    with pytest.raises(PermissionDenied):
        confirm_domains([domain], actor=getattr(someone, "user", someone))
    domain.refresh_from_db()
    assert domain.confirmed_at is None
