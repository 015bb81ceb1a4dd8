"""How groups become findable: by their open doorplates only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from groups.membership.enums import Visibility
from groups.membership.models import PracticeGroup, PracticeGroupPage
from mobility_hub.lookup.registry import EntryData, SearchKind


class PracticeGroupKind(SearchKind):
    """Listed groups with a live page of their own. Nothing from inside them."""

    name = "practice_group"
    label = _("Practice group")
    label_plural = _("Practice groups")

    def entries(self, object_ids: Collection[int] | None) -> Iterable[EntryData]:
        pages = _live_pages().select_related("practice_group").prefetch_related("practice_group__topics", "practice_group__counties")
        for page in pages if object_ids is None else pages.filter(practice_group__in=object_ids):
            yield _entry(page.practice_group)

    def urls(self, object_ids: Collection[int]) -> Mapping[int, str]:
        return {page.practice_group_id: page.get_url() or "" for page in _live_pages().filter(practice_group__in=object_ids)}


def _live_pages() -> QuerySet[Any]:
    pages: QuerySet[Any] = (
        PracticeGroupPage.objects.live().public().filter(practice_group__visibility=Visibility.LISTED, alias_of__isnull=True)
    )
    return pages


def _entry(practice_group: PracticeGroup) -> EntryData:
    counties = list(practice_group.counties.all())
    return EntryData(
        object_id=practice_group.pk,
        title=practice_group.name,
        summary=practice_group.purpose,
        body="\n".join([practice_group.result, practice_group.meeting_form, *(county.name for county in counties)]),
        topics=tuple(topic.slug for topic in practice_group.topics.all()),
        county_code=counties[0].code if len(counties) == 1 else "",
        year=practice_group.result_on.year if practice_group.result_on else None,
        updated_at=practice_group.founded_at,
    )
