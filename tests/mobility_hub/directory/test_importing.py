from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from mobility_hub.directory.importing import ORGANISATIONS_FILE, TOPICS_FILE, OrganisationImporter, TopicImporter
from mobility_hub.directory.models import Organisation, OrganisationDomain, Topic
from mobility_hub.imports import Change, Row, Table, read_table, run_import
from tests import factories

pytestmark = pytest.mark.django_db

VALLENTUNA = {
    "code": "0115", "name": "Vallentuna", "official_name": "Vallentuna kommun", "kind": "municipality", "county_code": "01",
    "lat": "59.59355", "lon": "18.2217", "population": "35119", "population_year": "2024", "skr_group_code": "A2",
    "domain": "vallentuna.se",
}  # fmt: skip


def table(*rows: dict[str, Any]) -> Table:
    return Table(tuple(VALLENTUNA), tuple(Row(number, {**VALLENTUNA, **row}) for number, row in enumerate(rows, start=2)))


def topics(*rows: tuple[str, str]) -> Table:
    found = [Row(n, {"slug": slug, "name_sv": slug.title(), "parent": parent}) for n, (slug, parent) in enumerate(rows, start=2)]
    return Table(("slug", "name_sv", "parent"), tuple(found))


# Organisations


def test_import_organisations_loads_all_municipalities_and_regions() -> None:
    call_command("hub_import_organisations", stdout=StringIO())

    assert Counter(Organisation.objects.values_list("kind", flat=True)) == {"municipality": 290, "region": 21}
    vallentuna = Organisation.objects.get(code="0115")
    assert (vallentuna.slug, vallentuna.name, vallentuna.official_name) == ("vallentuna", "Vallentuna", "Vallentuna kommun")
    assert (vallentuna.county_id, vallentuna.skr_group) == ("01", "A2")
    assert (vallentuna.population, vallentuna.population_year) == (35119, 2024)
    assert (vallentuna.latitude, vallentuna.longitude) == (Decimal("59.59355"), Decimal("18.22170"))
    region = Organisation.objects.get(code="01")
    assert (region.slug, region.kind, region.population) == ("region-stockholm", "region", None)
    assert OrganisationDomain.objects.count() == 310
    assert not OrganisationDomain.objects.confirmed().exists()


def test_names_of_municipalities_have_no_genitive_after_s_x_and_z() -> None:
    names = {row.values["code"]: (row.values["name"], row.values["official_name"]) for row in read_table(ORGANISATIONS_FILE).rows}

    assert [official for name, official in names.values() if name.endswith(("s", "x", "z")) and f"{name}s " in official] == []
    official = {code: names[code][1] for code in ("2513", "2514", "0880", "1421", "1490", "0115", "0980", "09")}
    assert official == {
        "2513": "Överkalix kommun", "2514": "Kalix kommun", "0880": "Kalmar kommun", "1421": "Orust kommun", "1490": "Borås kommun",
        "0115": "Vallentuna kommun", "0980": "Gotlands kommun", "09": "Region Gotland",
    }  # fmt: skip


def test_no_two_organisations_are_suggested_the_same_domain() -> None:
    """A domain can be confirmed for one only: that of Gotland, which is two organisations here, stands with the municipality."""
    domains = Counter(row.values["domain"] for row in read_table(ORGANISATIONS_FILE).rows)

    assert [domain for domain, times in domains.items() if times > 1] == []


def test_import_organisations_twice_changes_nothing() -> None:
    call_command("hub_import_organisations", stdout=StringIO())

    outcome = run_import(OrganisationImporter(), read_table(ORGANISATIONS_FILE))

    assert outcome.counts == {Change.UNCHANGED: 311}
    assert OrganisationDomain.objects.count() == 310


@pytest.mark.parametrize("turned", [False, True])
def test_import_organisations_gives_names_alike_their_own_slugs(turned: bool) -> None:
    rows = [
        {"code": "0305", "name": "Håbo", "official_name": "Håbo kommun", "county_code": "03"},
        {"code": "0643", "name": "Habo", "official_name": "Habo kommun", "county_code": "06"},
    ]

    run_import(OrganisationImporter(), table(*(reversed(rows) if turned else rows)))

    assert dict(Organisation.objects.values_list("slug", "code")) == {"habo": "0643", "habo-uppsala": "0305"}


def test_import_organisations_leaves_what_an_administrator_wrote() -> None:
    run_import(OrganisationImporter(), table({}))
    organisation = Organisation.objects.get()
    organisation.website, organisation.mailbox, organisation.active = "https://vallentuna.example", "trafik@vallentuna.example", False
    organisation.slug, organisation.population, organisation.population_year = "vallentuna-kommun", 36000, 2025
    organisation.save()
    organisation.domains.update(confirmed_at=timezone.now())

    outcome = run_import(OrganisationImporter(), table({"domain": "other.example", "name": "Nya Vallentuna"}))

    assert outcome.counts == {Change.CHANGED: 1}
    again = Organisation.objects.get()
    assert again.name == "Nya Vallentuna"
    assert (again.website, again.mailbox, again.active) == ("https://vallentuna.example", "trafik@vallentuna.example", False)
    assert (again.slug, again.population, again.population_year) == ("vallentuna-kommun", 36000, 2025)
    assert [(domain.domain, domain.confirmed_at is not None) for domain in again.domains.all()] == [("vallentuna.se", True)]


