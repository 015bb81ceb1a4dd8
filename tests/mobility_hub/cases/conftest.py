"""A site with an overview of examples, and a maker of examples below it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.utils import translation
from wagtail.models import Site

from mobility_hub.cases.models import CaseIndexPage, CaseOrganisation, CaseSource, CaseStudyPage, Decision, Procurement, Statistic
from mobility_hub.directory.models import County
from mobility_hub.partial_dates import PartialDate
from tests.factories import OrganisationFactory

MakeCase = Callable[..., CaseStudyPage]


@pytest.fixture(autouse=True)
def english() -> Any:
    """The source language, so that the tests read what the code says, whatever is translated."""
    with translation.override("en"):
        yield


@pytest.fixture
def case_index(db: None) -> CaseIndexPage:
    """The overview of examples at /exempel/."""
    home = Site.objects.get(is_default_site=True).root_page
    page = CaseIndexPage(title="Hur har andra gjort?", slug="exempel")
    home.add_child(instance=page)
    return page


@pytest.fixture
def make_case(case_index: CaseIndexPage) -> MakeCase:
    """Makes published examples: ``period="2020–2025"``, ``topics``, ``counties`` by code, children as dictionaries, ``draft=True``."""
    numbers = count(1)

    def make(
        title: str = "",
        *,
        period: str = "",
        topics: Any = (),
        courses: Any = (),
        counties: Any = (),
        organisations: Any = (),
        decisions: Any = (),
        procurements: Any = (),
        statistics: Any = (),
        sources: Any = (),
        draft: bool = False,
        first_published_at: datetime | None = None,
        **fields: Any,
    ) -> CaseStudyPage:
        number = next(numbers)
        start, _dash, end = period.partition("–")
        page = CaseStudyPage(
            title=title or f"Exempel {number}",
            slug=f"exempel-{number}",
            period_start=PartialDate.parse(start) if start else None,
            period_end=PartialDate.parse(end or start) if period else None,
            live=False,
            **fields,
        )
        page.topics = list(topics)
        page.courses_of_action = list(courses)
        page.counties = [County.objects.get(code=code) for code in counties]
        page.organisations = [_organisation(one) for one in organisations]
        page.decisions = [Decision(sort_order=place, **values) for place, values in enumerate(decisions)]
        page.procurements = [Procurement(sort_order=place, **values) for place, values in enumerate(procurements)]
        page.statistics = [Statistic(sort_order=place, **values) for place, values in enumerate(statistics)]
        page.sources = [CaseSource(sort_order=place, **values) for place, values in enumerate(sources)]
        CaseIndexPage.objects.get(pk=case_index.pk).add_child(instance=page)
        revision = page.save_revision()
        if not draft:
            revision.publish()
        if first_published_at:
            CaseStudyPage.objects.filter(pk=page.pk).update(first_published_at=first_published_at)
        return CaseStudyPage.objects.get(pk=page.pk)

    return make


def _organisation(one: Any) -> CaseOrganisation:
    if isinstance(one, str):
        return CaseOrganisation(name=one)
    return CaseOrganisation(name=one.official_name, organisation=one)


@pytest.fixture
def stockholm(db: None) -> Any:
    return OrganisationFactory(
        name="Stockholm", official_name="Stockholms kommun", population=995574, population_year=2024, skr_group="A1", county_id="01"
    )


@pytest.fixture
def full_case(make_case: MakeCase, stockholm: Any) -> CaseStudyPage:
    """An example with everything in it."""
    return make_case(
        "Stad A satte tak",
        title_en="City A set a cap",
        summary_en="A cap of 4,400 vehicles.",
        period="2020–2025",
        organisations=[stockholm, "Bolaget AB"],
        challenge="För många fordon.",
        approach="Staden satte ett tak. Avgift togs ut.",
        result="Antalet sjönk till 12 000.",
        did_not_work="Felparkering kvarstår.",
        lessons="Mät varje år.",
        contact="Trafikkontoret",
        confidence="seen",
        decisions=[
            {
                "body": "Kommunfullmäktige, Stad A",
                "level": "council",
                "decided_on": PartialDate.parse("2021-11"),
                "date_kind": "decided",
                "outcome": "Tillståndskrav och avgift",
                "motivation": "Ordning på offentlig plats",
                "reference_number": "KS 2021/1",
                "link": "https://example.org/beslut",
            }
        ],
        procurements=[{"procedure_as_written": "Koncession", "procedure": "concession", "value_sek": 400_000_000, "bids": 0}],
        statistics=[
            {
                "name": "Antal fordon",
                "unit": "fordon",
                "before": Decimal(23000),
                "after": Decimal(12000),
                "year": 2022,
                "source_url": "https://example.org/tal",
            }
        ],
        sources=[{"title": "Rapporten", "url": "https://example.org/tal"}, {"title": "Underlaget"}],
    )
