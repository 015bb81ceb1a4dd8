"""Reads about whom people work for."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser

from mobility_hub.directory.domains import domain_of, is_free_mail
from mobility_hub.directory.enums import Capacity, RequestState
from mobility_hub.directory.models import Affiliation, AffiliationRequest, Member, Organisation, OrganisationDomain
from mobility_hub.directory.names import OrganisationFinder


def organisation_of(email: str) -> Organisation | None:
    """Return the active organisation whose confirmed domain is exactly that of the address, else None.

    Sub-domains, look-alikes and free mail have none; a domain that is only suggested has none either.
    """
    domain = domain_of(email)
    if domain is None or is_free_mail(domain):
        return None
    found = OrganisationDomain.objects.confirmed().filter(domain=domain, organisation__active=True).select_related("organisation").first()
    return found.organisation if found else None


def confirmed_addresses(user: AbstractBaseUser) -> list[str]:
    """The addresses that the site's sign-in has confirmed for the account, the primary one first.

    Known when the site signs in with allauth; any other sign-in tells by calling ``actions.email_confirmed``.
    """
    if not apps.is_installed("allauth.account"):
        return []
    addresses = apps.get_model("account", "EmailAddress").objects.filter(user_id=user.pk, verified=True)
    return list(addresses.order_by("-primary", "pk").values_list("email", flat=True))


def find_organisation(name: str) -> Organisation | None:
    """Return the one active organisation that ``name`` means, or None."""
    return OrganisationFinder(Organisation.objects.active()).find(name)


def verifies_at_once(member: Member, organisation: Organisation) -> bool:
    """Tell whether an address in its domain is enough to hold ``member`` for an employee of ``organisation``.

    Not for somebody who has left it before, was declined, or has said to be there in another capacity: an administrator answers then.
    """
    asked = AffiliationRequest.objects.filter(member=member, organisation=organisation)
    stated_otherwise = any(request.capacity != Capacity.EMPLOYED or request.state == RequestState.DECLINED for request in asked)
    return not stated_otherwise and not Affiliation.objects.filter(member=member, organisation=organisation).exists()


@dataclass(frozen=True)
class Standing:
    """Where a member stands: approved in these now, in those before, waiting for an answer, or declined last."""

    affiliations: tuple[Affiliation, ...] = ()
    earlier: tuple[Affiliation, ...] = ()
    waiting: AffiliationRequest | None = None
    declined: AffiliationRequest | None = None

    @property
    def is_supplier(self) -> bool:
        return any(affiliation.organisation.is_business for affiliation in self.affiliations)

    @property
    def is_known(self) -> bool:
        """Whether it has ever been said or found out whom the member works for."""
        return bool(self.affiliations or self.earlier or self.waiting or self.declined)


def standing_of(member: Member) -> Standing:
    """Return the member's standing now, in two queries."""
    ties = list(Affiliation.objects.filter(member=member).select_related("organisation").order_by("since", "pk"))
    last = AffiliationRequest.objects.filter(member=member).select_related("organisation").order_by("-asked_at", "-pk").first()
    return Standing(
        affiliations=tuple(tie for tie in ties if tie.is_current),
        earlier=tuple(tie for tie in ties if not tie.is_current),
        waiting=last if last and last.state == RequestState.WAITING else None,
        declined=last if last and last.state == RequestState.DECLINED else None,
    )


def suggest_organisation(request: AffiliationRequest) -> Organisation | None:
    """What an administrator most likely means: the organisation chosen, else the one of the domain, confirmed or not, else of the name."""
    if request.organisation:
        return request.organisation
    domain = domain_of(request.email)
    if domain and not is_free_mail(domain):
        found = Organisation.objects.active().filter(domains__domain=domain).distinct()[:2]
        if len(found) == 1:
            return found[0]
    return find_organisation(request.organisation_name)
