from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mobility_hub.cases.models import CaseStudyPage, CourseOfAction
from mobility_hub.partial_dates import PartialDate
from tests.factories import OrganisationFactory, TopicFactory

MakeCase = Callable[..., CaseStudyPage]


def fetch(client: Client, page: Any, *, english: bool = True) -> str:
    response = client.get(f"{'/en' if english else ''}/exempel/{page.slug}/")
    assert response.status_code == 200
    return unescape(response.content.decode())


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def section(html: str, name: str) -> str:
    found = re.search(rf'<section class="mh-section" id="{name}">(.*?)</section>', html, re.DOTALL)
    return found[1] if found else ""


def facts(html: str) -> dict[str, str]:
    """The terms and their values."""
    return {plain(term): plain(values) for term, values in re.findall(r"<dt>(.*?)</dt>(.*?)</div>", html, re.DOTALL)}


def headings(html: str) -> list[str]:
    return [plain(heading) for heading in re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.DOTALL)]


def line(html: str) -> list[str]:
    found = re.search(r'<ul class="mh-line">(.*?)</ul>', html, re.DOTALL)
    assert found
    return [plain(item) for item in re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL)]


# The order, and everything known


def test_parts_stand_in_their_order(client: Client, full_case: Any) -> None:
    assert headings(fetch(client, full_case)) == [
        "In brief", "Decisions", "Figures", "Procurement", "What did not work", "How it went", "Sources and contact"
    ]  # fmt: skip


def test_head_tells_what_where_when_and_whether_checked(client: Client, full_case: Any) -> None:
    full_case.courses_of_action = [CourseOfAction.objects.create(slug="tak", name_sv="Tak", name_en="Cap")]
    full_case.checked_on = date(2026, 3, 12)
    full_case.save_revision().publish()
    html = fetch(client, full_case)
    assert "Example · Course of action: Cap" in plain(html)
    assert line(html) == [
        "Stockholms kommun , 995,574 inhabitants (2024)",
        "Large cities (SKR group A1)",
        "2020–2025",
        "checked 12 March 2026",
        "the facts are in Swedish, as in their sources",
    ]


def test_decision_shows_who_when_what_and_why(client: Client, full_case: Any) -> None:
    html = section(fetch(client, full_case), "beslut")
    assert facts(html) == {
        "Decided by": "Kommunfullmäktige, Stad A",
        "Date": "November 2021",
        "Outcome": "Tillståndskrav och avgift",
        "Motivation": "Ordning på offentlig plats",
        "Reference number": "KS 2021/1",
        "Document": "example.org",
    }
    assert 'href="https://example.org/beslut"' in html


def test_procurement_shows_what_is_known_and_names_the_rest_once(client: Client, full_case: Any) -> None:
    assert facts(section(fetch(client, full_case), "upphandling")) == {
        "Procedure": "Koncession in the law's terms: concession",
        "Value": "400,000,000 kr",
        "Bids": "0: no bids came in",
        "Not known": "contract, award criteria and suppliers",
    }


def test_figures_stand_with_year_and_source(client: Client, full_case: Any) -> None:
    html = section(fetch(client, full_case), "siffror")
    cells = [plain(cell) for cell in re.findall(r"<t[hd] [^>]*role=\"(?:rowheader|cell)\"[^>]*>(.*?)</t[hd]>", html, re.DOTALL)]
    assert cells == ["Antal fordon", "23,000", "12,000", "fordon", "2022", "Rapporten"]
    assert '<a href="https://example.org/tal">Rapporten</a>' in html


def test_chart_stands_with_its_table_and_says_the_same_in_words(client: Client, full_case: Any) -> None:
    html = section(fetch(client, full_case), "siffror")
    assert 'role="img" aria-label="Antal fordon. Before: 23,000 fordon. After: 12,000 fordon (2022)."' in html
    assert re.findall(r'<rect class="mh-chart__(\w+)" x="0" y="\d+" width="([\d.]+%)"', html) == [("before", "95.8%"), ("after", "50.0%")]
    assert "viewBox" not in html
    assert html.index("<svg") < html.index("<table")


def test_large_figures_stand_beside_the_brief(client: Client, full_case: Any) -> None:
    html = fetch(client, full_case)
    found = re.search(r'<p class="mh-figures.*?</p>', html, re.DOTALL)
    assert found
    assert plain(found[0]) == "23,000 → 12,000 Antal fordon ( fordon , 2022)"


def test_sources_and_contact_close_the_page(client: Client, full_case: Any) -> None:
    html = section(fetch(client, full_case), "kallor")
    assert re.findall(r"<li>(.*?)</li>", html) == ['<a href="https://example.org/tal">Rapporten</a>', "Underlaget"]
    assert facts(html) == {
        "Contact": "Trafikkontoret",
        "The facts": "Seen in the source.",
        "Organisations": "Stockholms kommun, Bolaget AB",
    }


