from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from mobility_hub.directory.models import Topic
from mobility_hub.networks.models import NetworkIndexPage
from tests.mobility_hub.networks.conftest import MakeNetwork

pytestmark = pytest.mark.django_db

Topics = dict[str, Topic]


def listed(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/natverk/?vy=lista&{query}")
    assert response.status_code == 200
    return [row.page.title for row in [*response.context["rows"], *response.context["countrywide_rows"]]]


def row_of(response: Any, slug: str) -> Any:
    return next(row for row in response.context["rows"] if row.topic.slug == slug)


def options_of(response: Any, name: str) -> dict[str, str]:
    return dict(response.context["form"].fields[name].choices)


# The list


def test_list_filters_by_each_choice(client: Client, make_network: MakeNetwork, topics: Topics) -> None:
    make_network("A", topics=[topics["koncession"]], counties=["05"], reach="regional", actor_kinds=["region"], status="ended")
    make_network("B", topics=[topics["cykel"]], counties=["01"], reach="local")

    assert listed(client) == ["B", "A"]
    for query in ("amne=upphandling", "amne=koncession", "lan=05", "oppetfor=regioner", "omfattning=regionalt", "status=avslutat"):
        assert listed(client, query) == ["A"], query
    assert listed(client, "amne=upphandling&lan=01") == []


def test_list_with_a_county_puts_countrywide_networks_last_and_says_so(client: Client, make_network: MakeNetwork) -> None:
    make_network("Alla", reach="national")
    make_network("Öst", reach="regional", counties=["05"])

    response = client.get("/natverk/?vy=lista&lan=05")

    assert [row.page.title for row in response.context["rows"]] == ["Öst"]
    assert [row.page.title for row in response.context["countrywide_rows"]] == ["Alla"]
    assert "Östergötlands län" in response.content.decode()


def test_list_can_leave_out_the_not_confirmed_and_offers_them(client: Client, make_network: MakeNetwork) -> None:
    make_network("Aktivt")
    make_network("Oklart", status="unknown")

    assert listed(client) == ["Aktivt", "Oklart"]
    assert listed(client, "status=aktivt") == ["Aktivt"]
    hidden = client.get("/natverk/?vy=lista&status=aktivt").context["hidden"]
    assert listed(client, hidden["url"].partition("?")[2]) == ["Aktivt", "Oklart"]


def test_list_shows_a_mark_with_its_word(client: Client, make_network: MakeNetwork) -> None:
    make_network(status="resting")

    with translation.override("en"):
        content = client.get("/en/natverk/?vy=lista").content.decode()

    assert re.search(r'mh-status--half">resting<', content)


def test_list_without_hits_leads_back(client: Client, make_network: MakeNetwork) -> None:
    make_network()

    content = client.get("/natverk/?vy=lista&status=vilande").content.decode()

    assert 'href="/natverk/?vy=lista"' in content


def test_list_is_paged(client: Client, make_network: MakeNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mobility_hub.networks.index.ROWS_ON_PAGE", 2)
    for title in "ABC":
        make_network(title)

    assert listed(client) == ["A", "B"]
    assert listed(client, "sida=2") == ["C"]
    assert listed(client, "sida=99") == ["C"]
    assert listed(client, "sida=zz") == ["A", "B"]


def test_list_links_lead_where_their_number_says(client: Client, make_network: MakeNetwork, topics: Topics) -> None:
    make_network(topics=[topics["koncession"]], counties=["05"], status="unknown")
    make_network(topics=[topics["cykel"]], reach="regional", actor_kinds=["region"])
    make_network(topics=[topics["cykel"], topics["upphandling"]], status="ended")

    for facet in client.get("/natverk/?vy=lista").context["facets"]:
        for item in facet["items"]:
            assert len(listed(client, item["url"].partition("?")[2])) == item["fact"], item


def test_drafts_and_kept_networks_are_not_listed(client: Client, make_network: MakeNetwork) -> None:
    make_network("Utkast", draft=True)
    kept = make_network("Dolt")
    kept.view_restrictions.create(restriction_type="login")

    assert listed(client) == []
    assert "Dolt" not in client.get("/natverk/").content.decode()


# The form


def test_form_counts_each_choice_without_its_own(client: Client, make_network: MakeNetwork, topics: Topics) -> None:
    make_network(topics=[topics["upphandling"]], counties=["05"], reach="regional")
    make_network(topics=[topics["koncession"]], counties=["01"], reach="regional")
    make_network(topics=[topics["cykel"]])

    response = client.get("/natverk/?amne=cykel&lan=05")

    assert options_of(response, "amne")["upphandling"].endswith("(1)")
    assert options_of(response, "amne")["koncession"].endswith("(0)")
    assert options_of(response, "lan")["01"].endswith("(1)")
    assert options_of(response, "lan")[""].endswith("(1)")
    assert len(options_of(response, "lan")) == 22


def test_form_keeps_what_is_chosen(client: Client, make_network: MakeNetwork, topics: Topics) -> None:
    make_network()

    content = client.get("/natverk/?vy=lista&amne=cykel&lan=05&status=aktivt").content.decode()

    for value in ("cykel", "05", "aktivt"):
        assert f'<option value="{value}" selected' in content
    assert '<input type="hidden" name="vy" value="lista"' in content
    assert not re.search(r'name="visa"[^>]*checked', content)


def test_unknown_choices_are_left_out_with_a_note(client: Client, make_network: MakeNetwork) -> None:
    make_network("Ett")

    response = client.get("/natverk/?vy=lista&amne=finns-inte&lan=99")

    assert [row.page.title for row in response.context["rows"]] == ["Ett"]
    content = response.content.decode()
    assert "finns-inte" in content
    assert "99" in content


@pytest.mark.parametrize("value", ["<b>x</b>", "\x00", "å" * 3000, "%FF", "[]", "-1"])
@pytest.mark.parametrize("name", ["amne", "lan", "oppetfor", "omfattning", "status", "visa", "vy", "sida"])
def test_no_address_breaks_the_page(client: Client, overview: NetworkIndexPage, name: str, value: str) -> None:
    response = client.get("/natverk/", {name: value, "vy": value if name == "vy" else "lista"})

    assert response.status_code == 200
    assert "<b>x</b>" not in response.content.decode()


# By topic


def test_by_topic_has_a_row_for_each_topic_group(client: Client, make_network: MakeNetwork, topics: Topics) -> None:
    for title in ("A", "B", "C", "D"):
        make_network(title, topics=[topics["koncession"], topics["upphandling"]])
    make_network("Oklart", topics=[topics["bilpool"]], status="unknown")

    response = client.get("/natverk/")

    assert [row.topic.slug for row in response.context["rows"]] == ["upphandling", "delad", "cykel"]
    first = row_of(response, "upphandling")
    assert ([network.title for network in first.named], first.more) == (["A", "B", "C"], 1)
    assert [topic.slug for topic, _url, _fact in first.subtopics] == ["koncession"]
    assert [network.status != "" for network in row_of(response, "delad").named] == [True]


def test_by_topic_with_a_topic_shows_that_alone(client: Client, overview: NetworkIndexPage, topics: Topics) -> None:
    assert [row.topic.slug for row in client.get("/natverk/?amne=koncession").context["rows"]] == ["koncession"]
    assert [row.topic.slug for row in client.get("/natverk/?amne=upphandling").context["rows"]] == ["upphandling"]


def test_by_topic_says_what_is_missing(client: Client, make_network: MakeNetwork, topics: Topics) -> None:
    make_network(topics=[topics["upphandling"]])
    make_network(topics=[topics["bilpool"]], status="unknown")

    response = client.get("/en/natverk/")

    assert row_of(response, "upphandling").missing == "koncession en: no network"
    assert row_of(response, "delad").missing == "No confirmed network"
    assert row_of(response, "cykel").missing == "No network"


def test_by_topic_says_what_is_missing_in_the_chosen_county(client: Client, make_network: MakeNetwork, topics: Topics) -> None:
    make_network(topics=[topics["cykel"]], counties=["01"], reach="regional")

    assert row_of(client.get("/natverk/?lan=01"), "cykel").missing == ""
    assert row_of(client.get("/natverk/?lan=05"), "cykel").missing != ""
    assert row_of(client.get("/natverk/?lan=01&status=avslutat"), "cykel").missing == ""


def test_by_topic_counts_the_networks_here(client: Client, make_network: MakeNetwork) -> None:
    make_network(actor_kinds=["municipality"])
    make_network(actor_kinds=["business"])
    make_network(status="ended")
    make_network(status="merged", merged_into=make_network())

    lead = client.get("/en/natverk/").context["lead"]

    assert re.findall(r"\d+", lead) == ["4", "2"]


def test_overview_without_topics_and_networks_says_so(client: Client, overview: NetworkIndexPage) -> None:
    assert client.get("/natverk/").status_code == 200
    assert client.get("/natverk/?vy=lista").status_code == 200


# Speed


@pytest.mark.parametrize("query", ["", "?vy=lista", "?vy=lista&lan=05&amne=cykel"])
def test_overview_asks_the_same_of_the_database_however_many_there_are(
    client: Client, make_network: MakeNetwork, topics: Topics, query: str
) -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/natverk/{query}").status_code == 200
        return len(queries)

    make_network(topics=[topics["cykel"]], counties=["05"])
    client.get("/natverk/")
    once = ask()
    for _number in range(2):
        make_network(topics=[topics["cykel"], topics["bilpool"]], counties=["05", "01"])

    assert ask() == once
