"""Asking for approval, and the administrator's answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from mobility_hub.directory.enums import Capacity, OrganisationKind, RequestState, VerifiedBy
from mobility_hub.directory.models import Affiliation, AffiliationRequest
from mobility_hub.outbox.enums import DropReason
from mobility_hub.outbox.kinds import Drop, Rendered, find_kind
from mobility_hub.outbox.models import OutgoingMail
from mobility_hub.trail.models import TrailEntry
from mobility_hub.verification.actions import (
    AlreadyAnswered,
    VerificationError,
    approve_request,
    ask_for_affiliation,
    decline_request,
    email_confirmed,
    end_affiliation,
)
from tests import factories


def rendered(mail: OutgoingMail) -> Rendered:
    with translation.override(mail.language):
        return find_kind(mail.kind).render(mail)


@pytest.fixture
def organisation(db: None) -> Any:
    return factories.OrganisationDomainFactory(domain="granby.example", confirmed=True).organisation


@pytest.fixture
def newcomer(organisation: Any) -> Any:
    """A member with a confirmed address outside every known domain."""
    member = factories.MemberFactory(user__email="nils@annan.example")
    EmailAddress.objects.create(user=member.user, email=member.user.email, verified=True, primary=True)
    return member


@pytest.fixture
def employee(organisation: Any) -> Any:
    """A member whose confirmed address is in the organisation's domain, verified by it."""
    user = factories.UserFactory(email="nils@granby.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    affiliation = email_confirmed(user, user.email)
    assert affiliation
    return affiliation.member


def ask(member: Any, organisation: Any = None, *, name: str = "Granby kommun", capacity: str = Capacity.EMPLOYED, title: str = "") -> Any:
    return ask_for_affiliation(member, organisation_name=name, organisation=organisation, title=title, capacity=capacity)


# Asking


@pytest.mark.parametrize("capacity", list(Capacity))
def test_request_waits_and_grants_nothing(newcomer: Any, organisation: Any, capacity: str) -> None:
    request = ask(newcomer, organisation, capacity=capacity, title="trafik\r\nplanerare")
    assert isinstance(request, AffiliationRequest)
    assert (request.state, request.capacity, request.title, request.email) == (
        RequestState.WAITING,
        capacity,
        "trafik planerare",
        "nils@annan.example",
    )
    assert not Affiliation.objects.exists()
    assert TrailEntry.objects.get().verb == "affiliation_request.asked"


def test_one_request_waits_at_a_time(newcomer: Any, organisation: Any) -> None:
    first = ask(newcomer, name="Granbi kommun")
    second = ask(newcomer, organisation, title="utredare")
    assert second == first
    assert AffiliationRequest.objects.get().organisation_name == organisation.official_name


def test_employee_with_an_address_there_is_verified_at_once(newcomer: Any, organisation: Any) -> None:
    EmailAddress.objects.create(user=newcomer.user, email="nils@granby.example", verified=True)
    affiliation = ask(newcomer, organisation, title="utredare")
    assert isinstance(affiliation, Affiliation)
    assert (affiliation.verified_how, affiliation.title) == (VerifiedBy.DOMAIN, "utredare")


def test_unconfirmed_address_there_verifies_nobody(newcomer: Any, organisation: Any) -> None:
    EmailAddress.objects.create(user=newcomer.user, email="nils@granby.example", verified=False)
    assert isinstance(ask(newcomer, organisation), AffiliationRequest)


def test_address_proves_nothing_about_another_organisation(employee: Any) -> None:
    assert isinstance(ask(employee, factories.OrganisationFactory()), AffiliationRequest)


@pytest.mark.parametrize("capacity", [Capacity.ELECTED, Capacity.CONSULTANT])
def test_elected_and_consultants_wait_though_the_domain_fits(employee: Any, organisation: Any, capacity: str) -> None:
    assumed = employee.affiliations.get()
    request = ask(employee, organisation, capacity=capacity)
    assert isinstance(request, AffiliationRequest)
    assumed.refresh_from_db()
    assert assumed.until is not None
    assert isinstance(ask(employee, organisation, capacity=Capacity.EMPLOYED), AffiliationRequest)


def test_employee_elected_elsewhere_stays_employed(employee: Any) -> None:
    ask(employee, factories.OrganisationFactory(), capacity=Capacity.ELECTED)
    assert employee.affiliations.get().until is None


def test_title_of_a_known_affiliation_changes_without_asking(employee: Any, organisation: Any) -> None:
    affiliation = ask(employee, organisation, title="strateg")
    assert affiliation == employee.affiliations.get()
    assert affiliation.title == "strateg"
    assert not AffiliationRequest.objects.exists()


def test_declined_person_is_not_verified_by_asking_again(newcomer: Any, organisation: Any, administrator: Any) -> None:
    decline_request(ask(newcomer, organisation), reason="Inte anställd.", actor=administrator)
    EmailAddress.objects.create(user=newcomer.user, email="nils@granby.example", verified=True)
    assert isinstance(ask(newcomer, organisation), AffiliationRequest)


# Answering


@pytest.mark.parametrize("capacity", list(Capacity))
def test_approval_gives_the_affiliation_and_a_mail(newcomer: Any, organisation: Any, administrator: Any, capacity: str) -> None:
    request = ask(newcomer, name="Granbi", capacity=capacity, title="utredare")
    affiliation = approve_request(request, organisation=organisation, actor=administrator)
    assert (affiliation.member, affiliation.organisation, affiliation.capacity, affiliation.title) == (
        newcomer,
        organisation,
        capacity,
        "utredare",
    )
    assert (affiliation.verified_how, affiliation.verified_by) == (VerifiedBy.ADMINISTRATOR, administrator)
    request.refresh_from_db()
    assert (request.state, request.answered_by, request.organisation) == (RequestState.APPROVED, administrator, organisation)
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.member, mail.address) == ("affiliation_approved", newcomer, newcomer.email)
    assert organisation.official_name in rendered(mail).text
    assert {entry.verb for entry in TrailEntry.objects.filter(actor=administrator)} == {
        "affiliation_request.approved",
        "affiliation.started",
    }


