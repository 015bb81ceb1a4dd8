from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.test import RequestFactory
from wagtail.models import Page, Site

from mobility_hub.page_urls import page_urls

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten_sites() -> Iterator[None]:
    """Wagtail keeps the sites in its cache, which outlives a test."""
    yield
    Site.clear_site_root_paths_cache()


@pytest.fixture
def pages() -> list[Page]:
    home = Site.objects.get(is_default_site=True).root_page
    return [home.add_child(instance=Page(title=str(number), slug=f"sida-{number}")) for number in range(3)]


def test_page_urls_are_paths_on_a_single_site(pages: list[Page]) -> None:
    request = RequestFactory().get("/")

    expected = {page.pk: f"/{page.slug}/" for page in pages}
    assert page_urls(pages) == expected
    assert page_urls(pages, request) == expected


def test_page_urls_are_whole_when_there_are_several_sites(pages: list[Page]) -> None:
    Site.objects.create(hostname="annan.example", root_page=pages[0])

    found = page_urls(pages)

    assert found[pages[0].pk] == "http://annan.example/"
    assert found[pages[1].pk].startswith("http://")


def test_page_urls_of_a_page_outside_every_site_are_empty() -> None:
    root = Page.objects.get(depth=1)

    assert page_urls([root]) == {root.pk: ""}


def test_page_urls_ask_for_the_sites_no_oftener_for_many_pages(pages: list[Page]) -> None:
    with patch.object(Site, "get_site_root_paths", side_effect=Site.get_site_root_paths) as asked:
        page_urls(pages[:1])
        once = asked.call_count
        page_urls(pages)

    assert asked.call_count == 2 * once
