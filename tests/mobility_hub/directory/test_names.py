from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mobility_hub.directory.names import OrganisationFinder
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def finder() -> OrganisationFinder:
    for name, official in (("Stockholm", "Stockholms kommun"), ("Vallentuna", "Vallentuna kommun"), ("Lund", "Lunds kommun")):
        OrganisationFactory(name=name, official_name=official)
    OrganisationFactory(name="Region Stockholm", official_name="Region Stockholm", region=True, slug="region-stockholm")
    return OrganisationFinder()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vallentuna kommun", "Vallentuna"),
        ("vallentuna  KOMMUN", "Vallentuna"),
        ("Vallentuna", "Vallentuna"),
        ("Stockholms stad", "Stockholm"),
        ("Stockholms Stad", "Stockholm"),
        ("Stockholm stad", "Stockholm"),
        ("Stockholms stad, trafikkontoret", "Stockholm"),
        ("Stockholms stad (trafikkontoret)", "Stockholm"),
        ("Region Stockholm (trafikförvaltningen, enligt äldre källa)", "Region Stockholm"),
        ("Region Stockholm", "Region Stockholm"),
        ("Lunds kommun, Malmö stad", None),
        ("Lunds universitet", None),
        ("Region Stockholm med Länsstyrelsen", None),
        ("", None),
    ],
)
def test_finder_knows_an_organisation_by_the_names_people_write(finder: OrganisationFinder, text: str, name: str | None) -> None:
    found = finder.find(text)

    assert (found.name if found else None) == name


def test_finder_finds_nothing_when_two_go_by_a_name() -> None:
    OrganisationFactory(name="Granby", official_name="Granby kommun")
    OrganisationFactory(name="Granby", official_name="Granby förening", kind="association")

    finder = OrganisationFinder()

    assert finder.find("Granby") is None
    assert finder.find("Granby kommun") is not None


@pytest.mark.parametrize("count", [1, 3])
def test_finder_reads_the_organisations_once(count: int) -> None:
    OrganisationFactory.create_batch(count)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        finder = OrganisationFinder()
        for _time in range(5):
            finder.find("Granby")

    assert len(queries) == 1
