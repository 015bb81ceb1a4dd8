from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import PageViewRestriction

from mobility_hub.cases.models import CaseStudyPage, CourseOfAction
from mobility_hub.cases.search import KIND, CaseStudyKind
from mobility_hub.lookup.actions import reindex
from mobility_hub.lookup.models import SearchEntry
from mobility_hub.lookup.questions import parse_query
from mobility_hub.lookup.registry import get_kind
from tests.factories import TopicFactory

MakeCase = Callable[..., CaseStudyPage]


def found() -> list[str]:
    return list(SearchEntry.objects.visible_to(AnonymousUser()).filter(kind=KIND).order_by("title").values_list("title", flat=True))


def test_publishing_makes_an_example_findable_with_all_its_words(full_case: Any) -> None:
    full_case.topics = [TopicFactory(slug="elsparkcykel")]
    full_case.save_revision().publish()
    entry = SearchEntry.objects.get(kind=KIND, object_id=full_case.pk)
    assert (entry.title, entry.summary, entry.year) == ("Stad A satte tak", full_case.brief, 2025)
    assert entry.topics.get().slug == "elsparkcykel"
    body = " ".join(next(iter(CaseStudyKind().entries([full_case.pk]))).body.split("\n"))
    for words in ("A cap of", "För många", "Felparkering", "Mät varje år", "Kommunfullmäktige", "Koncession", "Antal fordon", "Bolaget AB"):
        assert words in body


def test_one_county_is_told_and_several_are_not(make_case: MakeCase) -> None:
    one, two = make_case(counties=["05"]), make_case(counties=["05", "06"])
    codes = {entry.object_id: entry.county_code for entry in CaseStudyKind().entries(None)}
    assert codes == {one.pk: "05", two.pk: ""}


def test_draft_is_not_findable(make_case: MakeCase) -> None:
    make_case("Utkast", draft=True)
    assert found() == []


def test_draft_of_a_published_example_is_not_findable(make_case: MakeCase) -> None:
    page = make_case("Publicerat")
    page.title = "Utkast"
    page.save_revision()
    reindex(KIND)
    assert found() == ["Publicerat"]


def test_unpublishing_and_deleting_take_it_out(make_case: MakeCase) -> None:
    hidden, removed, _kept = make_case("Dold"), make_case("Borta"), make_case("Kvar")
    hidden.unpublish()
    removed.delete()
    assert found() == ["Kvar"]


def test_keeping_a_part_of_the_site_for_some_takes_its_examples_out_and_opening_it_puts_them_back(
    make_case: MakeCase, case_index: Any
) -> None:
    make_case("Öppet")
    restriction = PageViewRestriction.objects.create(page=case_index, restriction_type="login")
    assert found() == []
    restriction.delete()
    assert found() == ["Öppet"]


def test_renamed_course_of_action_is_found_by_its_new_name(make_case: MakeCase) -> None:
    course = CourseOfAction.objects.create(slug="tak", name_sv="Tak", name_en="Cap")
    page = make_case(courses=[course])
    course.name_sv = "Begränsning"
    course.save()
    assert [entry.object_id for entry in SearchEntry.objects.answering(parse_query("begränsningar"))] == [page.pk]


def test_addresses_are_those_of_published_examples_only(make_case: MakeCase) -> None:
    published, draft = make_case("A"), make_case("B", draft=True)
    with translation.override("sv"):
        assert CaseStudyKind().urls([published.pk, draft.pk]) == {published.pk: f"/exempel/{published.slug}/"}


@pytest.mark.usefixtures("case_index")
def test_kind_is_registered() -> None:
    assert isinstance(get_kind(KIND), CaseStudyKind)


def test_indexing_all_takes_as_many_queries_for_three_as_for_one(make_case: MakeCase, stockholm: Any) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            entries = list(CaseStudyKind().entries(None))
            CaseStudyKind().urls([entry.object_id for entry in entries])
        return len(queries)

    def add() -> None:
        make_case(topics=[TopicFactory()], counties=["01"], organisations=[stockholm], decisions=[{"body": "Nämnden"}])

    add()
    count()  # the sites' root pages come into the cache
    one = count()
    add()
    add()
    assert count() == one
