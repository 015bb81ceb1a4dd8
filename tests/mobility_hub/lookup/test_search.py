"""Searching: Swedish words, the order of hits, kinds, choices and pages. The same on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from mobility_hub.lookup.marking import to_html
from mobility_hub.lookup.models import SearchEntry, SearchWords
from mobility_hub.lookup.queries import PAGE_SIZE, Filters, Results, search, suggest_topics
from tests.factories import TopicFactory

from .conftest import Shelf

pytestmark = pytest.mark.django_db


def titles(results: Results) -> list[str]:
    return ["".join(run.text for run in hit.title) for hit in results.hits]


def kinds(results: Results) -> dict[str, int]:
    return {kind.name: kind.count for kind in results.kinds}


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("upphandlingar", "En upphandling i Lund", True),
        ("upphandling", "Alla upphandlingar", True),
        ("garage", "Ett cykelgarage", True),
        ("garage", "Cykelgaragen vid stationen", True),
        ("cykel", "Cykelgaragen vid stationen", True),
        ("ostersund", "Östersund", True),
        ("Östersund", "Ostersund", True),
        ("norm", "Ny parkeringsnorm", True),
        ("norm", "En enorm skillnad", False),
        ("bil", "En mobil lösning", False),
        ("cykelgarage", "Garage för cyklar", True),
        ("cykel garage", "Cykelgaragen vid stationen", True),
        ("cykel garage", "En cykel vid stationen", True),  # some of the words, when nothing has them all
        ("elsparkcykelparkering", "Parkering av elsparkcyklar", True),
        ("elsparkcykel", "Elsparkcykelparkeringar", True),
        ("elscooter", "Villkor för elsparkcyklar", True),
        ("34430000", "CPV 34430000-0 Cyklar", True),
        ("34430000-0", "CPV 34430000", True),
        ("2021/123", "Beslut KS-2021/123", True),
        ("fossilfri", "Fossilfria transporter", True),
        ("hur har andra gjort med bussar", "Bussar", True),
        ("tåg", "Ett åtagande", False),
        ("väst", "Västerås", False),
        ("'); DROP TABLE x; --", "Buss", False),
        ('"buss" OR *', "Buss", True),
        ("NEAR(buss)", "Buss", True),
    ],
)
@pytest.mark.parametrize("field", ["title", "summary"])
def test_search_finds_swedish_words(anonymous: Any, pages: Shelf, asked: str, text: str, found: bool, field: str) -> None:
    pages.put(1, **{"title": "Rubrik", field: text})
    assert bool(search(anonymous, asked).hits) is found


@pytest.mark.parametrize(
    ("asked", "found"),
    [("upphandlingar", True), ("garage", True), ("cykel", True), ("ostersund", True), ("norm", True), ("form", False), ("orm", False)],
)
def test_search_finds_swedish_words_in_the_body(anonymous: Any, pages: Shelf, asked: str, found: bool) -> None:
    pages.put(1, "Rubrik", body="Östersunds upphandling av cykelgaragen följer en enorm parkeringsnorm.")
    assert bool(search(anonymous, asked).hits) is found


def test_search_in_body_wants_the_word_and_not_its_parts_far_apart(anonymous: Any, pages: Shelf) -> None:
    pages.put(1, "Rubrik", body="Ett garage för bilar. Långt därifrån stod en cykel.")
    assert search(anonymous, "cykelgarage").hits == ()


def test_search_orders_by_where_the_word_stands_then_by_age(anonymous: Any, pages: Shelf) -> None:
    TopicFactory(slug="cykel", name_sv="Cykel", name_en="Cycling")
    pages.put(9, "I texten", body="cykel")
    pages.put(8, "I sammanfattningen", summary="En cykel")
    pages.put(7, "Ämnet", topics=("cykel",))
    pages.put(6, "Cykelbanor", summary="Delen av ett ord i rubriken")
    pages.put(5, "Köp av cyklar, nyare")
    pages.put(4, "Köp av cyklar, äldre")
    pages.put(3, "Cykel")
    assert titles(search(anonymous, "cyklar")) == [
        "Cykel",
        "Köp av cyklar, nyare",
        "Köp av cyklar, äldre",
        "Ämnet",
        "Cykelbanor",
        "I sammanfattningen",
        "I texten",
    ]


def test_search_orders_a_compound_before_its_parts(anonymous: Any, pages: Shelf) -> None:
    pages.put(3, "Garage för cyklar")
    pages.put(2, "Cykelgarage i Lund")
    pages.put(1, "Rubrik", summary="Ett cykelgarage")
    assert titles(search(anonymous, "cykelgarage")) == ["Cykelgarage i Lund", "Garage för cyklar", "Rubrik"]


def test_search_orders_equal_hits_of_one_moment_by_row(anonymous: Any, pages: Shelf) -> None:
    first = pages.put(1, "Buss A")
    pages.put(2, "Buss B", updated_at=first.updated_at)
    pages.put(3, "Buss C", updated_at=first.updated_at)
    assert titles(search(anonymous, "buss")) == ["Buss C", "Buss B", "Buss A"]


def test_search_finds_topics_in_both_languages_and_the_topic_above(anonymous: Any, pages: Shelf) -> None:
    above = TopicFactory(slug="upphandling", name_sv="Upphandling", name_en="Procurement")
    TopicFactory(slug="koncession", name_sv="Koncession", name_en="Concession", parent=above)
    pages.put(1, "Rubrik", topics=("koncession",))
    assert [len(search(anonymous, asked).hits) for asked in ("koncession", "concession", "upphandlingar", "buss")] == [1, 1, 1, 0]
    assert len(search(anonymous, "rubrik", Filters(topic="upphandling")).hits) == 1


def test_search_wants_all_words_before_some(anonymous: Any, pages: Shelf) -> None:
    pages.put(1, "Buss i Lund")
    pages.put(2, "Buss i Borås")
    assert titles(search(anonymous, "buss lund")) == ["Buss i Lund"]
    widened = search(anonymous, "buss lund flygplan")
    assert (widened.widened, titles(widened)) == (True, ["Buss i Lund", "Buss i Borås"])
    assert not search(anonymous, "flygplan").widened


def test_search_narrows_by_kind_topic_county_and_year(anonymous: Any, pages: Shelf, register: Any) -> None:
    other = Shelf("network", "Nätverk")
    register(other)
    TopicFactory(slug="buss", name_sv="Buss", name_en="Bus")
    pages.put(1, "Linje A", topics=("buss",), county_code="12", year=2021)
    pages.put(2, "Linje B", county_code="05", year=2020)
    other.put(1, "Linje C", county_code="12")
    everything = search(anonymous, "linje")
    assert (titles(everything), kinds(everything)) == (["Linje B", "Linje C", "Linje A"], {"page": 2, "network": 1})
    narrowed = {
        Filters(kind="network"): ["Linje C"],
        Filters(topic="buss"): ["Linje A"],
        Filters(county="12"): ["Linje C", "Linje A"],
        Filters(year=2020): ["Linje B"],
        Filters(kind="page", county="05"): ["Linje B"],
        Filters(topic="okänt"): [],
    }
    assert {filters: titles(search(anonymous, "linje", filters)) for filters in narrowed} == narrowed


def test_search_keeps_the_counts_of_all_kinds_when_one_is_chosen(anonymous: Any, pages: Shelf, register: Any) -> None:
    other = Shelf("network", "Nätverk")
    register(other)
    pages.put(1, "Buss")
    other.put(1, "Buss")
    chosen = search(anonymous, "buss", Filters(kind="network"))
    assert (kinds(chosen), chosen.total, chosen.total_of_all_kinds) == ({"page": 1, "network": 1}, 1, 2)


def test_search_ignores_a_kind_without_hits(anonymous: Any, pages: Shelf) -> None:
    pages.put(1, "Buss")
    results = search(anonymous, "buss", Filters(kind="nonsense"))
    assert (titles(results), results.filters) == (["Buss"], Filters())


@pytest.mark.parametrize(
    ("asked", "shown"), [(None, 1), ("2", 2), ("99", 2), ("0", 2), ("-3", 2), ("x", 1), ("", 1), ("2.0", 1), ("9" * 5000, 1)]
)
def test_search_pages_are_clamped(anonymous: Any, pages: Shelf, asked: str | None, shown: int) -> None:
    for number in range(1, PAGE_SIZE + 3):
        pages.put(number, f"Buss {number}")
    results = search(anonymous, "buss", page=asked)
    assert results.page is not None
    assert (results.page.number, results.total) == (shown, PAGE_SIZE + 2)
    assert len(results.hits) == (PAGE_SIZE if shown == 1 else 2)


def test_search_hits_have_what_a_row_shows(anonymous: Any, pages: Shelf) -> None:
    pages.put(7, "Cykelgaragen", summary="Om <b>garage</b>.", county_code="12", year=2021, language="en")
    (hit,) = search(anonymous, "garage").hits
    assert (to_html(hit.title), to_html(hit.snippet)) == ("<mark>Cykelgaragen</mark>", "Om &lt;b&gt;<mark>garage</mark>&lt;/b&gt;.")
    assert (hit.url, hit.kind_label, hit.county_code, hit.year, hit.language) == ("/page/7/", "Exempel", "12", 2021, "en")


def test_search_shows_no_hit_without_an_address(anonymous: Any, pages: Shelf) -> None:
    pages.put(1, "Buss")
    pages.put(2, "Buss")
    del pages.things[1]
    assert [hit.url for hit in search(anonymous, "buss").hits] == ["/page/2/"]


def test_search_shows_nothing_of_a_kind_that_nobody_registers(anonymous: Any, pages: Shelf) -> None:
    entry = pages.put(1, "Buss")
    gone = SearchEntry.objects.create(kind="gone", object_id=1, title="Buss", updated_at=entry.updated_at)
    SearchWords.objects.create(entry=gone, title="buss")
    assert kinds(search(anonymous, "buss")) == {"page": 1}


@pytest.mark.parametrize("asked", ["", "   ", "och det", "\x00", "!?", "\ud800"])
def test_search_for_nothing_finds_nothing(anonymous: Any, pages: Shelf, asked: str, django_assert_num_queries: Any) -> None:
    pages.put(1, "Buss och det")
    with django_assert_num_queries(0):
        assert search(anonymous, asked).hits == ()


def test_search_costs_the_same_for_few_and_many(anonymous: Any, pages: Shelf, connection_of_tests: Any) -> None:
    costs = []
    for number in (1, 2, 3):
        pages.put(number, f"Buss {number}")
        if number in (1, 3):
            with CaptureQueriesContext(connection_of_tests) as captured:
                assert len(search(anonymous, "buss linje").hits) == number
            costs.append(len(captured))
    assert costs == [3, 3]


def test_suggest_topics_names_those_one_would_find_something_on(anonymous: Any, pages: Shelf, posts: Shelf, practice_group: Any) -> None:
    buss = TopicFactory(slug="buss", name_sv="Buss", name_en="Bus")
    TopicFactory(slug="linje", name_sv="Linje", name_en="Line", parent=buss)
    TopicFactory(slug="flyg", name_sv="Flyg", name_en="Flying")
    TopicFactory(slug="tom", name_sv="Tom", name_en="Empty")
    pages.put(1, "Rubrik", topics=("linje",))
    posts.put(1, "Hemligt", topics=("flyg",), scope_id=practice_group.pk)
    assert [topic.slug for topic in suggest_topics(anonymous)] == ["buss"]
