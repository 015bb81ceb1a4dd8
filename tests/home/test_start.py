"""The start page and the topic overview: what they show, in both languages, at one count of queries."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from home.models import StandardPage, StartPage
from mobility_hub.cases.models import CaseIndexPage, CaseStudyPage
from mobility_hub.networks.models import NetworkIndexPage, NetworkPage
from mobility_hub.overview.models import TopicIndexPage, TopicPage
from mobility_hub.site_setup import set_up
from tests.factories import TopicFactory
from tests.who_may_see_site import add_page

ADDRESSES = ("/", "/en/", "/amnen/")


@pytest.fixture
def start(db: None) -> StartPage:
    page = StartPage(
        title="Så gör andra", slug="start", lead="Beslut och siffror.", title_en="How others do it", lead_en="Decisions and figures."
    )
    add_page(Page.get_first_root_node(), page)
    Site.objects.update(root_page=page)
    set_up(under=page)
    return page


def add_one(number: int) -> Any:
    """A topic with a page of its own, an example and a network."""
    topic = TopicFactory(slug=f"amne-{number}")
    add_page(TopicIndexPage.objects.get(), TopicPage(title=topic.name_sv, slug=topic.slug, topic=topic))
    case = CaseStudyPage(title=f"Exempel {number}", slug=f"exempel-{number}", approach="Så.")
    case.topics = [topic]
    add_page(CaseIndexPage.objects.get(), case)
    network = NetworkPage(title=f"Nätverk {number}", slug=f"natverk-{number}", summary="Kort.", status="active", reach="national")
    network.topics = [topic]
    add_page(NetworkIndexPage.objects.get(), network)
    return topic


def page_at(client: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def queries_at(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", ADDRESSES)
def test_three_of_everything_cost_the_same_as_one(client: Client, start: StartPage, address: str) -> None:
    add_one(1)
    queries_at(client, address)
    one = queries_at(client, address)
    add_one(2)
    add_one(3)
    assert queries_at(client, address) == one


@pytest.mark.parametrize(
    ("address", "heading", "lead"), [("/", "Så gör andra", "Beslut och siffror."), ("/en/", "How others do it", "Decisions and figures.")]
)
def test_start_page_speaks_the_readers_language(client: Client, start: StartPage, address: str, heading: str, lead: str) -> None:
    soup = page_at(client, address)
    assert (soup.h1.text, soup.select_one(".mh-head__lead").text) == (heading, lead)  # type: ignore[union-attr]


def test_start_page_shows_topics_by_their_examples(client: Client, start: StartPage) -> None:
    topic = add_one(1)
    [link] = page_at(client, "/").select("nav[aria-labelledby=start-topics] ul a")
    assert (link.text.strip(), link["href"]) == (topic.name_sv, f"/amnen/{topic.slug}/")


def test_page_that_a_program_put_live_does_not_break_the_news(client: Client, start: StartPage) -> None:
    NetworkIndexPage.objects.get().add_child(instance=NetworkPage(title="Utan dag", slug="utan-dag", status="active", reach="national"))
    add_one(1)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("address", "heading", "language"), [("/om/", "Om sajten", None), ("/en/om/", "About the site", None), ("/en/bara/", "Bara", "sv")]
)
def test_text_page_speaks_the_readers_language_or_says_that_it_does_not(
    client: Client, start: StartPage, address: str, heading: str, language: str | None
) -> None:
    add_page(start, StandardPage(title="Om sajten", slug="om", body="<p>Text</p>", title_en="About the site", body_en="<p>Words</p>"))
    add_page(start, StandardPage(title="Bara", slug="bara", body="<p>Text</p>"))
    soup = page_at(client, address)
    assert soup.h1.text == heading  # type: ignore[union-attr]
    assert soup.select_one(".mh-read").get("lang") == language  # type: ignore[union-attr]
    name = "About the site" if address.startswith("/en/") else "Om sajten"
    assert name in [link.text.strip() for link in soup.select("footer a")]