def test_topics_and_counties_lead_to_more_examples(client: Client, make_case: MakeCase) -> None:
    page = make_case(topics=[TopicFactory(slug="cykel", name_en="Cycling")], counties=["05"])
    html = section(fetch(client, page), "kallor")
    assert '<a href="/en/exempel/?amne=cykel">Cycling</a>' in html
    assert '<a href="/en/exempel/?lan=05">Östergötlands län</a>' in html


def test_text_of_an_example_is_never_markup(client: Client, make_case: MakeCase) -> None:
    tricky = "<script>alert(1)</script>"
    page = make_case(
        tricky,
        challenge=tricky,
        did_not_work=tricky,
        organisations=[tricky],
        decisions=[{"body": tricky, "outcome": tricky}],
        statistics=[{"name": tricky, "unit": tricky, "before": 1, "after": 2, "source": tricky, "measured_by": tricky}],
        procurements=[{"procedure_as_written": tricky, "award_criteria": tricky}],
        sources=[{"title": tricky}],
        contact=tricky,
    )
    for english in (True, False):
        assert tricky not in client.get(f"{'/en' if english else ''}/exempel/{page.slug}/").content.decode()


# Not known, none, and 0


def test_what_nothing_is_known_of_is_one_line(client: Client, make_case: MakeCase) -> None:
    html = fetch(client, make_case("Bara en rubrik"))
    assert headings(html) == ["Missing facts", "Sources and contact"]
    assert plain(section(html, "uppgift-saknas")).endswith(
        "Nothing is known of: decisions, figures, procurement, what did not work, the challenge, what they did, the result, lessons,"
        " sources and contact."
    )
    assert line(html)[:2] == ["year not known", "not checked"]
    assert facts(section(html, "kallor")) == {"Sources": "not known"}
    assert html.count("mh-missing") == 1


def test_sources_that_are_not_known_are_said_to_be_so(client: Client, make_case: MakeCase) -> None:
    html = section(fetch(client, make_case(contact="Trafikkontoret")), "kallor")
    assert facts(html) == {"Sources": "not known", "Contact": "Trafikkontoret"}


def test_value_before_is_never_shown_as_the_result(client: Client, make_case: MakeCase) -> None:
    page = make_case(statistics=[{"name": "Bara före", "before": 900, "year": 2020}, {"name": "Bara efter", "after": 700, "year": 2021}])
    shown = re.search(r'<p class="mh-figures.*?</p>', fetch(client, page), re.DOTALL)
    assert shown
    assert plain(shown[0]) == "700 Bara efter (2021)"
    alone = make_case(statistics=[{"name": "Bara före", "before": 900, "year": 2020}])
    assert "mh-figures" not in fetch(client, alone)


def test_figures_without_a_brief_stand_apart_from_what_follows(client: Client, make_case: MakeCase) -> None:
    page = make_case(statistics=[{"name": "Antal", "after": 700}])
    assert re.search(r'<div class="mh-cols">\s*<p class="mh-figures">', fetch(client, page))


def test_period_is_shown_as_it_was_written(client: Client, make_case: MakeCase) -> None:
    assert line(fetch(client, make_case(period="2021-våren")))[0] == "spring 2021"
    page = make_case(period="2021-våren")
    page.period_end = None
    page.save_revision().publish()
    assert line(fetch(client, page))[0] == "from spring 2021"


def test_what_is_known_to_be_none_is_a_sentence_and_not_missing(client: Client, make_case: MakeCase) -> None:
    html = fetch(client, make_case(no_decision_taken=True, not_procured=True, not_measured=True))
    assert headings(html) == ["Decisions", "Figures", "Procurement", "Missing facts", "Sources and contact"]
    assert "No decision was taken, according to the source." in section(html, "beslut")
    assert "Nothing was measured, according to the source." in section(html, "siffror")
    assert "Nothing was procured, according to the source." in section(html, "upphandling")
    assert not re.search("decisions|figures|procurement", section(html, "uppgift-saknas"))


def test_zero_is_a_value(client: Client, make_case: MakeCase) -> None:
    page = make_case(statistics=[{"name": "Bilplatser", "before": Decimal("0.5"), "after": 0}], procurements=[{"bids": 0, "value_sek": 0}])
    html = fetch(client, page)
    assert ">0.5<" in html.replace("\n", "")
    assert 'width="0.0%"' in html
    assert facts(section(html, "upphandling"))["Value"] == "0 kr"
    assert facts(section(html, "upphandling"))["Bids"] == "0: no bids came in"


