"""Which domain an address is in, and which can never be an organisation's."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from mobility_hub.directory.domains import DomainError, domain_of, is_free_mail, normalise_domain
from mobility_hub.directory.models import OrganisationDomain
from tests import factories

DOMAINS = {
    "anna@vallentuna.se": "vallentuna.se",
    "anna@VALLENTUNA.SE": "vallentuna.se",
    "anna@trafik.vallentuna.se": "trafik.vallentuna.se",
    "anna@väsby.se": "xn--vsby-loa.se",
    "anna@VÄSBY.SE": "xn--vsby-loa.se",
    "anna@xn--vsby-loa.se": "xn--vsby-loa.se",
    '"anna@vallentuna.se"@elak.example': "elak.example",
    "anna@vallentuna.se@elak.example": "elak.example",
    "anna@vаllentuna.se": "xn--vllentuna-0yh.se",
    "anna@ｖallentuna.se": None,
    "anna@\u212aarlstad.se": None,
    "anna@vallen\u00adtuna.se": None,
    "anna@elak。vallentuna.se": None,
    "anna@vallentuna.se.": None,
    "anna@straße.se": None,
    "anna@vallentuna": None,
    "anna@": None,
    "vallentuna.se": None,
}


@pytest.mark.parametrize(("address", "domain"), DOMAINS.items())
def test_domain_of_an_address_is_the_one_it_reads_as(address: str, domain: str | None) -> None:
    assert domain_of(address) == domain


@pytest.mark.parametrize("text", ["", "se", "-vallentuna.se", "vallen tuna.se", "vallentuna..se", "anna@vallentuna.se", "a" * 64 + ".se"])
def test_domain_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(DomainError):
        normalise_domain(text)


@pytest.mark.parametrize("text", ["@Vallentuna.se", " vallentuna.se ", "vallentuna.se."])
def test_domain_is_kept_in_one_form(text: str) -> None:
    assert normalise_domain(text) == "vallentuna.se"


def test_free_mail_can_be_added_by_the_site(settings: object) -> None:
    assert (is_free_mail("gmail.com"), is_free_mail("lokalmejl.example")) == (True, False)
    settings.MOBILITY_HUB_FREE_MAIL_DOMAINS = ["Lokalmejl.example"]  # type: ignore[attr-defined]  # pytest-django's settings
    assert is_free_mail("lokalmejl.example")


@pytest.mark.parametrize("domain", ["gmail.com", "Hotmail.SE", "inte en domän", "@"])
def test_organisation_cannot_have_free_mail_or_nonsense(db: None, domain: str) -> None:
    row = OrganisationDomain(organisation=factories.OrganisationFactory(), domain=domain)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == ["domain"]


def test_domain_is_confirmed_for_one_organisation_only(db: None) -> None:
    factories.OrganisationDomainFactory(domain="delad.example", confirmed=True)
    other = factories.OrganisationDomainFactory(domain="delad.example")
    other.confirmed_at = timezone.now()
    with pytest.raises(IntegrityError, match=r"UNIQUE|hub_domain_confirmed_once"):
        other.save()
