from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Page

from mobility_hub.directory.importing import ORGANISATIONS_FILE, TOPICS_FILE, OrganisationImporter, TopicImporter
from mobility_hub.directory.models import Organisation
from mobility_hub.imports import Change, Outcome, Row, Table, read_table, run_import
from mobility_hub.networks.importing import NetworkImporter
from mobility_hub.networks.models import NetworkIndexPage, NetworkPage
from mobility_hub.partial_dates import PartialDate
from tests.factories import OrganisationFactory, TopicFactory

pytestmark = pytest.mark.django_db

NETWORKS_FILE = Path(__file__).parents[3] / "home" / "demo" / "networks.csv"
RESSMART = {
    "slug": "ressmart", "name": "ResSmart", "summary_sv": "Plattform.", "summary_en": "Platform.",
    "owner_organisation": "Vallentuna kommun", "geographic_reach": "regional", "counties": "Stockholm;Uppsala län", "topics": "cykel",
    "actor_kinds": "municipality;civil society", "member_organisations": "Vallentuna kommun;Okänd förening", "meeting_format": "Digitalt",
    "founded_year": "2015", "cost": "Gratis", "website": "https://ressmart.example", "status": "active",
    "source": "Om oss https://ressmart.example/om?a=1,c2 | Ett papper", "confidence": "seen in source",
}  # fmt: skip


@pytest.fixture
def cykel(db: None) -> Any:
    return TopicFactory(slug="cykel")


@pytest.fixture
def vallentuna(db: None) -> Organisation:
    found: Organisation = OrganisationFactory(name="Vallentuna", official_name="Vallentuna kommun")
    return found


def table(*rows: dict[str, Any]) -> Table:
    return Table(tuple(RESSMART), tuple(Row(number, {**RESSMART, **row}) for number, row in enumerate(rows, start=2)))


def bring_in(parent: Page, *rows: dict[str, Any], **options: bool) -> Outcome:
    return run_import(NetworkImporter(parent), table(*rows), **options)


def test_import_reads_every_column(overview: NetworkIndexPage, cykel: Any, vallentuna: Organisation) -> None:
    assert bring_in(overview, {}).counts == {Change.NEW: 1}

    page = NetworkPage.objects.get(slug="ressmart")
    assert (page.title, page.summary, page.summary_en) == ("ResSmart", "Plattform.", "Platform.")
    assert (page.owner_name, page.owner_organisation) == ("Vallentuna kommun", vallentuna)
    assert (page.reach, page.status, page.confidence) == ("regional", "active", "seen")
    assert [county.code for county in page.counties.all()] == ["01", "03"]
    assert list(page.topics.all()) == [cykel]
    assert page.actor_kinds == ["municipality", "civil_society"]
    assert [(member.name, member.organisation) for member in page.member_organisations.all()] == [
        ("Vallentuna kommun", vallentuna),
        ("Okänd förening", None),
    ]
    assert [(source.title, source.url) for source in page.sources.all()] == [
        ("Om oss", "https://ressmart.example/om?a=1,c2"),
        ("Ett papper", ""),
    ]
    assert (page.meeting_form, page.founded, page.website) == ("Digitalt", PartialDate.parse("2015"), "https://ressmart.example")
    assert (page.cost, page.costs_nothing) == ("Gratis", True)
    assert (page.checked_on, page.checked_by) == (None, None)
    assert page.live
    assert page.live_revision_id == page.latest_revision_id is not None


@pytest.mark.usefixtures("cykel")
def test_import_twice_leaves_pages_and_revisions_unchanged(overview: NetworkIndexPage) -> None:
    bring_in(overview, {})
    before = NetworkPage.objects.get().latest_revision_id

    assert bring_in(overview, {}).counts == {Change.UNCHANGED: 1}
    assert NetworkPage.objects.get().latest_revision_id == before


@pytest.mark.usefixtures("cykel")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "ResSmart 2"),
        ("counties", "Stockholm"),
        ("topics", "parkering"),
        ("actor_kinds", "region"),
        ("member_organisations", "Vallentuna kommun"),
        ("source", "Om oss https://ressmart.example/annat"),
        ("founded_year", "2016-våren"),
        ("status", "ended"),
    ],
)
def test_import_of_a_changed_row_publishes_a_new_revision(overview: NetworkIndexPage, column: str, value: str) -> None:
    TopicFactory(slug="parkering")
    bring_in(overview, {})
    before = NetworkPage.objects.get().latest_revision_id

    assert bring_in(overview, {column: value}).counts == {Change.CHANGED: 1}
    page = NetworkPage.objects.get()
    assert page.latest_revision_id != before
    assert page.live_revision_id == page.latest_revision_id
    assert bring_in(overview, {column: value}).counts == {Change.UNCHANGED: 1}


@pytest.mark.usefixtures("cykel")
def test_import_leaves_what_the_file_does_not_know(overview: NetworkIndexPage, vallentuna: Organisation) -> None:
    bring_in(overview, {})
    page = NetworkPage.objects.get()
    page.how_to_join, page.contact, page.website = "Mejla oss", "Kansliet", "https://ny.example"
    unknown = page.member_organisations.get(name="Okänd förening")
    unknown.organisation = OrganisationFactory(name="Okända", kind="association")
    page.member_organisations = [*page.member_organisations.exclude(pk=unknown.pk), unknown]
    page.save_revision().publish()

    assert bring_in(overview, {"website": "", "cost": "", "source": ""}).counts == {Change.UNCHANGED: 1}
    page = NetworkPage.objects.get()
    assert (page.how_to_join, page.contact, page.website) == ("Mejla oss", "Kansliet", "https://ny.example")
    assert page.member_organisations.get(name="Okänd förening").organisation.name == "Okända"
    assert page.sources.count() == 2


