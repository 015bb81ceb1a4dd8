"""A site with an overview of networks, and a maker of networks below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from django.utils import translation
from wagtail.models import Page, Site

from mobility_hub.directory.models import County, Topic
from mobility_hub.networks.models import NetworkIndexPage, NetworkMemberOrganisation, NetworkPage, NetworkSource
from tests.factories import TopicFactory

MakeNetwork = Callable[..., NetworkPage]


@pytest.fixture(autouse=True)
def swedish() -> Iterator[None]:
    """A request in English leaves its language behind; each test begins and ends in the site's own."""
    translation.activate("sv")
    yield
    translation.activate("sv")


def address(page: NetworkPage) -> str:
    """The address of a network below the fixture ``overview``, in Swedish."""
    return f"/natverk/{page.slug}/"


@pytest.fixture
def overview(db: None) -> NetworkIndexPage:
    """The overview of networks at /natverk/."""
    home: Page = Site.objects.get(is_default_site=True).root_page
    page = NetworkIndexPage(title="Vilka nätverk finns?", slug="natverk")
    home.add_child(instance=page)
    return page


@pytest.fixture
def topics(db: None) -> dict[str, Topic]:
    """Two topics with sub-topics and one without, by slug."""
    found = {}
    for slug, parent in (("upphandling", ""), ("koncession", "upphandling"), ("delad", ""), ("bilpool", "delad"), ("cykel", "")):
        found[slug] = TopicFactory(slug=slug, name_sv=slug.title(), name_en=f"{slug} en", parent=found.get(parent), position=len(found) + 1)
    return found


@pytest.fixture
def make_network(overview: NetworkIndexPage) -> MakeNetwork:
    """Makes published networks: ``topics``, ``counties`` by code, ``members`` by name, ``sources`` as pairs, ``draft=True``."""
    numbers = count(1)

    def make(
        title: str = "",
        *,
        topics: Any = (),
        counties: Any = (),
        members: Any = (),
        sources: Any = (),
        draft: bool = False,
        parent: Page | None = None,
        **fields: Any,
    ) -> NetworkPage:
        number = next(numbers)
        fields = {"status": "active", "reach": "national", "actor_kinds": ["municipality"], **fields}
        page = NetworkPage(title=title or f"Nätverk {number}", slug=f"natverk-{number}", live=False, **fields)
        page.topics = list(topics)
        page.counties = list(County.objects.filter(code__in=counties))
        page.member_organisations = [NetworkMemberOrganisation(name=name) for name in members]
        page.sources = [NetworkSource(title=name, url=url) for name, url in sources]
        (parent or overview).add_child(instance=page)
        revision = page.save_revision()
        if not draft:
            revision.publish()
            page.refresh_from_db()
        return page

    return make