def test_approved_supplier_is_told_what_is_closed(newcomer: Any, administrator: Any) -> None:
    business = factories.OrganisationFactory(business=True)
    approve_request(ask(newcomer, business), organisation=business, actor=administrator)
    with translation.override("en"):
        assert "closed to suppliers" in find_kind("affiliation_approved").render(OutgoingMail.objects.get()).text


def test_decline_tells_the_reason_by_mail(newcomer: Any, administrator: Any) -> None:
    request = ask(newcomer, name="<b>Elak</b>")
    decline_request(request, reason=" Vi hittar ingen sådan organisation. ", actor=administrator)
    request.refresh_from_db()
    assert (request.state, request.reason) == (RequestState.DECLINED, "Vi hittar ingen sådan organisation.")
    mail = rendered(OutgoingMail.objects.get(kind="affiliation_declined"))
    assert "Vi hittar ingen sådan organisation." in mail.text
    assert "Vi hittar ingen sådan organisation." in mail.html
    assert "<b>Elak" not in mail.html
    assert not Affiliation.objects.exists()


@pytest.mark.parametrize("reason", ["", "  \n", "\u200b"])
def test_decline_without_a_reason_is_refused(newcomer: Any, administrator: Any, reason: str) -> None:
    request = ask(newcomer)
    with pytest.raises(VerificationError):
        decline_request(request, reason=reason, actor=administrator)
    request.refresh_from_db()
    assert request.state == RequestState.WAITING
    assert not OutgoingMail.objects.exists()


def test_approval_to_an_inactive_organisation_is_refused(newcomer: Any, administrator: Any) -> None:
    request = ask(newcomer)
    with pytest.raises(VerificationError):
        approve_request(request, organisation=factories.OrganisationFactory(active=False), actor=administrator)
    assert not Affiliation.objects.exists()


def test_second_answer_is_told_of_the_first(newcomer: Any, organisation: Any, administrator: Any) -> None:
    request = ask(newcomer)
    stale = AffiliationRequest.objects.get(pk=request.pk)
    approve_request(request, organisation=organisation, actor=administrator)
    with pytest.raises(AlreadyAnswered):
        decline_request(stale, reason="För sent.", actor=administrator)
    assert OutgoingMail.objects.count() == 1


