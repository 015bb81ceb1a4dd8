from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mobility_hub.cases.models import CaseStudyPage, CourseOfAction
from mobility_hub.cases.queries import CaseFigures, case_figures
from tests.factories import OrganisationFactory, TopicFactory

MakeCase = Callable[..., CaseStudyPage]

FACET_QUERIES = 6
FOOTER_QUERIES = 2  # the reference site's own


def fetch(client: Client, query: str = "", path: str = "/exempel/") -> str:
    response = client.get(f"{path}{query}")
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    return re.findall(r'mh-table__main"><a href="[^"]*">(.*?)</a>', html)


def options(html: str, name: str) -> list[str]:
    select = re.search(rf'<select name="{name}".*?</select>', html, re.DOTALL)
    assert select
    return [unescape(label) for label in re.findall(r"<option[^>]*>(.*?)</option>", select[0])]


def notes(html: str) -> list[str]:
    return [unescape(note) for note in re.findall(r'<div class="mh-notice" role="status">\s*<p>(.*?)</p>', html)]


@pytest.fixture
def cases(make_case: MakeCase, stockholm: Any) -> dict[str, Any]:
    """Three examples that differ in everything one can choose by."""
    shared = TopicFactory(slug="delad-mobilitet", name_sv="Delad", name_en="Shared")
    scooter = TopicFactory(slug="elsparkcykel", name_sv="Elsparkcykel", name_en="E-scooter", parent=shared)
    cycling = TopicFactory(slug="cykel", name_sv="Cykel", name_en="Cycling")
    cap = CourseOfAction.objects.create(slug="tak", name_sv="Tak", name_en="Cap", explanation="Högst så många.")
    buy = CourseOfAction.objects.create(slug="upphandling", name_sv="Upphandling", name_en="Procurement")
    small = OrganisationFactory(name="Granby", official_name="Granby kommun", skr_group="C8")
    make_case(
        "Tak",
        period="2020–2025",
        topics=[shared, scooter],
        courses=[cap],
        counties=["01"],
        organisations=[stockholm],
        decisions=[{"body": "Trafiknämnden, Stad A", "outcome": "Högst 4 400"}],
        statistics=[{"name": "Antal", "unit": "fordon", "before": 10000, "after": 5000}],
    )
    make_case("Pool", period="2018", topics=[shared], courses=[buy], counties=["12"], organisations=[small], procurements=[{"bids": 6}])
    make_case("Cykel", topics=[cycling], courses=[buy, cap], counties=["01", "12"], organisations=[small, stockholm])
    make_case("Utkast", topics=[scooter], draft=True)
    return {"cap": cap}


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Tak", "Pool", "Cykel"]),
        ("?amne=delad-mobilitet", ["Tak", "Pool"]),
        ("?amne=elsparkcykel", ["Tak"]),
        ("?amne=ELSPARKCYKEL", ["Tak"]),
        ("?handlingsvag=upphandling", ["Pool", "Cykel"]),
        ("?lan=12", ["Pool", "Cykel"]),
        ("?lan=Sk%C3%A5ne", ["Pool", "Cykel"]),
        ("?kommuntyp=A1", ["Tak", "Cykel"]),
        ("?kommuntyp=C8&lan=01", ["Cykel"]),
        ("?har=beslut", ["Tak"]),
        ("?har=upphandling", ["Pool"]),
        ("?har=siffror&har=beslut", ["Tak"]),
        ("?har=siffror&har=upphandling", []),
        ("?amne=delad-mobilitet&har=upphandling&lan=12&kommuntyp=C8&handlingsvag=upphandling", ["Pool"]),
    ],
)
def test_address_chooses_the_examples(client: Client, query: str, found: list[str]) -> None:
    html = fetch(client, query, "/en/exempel/")
    assert [re.sub(r"<.*?>", "", title) for title in titles(html)] == found
    assert notes(html) == []


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize(
    "query", ["?amne=rymden", "?handlingsvag=bomb", "?lan=99", "?kommuntyp=Z9", "?har=vinst", "?lan=%00", "?har=%F0%28"]
)
def test_unknown_choice_is_ignored_with_a_note(client: Client, query: str) -> None:
    html = fetch(client, query, "/en/exempel/")
    assert len(titles(html)) == 3
    assert len(notes(html)) == 1
    assert notes(html)[0].startswith("The address asks for")


@pytest.mark.usefixtures("cases")
def test_note_shows_the_unknown_words_escaped(client: Client) -> None:
    html = fetch(client, "?amne=%3Cscript%3Ealert(1)%3C/script%3E", "/en/exempel/")
    assert "<script>alert" not in html
    assert "<script>alert(1)</script>" in notes(html)[0]


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize("page", ["0", "-1", "99", "x", ""])
def test_page_that_is_not_there_shows_one_that_is(client: Client, page: str) -> None:
    assert len(titles(fetch(client, f"?sida={page}"))) == 3