@pytest.mark.usefixtures("cykel")
def test_import_does_not_publish_an_editor_s_draft(overview: NetworkIndexPage) -> None:
    bring_in(overview, {})
    page = NetworkPage.objects.get()
    page.summary = "Utkast"
    page.save_revision()

    outcome = bring_in(overview, {"name": "Nytt namn"})

    assert [(fault.row, fault.column) for fault in outcome.faults] == [(2, "slug")]
    assert NetworkPage.objects.get().summary == "Plattform."
    assert NetworkPage.objects.get().get_latest_revision_as_object().summary == "Utkast"


@pytest.mark.usefixtures("cykel")
def test_import_leaves_a_merged_network_alone(overview: NetworkIndexPage) -> None:
    bring_in(overview, {}, {"slug": "efter", "name": "Efterföljaren"})
    page = NetworkPage.objects.get(slug="ressmart")
    page.status, page.merged_into = "merged", NetworkPage.objects.get(slug="efter")
    page.save_revision().publish()

    assert bring_in(overview, {"name": "Nytt namn"}).counts == {Change.UNCHANGED: 1}
    assert NetworkPage.objects.get(slug="ressmart").title == "ResSmart"


@pytest.mark.usefixtures("cykel")
@pytest.mark.parametrize(
    ("column", "value", "suggested"),
    [
        ("slug", "res smart", ""),
        ("slug", "", ""),
        ("name", "", ""),
        ("summary_sv", "x" * 601, ""),
        ("geographic_reach", "regionl", "regional"),
        ("counties", "Stockholm;Upsala län", "Uppsala län"),
        ("topics", "cykl", "cykel"),
        ("actor_kinds", "civil societies", "civil society"),
        ("founded_year", "femton", ""),
        ("website", "ressmart.example", ""),
        ("website", "javascript:alert(1)", ""),
        ("status", "merged", ""),
        ("status", "activ", "active"),
        ("source", "Om https://", ""),
        ("confidence", "sen", "seen"),
        ("member_organisations", "x" * 201, ""),
    ],
)
def test_import_tells_each_fault_with_a_suggestion(overview: NetworkIndexPage, column: str, value: str, suggested: str) -> None:
    outcome = bring_in(overview, {"slug": "annat"}, {column: value})

    assert {(fault.row, fault.column) for fault in outcome.faults} == {(3, column)}
    assert suggested in outcome.faults[0].reason
    assert not NetworkPage.objects.exists()


@pytest.mark.usefixtures("cykel")
def test_import_skips_a_faulty_row_and_goes_on(overview: NetworkIndexPage) -> None:
    outcome = bring_in(overview, {"slug": "a"}, {"slug": "b", "topics": "zzz"}, {"slug": "c"}, skip_faulty=True)

    assert (outcome.counts, outcome.faulty, outcome.saved) == ({Change.NEW: 2}, 1, True)
    assert [page.slug for page in NetworkPage.objects.order_by("path")] == ["a", "c"]


def test_import_refuses_the_address_of_another_page(overview: NetworkIndexPage) -> None:
    other = Page(title="Annan", slug="ressmart")
    overview.add_child(instance=other)

    outcome = bring_in(overview, {"topics": ""})

    assert [(fault.row, fault.column) for fault in outcome.faults] == [(2, "slug")]


def test_import_of_a_dry_run_keeps_no_page(overview: NetworkIndexPage) -> None:
    outcome = bring_in(overview, {"topics": ""}, dry_run=True)

    assert outcome.counts == {Change.NEW: 1}
    assert not NetworkPage.objects.exists()
    overview.refresh_from_db()
    assert overview.numchild == 0


def test_command_imports_the_demo_s_networks_as_they_are(overview: NetworkIndexPage) -> None:
    run_import(OrganisationImporter(), read_table(ORGANISATIONS_FILE))
    run_import(TopicImporter(), read_table(TOPICS_FILE))
    out = StringIO()

    call_command("hub_import_networks", str(NETWORKS_FILE), stdout=out)
    call_command("hub_import_networks", str(NETWORKS_FILE), "--parent", "natverk", stdout=out)

    assert [line.split()[::2] for line in out.getvalue().replace(",", "").splitlines()] == [["40", "0", "0", "0"], ["0", "0", "40", "0"]]
    with NETWORKS_FILE.open(encoding="utf-8") as file:
        rows = {row["slug"]: row for row in csv.DictReader(file)}
    pages = {page.slug: page for page in NetworkPage.objects.all()}
    assert {slug: page.title for slug, page in pages.items()} == {slug: row["name"] for slug, row in rows.items()}
    assert {slug: sorted(topic.slug for topic in page.topics.all()) for slug, page in pages.items()} == {
        slug: sorted(row["topics"].split(";")) for slug, row in rows.items()
    }
    named = [member for page in pages.values() for member in page.member_organisations.all()]
    assert {member.name for member in named if member.organisation is None and member.name.endswith((" kommun", " stad", " Stad"))} == {
        "Lejre kommun"
    }
    assert pages["avstamning-elsparkcyklar-stockholm"].owner_organisation.name == "Stockholm"


@pytest.mark.parametrize("parent", ["finns-inte", "99999"])
def test_command_names_a_parent_that_is_not_there(overview: NetworkIndexPage, parent: str) -> None:
    with pytest.raises(CommandError, match=parent):
        call_command("hub_import_networks", str(NETWORKS_FILE), "--parent", parent)


def test_command_wants_an_overview(db: None) -> None:
    with pytest.raises(CommandError):
        call_command("hub_import_networks", str(NETWORKS_FILE))