def test_parts_of_a_decision_that_are_not_known_say_so(client: Client, make_case: MakeCase) -> None:
    page = make_case(decisions=[{"body": "Förvaltningsrätten"}])
    assert facts(section(fetch(client, page), "beslut")) == {
        "Decided by": "Förvaltningsrätten", "Date": "not known", "Outcome": "not known", "Motivation": "not known"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("date_kind", "text", "words"),
    [
        ("in_force", "2024-01-01", "1 January 2024 (came into force)"),
        ("decided", "2021-våren", "spring 2021"),
        ("not_stated", "2021 (beräknat)", "2021 (beräknat)"),
    ],
)
def test_date_of_a_decision_says_what_it_is(client: Client, make_case: MakeCase, date_kind: str, text: str, words: str) -> None:
    page = make_case(decisions=[{"body": "Nämnden", "decided_on": PartialDate.parse(text), "date_kind": date_kind}])
    assert plain(facts(section(fetch(client, page), "beslut"))["Date"]).replace(" )", ")").replace("( ", "(") == words


@pytest.mark.parametrize(
    "statistic",
    [
        {"name": "Antal", "after": 4400},
        {"name": "Antal", "before": 4400},
        {"name": "Ändring", "before": 0, "after": -37},
        {"name": "Antal"},
    ],
)
def test_no_chart_without_two_points_that_bars_can_compare(client: Client, make_case: MakeCase, statistic: dict[str, Any]) -> None:
    html = section(fetch(client, make_case(statistics=[statistic])), "siffror")
    assert "<svg" not in html
    assert "<table" in html


def test_figure_without_year_source_or_before_says_so(client: Client, make_case: MakeCase) -> None:
    html = fetch(client, make_case(statistics=[{"name": "Antal", "after": 23}]))
    assert section(html, "siffror").count('<span class="mh-missing">not known</span>') == 4
    assert "Antal (year not known)" in plain(html)


def test_several_municipalities_are_named_with_their_populations(client: Client, make_case: MakeCase) -> None:
    towns = [OrganisationFactory(official_name=f"Stad {n} kommun", population=1000 * n, population_year=2024) for n in range(1, 6)]
    assert line(fetch(client, make_case(organisations=towns)))[:4] == [
        "Stad 1 kommun , 1,000 inhabitants (2024)",
        "Stad 2 kommun , 2,000 inhabitants (2024)",
        "Stad 3 kommun , 3,000 inhabitants (2024)",
        "and 2 municipalities more",
    ]


def test_organisations_that_are_not_known_are_named_as_written(client: Client, make_case: MakeCase) -> None:
    assert line(fetch(client, make_case(organisations=["Sju kommuner", "Bolaget"])))[0] == "Sju kommuner and Bolaget"


# Languages


def test_swedish_page_shows_the_swedish_title_and_brief(client: Client, full_case: Any) -> None:
    html = fetch(client, full_case, english=False)
    assert "<h1>Stad A satte tak</h1>" in html
    assert "Staden satte ett tak. Avgift togs ut. Antalet sjönk till 12\N{NO-BREAK SPACE}000." in html
    assert 'lang="sv">' not in html.split("<main", 1)[1]


def test_english_page_shows_the_english_summary_and_marks_what_is_swedish(client: Client, full_case: Any) -> None:
    html = fetch(client, full_case)
    assert "<h1>City A set a cap</h1>" in html
    assert "A cap of 4,400 vehicles." in html
    assert '<span lang="sv">Felparkering kvarstår.</span>' in html


def test_english_page_without_english_words_marks_the_swedish_ones(client: Client, make_case: MakeCase) -> None:
    html = fetch(client, make_case("Svensk rubrik", summary="Kort sagt."))
    assert '<h1><span lang="sv">Svensk rubrik</span></h1>' in html
    assert '<span lang="sv">Kort sagt.</span>' in html


# Who sees it, and what it costs


@pytest.mark.parametrize("person", ["anonymous", "outsider", "supplier", "member", "editor", "admin"])
def test_draft_and_a_page_that_is_not_there_answer_alike(
    client: Client, make_case: MakeCase, request: pytest.FixtureRequest, person: str
) -> None:
    draft = make_case("Utkast", draft=True)
    someone = request.getfixturevalue(person)
    user = getattr(someone, "user", someone)
    if person != "anonymous":
        client.force_login(user)
    assert client.get(f"/exempel/{draft.slug}/").status_code == 404
    assert client.get("/exempel/finns-inte/").status_code == 404


def test_example_has_as_many_queries_with_three_of_everything_as_with_one(client: Client, make_case: MakeCase) -> None:
    def make(number: int) -> Any:
        return make_case(
            topics=TopicFactory.create_batch(number),
            counties=["01", "03", "04"][:number],
            organisations=OrganisationFactory.create_batch(number),
            decisions=[{"body": "Nämnden"}] * number,
            procurements=[{"bids": 1}] * number,
            statistics=[{"name": "Antal", "before": 1, "after": 2}] * number,
            sources=[{"title": "Källan"}] * number,
        )

    def count(page: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            fetch(client, page)
        return len(queries)

    one, three = make(1), make(3)
    fetch(client, one)
    assert count(one) == count(three) <= 22