def test_import_organisations_does_not_bring_back_a_domain_that_was_removed() -> None:
    run_import(OrganisationImporter(), table({}))
    OrganisationDomain.objects.all().delete()

    run_import(OrganisationImporter(), table({"name": "Nya Vallentuna"}))

    assert not OrganisationDomain.objects.exists()


def test_import_organisations_gives_a_code_to_one_written_in_by_hand() -> None:
    factories.OrganisationFactory(name="Vallentuna", slug="vallentuna")

    outcome = run_import(OrganisationImporter(), table({}))

    assert outcome.counts == {Change.CHANGED: 1}
    assert (Organisation.objects.get().code, Organisation.objects.get().population) == ("0115", 35119)


def test_import_organisations_takes_bodies_without_a_code_by_their_slug() -> None:
    rows = table(
        {"code": "", "name": "Trafikverket", "official_name": "", "kind": "agency", "county_code": "", "domain": "", "lat": "", "lon": ""}
    )

    assert run_import(OrganisationImporter(), rows).counts == {Change.NEW: 1}
    assert run_import(OrganisationImporter(), rows).counts == {Change.UNCHANGED: 1}
    assert Organisation.objects.get().slug == "trafikverket"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("code", "115"),
        ("code", "01A5"),
        ("code", ""),
        ("name", ""),
        ("kind", "municipalty"),
        ("kind", ""),
        ("county_code", "02"),
        ("lat", "159,5"),
        ("lat", "north"),
        ("population", "many"),
        ("population_year", ""),
        ("skr_group_code", "A9"),
        ("domain", "vallentuna"),
        ("domain", "gmail.com"),
    ],
)
def test_import_organisations_tells_each_fault(column: str, value: str) -> None:
    outcome = run_import(OrganisationImporter(), table({}, {"code": "0117", "name": "Österåker", column: value}))

    assert {(fault.row, fault.column) for fault in outcome.faults} == {(3, column)}
    assert not Organisation.objects.exists()


def test_import_organisations_suggests_the_nearest_kind() -> None:
    outcome = run_import(OrganisationImporter(), table({"kind": "municipalty"}))

    assert "municipality" in outcome.faults[0].reason


# Topics


def test_import_topics_loads_them_in_their_order() -> None:
    call_command("hub_import_topics", stdout=StringIO())

    with TOPICS_FILE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = Topic.objects.select_related("parent")
    assert [(topic.slug, topic.name_sv, topic.name_en, topic.parent.slug if topic.parent else "") for topic in found] == [
        (row["slug"], row["name_sv"], row["name_en"], row["parent"]) for row in rows
    ]
    assert len(rows) == 34
    assert run_import(TopicImporter(), read_table(TOPICS_FILE)).counts == {Change.UNCHANGED: 34}


def test_import_topics_takes_sub_topics_before_their_parent() -> None:
    outcome = run_import(TopicImporter(), topics(("bilpool", "delad"), ("delad", "")))

    assert outcome.counts == {Change.NEW: 2}
    assert [topic.slug for topic in Topic.objects.all()] == ["bilpool", "delad"]


@pytest.mark.parametrize(
    "rows",
    [
        [("a", "b")],
        [("a", "a")],
        [("a", ""), ("b", "a"), ("c", "b")],
    ],
)
def test_import_topics_refuses_a_parent_that_is_no_top_topic(rows: list[tuple[str, str]]) -> None:
    outcome = run_import(TopicImporter(), topics(*rows))

    assert {fault.column for fault in outcome.faults} == {"parent"}
    assert not Topic.objects.exists()


def test_import_topics_refuses_to_put_a_topic_with_sub_topics_below_another() -> None:
    run_import(TopicImporter(), topics(("a", ""), ("b", "a"), ("c", "")))

    outcome = run_import(TopicImporter(), topics(("c", ""), ("a", "c")))

    assert [(fault.row, fault.column) for fault in outcome.faults] == [(3, "parent")]


def test_import_topics_skips_the_sub_topics_of_a_faulty_row() -> None:
    rows = topics(("a", ""), ("b", "a"), ("c", ""))
    rows.rows[0].values["name_sv"] = ""  # type: ignore[index]  # a dict in this test

    outcome = run_import(TopicImporter(), rows, skip_faulty=True)

    assert [(fault.row, fault.column) for fault in outcome.faults] == [(2, "name_sv"), (3, "parent")]
    assert [topic.slug for topic in Topic.objects.all()] == ["c"]


def test_import_commands_end_with_code_one_when_a_row_is_faulty(tmp_path: Path) -> None:
    file = tmp_path / "topics.csv"
    file.write_text("slug;name_sv\nå;Ett\nb;Två\n", encoding="cp1252")
    err = StringIO()

    with pytest.raises(CommandError) as raised:
        call_command("hub_import_topics", str(file), "--skip-faulty", stdout=StringIO(), stderr=err)

    assert raised.value.returncode == 1
    assert "slug" in err.getvalue()
    assert Topic.objects.get().name_sv == "Två"
