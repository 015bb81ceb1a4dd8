"""How topics are found in the search."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from mobility_hub.lookup.registry import EntryData, SearchKind
from mobility_hub.overview.models import TopicPage
from mobility_hub.page_urls import page_urls

KIND = "topic"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # for a page that a program made without publishing it


class TopicKind(SearchKind):
    """Published topic pages."""

    name = KIND
    label = _("Topic")
    label_plural = _("Topics")

    def entries(self, object_ids: Collection[int] | None) -> Iterator[EntryData]:
        for page in _published(object_ids).select_related("topic"):
            yield _entry(page)

    def urls(self, object_ids: Collection[int]) -> Mapping[int, str]:
        return page_urls(_published(object_ids))


def _published(object_ids: Collection[int] | None) -> Any:
    pages = TopicPage.objects.live().public().filter(topic__isnull=False)
    return pages if object_ids is None else pages.filter(pk__in=object_ids)


def _entry(page: TopicPage) -> EntryData:
    topic: Any = page.topic
    return EntryData(
        object_id=page.pk,
        title=topic.name_sv,
        summary=page.brief or page.question,
        body="\n".join(filter(None, [page.title, topic.name_en, page.question, page.brief_en])),
        topics=(topic.slug,),
        updated_at=page.last_published_at or page.latest_revision_created_at or LONG_AGO,
    )
