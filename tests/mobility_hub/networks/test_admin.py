"""A network profile in Wagtail's editor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page
from wagtail.test.utils.form_data import nested_form_data

from mobility_hub.directory.models import Topic
from mobility_hub.networks.models import NetworkIndexPage, NetworkPage
from mobility_hub.partial_dates import PartialDate
from tests.factories import OrganisationFactory
from tests.mobility_hub.networks.conftest import MakeNetwork

pytestmark = pytest.mark.django_db


@pytest.fixture
def editors_client(client: Client, overview: NetworkIndexPage, editor: Any) -> Client:
    """Signed in as an editor who may publish below the overview."""
    page_type = ContentType.objects.get_for_model(Page)
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=Group.objects.get(name="Editors"),
            page=overview,
            permission=Permission.objects.get(content_type=page_type, codename=codename),
        )
    client.force_login(editor)
    return client


def form_of(**fields: Any) -> dict[str, Any]:
    """What the editor sends: the fields, and the forms of members and sources."""
    data = {
        "title": "ResSmart", "slug": "ressmart", "status": "active", "reach": "regional", "summary": "", "summary_en": "", "purpose": "",
        "owner_name": "", "meeting_form": "", "cadence": "", "cost": "", "how_to_join": "", "website": "", "contact": "",
        "confidence": "", "founded": "", "checked_on": "",
        "member_organisations": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"},
        "sources": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"},
        "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"},
    }  # fmt: skip
    several = {name: value for name, value in fields.items() if isinstance(value, list)}
    single = {name: value for name, value in fields.items() if name not in several}
    return {**nested_form_data({**data, **single}), **several}


def create(client: Client, overview: NetworkIndexPage, **fields: Any) -> Any:
    url = reverse("wagtailadmin_pages:add", args=["hub_networks", "networkpage", overview.pk])
    return client.post(url, {**form_of(**fields), "action-publish": "1"})


def test_editor_creates_and_publishes_a_network(
    editors_client: Client, overview: NetworkIndexPage, topics: dict[str, Topic], editor: Any
) -> None:
    organisation = OrganisationFactory(name="Granby")
    response = create(
        editors_client,
        overview,
        topics=[str(topics["cykel"].pk), str(topics["bilpool"].pk)],
        counties=["01", "05"],
        actor_kinds=["region", "municipality"],
        founded="2015-våren",
        checked_on=timezone.localdate().isoformat(),
        member_organisations={
            "TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000",
            "0": {"name": "Granby kommun", "organisation": str(organisation.pk), "ORDER": "1", "id": "", "DELETE": ""},
        },
    )  # fmt: skip

    assert response.status_code == 302
    page = NetworkPage.objects.get(slug="ressmart")
    assert page.live
    assert [topic.slug for topic in page.topics.all()] == ["bilpool", "cykel"]
    assert [county.code for county in page.counties.all()] == ["01", "05"]
    assert page.actor_kinds == ["municipality", "region"]
    assert page.founded == PartialDate.parse("2015-våren")
    assert page.checked_by == editor
    assert [(member.name, member.organisation) for member in page.member_organisations.all()] == [("Granby kommun", organisation)]


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"status": "merged"}, "merged_into"),
        ({"contact": "anna.berg@granby.example"}, "contact"),
        ({"founded": "femton"}, "founded"),
        ({"actor_kinds": ["alla"]}, "actor_kinds"),
        ({"website": "ressmart"}, "website"),
        ({"checked_on": (timezone.localdate() + timedelta(days=2)).isoformat()}, "checked_on"),
    ],
)
def test_editor_gets_errors_by_the_field_and_keeps_what_was_typed(
    editors_client: Client, overview: NetworkIndexPage, fields: dict[str, Any], faulty: str
) -> None:
    response = create(editors_client, overview, summary="En text som inte får försvinna.", **fields)

    assert response.status_code == 200
    assert set(response.context["form"].errors) == {faulty}
    assert "En text som inte får försvinna." in response.content.decode()
    assert not NetworkPage.objects.exists()


def test_editor_s_form_opens_with_what_is_there(editors_client: Client, make_network: MakeNetwork, topics: dict[str, Topic]) -> None:
    page = make_network(topics=[topics["cykel"]], counties=["05"], founded=PartialDate.parse("2015-03"), members=["A", "B"])

    content = editors_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    for part in (
        f'type="checkbox" name="topics" value="{topics["cykel"].pk}"', 'type="checkbox" name="counties" value="05"',
        'type="checkbox" name="actor_kinds" value="municipality"', 'value="2015-03"',
    ):  # fmt: skip
        assert part in content, part


def test_editor_does_not_see_who_has_accounts(editors_client: Client, make_network: MakeNetwork, member: Any) -> None:
    content = editors_client.get(reverse("wagtailadmin_pages:edit", args=[make_network().pk])).content.decode()

    assert member.email not in content
    assert member.name not in content


def test_checked_by_changes_with_the_day_alone(editors_client: Client, overview: NetworkIndexPage, editor: Any) -> None:
    create(editors_client, overview)
    page = NetworkPage.objects.get()
    assert page.checked_by is None

    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    editors_client.post(url, {**form_of(summary="Ny text"), "action-publish": "1"})
    assert NetworkPage.objects.get().checked_by is None
    editors_client.post(url, {**form_of(checked_on="2026-03-12"), "action-publish": "1"})
    assert NetworkPage.objects.get().checked_by == editor
    editors_client.post(url, {**form_of(), "action-publish": "1"})
    assert NetworkPage.objects.get().checked_by is None


def test_revisions_compare_codes_and_dates(editors_client: Client, make_network: MakeNetwork) -> None:
    page = make_network(actor_kinds=["municipality", "region"], founded=PartialDate.parse("2015"))
    page.actor_kinds, page.founded = ["municipality", "business"], PartialDate.parse("2016-våren")
    page.save_revision()

    url = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"])
    content = editors_client.get(url).content.decode()

    assert content.count('class="deletion"') >= 2
    assert content.count('class="addition"') >= 2
    assert "våren" in content


def test_revisions_keep_every_field(make_network: MakeNetwork, topics: dict[str, Topic]) -> None:
    page = make_network(
        topics=[topics["cykel"]], counties=["05"], founded=PartialDate.parse("2015-03 (i drift)"), members=["A"], sources=[("B", "")],
        actor_kinds=["business"],
    )  # fmt: skip

    again = page.get_latest_revision_as_object()

    assert (again.founded, again.actor_kinds) == (PartialDate.parse("2015-03 (i drift)"), ["business"])
    assert [county.code for county in again.counties.all()] == ["05"]
    assert [topic.slug for topic in again.topics.all()] == ["cykel"]
    assert [member.name for member in again.member_organisations.all()] == ["A"]


def test_copy_has_everything_the_page_has(make_network: MakeNetwork, topics: dict[str, Topic]) -> None:
    page = make_network(topics=[topics["cykel"]], counties=["05"], members=["A"], sources=[("B", "")], actor_kinds=["region"])

    copied = page.copy(update_attrs={"slug": "kopia", "title": "Kopia"})

    assert copied.actor_kinds == ["region"]
    assert [topic.slug for topic in copied.topics.all()] == ["cykel"]
    assert [county.code for county in copied.counties.all()] == ["05"]
    assert [member.name for member in copied.member_organisations.all()] == ["A"]
    assert page.member_organisations.count() == 1


def test_preview_of_a_new_network_shows_it(editors_client: Client, overview: NetworkIndexPage, topics: dict[str, Topic]) -> None:
    url = reverse("wagtailadmin_pages:preview_on_add", args=["hub_networks", "networkpage", overview.pk])

    assert editors_client.post(url, form_of(topics=[str(topics["cykel"].pk)])).json()["is_valid"]
    response = editors_client.get(url)

    assert response.status_code == 200
    assert "ResSmart" in response.content.decode()
    assert "amne=cykel" in response.content.decode()


def test_preview_of_a_merged_network_shows_it_and_its_successor(editors_client: Client, make_network: MakeNetwork) -> None:
    page = make_network("Föregångaren", status="merged", merged_into=make_network("Efterföljaren"))

    response = page.make_preview_request(original_request=None)

    assert response.status_code == 200
    assert "Efterföljaren" in response.content.decode()
