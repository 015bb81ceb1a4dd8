"""What a member says of themselves, and where the approval stands."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mobility_hub.directory.enums import Capacity, RequestState, VerifiedBy
from mobility_hub.directory.models import Affiliation, AffiliationRequest, Member
from tests import factories

PROFILE = "/mitt/om-mig/"


@pytest.fixture
def newcomer(db: None) -> Any:
    """An account with a confirmed address that no organisation has."""
    user = factories.UserFactory(email="nils@annan.example", first_name="Nils", last_name="Ny")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def answers(**more: Any) -> dict[str, Any]:
    return {"name": "Nils Ny", "organisation": "Granby kommun", "title": "utredare", "capacity": "employed", "language": "sv", **more}


def save(client: Client, user: Any, **more: Any) -> Any:
    client.force_login(user)
    return client.post(PROFILE, answers(**more))


def test_form_begins_with_the_accounts_name(client: Client, newcomer: Any) -> None:
    client.force_login(newcomer)
    response = client.get(PROFILE)
    assert response.context["form"]["name"].value() == "Nils Ny"
    assert not Member.objects.exists()


def test_saying_where_one_works_waits_for_approval(client: Client, newcomer: Any) -> None:
    granby = factories.OrganisationFactory(official_name="Granby kommun", name="Granby")
    topics = [factories.TopicFactory() for _number in range(2)]
    assert save(client, newcomer, topics=[topic.pk for topic in topics], language="en")["Location"] == "/mitt/"
    member = Member.objects.get()
    assert (member.name, member.email, member.language, set(member.topics.all())) == ("Nils Ny", newcomer.email, "en", set(topics))
    request = AffiliationRequest.objects.get()
    assert (request.organisation, request.title, request.state, request.email) == (granby, "utredare", RequestState.WAITING, newcomer.email)


@pytest.mark.parametrize("written", ["granby kommun", " GRANBY ", "Granby"])
def test_organisation_is_known_however_it_is_written(client: Client, newcomer: Any, written: str) -> None:
    granby = factories.OrganisationFactory(official_name="Granby kommun", name="Granby")
    save(client, newcomer, organisation=written)
    assert AffiliationRequest.objects.get().organisation == granby


def test_unknown_organisation_is_kept_as_written(client: Client, newcomer: Any) -> None:
    save(client, newcomer, organisation="Ett nytt\r\nkommunalförbund")
    request = AffiliationRequest.objects.get()
    assert (request.organisation, request.organisation_name) == (None, "Ett nytt kommunalförbund")


def test_employee_with_the_address_is_approved_at_once(client: Client, newcomer: Any) -> None:
    domain = factories.OrganisationDomainFactory(domain="annan.example", confirmed=True, organisation__official_name="Granby kommun")
    save(client, newcomer)
    affiliation = Affiliation.objects.get()
    assert (affiliation.organisation, affiliation.verified_how, affiliation.title) == (domain.organisation, VerifiedBy.DOMAIN, "utredare")


def test_title_can_be_changed_without_asking_again(client: Client, outsider: Any) -> None:
    tie = outsider.affiliations.get()
    save(client, outsider.user, organisation=tie.organisation.official_name, title="strateg")
    tie.refresh_from_db()
    assert tie.title == "strateg"
    assert not AffiliationRequest.objects.exists()


def test_form_begins_with_what_was_said_last(client: Client, outsider: Any) -> None:
    save(client, outsider.user, organisation="Annan kommun", capacity=Capacity.ELECTED)
    form = client.get(PROFILE).context["form"]
    assert (form["organisation"].value(), form["capacity"].value()) == ("Annan kommun", Capacity.ELECTED)
    assert outsider.affiliations.get().until is None


FAULTY = [
    ({"name": " \u200b "}, ["name"]),
    ({"name": "x" * 121}, ["name"]),
    ({"organisation": ""}, ["organisation"]),
    ({"organisation": "x" * 161}, ["organisation"]),
    ({"title": "x" * 121}, ["title"]),
    ({"capacity": "kung"}, ["capacity"]),
    ({"capacity": ""}, ["capacity"]),
    ({"language": "de"}, ["language"]),
    ({"topics": ["999999"]}, ["topics"]),
    ({"topics": ["x"]}, ["topics"]),
    ({"name": "a\x00b"}, ["name"]),
]


@pytest.mark.parametrize(("change", "fields"), FAULTY)
def test_faults_are_told_by_the_field_and_what_was_typed_stays(
    client: Client, newcomer: Any, change: dict[str, Any], fields: list[str]
) -> None:
    response = save(client, newcomer, **{"organisation": "Min kommun", **change})
    assert (response.status_code, list(response.context["form"].errors)) == (200, fields)
    assert 'value="Min kommun"' in response.content.decode() or "organisation" in change
    assert not Member.objects.exists()


def test_empty_form_says_what_is_missing(client: Client, newcomer: Any) -> None:
    client.force_login(newcomer)
    response = client.post(PROFILE, {})
    assert list(response.context["form"].errors) == ["name", "organisation", "capacity", "language"]


def test_organisations_are_suggested_without_script(client: Client, newcomer: Any) -> None:
    factories.OrganisationFactory(official_name="Granby kommun")
    factories.OrganisationFactory(official_name="Nedlagd kommun", active=False)
    client.force_login(newcomer)
    page = client.get(PROFILE).content.decode()
    assert '<datalist id="hub-organisations"><option value="Granby kommun"></option></datalist>' in page
    assert 'list="hub-organisations"' in page


def test_leaving_ends_the_approval(client: Client, outsider: Any) -> None:
    tie = outsider.affiliations.get()
    client.force_login(outsider.user)
    assert client.post(PROFILE, {"leave": str(tie.pk)})["Location"] == PROFILE
    tie.refresh_from_db()
    assert tie.until is not None


@pytest.mark.parametrize("which", ["somebody else's", "ended", "x", ""])
def test_only_ones_own_approval_can_be_left(client: Client, outsider: Any, which: str) -> None:
    other = factories.AffiliationFactory(ended=which == "ended", **({"member": outsider} if which == "ended" else {}))
    value = str(other.pk) if which in ("somebody else's", "ended") else which
    client.force_login(outsider.user)
    assert client.post(PROFILE, {"leave": value}).status_code == 404
    assert Affiliation.objects.filter(until=None).count() == (1 if which == "ended" else 2)


def test_profile_shows_nobody_else(client: Client, outsider: Any) -> None:
    factories.AffiliationFactory(member__name="KANARIE Person", title="KANARIE titel")
    factories.AffiliationRequestFactory(member__name="KANARIE Annan", organisation_name="KANARIE AB")
    client.force_login(outsider.user)
    assert "KANARIE" not in client.get(PROFILE).content.decode()


def test_profile_takes_the_same_number_of_queries_whatever_there_is(client: Client, outsider: Any) -> None:
    client.force_login(outsider.user)
    client.get(PROFILE)
    with CaptureQueriesContext(connection) as one:
        client.get(PROFILE)
    for _number in range(2):
        factories.AffiliationFactory(member=outsider)
        outsider.topics.add(factories.TopicFactory())
    with CaptureQueriesContext(connection) as three:
        client.get(PROFILE)
    assert len(three) == len(one)