@pytest.mark.usefixtures("cases")
def test_every_choice_says_how_many_it_leaves(client: Client) -> None:
    html = fetch(client, "", "/en/exempel/")
    assert options(html, "amne") == ["All topics", "Cycling (1)", "Shared (2)", "– E-scooter (1)"]
    assert options(html, "lan") == ["All counties", "Stockholm (2)", "Skåne (2)"]
    assert options(html, "handlingsvag") == ["All courses of action", "Cap (2)", "Procurement (2)"]
    assert options(html, "kommuntyp") == ["All kinds", "Large cities (A1) (2)", "Rural municipalities (C8) (2)"]
    assert re.findall(r"With [a-z ]+\(\d\)", html) == ["With a decision (1)", "With a procurement (1)", "With figures (1)"]


@pytest.mark.usefixtures("cases")
def test_counts_follow_the_other_choices_and_keep_the_chosen_one(client: Client) -> None:
    html = fetch(client, "?amne=delad-mobilitet&lan=12", "/en/exempel/")
    assert options(html, "amne") == ["All topics", "Cycling (1)", "Shared (1)"]
    assert options(html, "lan") == ["All counties", "Stockholm (1)", "Skåne (1)"]
    assert options(html, "handlingsvag") == ["All courses of action", "Procurement (1)"]


@pytest.mark.usefixtures("cases")
def test_every_count_is_what_the_choice_then_shows(client: Client) -> None:
    html = fetch(client, "?lan=12", "/en/exempel/")
    for name in ("amne", "handlingsvag", "kommuntyp"):
        select = re.search(rf'<select name="{name}".*?</select>', html, re.DOTALL)
        assert select
        for value, count in re.findall(r'<option value="([^"]+)"[^>]*>.*?\((\d+)\)</option>', select[0]):
            assert len(titles(fetch(client, f"?lan=12&{name}={value}"))) == int(count)


@pytest.mark.usefixtures("cases")
def test_links_switch_each_wish_by_itself_and_keep_the_choices(client: Client) -> None:
    html = unescape(fetch(client, "?lan=01&har=beslut", "/en/exempel/"))
    assert re.findall(r'<a href="(\?[^"]*)"( aria-current="true")?>(All|With [a-z ]+)', html) == [
        ("?lan=01", "", "All"),
        ("?lan=01", ' aria-current="true"', "With a decision "),
        ("?lan=01&har=beslut&har=upphandling", "", "With a procurement "),
        ("?lan=01&har=beslut&har=siffror", "", "With figures "),
    ]
    assert '<input type="hidden" name="har" value="beslut"' in html


@pytest.mark.usefixtures("cases")
def test_row_shows_where_when_who_decided_and_a_figure(client: Client) -> None:
    html = fetch(client, "?amne=elsparkcykel", "/en/exempel/")
    cells = [re.sub(r"<.*?>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", html, re.DOTALL)]
    assert cells == ["Stockholm", "2020–2025", "Högst 4\N{NO-BREAK SPACE}400 · Trafiknämnden", "10,000 → 5,000 fordon"]


def test_row_tells_not_known_from_none(client: Client, make_case: MakeCase) -> None:
    make_case("A", period="2025", no_decision_taken=True)
    make_case("B", period="2024")
    html = fetch(client, "", "/en/exempel/")
    cells = [re.sub(r"<.*?>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", html, re.DOTALL)]
    assert cells == ["not known", "2025", "none, according to the source", "not known", "not known", "2024", "not known", "not known"]


@pytest.mark.usefixtures("case_index")
def test_overview_without_examples_says_so(client: Client) -> None:
    assert "No examples are published yet." in fetch(client, "", "/en/exempel/")


@pytest.mark.usefixtures("cases")
def test_choices_that_fit_nothing_lead_back(client: Client) -> None:
    html = fetch(client, "?har=siffror&har=upphandling", "/en/exempel/")
    assert "No example fits these choices." in html
    assert 'href="/en/exempel/">Show all examples' in html


@pytest.mark.usefixtures("cases")
def test_chosen_course_of_action_is_explained(client: Client) -> None:
    assert '<span lang="sv">Högst så många.</span>' in fetch(client, "?handlingsvag=tak")


def test_overview_has_as_many_queries_for_three_examples_as_for_one(client: Client, make_case: MakeCase) -> None:
    topics = [TopicFactory(), TopicFactory()]

    def add() -> None:
        make_case(
            topics=topics,
            counties=["01", "12"],
            organisations=[OrganisationFactory(), "Bolaget"],
            decisions=[{"body": "Nämnden"}, {"body": "Nämnden"}],
            statistics=[{"name": "Antal", "after": 1}, {"name": "Antal", "after": 2}],
        )

    def count(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            fetch(client, query)
        return len(queries)

    add()
    fetch(client)
    plain, chosen = count(""), count(f"?amne={topics[0].slug}&har=beslut")
    add()
    add()
    assert (count(""), count(f"?amne={topics[0].slug}&har=beslut")) == (plain, chosen)
    assert plain - FACET_QUERIES - FOOTER_QUERIES <= 14


@pytest.mark.usefixtures("cases")
def test_numbers_of_the_start_page_take_one_query() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert case_figures() == CaseFigures(total=3, with_decision=1, with_procurement=1, with_figures=1)
    assert len(queries) == 1
