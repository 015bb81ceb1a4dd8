"""Topics are found by their names, and only while everybody may read their page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page, PageViewRestriction, Site

from mobility_hub.lookup.models import SearchEntry
from mobility_hub.overview.models import TopicIndexPage, TopicPage
from mobility_hub.overview.search import KIND, TopicKind
from tests.factories import TopicFactory


@pytest.fixture
def index_page(db: None) -> TopicIndexPage:
    page: TopicIndexPage = Page.get_first_root_node().add_child(instance=TopicIndexPage(title="Ämnen", slug="amnen"))
    Site.objects.update(root_page=page)
    return page


@pytest.fixture
def topic_page(index_page: TopicIndexPage) -> TopicPage:
    topic = TopicFactory(name_sv="Upphandling", name_en="Procurement")
    page: TopicPage = index_page.add_child(
        instance=TopicPage(title="Upphandling", slug="upphandling", topic=topic, question="Hur gick det?", brief="Kort om kravlistor.")
    )
    page.save_revision().publish()
    return page


def found() -> list[str]:
    return list(SearchEntry.objects.filter(kind=KIND).visible_to(AnonymousUser()).order_by("title").values_list("title", flat=True))


def test_published_topic_is_found(topic_page: TopicPage) -> None:
    (entry,) = TopicKind().entries([topic_page.pk])
    assert (entry.title, entry.summary, entry.topics) == ("Upphandling", "Kort om kravlistor.", (topic_page.topic.slug,))
    assert {"Procurement", "Hur gick det?"} <= set(entry.body.splitlines())
    assert TopicKind().urls([topic_page.pk]) == {topic_page.pk: "/upphandling/"}
    assert found() == ["Upphandling"]


def test_search_follows_a_new_name(topic_page: TopicPage) -> None:
    topic: Any = topic_page.topic
    topic.name_sv = "Inköp"
    topic.save()
    assert found() == ["Inköp"]


def test_search_follows_what_happens_to_the_page(topic_page: TopicPage) -> None:
    topic_page.unpublish()
    assert found() == []
    topic_page.save_revision().publish()
    assert found() == ["Upphandling"]
    restriction = PageViewRestriction.objects.create(page=topic_page.page_ptr, restriction_type="login")
    assert (found(), TopicKind().urls([topic_page.pk])) == ([], {})
    restriction.delete()
    assert found() == ["Upphandling"]
    Page.objects.get(pk=topic_page.pk).delete()
    assert found() == []
