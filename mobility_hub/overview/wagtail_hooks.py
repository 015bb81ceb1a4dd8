from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from mobility_hub import paths
from mobility_hub.directory.models import Topic
from mobility_hub.overview.models import TopicIndexPage
from mobility_hub.overview.queries import urls_of_topics
from mobility_hub.overview.search import TopicKind
from mobility_hub.sections import NavPage


@hooks.register("register_hub_nav_page")
def topics_in_navigation() -> NavPage:
    return NavPage(model=TopicIndexPage, label=_("Topics"), order=10, slug=paths.TOPICS_SLUG)


@hooks.register("register_hub_search_kind")
def topics_in_search() -> TopicKind:
    return TopicKind()


@hooks.register("register_hub_topic_addresses")
def topic_addresses(topics: Sequence[Topic], request: HttpRequest | None) -> dict[int, str]:
    return urls_of_topics(request)
