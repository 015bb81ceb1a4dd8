from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import PageViewRestriction, ReferenceIndex

from mobility_hub.cases.models import CaseStudyPage, CourseOfAction, Decision, Procurement, Statistic
from mobility_hub.partial_dates import PartialDate

MakeCase = Callable[..., CaseStudyPage]


@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        (Decision(body="Nämnden", date_kind="decided"), "hub_decision_date_kind_needs_date"),
        (Procurement(value_kind="actual"), "hub_procurement_value_kind_needs_value"),
        (Statistic(name="Antal", year=22), "hub_statistic_year_plausible"),
    ],
)
def test_database_refuses_rows_that_contradict_themselves(make_case: MakeCase, row: Any, constraint: str) -> None:
    row.page = make_case()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save()
    row.pk = None
    with pytest.raises(ValidationError):
        row.full_clean()


@pytest.mark.parametrize("field", ["value_sek", "bids", "supplier_count"])
def test_database_refuses_counts_below_zero(make_case: MakeCase, field: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Procurement.objects.create(page=make_case(), **{field: -1})


def test_zero_bids_is_a_value(make_case: MakeCase) -> None:
    assert Procurement.objects.create(page=make_case(), bids=0, value_sek=0).bids == 0


def test_period_that_ends_before_it_starts_is_refused(make_case: MakeCase) -> None:
    page = make_case()
    page.period_start, page.period_end = PartialDate.parse("2020"), PartialDate.parse("2019")
    with pytest.raises(ValidationError) as error:
        page.full_clean()
    assert list(error.value.error_dict) == ["period_end"]


@pytest.mark.parametrize(
    ("contact", "fits"), [("Trafikkontoret", True), ("trafik@stad.example", True), ("anna.berg@stad.example", False), ("", True)]
)
def test_contact_is_a_function_and_no_person(make_case: MakeCase, contact: str, fits: bool) -> None:
    page = make_case()
    page.contact = contact
    if fits:
        page.full_clean()
        return
    with pytest.raises(ValidationError) as error:
        page.full_clean()
    assert list(error.value.error_dict) == ["contact"]


def test_brief_is_the_summary_or_else_comes_from_the_texts(make_case: MakeCase) -> None:
    page = make_case(approach="Ett tak sattes.", result="Färre fordon.")
    assert (page.summary, page.brief) == ("", "Ett tak sattes. Färre fordon.")
    page.summary = "Kort sagt."
    assert page.brief == "Kort sagt."


def test_newest_period_comes_first_and_no_period_last(make_case: MakeCase) -> None:
    for title, period in (("B", ""), ("A", ""), ("C", "2020–2025"), ("D", "2024"), ("E", "2016–2025"), ("F", "–2009")):
        page = make_case(title, period=period if not period.startswith("–") else "")
        if period.startswith("–"):
            CaseStudyPage.objects.filter(pk=page.pk).update(period_end=PartialDate.parse("2009"))
    assert [page.title for page in CaseStudyPage.objects.newest_first()] == ["C", "E", "D", "F", "A", "B"]


def test_published_leaves_out_drafts_and_what_is_kept_for_some(make_case: MakeCase, case_index: Any) -> None:
    make_case("Öppet")
    make_case("Utkast", draft=True)
    kept = make_case("Inloggade")
    PageViewRestriction.objects.create(page=kept, restriction_type="login")
    assert [page.title for page in CaseStudyPage.objects.published()] == ["Öppet"]
    PageViewRestriction.objects.create(page=case_index, restriction_type="login")
    with CaptureQueriesContext(connection) as queries:
        assert list(CaseStudyPage.objects.published()) == []
    assert len(queries) == 1


def test_course_of_action_is_named_in_the_language_of_the_request() -> None:
    course = CourseOfAction(slug="tak", name_sv="Tak", name_en="Cap")
    with translation.override("sv"):
        assert str(course) == "Tak"
    with translation.override("en"):
        assert str(course) == "Cap"


def test_courses_of_action_stay_out_of_the_reference_index() -> None:
    assert not ReferenceIndex.model_is_indexable(CourseOfAction)
