"""The directory in the Wagtail admin: who may, and what happens."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from mobility_hub.directory.enums import RequestState
from mobility_hub.directory.models import Affiliation, AffiliationRequest, Organisation, OrganisationDomain
from mobility_hub.outbox.models import OutgoingMail
from tests import factories

LISTS = ("organisations", "email-domains", "topics", "members", "affiliations", "requests")
# How Wagtail answers: its own page, its "no" (a redirect to the admin's first page), or the way to the sign-in.
WAITING_PANEL = "hub-requests-section"
SHOWN, REFUSED, SIGN_IN = "shown", "refused", "sign-in"
WHO = {"administrator": SHOWN, "admin": SHOWN, "editor": REFUSED, "member": SIGN_IN, "supplier": SIGN_IN, "anonymous": SIGN_IN}


def client_of(someone: Any) -> Client:
    client = Client()
    user = getattr(someone, "user", someone)
    if user.is_authenticated:
        client.force_login(user)
    return client


def outcome(response: Any) -> str:
    if response.status_code == 200:
        return SHOWN
    assert response.status_code == 302
    return SIGN_IN if response["Location"].startswith(reverse("admin_login")) else REFUSED


@pytest.fixture
def rows(db: None) -> dict[str, Any]:
    """One row of everything, with a canary in every name."""
    affiliation = factories.AffiliationFactory(member__name="KANARIE Person", organisation__official_name="KANARIE kommun")
    return {
        "members": affiliation.member,
        "organisations": affiliation.organisation,
        "affiliations": affiliation,
        "email-domains": factories.OrganisationDomainFactory(organisation=affiliation.organisation, domain="kanarie.example"),
        "topics": factories.TopicFactory(name_sv="KANARIE ämne"),
        "requests": factories.AffiliationRequestFactory(member__name="KANARIE Väntare"),
    }


@pytest.mark.parametrize(("person", "expected"), WHO.items())
@pytest.mark.parametrize("name", LISTS)
def test_list_is_for_administrators(rows: dict[str, Any], request: pytest.FixtureRequest, name: str, person: str, expected: str) -> None:
    client = client_of(request.getfixturevalue(person))
    response = client.get(f"/admin/hub/{name}/")
    assert outcome(response) == expected
    assert ("KANARIE" in response.content.decode() or "kanarie" in response.content.decode()) is (expected == SHOWN)
    for kind in ("csv", "xlsx"):
        assert outcome(client.get(f"/admin/hub/{name}/", {"export": kind})) == expected


PAGES = [
    ("organisations", "edit", True),
    ("organisations", "delete", False),
    ("organisations", "history", True),
    ("email-domains", "edit", False),
    ("email-domains", "delete", True),
    ("topics", "edit", True),
    ("topics", "delete", True),
    ("topics", "history", True),
    ("members", "edit", True),
    ("members", "inspect", True),
    ("members", "history", True),
    ("members", "delete", False),
    ("affiliations", "edit", True),
    ("affiliations", "delete", False),
    ("requests", "edit", True),
    ("requests", "delete", False),
]


@pytest.mark.parametrize(("name", "action", "exists"), PAGES)
@pytest.mark.parametrize("person", ["administrator", "editor"])
def test_pages_of_one_row(rows: dict[str, Any], request: pytest.FixtureRequest, name: str, action: str, exists: bool, person: str) -> None:
    response = client_of(request.getfixturevalue(person)).get(f"/admin/hub/{name}/{action}/{rows[name].pk}/")
    assert outcome(response) == (SHOWN if exists and person == "administrator" else REFUSED)


@pytest.mark.parametrize(
    ("name", "may"), [("organisations", True), ("email-domains", True), ("topics", True), ("members", False), ("requests", False)]
)
def test_people_and_requests_are_not_made_here(administrator: Any, name: str, may: bool) -> None:
    assert outcome(client_of(administrator).get(f"/admin/hub/{name}/create/")) == (SHOWN if may else REFUSED)


def test_menu_shows_the_directory_to_administrators_only(administrator: Any, editor: Any) -> None:
    assert "/admin/hub/requests/" in client_of(administrator).get("/admin/").content.decode()
    assert "/admin/hub/" not in client_of(editor).get("/admin/").content.decode()


def test_first_page_says_that_somebody_waits(administrator: Any, editor: Any) -> None:
    assert WAITING_PANEL not in client_of(administrator).get("/admin/").content.decode()
    factories.AffiliationRequestFactory()
    assert WAITING_PANEL in client_of(administrator).get("/admin/").content.decode()
    assert WAITING_PANEL not in client_of(editor).get("/admin/").content.decode()


# Lists


@pytest.mark.parametrize("name", LISTS)
def test_list_takes_the_same_number_of_queries_for_one_and_for_three(administrator: Any, name: str, django_assert_num_queries: Any) -> None:
    def make() -> None:
        affiliation = factories.AffiliationFactory()
        factories.OrganisationDomainFactory(organisation=affiliation.organisation)
        factories.AffiliationRequestFactory(member=affiliation.member)
        factories.TopicFactory(parent=factories.TopicFactory())

    client = client_of(administrator)
    make()
    client.get(f"/admin/hub/{name}/")
    with CaptureQueriesContext(connection) as one:
        client.get(f"/admin/hub/{name}/")
    make()
    make()
    with CaptureQueriesContext(connection) as three:
        client.get(f"/admin/hub/{name}/")
    assert len(three) == len(one)


FILTERS = [
    ("organisations", {"kind__exact": "business"}, ["Bolaget AB"]),
    ("organisations", {"confirmed_domain": "yes"}, ["Granby kommun"]),
    ("organisations", {"confirmed_domain": "no"}, ["Bolaget AB", "Tyst kommun"]),
    ("organisations", {"active__exact": "0"}, ["Tyst kommun"]),
    ("organisations", {"county__code__exact": "12"}, ["Granby kommun"]),
    ("organisations", {"q": "granby.example"}, ["Granby kommun"]),
    ("email-domains", {"confirmed": "no"}, ["bolaget.example"]),
    ("email-domains", {"confirmed": "yes"}, ["granby.example"]),
    ("members", {"works_in": "municipality"}, ["Maja"]),
    ("members", {"works_in": "none"}, ["Nils"]),
    ("members", {"county": "12"}, ["Maja"]),
    ("members", {"county": "01"}, []),
    ("members", {"q": "Granby kommun"}, ["Maja"]),
    ("affiliations", {"in_force": "yes"}, ["Granby kommun"]),
    ("affiliations", {"in_force": "no"}, ["Bolaget AB"]),
]


@pytest.mark.parametrize(("name", "choice", "expected"), FILTERS)
def test_filters_and_search(administrator: Any, name: str, choice: dict[str, str], expected: list[str]) -> None:
    granby = factories.OrganisationFactory(official_name="Granby kommun", county_id="12")
    bolaget = factories.OrganisationFactory(official_name="Bolaget AB", business=True)
    factories.OrganisationFactory(official_name="Tyst kommun", active=False)
    factories.OrganisationDomainFactory(organisation=granby, domain="granby.example", confirmed=True)
    factories.OrganisationDomainFactory(organisation=bolaget, domain="bolaget.example")
    factories.AffiliationFactory(member__name="Maja", organisation=granby)
    factories.AffiliationFactory(member__name="Nils", organisation=bolaget, ended=True)
    response = client_of(administrator).get(f"/admin/hub/{name}/", {**choice, "export": "csv"})
    table = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))
    column = 1 if name == "affiliations" else 0
    assert sorted(row[column] for row in table[1:]) == sorted(expected)


@pytest.mark.parametrize(
    "query",
    [
        "user__password__startswith=pbkdf2",
        "finns_inte=1",
        "kind__exact=nonsens",
        "p=noll",
        "o=9.-9.x",
        "e=1",
        "county__code__exact=%00",
        "q=%00",
        "q=Granby%00+kommun",
        "%00=1",
    ],
)
@pytest.mark.parametrize("name", ["members", "organisations"])
def test_address_made_by_hand_never_fails_or_probes(rows: dict[str, Any], administrator: Any, name: str, query: str) -> None:
    response = client_of(administrator).get(f"/admin/hub/{name}/?{query}")
    assert response.status_code in (200, 302)
    if any(lookup in query for lookup in ("password", "finns_inte", "%00=")):
        assert response["Location"] == f"/admin/hub/{name}/"


def test_search_without_its_control_characters_finds_the_same(rows: dict[str, Any], administrator: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = client_of(administrator).get("/admin/hub/organisations/?q=KANARIE%00%1f+kommun%00")
    assert "KANARIE kommun" in response.content.decode()
    assert not any("\x00" in query["sql"] or "\x1f" in query["sql"] for query in queries)


@pytest.mark.parametrize("action", ["edit", "delete", "inspect", "history"])
@pytest.mark.parametrize("name", [*LISTS, "mail", "courses-of-action", "host-turns"])
def test_no_row_has_such_an_id(administrator: Any, name: str, action: str) -> None:
    client = client_of(administrator)
    client.raise_request_exception = True
    for number in ("abc", "9" * 40, "9" * 5000, "²", "_00", "999999999"):
        assert client.get(f"/admin/hub/{name}/{action}/{number}/").status_code == 404


def test_lists_are_written_as_they_are_read(administrator: Any) -> None:
    factories.OrganisationFactory(official_name="Granby kommun", population=1234567, population_year=2024)
    factories.OrganisationFactory(official_name="Tyst kommun", population=None)
    client = client_of(administrator)
    with translation.override("sv"):
        page = unescape(client.get("/admin/hub/organisations/").content.decode())
    assert "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567" in page
    headings = re.findall(r"<h3>(.*?)</h3>", page)
    assert len(headings) == 4
    assert all(heading[0].isupper() for heading in headings)
    assert re.search(r'<link href="[^"]*mobility_hub/lists[^"]*\.css"', page)


def test_facts_of_one_member_are_named_with_a_capital(rows: dict[str, Any], administrator: Any) -> None:
    page = client_of(administrator).get(f"/admin/hub/members/inspect/{rows['members'].pk}/").content.decode()
    terms = re.findall(r"<dt[^>]*>(.*?)</dt>", page)
    assert len(terms) == 6
    assert all(term[0].isupper() for term in terms)


def test_export_makes_no_formulas(administrator: Any) -> None:
    member = factories.MemberFactory(name='=HYPERLINK("http://elak.example","Klicka")')
    client = client_of(administrator)
    text = b"".join(client.get("/admin/hub/members/", {"export": "csv"}).streaming_content).decode()
    assert text.splitlines()[1].startswith("\"'=HYPERLINK")
    book = load_workbook(io.BytesIO(b"".join(client.get("/admin/hub/members/", {"export": "xlsx"}).streaming_content)))
    assert book.active["A2"].value == f"'{member.name}"


def test_member_keeps_address_when_an_administrator_edits(administrator: Any) -> None:
    member = factories.MemberFactory(user__email="maja@granby.example")
    topic = factories.TopicFactory()
    page = client_of(administrator).get(f"/admin/hub/members/edit/{member.pk}/").content.decode()
    assert 'name="email"' not in page
    client_of(administrator).post(
        f"/admin/hub/members/edit/{member.pk}/", {"name": "Maja Ny", "language": "en", "topics": [topic.pk], "email": "elak@elak.example"}
    )
    member.refresh_from_db()
    assert (member.name, member.language, member.email) == ("Maja Ny", "en", "maja@granby.example")


# The queue


def test_those_who_wait_come_first_oldest_on_top(administrator: Any) -> None:
    now = timezone.now()
    for name, state, hours in [("Andra", RequestState.WAITING, 1), ("Första", RequestState.WAITING, 2), ("Klar", RequestState.APPROVED, 9)]:
        factories.AffiliationRequestFactory(member__name=name, state=state, asked_at=now - timedelta(hours=hours))
    page = client_of(administrator).get("/admin/hub/requests/").content.decode()
    assert page.index("Första") < page.index("Andra") < page.index("Klar")


def test_answer_form_suggests_the_organisation_of_the_address(administrator: Any) -> None:
    domain = factories.OrganisationDomainFactory(domain="granby.example")
    request = factories.AffiliationRequestFactory(email="nils@granby.example", organisation_name="Gaten")
    page = client_of(administrator).get(f"/admin/hub/requests/edit/{request.pk}/").content.decode()
    assert f'<option value="{domain.organisation.pk}" selected>' in page


def test_approving_from_the_queue(administrator: Any) -> None:
    request, organisation = factories.AffiliationRequestFactory(), factories.OrganisationFactory()
    response = client_of(administrator).post(
        f"/admin/hub/requests/edit/{request.pk}/", {"decision": "approve", "organisation": organisation.pk}
    )
    assert response["Location"] == "/admin/hub/requests/"
    assert Affiliation.objects.get().organisation == organisation
    assert OutgoingMail.objects.get().kind == "affiliation_approved"


def test_declining_from_the_queue(administrator: Any) -> None:
    request = factories.AffiliationRequestFactory()
    client_of(administrator).post(f"/admin/hub/requests/edit/{request.pk}/", {"decision": "decline", "reason": "Vi hittar dig inte."})
    request.refresh_from_db()
    assert (request.state, request.reason, request.answered_by) == (RequestState.DECLINED, "Vi hittar dig inte.", administrator)
    assert OutgoingMail.objects.get().kind == "affiliation_declined"


BAD_ANSWERS = [
    ({}, ["decision"]),
    ({"decision": "approve"}, ["organisation"]),
    ({"decision": "approve", "organisation": "999999"}, ["organisation"]),
    ({"decision": "approve", "organisation": "x"}, ["organisation"]),
    ({"decision": "decline", "reason": "  \u200b "}, ["reason"]),
    ({"decision": "decline", "reason": "x" * 1001}, ["reason"]),
    ({"decision": "nonsens", "reason": "Nej."}, ["decision"]),
]


@pytest.mark.parametrize(("data", "fields"), BAD_ANSWERS)
def test_faulty_answer_says_so_by_the_field(administrator: Any, data: dict[str, str], fields: list[str]) -> None:
    request = factories.AffiliationRequestFactory()
    response = client_of(administrator).post(f"/admin/hub/requests/edit/{request.pk}/", data)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == fields
    assert AffiliationRequest.objects.get().state == RequestState.WAITING


def test_request_answered_meanwhile_shows_the_answer(administrator: Any) -> None:
    request, organisation = (
        factories.AffiliationRequestFactory(state=RequestState.DECLINED, reason="Redan besvarad."),
        factories.OrganisationFactory(),
    )
    client = client_of(administrator)
    assert "Redan besvarad." in client.get(f"/admin/hub/requests/edit/{request.pk}/").content.decode()
    client.post(f"/admin/hub/requests/edit/{request.pk}/", {"decision": "approve", "organisation": organisation.pk})
    assert not Affiliation.objects.exists()


# Domains


@pytest.mark.parametrize("field", ["domain", "only"])
def test_confirming_one_or_many_from_the_list(administrator: Any, field: str) -> None:
    wanted = [factories.OrganisationDomainFactory() for _number in range(2)]
    other = factories.OrganisationDomainFactory()
    client_of(administrator).post("/admin/hub/email-domains/confirm/", {field: [domain.pk for domain in wanted]})
    assert set(OrganisationDomain.objects.confirmed()) == set(wanted)
    assert other not in OrganisationDomain.objects.confirmed()


def test_conflict_is_told_in_the_list(administrator: Any) -> None:
    factories.OrganisationDomainFactory(domain="delad.example", confirmed=True)
    taken = factories.OrganisationDomainFactory(domain="delad.example")
    page = client_of(administrator).post("/admin/hub/email-domains/confirm/", {"only": taken.pk}, follow=True).content.decode()
    assert f"delad.example ({taken.organisation})" in page


@pytest.mark.parametrize("data", [{}, {"domain": "x"}, {"only": "999999"}])
def test_confirming_nothing_real_changes_nothing(administrator: Any, data: dict[str, str]) -> None:
    factories.OrganisationDomainFactory()
    response = client_of(administrator).post("/admin/hub/email-domains/confirm/", data)
    assert response.status_code == 302
    assert not OrganisationDomain.objects.confirmed().exists()


def test_editor_cannot_confirm(editor: Any) -> None:
    domain = factories.OrganisationDomainFactory()
    assert outcome(client_of(editor).post("/admin/hub/email-domains/confirm/", {"domain": domain.pk})) == REFUSED
    assert not OrganisationDomain.objects.confirmed().exists()


@pytest.mark.parametrize(("written", "kept"), [("@Granby.Example", "granby.example"), ("gmail.com", None), ("två ord", None)])
def test_domain_is_added_as_a_suggestion(administrator: Any, written: str, kept: str | None) -> None:
    organisation = factories.OrganisationFactory()
    response = client_of(administrator).post("/admin/hub/email-domains/create/", {"organisation": organisation.pk, "domain": written})
    assert response.status_code == (302 if kept else 200)
    assert list(OrganisationDomain.objects.values_list("domain", "confirmed_at")) == ([(kept, None)] if kept else [])


# Ending


def test_ending_an_affiliation_from_the_list(administrator: Any) -> None:
    affiliation = factories.AffiliationFactory(since=timezone.now() - timedelta(days=30))
    day = timezone.localdate() - timedelta(days=3)
    client_of(administrator).post(f"/admin/hub/affiliations/edit/{affiliation.pk}/", {"day": day.isoformat()})
    affiliation.refresh_from_db()
    assert timezone.localdate(affiliation.until) == day


@pytest.mark.parametrize("days", [1, -400])
def test_impossible_last_day_is_told_by_the_field(administrator: Any, days: int) -> None:
    affiliation = factories.AffiliationFactory()
    day = timezone.localdate() + timedelta(days=days)
    response = client_of(administrator).post(f"/admin/hub/affiliations/edit/{affiliation.pk}/", {"day": day.isoformat()})
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["day"])
    affiliation.refresh_from_db()
    assert affiliation.until is None


def test_topic_in_use_stays(administrator: Any) -> None:
    child = factories.TopicFactory(parent=factories.TopicFactory())
    page = client_of(administrator).post(f"/admin/hub/topics/delete/{child.parent.pk}/", follow=True)
    assert page.status_code == 200
    child.refresh_from_db()


def test_organisation_faults_are_told_by_the_field(administrator: Any) -> None:
    response = client_of(administrator).post(
        "/admin/hub/organisations/create/",
        {"official_name": "Granby kommun", "name": "Granby", "slug": "granby", "kind": "municipality", "code": "12", "population": "10"},
    )
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"code", "population_year"}
    assert not Organisation.objects.exists()
