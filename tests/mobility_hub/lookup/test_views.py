"""The search page."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mobility_hub.lookup.queries import PAGE_SIZE
from tests.factories import TopicFactory

from .conftest import Shelf

pytestmark = pytest.mark.django_db


def get(client: Client, **asked: str) -> BeautifulSoup:
    response = client.get(reverse("hub_lookup:search"), asked)
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode(), "html.parser")


def text_of(soup: BeautifulSoup) -> str:
    return " ".join(soup.main.get_text(" ").split())


def rows(soup: BeautifulSoup) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in soup.select(".mh-rows > li")]


def test_search_page_stands_at_its_address() -> None:
    assert reverse("hub_lookup:search") == "/sok/"


def test_search_page_begins_with_the_box(client: Client, pages: Shelf) -> None:
    soup = get(client)
    box = soup.select_one("form[role=search] input[name=q]")
    assert box is not None
    assert soup.select_one(f"label[for={box['id']}]") is not None
    assert [heading.name for heading in soup.main.select("h1, h2, h3")] == ["h1"]
    assert "Ett ord räcker" in text_of(soup) or "One word is enough" in text_of(soup)


def test_search_page_shows_hits_as_rows_with_facts(client: Client, pages: Shelf) -> None:
    pages.put(1, "Cykelgaragen", summary="Två våningar & <ljus>", county_code="12", year=2021)
    soup = get(client, q="garage")
    assert rows(soup) == ["Cykelgaragen Två våningar & <ljus> Exempel · Skåne · 2021"]
    assert [mark.get_text() for mark in soup.main.select("mark")] == ["Cykelgaragen"]
    assert soup.select_one(".mh-rows a")["href"] == "/page/1/"
    assert soup.select_one("input[name=q]")["value"] == "garage"


def test_search_page_escapes_what_was_typed(client: Client, pages: Shelf) -> None:
    response = client.get(reverse("hub_lookup:search"), {"q": '"><script>alert(1)</script>'})
    assert b"<script>alert" not in response.content


def test_search_page_names_the_language_of_a_hit_in_another(client: Client, pages: Shelf) -> None:
    pages.put(1, "Bike buss", summary="Buss summary", language="en")
    pages.put(2, "Buss")
    soup = get(client, q="buss")
    assert [span["lang"] for span in soup.select(".mh-rows [lang]")] == ["en", "en"]


def test_search_page_offers_the_kinds_with_their_counts(client: Client, pages: Shelf, register: Any) -> None:
    other = Shelf("network", "Nätverk")
    register(other)
    pages.put(1, "Buss A")
    pages.put(2, "Buss B")
    other.put(3, "Buss C")
    soup = get(client, q="buss", sida="1", lan="", typ="network")
    links = soup.select(".mh-subnav a")
    assert [link.get_text(strip=True)[-3:] for link in links] == ["(3)", "(2)", "(1)"]
    assert [link.get("aria-current") for link in links] == [None, None, "page"]
    assert links[0]["href"] == "?q=buss&lan="
    assert rows(soup) == ["Buss C Nätverk"]


def test_search_page_offers_no_choice_of_one_kind(client: Client, pages: Shelf) -> None:
    pages.put(1, "Buss")
    assert get(client, q="buss").select(".mh-subnav") == []


def test_search_page_leads_out_of_a_narrowed_search(client: Client, pages: Shelf) -> None:
    TopicFactory(slug="cykel", name_sv="Cykel", name_en="Cycling")
    pages.put(1, "Buss", topics=("cykel",), county_code="12")
    soup = get(client, q="buss", amne="cykel", lan="12")
    assert [link["href"] for link in soup.select(".mh-section__body p a")] == ["?q=buss&lan=12", "?q=buss&amne=cykel"]


def test_search_page_helps_when_nothing_is_found(client: Client, pages: Shelf) -> None:
    TopicFactory(slug="cykel", name_sv="Cykel & gång", name_en="Cycling")
    pages.put(1, "Buss", topics=("cykel",))
    soup = get(client, q="zzz")
    assert rows(soup) == []
    assert [heading.name for heading in soup.main.select("h1, h2, h3")] == ["h1", "h2", "h2"]
    assert [link["href"] for link in soup.select(".mh-index a")] == ["/sok/?q=Cykel+%26+g%C3%A5ng"]


def test_search_page_says_when_some_of_the_words_are_missing(client: Client, pages: Shelf) -> None:
    pages.put(1, "Buss")
    soup = get(client, q="buss zzz")
    assert (len(rows(soup)), len(soup.select(".mh-notice"))) == (1, 1)


def test_search_page_cuts_a_long_question_and_says_so(client: Client, pages: Shelf) -> None:
    pages.put(1, "Buss")
    soup = get(client, q="buss " * 200)
    assert len(rows(soup)) == 1
    notice = soup.select_one("#hub-q-cut")
    assert notice is not None
    assert soup.select_one("input[name=q]")["aria-describedby"] == "hub-q-cut"


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "\x00"},
        {"q": "buss\x00\x1b"},
        {"q": "😀" * 500},
        {"q": "%00%ff"},
        {"q": "och"},
        {"q": "buss", "typ": "\x00", "amne": "\x00' OR 1=1", "lan": "99\x00", "ar": "٢٠٢١", "sida": "\x00"},
        {"q": "buss", "ar": "99999999999999999999", "sida": "-1"},
        {"q": "buss", "sida": "9" * 5000},
        {"typ": "page"},
    ],
)
def test_search_page_takes_any_address(client: Client, pages: Shelf, asked: dict[str, str]) -> None:
    pages.put(1, "Buss")
    get(client, **asked)


def test_search_page_takes_bytes_that_are_no_text(client: Client, pages: Shelf) -> None:
    assert client.get(reverse("hub_lookup:search") + "?q=%ff%fe%00buss&typ=%ff").status_code == 200


def test_search_page_out_of_range_is_the_last(client: Client, pages: Shelf) -> None:
    for number in range(1, PAGE_SIZE + 2):
        pages.put(number, f"Buss {number}")
    soup = get(client, q="buss", sida="77")
    assert len(rows(soup)) == 1
    assert soup.select_one(".mh-pager [aria-current]") is not None


def test_search_page_is_never_stored_for_those_signed_in(client: Client, pages: Shelf, member: Any) -> None:
    assert "no-store" not in client.get(reverse("hub_lookup:search")).headers.get("Cache-Control", "")
    client.force_login(member.user)
    response = client.get(reverse("hub_lookup:search"), {"q": "buss"})
    assert {"no-store", "private"} <= {part.strip() for part in response.headers["Cache-Control"].split(",")}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_search_page_is_only_read(client: Client, pages: Shelf, method: str) -> None:
    assert getattr(client, method)(reverse("hub_lookup:search")).status_code == 405


def test_search_page_costs_the_same_for_few_and_many(client: Client, pages: Shelf) -> None:
    costs = []
    for number in (1, 2, 3):
        pages.put(number, f"Buss {number}", county_code="12")
        if number in (1, 3):
            get(client, q="värm upp")
            with CaptureQueriesContext(connection) as captured:
                assert len(rows(get(client, q="buss"))) == number
            costs.append(len(captured))
    assert costs[0] == costs[1]