def test_approval_in_another_capacity_replaces_the_affiliation(employee: Any, organisation: Any, administrator: Any) -> None:
    employee.affiliations.update(verified_how=VerifiedBy.ADMINISTRATOR)
    old = employee.affiliations.get()
    new = approve_request(ask(employee, organisation, capacity=Capacity.ELECTED), organisation=organisation, actor=administrator)
    old.refresh_from_db()
    assert old.until is not None
    assert (new.capacity, new.until) == (Capacity.ELECTED, None)


def test_approval_of_what_is_known_doubles_nothing(newcomer: Any, organisation: Any, administrator: Any) -> None:
    request = ask(newcomer)
    known = factories.AffiliationFactory(member=newcomer, organisation=organisation)
    assert approve_request(request, organisation=organisation, actor=administrator) == known


MAY_ANSWER = {"administrator": True, "admin": True, "editor": False, "outsider": False, "supplier": False, "anonymous": False}


@pytest.mark.parametrize(("person", "may"), MAY_ANSWER.items())
@pytest.mark.parametrize("answer", ["approve", "decline"])
def test_only_administrators_answer(
    newcomer: Any, organisation: Any, request: pytest.FixtureRequest, person: str, may: bool, answer: str
) -> None:
    asked = ask(newcomer)
    someone = request.getfixturevalue(person)
    actor = getattr(someone, "user", someone)

    def act() -> None:
        if answer == "approve":
            approve_request(asked, organisation=organisation, actor=actor)
        else:
            decline_request(asked, reason="Nej.", actor=actor)

    if may:
        act()
    else:
        with pytest.raises(PermissionDenied):
            act()
    assert AffiliationRequest.objects.filter(state=RequestState.WAITING).exists() is not may


def test_mail_about_an_answer_that_is_gone_is_dropped(newcomer: Any, organisation: Any, administrator: Any) -> None:
    request = ask(newcomer)
    approve_request(request, organisation=organisation, actor=administrator)
    request.delete()
    with pytest.raises(Drop) as dropped:
        rendered(OutgoingMail.objects.get())
    assert dropped.value.reason == DropReason.SUPERSEDED


# Ending

MAY_END = {"self": True, "administrator": True, "admin": True, "editor": False, "outsider": False, "anonymous": False}


@pytest.mark.parametrize(("person", "may"), MAY_END.items())
def test_affiliation_is_ended_by_the_person_or_an_administrator(
    employee: Any, request: pytest.FixtureRequest, person: str, may: bool
) -> None:
    someone = employee if person == "self" else request.getfixturevalue(person)
    affiliation = employee.affiliations.get()
    if may:
        end_affiliation(affiliation, actor=getattr(someone, "user", someone))
    else:
        with pytest.raises(PermissionDenied):
            end_affiliation(affiliation, actor=getattr(someone, "user", someone))
    affiliation.refresh_from_db()
    assert (affiliation.until is not None) is may


@pytest.mark.parametrize("days", [-400, 1])
def test_affiliation_cannot_end_before_its_start_or_in_the_future(employee: Any, administrator: Any, days: int) -> None:
    with pytest.raises(VerificationError):
        end_affiliation(employee.affiliations.get(), actor=administrator, at=timezone.now() + timedelta(days=days))


def test_ended_affiliation_keeps_its_day(employee: Any, administrator: Any) -> None:
    affiliation = employee.affiliations.get()
    end_affiliation(affiliation, actor=administrator)
    until = Affiliation.objects.get().until
    end_affiliation(affiliation, actor=administrator)
    assert Affiliation.objects.get().until == until
    assert TrailEntry.objects.filter(verb="affiliation.ended").count() == 1


def test_business_kind_is_what_bars_not_the_way_of_verification(newcomer: Any, administrator: Any) -> None:
    business = factories.OrganisationFactory(kind=OrganisationKind.BUSINESS)
    approve_request(ask(newcomer, business), organisation=business, actor=administrator)
    assert Affiliation.objects.current().of_business().filter(member=newcomer).exists()
